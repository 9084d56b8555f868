"""`make bench-logboek`: the log of data of persons, on a real PostgreSQL that flushes to the disk.

How many records a second are durable by group commit, and how long the answer takes to "who used data of this person in
the last year" over `--rows` records. Those are made in the real tables, by PostgreSQL. `--quick` takes 200,000.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import count, islice, pairwise
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import asyncpg

from bench.data import ALL
from bench.documents import Client, make_client
from bench.processor import cpu_of_family
from bench.run import Server
from bench.scenarios import fresh_token
from grondslag.kernel.access import Caller
from grondslag.opening import located
from grondslag.registers.logboek import names
from grondslag.runtime.accounting import Accounting
from grondslag.runtime.database import open_pool
from grondslag.runtime.log_rows import records
from grondslag.runtime.observe import Observer
from grondslag.runtime.partitions import months_from
from grondslag.runtime.postgres_directory import ClusterDirectory
from grondslag.runtime.pseudonyms import Pseudonyms
from grondslag.runtime.secrets import open_box
from grondslag.settings import load
from grondslag.vocabulary.nummers import check_bsn

RATE, ANSWER_MS = 20_000, 200.0
"""Records a second that must be durable; milliseconds that an answer may take."""
ROWS, QUICK_ROWS = 20_000_000, 200_000
EACH, ASKED = 100, 200
"""So many records there are of each person; after the first so many persons is asked."""
MONTHS = 12
SHARES = {"zaken": 0.6, "documenten": 0.4}
RESULTS = Path(__file__).with_name("results") / "logboek.md"
SEARCH = "/logboek/api/v1/processing-activities"
FIRST, AGAIN = "seen for the first time", "seen again"
_ZAAK = "00000000-0000-4000-8000-000000000001"
_CALLER = Caller(client="bench")
_SEEN = """
    insert into {schema}.gezien_{month} (tijd, id, sleutel, betrokkenen, objecten)
    select $1::timestamptz, decode(md5($2 || n), 'hex'), 1,
        array[case when n % $3 < cardinality($4::bytea[]) then ($4::bytea[])[n % $3 + 1]
            else '\\x01'::bytea || decode(md5((n % $3)::text), 'hex') end],
        array[$2 || '/' || gen_random_uuid()]
    from generate_series(1::bigint, $5) n
"""
_USED = """
    insert into {schema}.verwerking_{month} (tijd, einde, trace_id, span_id, naam, status, activiteit, versie, client,
        gezien)
    select t, t + interval '12 ms', uuid_send(gen_random_uuid()), substr(uuid_send(gen_random_uuid()), 1, 8),
        $3 || '.lezen', 1, ('00000000-0000-4000-8000-' || lpad((n % 40)::text, 12, '0'))::uuid, 1,
        'client-' || n % 12, decode(md5($3 || n), 'hex')
    from (select n, $1::timestamptz + ($2::timestamptz - $1::timestamptz) * random() t
        from generate_series(1::bigint, $4) n) made
"""
_LISTS = """
    insert into {schema}.gezien_{month} (tijd, id, sleutel, betrokkenen, objecten)
    select $1::timestamptz, decode(md5('lijst ' || $2 || n), 'hex'), 1, array(
        select case when x < cardinality($4::bytea[]) then ($4::bytea[])[x + 1]
            else '\\x01'::bytea || decode(md5(x::text), 'hex') end
        from (select (n * {each} + i + extract(epoch from $1::timestamptz)::bigint / 3600) * 48271 % $3 x
            from generate_series(1, {each}) i) drawn
    ), array(select $2 || '/' || gen_random_uuid() from generate_series(1, {each}))
    from generate_series(1::bigint, $5) n
