"""Activities by client from the register as another process shows it: the same as from our own database."""

import asyncio
from datetime import date
from typing import Any

from grondslag.runtime import activities_elsewhere
from grondslag.runtime.activities import bounding
from grondslag.runtime.activities_elsewhere import RegisterElsewhere, by_client, key_of, source
from grondslag.runtime.database import open_pool
from grondslag.runtime.outside import Unreachable

KEY = "01a20ae2-c628-71e7-8e09-00000000000"
DAY = date(2026, 11, 23)


def an_activity(name: str, *versies: tuple[str, str | None], **said: Any) -> dict[str, Any]:
    """An activity as the API shows it, tied to applicatie 1."""
    usual = {
        "url": f"https://a.example/verwerkingen/api/v1/verwerkingsactiviteiten/{KEY}9",
        "identificatie": name,
        "naam": name,
        "actief": True,
        "applicaties": [f"https://b.example/autorisaties/api/v1/applicaties/{KEY}1"],
        "zaaktypen": [f"https://c.example/catalogi/api/v1/zaaktypen/{KEY}5", "https://d.example/zaaktypen/5"],
        "_expand": {
            "versies": [
                {"versie": number, "beginGeldigheid": begin, "eindeGeldigheid": end, "velden": [f"veld{number}"]}
                for number, (begin, end) in enumerate(versies, 1)
            ]
        },
    }
    return usual | said


def test_a_key_is_known_by_any_address() -> None:
    assert key_of(f"http://localhost:8000/x/{KEY.upper()}1") == KEY + "1"
    assert key_of("https://d.example/zaaktypen/5") == "https://d.example/zaaktypen/5"


def test_the_version_that_began_last_counts() -> None:
    told = [
        an_activity("nu", ("2020-01-01", "2026-11-24"), ("2026-11-24", None)),
        an_activity("uit", ("2020-01-01", None), actief=False),
        an_activity("later", ("2026-11-24", None)),
        an_activity("voorbij", ("2020-01-01", "2021-01-01")),
        an_activity("leeg"),
    ]
    found = by_client(told, DAY, {KEY + "1": ["een", "twee"], KEY + "2": ["drie"]}, {KEY + "5": {KEY + "5", KEY + "6"}})
    assert found.keys() == {"een", "twee"}
    assert [(each.identificatie, each.versie, each.in_force(DAY)) for each in found["een"]] == [
        ("nu", 1, True),
        ("uit", 1, False),
        ("voorbij", 1, False),
    ]
    assert [each.identificatie for each in bounding(found["een"])] == ["nu", "voorbij"]
    assert bounding(found["een"][1:2]) == found["een"][1:2], "where nothing is on, what is off bounds"
    first = found["een"][0]
    assert (first.id, first.einde, first.velden) == (KEY + "9", date(2026, 11, 24), {"veld1"})
    assert first.zaaktypen == {KEY + "5", KEY + "6", "https://d.example/zaaktypen/5"}


class Elsewhere:
    """A register that answers once, and then no more."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.silent = asyncio.Event()

    async def list(self, url: str, name: str, value: str) -> list[Any]:
        self.asked.append((url, name, value))
        if len(self.asked) > 1:
            self.silent.set()
            raise Unreachable
        return [an_activity("nu", ("2020-01-01", None))]


async def test_what_was_told_last_holds_while_it_does_not_answer(database: str, monkeypatch: Any) -> None:
    pool = await open_pool(database, 1, 10_000)
    monkeypatch.setattr(activities_elsewhere, "LOOK_SECONDS", 0.001)
    outside: Any = Elsewhere()
    register = RegisterElsewhere(outside, "https://a.example/verwerkingen/api/v1")
    before, _ = await source(pool, DAY, register, [])
    register.begin()
    await asyncio.wait_for(outside.silent.wait(), 10)
    await register.close()
    assert outside.asked[0] == ("https://a.example/verwerkingen/api/v1/verwerkingsactiviteiten", "expand", "versies")
    applicaties = [{"url": f"https://b.example/applicaties/{KEY}1", "clientIds": ["een"]}]
    state, load = await source(pool, DAY, register, applicaties)
    assert state != before
    assert [each.identificatie for each in (await load())["een"]] == ["nu"]
    await pool.close()
