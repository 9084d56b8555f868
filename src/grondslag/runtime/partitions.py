"""The months of the log: each a partition of its own, made before it comes and dropped when nothing in it must stay.

`verwerking`, `gezien` and `beslissing` of every component are parted by month on `tijd`, in UTC. A record stays as long
as its activity says in the version it was made under; one without activity for `KEPT`, a decision for `DECISIONS_KEPT`.
What was seen stays as long as a record of it, and until its month is over: whoever reads may still refer to it.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import asyncpg

from grondslag.runtime.database import transaction
from grondslag.runtime.pool import UNAVAILABLE
from grondslag.vocabulary.duur import Duur, add, nominal_seconds

USED, SEEN, DECIDED = TABLES = ("verwerking", "gezien", "beslissing")
AHEAD = 3
"""So many months after this one have their partition already: who makes none for that long, still loses nothing."""
KEPT = Duur(jaren=5)
"""How long a record stays of which no activity says it."""
DECISIONS_KEPT = Duur(jaren=1)
"""How long a decision on access stays: there is one of every request."""
PATIENCE = "500ms"
"""So long a partition waits to be dropped: everybody who writes in the log waits along."""
LATE = timedelta(days=1)
"""So long after a month has ended its last records may still come in, and refer to what was seen before."""
PAGES_AT_ONCE = 256
_LOCK = 0x6C6F67626F656B
_MADE_FOR = " and activiteit::text is not distinct from $2 and versie is not distinct from $3"
Terms = Mapping[tuple[str, int], Duur]
"""How long records stay, by activity and version."""
Ages = list[tuple[Any, datetime]]
"""What there is in a month, each with the moment before which it is too old."""


class NotExpired(Exception):
    """Some months could not be gone through, whatever the reason of each; all others were."""

    def __init__(self, dropped: int, failed: Mapping[str, Exception]) -> None:
        self.dropped = dropped
        self.failed = {name: type(failure).__name__ for name, failure in failed.items()}
        """By the partition, the kind of what went wrong."""
        super().__init__(", ".join(self.failed))


def months_from(first: date, count: int) -> list[date]:
    """So many first days of a month, from the month of this day on."""
    numbers = range(first.year * 12 + first.month - 1, first.year * 12 + first.month - 1 + count)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


async def log_schemas(pool: Any) -> list[str]:
    """The schemas of this database that have a log, also those that another process serves."""
    rows = await pool.fetch(
        "select n.nspname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where c.relname = 'verwerking' and c.relkind = 'p' order by 1"
    )
    return [row[0] for row in rows]


async def ensure(pool: Any, schemas: Iterable[str], today: date) -> None:
    """The partitions for this month and the next three, and for that of yesterday: in UTC it lasts longer than here."""
    months = dict.fromkeys((*months_from(today - timedelta(days=1), 1), *months_from(today, AHEAD + 1)))
    await ensure_months(pool, schemas, list(months))


async def ensure_months(pool: Any, schemas: Iterable[str], months: Sequence[date]) -> None:
    """The partitions for these months, each named by its first day. Several processes may ask at once."""
    wanted = {
        _partition(f"{schema}.{table}", month): (f"{schema}.{table}", month)
        for schema in schemas
        for table in TABLES
        for month in months
    }
    if not await _missing(pool, wanted):
        return
    async with transaction(pool) as connection:
        await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
        for name in await _missing(connection, wanted):
            table, month = wanted[name]
            begin, end = months_from(month, 2)
            # Made apart and then attached: who writes in other months meanwhile need not wait.
            await connection.execute(f"create table {name} (like {table} including defaults)")
            await connection.execute(
                f"alter table {table} attach partition {name} "
                f"for values from ('{begin} 00:00:00+00') to ('{end} 00:00:00+00')"
            )


async def _missing(connection: Any, wanted: Iterable[str]) -> list[str]:
    """Those of these tables that there are not. By the catalogue: what a session remembers of a name may be old."""
    rows = await connection.fetch(
        "select w from unnest($1::text[]) w where not exists (select from pg_class c "
        "join pg_namespace n on n.oid = c.relnamespace where n.nspname || '.' || c.relname = w)",
        list(wanted),
    )
    return [row[0] for row in rows]


async def expire(pool: Any, schemas: Iterable[str], now: datetime, terms: Terms) -> int:
    """Remove every record whose time is over; how many months were dropped as a whole.

    Raises NotExpired, when all others are done, with the months that could not be gone through.
    """
    dropped, failed = 0, dict[str, Exception]()
    for schema in schemas:
        for table, said, usual in ((USED, terms, KEPT), (DECIDED, {}, DECISIONS_KEPT)):
            for month in await _old_months(pool, schema, table, _newest(now, said, usual)):
                try:
                    dropped += await _expire_month(pool, f"{schema}.{table}", month, now, said, usual)
                except (asyncpg.PostgresError, *UNAVAILABLE) as failure:
                    failed[_partition(f"{schema}.{table}", month)] = failure
    if failed:
        raise NotExpired(dropped, failed)
    return dropped


def _partition(table: str, month: date) -> str:
    return f"{table}_{month:%Y_%m}"


def _newest(now: datetime, terms: Terms, usual: Duur) -> datetime:
    """What is younger than this stays, whatever its activity."""
    return _since(now, min([usual, *terms.values()], key=nominal_seconds))


def _since(now: datetime, term: Duur) -> datetime:
    """The moment before which a record is too old: the first of which the term is over by now."""
    day = now.astimezone(UTC).date()
    # A duration is added to a day, never taken from one: look for the last day of which it is over.
    low, high = date.min.toordinal(), day.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        over = add(date.fromordinal(middle), term)
        low, high = (middle, high) if over is not None and over <= day else (low, middle - 1)
    return datetime.combine(date.fromordinal(low), time(), UTC)


async def _old_months(pool: Any, schema: str, table: str, newest: datetime) -> list[date]:
    """The months there are a partition of, that begin before this moment."""
    rows = await pool.fetch(
        "select right(c.relname, 7) from pg_inherits i join pg_class c on c.oid = i.inhrelid "
        "where i.inhparent = to_regclass($1) order by 1",
        f"{schema}.{table}",
    )
    months = [date(int(row[0][:4]), int(row[0][5:]), 1) for row in rows]
    return [each for each in months if datetime.combine(each, time(), UTC) < newest]


async def _expire_month(pool: Any, table: str, month: date, now: datetime, terms: Terms, usual: Duur) -> bool:
    """Remove what is too old of one month; whether all of it was, so that the partition could go."""
    name = _partition(table, month)
    is_used = table.endswith(f".{USED}")

    async def found(connection: Any) -> Ages:
        """By activity and version."""
        activity = "activiteit::text, versie" if is_used else "null, null"
        rows = await connection.fetch(f"select {activity}, min(tijd), max(tijd) from {name} group by 1, 2")
        return [(row, _since(now, term_of(terms, row[0], row[1], usual))) for row in rows]

    over = await found(pool)
    is_past = datetime.combine(months_from(month, 2)[1], time(), UTC) <= now - LATE
    seen = _partition(table.removesuffix(USED) + SEEN, month) if is_used else ""
    if is_past and _is_over(over):
        return await _drop(pool, [name, seen] if seen else [name], found)
    for row, since in over:
        if row[2] < since:
            which, made_for = (_MADE_FOR, (row[0], row[1])) if is_used else ("", ())
            await _remove(pool, name, f"t.tijd < $1{which}", since, *made_for)
    if seen and is_past:
        await _remove(pool, seen, f"(select true from {name} v where v.gezien = t.id limit 1) is null")
    return False


def _is_over(found: Ages) -> bool:
    return all(row[3] < since for row, since in found)


async def _drop(pool: Any, tables: Sequence[str], found: Callable[[Any], Awaitable[Ages]]) -> bool:
    """Drop a partition, with what goes along; not now when one is in use. Whether it is gone.

    Records of long ago may be handed in meanwhile: once nobody else writes, it is looked at again.
    """
    try:
        async with transaction(pool) as connection:
            await connection.execute(f"set local lock_timeout = '{PATIENCE}'")
            await connection.execute(f"lock table {tables[0]} in share row exclusive mode")
            if not _is_over(await found(connection)):
                return False
            await connection.execute(f"drop table {', '.join(tables)}")
    except asyncpg.LockNotAvailableError:
        return False
    return True


async def _remove(pool: Any, name: str, which: str, *values: Any) -> None:
    """Remove rows, a bounded number of pages at a time: each is looked at once, however many stay."""
    size = "select pg_relation_size($1::text::regclass) / current_setting('block_size')::int"
    pages = await pool.fetchval(size, name)
    for first in range(0, pages, PAGES_AT_ONCE):
        here = f"t.ctid >= '({first},0)' and t.ctid < '({first + PAGES_AT_ONCE},0)'"
        # By where they were: a row that somebody holds on to meanwhile is another then, and stays.
        those = f"select t.ctid from {name} t where {here} and {which}"
        await pool.execute(f"delete from {name} where ctid = any(array({those}))", *values)


def term_of(terms: Terms, activity: str | None, version: int | None, usual: Duur = KEPT) -> Duur:
    """How long a record stays: as its version says, else as long as any version of its activity does."""
    if activity is None:
        return usual
    found = terms.get((activity, version or 0))
    of_any = [term for (each, _), term in terms.items() if each == activity]
    return found or max(of_any, key=nominal_seconds, default=KEPT)
