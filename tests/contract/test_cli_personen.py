"""`grondslag import personen` as a user types it: who comes in, who is refused and why; no BSN is ever told."""

import json
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from grondslag.integration.personen.bron import Database
from grondslag.integration.personen.inlezen import CHUNK, Bestand
from grondslag.registers.personen.informatie import Soort, toon
from grondslag.registers.personen.inlezen import Gelezen
from grondslag.registers.personen.lo3 import Persoonslijst, burgerservicenummer, huidig, huidige
from grondslag.registers.personen.tabellen import TABELLEN
from grondslag.registers.personen.velden import vraagbaar
from tests import oas
from tests.api import Api, served
from tests.running import Done, run
from tests.server import Databases, temporary_directory

DATA = Path(__file__).parents[3] / "shared" / "data" / "personen"
TABLE, MODEL = DATA / "gba-v-proefomgeving.csv", DATA / "brp-testpersonen.json"
public = pytest.mark.skipif(not DATA.exists(), reason="the public sets of test persons are not beside the project")
HEAD = ";01.01.20;01.02.40;01.03.10;08.11.15;08.H;\n"
NOOR, DAAN = "999900006", "999900018"


class Gemeente:
    """A municipality that is served, and into which persons are brought."""

    def __init__(self, api: Api, dsn: str, folder: Path) -> None:
        self.api, self.dsn, self.folder = api, dsn, folder

    def bring(self, content: str | bytes | Path, *options: str) -> Done:
        """Read in a file, to the end of the command. What is told holds no BSN."""
        file = content if isinstance(content, Path) else self.folder / "personen.txt"
        if not isinstance(content, Path):
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        said = {"GRONDSLAG_DATABASE": self.dsn, "GRONDSLAG_DATA": str(self.folder / "var")}
        done = run("import", "personen", str(file), *options, environ=said)
        assert not re.search(r"[0-9]{9}", (done.out + done.err).replace(self.dsn, "").replace(str(file), ""))
        return done

    async def lijst(self, bsn: str) -> Persoonslijst:
        """The list of one person."""
        (found,) = await Database(self.api.program.pool).raadpleeg([bsn])
        return found

    async def count(self) -> int:
        """How many persons there are."""
        return await self.api.program.pool.fetchval("select count(*) from personen.persoon")


@pytest.fixture
async def gemeente(databases: Databases) -> AsyncIterator[Gemeente]:
    dsn = databases.fresh()
    with temporary_directory() as folder:
        async with served(dsn, folder / "var") as api:
            yield Gemeente(api, dsn, folder)
    databases.drop(dsn)


async def moments(gemeente: Gemeente) -> list[Any]:
    rows = await gemeente.api.program.pool.fetch(
        "select id, gewijzigd_op from personen.persoon order by burgerservicenummer"
    )
    return [tuple(row) for row in rows]


async def test_a_second_time_nothing_changes_and_what_differs_does(gemeente: Gemeente) -> None:
    table = HEAD + f"L1;{NOOR};Rietzanger;19800000;Havikslaan;58;\n;;;;Elzenvaart;;\nL2;{DAAN};Meerkoet;19900101;;;\n"
    first = gemeente.bring(table)
    assert (first.code, first.out) == (
        0,
        "GBA-V (csv): 2 persons, 2 kept (2 new, 0 changed, 0 as they were), 0 refused\n",
    )
    assert (await gemeente.lijst(NOOR))["08"] == [[{"1115": "Havikslaan"}, {"1115": "Elzenvaart"}]]
    before = await moments(gemeente)
    again = gemeente.bring(table)
    assert "2 kept (0 new, 0 changed, 2 as they were)" in again.out
    assert await moments(gemeente) == before
    moved = gemeente.bring(table.replace("Havikslaan", "Molentocht"))
    assert "2 kept (0 new, 1 changed, 1 as they were)" in moved.out
    after = await moments(gemeente)
    assert [each[0] for each in after] == [each[0] for each in before]
    assert after[0][1] > before[0][1]
    assert after[1] == before[1]


