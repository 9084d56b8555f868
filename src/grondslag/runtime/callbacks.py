"""Callbacks: what is sent to the address that a subscriber gave. Public addresses only, unless others are allowed."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import aiohttp
import msgspec

from grondslag.kernel.links import is_url
from grondslag.kernel.rules import Change, Violation
from grondslag.runtime.guarded import Guarded, NotPublic
from grondslag.runtime.outside import origin
from grondslag.runtime.secrets import SecretBox
from grondslag.settings import StartError
from grondslag.surfaces.problems import Invalid

SECONDS = 10.0
"""So long a subscriber may take to answer."""
CONNECT_SECONDS = 3.0
CHECK_SECONDS = 5.0
PER_HOST = 64
MAX_ANSWER = 64 * 1024
"""So much of an answer is read, to use its connection again; nobody looks at what it says."""
REFUSES = (401, 403)
_TRIED = msgspec.json.encode(
    {
        "kanaal": "test",
        "hoofdObject": "https://example.com/hoofdobject",
        "resource": "test",
        "resourceUrl": "https://example.com/resource",
        "actie": "create",
        "aanmaakdatum": "2019-01-01T12:00:00Z",
        "kenmerken": {},
    }
)
JSON = {"Content-Type": "application/json"}
PRIVATE = (
    "Deze URL leidt naar een adres binnen een eigen netwerk. Alleen openbare adressen mogen, of die in "
    "allow_private_urls staan."
)
UNPROTECTED = "De opgegeven callback URL is niet beveiligd met autorisatie."
DEAF = "De opgegeven callback URL kan geen notificaties ontvangen."


class Reply(NamedTuple):
    """What came of it: the status, or 0 with the reason why there is none."""

    status: int
    reason: str = ""

    @property
    def accepted(self) -> bool:
        """Whether it was taken."""
        return 200 <= self.status < 300

    @property
    def told(self) -> str:
        """The same, in a few words."""
        return self.reason or f"status {self.status}"


class Callbacks:
    """The client with which subscribers are called. Redirects are not followed."""

    def __init__(self, allowed: bool | Sequence[str]) -> None:
        self.guard = Guarded(allowed)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], seconds: float = SECONDS) -> Reply:
        """Send a body as it is."""
        place = origin(url)
        if place is None or not is_url(url):
            return Reply(0, "no URL")
        if not self.guard.admits_host(place[1], place[2]):
            return Reply(0, "private address")
        try:
            async with asyncio.timeout(seconds):
                async with self._open().post(url, data=body, headers=headers, allow_redirects=False) as answer:
                    await answer.content.read(MAX_ANSWER)
                    return Reply(answer.status)
        except TimeoutError:
            return Reply(0, "no answer in time")
        except aiohttp.ClientConnectorError as failure:
            return Reply(0, "private address" if isinstance(failure.os_error, NotPublic) else "no connection")
        except (aiohttp.ClientError, OSError, ValueError):
            return Reply(0, "connection broken")

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=self.guard, use_dns_cache=False, limit=0, limit_per_host=PER_HOST, keepalive_timeout=30
            )
            timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS)
            skipped = ("User-Agent", "Accept-Encoding")
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=timeout, trust_env=False, cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=skipped,
            )  # fmt: skip
        return self._session


class Subscribing:
    """What an Abonnement needs before it is stored: a callback that is tried, and its auth under the key.

    `callbacks` may be a private address only where that is allowed, so that nobody reaches into our network by it.
    """

    def __init__(self, callbacks: Callbacks, box: SecretBox, unreadable: Callable[[str, str], None]) -> None:
        self.callbacks, self.box, self.unreadable = callbacks, box, unreadable

    async def settle(self, change: Change[Any]) -> Change[Any]:
        """Try the callback where it, or the auth, was given. Raises Invalid."""
        record, given = change.record, change.raw.get("auth")
        if given is None and not change.changes("callback_url"):
            return change
        auth = self.opened(record.auth_verzegeld, record.id) if given is None else str(given)
        await self._try(record.callback_url, auth)
        sealed = self.box.encrypt(auth, record.id).hex()
        return msgspec.structs.replace(change, after=msgspec.structs.replace(record, auth_verzegeld=sealed))

    def opened(self, sealed: str, key: str) -> str:
        """The auth of an abonnement; empty when it was kept under another key, which is told."""
        try:
            return self.box.decrypt(bytes.fromhex(sealed), key)
        except StartError as failure:
            self.unreadable(key, str(failure))
            return ""

    async def _try(self, url: str, auth: str) -> None:
        """The callback refuses who does not say the auth, and takes it from who does."""
        closed = await self.callbacks.post(url, _TRIED, JSON, CHECK_SECONDS)
        if closed.reason == "private address":
            raise Invalid([Violation("invalid-callback-url", PRIVATE, "callbackUrl")])
        if closed.status not in (0, *REFUSES):
            raise Invalid([Violation("no-auth-on-callback-url", UNPROTECTED, "callbackUrl")])
        opened = closed
        if closed.status:
            opened = await self.callbacks.post(url, _TRIED, JSON | {"Authorization": auth}, CHECK_SECONDS)
        if not opened.accepted:
            raise Invalid([Violation("invalid-callback-url", DEAF, "nonFieldErrors")])
