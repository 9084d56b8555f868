"""A municipality for properties: hypothesis calls plain functions, so its event loop is driven from outside."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.property.town import Town
from tests.server import Databases
from tests.soorten import a_gemeente


@pytest.fixture(scope="module")
def town(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with asyncio.Runner() as runner:
        made = a_gemeente(databases, Path(tmp_path_factory.mktemp("data")))
        yield Town(runner, runner.run(made.__aenter__()))
        runner.run(made.__aexit__(None, None, None))
