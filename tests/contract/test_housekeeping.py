"""The deltas of an exact count become sums, once there are many more of them than sums."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from grondslag import targets
from grondslag.runtime.database import open_pool
from grondslag.runtime.housekeeping import FOLD_ABOVE, counts, fold, keep_house
from grondslag.runtime.observe import Observer
from grondslag.runtime.pool import Pool
from tests.api import served

ZAAK = targets.world().shapes["zaken.zaak"]
GROUPS = FOLD_ABOVE + 600


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    opened = await open_pool(database, 2, 10_000)
    yield opened
    await opened.close()


async def add(pool: Pool, groups: int, times: int) -> None:
    await pool.execute(
        "insert into zaken.telling_zaak (zaaktype, vertrouwelijkheidaanduiding, aantal) "
        "select 'type' || g, 1, 5 from generate_series(1, $1) g, generate_series(1, $2)",
        groups,
        times,
    )


async def rows(pool: Pool) -> set[tuple[Any, ...]]:
    """Every row with its place: one that is rewritten gets another."""
    return {tuple(row) for row in await pool.fetch("select ctid::text, xmin::text, aantal from zaken.telling_zaak")}


async def once(pool: Pool) -> int:
    """One round; how many rows are left."""
    await fold(pool, ZAAK, len(await counts(pool, ZAAK)))
    return await pool.fetchval("select count(*) from zaken.telling_zaak")


async def test_many_deltas_become_one_row_for_each_type_and_rank(pool: Pool) -> None:
    await add(pool, 3, FOLD_ABOVE)
    before = sorted(await counts(pool, ZAAK))
    assert await once(pool) == 3
    assert sorted(await counts(pool, ZAAK)) == before


async def test_many_types_are_not_rewritten_without_end(pool: Pool) -> None:
    await add(pool, GROUPS, 1)
    before = await rows(pool)
    assert await once(pool) == GROUPS
    assert await rows(pool) == before
    await add(pool, GROUPS, 2)
    assert await once(pool) == GROUPS
    before = await rows(pool)
    await add(pool, 10, 10)
    assert await once(pool) == GROUPS + 100, "few deltas wait for more"
    assert before <= await rows(pool)


async def test_an_answer_is_forgotten_after_a_day(fresh_database: Callable[[], str], tmp_path: Path) -> None:
    async with served(fresh_database(), tmp_path) as api:
        pool = api.program.pool
        await pool.execute(
            "insert into zaken.idempotentie (client, sleutel, vingerafdruk, status, koppen, gemaakt_op) "
            "select 'x', uren::text, '', 201, '{}', now() - uren * interval '1 hour' from unnest(array[23, 25]) uren"
        )
        assert not await keep_house(api.program.town, Observer("error"))
        assert await pool.fetchval("select array_agg(sleutel) from zaken.idempotentie") == ["23"]
