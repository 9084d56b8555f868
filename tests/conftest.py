"""The fixtures that every test may use; each area adds its own in its own files."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.server import Databases, running_databases, temporary_directory

settings.register_profile("shared", deadline=None)  # a busy machine is no failure
settings.load_profile("shared")


def pytest_configure() -> None:
    """Who is told to stop (by a CI, or by `timeout`) stops as by Ctrl-C: servers end, and their directories go."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The PostgreSQL of this test process."""
    with running_databases() as running:
        yield running


@pytest.fixture
def fresh_database(databases: Databases) -> Iterator[Callable[[], str]]:
    """Call it for the DSN of a new, migrated database; all of them are dropped after the test."""
    made: list[str] = []

    def make() -> str:
        made.append(databases.fresh())
        return made[-1]

    yield make
    for dsn in made:
        databases.drop(dsn)


@pytest.fixture
def database(fresh_database: Callable[[], str]) -> str:
    """The DSN of one new, migrated database."""
    return fresh_database()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory in which a cluster may be made."""
    with temporary_directory() as directory:
        yield directory / "var"
