"""Migrations on a real PostgreSQL: once each, whole or not at all, and never a changed one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from grondslag.runtime import migrate as migrating
from grondslag.runtime.migrate import component_folders, migrate, migrate_database, pending
from grondslag.settings import StartError
from tests.server import Databases


@pytest.fixture
def empty(databases: Databases) -> str:
    return databases.empty()


@pytest_asyncio.fixture
async def connection(empty: str) -> AsyncIterator[asyncpg.Connection]:
    connected: asyncpg.Connection = await asyncpg.connect(empty)
    yield connected
    await connected.close()


@pytest.fixture
def zaken(tmp_path: Path) -> Path:
    folder = tmp_path / "zaken" / "sql"
    folder.mkdir(parents=True)
    (folder / "0001_pre_zaak.sql").write_text("create schema zaken; create table zaken.zaak (id int); -- end;\n")
    (folder / "0002_post_zaak.sql").write_text("insert into zaken.zaak values (1); insert into zaken.zaak values (2);")
    return folder


def names(applied: Sequence[object]) -> list[str]:
    return [str(each) for each in applied]


async def test_each_is_applied_once_and_a_phase_at_a_time(connection: asyncpg.Connection, zaken: Path) -> None:
    folders = {"zaken": zaken}
    assert names(await pending(connection, folders)) == ["zaken 0001_pre_zaak", "zaken 0002_post_zaak"]
    assert names(await migrate(connection, folders, "pre")) == ["zaken 0001_pre_zaak"]
    assert names(await migrate(connection, folders, "pre")) == []
    assert names(await migrate(connection, folders, "post")) == ["zaken 0002_post_zaak"]
    assert names(await migrate(connection, folders)) == []
    assert await connection.fetchval("select count(*) from zaken.zaak") == 2


async def test_a_changed_file_is_refused(connection: asyncpg.Connection, zaken: Path) -> None:
    await migrate(connection, {"zaken": zaken})
    (zaken / "0001_pre_zaak.sql").write_text("create schema zaken;")
    with pytest.raises(StartError, match="zaken 0001_pre_zaak was changed after it was applied"):
        await migrate(connection, {"zaken": zaken})


async def test_a_database_of_a_newer_version_is_refused(connection: asyncpg.Connection, zaken: Path) -> None:
    await migrate(connection, {"zaken": zaken})
    (zaken / "0002_post_zaak.sql").unlink()
    with pytest.raises(StartError, match="newer version"):
        await migrate(connection, {"zaken": zaken})


async def test_a_failing_file_leaves_nothing_behind(connection: asyncpg.Connection, zaken: Path) -> None:
    (zaken / "0003_pre_wrong.sql").write_text("create table zaken.rol (id int); select 1/0;")
    with pytest.raises(StartError, match="zaken 0003_pre_wrong failed and left nothing behind: division by zero"):
        await migrate(connection, {"zaken": zaken})
    assert await connection.fetchval("select to_regclass('zaken.rol')") is None
    assert names(await pending(connection, {"zaken": zaken})) == ["zaken 0003_pre_wrong"]
    assert await connection.fetchval("select count(*) from pg_locks where locktype = 'advisory'") == 0


async def test_two_at_once_apply_everything_once(empty: str, zaken: Path) -> None:
    results = await asyncio.gather(*(asyncio.to_thread(migrate_database, empty, {"zaken": zaken}) for _ in range(4)))
    assert sorted(len(applied) for applied in results) == [0, 0, 0, 2]


async def test_a_table_in_use_is_tried_again_and_stops_no_writer_meanwhile(
    empty: str, connection: asyncpg.Connection, zaken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(connection, {"zaken": zaken})
    (zaken / "0003_pre_more.sql").write_text("create table zaken.rol (id int); alter table zaken.zaak add more int;")
    monkeypatch.setattr(migrating, "WAIT", "10ms")
    pauses: list[int] = []
    writer, other = await asyncpg.connect(empty), await asyncpg.connect(empty)
    writing = writer.transaction()
    await writing.start()
    await writer.execute("insert into zaken.zaak values (3)")

    async def pause(_seconds: float) -> None:
        pauses.append(await other.fetchval("insert into zaken.zaak values (4) returning id"))
        if len(pauses) == 2:
            await writing.commit()

    monkeypatch.setattr(migrating.asyncio, "sleep", pause)
    try:
        assert names(await migrate(connection, {"zaken": zaken})) == ["zaken 0003_pre_more"]
        assert pauses == [4, 4]
        writing = writer.transaction()
        await writing.start()
        await writer.execute("insert into zaken.zaak values (5)")
        monkeypatch.setattr(migrating, "ATTEMPTS", 1)
        (zaken / "0004_pre_most.sql").write_text("alter table zaken.zaak add most int;")
        with pytest.raises(StartError, match=r"0004_pre_most failed and left nothing behind: .*lock timeout"):
            await migrate(connection, {"zaken": zaken})
        await writing.rollback()
    finally:
        await writer.close()
        await other.close()


@pytest.mark.parametrize(
    ("name", "told"), [("3_pre_x.sql", "not named like"), ("0001_post_again.sql", "have number 0001")]
)
async def test_wrong_names_are_refused(connection: asyncpg.Connection, zaken: Path, name: str, told: str) -> None:
    (zaken / name).write_text("select 1;")
    with pytest.raises(StartError, match=told):
        await migrate(connection, {"zaken": zaken})


def test_every_component_folder_is_found_and_the_house_comes_first(tmp_path: Path) -> None:
    for folder in ("registers/zaken/sql", "runtime/sql", "registers/catalogi/sql"):
        (tmp_path / folder).mkdir(parents=True)
    assert list(component_folders(tmp_path)) == ["grondslag", "catalogi", "zaken"]
