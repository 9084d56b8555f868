"""Everything that is served and is no API: pages, assets, the selectielijst, health and metrics. One ASGI callable."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import msgspec

from grondslag.interaction.assets import STATIC_CACHE_CONTROL, STATIC_DIRECTORY, STATIC_PREFIX, manifest
from grondslag.interaction.fouten import KINDS, UITLEG
from grondslag.interaction.pages import page_headers, render
from grondslag.interaction.startpagina import Component, Count, Demo, StartContext, render_api_page, render_start
from grondslag.runtime.problem_answers import render_problem
from grondslag.surfaces.problems import NotAllowed, NotFound, Problem

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
FRESH_SECONDS = 1.0
WRITTEN = frozenset(("beheer",))
"""The parts that take forms; all others are only read."""
API = re.compile(r"(?:/[a-z]+/api/v[0-9]+|/haalcentraal/api/[a-z]+)(?:/|$)")
"""Where the root of an API begins, also of one that is not served here: below it only programs ask."""
TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}
PLAIN = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_encode = msgspec.json.Encoder().encode


class Told(msgspec.Struct, frozen=True):
    """An answer of the site."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """A component as the start page shows it. `counts`: the word for one and for more, and the SQL that counts."""

    name: str
    title: str
    description: str
    version: str
    path: str
    counts: tuple[tuple[str, str, str], ...] = ()


class Inside(msgspec.Struct, frozen=True, kw_only=True):
    """What the site is told of the program behind it."""

    gemeente: str
    code: str
    version: str
    components: tuple[Served, ...]
    count: Callable[[str], Awaitable[int]]
    ready: Callable[[], Awaitable[bool]]
    metrics: Callable[[], str]
    failed: Callable[[BaseException], None]
    selectielijst: Callable[[str, str, str], tuple[int, Any]]
    is_demo: bool
    demo: Callable[[str], Awaitable[Demo | None]]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request to the site."""

    method: str
    path: str
    query: str
    base: str
    headers: Mapping[bytes, bytes]


Answer = Callable[[Asked], Awaitable[Told]]


