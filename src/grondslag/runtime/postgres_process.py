"""Runs PostgreSQL programs as an unprivileged user, as children that end with this process."""

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grondslag.settings import StartError

_LAUNCHER = Path(__file__).with_name("postgres_launch.py")
_DEFAULT_USER = "nobody"
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "LD_PRELOAD", "NSS_WRAPPER_PASSWD", "NSS_WRAPPER_GROUP", "TMPDIR")
_SEARCH_CAPABILITIES = {"CAP_DAC_READ_SEARCH": 2, "CAP_DAC_OVERRIDE": 1}


@dataclass(frozen=True, slots=True)
class RunUser:
    """Whom PostgreSQL runs as; `drops` when that takes a change of user."""

    name: str
    uid: int
    gid: int
    drops: bool

    def own(self, path: Path) -> None:
        """Give the path to this user, when it is not already theirs."""
        if self.drops:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def may_enter(self, directory: Path) -> bool:
        """Whether this user can reach what lies in the directory, judged by mode bits alone."""
        return all(self._may_search(each) for each in (directory, *directory.parents))

    def _may_search(self, directory: Path) -> bool:
        found = directory.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & 0o100)
        if found.st_gid == self.gid:
            return bool(found.st_mode & 0o010)
        return bool(found.st_mode & 0o001)


def choose_user(run_as: str | None, owner: int | None) -> RunUser:
    """The user for PostgreSQL: as root another one, since PostgreSQL refuses root; else the present user.

    `owner` is the uid that owns an existing cluster: data stays with the user who made it.
    """
    if os.geteuid() == 0:
        return _user_below_root(run_as, owner)
    try:
        mine = pwd.getpwuid(os.geteuid())
    except KeyError:
        raise StartError(
            f"PostgreSQL cannot run as user id {os.geteuid()}, which has no entry in the passwd file: "
            "add one (for instance with nss_wrapper), or name a database with GRONDSLAG_DATABASE."
        ) from None
    if owner is not None and owner != mine.pw_uid:
        raise StartError(f"The data directory belongs to user {_name_of(owner)}: run as that user, or as root.")
    return RunUser(mine.pw_name, mine.pw_uid, os.getegid(), drops=False)


def _user_below_root(run_as: str | None, owner: int | None) -> RunUser:
    if owner and run_as is None:
        try:
            entry = pwd.getpwuid(owner)
        except KeyError:
            raise StartError(
                f"The data directory belongs to user id {owner}, which has no entry in the passwd file: "
                "add one, or name a database with GRONDSLAG_DATABASE."
            ) from None
    else:
        name = run_as or _DEFAULT_USER
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            raise StartError(
                f"PostgreSQL refuses to run as root, and there is no user {name}: set GRONDSLAG_RUN_AS."
            ) from None
    if entry.pw_uid == 0:
        raise StartError("PostgreSQL refuses to run as root: set GRONDSLAG_RUN_AS to another user.")
    return RunUser(entry.pw_name, entry.pw_uid, entry.pw_gid, drops=True)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start a PostgreSQL program: as whom, and with which capability."""

    user: RunUser
    capability: int = -1

    def spawn(
        self, command: list[str], output: IO[bytes] | int, given: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start the program in a session of its own, so that Ctrl-C reaches us and not it."""
        return subprocess.Popen(  # noqa: S603 - a program we found, with arguments of our own
            self._command(command),
            stdin=given,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )

    def run(self, command: list[str], given: str = "") -> tuple[int, str]:
        """Run the program to its end; answers the exit code and all it printed."""
        child = self.spawn(command, subprocess.PIPE, subprocess.PIPE)
        printed, _ = child.communicate(given.encode())
        return child.returncode, printed.decode(errors="replace")

    def _command(self, command: list[str]) -> list[str]:
        uid, gid = (self.user.uid, self.user.gid) if self.user.drops else (-1, -1)
        numbers = [str(each) for each in (os.getpid(), uid, gid, self.capability)]
        return [sys.executable, "-I", "-S", str(_LAUNCHER), *numbers, *command]


def launch_as(user: RunUser, places: list[Path]) -> Launch:
    """How to launch for this user, who has to reach these places.

    Root may keep the data below a directory that nobody else can enter, such as its home. Opening that directory to
    all is not ours to do; so PostgreSQL then keeps the one capability that lets it search directories.
    """
    closed = [place for place in places if user.drops and not user.may_enter(place)]
    if not closed:
        return Launch(user)
    held = _permitted_capabilities()
    for number in _SEARCH_CAPABILITIES.values():
        if held >> number & 1:
            return Launch(user, number)
    raise StartError(
        f"User {user.name}, as whom PostgreSQL runs, cannot enter {closed[0]}: choose a data directory that it can "
        "reach (GRONDSLAG_DATA), or another user (GRONDSLAG_RUN_AS)."
    )


def _permitted_capabilities() -> int:
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith("CapPrm:"):
            return int(line.split()[1], 16)
    return 0


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ} | {"LC_ALL": "C", "TZ": "UTC"}
