"""What lies on another server: fetched within bounds, never from a place inside our own network, cached by ETag."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

import aiohttp
import msgspec

from grondslag.kernel.links import is_url
from grondslag.runtime.addresses import PORTS
from grondslag.runtime.bounded import is_nested_deeper, read_bounded
from grondslag.runtime.guarded import Guarded
from grondslag.runtime.observe import PARENT

MAX_BODY = 2 * 1024 * 1024
MAX_NESTING = 64
MAX_REDIRECTS = 3
MAX_PAGES = 20
TIMEOUT = 5.0
REMEMBERED = 2000
REMEMBERED_BYTES = 64 * 1024 * 1024
FRESH_SECONDS = 1.0
NOTHING = (404, 410)
REDIRECTS = (301, 302, 303, 307, 308)


class Unreachable(Exception):
    """It does not answer with 200."""

    code = "bad-url"
    reason = "De URL geeft geen antwoord met status 200."


class Gone(Unreachable):
    """It says that there is nothing."""


class Unfit(Exception):
    """It answers, but not with the kind of resource that is wanted."""

    code = "invalid-resource"
    reason = "De URL geeft een ander soort resource."


Origin = tuple[str, str, int]


def origin(url: str) -> Origin | None:
    """Scheme, host and port; None for what is no http(s) URL."""
    try:
        parts = urlsplit(url)
        return (parts.scheme, (parts.hostname or "").rstrip("."), parts.port or PORTS[parts.scheme])
    except (ValueError, KeyError):
        return None


def lies_under(url: str, root: str) -> bool:
    """Whether a URL is one of the API with this root: the same origin, and a path below its own."""
    at = origin(url)
    if at is None or at != origin(root):
        return False
    path = urlsplit(url).path
    climbs = any(unquote(each) in (".", "..") for each in path.split("/"))
    return not climbs and path.startswith(urlsplit(root).path.rstrip("/") + "/")


class Terms(NamedTuple):
    """On which terms a server is asked: may it have a private address, and does it get our own token?"""

    private: bool
    signed: bool


STRANGER = Terms(private=False, signed=False)
LIST = Terms(private=True, signed=False)
NEIGHBOUR = Terms(private=True, signed=True)


class Held(msgspec.Struct, frozen=True):
    """An answer as it came, with its ETag and the moment at which it was still right."""

    raw: bytes
    etag: str
    at: float


class Cache:
    """Answers as they came, the least recently used one going first when there are too many or they are too large."""

    def __init__(self) -> None:
        self.held: OrderedDict[tuple[str, Terms], Held] = OrderedDict()
        self.size = 0

    def get(self, key: tuple[str, Terms]) -> Held | None:
        """What is held, which counts as use."""
        found = self.held.get(key)
        if found is not None:
            self.held.move_to_end(key)
        return found

    def keep(self, key: tuple[str, Terms], raw: bytes, etag: str) -> None:
        """Hold an answer, in the place of an earlier one."""
        self.drop(key)
        self.held[key] = Held(raw, etag, time.monotonic())
        self.size += len(raw)
        while len(self.held) > REMEMBERED or self.size > REMEMBERED_BYTES:
            self.drop(next(iter(self.held)))

    def drop(self, key: tuple[str, Terms]) -> None:
        """Let go of one."""
        found = self.held.pop(key, None)
        self.size -= len(found.raw) if found is not None else 0


class Outside:
    """The client of everything elsewhere.

    `neighbours` are the roots of our own components in other processes: they get our own token (`sign`), never the
    consumer's, and may have a private address. `lists` are the roots of others' reference lists by component: they may
    have a private address too, but get no token. Whatever else a client names is asked at public addresses only.
    """

    def __init__(
        self,
        allowed: bool | Sequence[str],
        bundled: Callable[[str, str], Mapping[str, Any] | None],
        sign: Callable[[str], Awaitable[str]] | None = None,
        neighbours: Sequence[str] = (),
        lists: Mapping[str, str] | None = None,
    ) -> None:
        self.bundled, self.sign = bundled, sign
        self.neighbours, self.lists = tuple(neighbours), dict(lists or {})
        named = [f"{at[1]}:{at[2]}" for root in (*neighbours, *self.lists.values()) if (at := origin(root))]
        more = allowed if allowed is True else [*(allowed or ()), *named]
        self.guards = {False: Guarded(allowed), True: Guarded(more)}
        self.sessions: dict[bool, aiohttp.ClientSession] = {}
        self.cache = Cache()

    async def close(self) -> None:
        """Close the connections."""
        for session in self.sessions.values():
            await session.close()

    def is_neighbour(self, url: str) -> bool:
        """Whether a URL lies on the server of a neighbour, whatever its path."""
        return origin(url) in {origin(root) for root in self.neighbours}

    async def fetch(self, target: str, url: str, *, ours: bool = False, within: float | None = None) -> Any:
        """The JSON at a URL. Raises Unreachable or Unfit.

        `ours`: the URL is one that we made, of a resource that we know at a neighbour; any other is what a client, or
        another server, came up with. `within`: the seconds for which an answer holds without asking whether it still
        does.
        """
        found = self.bundled(target, url)
        if found is not None:
            return found
        terms = self._terms(target, url, ours=ours)
        held = self.cache.get((url, terms))
        if held is None or time.monotonic() - held.at >= (FRESH_SECONDS if within is None else within):
            raw, etag = await self._get(url, terms, held)
            self.cache.keep((url, terms), raw, etag)
        else:
            raw = held.raw
        return _decoded(raw)

    async def list(self, url: str, name: str, value: str, *, whole: bool = True) -> list[Any]:
        """All pages of a neighbour's list with one filter (or the first, not `whole`), or a bare array.

        Raises Unreachable.
        """
        if not url:
            return []
        following: Any = f"{url}?{name}={quote(value, safe='')}"
        found: list[Any] = []
        for _ in range(MAX_PAGES if whole else 1):
            if following is None:
                break
            raw, _ = await self._get(following, self._of_neighbour(following), None)
            try:
                body = _decoded(raw)
            except Unfit:
                raise Unreachable from None
            if isinstance(body, list):
                return body
            if not isinstance(body, dict) or not isinstance(body.get("results"), list):
                raise Unreachable  # an answer of another kind would be taken for an empty list
            found += body["results"]
            following = body.get("next")
        if following is not None and whole:
            raise Unreachable  # a part would be taken for the whole
        return found

    async def send(self, method: str, url: str, body: Any = None, **more: str) -> tuple[int, Any]:
        """A write at a neighbour, under our own token: status and JSON. `more`: headers. Raises Unreachable."""
        terms = self._of_neighbour(url)
        try:
            headers = await self._headers(terms, url) | {name.replace("_", "-"): value for name, value in more.items()}
            async with self._session(terms).request(
                method, url, json=body, headers=headers, allow_redirects=False
            ) as answer:
                raw = await _read(answer)
                return answer.status, _decoded(raw) if raw else None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, Unfit):
            raise Unreachable from None

    def _terms(self, target: str, url: str, *, ours: bool) -> Terms:
        if ours and any(lies_under(url, root) for root in self.neighbours):
            return NEIGHBOUR
        root = self.lists.get(target.partition(".")[0])
        return LIST if root is not None and lies_under(url, root) else STRANGER

    def _of_neighbour(self, url: Any) -> Terms:
        if not isinstance(url, str) or self._terms("", url, ours=True) is not NEIGHBOUR:
            raise Unreachable
        return NEIGHBOUR

    def _session(self, terms: Terms) -> aiohttp.ClientSession:
        found = self.sessions.get(terms.private)
        if found is None:
            connector = aiohttp.TCPConnector(resolver=self.guards[terms.private], use_dns_cache=False, limit=50)
            timeout = aiohttp.ClientTimeout(total=TIMEOUT, connect=2.0)
            jar = aiohttp.DummyCookieJar()
            found = aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False, cookie_jar=jar)
            self.sessions[terms.private] = found
        return found

    async def _headers(self, terms: Terms, url: str) -> dict[str, str]:
        headers = {"Accept": "application/json", "Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
        if terms.signed and (parent := PARENT.get()):
            headers["traceparent"] = parent
        if terms.signed and self.sign is not None:
            headers["Authorization"] = "Bearer " + await self.sign(url)
        return headers

    async def _get(self, url: str, terms: Terms, held: Held | None) -> tuple[bytes, str]:
        """Bytes and ETag of an answer, along at most three redirects. Raises Unreachable."""
        at, known = url, held.etag if held is not None else ""
        try:
            async with asyncio.timeout(TIMEOUT):
                for _ in range(MAX_REDIRECTS + 1):
                    status, raw, said = await self._hop(at, terms, known)
                    if status == 200:
                        return raw, said if at == url else ""
                    if status == 304 and held is not None and known:
                        return held.raw, known
                    if status in NOTHING:
                        raise Gone
                    if status not in REDIRECTS:
                        break
                    following = urljoin(at, said)
                    terms = self._redirected(at, following, terms)
                    at, known = following, ""
        except (TimeoutError, ValueError):
            raise Unreachable from None
        raise Unreachable

    def _redirected(self, at: str, following: str, terms: Terms) -> Terms:
        """Trust holds below the root that has it only, and nothing may lead to another part of a neighbour."""
        if terms == STRANGER and origin(following) == origin(at):
            return terms
        if terms != STRANGER and any(
            lies_under(at, root) and lies_under(following, root) for root in (*self.neighbours, *self.lists.values())
        ):
            return terms
        if self.is_neighbour(following):
            raise Unreachable
        return STRANGER

    async def _hop(self, url: str, terms: Terms, known: str) -> tuple[int, bytes, str]:
        """One request: its status, the bytes of a 200, and the ETag of that or the Location of a redirect."""
        place = origin(url)
        if place is None or not is_url(url) or not self.guards[terms.private].admits_host(place[1], place[2]):
            raise Unreachable
        headers = await self._headers(terms, url) | ({"If-None-Match": known} if known else {})
        try:
            async with self._session(terms).get(url, headers=headers, allow_redirects=False) as answer:
                if answer.status == 200:
                    return 200, await _read(answer), answer.headers.get("ETag", "")
                return answer.status, b"", answer.headers.get("Location", "")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise Unreachable from None


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    """The body of an answer. Raises Unreachable when it is too large."""
    raw = await read_bounded(answer, MAX_BODY)
    if raw is None:
        raise Unreachable
    return raw


def _decoded(raw: bytes) -> Any:
    """The JSON of an answer. Raises Unfit, also when it is nested deeper than any resource is."""
    try:
        body = msgspec.json.decode(raw)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Unfit from None
    if is_nested_deeper(body, MAX_NESTING):
        raise Unfit
    return body
