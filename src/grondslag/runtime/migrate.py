"""Brings a database to the shape the code expects: numbered SQL files per component, each applied once.

`0001_pre_name.sql` runs before the new code serves, `0002_post_name.sql` after the old code is gone. Each file is one
transaction, and each statement one command: a sharded PostgreSQL takes no other.
"""

import asyncio
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import asyncpg

from grondslag.runtime.blocking import at_once
from grondslag.runtime.statements import statements
from grondslag.settings import StartError

Phase = Literal["pre", "post", "all"]
_NAME = re.compile(r"(\d{4})_(pre|post)_([a-z0-9_]+)\.sql")
_LOCK = 0x67726F6E64736C61
WAIT = "5s"
"""So long a statement waits for a table that is in use: everybody who comes after it waits along."""
ATTEMPTS = 12
PAUSE_SECONDS = 2.0
_OWN_TABLE = (
    "create schema if not exists grondslag",
    """create table if not exists grondslag.migratie (
        component text not null,
        nummer integer not null,
        naam text not null,
        checksum text not null,
        toegepast_op timestamptz not null default now(),
        primary key (component, nummer)
    )""",
)


@dataclass(frozen=True, slots=True, order=True)
class Migration:
    """One numbered file of one component."""

    component: str
    number: int
    phase: str
    name: str
    text: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.component} {self.number:04}_{self.phase}_{self.name}"


def component_folders(package: Path) -> dict[str, Path]:
    """The `sql` folder of every component in the package; that of the runtime comes first."""
    found = {folder.parent.name: folder for folder in sorted(package.rglob("sql")) if folder.is_dir()}
    own = {"grondslag": found.pop("runtime")} if "runtime" in found else {}
    return own | found


def read_folders(folders: dict[str, Path]) -> list[Migration]:
    """Every migration in the order of application: component by component, number by number."""
    return [migration for component, folder in folders.items() for migration in _read_folder(component, folder)]


def _read_folder(component: str, folder: Path) -> list[Migration]:
    found: list[Migration] = []
    for path in sorted(folder.glob("*.sql")):
        parts = _NAME.fullmatch(path.name)
        if parts is None:
            raise StartError(f"The migration {path} is not named like 0001_pre_name.sql or 0001_post_name.sql.")
        number, phase, name = parts.groups()
        if found and found[-1].number == int(number):
            raise StartError(f"Two migrations of {component} have number {number}.")
        found.append(Migration(component, int(number), phase, name, path.read_text(encoding="utf-8")))
    return found


async def migrate(connection: asyncpg.Connection, folders: dict[str, Path], phase: Phase = "all") -> list[Migration]:
    """Apply what is missing; answers what was applied. The connection is not from a pool: it holds a session lock."""
    wanted = read_folders(folders)
    await connection.execute("select pg_advisory_lock($1)", _LOCK)
    try:
        async with connection.transaction():
            for statement in _OWN_TABLE:
                await connection.execute(statement)
        return await _apply_missing(connection, wanted, phase)
    finally:
        await connection.execute("select pg_advisory_unlock($1)", _LOCK)


async def pending(connection: asyncpg.Connection, folders: dict[str, Path], phase: Phase = "all") -> list[Migration]:
    """What `migrate` would apply; changes nothing."""
    applied = await _applied(connection)
    return list(_missing(read_folders(folders), applied, phase))


async def _apply_missing(connection: asyncpg.Connection, wanted: list[Migration], phase: Phase) -> list[Migration]:
    done: list[Migration] = []
    for migration in _missing(wanted, await _applied(connection), phase):
        try:
            await _apply_between_writers(connection, migration)
        except asyncpg.PostgresError as failure:
            raise StartError(f"Migration {migration} failed and left nothing behind: {failure}.") from failure
        done.append(migration)
    return done


async def _apply_between_writers(connection: asyncpg.Connection, migration: Migration) -> None:
    """Apply a file; while a table of it stays in use, let those go first who came after us, and try again."""
    for left in reversed(range(ATTEMPTS)):
        try:
            await _apply(connection, migration)
        except asyncpg.LockNotAvailableError:
            if not left:
                raise
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            return


async def _apply(connection: asyncpg.Connection, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(f"set local lock_timeout = '{WAIT}'")
        for statement in statements(migration.text):
            await connection.execute(statement)
        await connection.execute(
            "insert into grondslag.migratie (component, nummer, naam, checksum) values ($1, $2, $3, $4)",
            migration.component, migration.number, migration.name, migration.checksum,
        )  # fmt: skip


async def _applied(connection: asyncpg.Connection) -> dict[tuple[str, int], str]:
    if await connection.fetchval("select to_regclass('grondslag.migratie')") is None:
        return {}
    rows = await connection.fetch("select component, nummer, checksum from grondslag.migratie")
    return {(row["component"], row["nummer"]): row["checksum"] for row in rows}


def _missing(wanted: list[Migration], applied: dict[tuple[str, int], str], phase: Phase) -> Iterator[Migration]:
    """What is not applied yet, after a check of what is."""
    _refuse_newer(wanted, applied)
    for migration in wanted:
        checksum = applied.get((migration.component, migration.number))
        if checksum is None:
            if phase in ("all", migration.phase):
                yield migration
        elif checksum != migration.checksum:
            raise StartError(
                f"Migration {migration} was changed after it was applied: put the old text back and write a new file."
            )


def _refuse_newer(wanted: list[Migration], applied: dict[tuple[str, int], str]) -> None:
    components = {migration.component for migration in wanted}
    known = {(migration.component, migration.number) for migration in wanted}
    for component, number in sorted(applied):
        if component in components and (component, number) not in known:
            raise StartError(
                f"The database has migration {number:04} of {component}, which this version does not know: it was "
                "made by a newer version."
            )


def migrate_database(dsn: str, folders: dict[str, Path], phase: Phase = "all") -> list[Migration]:
    """`migrate` for who has no event loop: connects, applies, closes."""
    return at_once(_migrate_once(dsn, folders, phase))


async def _migrate_once(dsn: str, folders: dict[str, Path], phase: Phase) -> list[Migration]:
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        return await migrate(connection, folders, phase)
    finally:
        await connection.close()