"""
_POLLED = """
    insert into {schema}.verwerking_{month} (tijd, einde, trace_id, span_id, naam, status, activiteit, versie, client,
        gezien)
    select t, t + interval '12 ms', uuid_send(gen_random_uuid()), substr(uuid_send(gen_random_uuid()), 1, 8),
        $3 || '.lijst', 1, ('00000000-0000-4000-8000-' || lpad((n % 40)::text, 12, '0'))::uuid, 1,
        'client-' || n % 12, decode(md5('lijst ' || $3 || (n % $4 + 1)), 'hex')
    from (select n, $1::timestamptz + ($2::timestamptz - $1::timestamptz) * random() t
        from generate_series(1::bigint, $4 * {often}) n) made
"""
LONG, OFTEN, IN_LISTS = 100, 20, 0.4
"""Persons in a list, how often each list is shown in its month, and the share of the records that come of lists. What
is shown alone is something else each time: nothing is gained there by what was seen before."""


def bsns() -> Iterator[str]:
    """Numbers that could be a BSN; those of nobody, beginning with 999."""
    return (text for number in count(999_000_000) if check_bsn(text := str(number)) is None)


# --- writing ------------------------------------------------------------------------------------------------------


async def rates(dsn: str, data: Path, seconds: float) -> list[tuple[str, int, float, float, float]]:
    """Records a second that were durable: of what, how many, in how long, with the CPU of both."""
    settings = load({}, cwd=data, data=str(data))
    pool = await open_pool(dsn, settings.pool_size, 60_000)
    today = datetime.now(UTC).date()
    keys = await Pseudonyms.open(pool, open_box(settings), today)
    accounting = Accounting(pool, keys, ("zaken",), Observer("error"))
    await accounting.keep(today)
    persons = [f"bsn:{each}" for each in islice(bsns(), 20_000)]
    found = [
        await _rate(accounting, pool, data, (f"{title}, {often}", writers, each, often == FIRST), (persons, seconds))
        for title, writers, each in (
            ("one person at a time, 500 at once", 500, 1),
            ("lists of 100 persons, 32 at once", 32, 100),
        )
        for often in (FIRST, AGAIN)
    ]
    await accounting.close()
    await pool.close()
    return found


async def _rate(
    accounting: Accounting, pool: Any, data: Path, how: tuple[str, int, int, bool], of: tuple[list[str], float]
) -> tuple[str, int, float, float, float]:
    (title, writers, each, is_new), (persons, seconds) = how, of
    accounting.under_way = lambda: writers
    postmaster = ClusterDirectory.below(data).postmaster()
    assert postmaster is not None  # noqa: S101 - it runs
    before = await pool.fetchval(f"select count(*) from ({records('zaken')}) r")
    own, postgres, began = time.process_time(), cpu_of_family(postmaster.pid), time.perf_counter()

    async def write(number: int) -> None:
        """What a request does that shows these persons, again and again."""
        place = number
        while time.perf_counter() < began + seconds:
            place = (place + each) % (len(persons) - each)
            call: Any = SimpleNamespace(
                caller=_CALLER, activity=None, trace_id=os.urandom(16).hex(), parent_span_id="",
                span_id=os.urandom(8).hex(), began=time.time(),
            )  # fmt: skip
            zaak = f"zaken.zaak/{uuid4() if is_new else _ZAAK}"
            seen = [(person, zaak) for person in persons[place : place + each]]
            await accounting.write("zaken", accounting.span(call, "zaken.zaak.lezen", seen))

    await asyncio.gather(*(write(number * 7) for number in range(writers)))
    took = time.perf_counter() - began
    cpu = (time.process_time() - own, cpu_of_family(postmaster.pid) - postgres)
    # Counted where they are: what the log acknowledged must be there.
    written = await pool.fetchval(f"select count(*) from ({records('zaken')}) r") - before
    return title, written, took, *cpu


# --- making -------------------------------------------------------------------------------------------------------


async def make_rows(dsn: str, data: Path, rows: int) -> float:
    """So many records over the last twelve months, in the tables of the log; how many seconds it took."""
    began = time.perf_counter()
    pool = await open_pool(dsn, 2, 3_600_000)
    keys = await Pseudonyms.open(pool, open_box(load({}, cwd=data, data=str(data))), datetime.now(UTC).date())
    asked = [bytes.fromhex(keys.of(f"bsn:{each}")) for each in islice(bsns(), ASKED)]
    months = last_months()
    work = [
        (schema, begin, end, int(rows * share / MONTHS))
        for schema, share in SHARES.items()
        for begin, end in pairwise(months)
    ]

    async def some(mine: Sequence[tuple[str, date, date, int]]) -> None:
        for schema, begin, end, number in mine:
            async with pool.acquire() as connection:
                await _make_month(connection, schema, (begin, end), (number, rows // EACH), asked)

    await asyncio.gather(some(work[::2]), some(work[1::2]))
    for schema in SHARES:
        await pool.execute(f"analyze {schema}.verwerking, {schema}.gezien")
    await pool.close()
    return time.perf_counter() - began


def last_months() -> list[date]:
    """The first days of the twelve months before this one, and of this one."""
    today = datetime.now(UTC).date()
    return months_from(date(today.year - 1, today.month, 1), MONTHS + 1)


async def _make_month(
    connection: Any, schema: str, month: tuple[date, date], of: tuple[int, int], asked: Sequence[bytes]
) -> None:
    number, persons = of
    begin, end = (datetime(each.year, each.month, 1, tzinfo=UTC) for each in month)
    kind, name = f"{schema}.zaak", f"{begin:%Y_%m}"
    lists = max(int(number * IN_LISTS / (LONG * OFTEN)), 1)
    alone = number - lists * LONG * OFTEN
    for table, made in (
        ("gezien", ((_SEEN, (begin, kind, persons, asked, alone)), (_LISTS, (begin, kind, persons, asked, lists)))),
        ("verwerking", ((_USED, (begin, end, kind, alone)), (_POLLED, (begin, end, kind, lists)))),
    ):
        part = f"{schema}.{table}_{name}"
        await connection.execute(f"create table {part} (like {schema}.{table} including defaults)")
        for sql, values in made:
            await connection.execute(sql.format(schema=schema, month=name, each=LONG, often=OFTEN), *values)
        # Filled first: an index that is built at once is made ten times as fast.
        await connection.execute(
            f"alter table {schema}.{table} attach partition {part} for values from ('{begin}') to ('{end}')"
        )


# --- asking -------------------------------------------------------------------------------------------------------


def forget(data: Path) -> None:
    """Have the system let go of what it remembers of the database's files."""
    for path in data.rglob("base/*/*"):
        if path.is_file():
            file = os.open(path, os.O_RDONLY)
            try:
                os.fsync(file)
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(file)


