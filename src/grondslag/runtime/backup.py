"""Backup and restore: the database and the content of documents at one point in time, in one file.

Content is written before the row that names it and removed after the row is gone. So a copy of the content that is
made after the snapshot of the database, while nothing may be removed, holds all that the snapshot names. Who removes
content takes `CONTENT_LOCK` alone in its transaction; a backup holds it shared. What was never named (uploads that
were refused) comes and goes meanwhile.

The key of the stored secrets is not in the file: who has a backup cannot use them.
"""

import asyncio
import hashlib
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast
from urllib.parse import unquote, urlsplit

import asyncpg

from grondslag import __version__
from grondslag.runtime.contents import CONTENT_LOCK
from grondslag.runtime.postgres_binaries import Binaries, find_binaries
from grondslag.runtime.reachable import check_reachable, shown, without_password
from grondslag.runtime.stores import CONTENT
from grondslag.settings import StartError

RESTORE_LOCK = 0x7465727567
BEING_RESTORED = "This database is being restored now."
_DUMP = "database.dump"
_MANIFEST = "manifest.json"
_FORMAT = 1
_ASIDE = "__replaced"
_CHUNK = 2**20
_USER_SCHEMAS = """
    select nspname from pg_namespace
    where nspname not in ('pg_catalog', 'information_schema', 'public') and nspname not like 'pg\\_%' order by 1
"""
_USER_TABLES = """
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname not in ('pg_catalog', 'information_schema')
    and n.nspname not like 'pg\\_%'
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') order by 1, 2
"""

_SERVED = """
    select count(*) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = 'grondslag'
"""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup file holds."""

    version: str
    postgresql: int
    made_at: str
    files: dict[str, dict[str, Any]]
    gemeente: tuple[str, str] = ("", "")
    """Code and name; empty in a file that does not tell."""


async def backup(dsn: str, content: Path | None, target: Path, gemeente: tuple[str, str] = ("", "")) -> Backup:
    """Write the database and the content to one file; the file appears whole or not at all.

    `content`: its directory; None when it lies in object storage, which keeps its own copies.
    """
    major = await check_reachable(dsn)
    partial = target.with_name(target.name + ".partial")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
            dump = Path(scratch) / _DUMP
            async with _snapshot(dsn) as snapshot:
                options = ["-Fc", "--no-owner", "--no-acl", f"--snapshot={snapshot}", "-f", str(dump)]
                await _run("pg_dump", major, dsn, options)
                made = await asyncio.to_thread(_write, partial, dump, content, major, gemeente)
        partial.replace(target)
    except OSError as failure:
        partial.unlink(missing_ok=True)
        raise StartError(f"The backup {target} cannot be written: {failure.strerror}.") from failure
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return made


async def restore(dsn: str, content: Path | None, source: Path, *, force: bool = False) -> Backup:
    """Put a backup back. Refuses a damaged file, and unless forced a database or content directory that is in use.

    `content`: its directory; None when it lies in object storage: then the backup should hold none.
    """
    found = await asyncio.to_thread(inspect, source)
    if content is None:
        if any(name.startswith(f"{CONTENT}/") for name in found.files):
            raise StartError(
                f"The backup {source} holds the content of documents: restore it where that is a directory."
            )
        content = Path(tempfile.gettempdir()) / f"grondslag-no-content-{os.getpid()}"
    major = await check_reachable(dsn)
    filled = _is_filled(content)
    with tempfile.TemporaryDirectory(dir=content.parent, prefix=".restore-") as scratch:
        dump = str(Path(scratch) / _DUMP)
        async with _emptied(dsn, content, force=force, filled=filled):
            await asyncio.to_thread(_extract, source, Path(scratch), found.files)
            options = ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction"]
            await _run("pg_restore", major, dsn, [*options, dump])
        _swap(Path(scratch), content)
    return found


def _is_filled(content: Path) -> bool:
    content.parent.mkdir(parents=True, exist_ok=True)
    return content.exists() and any(content.iterdir())


def _swap(scratch: Path, content: Path) -> None:
    fresh = scratch / CONTENT
    if content.exists():
        content.rename(scratch / "replaced")
    if fresh.exists():
        fresh.rename(content)


def inspect(source: Path) -> Backup:
    """What the file says it holds, after a check that every byte of it is there."""
    with _read(source) as archive:
        seen = {name: digest for name, digest in _digests(archive) if name != _MANIFEST}
        manifest = _manifest_in(archive)
        gemeente = _gemeente_in(manifest)
    if manifest.get("format") != _FORMAT:
        raise StartError(f"The backup {source} was made by a newer version: {manifest.get('version')}.")
    if not _is_whole(manifest):
        raise StartError(f"The file {source} is not a whole backup: its manifest is none.")
    if elsewhere := sorted(name for name in seen if not _is_ours(name)):
        raise StartError(f"The backup {source} holds a file with a name that leads elsewhere: {elsewhere[0]}.")
    if wrong := sorted(name for name in seen.keys() | manifest["files"].keys() if _differ(name, seen, manifest)):
        raise StartError(f"The backup {source} is damaged: {wrong[0]} is not what was written.")
    return Backup(manifest["version"], manifest["postgresql"], manifest["made_at"], manifest["files"], gemeente)


def gemeente_of(source: Path) -> tuple[str, str]:
    """Code and name of the municipality that the file says it is of, before all of it is read."""
    with _read(source) as archive:
        return _gemeente_in(_manifest_in(archive))


@contextmanager
def _read(source: Path) -> Iterator[tarfile.TarFile]:
    """The file as an archive. Raises StartError, also for what shows in the block that it is no backup."""
    try:
        with tarfile.open(source, "r:") as archive:
            yield archive
    except OSError as failure:
        raise StartError(f"The backup {source} cannot be read: {failure.strerror or failure}.") from failure
    except (tarfile.TarError, KeyError, ValueError) as failure:
        raise StartError(f"The file {source} is not a whole backup: {failure}.") from failure


def _gemeente_in(manifest: dict[str, Any]) -> tuple[str, str]:
    found = manifest.get("gemeente") or ("", "")
    if not isinstance(found, list | tuple) or len(found) != 2:
        raise ValueError("its manifest does not say of which gemeente it is")
    return str(found[0]), str(found[1])


def _is_whole(manifest: dict[str, Any]) -> bool:
    files = manifest.get("files")
    if not {"version", "postgresql", "made_at"} <= manifest.keys() or not isinstance(files, dict):
        return False
    return _DUMP in files and all(isinstance(each, dict) for each in files.values())


def _is_ours(name: str) -> bool:
    """Whether a file may have this name; the backup may be anybody's."""
    path = PurePosixPath(name)
    below = len(path.parts) > 1 and path.parts[0] == CONTENT and ".." not in path.parts
    return name in (_DUMP, _MANIFEST) or (below and "\0" not in name)


