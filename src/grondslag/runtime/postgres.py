"""The embedded PostgreSQL: a direct child under our own supervision, reachable by a socket alone.

A thread starts the server and waits for it, because the kernel ties a child's parent-death signal to the thread that
made it: the thread lives as long as the server. When the server dies, the thread starts it again.
"""

import atexit
import logging
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg

from grondslag.runtime.blocking import at_once
from grondslag.runtime.postgres_binaries import Binaries, find_binaries
from grondslag.runtime.postgres_directory import (
    APPLICATION,
    ClusterDirectory,
    DataLocked,
    Hold,
    explain,
    make,
    refusal,
    secure,
    take,
    visiting,
    without_visitors,
)
from grondslag.runtime.postgres_process import Launch, choose_user, launch_as
from grondslag.runtime.waiting import wait_after
from grondslag.settings import StartError

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "200",
    # What one statement may take: for each sort or hash, and on disk when that does not do.
    "work_mem": "4MB",
    "hash_mem_multiplier": "2",
    "temp_file_limit": "8GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "logging_collector": "off",
    # A refused statement is answered to who sent it: its text and details may hold personal data, so no log of them.
    "log_min_messages": "log",
    "log_checkpoints": "off",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "password_encryption": "scram-sha-256",
    "synchronous_commit": "on",
    "fsync": "on",
}
_UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_SECONDS_TO_BE_READY = 300.0
_SECONDS_TO_STOP = 60.0
_SECONDS_FOR_A_COMMAND = 15.0
_SECONDS_FOR_LEFTOVERS = 10.0
_SHORTEST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0
_SECONDS_OF_GOOD_HEALTH = 60.0
_LARGEST_LOG = 10 * 2**20
_log = logging.getLogger(__name__)