class Asking:
    """Asks a server after persons, one after the other, over one connection."""

    def __init__(self, server: Server) -> None:
        self.client = Client(server.port, fresh_token(ALL))
        self.numbers = islice(bsns(), ASKED)
        self.records = 0

    def once(self) -> float:
        """How many milliseconds the answer takes, about somebody after whom nobody asked before."""
        body = {names.SUBJECT_TYPE: names.TYPES[1], names.SUBJECT: next(self.numbers), names.LIMIT: 1000}
        began = time.perf_counter()
        answer = self.client("POST", SEARCH, body)
        took = (time.perf_counter() - began) * 1000
        self.records += len(answer[names.FOUND])
        return took


def answers(data: Path, log: Any) -> Iterator[tuple[str, list[float], int]]:
    """How long answers take: of a server that has just begun and a disk that was not read, and of one at work."""
    forget(data)
    server = Server(data, log)
    try:
        asking = Asking(server)
        first = [asking.once()]
        yield "the first, nothing in memory", first, asking.records
        cold: list[float] = []
        asking.records = 0
        for _ in range(10):
            forget(data)
            cold.append(asking.once())
        yield "the files not in memory", cold, asking.records
        asking.records = 0
        yield "at work, each another person", [asking.once() for _ in range(ASKED - 20)], asking.records
    finally:
        server.stop()


