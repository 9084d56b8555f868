"""The SQL of reading: one record, a page with its exact count, the access predicate that travels with both."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from grondslag.kernel.access import Reach
from grondslag.kernel.filters import Build, Params
from grondslag.kernel.render import DAY, TODAY, Projection, as_json, with_today
from grondslag.kernel.shape import Shape, World

NAMED_TYPES = 64
"""Up to so many types of a limited caller stand one by one in the SQL. PostgreSQL keeps a plan only for a statement
that shows how much is asked of it: with an array, or a limit, among its values it would plan at every execution."""


class Order(msgspec.Struct, frozen=True):
    """One term of an ordering."""

    field: str
    descending: bool


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is asked: conditions, order and place."""

    conditions: Sequence[Build] = ()
    order: tuple[Order, ...] = ()
    number: int = 1
    size: int = 100
    day: date | None = None


def with_day(sql: str, params: Params, day: date | None) -> str:
    """Fill in the day on which versions must be in force (today when none is asked)."""
    if DAY not in sql:
        return sql
    return sql.replace(DAY, f"coalesce({params.add(day, '::date')}, {TODAY})")


def root_join(world: World, shape: Shape) -> str:
    """The join from a part (`t`) to the root whose guard decides (`r`); '' for a root itself."""
    top = world.root_of(shape)
    if top is shape:
        return ""
    return f" join {top.table} r on r.id = t.{shape.said.part_of}"


def root_columns(world: World, shape: Shape) -> list[str]:
    """The SQL of what decides of a row: the `rev` and the guard values of its root."""
    top = world.root_of(shape)
    return [f"{'t' if top is shape else 'r'}.{name}" for name in ("rev", *top.said.guarded_by)]


def allowed(world: World, shape: Shape, reach: Reach, params: Params) -> str:
    """The predicate of a right on row `t` (or its root `r`); '' when the right has no bounds."""
    guards = root_columns(world, shape)[1:]
    if reach.everywhere or not guards:
        return guards[2] if reach.flagged else ""
    clauses: list[str] = []
    for most, keys in reach.by_rank().items():
        if len(keys) <= NAMED_TYPES:
            of_type = f"{guards[0]} in ({', '.join(params.add(key, '::text') for key in keys)})"
        else:
            of_type = f"{guards[0]} = any({params.add(keys, '::text[]')})"
        clauses.append(f"{of_type} and {guards[1]} <= {most:d}" if len(guards) > 1 else of_type)
    return f"({' or '.join(clauses) or 'false'})" + (f" and {guards[2]}" if reach.flagged else "")


def one_sql(world: World, projection: Projection, count: int) -> str:
    """Select records by so many keys, each followed by the `rev` of its root, and its guard values."""
    shape = projection.shape
    extra = ", ".join(root_columns(world, shape))
    keys = ", ".join(f"${place}::uuid" for place in range(1, count + 1))
    sql = f"select {projection.sql}, {extra} from {shape.table} t{root_join(world, shape)} where t.id in ({keys})"
    return with_today(sql)


def record_sql(world: World, shape: Shape) -> str:
    """Select one record by key (`$1`) as it is stored, in JSON, with the `rev` and the guard values of its root."""
    select = ", ".join([as_json(shape, "t"), *root_columns(world, shape)])
    return f"select {select} from {shape.table} t{root_join(world, shape)} where t.id = $1::uuid"


def order_sql(page: Page, default: str) -> str:
    """The ORDER BY, with the key as the last word in the direction of the one before it, as the indexes have it."""
    asked = page.order or (Order(default.lstrip("-"), default.startswith("-")),)
    terms = asked if asked[-1].field == "id" else (*asked, Order("id", asked[-1].descending))
    return ", ".join(f"t.{each.field}{' desc' if each.descending else ''}" for each in terms)


def _where(bound: str, builds: Sequence[Build], params: Params) -> str:
    """The WHERE of a right and further conditions; '' when nothing bounds the rows."""
    clauses = [each for each in (bound, *(build(params) for build in builds)) if each]
    return f" where {' and '.join(clauses)}" if clauses else ""


