"""A real BRP elsewhere, for tests: a source of ours that is spoken to over HTTP, or whatever a test makes of it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.api import Api

ROOT = "/haalcentraal/api/brp"
Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Real:
    """The BRP API elsewhere: a source of ours, spoken to over HTTP; or whatever a test makes of it."""

    def __init__(self, source: Api) -> None:
        self.source, self.at = source, ""
        self.asked: list[tuple[dict[str, str], bytes]] = []
        self.lines: list[str] = []
        """Of each request in turn: its headers and body; its method and address."""
        self.answering: Answering = self.ours

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(({name.lower(): text for name, text in request.headers.items()}, await request.read()))
        self.lines.append(f"{request.method} {request.path_qs.removeprefix(ROOT)}")
        return await self.answering(request)

    async def ours(self, request: web.Request) -> web.StreamResponse:
        sent = {name.lower(): text for name, text in request.headers.items() if name.lower() != "host"}
        status, heads, body = await self.source.ask(request.method, request.path_qs, sent, await request.read())
        kept = {name: text for name, text in heads.items() if name not in ("content-length", "date")}
        return web.Response(status=status, headers=kept, body=body)

    @property
    def question(self) -> dict[str, Any]:
        """The last question that came."""
        return json.loads(self.asked[-1][1])


@asynccontextmanager
async def listening(source: Api) -> AsyncIterator[Real]:
    """The same source, behind a port."""
    real, app = Real(source), web.Application()
    app.router.add_route("*", "/{tail:.*}", real.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    real.at = f"http://127.0.0.1:{runner.addresses[0][1]}{ROOT}"
    try:
        yield real
    finally:
        await runner.cleanup()


def giving(body: Any, status: int = 200, **headers: str) -> Answering:
    """The same answer to everything."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        said = {name.replace("_", "-"): text for name, text in headers.items()}
        return web.Response(status=status, headers={"content-type": "application/json"} | said, body=sent)

    return answer
