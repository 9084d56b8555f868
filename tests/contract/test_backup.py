"""Backup and restore: all comes back, and nothing is overwritten or believed without reason."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from grondslag.runtime.backup import backup, gemeente_of, put_back, restore
from grondslag.settings import StartError
from tests.server import Databases


async def run(dsn: str, statement: str) -> list[asyncpg.Record]:
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def content_of(data_dir: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data_dir / "inhoud").rglob("*") if path.is_file()}


def change_content(data_dir: Path) -> None:
    (data_dir / "inhoud" / "later").write_bytes(b"x")
    (data_dir / "inhoud" / "leeg").unlink()


def do_damage(made: Path, damage: str) -> None:
    whole = made.read_bytes()
    place = whole.index(b"eeneen") + 500
    damaged = {"byte": whole[:place] + b"X" + whole[place + 1 :], "half": whole[: len(whole) // 2], "other": b"no tar"}
    made.write_bytes(damaged[damage])


def rewritten(made: Path, target: Path, changed: dict[str, bytes]) -> Path:
    """The same backup with other content in some files, which its manifest agrees with, and with more files."""
    with tarfile.open(made) as source:
        files = {entry.name: read.read() for entry in source if (read := source.extractfile(entry))} | changed
    if "manifest.json" not in changed:
        manifest = json.loads(files["manifest.json"])
        manifest["files"] = {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in files.items()
            if name != "manifest.json"
        }
        files["manifest.json"] = json.dumps(manifest).encode()
    with tarfile.open(target, "w:") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target


@pytest.fixture
async def made(database: str, tmp_path: Path) -> Path:
    """A backup of one client and two documents."""
    await run(database, "insert into grondslag.client (client_id, secret) values ('a', '\\x01')")
    content = tmp_path / "source" / "inhoud"
    (content / "ab").mkdir(parents=True)
    (content / "ab" / "een").write_bytes(b"een" * 100_000)
    (content / "leeg").write_bytes(b"")
    await backup(database, tmp_path / "source" / "inhoud", tmp_path / "copy.tar")
    return tmp_path / "copy.tar"


async def test_all_comes_back(made: Path, databases: Databases, tmp_path: Path) -> None:
    target = databases.empty()
    found = await restore(target, tmp_path / "target" / "inhoud", made)
    assert [tuple(row) for row in await run(target, "select client_id, secret from grondslag.client")] == [
        ("a", b"\x01")
    ]
    assert await run(target, "select 1 from grondslag.migratie")
    assert content_of(tmp_path / "target") == {"een": b"een" * 100_000, "leeg": b""}
    assert sorted(found.files) == ["database.dump", "inhoud/ab/een", "inhoud/leeg"]
    assert names_in(tmp_path / "target") == ["inhoud"]
    assert names_in(tmp_path) == ["copy.tar", "source", "target"]


async def test_without_content_the_database_alone_is_kept(database: str, databases: Databases, tmp_path: Path) -> None:
    made = await backup(database, tmp_path / "absent" / "inhoud", tmp_path / "copy.tar")
    assert list(made.files) == ["database.dump"]
    await restore(databases.empty(), tmp_path / "target" / "inhoud", tmp_path / "copy.tar")
    assert names_in(tmp_path / "target") == []


async def test_what_is_in_use_is_overwritten_by_force_only(
    made: Path, fresh_database: Callable[[], str], databases: Databases, tmp_path: Path
) -> None:
    used = fresh_database()
    with pytest.raises(StartError, match="is not empty"):
        await restore(used, tmp_path / "target" / "inhoud", made)
    with pytest.raises(StartError, match="inhoud is not empty"):
        await restore(databases.empty(), tmp_path / "source" / "inhoud", made)
    change_content(tmp_path / "source")
    await run(used, "create schema extra")
    await restore(used, tmp_path / "source" / "inhoud", made, force=True)
    assert len(await run(used, "select 1 from grondslag.client")) == 1
    assert not await run(used, "select 1 from pg_namespace where nspname = 'extra'")
    assert content_of(tmp_path / "source") == {"een": b"een" * 100_000, "leeg": b""}


@pytest.mark.parametrize("damage", ["byte", "half", "other"])
async def test_a_damaged_file_is_refused_before_anything_is_touched(
    made: Path, databases: Databases, tmp_path: Path, damage: str
) -> None:
    do_damage(made, damage)
    target = databases.empty()
    with pytest.raises(StartError, match=r"damaged|not a whole backup|cannot be read"):
        await restore(target, tmp_path / "target" / "inhoud", made)
    assert await run(target, "select to_regnamespace('grondslag')::text is null as absent") == [(True,)]


async def test_a_name_that_leads_elsewhere_is_refused(made: Path, databases: Databases, tmp_path: Path) -> None:
    rewritten = tmp_path / "evil.tar"
    with tarfile.open(made) as source, tarfile.open(rewritten, "w:") as target:
        for entry in source:
            file = source.extractfile(entry)
            assert file is not None
            if entry.name == "manifest.json":
                text = file.read().replace(b"inhoud/leeg", b"../../leeg1")
                entry.size = len(text)
                (tmp_path / "manifest").write_bytes(text)
                with (tmp_path / "manifest").open("rb") as changed:
                    target.addfile(entry, changed)
                continue
            entry.name = entry.name.replace("inhoud/leeg", "../../leeg1")
            target.addfile(entry, file)
    with pytest.raises(StartError, match="leads elsewhere"):
        await restore(databases.empty(), tmp_path / "target" / "inhoud", rewritten)
    assert not (tmp_path / "leeg1").exists()


async def test_a_restore_that_fails_leaves_what_was_there(
    made: Path, fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    """A file that is whole, and holds a dump that PostgreSQL does not take."""
    used = fresh_database()
    await run(used, "insert into grondslag.client (client_id, secret) values ('blijft', '\\x02')")
    bad = rewritten(made, tmp_path / "bad.tar", {"database.dump": b"PGDMP and then nothing"})
    (tmp_path / "target" / "inhoud").mkdir(parents=True)
    (tmp_path / "target" / "inhoud" / "blijft").write_bytes(b"x")
    with pytest.raises(StartError, match="pg_restore failed"):
        await restore(used, tmp_path / "target" / "inhoud", bad, force=True)
    assert [row[0] for row in await run(used, "select client_id from grondslag.client")] == ["blijft"]
    assert content_of(tmp_path / "target") == {"blijft": b"x"}
    await restore(used, tmp_path / "target" / "inhoud", made, force=True)
    assert [row[0] for row in await run(used, "select client_id from grondslag.client")] == ["a"]
    assert not await run(used, "select 1 from pg_namespace where nspname like '%replaced'")


@pytest.mark.parametrize(
    "changed",
    [
        {"manifest.json": b"[]"},
        {"manifest.json": b"1"},
        {"manifest.json": b'{"format": 1}'},
        {"manifest.json": b'{"format": 1, "version": "1", "postgresql": 18, "made_at": "", "files": []}'},
        {"manifest.json": b'{"format": 1, "version": "1", "postgresql": 18, "made_at": "", "files": {"x": 1}}'},
        {".": b"x"},
        {"inhoud": b"x"},
        {"inhoud/leeg/onder": b"x"},
    ],
    ids=" ".join,
)
async def test_a_file_that_is_no_backup_is_refused_in_a_sentence(
    made: Path, databases: Databases, tmp_path: Path, changed: dict[str, bytes]
) -> None:
    target = databases.empty()
    with pytest.raises(StartError, match=r"not a whole backup|leads elsewhere|cannot be unpacked"):
        await restore(target, tmp_path / "target" / "inhoud", rewritten(made, tmp_path / "odd.tar", changed))
    assert await run(target, "select to_regnamespace('grondslag')::text is null as absent") == [(True,)]


@pytest.mark.parametrize("manifest", [b"[]", b"1", b'{"gemeente": 1}', b'{"gemeente": [1, 2, 3]}'], ids=repr)
def test_whose_it_is_is_not_read_from_what_is_no_backup(made: Path, tmp_path: Path, manifest: bytes) -> None:
    with pytest.raises(StartError, match="not a whole backup"):
        gemeente_of(rewritten(made, tmp_path / "odd.tar", {"manifest.json": manifest}))


async def aside(dsn: str) -> None:
    """As a restore that is killed leaves it."""
    for (name,) in await run(dsn, "select nspname from pg_namespace where nspname in ('zaken', 'grondslag')"):
        await run(dsn, f"alter schema {name} rename to {name}__replaced")


async def test_what_a_killed_restore_put_aside_comes_back(fresh_database: Callable[[], str]) -> None:
    dsn = fresh_database()
    await run(dsn, "insert into grondslag.client (client_id, secret) values ('a', '\\x01')")
    await aside(dsn)
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        await put_back(connection)
        assert await connection.fetchval("select count(*) from grondslag.client") == 1
        await connection.execute("create schema zaken__replaced")
        with pytest.raises(StartError, match="once more"):
            await put_back(connection)
    finally:
        await connection.close()


async def test_after_a_killed_restore_one_restores_again(
    made: Path, fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    dsn = fresh_database()
    await aside(dsn)
    await restore(dsn, tmp_path / "source" / "inhoud", made, force=True)
    assert not await run(dsn, "select 1 from pg_namespace where nspname like '%replaced'")
    await run(dsn, "create schema zaken__replaced")
    await restore(dsn, tmp_path / "source" / "inhoud", made, force=True)
    assert not await run(dsn, "select 1 from pg_namespace where nspname like '%replaced'")


async def test_a_disk_that_refuses_is_told(database: str, tmp_path: Path) -> None:
    with pytest.raises(StartError, match="cannot be written"):
        await backup(database, tmp_path / "inhoud", tmp_path / "absent" / "copy.tar")


async def test_a_database_that_is_served_is_not_overwritten(fresh_database: Callable[[], str], tmp_path: Path) -> None:
    dsn, file = fresh_database(), tmp_path / "kopie.tar"
    await backup(dsn, tmp_path / "var" / "inhoud", file)
    serving = await asyncpg.connect(dsn, server_settings={"application_name": "grondslag"})
    try:
        with pytest.raises(StartError, match="is being served"):
            await restore(dsn, tmp_path / "var" / "inhoud", file, force=True)
    finally:
        await serving.close()
    await restore(dsn, tmp_path / "var" / "inhoud", file, force=True)
