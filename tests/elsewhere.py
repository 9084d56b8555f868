"""Servers elsewhere, for tests: small, on this machine, and they remember what they were asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web


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
async def listening() -> AsyncIterator[Server]:
    server, app = Server(), web.Application()
    app.router.add_route("*", "/{tail:.*}", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.at = "http://127.0.0.1:" + str(runner.addresses[0][1])
    try:
        yield server
    finally:
        await runner.cleanup()
