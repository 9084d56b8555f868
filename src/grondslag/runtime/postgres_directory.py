"""The directory of an embedded cluster: where its files are, who holds it, and how it is made."""

import errno
import fcntl
import hashlib
import json
import logging
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grondslag.runtime.postgres_binaries import Binaries
from grondslag.runtime.postgres_process import Launch, RunUser
from grondslag.settings import StartError

SUPERUSER = "postgres"
APPLICATION = "grondslag"
_LONGEST_SOCKET_DIRECTORY = 85
_FREE_TO_MAKE = 256 * 2**20
_FREE_TO_START = 32 * 2**20
_TELLING = ("FATAL:", "PANIC:", "error:", "ERROR:", "failed")
_log = logging.getLogger(__name__)
_HBA = "local all all scram-sha-256\n"


class DataLocked(StartError):
    """Another process holds the data directory."""


@dataclass(frozen=True, slots=True)
class ClusterDirectory:
    """Paths below `<data>/postgres`."""

    root: Path

    @classmethod
    def below(cls, data_dir: Path) -> "ClusterDirectory":
        """The cluster directory of a data directory."""
        return cls(Path(os.path.realpath(data_dir)) / "postgres")

    @property
    def cluster(self) -> Path:
        return self.root / "cluster"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    @property
    def rules(self) -> Path:
        """Who may connect; outside the cluster, so that root never writes where another user could lay a link."""
        return self.root / "pg_hba.conf"

    @property
    def sockets(self) -> Path:
        """The directory of the socket: here, or a short one elsewhere, since a socket path holds 107 bytes."""
        inside = self.root / "run"
        if len(os.fsencode(inside)) <= _LONGEST_SOCKET_DIRECTORY and "," not in str(inside):
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"grondslag-{os.geteuid()}-{digest}"

    def made(self) -> bool:
        """Whether there is a cluster here."""
        return (self.cluster / "PG_VERSION").exists()

    def major(self) -> int | None:
        """The version that made the cluster."""
        return int((self.cluster / "PG_VERSION").read_text(encoding="ascii").strip()) if self.made() else None

    def owner(self) -> int | None:
        """The uid that owns the cluster."""
        return self.cluster.stat().st_uid if self.made() else None

    def postmaster(self) -> "Postmaster | None":
        """What `postmaster.pid` says, when it is there and whole."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
            return Postmaster(int(lines[0]), lines[7].strip() if len(lines) > 7 else "starting")
        except (OSError, ValueError, IndexError):
            return None

    def passwords(self) -> dict[str, str]:
        """The password per role."""
        return json.loads((self.root / "access.json").read_text(encoding="utf-8"))

    def prepare(self, user: RunUser) -> None:
        """Make the directories that are ours, reachable for the user that runs PostgreSQL."""
        # Others may pass through, for PostgreSQL runs as another user below root; none may list.
        for each in (self.root.parent, self.root):
            if not each.exists():
                each.mkdir(parents=True)
                each.chmod(0o711 if user.drops else 0o700)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if self.sockets.is_symlink() or found.st_uid not in (user.uid, os.geteuid()):
            raise StartError(f"The directory for the socket, {self.sockets}, belongs to somebody else: remove it.")
        user.own(self.sockets)
        self.sockets.chmod(0o700)

    def check_space(self) -> None:
        """Refuse a disk on which PostgreSQL would soon stop."""
        needed = _FREE_TO_START if self.made() else _FREE_TO_MAKE
        free = shutil.disk_usage(self.root).free
        if free < needed:
            raise StartError(
                f"The disk that holds {self.root} is full: {free >> 20} MB free, and PostgreSQL needs "
                f"{needed >> 20} MB to start."
            )


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A line of `postmaster.pid`: the process and how far it is."""

    pid: int
    status: str

    def lives(self) -> bool:
        """Whether a process of that number is there."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def serves(self, cluster: Path) -> bool:
        """Whether that process is the server of this cluster; after a reboot the number may be another's."""
        if not self.lives():
            return False
        try:
            return os.fsencode(cluster) in Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:
            return not Path("/proc/self").exists()


