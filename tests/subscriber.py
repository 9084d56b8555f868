"""A subscriber for tests: a small server on this machine that remembers what it was told, and refuses when asked."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.elsewhere import answering

AUTH = "Bearer een-geheim-van-de-ontvanger"
Verdict = Callable[[Mapping[str, Any]], int]


class Subscriber:
    """What it was told, in order: the body as bytes and as values, and the headers."""

    def __init__(self) -> None:
        self.at = ""
        self.raw: list[bytes] = []
        self.told: list[dict[str, Any]] = []
        self.heads: list[Mapping[str, str]] = []
        self.tried: list[dict[str, Any]] = []
        self.verdict: Verdict = lambda _: 204
        self.open = False
        self.slow = 0.0

    async def answer(self, request: web.Request) -> web.Response:
        """Refuse who does not say the auth; else what the verdict says, and remember what was taken."""
        raw = await request.read()
        body: dict[str, Any] = json.loads(raw)
        if not self.open and request.headers.get("Authorization") != AUTH:
            return web.Response(status=403)
        if self.slow:
            await asyncio.sleep(self.slow)
        if body.get("kanaal") == "test":
            return web.Response(status=self.verdict(body))
        self.tried.append(body)
        status = self.verdict(body)
        if 200 <= status < 300:
            self.raw.append(raw)
            self.told.append(body)
            self.heads.append(dict(request.headers))
        return web.Response(status=status)

    async def has(self, count: int, seconds: float = 20.0) -> list[dict[str, Any]]:
        """Return what it was told, when that is so much."""
        deadline = time.monotonic() + seconds
        while len(self.told) < count:
            assert time.monotonic() < deadline, f"{len(self.told)} of {count} arrived"
            await asyncio.sleep(0.01)
        return self.told


@asynccontextmanager
async def subscribing(port: int = 0) -> AsyncIterator[Subscriber]:
    """A subscriber that listens."""
    found = Subscriber()
    async with answering(found.answer, port, method="POST") as at:
        found.at = f"{at}/ontvang"
        yield found
