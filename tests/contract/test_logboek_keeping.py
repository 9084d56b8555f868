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
