"""Whether what is kept twice for speed still agrees with its source: arrays on a root, whose data it is, and the exact
counts."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from grondslag.kernel.query import Page, order_sql
from grondslag.kernel.shape import Field, Shape, World
from grondslag.runtime.database import transaction
from grondslag.surfaces.subjects import told_by

SHOWN = 5
BATCH = 1000


class Fault(Struct, frozen=True):
    """Something that does not agree: where, in how many rows, and the first few of them."""

    where: str
    count: int
    examples: tuple[str, ...]
    repaired: bool = False


async def check(pool: Any, world: World, components: frozenset[str], *, repair: bool = False) -> AsyncIterator[Fault]:
    """Every fault in these components, put right when `repair` is asked."""
    for shape in world.shapes.values():
        if shape.component not in components:
            continue
        for field in shape.fields:
            if field.inverse is not None and shape.keeps(field):
                fault = await _kept(pool, world, shape, field, repair=repair)
                if fault is not None:
                    yield fault
        if shape.said.root:
            fault = await _persons(pool, world, shape, repair=repair)
            if fault is not None:
                yield fault
        if shape.said.root and shape.said.guarded_by:
            fault = await _counts(pool, shape, repair=repair)
            if fault is not None:
                yield fault


async def _kept(pool: Any, world: World, shape: Shape, field: Field, *, repair: bool) -> Fault | None:
    """An array (or the latest one) of parts, against the parts themselves."""
    assert field.inverse is not None  # noqa: S101 - the caller looked
    part = world.shapes[field.inverse.target]
    back = field.inverse.field
    if field.many:
        kept = f"(select coalesce(array_agg(x order by x), '{{}}') from unnest(t.{field.name}) x)"
        true = f"(select coalesce(array_agg(p.id order by p.id), '{{}}') from {part.table} p where p.{back} = t.id)"
        wrong = f"{kept} <> {true}"
    else:
        one = f"exists (select from {part.table} p where p.{back} = t.id"
        first = order_sql(Page(), part.said.order).replace("t.", "p.")
        true = f"(select p.id from {part.table} p where p.{back} = t.id order by {first} limit 1)"
        wrong = f"case when t.{field.name} is null then {one}) else not {one} and p.id = t.{field.name}) end"
    async with transaction(pool) as connection:
        await connection.execute("set local statement_timeout = 0")
        lock = " for update of t" if repair else ""
        rows = await connection.fetch(f"select t.id::text from {shape.table} t where {wrong}{lock}")
        if not rows:
            return None
        keys = [row[0] for row in rows]
        if repair:
            # A statement of its own: its snapshot is taken after the rows are held, so no part is missed.
            await connection.execute(
                f"update {shape.table} t set {field.name} = {true}, rev = rev + 1 where t.id = any($1::uuid[])", keys
            )
    return Fault(f"{shape.key}.{field.wire}", len(keys), tuple(keys[:SHOWN]), repaired=repair)


async def _persons(pool: Any, world: World, shape: Shape, *, repair: bool) -> Fault | None:
    """The persons whose data a root is, against those of whom its parts tell."""
    kept = next((each for each in shape.fields if each.many and each.subject is not None), None)
    below = (each for each in world.shapes.values() if each is not shape and world.root_of(each) is shape)
    parts = [each for each in below if any(field.subject and field.subject.kept for field in each.fields)]
    if kept is None or not parts:
        return None
    wrong: list[str] = []
    last = "00000000-0000-0000-0000-000000000000"
    keys = f"array(select id from {shape.table} where id > $1::uuid order by id limit {BATCH})"
    while rows := await _told(pool, shape, kept, parts, f"t.id = any({keys})", last):
        last = rows[-1][0]
        found = [key for key, held, true in rows if held != true]
        if found and repair:
            found = await _put_persons(pool, shape, kept, parts, found)
        wrong += found
    return Fault(f"{shape.key}.{kept.wire}", len(wrong), tuple(wrong[:SHOWN]), repaired=repair) if wrong else None


async def _put_persons(pool: Any, shape: Shape, kept: Field, parts: Sequence[Shape], keys: Sequence[str]) -> list[str]:
    """Put the persons of these roots right; those that still were not."""
    async with transaction(pool) as connection:
        await connection.execute(f"select from {shape.table} where id = any($1::uuid[]) for update", keys)
        # A statement of its own: its snapshot is taken after the rows are held, so no part is missed.
        rows = await _told(connection, shape, kept, parts, "t.id = any($1::uuid[])", keys)
        found = {key: true for key, held, true in rows if held != true}
        for key, true in found.items():
            sql = f"update {shape.table} set {kept.name} = $2, rev = rev + 1 where id = $1::uuid"
            await connection.execute(sql, key, true)
    return list(found)


async def _told(
    pool: Any, shape: Shape, kept: Field, parts: Sequence[Shape], where: str, given: Any
) -> list[tuple[str, list[str], list[str]]]:
    """Of some roots, by key: the persons they keep, and those of whom their parts tell."""
    columns = ", ".join(
        f"(select jsonb_agg(to_jsonb(p)) from {each.table} p where p.{each.said.part_of} = t.id)" for each in parts
    )
    sql = f"select t.id::text, t.{kept.name}, {columns} from {shape.table} t where {where} order by t.id"
    return [(row[0], sorted(row[1]), sorted(set(_persons_in(parts, row[2:])))) for row in await pool.fetch(sql, given)]


def _persons_in(parts: Sequence[Shape], told: Sequence[str | None]) -> Iterator[str]:
    for part, raw in zip(parts, told, strict=True):
        for row in msgspec.json.decode(raw) if raw else ():
            yield from told_by(part, {field.wire: row.get(field.name) for field in part.fields}, row["id"])


async def _counts(pool: Any, shape: Shape, *, repair: bool) -> Fault | None:
    """The exact count per guard value, against the rows."""
    table = f"{shape.component}.telling_{shape.name}"
    guards = ", ".join(shape.said.guarded_by)
    true = f"select {guards}, count(*) as aantal from {shape.table} group by {guards}"
    told = f"select {guards}, sum(aantal) as aantal from {table} group by {guards} having sum(aantal) <> 0"
    wrong = f"""
        select concat_ws(' ', {guards}) from ({true} union all select {guards}, -aantal from ({told}) told) both_sides
        group by {guards} having sum(aantal) <> 0
    """
    async with transaction(pool) as connection:
        await connection.execute("set local statement_timeout = 0")
        if repair:
            # Who writes waits here with its delta, which is not in the rows that we can see either.
            await connection.execute(f"lock table {table} in share row exclusive mode")
        rows = await connection.fetch(wrong)
        if not rows:
            return None
        if repair:
            await connection.execute(f"delete from {table}")
            await connection.execute(f"insert into {table} ({guards}, aantal) {true}")
    return Fault(f"{shape.key} (count)", len(rows), tuple(row[0] for row in rows[:SHOWN]), repaired=repair)
