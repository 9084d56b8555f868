"""Records of long ago that are handed in while a month is being cleared: what was kept, stays."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from grondslag.integration.logboek.records import SELECTED, Verwerking, of_row
from grondslag.integration.logboek.taking import Coming, Taken, keep, take
from grondslag.runtime.database import open_pool, transaction
from grondslag.runtime.log_rows import records
from grondslag.runtime.partitions import Terms, expire
from grondslag.runtime.pool import Pool
from grondslag.vocabulary.duur import Duur
from tests.logboek_builders import NOW, a_record

SHORT, LONG = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))
TERMS: Terms = {(SHORT, 1): Duur(maanden=6), (LONG, 1): Duur(jaren=20)}
THEN = datetime(2026, 2, 3, tzinfo=UTC)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    opened = await open_pool(database, 4, 10_000)
    yield opened
    await opened.close()


def of_then(number: int, activity: str) -> Verwerking:
    """A record of long ago; each showed the same of the same person."""
    return a_record(
        number, tijd=THEN, einde=THEN, activiteit=activity, versie=1, betrokkene=b"\1" * 17, sleutel=1, objecten=("a",)
    )


@pytest.mark.parametrize("others", [(), (3,)], ids=["the month could go", "the month stays"])
async def test_what_is_handed_in_while_a_month_is_cleared_stays(pool: Pool, others: tuple[int, ...]) -> None:
    late = of_then(2, LONG)
    stay = [a_record(each, tijd=THEN, einde=THEN, activiteit=LONG, versie=1) for each in others]
    await take(pool, [Coming("zaken", each) for each in (of_then(1, SHORT), *stay)], Taken())
    taken = Taken()
    async with transaction(pool) as connection:
        await keep(connection, [Coming("zaken", late)], taken)
        clearing = asyncio.ensure_future(expire(pool, ["zaken"], NOW, TERMS))
        await asyncio.sleep(0.2)
    await clearing
    await expire(pool, ["zaken"], NOW, TERMS)
    assert taken.new == 1
    rows = await pool.fetch(f"select {SELECTED} from ({records('zaken')}) r order by trace_id")
    assert [of_row(row) for row in rows] == [late, *stay]
