"""A municipality in a process of its own, for clients that others wrote; they know it by its address alone."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from grondslag import targets
from grondslag.runtime.clients import make_token
from tests.api import FIRST, SECRET
from tests.composed import COMPOSITIONS, composed
from tests.server import Databases
from tests.soorten import Soort, two_soorten

CRS = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}


class Served:
    """Where each component is served, a kind of zaak, and the client that may do everything."""

    client, secret = FIRST, SECRET

    def __init__(self, roots: dict[str, str], soort: Soort) -> None:
        self.roots, self.soort = roots, soort
        self._documents: dict[str, dict[str, Any]] = {}

    def document(self, component: str) -> dict[str, Any]:
        """The OpenAPI document as the server gives it; the test waits when there is none."""
        if component not in self.roots:
            pytest.skip(f"{component} is not served here")
        if component not in self._documents:
            answer = requests.get(f"{self.roots[component]}/openapi.json", timeout=20)
            assert answer.status_code == 200, answer.text
            self._documents[component] = json.loads(answer.content)
        return self._documents[component]

    def root(self, component: str, *operations: str) -> str:
        """The address of a component; the test waits for an operation that it does not have yet."""
        paths = self.document(component)["paths"].values()
        known = {each["operationId"] for item in paths for each in item.values()}
        if missing := sorted(set(operations) - known):
            pytest.skip(f"{component} does not have {', '.join(missing)} yet")
        return self.roots[component]


def a_token(served: Served) -> dict[str, str]:
    """The header by which the client is known."""
    return {"Authorization": "Bearer " + make_token(served.client, served.secret, time.time())}


@asynccontextmanager
async def a_served(databases: Databases, data: Path, name: str) -> AsyncIterator[Served]:
    """The composition with this name, with a kind of zaak."""
    async with composed(databases, data, name) as api:
        soort, _ = await two_soorten(api)
        paths = targets.world().components
        roots = {
            component: process.address.replace("127.0.0.1", "localhost") + paths[component].path
            for process, components in zip(api.processes, COMPOSITIONS[name], strict=True)
            for component in components
        }
        yield Served(roots, soort)


@pytest.fixture(scope="module", params=sorted(COMPOSITIONS))
async def served(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Served]:
    """All in one process, and in processes apart."""
    async with a_served(databases, tmp_path_factory.mktemp("data"), request.param) as found:
        yield found


@pytest.fixture(scope="module")
async def together(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """All in one process."""
    async with a_served(databases, tmp_path_factory.mktemp("data"), "together") as found:
        yield found