def _tally(shape: Shape, join: str, where: str, bound: str, filtered: bool) -> str:
    """The exact count: from the table of deltas when only access bounds it, else over the rows."""
    if shape.said.root and shape.said.guarded_by and not filtered:
        table = f"{shape.component}.telling_{shape.name} t"
        return f"select coalesce(sum(t.aantal), 0)::bigint n from {table}" + (f" where {bound}" if bound else "")
    return f"select count(*) n from {shape.table} t{join}{where}"


def page_sql(
    world: World, projection: Projection, page: Page, reach: Reach, *, rare: bool = True
) -> tuple[str, list[Any]]:
    """One statement for a page and the exact count: every row ends in the count; an empty page is one row of it.

    `rare`: few records may lie within the reach, so the newest are not found by walking through all.
    """
    shape, params = projection.shape, Params()
    bound = allowed(world, shape, reach, params)
    where = _where(bound, page.conditions, params)
    select = with_day(projection.sql, params, page.day)
    order = order_sql(page, shape.said.order)
    limit, skipped = f"limit {page.size:d}", (page.number - 1) * page.size
    place = limit + (f" offset {params.add(skipped, '::bigint')}" if skipped else "")
    join = root_join(world, shape) if bound else ""
    newest = not page.conditions and not page.order and shape.said.root and shape.said.order == "-id"
    keys = ""
    if bound and newest and rare and 0 < len(reach.upto) <= NAMED_TYPES:
        # So many that pages share a statement, which PostgreSQL plans once.
        most = page.size << (page.number - 1).bit_length()
        keys = _merged(shape, reach, params, most, place)
    elif page.number > 1:
        keys = f"select t.id from {shape.table} t{join}{where} order by {order} {place}"
    rows = f"select {select} from {shape.table} t{join}{where} order by {order} {place}"
    if keys:
        rows = f"select {select} from ({keys}) k join {shape.table} t on t.id = k.id order by {order}"
    count = _tally(shape, join, where, bound, bool(page.conditions))
    return f"select q.*, c.n from ({count}) c left join lateral ({rows}) q on true", params.values


def _merged(shape: Shape, reach: Reach, params: Params, most: int, place: str) -> str:
    """The newest keys of each granted type, merged: rare types need no walk through all others."""
    types = ", ".join(f"({params.add(key, '::text')}, {rank:d})" for key, rank in reach.upto.items())
    tests = [f"z.{name} {sign}" for name, sign in zip(shape.said.guarded_by, ("= g.k", "<= g.m"), strict=False)]
    tests += [f"z.{shape.said.guarded_by[2]}"] if reach.flagged else []
    inner = f"select z.id from {shape.table} z where {' and '.join(tests)} order by z.id desc limit {most:d}"
    return f"select t.id from (values {types}) g(k, m) cross join lateral ({inner}) t order by t.id desc {place}"


def keys_sql(world: World, shape: Shape, page: Page, reach: Reach, geometry: str) -> tuple[str, list[Any]]:
    """The candidates of a search on a geometry, in order: keys with what must still be tested exactly."""
    params = Params()
    bound = allowed(world, shape, reach, params)
    where, join = _where(bound, page.conditions, params), root_join(world, shape) if bound else ""
    tail = f"{where} order by {order_sql(page, shape.said.order)} limit {page.size:d}"
    return f"select t.id::text, t.{geometry} from {shape.table} t{join}{tail}", params.values


def expand_sql(world: World, projection: Projection, reach: Reach, day: date | None) -> tuple[str, Params]:
    """Select records by keys (`$1`) as far as the right goes: what is not granted simply is not there."""
    shape, params = projection.shape, Params()
    params.add(None)
    bound = allowed(world, shape, reach, params)
    select = with_day(projection.sql, params, day)
    where = "t.id = any($1::uuid[])" + (f" and {bound}" if bound else "")
    return f"select {select} from {shape.table} t{root_join(world, shape) if bound else ''} where {where}", params