class Hold:
    """An advisory lock on a file, freed by the kernel when the process ends."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def release(self) -> None:
        self._file.close()


def take(directory: ClusterDirectory, purpose: str, patience: float) -> Hold:
    """Become the one process that runs this cluster; waits for a passing command, not for another `serve`."""
    deadline = time.monotonic() + patience
    file = _open(directory.root / "owner.lock")
    while not _try_lock(file, fcntl.LOCK_EX):
        file.seek(0)
        pid, _, held_for = file.read().strip().partition(" ")
        if held_for == "serve" or time.monotonic() >= deadline:
            file.close()
            what = "grondslag serve" if held_for == "serve" else "grondslag command"
            raise DataLocked(f"The data directory {directory.root.parent} is in use by another {what} (process {pid}).")
        time.sleep(0.05)
    file.seek(0)
    file.truncate()
    file.write(f"{os.getpid()} {purpose}\n")
    file.flush()
    return Hold(file)


@contextmanager
def visiting(directory: ClusterDirectory, patience: float) -> Iterator[bool]:
    """Hold off the owner's stop while we use its server; False where the owner is stopping it all the while."""
    file = _open(directory.root / "visitors.lock")
    with file:
        yield _wait_for(file, fcntl.LOCK_SH, patience)


@contextmanager
def without_visitors(directory: ClusterDirectory, patience: float) -> Iterator[None]:
    """Wait until nobody else uses the server, however long that takes, and keep newcomers out meanwhile."""
    file = _open(directory.root / "visitors.lock")
    with file:
        if not _wait_for(file, fcntl.LOCK_EX, patience):
            _log.warning("Another command still uses the database: waiting for it to end.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _open(path: Path) -> IO[str]:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
    except OSError as failure:
        raise StartError(f"The file {path} cannot be opened: {failure.strerror}.") from failure


def _wait_for(file: IO[str], kind: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while not _try_lock(file, kind):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.02)
    return True


def _try_lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def make(directory: ClusterDirectory, binaries: Binaries, launch: Launch, *, fsync: bool) -> None:
    """Make the cluster aside, so that a half-made one is never taken for a whole one."""
    fresh = directory.root / "cluster.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    launch.user.own(fresh)
    command = [str(binaries.program("initdb")), "-D", str(fresh), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]
    command += ["--data-checksums", *_locale(binaries.major), *([] if fsync else ["--no-sync"])]
    code, printed = launch.run(command)
    if code != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise StartError(explain(printed, directory))
    fresh.rename(directory.cluster)


def _locale(major: int) -> list[str]:
    if major >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def secure(directory: ClusterDirectory, binaries: Binaries, launch: Launch) -> None:
    """Give the roles their passwords and let in nobody without one. PostgreSQL does not run yet."""
    directory.rules.write_text(_HBA, encoding="utf-8")
    directory.rules.chmod(0o644)
    access = directory.root / "access.json"
    if access.exists():
        return
    passwords = {role: secrets.token_urlsafe(32) for role in (SUPERUSER, APPLICATION)}
    command = [str(binaries.program("postgres")), "--single", "-D", str(directory.cluster), "postgres"]
    code, printed = launch.run(command, _role_statements(passwords))
    if code != 0 or "ERROR:" in printed or "FATAL:" in printed:
        raise StartError(explain(printed, directory))
    fresh = access.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(passwords, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(access)


def _role_statements(passwords: dict[str, str]) -> str:
    """One statement per line, as the single-user mode wants. The application's role is no superuser."""
    missing = f"not exists (select from pg_roles where rolname = '{APPLICATION}')"
    lines = [
        f"do $$ begin if {missing} then create role {APPLICATION}; end if; end $$",
        f"alter role {APPLICATION} with login createdb nosuperuser",
        *(f"alter role {role} with password '{password}'" for role, password in passwords.items()),
    ]
    return "\n".join(lines) + "\n"


def refusal(failure: OSError, directory: ClusterDirectory) -> str:
    """One sentence for a file of ours that could not be read or written."""
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {directory.root} is full: nothing could be written."
    return f"PostgreSQL did not start: {failure.strerror or failure} ({failure.filename or directory.root})."


def explain(printed: str, directory: ClusterDirectory) -> str:
    """One sentence for what a PostgreSQL program printed before it gave up."""
    if "No space left on device" in printed or "Disk quota exceeded" in printed:
        return f"The disk that holds {directory.root} is full: PostgreSQL could not write."
    if "could not look up effective user ID" in printed:
        return (
            "PostgreSQL cannot run as a user without an entry in the passwd file: add one (for instance with "
            "nss_wrapper), or name a database with GRONDSLAG_DATABASE."
        )
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    telling = [line for line in lines if any(mark in line for mark in _TELLING)]
    last = (telling or lines or ["it gave no reason"])[-1]
    return f"PostgreSQL did not start: {last} (more in {directory.log})."
