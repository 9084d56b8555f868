"""Who is in many lists that are asked often: what the log answers costs no more than the page."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from grondslag.integration.inzage import context
from grondslag.integration.logboek.asking import Asking, Question, find
from grondslag.runtime.database import open_pool
from grondslag.runtime.log_rows import month_of
from grondslag.runtime.partitions import ensure_months, months_from
from grondslag.runtime.pool import Pool
from grondslag.runtime.pseudonyms import Pseudonyms
from grondslag.runtime.secrets import SecretBox
from tests.logboek_builders import BSN, NOW

LISTS, TIMES, TOGETHER, PAGE = 40, 30, 10, 5
BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
_SEEN = """
    insert into zaken.gezien
    select date_trunc('month', $1::timestamptz, 'UTC'), decode(md5(n::text), 'hex'), 1,
        array(select case when k = 1 then $2::bytea else '\\x01'::bytea || decode(md5(k::text), 'hex') end
            from generate_series(1, $3) k),
        array(select 'zaken.zaak/' || n || '-' || k from generate_series(1, $3) k)
    from generate_series(1, $4) n
"""
_USED = """
    insert into zaken.verwerking (tijd, einde, trace_id, span_id, naam, status, client, gezien)
    select t, t, uuid_send(gen_random_uuid()), substr(uuid_send(gen_random_uuid()), 1, 8), 'zaken.zaak.lezen', 1,
        'balie', decode(md5((1 + n % $2)::text), 'hex')
    from (select n, $1::timestamptz + n * interval '1 minute' t from generate_series(1, $3) n) made
"""


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    opened = await open_pool(database, 2, 10_000)
    yield opened
    await opened.close()


@pytest.fixture
async def keys(pool: Pool) -> Pseudonyms:
    """A log in which somebody stands in many lists, each of which was asked many times."""
    opened = await Pseudonyms.open(pool, SecretBox(b"s" * 32), NOW.date())
    await ensure_months(pool, ["zaken"], months_from(month_of(BEGIN).date(), 3))
    await pool.execute(_SEEN, BEGIN, bytes.fromhex(opened.of(f"bsn:{BSN}")), TOGETHER, LISTS)
    await pool.execute(_USED, BEGIN, LISTS, LISTS * TIMES)
    await pool.execute("analyze zaken.gezien, zaken.verwerking")
    return opened


async def spread(pool: Pool, sql: str, values: list[Any]) -> int:
    """Of how many actions a statement lays out the records."""
    (row,) = await pool.fetch(f"explain (analyze, format json) {sql}", *values)
    found: list[int] = []

    def look(node: dict[str, Any]) -> None:
        if node.get("Subplan Name") == "CTE seen":
            found.append(node["Actual Loops"])
        for each in node.get("Plans", ()):
            look(each)

    look(msgspec.json.decode(row[0])[0]["Plan"])
    return max(found)


async def test_a_page_lays_out_no_more_actions_than_it_may_show(pool: Pool, keys: Pseudonyms) -> None:
    asked = Question(subject=f"bsn:{BSN}", begin=BEGIN, end=NOW, limit=PAGE)
    seen: list[datetime] = []
    for _ in range(3):
        asking = Asking(asked, keys)
        assert await spread(pool, asking.sql("zaken"), asking.values) <= PAGE + 2
        found = await find(pool, ["zaken"], asked, keys)
        seen += [record.tijd for _, record in found.records]
        asked = msgspec.structs.replace(asked, after=found.last)
    last = BEGIN + timedelta(minutes=LISTS * TIMES)
    assert seen == [last - timedelta(minutes=n) for n in range(3 * PAGE)]


async def test_a_package_lays_out_no_more_actions_than_it_holds(
    pool: Pool, keys: Pseudonyms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "MOST_LINES", PAGE)
    rows, _ = context._uses("zaken", "$1::bytea[]")
    sql = f"select * from {rows} order by t.tijd desc limit {PAGE}"
    assert await spread(pool, sql, [keys.all_of(f"bsn:{BSN}")]) <= PAGE
