"""A municipality of processes that are spoken to over HTTP: all in one, or four that know each other by URL only."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from grondslag.runtime.client_secrets import keep_client
from grondslag.runtime.database import open_pool
from grondslag.runtime.secrets import SecretBox, open_box
from grondslag.settings import Settings
from tests.api import FIRST, SECRET, Api, Ask, Raw, keep_first_client
from tests.running import Running, start
from tests.server import Databases

KEY = "0123456789abcdef0123456789abcdef"
COMPOSITIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "together": (
        (
            *("catalogi", "autorisaties", "zaken", "documenten", "besluiten", "notificaties", "verwerkingen"),
            *("personen", "logboek", "inzage"),
        ),
    ),
    "apart": (
        ("catalogi", "autorisaties"),
        ("zaken",),
        ("documenten",),
        ("besluiten",),
        ("notificaties", "verwerkingen", "personen", "logboek", "inzage"),
    ),
}


class Process(Running):
    """One process with its database."""

    def __init__(self, begin: Callable[[], Running], dsn: str) -> None:
        self.begin, self.dsn = begin, dsn
        self.start()

    def start(self) -> None:
        """Start it, for the first time or once more."""
        begun = self.begin()
        super().__init__(begun.data, begun.process, begun.out)


class Remote(Api):
    """Calls the processes; a client is made known to each of them."""

    processes: list[Process]
    box: SecretBox

    def as_client(self, client: str) -> "Remote":
        """The same municipality, called by another client."""
        found = Remote(self.program, client, self.ask)
        found.processes, found.box = self.processes, self.box
        return found

    async def keep(self, client: str) -> None:
        """Make a client known by its secret, in every database."""
        for process in self.processes:
            pool = await open_pool(process.dsn, 1, 10_000)
            try:
                await keep_client(pool, self.box, client, SECRET, replace=True)
            finally:
                await pool.close()


async def eventually(ask: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    """Return when the question has this answer: what one process took, another knows a little later."""
    deadline = time.monotonic() + 30
    while (found := await ask()) != wanted:
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.05)


def over_http(session: aiohttp.ClientSession, roots: Mapping[str, str]) -> Ask:
    """Requests over HTTP; a path goes to the process that serves its component."""

    async def ask(method: str, url: str, headers: Mapping[str, str], sent: bytes) -> Raw:
        whole = url if url.startswith("http") else roots[urlsplit(url).path.split("/")[1]] + url
        async with session.request(method, whole, headers=headers, data=sent or None) as answer:
            heads = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, heads, await answer.read()

    return ask


@asynccontextmanager
async def composed(databases: Databases, data: Path, name: str) -> AsyncIterator[Remote]:
    """The composition with this name, and a first client that may do everything."""
    box = open_box(Settings(data=str(data), secret_key=KEY))
    processes: list[Process] = []
    ports = _free_ports(len(COMPOSITIONS[name]))
    roots = {
        component: f"http://localhost:{port}"
        for port, components in zip(ports, COMPOSITIONS[name], strict=True)
        for component in components
    }
    with ExitStack() as stack:
        for at, components in enumerate(COMPOSITIONS[name]):
            dsn = databases.fresh()
            stack.callback(databases.drop, dsn)
            await keep_first_client(dsn, box)
            neighbours = [f"{each}={root}/{each}/api/v1" for each, root in roots.items() if each not in components]
            environ = {
                "GRONDSLAG_DATABASE": dsn,
                "GRONDSLAG_SECRET_KEY": KEY,
                "GRONDSLAG_NEIGHBOURS": ",".join(neighbours),
                "GRONDSLAG_ALLOW_PRIVATE_URLS": "true",
            }
            said = ("--port", str(ports[at]), "--target", ",".join(components))
            process = Process(partial(start, data / str(at), *said, environ=environ), dsn)
            stack.callback(process.stop)
            processes.append(process)
        for process in processes:
            process.wait_until_ready()
        async with aiohttp.ClientSession() as session:
            api = Remote(None, FIRST, over_http(session, roots))
            api.processes, api.box = processes, box
            yield api


def _free_ports(count: int) -> list[int]:
    """Ports that nobody has, known before the processes start: each tells the others where it will be."""
    with ExitStack() as stack:
        doors = [stack.enter_context(socket.socket()) for _ in range(count)]
        for door in doors:
            door.bind(("127.0.0.1", 0))
        return [door.getsockname()[1] for door in doors]