class Site:
    """Answers what is no API."""

    def __init__(self, inside: Inside) -> None:
        self.inside = inside
        self.parts: dict[str, Answer] = {
            "": self._start,
            "docs": self._docs,
            "static": _static,
            "health": self._health,
            "metrics": self._metrics,
            "selectielijst": self._selectielijst,
            "ref": self._problem,
        }
        """The parts of the site, by the first segment of their path."""
        self._counts: tuple[float, dict[str, int]] = (float("-inf"), {})
        self._counting: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send, base: str) -> None:
        """Answer one request."""
        asked = Asked(
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            base=base,
            headers=dict(scope["headers"]),
        )
        told = await self._told(asked)
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in told.headers.items()]
        if base.startswith("https:"):
            headers.append((b"strict-transport-security", b"max-age=31536000"))
        headers.append((b"content-length", str(len(told.body)).encode()))
        await send({"type": "http.response.start", "status": told.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if asked.method == "HEAD" else told.body})

    async def _told(self, asked: Asked) -> Told:
        first = asked.path.split("/", 2)[1] if asked.path.startswith("/") else "?"
        root = next((each for each in self.inside.components if each.path == asked.path.rstrip("/")), None)
        part = self.parts.get(first) if root is None else partial(_root, root)
        if part is None:
            return self.missing(asked)
        if asked.method not in ("GET", "HEAD") and first not in WRITTEN:
            return _refused(asked, NotAllowed(), Allow="GET, HEAD")
        try:
            return await part(asked)
        except Exception as failure:  # the last line of defence: told to the log, not to the visitor
            self.inside.failed(failure)
            return self.page(503, "storing.html", start=self.context(asked))

    def missing(self, asked: Asked) -> Told:
        """Nothing lies at this path: a page for people, a problem for programs."""
        accepted = asked.headers.get(b"accept", b"*/*")
        if API.match(asked.path) or (b"text/html" not in accepted and b"*/*" not in accepted):
            return _refused(asked, NotFound())
        return self.page(404, "niet-gevonden.html", start=self.context(asked))

    def page(self, status: int, template: str, *, forms: bool = False, **values: Any) -> Told:
        """A page of ours."""
        return Told(status, render(template, **values).encode(), page_headers(forms=forms))

    # --- parts ------------------------------------------------------------------------------------------------

    async def _start(self, asked: Asked) -> Told:
        if asked.path != "/":
            return self.missing(asked)
        context = self.context(asked, await self._counted(), await self.inside.demo(asked.base))
        return Told(200, render_start(context).encode(), page_headers())

    async def _docs(self, asked: Asked) -> Told:
        if asked.path.rstrip("/") == "/docs":
            return to("/#apis")
        context = self.context(asked, demo=await self.inside.demo(asked.base))
        found = next((each for each in context.components if each.page_url == asked.path.rstrip("/")), None)
        if found is None:
            return self.missing(asked)
        return Told(200, render_api_page(found, context).encode(), page_headers(viewer=True))

    async def _health(self, asked: Asked) -> Told:
        if asked.path == "/health/live":
            return _json(200, {"status": "ok"})
        if asked.path != "/health/ready":
            return self.missing(asked)
        ready = await self.inside.ready()
        return _json(200, {"status": "ok"}) if ready else _json(503, {"status": "not ready"})

    async def _metrics(self, asked: Asked) -> Told:
        if asked.path != "/metrics":
            return self.missing(asked)
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return Told(200, self.inside.metrics().encode(), PLAIN | {"Content-Type": kind, "Cache-Control": "no-store"})

    async def _selectielijst(self, asked: Asked) -> Told:
        status, body = self.inside.selectielijst(asked.path, asked.query, asked.base)
        return _json(status, body) if body is not None else self.missing(asked)

    async def _problem(self, asked: Asked) -> Told:
        """The page behind the `type` of a problem."""
        head, _, kind = asked.path.rstrip("/").rpartition("/")
        if head != "/ref/fouten" or kind not in KINDS:
            return self.missing(asked)
        told = {"kind": kind, "problem": KINDS[kind], "uitleg": UITLEG[kind]}
        return self.page(200, "fout.html", start=self.context(asked), **told)

    # --- what the pages show ----------------------------------------------------------------------------------

    async def _counted(self) -> dict[str, int]:
        """How much there is: as it was a second ago, or longer where counting takes longer. One counts for all."""
        at, found = self._counts
        if self._counting is None and time.monotonic() - at > FRESH_SECONDS:
            self._counting = asyncio.create_task(self._count())
            self._counting.add_done_callback(self._counted_all)
        if not found and self._counting is not None:
            await asyncio.shield(self._counting)
        return self._counts[1]

    async def _count(self) -> None:
        found = {sql: await self.inside.count(sql) for each in self.inside.components for *_, sql in each.counts}
        self._counts = (time.monotonic(), found)

    def _counted_all(self, done: asyncio.Task[None]) -> None:
        self._counting = None
        if done.cancelled() or done.exception() is not None:
            self._counts = (float("-inf"), {})  # who asks next waits for it, and is told

    def context(
        self, asked: Asked, counts: Mapping[str, int] = MappingProxyType({}), demo: Demo | None = None
    ) -> StartContext:
        """What every page shows."""
        components = tuple(
            Component(
                name=each.name,
                title=each.title,
                description=each.description,
                standard=f"{each.title} API",
                version=each.version,
                base=asked.base,
                path=each.path,
                page_url=f"/docs/{each.name}",
                json_url=f"{each.path}/openapi.json",
                yaml_url=f"{each.path}/openapi.yaml",
                counts=tuple(
                    Count(one if counts[sql] == 1 else more, counts[sql])
                    for one, more, sql in each.counts
                    if sql in counts
                ),
            )
            for each in self.inside.components
        )
        told = self.inside
        return StartContext(told.gemeente, told.code, told.version, components, told.is_demo, demo)


def _json(status: int, body: Any) -> Told:
    headers = PLAIN | {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return Told(status, _encode(body), headers)


def to(path: str, **headers: str) -> Told:
    """The browser is sent to another page."""
    return Told(303, b"", page_headers() | {"Location": path} | headers)


def _refused(asked: Asked, problem: Problem, **headers: str) -> Told:
    """A problem, as the APIs tell it."""
    answer = render_problem(problem, asked.base, "")
    return Told(answer.status, answer.body, PLAIN | {"Content-Type": "application/problem+json"} | headers)


async def _root(root: Served, asked: Asked) -> Told:
    """The root of an API: a browser is shown its documentation, a program is told where its document lies."""
    if b"text/html" in asked.headers.get(b"accept", b""):
        return to(f"/docs/{root.name}", Vary="Accept")
    at = asked.base + root.path
    links = {"openapi.json": f"{at}/openapi.json", "openapi.yaml": f"{at}/openapi.yaml"}
    told = _json(200, {"title": f"{root.title} API", "version": root.version, "url": at, "links": links})
    return msgspec.structs.replace(told, headers={**told.headers, "Vary": "Accept"})


async def _static(asked: Asked) -> Told:
    """An asset, by the name that carries its hash: only names of the manifest are files to us."""
    name = asked.path.removeprefix(STATIC_PREFIX + "/")
    if name not in manifest().values():
        return Told(404, b"", PLAIN)
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    headers = PLAIN | {"Content-Type": kind, "Cache-Control": STATIC_CACHE_CONTROL}
    return Told(200, (STATIC_DIRECTORY / name).read_bytes(), headers)
