"""The external decision point: asked over AuthZEN NLGov, within bounds, and of no use when it gives no clear answer.

What it denies is Forbidden, and what it does not decide in time Unavailable: it fails closed. An answer holds for one
question; none is remembered.
"""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

import aiohttp
import msgspec

from grondslag.runtime.bounded import is_nested_deeper, read_bounded
from grondslag.runtime.guarded import Guarded
from grondslag.settings import StartError
from grondslag.surfaces.decisions import EVALUATION, Decision, question
from grondslag.surfaces.problems import Forbidden, Unavailable

LARGEST = 16_384
"""So many bytes an answer has at most."""
DEEPEST = 32
CONNECTIONS = 100
IDLE_SECONDS = 30
NAMES_SECONDS = 10
DENIED = "Het beleid staat dit verzoek niet toe."
UNDECIDED = "Of het beleid dit verzoek toestaat, is nu niet na te gaan. Probeer het later opnieuw."
NO_TEXT = b"\\u0000"
"""The one character that JSON may hold and the log cannot keep."""


class Undecided(Exception):
    """The decision point did not answer, not in time, or not what the standard says."""


class _Answer(msgspec.Struct, omit_defaults=True):
    """An access evaluation response (AuthZEN NLGov, Decision)."""

    decision: bool
    context: dict[str, Any] = {}


_ANSWER = msgspec.json.Decoder(_Answer)
_encode = msgspec.json.Encoder().encode


class DecisionPoint:
    """An external decision point. The address is the operator's own, so it may lie in the own network.

    `tell` hears of it when the point falls silent, and when it answers again. `tls`: whom to trust, and what to show.
    """

    def __init__(
        self,
        url: str,
        secret: str,
        seconds: float,
        tell: Callable[[str, str], None],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.url, self.seconds, self.tell, self.tls = url.rstrip("/"), seconds, tell, tls
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if secret:
            self._headers["Authorization"] = f"Bearer {secret}"
        self._session: aiohttp.ClientSession | None = None
        self._silent = ""

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def decide(self, decision: Decision) -> None:
        """Have it decided. Raises Forbidden or Unavailable, after the decision says so."""
        decision.allowed = None
        try:
            async with asyncio.timeout(self.seconds):
                raw = await self._asked(decision)
            found = _read(raw)
        except TimeoutError:
            self._undecided("no answer in time")
        except Undecided as failure:
            self._undecided(str(failure))
        except (aiohttp.ClientError, OSError, ValueError):
            self._undecided("no connection")
        else:
            if self._silent:
                self._silent = ""
                self.tell("info", "it answers again")
            decision.allowed, decision.point = found.decision, msgspec.Raw(_encode(found))
            if not found.decision:
                raise Forbidden(DENIED)

    def _undecided(self, why: str) -> None:
        if self._silent != why:
            self._silent = why
            self.tell("error", why)
        raise Unavailable(UNDECIDED)

    async def _asked(self, decision: Decision) -> bytes:
        """What it answers. Once more on a fresh connection when it had closed ours in the meantime: asking is safe."""
        body = question(decision)
        headers = self._headers | {"X-Request-ID": decision.span_id, "traceparent": decision.traceparent}
        try:
            return await self._posted(body, headers)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            return await self._posted(body, headers)

    async def _posted(self, body: bytes, headers: dict[str, str]) -> bytes:
        async with self._open().post(
            self.url + EVALUATION, data=body, headers=headers, allow_redirects=False
        ) as answer:
            if answer.status != 200:
                raise Undecided(f"status {answer.status}")
            if answer.content_type != "application/json":
                raise Undecided("no JSON")
            # Who echoes no id, as some do, answers on this connection all the same; another id is another's answer.
            if answer.headers.get("X-Request-ID", headers["X-Request-ID"]) != headers["X-Request-ID"]:
                raise Undecided("the answer to another question")
            raw = await read_bounded(answer, LARGEST)
            if raw is None:
                raise Undecided("too large an answer")
            return raw

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=Guarded(True), ttl_dns_cache=NAMES_SECONDS, limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS,
                ssl=self.tls or True,
            )  # fmt: skip
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=aiohttp.ClientTimeout(total=None), trust_env=False, auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(), skip_auto_headers=("User-Agent", "Accept-Encoding"),
            )  # fmt: skip
        return self._session


def mutual_tls(ca: str, cert: str, key: str) -> ssl.SSLContext | None:
    """How to speak TLS with these files, none of which must be there. Raises StartError for one that cannot be used."""
    if not ca and not cert:
        return None
    try:
        found = ssl.create_default_context(cafile=ca or None)
    except (OSError, ValueError) as failure:
        raise StartError(f"Setting pdp_ca is wrong: {ca} holds no certificates ({_reason(failure)}).") from failure
    if cert:
        try:
            # A key under a password would make OpenSSL ask for it at the terminal.
            found.load_cert_chain(cert, key or None, password=lambda: "")
        except (OSError, ValueError) as failure:
            names = f"pdp_cert and pdp_key are wrong: {cert} and {key} are" if key else f"pdp_cert is wrong: {cert} is"
            raise StartError(f"Setting {names} no certificate with its key ({_reason(failure)}).") from failure
    return found


def _reason(failure: Exception) -> str:
    said = getattr(failure, "strerror", "") or getattr(failure, "reason", "") or str(failure)
    return said.splitlines()[0] if said else type(failure).__name__


def _read(raw: bytes) -> _Answer:
    """An answer. Raises Undecided for what the standard does not know, and for what the log could not keep."""
    try:
        found = _ANSWER.decode(raw)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Undecided("no answer as AuthZEN has it") from None
    if is_nested_deeper(found.context, DEEPEST) or NO_TEXT in _encode(found):
        raise Undecided("an answer that cannot be kept")
    return found
