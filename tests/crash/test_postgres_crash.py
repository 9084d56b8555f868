"""kill -9 of PostgreSQL and of its parent: what was committed is there again, and nothing is left running."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

import grondslag
from grondslag.runtime.postgres import Cluster, join_or_start
from grondslag.runtime.postgres_directory import SUPERUSER

_PARENT = """
import sys, time
sys.path[:0] = {path!r}
from pathlib import Path
from grondslag.runtime.postgres import Cluster
cluster = Cluster(Path({data!r}))
cluster.start({purpose!r})
print(cluster.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def cluster(data_dir: Path) -> Iterator[Cluster]:
    cluster = Cluster(data_dir)
    cluster.start()
    yield cluster
    cluster.stop()


def start_parent(data_dir: Path, purpose: str = "serve") -> tuple["subprocess.Popen[str]", int]:
    """Another process with a PostgreSQL, and the number of that PostgreSQL."""
    path = [str(Path(grondslag.__file__).parents[1]), *(each for each in sys.path if each)]
    script = _PARENT.format(path=path, data=str(data_dir), purpose=purpose)
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    return parent, int(parent.stdout.readline())


def end(parent: "subprocess.Popen[str]") -> None:
    parent.kill()
    parent.communicate()


def wait_until(holds: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    """Whether the process ended; one that nobody reaped has no command line left."""
    try:
        return not Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True


async def run(dsn: str, statement: str) -> object:
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def answers(dsn: str, statement: str) -> bool:
    try:
        return asyncio.run(run(dsn, statement)) is not None
    except (OSError, asyncpg.PostgresError):
        return False


def test_a_killed_server_comes_back_with_all_that_was_committed(cluster: Cluster) -> None:
    dsn = cluster.dsn("postgres")
    asyncio.run(run(cluster.dsn("postgres", SUPERUSER), "grant create on schema public to grondslag"))
    asyncio.run(run(dsn, "create table t as select generate_series(1, 1000) as n"))
    for deaths in (1, 2):
        killed = cluster.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda killed=killed: cluster.pid != killed and answers(dsn, "select count(*) from t"))
        assert asyncio.run(run(dsn, "select count(*) from t")) == 1000
        assert cluster.restarts >= deaths
    assert "interrupted" in cluster.directory.log.read_text()


def test_a_killed_backend_does_not_end_the_server(cluster: Cluster) -> None:
    async def kill_own_backend() -> None:
        connection: asyncpg.Connection = await asyncpg.connect(cluster.dsn("postgres"))
        os.kill(connection.get_server_pid(), signal.SIGKILL)
        with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError)):
            await connection.fetchval("select pg_sleep(10)")

    before = cluster.pid
    asyncio.run(kill_own_backend())
    wait_until(lambda: answers(cluster.dsn("postgres"), "select 1"))
    assert cluster.pid == before


def test_the_server_ends_cleanly_with_its_parent_and_the_next_start_needs_no_recovery(data_dir: Path) -> None:
    parent, server = start_parent(data_dir)
    end(parent)
    wait_until(lambda: is_gone(server))
    cluster = Cluster(data_dir)
    cluster.start()
    cluster.stop()
    log = cluster.directory.log.read_text()
    assert "database system was shut down" in log
    assert "interrupted" not in log


def test_a_server_that_outlived_its_parent_is_ended_first(cluster: Cluster, data_dir: Path) -> None:
    """As where the kernel knows no parent-death signal: the supervisor is gone, the lock is free, the server runs."""
    orphan = cluster.pid
    assert orphan is not None
    assert cluster._hold is not None
    cluster._hold.release()
    assert cluster._supervisor is not None
    cluster._supervisor._stopping.set()
    after = Cluster(data_dir)
    after.start()
    try:
        assert is_gone(orphan)
        assert answers(after.dsn("postgres"), "select 1")
    finally:
        after.stop()


def test_a_number_that_now_belongs_to_another_process_is_not_believed(data_dir: Path) -> None:
    cluster = Cluster(data_dir, fsync=False)
    cluster.start()
    cluster.stop()
    other = subprocess.Popen(["sleep", "60"], user=cluster.directory.owner())
    try:
        lines = [str(other.pid), str(cluster.directory.cluster), "1", "5432", "", "", "", "ready"]
        (cluster.directory.cluster / "postmaster.pid").write_text("\n".join(lines) + "\n")
        cluster.start()
        assert other.poll() is None
        cluster.stop()
    finally:
        other.kill()
        other.wait()


def test_a_command_joins_another_process_and_follows_it_up_when_it_is_killed(data_dir: Path) -> None:
    parent, server = start_parent(data_dir)
    try:
        with join_or_start(data_dir) as joined:
            assert joined.pid == server
            assert joined.create_database("gemeente_1810")
    finally:
        end(parent)
    with join_or_start(data_dir) as started:
        assert started.pid != server
        assert not started.create_database("gemeente_1810")


def test_serve_waits_for_a_command_and_a_command_for_its_guests(data_dir: Path) -> None:
    parent, _ = start_parent(data_dir, "command")
    waiting = Cluster(data_dir)
    killed = asyncio.run(_start_while(waiting, parent))
    try:
        assert killed
        assert answers(waiting.dsn("postgres"), "select 1")
    finally:
        waiting.stop()


async def _start_while(waiting: Cluster, parent: "subprocess.Popen[str]") -> bool:
    starting = asyncio.create_task(asyncio.to_thread(waiting.start))
    await asyncio.sleep(0.3)
    waited = not starting.done()
    end(parent)
    await starting
    return waited