# --- telling ------------------------------------------------------------------------------------------------------


def measured(data: Path, dsn: str, asked: Any, log: Any, tell: Callable[[str], None]) -> bool:
    """Tell what was measured, line by line; whether all stays within its bounds."""
    passes = True
    with located(load({}, cwd=data, data=str(data))) as place:
        tell(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} when it began; an fsync for each commit.\n")
        tell("| durable by group commit | records/s | CPU-ms app and PostgreSQL per 1,000 | two cores can | bound |")
        tell("|---|---|---|---|---|")
        for title, number, took, own, postgres in at_once(rates(place.dsn, data, asked.seconds)):
            per = 1_000_000 / number
            # One core for the program, and both for all: others on the machine take from what was seen, not from this.
            can = min(number / own, 2 * number / (own + postgres))
            cpu = f"{own * per:.1f} + {postgres * per:.1f}"
            tell(f"| {title} | {number / took:,.0f} | {cpu} | {can:,.0f} | {RATE:,} |")
            passes = passes and can >= RATE
        took = at_once(make_rows(place.dsn, data, asked.rows))
        size = at_once(_size(place.dsn))
    persons, components = asked.rows // EACH, len(SHARES)
    what = f"{asked.rows:,} records of {persons:,} persons, {IN_LISTS:.0%} of them of lists that are shown again,"
    tell(f"\n{what} in {MONTHS} months of {components} components,")
    tell(f"were made in {took:.0f} s; they take {size / 2**30:.1f} GiB with their indexes.\n")
    tell("| who used data of this person, ms | median | slowest | records each | bound |\n|---|---|---|---|---|")
    for title, times, found in answers(data, log):
        each = found / len(times)
        # The first is told, not judged: it is as much of a server that opens its connections as of the log.
        judged = len(times) > 1
        bound = f"{ANSWER_MS:.0f}" if judged else ""
        tell(f"| {title} | {median(times):.1f} | {max(times):.1f} | {each:.0f} | {bound} |")
        passes = passes and (not judged or median(times) <= ANSWER_MS)
    return passes


def at_once(work: Awaitable[Any]) -> Any:
    """Do it, to its end."""

    async def done() -> Any:
        return await work

    return asyncio.run(done())


async def _size(dsn: str) -> int:
    connection: Any = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(
            "select sum(pg_total_relation_size(c.oid))::bigint from pg_class c "
            "where c.relkind = 'r' and c.relname similar to '(verwerking|gezien)\\_2%'"
        )
    finally:
        await connection.close()


def main() -> int:
    """Measure and print; 1 when a bound is broken."""
    parser = argparse.ArgumentParser(prog="bench.logboek", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROWS:,} records, in less than a minute")
    parser.add_argument("--rows", type=int, default=0, help=f"how many records are asked among ({ROWS:,})")
    parser.add_argument("--seconds", type=float, default=0.0, help="how long is written")
    asked = parser.parse_args()
    asked.rows = asked.rows or (QUICK_ROWS if asked.quick else ROWS)
    asked.seconds = asked.seconds or (3.0 if asked.quick else 10.0)
    directory = Path(tempfile.mkdtemp(prefix="grondslag-bench-"))
    directory.chmod(0o711)
    try:
        data = directory / "var"
        data.mkdir()
        dsn = make_client(data)
        told: list[str] = []

        def tell(line: str) -> None:
            told.append(line)
            print(line, flush=True)

        with (directory / "server.log").open("wb") as log:
            kept = measured(data, dsn, asked, log, tell)
        if asked.rows >= ROWS:
            RESULTS.write_text("\n".join(told) + "\n", encoding="utf-8")
        return 0 if kept else 1
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
