"""From the previous release to now: a database made by its migrations takes ours, and ends like a new one."""

import re
import subprocess
from pathlib import Path

import pytest

import grondslag
from grondslag.runtime.migrate import component_folders, migrate_database, read_folders
from tests.contract.database_shape import definitions_of, run, tables_of
from tests.server import Databases

PACKAGE = Path(grondslag.__file__).parent
REPOSITORY = PACKAGE.parent.parent
_RELEASE = re.compile(r"v?\d+\.\d+\.\d+")


def git(*arguments: str) -> str:
    """What git answers about this repository; '' where there is none."""
    try:
        done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def previous_release() -> str:
    """The newest release tag on a commit before this one; '' when there is none."""
    tags = git("tag", "--merged", "HEAD", "--sort=-version:refname").split()
    here = set(git("tag", "--points-at", "HEAD").split())
    return next((tag for tag in tags if _RELEASE.fullmatch(tag) and tag not in here), "")


def folders_of(tag: str, into: Path) -> dict[str, Path]:
    """The `sql` folders of a release, copied out of the history."""
    package = PACKAGE.relative_to(REPOSITORY).as_posix()
    for name in git("ls-tree", "-r", "--name-only", tag, "--", package).splitlines():
        path = Path(name)
        if path.parent.name == "sql" and path.suffix == ".sql":
            copy = into / path.relative_to(package)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(git("show", f"{tag}:{name}"), encoding="utf-8")
    return component_folders(into)


def test_a_database_of_the_previous_release_becomes_one_of_this_version(databases: Databases, tmp_path: Path):
    tag = previous_release()
    if not tag:
        pytest.skip("no release precedes this one")
    old, ours = databases.empty(), component_folders(PACKAGE)
    theirs = folders_of(tag, tmp_path)
    assert read_folders(theirs), f"{tag} has no migrations"
    migrate_database(old, theirs)
    migrate_database(old, ours, "pre")
    migrate_database(old, ours)
    new = databases.fresh()
    for component in ours:
        for ask in (tables_of, definitions_of):
            found, wanted = (
                run(dsn, lambda connection, ask=ask, name=component: ask(connection, name)) for dsn in (old, new)
            )
            assert found == wanted, f"{component} upgraded from {tag} differs from a new one"
    databases.drop(old)
    databases.drop(new)


def test_released_migrations_stay_as_they_were():
    tag = previous_release()
    if not tag:
        pytest.skip("no release precedes this one")
    package = PACKAGE.relative_to(REPOSITORY).as_posix()
    for name in git("ls-tree", "-r", "--name-only", tag, "--", package).splitlines():
        if Path(name).parent.name == "sql" and name.endswith(".sql"):
            now = REPOSITORY / name
            assert now.exists(), f"{name} of {tag} is gone"
            assert now.read_text(encoding="utf-8") == git("show", f"{tag}:{name}"), f"{name} changed since {tag}"
