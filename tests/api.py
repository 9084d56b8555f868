"""A served municipality for tests: the program over a migrated database, called as the ASGI application it is.

Every answer is judged by the OpenAPI documents before a test sees it.
"""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from grondslag.program import Program
from grondslag.runtime.client_secrets import keep_client
from grondslag.runtime.clients import make_token
from grondslag.runtime.database import open_pool
from grondslag.runtime.secrets import SecretBox
from grondslag.settings import Settings
from tests.oas import complaints

SECRET = "a secret of more than thirty-two bytes"
FIRST = "tests"
Answer = tuple[int, Any]
Raw = tuple[int, dict[str, str], bytes]
Ask = Callable[[str, str, Mapping[str, str], bytes], Awaitable[Raw]]
"""Carries one request over: method, URL or path, headers and body."""


class Api:
    """Calls one municipality as one client. A path is below the server, a URL is one of its own."""

    def __init__(self, program: Any, client: str = FIRST, ask: Ask | None = None) -> None:
        self.program, self.client = program, client
        self.ask = ask or in_process(program)

    def as_client(self, client: str) -> "Api":
        """The same municipality, called by another client."""
        return Api(self.program, client, self.ask)

    async def known_as(
        self, client: str, *autorisaties: dict[str, Any], everything: bool = False, **said: Any
    ) -> "Api":
        """The same as another client, with an Applicatie that has these rights."""
        await self.keep(client)
        body = {"clientIds": [client], "label": client, "autorisaties": list(autorisaties)}
        if everything:
            body = {"clientIds": [client], "label": client, "heeftAlleAutorisaties": True}
        await self.made("/autorisaties/api/v1/applicaties", body | said)
        return self.as_client(client)

    async def keep(self, client: str) -> None:
        """Make a client known by its secret."""
        await keep_client(self.program.pool, self.program.box, client, SECRET, replace=True)

    async def __call__(self, method: str, url: str, body: Any = None, **headers: str) -> Answer:
        """Status and JSON of the answer to one request."""
        status, _, raw = await self.raw(method, url, body, **headers)
        return status, json.loads(raw) if raw else None

    async def got(self, url: str) -> Any:
        """What a GET answers; it must answer."""
        status, answer = await self("GET", url)
        assert status == 200, answer
        return answer

    async def made(self, path: str, body: Any) -> dict[str, Any]:
        """What a POST created; it must have been created."""
        status, answer = await self("POST", path, body)
        assert status == 201, answer
        return answer

    async def told(self, method: str, url: str, body: Any = None) -> list[tuple[str, str]]:
        """The names and codes of a refusal with 400."""
        status, answer = await self(method, url, body)
        assert status == 400, (status, answer)
        return [(each["name"], each["code"]) for each in answer["invalidParams"]]

    async def raw(self, method: str, url: str, body: Any = None, **headers: str) -> Raw:
        """Status, headers and bytes of the answer to one request. A header that is empty is not sent."""
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        said = {
            "authorization": "Bearer " + make_token(self.client, SECRET, time.time()),
            "accept-crs": "EPSG:4326",
            "content-crs": "EPSG:4326",
            "content-type": "application/json",
            "content-length": str(len(sent)),
        } | {name.replace("_", "-").lower(): value for name, value in headers.items()}
        answer = await self.ask(method, url, {name: value for name, value in said.items() if value}, sent)
        chosen = isinstance(body, dict) and "fields" in body
        wrong = complaints(method, urlsplit(url).path, *answer, chosen=chosen)
        assert not wrong, "\n".join(wrong)
        return answer


def in_process(program: Any) -> Ask:
    """Requests handed to a program in this process."""

    async def ask(method: str, url: str, headers: Mapping[str, str], sent: bytes) -> Raw:
        parts = urlsplit(url)
        scope = {
            "type": "http",
            "method": method,
            "path": parts.path,
            "query_string": parts.query.encode(),
            "headers": [
                (name.encode(), value.encode()) for name, value in ({"host": "localhost"} | dict(headers)).items()
            ],
            "client": ("127.0.0.1", 1),
            "scheme": "http",
        }
        waiting = [{"type": "http.request", "body": sent, "more_body": False}]
        got: list[Any] = []

        async def receive() -> dict[str, Any]:
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            got.append(message)

        await program(scope, receive, send)
        heads = {name.decode(): value.decode("latin-1") for name, value in got[0]["headers"]}
        return got[0]["status"], heads, b"".join(each.get("body", b"") for each in got[1:])

    return ask


@asynccontextmanager
async def served(dsn: str, data: Path, **settings: Any) -> AsyncIterator[Api]:
    """A started program, and a first client that may do everything."""
    program = Program(Settings(data=str(data), log_level="error", **settings), dsn, "Testgemeente", lambda _: None)  # type: ignore[arg-type, return-value]
    await keep_first_client(dsn, program.box)
    await program.start()
    try:
        yield Api(program)
    finally:
        await program.stop()


async def keep_first_client(dsn: str, box: SecretBox) -> None:
    """Before the program starts, so that it knows the client from its first request on."""
    pool = await open_pool(dsn, 1, 10_000)
    try:
        await keep_client(pool, box, FIRST, SECRET, replace=True)
        await pool.execute(
            "insert into autorisaties.applicatie (id, client_ids, label, heeft_alle_autorisaties, "
            "alleen_is_gereed_voor_publicatie, autorisaties) values (gen_random_uuid(), $1, $2, true, false, '[]')",
            [FIRST],
            FIRST,
        )
    finally:
        await pool.close()
