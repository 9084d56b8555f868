"""An API on persons elsewhere: what is asked of it, bounded in time and size, and what comes back as it was given."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeVar

import aiohttp
import msgspec

from grondslag.runtime.observe import PARENT
from grondslag.runtime.town import Answer, Call
from grondslag.surfaces.problems import Unavailable

PATIENCE: Final = 10.0
"""Seconds that an answer may take; a caseworker waits for it."""
MOST_ANSWERED: Final = 8 * 1024 * 1024
AT_ONCE: Final = 50
ACTIVITY: Final = "{activiteit}"
"""Stands in a header for the identificatie of the processing activity; without one, such a header is not sent."""
_KEPT: Final = ("content-type", "warning", "api-version", "retry-after", "x-warning")
_TOLD: Final = (400, 403, 404, 406, 415, 429)
"""Refusals that are for who asks; any other answer is told as a source that is not there."""
JSON, HAL = "application/json; charset=utf-8", "application/hal+json"
_SILENT: Final = "De BRP geeft nu geen antwoord."
_UNREADABLE: Final = (
    msgspec.DecodeError, RecursionError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError,
)  # fmt: skip
_Headers = tuple[tuple[bytes, bytes], ...]
Found = TypeVar("Found")


class Told(NamedTuple):
    """What came back: status, the headers that are passed on, and the bytes."""

    status: int
    headers: _Headers
    body: bytes

    @property
    def answer(self) -> Answer:
        """The same, for who asked here."""
        return Answer(status=self.status, body=self.body, headers=self.headers)


class Elsewhere:
    """The API at a root ('': there is none), called with headers of the installation (a key, a purpose)."""

    def __init__(self, root: str, headers: Mapping[str, str]) -> None:
        self.root, self.headers = root.rstrip("/"), dict(headers)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def ask(
        self,
        call: Call | None,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        accept: str = JSON,
        expected: tuple[int, ...] = (200,),
    ) -> Told:
        """Send a request, and what comes of it: a success that is expected, or a refusal. Raises Unavailable.

        `call`: for whom; None for the house itself.
        """
        headers = {"Accept": accept} | ({"Content-Type": JSON} if body else {}) | self._headers(call)
        try:
            async with (
                asyncio.timeout(PATIENCE),
                self._opened().request(
                    method, self.root + path, data=body or None, headers=headers, allow_redirects=False
                ) as answer,
            ):
                if answer.status not in expected + _TOLD:
                    raise Unavailable(f"De BRP geeft nu geen bruikbaar antwoord (status {answer.status}).")
                raw = bytearray()
                async for piece in answer.content.iter_chunked(64 * 1024):
                    raw += piece
                    if len(raw) > MOST_ANSWERED:
                        raise Unavailable("De BRP geeft een antwoord dat te groot is.")
                kept = [(name, answer.headers[name]) for name in _KEPT if name in answer.headers]
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise Unavailable(_SILENT) from None
        found = tuple((name.encode(), text.encode("latin-1", "replace")) for name, text in kept)
        return Told(answer.status, (*found, (b"cache-control", b"no-store")), bytes(raw))

    def _headers(self, call: Call | None) -> dict[str, str]:
        """Ours, and of a request its purpose, where it has one, and where we are in its trace."""
        activity = call.activity.identificatie if call is not None and call.activity is not None else ""
        own = {
            name: text.replace(ACTIVITY, activity)
            for name, text in self.headers.items()
            if activity or ACTIVITY not in text
        }
        return own | ({"traceparent": PARENT.get()} if call is not None else {})

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=AT_ONCE),
                timeout=aiohttp.ClientTimeout(total=PATIENCE, connect=2.0),
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def read(told: Told, of: Callable[[Any], Found]) -> Found:
    """What an answer says. Raises Unavailable for one that is no JSON, or of which it cannot be told (`of` raises)."""
    try:
        return of(msgspec.json.decode(told.body))
    except _UNREADABLE:
        raise Unavailable("De BRP geeft een antwoord dat niet te lezen is.") from None