async def test_a_dry_run_judges_and_keeps_nothing(gemeente: Gemeente) -> None:
    done = gemeente.bring(HEAD + f"L1;{NOOR};Rietzanger;19800000;;;\nL2;;Meerkoet;19900101;;;\n", "--dry-run")
    assert done.code == 1
    assert done.out == (
        "GBA-V (csv): 2 persons, 1 would be kept, 1 refused\n  refused 1: no burgerservicenummer (line 3)\n"
    )
    assert await gemeente.count() == 0


async def test_a_person_is_refused_with_place_and_reason_and_the_others_come_in(gemeente: Gemeente) -> None:
    persons: list[Any] = [
        {"burgerservicenummer": NOOR, "naam": {"geslachtsnaam": "Rietzanger"}, "gezag": [{"type": "Voogdij"}]},
        {"burgerservicenummer": NOOR},
        {"burgerservicenummer": "999900007"},
        "Noor",
        {"burgerservicenummer": DAAN, "geboorte": {"datum": "vandaag"}},
    ]
    done = gemeente.bring(json.dumps(persons))
    assert done.code == 1
    assert done.out.splitlines() == [
        "information model (JSON): 5 persons, 2 kept (2 new, 0 changed, 0 as they were), 3 refused",
        "  refused 1: its burgerservicenummer stands on an earlier list in this file (person 2)",
        "  refused 1: the burgerservicenummer does not pass the 11-test (person 3)",
        "  refused 1: not a JSON object (person 4)",
        "  left out 1: 01.03.10 is not a date of LO3",
        "  left out 1: gezag: no element of LO3 that is read here",
    ]


async def test_whatever_a_file_says_is_kept_or_refused_and_told_as_text(gemeente: Gemeente) -> None:
    def born_in(bsn: str, omschrijving: str) -> Any:
        return {"burgerservicenummer": bsn, "geboorte": {"land": {"code": "4999", "omschrijving": omschrijving}}}

    persons: list[Any] = [
        {"burgerservicenummer": NOOR, "verblijfplaats": {"straat": "Havikslaan", "huisnummer": "9" * 20}},
        born_in(DAAN, "Nergens\0"),
        born_in(DAAN, "Nergens\ud800"),
        born_in(DAAN, "N" * 201),
        born_in("999990019", "Nergens"),
        {"burgerservicenummer": "999990020", "naam": {"\ud800": "x", "999990019": "x", "\x1b[2J": "x"}},
    ]
    done = gemeente.bring(json.dumps(persons))
    assert (done.code, done.err) == (1, "6 persons ...\n")
    assert done.out.splitlines() == [
        "information model (JSON): 6 persons, 3 kept (3 new, 0 changed, 0 as they were), 3 refused",
        (
            "  refused 3: geboorte.land: what its code stands for is too long, or cannot be read "
            "(person 2, person 3, person 4)"
        ),
        "  left out 3: a field with another name: no element of LO3 that is read here",
    ]
    shown = toon(await gemeente.lijst(NOOR), "Persoon", ["verblijfplaats"], date(2026, 11, 26), TABELLEN)
    assert shown["verblijfplaats"]["verblijfadres"] == {"korteStraatnaam": "Havikslaan"}
    rows = await gemeente.api.program.pool.fetch("select tabel, code, omschrijving from personen.tabelwaarde")
    assert [tuple(row) for row in rows] == [("land", "4999", "Nergens")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "holds no persons that can be read"),
        ("naam;bsn\nNoor;1\n", "holds no persons that can be read"),
        ('{"personen": []}', "holds no persons that can be read"),
        (b"[\xff\xfe]", "is not in UTF-8"),
        ('[{"naam": ', "is no JSON from person 1 on"),
        ('[{"naam": {}} {"naam": {}}]', "is no JSON from person 1 on: it ends too soon, or lacks a comma"),
        ("[] []", "is no JSON from person 1 on: there is more after the end of the array"),
        ("[" * 100_000, "is no JSON from person 1 on"),
        (';01.01.20;naam\nL1;"', "cannot be read from line 1 on: column 3 is called 'naam'"),
        (HEAD + 'L1;"x', "cannot be read from line 2 on: unexpected end of data"),
    ],
)
async def test_a_file_of_another_kind_is_refused(gemeente: Gemeente, content: str | bytes, told: str) -> None:
    done = gemeente.bring(content)
    assert done.code == 1
    assert told in done.err
    assert await gemeente.count() == 0


