"""A municipality for each file of tests: one without anything, or one with two kinds of zaak."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api import Api, served
from tests.server import Databases
from tests.soorten import Soort, a_gemeente


@pytest.fixture(scope="module")
async def api(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    dsn = databases.fresh()
    async with served(dsn, Path(tmp_path_factory.mktemp("data"))) as running:
        yield running
    databases.drop(dsn)


@pytest.fixture(scope="module")
async def soorten(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Soort, Soort]]:
    async with a_gemeente(databases, Path(tmp_path_factory.mktemp("data"))) as made:
        yield made


@pytest.fixture(scope="module")
def soort(soorten: tuple[Soort, Soort]) -> Soort:
    return soorten[0]


@pytest.fixture(scope="module")
def anders(soorten: tuple[Soort, Soort]) -> Soort:
    return soorten[1]
