"""The pages of the register: what a report tells, what is downloaded, and what is said of use without an activity."""

import csv
import io
from typing import Any

import msgspec
import pytest

from grondslag.interaction.pages import render
from grondslag.interaction.site import Asked, Told
from grondslag.interaction.startpagina import StartContext
from grondslag.interaction.verwerkingen import (
    CSV,
    JSON,
    PATH,
    UNKNOWN,
    Register,
    Verwerkingen,
    lines_of,
    place_of,
)
from tests.verwerkingen_builders import a_register, an_entry


def page(status: int, template: str, **values: Any) -> Told:
    start = StartContext("Demogemeente", "1810", "0.1.0", (), False, None)
    told = render(template, start=start, **values) if template != "toegang.html" else ""
    return Told(status, told.encode(), {"X-Content-Type-Options": "nosniff"})


async def ask(path: str, register: Register | None = None, method: str = "GET") -> Told | None:
    asked = Asked(method=method, path=path, query="", base="http://localhost", headers={})
    return await Verwerkingen(register or a_register()).answer(asked, page)


async def shown(path: str, register: Register | None = None) -> str:
    told = await ask(path, register)
    assert told is not None
    assert told.status == 200
    return " ".join(told.body.decode().split())


async def test_the_report_tells_what_art_30_asks() -> None:
    text = await shown(PATH)
    for wanted in (
        "Meldingen behandelen", "versie 2 van 2, vanaf 01-01-2020 tot 01-01-2030", "Een melding oplossen",
        "Taak van algemeen belang (AVG art. 6 lid 1 e); Zorg (AVG art. 9 lid 2 h)", "Gezondheid (bijzonder)",
        "Team &lt;Wmo&gt;", "5 jaar en 6 maanden (Selectielijst)", "College (fg@voorbeeldstad.example)",
        "Hosting (2026-1)", "Canada (Adequaatheidsbesluit)", "Zaaksysteem (zaaksysteem)", "naam; geboorte.datum",
        'href="https://wetten.overheid.nl/jci1.3:c:BWBR0005537&amp;artikel=6:4"', "Nog geen versie",
        "Geen: niemand werkt voor deze activiteit",
    ):  # fmt: skip
        assert wanted in text
    assert "Team <Wmo>" not in text


async def test_an_empty_register_tells_how_to_fill_it() -> None:
    assert "grondslag activity add --file" in await shown(PATH, a_register([]))


async def test_the_report_is_downloaded_as_json_and_csv() -> None:
    told = await ask(JSON)
    assert told is not None
    assert told.headers["Content-Disposition"] == 'attachment; filename="verwerkingen.json"'
    assert told.headers["X-Content-Type-Options"] == "nosniff"
    found = msgspec.json.decode(told.body)
    assert found["opgesteld"] == "2026-11-23"
    assert found["verwerkingsactiviteiten"][0]["versie"]["gegevenscategorieen"][1]["soort"] == "bijzonder"
    told = await ask(CSV)
    assert told is not None
    assert told.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(told.body.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == list(lines_of(an_entry()))
    assert (len(rows), rows[1][0], rows[2][0]) == (3, "meldingen", "leeg")
    assert rows[1][rows[0].index("Maatregelen")] == "'=1+1", "no spreadsheet runs it"


async def test_unknown_use_is_counted_with_what_to_do() -> None:
    text = await shown(UNKNOWN)
    assert "Applicaties zonder activiteit (2)" in text
    assert "1.234" in text
    assert "(had: voorbij)" in text
    assert "grondslag activity tie ACTIVITEIT --client oud" in text
    assert "12.480" in text
    assert "wordt nu geteld" in text
    assert "wordt nu geweigerd" in await shown(UNKNOWN, a_register(refuses=True))


async def test_of_a_week_in_which_a_year_began_it_is_told_that_some_may_count_twice() -> None:
    week = (await a_register().traffic())[0]
    assert "oogstens" not in await shown(UNKNOWN)
    text = await shown(UNKNOWN, a_register(weeks=[week, msgspec.structs.replace(week, at_most=True)]))
    assert ">hoogstens 7<" in text
    assert ">7<" in text
    assert text.count("Wie ervoor en erna is gezien, telt daar twee keer.") == 1


async def test_who_has_no_unknown_use_is_told_to_refuse_it() -> None:
    text = await shown(UNKNOWN, a_register(lacking=[], weeks=[]))
    assert "Elke applicatie die persoonsgegevens mag zien, heeft een activiteit." in text
    assert "unknown_use" in text
    assert "heeft niemand persoonsgegevens gebruikt zonder activiteit" in text
    assert "unknown_use" not in await shown(UNKNOWN, a_register(lacking=[], weeks=[], refuses=True))


@pytest.mark.parametrize(("path", "method"), [(PATH, "POST"), (PATH + "/x", "GET"), ("/beheer/iets", "GET")])
async def test_nothing_else_is_there(path: str, method: str) -> None:
    assert await ask(path, method=method) is None


def test_a_law_is_found_by_a_browser() -> None:
    assert place_of("https://eur-lex.europa.eu/eli/reg/2016/679/oj") == "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
    assert place_of("jci1.3:c:BWBR0005537") == "https://wetten.overheid.nl/jci1.3:c:BWBR0005537"
