"""Opening a municipality: from settings to its database, and to a started program that no HTTP reaches.

The address of a database comes from the setting `database`, else from the list of gemeenten, else it is a database in
the embedded PostgreSQL: that of a running `serve` by its socket, or started for the time being.
"""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import click
import msgspec

from grondslag.kernel.access import Caller, Grant
from grondslag.runtime.accounted import fresh_hex
from grondslag.runtime.backup import put_back
from grondslag.runtime.blocking import at_once
from grondslag.runtime.clients import OWN
from grondslag.runtime.gemeenten import Gemeente, Gemeenten
from grondslag.runtime.migrate import Migration, component_folders, migrate, pending
from grondslag.runtime.own_requests import OwnRequests
from grondslag.runtime.postgres import Cluster, join_or_start
from grondslag.runtime.postgres_directory import DataLocked
from grondslag.runtime.reachable import check_reachable
from grondslag.runtime.registering import COMPONENT, SCOPES, Registering
from grondslag.runtime.town import Call
from grondslag.settings import Settings, StartError

NAMELESS = ("0000", "Gemeente")
"""The municipality of an installation that was not told which one it is for."""
PACKAGE = Path(__file__).parent
# Every write over the API leaves a line in the audit trail of its component; these two are written by commands.
_WRITTEN = """
    select format('%I.%I', schemaname, tablename) from pg_tables
    where tablename = 'audittrail' or (schemaname, tablename) in (('grondslag', 'client'), ('grondslag', 'beheerder'))
"""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A municipality and where its database is."""

    settings: Settings
    gemeente: Gemeente
    dsn: str
    embedded: bool


@contextmanager
def located(
    settings: Settings,
    code: str = "",
    *,
    serving: bool = False,
    unnamed: tuple[str, str] = NAMELESS,
    existing: bool = False,
) -> Iterator[Place]:
    """The municipality with this code, or the default one, with a PostgreSQL that answers for as long as it lasts.

    `unnamed`: code and name for an installation whose list of gemeenten is empty. `existing`: who only reads makes
    nothing; where there is nothing yet, that is told.
    """
    gemeenten = Gemeenten(settings.data_dir)
    gemeente = gemeenten.find(code) if code else gemeenten.default()
    if code and gemeente is None:
        raise StartError(f"Gemeente {code} is not on the list: add it with `grondslag gemeente add {code} NAME`.")
    dsn = settings.database or (gemeente.dsn if gemeente else "")
    if dsn:
        at_once(check_reachable(dsn))
        if gemeente is None and serving:
            gemeente = _kept(gemeenten, unnamed)
        yield _place(settings, gemeente or Gemeente(code=unnamed[0], naam=unnamed[1]), dsn, embedded=False)
        return
    if existing and not Cluster(settings.data_dir).directory.made():
        raise _nothing_in(settings)
    with _cluster(settings, serving=serving) as cluster:
        if existing and (gemeente is None or at_once(_is_untouched(cluster.dsn(gemeente.database))) is None):
            raise _nothing_in(settings)
        # Written down, so that a gemeente that is added later does not take the place of this one.
        found = gemeente or gemeenten.default()
        gemeente = found or gemeenten.add(*unnamed)
        if found is None and not serving and unnamed == NAMELESS:
            _tell_made(settings, gemeente)
        cluster.create_database(gemeente.database)
        yield _place(settings, gemeente, cluster.dsn(gemeente.database), embedded=True)


def _kept(gemeenten: Gemeenten, unnamed: tuple[str, str]) -> Gemeente | None:
    """Written down for what comes later: the content of documents lies under the code of its gemeente."""
    with suppress(StartError):  # a data directory that cannot be written: nothing else is kept in it either
        return gemeenten.add(*unnamed)
    return None


def _tell_made(settings: Settings, gemeente: Gemeente) -> None:
    """Who mistook the directory finds out at once."""
    click.echo(
        f"{settings.data_dir} held no gemeente: made an empty one, {gemeente.code}. Another directory is named with "
        "--data; `grondslag gemeente add CODE NAME` first gives one its own name.",
        err=True,
    )


def _nothing_in(settings: Settings) -> StartError:
    return StartError(
        f"There is nothing yet in {settings.data_dir}: `grondslag serve` makes it, or name another directory (--data)."
    )


def add_gemeente(settings: Settings, code: str, naam: str, dsn: str = "", public_url: str = "") -> Gemeente:
    """Put a municipality on the list. It takes the place of one that nobody named and in which nothing was written."""
    gemeenten = Gemeenten(settings.data_dir)
    nameless = Gemeente(code=NAMELESS[0], naam=NAMELESS[1])
    place = nameless.code if gemeenten.all() == [nameless] and _makes_way(settings, nameless, code) else ""
    return gemeenten.add(code, naam, dsn, public_url, instead_of=place)


def _makes_way(settings: Settings, nameless: Gemeente, code: str) -> bool:
    """Whether nothing was written in the gemeente without a name, whose own database is gone then.

    Raises StartError while it is served: what is written from now on would be looked for under the new code.
    """
    if settings.database:
        untouched = at_once(_is_untouched(settings.database)) is not False
        if untouched and at_once(_is_used(settings.database)):
            raise _served(nameless, code)
        return untouched
    if not Cluster(settings.data_dir).directory.made():
        return False
    with _cluster(settings, serving=False) as cluster:
        if at_once(_is_untouched(cluster.dsn(nameless.database))) is False:
            return False
        try:
            at_once(_dropped(cluster.dsn("postgres"), nameless.database))
        except asyncpg.ObjectInUseError as used:
            raise _served(nameless, code) from used
    return True


def _served(nameless: Gemeente, code: str) -> StartError:
    return StartError(
        f"Gemeente {nameless.code} is being served: stop `grondslag serve` first; then {code} takes its place."
    )


async def _dropped(dsn: str, database: str) -> None:
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(f'drop database if exists "{database}"')
    finally:
        await connection.close()


async def _is_used(dsn: str) -> bool:
    """Whether others are connected to this database as the same user, as a server is."""
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        found = await connection.fetchval(
            "select exists (select from pg_stat_activity where datname = current_database() "
            "and usename = current_user and backend_type = 'client backend' and pid <> pg_backend_pid())"
        )
        return bool(found)
    finally:
        await connection.close()


async def _is_untouched(dsn: str) -> bool | None:
    """Whether nobody wrote anything in this database; None when there is none."""
    try:
        connection: asyncpg.Connection = await asyncpg.connect(dsn)
    except asyncpg.InvalidCatalogNameError:
        return None
    try:
        tables = await connection.fetch(_WRITTEN)
        for table in tables:
            if await connection.fetchval(f"select exists (select from {table[0]})"):  # noqa: S608 - a name of PostgreSQL's
                return False
        return True
    finally:
        await connection.close()


def _place(settings: Settings, gemeente: Gemeente, dsn: str, *, embedded: bool) -> Place:
    found = msgspec.structs.replace(settings, public_url=settings.public_url or gemeente.public_url)
    return Place(settings=found, gemeente=gemeente, dsn=dsn, embedded=embedded)


def _cluster(settings: Settings, *, serving: bool) -> AbstractContextManager[Cluster]:
    run_as = settings.run_as or None
    return _started(settings.data_dir, run_as) if serving else join_or_start(settings.data_dir, run_as)


@contextmanager
def _started(data_dir: Path, run_as: str | None) -> Iterator[Cluster]:
    cluster = Cluster(data_dir, run_as)
    try:
        cluster.start("serve")
    except DataLocked as failure:
        hint = (
            "Stop that first, or choose another directory (--data). To serve another gemeente beside it, give that a "
            "database with `grondslag gemeente add --dsn`."
        )
        raise DataLocked(f"{failure} {hint}") from failure
    try:
        yield cluster
    finally:
        cluster.stop()


async def prepare(place: Place, *, serving: bool = False) -> list[Migration]:
    """Bring a new database into shape; refuse one that misses migrations, but for that of our own PostgreSQL."""
    connection: asyncpg.Connection = await asyncpg.connect(place.dsn)
    folders = component_folders(PACKAGE)
    try:
        await put_back(connection)
        is_new = await connection.fetchval("select to_regclass('grondslag.migratie')") is None
        if is_new or (serving and place.embedded):
            return await migrate(connection, folders)
        if missing := await pending(connection, folders, "pre"):
            raise StartError(f"The database misses {len(missing)} migrations: run `grondslag migrate` first.")
        return []
    finally:
        await connection.close()


@asynccontextmanager
async def opened(settings: Settings, code: str = "", *, existing: bool = False) -> AsyncIterator[Any]:
    """A started Program over the municipality's database, in shape, that serves no HTTP."""
    with located(settings, code, existing=existing) as place:
        async with started(place) as program:
            yield program


