"""The months of the log: there before they come, gone when nothing in them must stay, and never too early."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from grondslag.runtime.database import open_pool
from grondslag.runtime.log_rows import month_of
from grondslag.runtime.partitions import NotExpired, Terms, ensure, ensure_months, expire, log_schemas, months_from
from grondslag.runtime.pool import Pool
from grondslag.vocabulary.duur import Duur

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = NOW.date()
SHORT, LONG, UNKNOWN = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
TERMS: Terms = {(SHORT, 1): Duur(maanden=6), (SHORT, 2): Duur(jaren=2), (LONG, 1): Duur(jaren=20)}


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    opened = await open_pool(database, 4, 10_000)
    yield opened
    await opened.close()


async def months(pool: Pool, table: str = "zaken.verwerking") -> list[str]:
    rows = await pool.fetch(
        "select right(inhrelid::regclass::text, 7) from pg_inherits where inhparent = $1::text::regclass order by 1",
        table,
    )
    return [row[0] for row in rows]


async def keep(
    pool: Pool, moment: datetime, activity: str | None = None, version: int | None = None, seen: bytes | None = None
) -> None:
    """One action in the log, in a month that is there for it. `seen`: what it showed."""
    await ensure_months(pool, ["zaken"], [moment.date().replace(day=1)])
    await pool.execute(
        "insert into zaken.verwerking "
        "(tijd, einde, trace_id, span_id, naam, status, activiteit, versie, client, gezien) values "
        "($1, $1, uuid_send(gen_random_uuid()), '\\x0000000000000001', 'zaken.lezen', 1, $2, $3, 'balie', $4)",
        moment,
        activity,
        version,
        seen,
    )
    if seen is not None:
        await pool.execute(
            "insert into zaken.gezien values ($1, $2, 1, '{\\\\x01}', '{zaken.zaak/1}') on conflict do nothing",
            month_of(moment),
            seen,
        )


async def decide(pool: Pool, moment: datetime) -> None:
    await ensure_months(pool, ["zaken"], [moment.date().replace(day=1)])
    await pool.execute(
        "insert into zaken.beslissing values ($1, uuid_send(gen_random_uuid()), '\\x0000000000000001', null, 'x', "
        "'zaken.lezen', 'zaak_read', 'zaken.zaak', '*', '', '', '01', true, true, null, '')",
        moment,
    )


async def kept(pool: Pool) -> Mapping[tuple[str | None, int | None], int]:
    rows = await pool.fetch("select activiteit::text, versie, count(*) from zaken.verwerking group by 1, 2")
    return {(row[0], row[1]): row[2] for row in rows}


def test_months_go_on_over_the_end_of_a_year() -> None:
    assert [f"{each:%Y-%m}" for each in months_from(date(2026, 11, 30), 4)] == [
        "2026-11",
        "2026-12",
        "2027-01",
        "2027-02",
    ]


async def test_the_day_begins_here_before_it_does_in_utc(pool: Pool) -> None:
    await ensure(pool, ["zaken"], date(2030, 1, 1))
    assert (await months(pool))[-5:] == ["2029_12", "2030_01", "2030_02", "2030_03", "2030_04"]


async def test_many_at_once_make_this_month_and_three_more_once(pool: Pool) -> None:
    schemas = await log_schemas(pool)
    assert {"zaken", "catalogi", "documenten"} <= set(schemas)
    await asyncio.gather(*(ensure(pool, schemas, TODAY) for _ in range(8)))
    for table in ("verwerking", "gezien", "beslissing"):
        assert await months(pool, f"zaken.{table}") == ["2026_11", "2026_12", "2027_01", "2027_02"]
    await ensure(pool, schemas, date(2026, 12, 1))
    assert await months(pool) == ["2026_11", "2026_12", "2027_01", "2027_02", "2027_03"]


async def test_a_month_begins_and_ends_in_utc_and_has_all_indexes(pool: Pool) -> None:
    await ensure(pool, ["zaken"], TODAY)
    for moment in (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC) - timedelta(microseconds=1)):
        await keep(pool, moment)
    assert await pool.fetchval("select count(*) from zaken.verwerking_2026_11") == 2
    count = "select count(*) from pg_indexes where schemaname = 'zaken' and tablename = $1"
    assert await pool.fetchval(count, "verwerking_2026_11") == await pool.fetchval(count, "verwerking") == 4


async def test_a_month_is_made_while_another_is_written_in(pool: Pool) -> None:
    await ensure(pool, ["zaken"], TODAY)
    async with pool.acquire() as busy:
        await busy.execute("begin")
        await busy.execute("lock table zaken.verwerking_2026_11 in row exclusive mode")
        await busy.execute("lock table zaken.verwerking in row exclusive mode")
        async with asyncio.timeout(5):
            await ensure_months(pool, ["zaken"], [date(2027, 6, 1)])
        await busy.execute("rollback")
    assert "2027_06" in await months(pool)


async def test_a_record_stays_as_long_as_the_version_of_its_activity_says(pool: Pool) -> None:
    for age in (timedelta(days=30), timedelta(days=200), timedelta(days=800), timedelta(days=1900)):
        for activity, version in ((SHORT, 1), (SHORT, 2), (SHORT, 3), (LONG, 1), (UNKNOWN, 1), (None, None)):
            await keep(pool, NOW - age, activity, version)
    await expire(pool, ["zaken"], NOW, TERMS)
    assert await kept(pool) == {
        (SHORT, 1): 1,
        (SHORT, 2): 2,
        (SHORT, 3): 2,
        (LONG, 1): 4,
        (UNKNOWN, 1): 3,
        (None, None): 3,
    }, "six months, two years, the longest of its versions, twenty years, and five where nobody says it"
    assert len(await months(pool)) == 4, "in every month something stays"


async def test_a_month_goes_as_a_whole_when_nothing_in_it_must_stay(pool: Pool) -> None:
    await ensure(pool, ["zaken"], TODAY)
    for age in (1, 300, 400, 1900):
        await keep(pool, NOW - timedelta(days=age), SHORT, 1)
    await keep(pool, NOW - timedelta(days=300), LONG, 1)
    assert await expire(pool, ["zaken"], NOW, TERMS) == 4, "two months of records, and two of decisions"
    assert await months(pool) == ["2026_01", "2026_11", "2026_12", "2027_01", "2027_02"]
    assert await kept(pool) == {(SHORT, 1): 1, (LONG, 1): 1}


async def test_what_was_seen_goes_with_the_last_record_of_it(pool: Pool) -> None:
    await ensure(pool, ["zaken"], TODAY)

    async def seen() -> list[bytes]:
        return [row[0] for row in await pool.fetch("select id from zaken.gezien order by id")]

    past = datetime(2026, 4, 10, tzinfo=UTC)
    await keep(pool, past, SHORT, 1, b"short")
    await keep(pool, past, SHORT, 1, b"both")
    await keep(pool, past, LONG, 1, b"both")
    await keep(pool, NOW - timedelta(days=3), SHORT, 1, b"fresh")
    await expire(pool, ["zaken"], NOW, TERMS)
    assert await seen() == [b"both", b"fresh"]
    await expire(pool, ["zaken"], NOW, {**TERMS, (SHORT, 1): Duur(dagen=1)})
    assert (await kept(pool), await seen()) == ({(LONG, 1): 1}, [b"both", b"fresh"]), "who reads now may refer to it"
    await expire(pool, ["zaken"], NOW + timedelta(days=10), {**TERMS, (SHORT, 1): Duur(dagen=1)})
    assert await seen() == [b"both"]
    assert "2026_04" in await months(pool, "zaken.gezien")
    await expire(pool, ["zaken"], NOW + timedelta(days=8000), TERMS)
    assert await seen() == []
    assert "2026_04" not in await months(pool, "zaken.gezien")


async def test_a_month_that_takes_up_many_pages_is_gone_through_once(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = datetime(2026, 4, 10, tzinfo=UTC)
    for number in range(120):
        await keep(pool, past, LONG if number % 3 else SHORT, 1, bytes((number,)) * 16)
    pages = await pool.fetchval("select pg_relation_size('zaken.gezien_2026_04') / 8192")
    plain, looked = pool.execute, list[str]()

    async def execute(sql: str, *values: Any) -> str:
        looked.append(sql)
        return await plain(sql, *values)

    monkeypatch.setattr("grondslag.runtime.partitions.PAGES_AT_ONCE", 1)
    monkeypatch.setattr(pool, "execute", execute)
    await expire(pool, ["zaken"], NOW, TERMS)
    assert await kept(pool) == {(LONG, 1): 80}
    assert await pool.fetchval("select count(*) from zaken.gezien") == 80
    assert len([each for each in looked if "delete from zaken.gezien_2026_04" in each]) == pages > 1


async def test_the_month_that_is_not_over_stays_even_when_it_is_empty(pool: Pool) -> None:
    await ensure(pool, ["zaken"], TODAY)
    terms = {(SHORT, 1): Duur(dagen=1)}
    await keep(pool, NOW - timedelta(days=10), SHORT, 1)
    assert await expire(pool, ["zaken"], NOW, terms) == 0
    assert await kept(pool) == {}
    assert await months(pool) == ["2026_11", "2026_12", "2027_01", "2027_02"]
    just_over = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)
    assert await expire(pool, ["zaken"], just_over, terms) == 0, "what was begun last month may still come in"
    assert await expire(pool, ["zaken"], just_over + timedelta(days=2), terms) > 0


async def test_decisions_stay_a_year(pool: Pool) -> None:
    for age in (1, 300, 360, 370):
        await decide(pool, NOW - timedelta(days=age))
    await expire(pool, ["zaken"], NOW, TERMS)
    assert await pool.fetchval("select count(*) from zaken.beslissing") == 3
    assert await pool.fetchval("select min(tijd) from zaken.beslissing") == NOW - timedelta(days=360)


async def test_a_month_in_use_is_left_for_another_day(pool: Pool) -> None:
    await keep(pool, NOW - timedelta(days=1900))
    async with pool.acquire() as busy:
        await busy.execute("begin")
        await busy.execute("select count(*) from zaken.verwerking_2021_09")
        await expire(pool, ["zaken"], NOW, TERMS)
        await busy.execute("rollback")
    assert (await months(pool), await months(pool, "zaken.beslissing")) == (["2021_09"], [])
    await expire(pool, ["zaken"], NOW, TERMS)
    assert await months(pool) == []


async def test_a_month_that_fails_keeps_no_other_and_is_named_at_the_end(pool: Pool) -> None:
    for age in (1900, 2000, 2100):
        await keep(pool, NOW - timedelta(days=age))
    await decide(pool, NOW - timedelta(days=500))
    await pool.execute("create view zaken.somebodys as select * from zaken.verwerking_2021_06")
    with pytest.raises(NotExpired) as failure:
        await expire(pool, ["zaken"], NOW, TERMS)
    assert failure.value.failed == {"zaken.verwerking_2021_06": "DependentObjectsStillExistError"}
    assert str(failure.value) == "zaken.verwerking_2021_06"
    assert (await months(pool), await months(pool, "zaken.beslissing")) == (["2021_06"], [])
    assert failure.value.dropped == 7, "three of records, four of decisions"
    await pool.execute("drop view zaken.somebodys")
    assert await expire(pool, ["zaken"], NOW, TERMS) == 1


async def test_a_month_that_takes_too_long_keeps_no_other(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    for age in (1900, 2000):
        await keep(pool, NOW - timedelta(days=age))
    plain = pool.fetch

    async def fetch(sql: str, *values: Any) -> Any:
        if "from zaken.verwerking_2021_06" in sql:
            async with pool.acquire() as slow:
                await slow.execute("set statement_timeout = 1")
                try:
                    return await slow.fetch("select pg_sleep(5)")
                finally:
                    await slow.execute("reset statement_timeout")
        return await plain(sql, *values)

    monkeypatch.setattr(pool, "fetch", fetch)
    with pytest.raises(NotExpired) as failure:
        await expire(pool, ["zaken"], NOW, TERMS)
    assert failure.value.failed == {"zaken.verwerking_2021_06": "QueryCanceledError"}
    assert await months(pool) == ["2021_06"]