def _differ(name: str, seen: dict[str, str], manifest: dict[str, Any]) -> bool:
    return seen.get(name) != manifest["files"].get(name, {}).get("sha256")


@asynccontextmanager
async def _snapshot(dsn: str) -> AsyncIterator[str]:
    """A snapshot that others may use while we hold it, during which no content is removed."""
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        # Before the transaction, whose snapshot would else be older than the lock: content could be gone, its row not.
        await connection.execute(f"select pg_advisory_lock_shared({CONTENT_LOCK})")
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute("set local idle_in_transaction_session_timeout = 0")
            yield str(await connection.fetchval("select pg_export_snapshot()"))
    finally:
        await connection.close()


def _write(target: Path, dump: Path, content: Path | None, major: int, gemeente: tuple[str, str]) -> Backup:
    files: dict[str, dict[str, Any]] = {}
    with target.open("wb") as raw:
        target.chmod(0o600)
        with tarfile.open(fileobj=raw, mode="w:", format=tarfile.PAX_FORMAT, dereference=True) as archive:
            files[_DUMP] = _add(archive, _DUMP, dump)
            for name, path in _content_files(content):
                with suppress(FileNotFoundError):  # an upload that was refused meanwhile
                    files[name] = _add(archive, name, path)
            made = Backup(__version__, major, datetime.now(UTC).isoformat(timespec="seconds"), files, gemeente)
            _add_manifest(archive, made)
        raw.flush()
        os.fsync(raw.fileno())
    return made


def _content_files(content: Path | None) -> Iterator[tuple[str, Path]]:
    """All that is whole; what is still being written has a folder that begins with a dot."""
    for folder in sorted(content.glob("[!.]*")) if content is not None else ():
        for path in sorted(folder.rglob("*")) if folder.is_dir() else (folder,):
            if path.is_file() and not path.is_symlink() and content is not None:
                yield f"{CONTENT}/{path.relative_to(content).as_posix()}", path