class Cluster:
    """One PostgreSQL server for one data directory, run by us or joined."""

    def __init__(
        self,
        data_dir: Path,
        run_as: str | None = None,
        *,
        fsync: bool = True,
        binaries: Binaries | None = None,
    ) -> None:
        self.directory = ClusterDirectory.below(data_dir)
        self._run_as = run_as
        self._fsync = fsync
        self._binaries = binaries
        self._hold: Hold | None = None
        self._supervisor: _Supervisor | None = None

    def start(self, purpose: str = "serve", patience: float = _SECONDS_FOR_A_COMMAND) -> None:
        """Start the server and return when it takes connections; raises `StartError` with the reason it does not."""
        user = choose_user(self._run_as, self.directory.owner())
        try:
            self.directory.prepare(user)
            self._hold = take(self.directory, purpose, patience)
            atexit.register(self.stop)
            self._supervisor = self._supervise()
        except OSError as failure:
            self.stop()
            raise StartError(refusal(failure, self.directory)) from failure
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server cleanly and free the data directory; harmless when it does not run."""
        atexit.unregister(self.stop)
        if self._supervisor is not None:
            self._supervisor.stop()
            self._supervisor = None
        if self._hold is not None:
            self._hold.release()
            self._hold = None

    @property
    def binaries(self) -> Binaries:
        """The programs that belong to this cluster, `pg_dump` among them."""
        if self._binaries is None:
            self._binaries = find_binaries(self.directory.major())
        return self._binaries

    @property
    def restarts(self) -> int:
        """How often the server died and was started again."""
        return self._supervisor.restarts if self._supervisor else 0

    @property
    def pid(self) -> int | None:
        """The process id of the server."""
        postmaster = self.directory.postmaster()
        return postmaster.pid if postmaster else None

    def dsn(self, database: str, role: str = APPLICATION) -> str:
        """The address of a database, for asyncpg and for the PostgreSQL programs."""
        try:
            password = self.directory.passwords()[role]
        except (OSError, ValueError, KeyError):
            raise StartError(f"The passwords in {self.directory.root} cannot be read by this user.") from None
        host = quote(str(self.directory.sockets), safe="")
        return f"postgresql://{role}:{quote(password, safe='')}@/{quote(database, safe='')}?host={host}"

    def create_database(self, name: str, template: str | None = None) -> bool:
        """Make a database, if it is not there; answers whether it was made."""
        return at_once(create_database(self.dsn("postgres"), name, template))

    def drop_database(self, name: str) -> None:
        """Remove a database with all that is in it, and whoever uses it."""
        at_once(_drop(self.dsn("postgres"), f'drop database if exists "{_checked(name)}"'))

    def _supervise(self) -> "_Supervisor":
        directory = self.directory
        _end_orphan(directory)
        directory.check_space()
        user = choose_user(self._run_as, directory.owner())
        places = [directory.root, directory.sockets.parent, self.binaries.directory]
        launch = launch_as(user, places)
        if (major := directory.major()) not in (None, self.binaries.major):
            raise StartError(
                f"The data in {directory.root} was made by PostgreSQL {major} and the one found is "
                f"{self.binaries.major}: make a backup with version {major} and restore it into a new data directory."
            )
        if not directory.made():
            make(directory, self.binaries, launch, fsync=self._fsync)
        secure(directory, self.binaries, launch)
        supervisor = _Supervisor(directory, launch, self._command())
        supervisor.start()
        return supervisor

    def _command(self) -> list[str]:
        settings = _SETTINGS if self._fsync else _SETTINGS | _UNSAFE_BUT_FAST
        command = [str(self.binaries.program("postgres")), "-D", str(self.directory.cluster)]
        command += ["-k", str(self.directory.sockets), "-c", f"hba_file={self.directory.rules}"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return command


class _Supervisor:
    """Keeps the server running from a thread of its own."""

    def __init__(self, directory: ClusterDirectory, launch: Launch, command: list[str]) -> None:
        self._directory = directory
        self._launch = launch
        self._command = command
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._settled = threading.Event()
        self._failure: str | None = None
        self.restarts = 0
        self._spawning = threading.Lock()
        self._thread = threading.Thread(target=self._keep_running, name="postgres", daemon=True)

    def start(self) -> None:
        self._thread.start()
        try:
            self._settled.wait()
        except BaseException:
            self.stop()
            raise
        if self._failure is not None:
            self.stop()
            raise StartError(self._failure)

    def stop(self) -> None:
        self._stopping.set()
        for sign, seconds in ((signal.SIGINT, _SECONDS_TO_STOP), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
            with self._spawning:
                if self._child is not None and self._child.poll() is None:
                    self._child.send_signal(sign)
            self._thread.join(seconds)
            if not self._thread.is_alive():
                return

    def _keep_running(self) -> None:
        failures, born = 0, time.monotonic()
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._failure = self._run_once()
            except Exception as failure:
                self._failure = f"PostgreSQL did not start: {failure}."
            if self._stopping.is_set():
                break
            if not self._settled.is_set() and not self._may_pass(born):
                self._settled.set()
                return
            failures = 1 if time.monotonic() - began > _SECONDS_OF_GOOD_HEALTH else failures + 1
            self.restarts += self._settled.is_set()
            _log.warning("PostgreSQL ended; starting it again. %s", self._failure or "")
            self._stopping.wait(wait_after(failures, _SHORTEST_PAUSE, _LONGEST_PAUSE))
        self._settled.set()

    def _may_pass(self, born: float) -> bool:
        """Whether what stops the first start are the last processes of a server that was killed."""
        left_behind = "shared memory block" in (self._failure or "")
        return left_behind and time.monotonic() - born < _SECONDS_FOR_LEFTOVERS

    def _run_once(self) -> str | None:
        """One life of the server; answers why it never became ready, if it did not."""
        _end_orphan(self._directory)
        with open(_rotated(self._directory.log), "ab", opener=_private) as output:
            start_of_log = output.tell()
            with self._spawning:
                if self._stopping.is_set():
                    return None
                child = self._child = self._launch.spawn(self._command, output)
        ready = self._wait_until_ready(child)
        if ready:
            self._failure = None
            self._settled.set()
        elif child.poll() is None and not self._stopping.is_set():
            child.send_signal(signal.SIGINT)
        child.wait()
        if ready or self._stopping.is_set():
            return None
        with self._directory.log.open("rb") as printed:
            printed.seek(start_of_log)
            return explain(printed.read().decode(errors="replace"), self._directory)

    def _wait_until_ready(self, child: "subprocess.Popen[bytes]") -> bool:
        deadline = time.monotonic() + _SECONDS_TO_BE_READY
        while child.poll() is None and time.monotonic() < deadline and not self._stopping.is_set():
            postmaster = self._directory.postmaster()
            if postmaster is not None and postmaster.pid == child.pid and postmaster.status == "ready":
                return True
            time.sleep(0.005)
        return False


@contextmanager
def join_or_start(
    data_dir: Path, run_as: str | None = None, *, fsync: bool = True, patience: float = 60.0
) -> Iterator[Cluster]:
    """The cluster of this data directory: that of a running process by its socket, or started for the time being."""
    deadline = time.monotonic() + patience
    cluster = Cluster(data_dir, run_as, fsync=fsync)
    while True:
        try:
            cluster.start("command", patience=0)
        except DataLocked:
            if not cluster.directory.root.is_dir():
                raise
            with visiting(cluster.directory, patience) as held:
                if held and _answers(cluster):
                    yield cluster
                    return
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
            continue
        try:
            yield cluster
        finally:
            with without_visitors(cluster.directory, patience):
                cluster.stop()
        return


def _answers(cluster: Cluster) -> bool:
    postmaster = cluster.directory.postmaster()
    if postmaster is None or postmaster.status != "ready":
        return False
    try:
        at_once(_execute(cluster.dsn("postgres"), "select 1"))
    except (OSError, asyncpg.PostgresError):
        return False
    return True


async def create_database(dsn: str, name: str, template: str | None = None) -> bool:
    """Make a database on the server of `dsn`, if it is not there; answers whether it was made."""
    connection = await asyncpg.connect(dsn)
    try:
        if await connection.fetchval("select 1 from pg_database where datname = $1", name):
            return False
        source = f' template "{_checked(template)}"' if template else ""
        await connection.execute(f'create database "{_checked(name)}"{source}')
        return True
    except asyncpg.DuplicateDatabaseError:
        return False
    finally:
        await connection.close()


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _drop(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement + " with (force)")
    except asyncpg.InsufficientPrivilegeError:
        # Autovacuum is in it, which is not ours to end; who drops without force waits until that has made way.
        await connection.execute(statement)
    finally:
        await connection.close()


def _checked(name: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise ValueError(f"not a name for a database: {name!r}")
    return name


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _rotated(log: Path) -> Path:
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    return log


def _end_orphan(directory: ClusterDirectory) -> None:
    """End a server that outlived its parent; the lock, which is ours, says that it has none.

    A `postmaster.pid` whose number now belongs to another process goes too, since PostgreSQL would believe it. That of
    a dead process stays: by it PostgreSQL sees whether processes of that server are left.
    """
    postmaster = directory.postmaster()
    if postmaster is None or not postmaster.lives():
        return
    if not postmaster.serves(directory.cluster):
        (directory.cluster / "postmaster.pid").unlink(missing_ok=True)
        return
    deadline = time.monotonic() + _SECONDS_TO_STOP
    _signal(postmaster.pid, signal.SIGINT)
    while postmaster.serves(directory.cluster):
        if time.monotonic() > deadline:
            raise StartError(f"An earlier PostgreSQL (process {postmaster.pid}) does not stop: end it first.")
        time.sleep(0.02)


def _signal(pid: int, sign: int) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return