async def test_an_empty_array_and_a_file_that_is_not_there(gemeente: Gemeente) -> None:
    assert gemeente.bring("[]").code == 1
    done = gemeente.bring(gemeente.folder / "nergens.json")
    assert (done.code, done.err) == (1, f"There is no file {gemeente.folder / 'nergens.json'}.\n")


async def test_a_person_that_is_cut_by_a_piece_of_the_file_is_read_whole(gemeente: Gemeente) -> None:
    persons = [{"burgerservicenummer": bsn, "naam": {"voornamen": "Noor " * 30}} for bsn in (NOOR, DAAN)]
    first, second = (json.dumps(each) for each in persons)
    for shift in (0, 1, 2, 40):
        content = f"[{first}," + " " * (CHUNK - len(first) - 20 - shift) + f"{second} \n ]"
        done = gemeente.bring(content, "--dry-run")
        assert (done.code, done.out) == (0, "information model (JSON): 2 persons, 2 would be kept, 0 refused\n")


@public
@pytest.mark.parametrize("file", [TABLE, MODEL])
def test_everybody_in_the_public_sets_can_be_shown_with_all_that_may_be_asked(file: Path) -> None:
    read = [each.lijst for each in Bestand(file).lijsten() if isinstance(each, Gelezen)]
    assert len(read) > 600
    soorten: tuple[Soort, ...] = ("Persoon", "PersoonBeperkt", "GezagPersoonBeperkt")
    for soort in soorten:
        fields, judge = list(vraagbaar(soort)), document(soort)
        for lijst in read:
            shown = toon(lijst, soort, fields, date(2026, 11, 26), TABELLEN)
            assert shown["burgerservicenummer"] == burgerservicenummer(lijst)
            assert not [each.message[:200] for each in judge.iter_errors(shown)]


def document(soort: str) -> Draft202012Validator:
    """What our document says of a person."""
    found = {"components": {"schemas": oas.own("personen").schemas}}
    return Draft202012Validator(found | {"$ref": f"#/components/schemas/{soort}"})


@public
async def test_the_public_table_of_gba_v(gemeente: Gemeente) -> None:
    done = gemeente.bring(TABLE)
    lines = done.out.splitlines()
    assert done.code == 1
    assert lines[0] == "GBA-V (csv): 687 persons, 680 kept (680 new, 0 changed, 0 as they were), 7 refused"
    assert lines[1].startswith("  refused 5: its burgerservicenummer stands on an earlier list in this file (line ")
    assert lines[2].startswith("  refused 2: no burgerservicenummer (line ")
    again = gemeente.bring(TABLE)
    assert "680 kept (0 new, 0 changed, 680 as they were)" in again.out
    lijst = await gemeente.lijst("999993653")
    assert huidig(lijst, "08")["1115"] == "Boterdiep"
    assert [each["1115"] for each in lijst["08"][0]] == ["Boterdiep", "Vredesplein"]
    family = await gemeente.lijst("999990639")
    assert [each["0210"] for each in huidige(family, "09")] == [
        "Caroline Ilse",
        "Karin Monique",
        "Sasja",
        "Carsten Antonius",
    ]
    assert [len(stapel) for stapel in family["09"]] == [2, 2, 1, 1]


@public
async def test_the_public_persons_of_the_mock(gemeente: Gemeente) -> None:
    done = gemeente.bring(MODEL)
    lines = done.out.splitlines()
    assert done.code == 1
    assert (
        lines[0] == "information model (JSON): 1176 persons, 1175 kept (1175 new, 0 changed, 0 as they were), 1 refused"
    )
    assert lines[1] == "  refused 1: the burgerservicenummer does not pass the 11-test (person 1111)"
    assert len(lines) == 4, "no date is left out, and no field but these two"
    assert "1175 as they were" in gemeente.bring(MODEL).out
    told = {each["burgerservicenummer"]: each for each in json.loads(MODEL.read_text("utf-8"))}
    for bsn, persoon in list(told.items())[:200]:
        lijst = await gemeente.lijst(bsn)
        assert huidig(lijst, "01").get("0240") == persoon["naam"]["geslachtsnaam"].strip()
        assert len(lijst.get("09", [])) == len(persoon["kinderen"])
        assert len(lijst.get("05", [])) == len(persoon["partners"])