def _add(archive: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        entry = archive.gettarinfo(arcname=name, fileobj=file)
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        reader = _Hashing(file)
        archive.addfile(entry, reader)  # pyright: ignore[reportArgumentType]
    return {"sha256": reader.digest.hexdigest(), "size": entry.size}


class _Hashing:
    """A file that remembers the hash of what was read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.digest.update(chunk)
        return chunk


def _add_manifest(archive: tarfile.TarFile, made: Backup) -> None:
    fields = {name: getattr(made, name) for name in ("version", "postgresql", "made_at", "files", "gemeente")}
    text = json.dumps({"format": _FORMAT} | fields, indent=1).encode()
    with tempfile.TemporaryFile() as file:
        file.write(text)
        file.seek(0)
        entry = tarfile.TarInfo(_MANIFEST)
        entry.size = len(text)
        archive.addfile(entry, file)


def _digests(archive: tarfile.TarFile) -> Iterator[tuple[str, str]]:
    for entry in archive:
        digest = hashlib.sha256()
        for chunk in _chunks(archive, entry):
            digest.update(chunk)
        yield entry.name, digest.hexdigest()


def _chunks(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
    file = archive.extractfile(entry) if entry.isfile() else None
    if file is None:
        raise ValueError(f"{entry.name} is not a plain file")
    while chunk := file.read(_CHUNK):
        yield chunk


def _manifest_in(archive: tarfile.TarFile) -> dict[str, Any]:
    found = json.loads(b"".join(_chunks(archive, archive.getmember(_MANIFEST))))
    if not isinstance(found, dict):
        raise ValueError("its manifest is none")
    return cast("dict[str, Any]", found)


def _extract(source: Path, into: Path, files: dict[str, dict[str, Any]]) -> None:
    """Write the files below `into`; their names were looked at. Equal ones lie beside each other, and are kept once."""
    last = "", into
    try:
        with tarfile.open(source, "r:") as archive:
            for entry in archive:
                target = into / PurePosixPath(entry.name)
                target.parent.mkdir(parents=True, exist_ok=True)
                digest = str(files.get(entry.name, {}).get("sha256"))
                if digest != last[0] or not _is_linked(last[1], target):
                    with target.open("wb") as file:
                        for chunk in _chunks(archive, entry):
                            file.write(chunk)
                    target.chmod(0o600)
                last = digest, target
    except OSError as failure:
        raise StartError(f"The backup {source} cannot be unpacked: {failure.strerror or failure}.") from failure


def _is_linked(there: Path, target: Path) -> bool:
    with suppress(OSError):
        os.link(there, target)
        return True
    return False


@asynccontextmanager
async def _emptied(dsn: str, content: Path, *, force: bool, filled: bool) -> AsyncIterator[None]:
    """An empty database: what was in it stands aside meanwhile, and comes back when the restore fails.

    Refuses what is not empty, unless forced.
    """
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        if not await connection.fetchval(f"select pg_try_advisory_lock({RESTORE_LOCK})"):
            raise StartError(BEING_RESTORED)
        await _settle(connection, whole=True)
        if await connection.fetchval(_SERVED):
            raise StartError(f"The database at {shown(dsn)} is being served: stop `grondslag serve` first.")
        tables = await connection.fetch(_USER_TABLES)
        if not force and tables:
            raise StartError(f"The database at {shown(dsn)} is not empty: restore into another, or use --force.")
        if not force and filled:
            raise StartError(f"The directory {content} is not empty: restore elsewhere, or use --force.")
        if any(row["nspname"] == "public" for row in tables):
            raise StartError(f"The database at {shown(dsn)} holds tables in the schema public, which are not ours.")
        names = [row["nspname"] for row in await connection.fetch(_USER_SCHEMAS)]
        moved = {name: name + _ASIDE for name in names if not name.endswith(_ASIDE)}
        await _rename(connection, moved)
        try:
            yield
        except BaseException:
            await _rename(connection, {aside: name for name, aside in moved.items()})
            raise
        for name in {*moved.values(), *names} - moved.keys():
            await connection.execute(f'drop schema "{name}" cascade')
    finally:
        await connection.close()


async def put_back(connection: "asyncpg.Connection") -> None:
    """Bring back what a restore that was killed had put aside. Raises StartError where only a restore can go on."""
    if not await connection.fetchval(f"select pg_try_advisory_lock({RESTORE_LOCK})"):
        raise StartError(BEING_RESTORED)
    try:
        await _settle(connection, whole=False)
    finally:
        await connection.execute(f"select pg_advisory_unlock({RESTORE_LOCK})")


async def _settle(connection: "asyncpg.Connection", *, whole: bool) -> None:
    """Data is put in by one transaction: until then what stands aside is what there is, and afterwards it is old."""
    names = {row["nspname"] for row in await connection.fetch(_USER_SCHEMAS)}
    aside = {name: name.removesuffix(_ASIDE) for name in names if name.endswith(_ASIDE)}
    if not names.intersection(aside.values()):
        await _rename(connection, aside)
    elif not whole:
        raise StartError("A restore broke off when its data was in: run `grondslag restore FILE --force` once more.")
    else:
        for name in aside:
            await connection.execute(f'drop schema "{name}" cascade')


async def _rename(connection: "asyncpg.Connection", names: dict[str, str]) -> None:
    async with connection.transaction():
        for old, new in names.items():
            await connection.execute(f'alter schema "{old}" rename to "{new}"')


async def _run(program: str, server_major: int, dsn: str, options: list[str]) -> None:
    binaries = _binaries_for(program, server_major)
    command = [str(binaries.program(program)), "-d", without_password(dsn), *options]
    environment = os.environ | {"PGPASSWORD": unquote(urlsplit(dsn).password or "")}
    done = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if "error:" in line] or done.stderr.splitlines()
        raise StartError(f"{program} failed: {(lines or ['it gave no reason'])[0]}.")


def _binaries_for(program: str, server_major: int) -> Binaries:
    """The programs of the server's own version, or else newer ones: pg_dump refuses a server newer than itself."""
    try:
        binaries = find_binaries(server_major)
    except StartError:
        binaries = find_binaries()
    if not binaries.has(program) or binaries.major < server_major:
        raise StartError(f"{program} of PostgreSQL {server_major} or later is needed and not found: install it.")
    return binaries
