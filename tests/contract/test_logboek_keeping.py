"""Each day what need not be kept leaves the log, by the terms that the register says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from grondslag.integration.logboek.keeping import expire_log, terms
from grondslag.integration.logboek.taking import Coming, Taken, take
from grondslag.runtime.observe import Observer
from grondslag.vocabulary.duur import Duur
from tests.api import Api, served
from tests.elsewhere import listening
from tests.logboek_builders import a_record
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body


async def an_activity(api: Api, name: str, **said: Any) -> str:
    """The key of an activity with one version."""
    made = await api.made(ACTIVITEITEN, activiteit_body(name))
    await api.made(f"{made['url']}/versies", versie_body(**said))
    return made["url"].rpartition("/")[2]


async def test_a_record_stays_as_long_as_the_register_says(database: str, tmp_path: Path) -> None:
    async with served(database, tmp_path) as api:
        town, now = api.program.town, datetime.now(UTC)
        short = await an_activity(api, "kort", bewaartermijn="P5Y", bewaartermijnLogboek="P6M")
        long = await an_activity(api, "lang", bewaartermijn="P10Y")
        assert await terms(town) == {(short, 1): Duur(maanden=6), (long, 1): Duur(jaren=10)}

        def aged(number: int, days: int, activity: str | None) -> Coming:
            moment = now - timedelta(days=days)
            version = 1 if activity else None
            return Coming("zaken", a_record(number, tijd=moment, einde=moment, activiteit=activity, versie=version))

        those = [aged(1, 300, short), aged(2, 100, short), aged(3, 3000, long), aged(4, 3000, None), aged(5, 300, None)]
        await take(town.pool, those, Taken())
        assert not await expire_log(town, Observer("error"))
        kept = await town.pool.fetch("select trace_id from zaken.verwerking")
        assert sorted(int.from_bytes(row[0], "big") for row in kept) == [2, 3, 5]


async def test_a_database_that_is_away_is_told_and_tried_again(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(database, tmp_path) as api:
        told: list[Any] = []

        class Telling(Observer):
            def log(self, level: str, event: str, **fields: Any) -> None:
                told.append((level, event, fields))

        async def away(*_: Any) -> Any:
            raise asyncpg.ConnectionDoesNotExistError

        monkeypatch.setattr(api.program.town.pool, "fetch", away)
        assert not await expire_log(api.program.town, Telling("error"))
        assert told == [("warning", "log not expired", {"kind": "ConnectionDoesNotExistError"})]
        monkeypatch.undo()


async def test_a_month_that_fails_is_told_and_keeps_no_other(database: str, tmp_path: Path) -> None:
    async with served(database, tmp_path) as api:
        pool, told = api.program.town.pool, list[Any]()

        class Telling(Observer):
            def log(self, level: str, event: str, **fields: Any) -> None:
                told.append((level, event, fields))

        moments = [datetime(2015, month, 10, tzinfo=UTC) for month in (3, 4)]
        those = [
            Coming("zaken", a_record(number, tijd=moment, einde=moment)) for number, moment in enumerate(moments, 1)
        ]
        await take(pool, those, Taken())
        await pool.execute("create view zaken.somebodys as select * from zaken.verwerking_2015_03")
        assert not await expire_log(api.program.town, Telling("error"))
        assert [(level, event) for level, event, _ in told] == [
            ("error", "months not expired"),
            ("info", "log expired"),
        ]
        assert told[0][2] == {"months": {"zaken.verwerking_2015_03": "DependentObjectsStillExistError"}}
        assert await pool.fetchval("select to_regclass('zaken.verwerking_2015_04')") is None


async def test_a_register_elsewhere_is_asked_and_while_it_is_silent_all_stays(database: str, tmp_path: Path) -> None:
    key, moment = "01a20ae2-c628-71e7-8e09-000000000009", datetime.now(UTC) - timedelta(days=6 * 366)
    versie = {"versie": 1, "beginGeldigheid": "2010-01-01", "eindeGeldigheid": None, "velden": []}
    versie |= {"bewaartermijn": "P20Y", "bewaartermijnLogboek": ""}
    async with listening() as register:
        root = register.at + "/verwerkingen/api/v1"
        said = {"identificatie": "lang", "naam": "lang", "actief": True, "applicaties": [], "zaaktypen": []}
        said |= {"url": f"{root}/verwerkingsactiviteiten/{key}", "_expand": {"versies": [versie]}}
        settings: dict[str, Any] = {"target": ("logboek",), "neighbours": {"verwerkingen": root}}
        async with served(database, tmp_path, **settings, allow_private_urls=True) as api:
            town, told = api.program.town, Observer("error")
            those = [
                a_record(number, tijd=moment, einde=moment, activiteit=of) for number, of in enumerate((key, None), 1)
            ]
            await take(town.pool, [Coming("logboek", each) for each in those], Taken())
            assert not await expire_log(town, told)
            assert await town.pool.fetchval("select count(*) from logboek.verwerking") == 2
            register.answers["/verwerkingen/api/v1/verwerkingsactiviteiten"] = {"results": [said], "next": None}
            assert not await expire_log(town, told)
            kept = await town.pool.fetch("select activiteit::text from logboek.verwerking")
            assert [row[0] for row in kept] == [key]
