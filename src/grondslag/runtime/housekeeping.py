"""What a running program does beside answering: folding the counts, forgetting old answers."""

from typing import Any

import asyncpg

from grondslag.kernel.shape import Shape
from grondslag.runtime.observe import Observer
from grondslag.runtime.town import Town
from grondslag.surfaces.plumbing import KEPT_FOR

FOLD_SECONDS = 5.0
FOLD_ABOVE = 1000


async def keep_house(town: Town, observer: Observer) -> bool:
    """One round; several processes do no harm to one another."""
    engine, pool = town.engine, town.pool
    try:
        for shape in engine.world.shapes.values():
            if shape.component in engine.served and shape.said.root and shape.said.guarded_by:
                found = await counts(pool, shape)
                town.spread.learn(shape.key, found)
                await fold(pool, shape, len(found))
        for component in sorted(engine.served):
            await pool.execute(f"delete from {component}.idempotentie where gemaakt_op < now() - interval '{KEPT_FOR}'")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as failure:
        observer.log("warning", "housekeeping", kind=type(failure).__name__)
    return False


async def counts(pool: Any, shape: Shape) -> list[Any]:
    """How many records there are of each type and rank: the guard values, then the number."""
    guards = ", ".join(shape.said.guarded_by)
    return await pool.fetch(
        f"select {guards}, sum(aantal)::bigint from {shape.component}.telling_{shape.name} group by {guards}"
    )


async def fold(pool: Any, shape: Shape, groups: int) -> None:
    """Replace the deltas of an exact count by their sums, when there are many. Readers see the same total all along.

    Many is more than there will be sums (`groups`), and as many again: else all would be rewritten without end.
    """
    table = f"{shape.component}.telling_{shape.name}"
    guards = ", ".join(shape.said.guarded_by)
    most = groups + max(groups, FOLD_ABOVE)
    rows = await pool.fetchval(f"select count(*) from (select 1 from {table} limit $1::int) x", most + 1)
    if rows <= most:
        return
    await pool.execute(
        f"with gone as (delete from {table} where ctid = any(array("
        f"select ctid from {table} for update skip locked)) returning {guards}, aantal) "
        f"insert into {table} ({guards}, aantal) select {guards}, sum(aantal) from gone group by {guards} "
        "having sum(aantal) <> 0"
    )
