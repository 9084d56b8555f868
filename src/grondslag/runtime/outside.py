"""What lies on another server: fetched within bounds, never from a place inside our own network, cached by ETag."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
import msgspec

from grondslag.runtime.guarded import Guarded

MAX_BODY = 2 * 1024 * 1024
TIMEOUT = 5.0
REMEMBERED = 2000
FRESH_SECONDS = 1.0
MAX_PAGES = 20


class Unreachable(Exception):
    """It does not answer with 200."""

    code = "bad-url"
    reason = "De URL geeft geen antwoord met status 200."


class Unfit(Exception):
    """It answers, but not with the kind of resource that is wanted."""

    code = "invalid-resource"
    reason = "De URL geeft een ander soort resource."


class Outside:
    """The client of everything elsewhere. `sign` makes our own token for a neighbour, never the consumer's."""

    def __init__(
        self,
        allowed: bool | Sequence[str],
        bundled: Callable[[str, str], Mapping[str, Any] | None],
        sign: Callable[[str], Awaitable[str]] | None = None,
        trusted: Sequence[str] = (),
    ) -> None:
        own = [f"{urlsplit(url).hostname}:{urlsplit(url).port or _port(url)}" for url in trusted]
        self.guard = Guarded(allowed if allowed is True else [*(allowed or ()), *own])
        self.bundled, self.sign, self.trusted = bundled, sign, tuple(trusted)
        self.session: aiohttp.ClientSession | None = None
        self.cache: OrderedDict[str, tuple[float, str, Any]] = OrderedDict()

    async def close(self) -> None:
        """Close the connections."""
        if self.session is not None:
            await self.session.close()

    async def fetch(self, target: str, url: str) -> Any:
        """The JSON at a URL. Raises Unreachable."""
        found = self.bundled(target, url)
        if found is not None:
            return found
        held = self.cache.get(url)
        if held is not None and time.monotonic() - held[0] < FRESH_SECONDS:
            return held[2]
        return await self._get(url, held)

    async def list(self, url: str, name: str, value: str) -> list[Any]:
        """All pages of a list with one filter, or a bare array. Raises Unreachable."""
        if not url:
            return []
        following: str | None = f"{url}?{name}={quote(value, safe='')}"
        found: list[Any] = []
        for _ in range(MAX_PAGES):
            if following is None:
                break
            body = await self._get(following, None)
            if isinstance(body, list):
                return body
            found += body.get("results", [])
            following = body.get("next")
        if following is not None:
            raise Unreachable  # a part would be taken for the whole
        return found

    async def send(self, method: str, url: str, body: Any = None) -> tuple[int, Any]:
        """A write at a neighbour, under our own token: status and JSON. Raises Unreachable."""
        headers = await self._headers(url)
        session = self._session()
        try:
            async with session.request(method, url, json=body, headers=headers, allow_redirects=False) as answer:
                raw = await answer.content.read(MAX_BODY + 1)
                while len(raw) <= MAX_BODY and (more := await answer.content.read(MAX_BODY)):
                    raw += more
                if len(raw) > MAX_BODY:
                    raise Unreachable
                return answer.status, msgspec.json.decode(raw) if raw else None
        except (aiohttp.ClientError, TimeoutError, OSError, msgspec.DecodeError):
            raise Unreachable from None

    def _session(self) -> aiohttp.ClientSession:
        if self.session is None:
            connector = aiohttp.TCPConnector(resolver=self.guard, use_dns_cache=False, limit=50)
            timeout = aiohttp.ClientTimeout(total=TIMEOUT, connect=2.0)
            self.session = aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False)
        return self.session

    async def _headers(self, url: str) -> dict[str, str]:
        headers = {"Accept": "application/json", "Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
        if self.sign is not None and any(url.startswith(each) for each in self.trusted):
            headers["Authorization"] = "Bearer " + await self.sign(url)
        return headers

    def _check(self, url: str) -> None:
        """A literal address is not resolved, so it is judged here."""
        parts = urlsplit(url)
        if not self.guard.admits_host(parts.hostname or "", parts.port or _port(url)):
            raise Unreachable

    async def _get(self, url: str, held: tuple[float, str, Any] | None) -> Any:
        headers = await self._headers(url)
        if held is not None and held[1]:
            headers["If-None-Match"] = held[1]
        try:
            self._check(url)
            async with self._session().get(url, headers=headers, allow_redirects=False) as answer:
                if answer.status == 304 and held is not None:
                    self._keep(url, held[1], held[2])
                    return held[2]
                if answer.status != 200:
                    raise Unreachable
                raw = await answer.content.read(MAX_BODY + 1)
                while len(raw) <= MAX_BODY and (more := await answer.content.read(MAX_BODY)):
                    raw += more
                etag = answer.headers.get("ETag", "")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise Unreachable from None
        if len(raw) > MAX_BODY:
            raise Unreachable
        try:
            body = msgspec.json.decode(raw)
        except msgspec.DecodeError:
            raise Unfit from None
        self._keep(url, etag, body)
        return body

    def _keep(self, url: str, etag: str, body: Any) -> None:
        self.cache[url] = (time.monotonic(), etag, body)
        self.cache.move_to_end(url)
        if len(self.cache) > REMEMBERED:
            self.cache.popitem(last=False)


def _port(url: str) -> int:
    return 443 if url.startswith("https") else 80
