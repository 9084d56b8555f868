"""Servers elsewhere, for tests: small, on this machine, and they remember what they were asked."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """A server elsewhere, on a port of its own, and what it was asked: path and Authorization."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.answers: dict[str, Any] = {}
        self.at = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The answer for the path: a redirect to a text, bytes as they are, anything else as JSON with an ETag."""
        self.asked.append((request.path_qs, request.headers.get("Authorization", "")))
        found = self.answers.get(request.path)
        if found is None:
            return web.Response(status=404)
        if isinstance(found, str):
            return web.Response(status=302, headers={"Location": found})
        if isinstance(found, bytes):
            return web.Response(body=found, content_type="application/json")
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.json_response(found, headers={"ETag": '"1"'})


@asynccontextmanager
async def answering(
    answer: Handler,
    port: int = 0,
    *,
    method: str = "*",
    path: str = "/{tail:.*}",
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[str]:
    """A server that answers such requests so, and nothing else: its address."""
    app = web.Application()
    app.router.add_route(method, path, answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls).start()
    try:
        # A certificate is of a name.
        yield ("https://localhost:" if tls else "http://127.0.0.1:") + str(runner.addresses[0][1])
    finally:
        await runner.cleanup()


@asynccontextmanager
async def listening() -> AsyncIterator[Server]:
    """A server that knows its answers by path."""
    server = Server()
    async with answering(server.answer) as server.at:
        yield server