@asynccontextmanager
async def started(place: Place) -> AsyncIterator[Any]:
    """A started Program at this place."""
    from grondslag.program import Program

    await prepare(place)
    program = Program(_with_rights(place.settings), place.dsn, place.gemeente.naam, _no_pages, place.gemeente.code)
    await program.start()
    try:
        yield program
    finally:
        await program.stop()


def _with_rights(settings: Settings) -> Settings:
    """A component that runs alone keeps its rights in its own database: a command has to reach them there."""
    if "autorisaties" in settings.neighbours or "all" in settings.target:
        return settings
    return msgspec.structs.replace(settings, target=(*settings.target, "autorisaties"))


def _no_pages(_program: Any) -> Any:
    async def answer(*_asked: Any) -> None:
        raise RuntimeError("this program serves no pages")

    return answer


def own_call(program: Any, method: str = "POST", path: str = "", scopes: tuple[str, ...] = ()) -> Call:
    """A call by the house itself; the audit trail names it. It may do everything, or no more than these scopes."""
    caller = Caller(
        client=OWN,
        label="Grondslag",
        superuser=not scopes,
        grants=tuple(Grant(component=scope.partition(".")[0], scopes=frozenset((scope,))) for scope in scopes),
        user_id=OWN,
        user_representation="Grondslag",
    )
    return Call(
        caller=caller,
        links=program.town.links(program.town.base),
        method=method,
        path=path,
        trace_id=fresh_hex(16),
        span_id=fresh_hex(8),
        began=time.time(),
    )


def registering(program: Any) -> Registering:
    """Who puts activities in the register of this program, with no more rights than that takes.

    Raises StartError when that runs in another process.
    """
    if COMPONENT not in program.served:
        raise StartError("The register of processing activities does not run here: fill it where it does.")
    base = program.town.base
    requests = OwnRequests(program.town, own_call(program, scopes=SCOPES).caller, program.document, base)
    return Registering(program.town, requests, base, program.town.now()[1])
