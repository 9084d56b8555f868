"""A PostgreSQL for the tests: one cluster per test process, one migrated template, fresh databases copied from it."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grondslag
from grondslag.runtime.migrate import component_folders, migrate_database
from grondslag.runtime.postgres import Cluster

_TEMPLATE = "grondslag_template"


class Databases:
    """Fresh databases, each a copy of the migrated template."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._numbers = itertools.count(1)
        self._template_made = False

    def empty(self, name: str = "") -> str:
        """The DSN of a new database without tables."""
        name = name or f"empty_{next(self._numbers)}"
        self.cluster.create_database(name)
        return self.cluster.dsn(name)

    def fresh(self, name: str = "") -> str:
        """The DSN of a new database with the tables of every component."""
        if not self._template_made:
            self.cluster.create_database(_TEMPLATE)
            migrate_database(self.cluster.dsn(_TEMPLATE), component_folders(Path(grondslag.__file__).parent))
            self._template_made = True
        name = name or f"fresh_{next(self._numbers)}"
        self.cluster.create_database(name, template=_TEMPLATE)
        return self.cluster.dsn(name)

    def drop(self, dsn: str) -> None:
        """Remove a database that a test is done with."""
        self.cluster.drop_database(dsn.split("@/", 1)[1].split("?", 1)[0])


@contextmanager
def temporary_directory() -> Iterator[Path]:
    """A directory that the user of PostgreSQL can pass through, which those of pytest are not for root."""
    directory = Path(tempfile.mkdtemp(prefix="grondslag-test-"))
    directory.chmod(0o711)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def running_databases() -> Iterator[Databases]:
    """A cluster without fsync, gone after use."""
    with temporary_directory() as directory:
        cluster = Cluster(directory, fsync=False)
        cluster.start()
        try:
            yield Databases(cluster)
        finally:
            cluster.stop()
