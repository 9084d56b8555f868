"""Who calls: the token checked, the application and its grants looked up, both remembered and kept fresh."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import msgspec

from grondslag.kernel.access import Caller, Grant, Reach
from grondslag.runtime.activities import Activity, bounding, together
from grondslag.runtime.outside import Unreachable
from grondslag.surfaces.problems import Forbidden, Unavailable

REMEMBERED = 10_000
FRESH_SECONDS = 0.5
"""Rights older than this are looked up again beside the requests, which go on with what is known."""
LATEST_SECONDS = 1.0
"""Rights older than this are waited for: so late they may take effect in a process that did not take the change."""
AGAIN_SECONDS = 0.1
"""For a client that is not known we look again, but not sooner than this after the last time."""
NOT_GIVEN = "Authenticatiegegevens zijn niet opgegeven."
"""Told, with the code of who lacks a right, to who shows no token."""
STRANGERS = ("invalid-client-identifier", "invalid-jwt-signature")
PATIENCE_SECONDS = 0.5
STALE_SECONDS = 60.0
"""So long the last known rights hold while the component that keeps them does not answer."""
RETRY_SECONDS = 2.0
EARLY_SECONDS = 60.0
"""So far the clock of a client may be ahead of ours; a token from later would be valid for longer than the window."""
MAX_TOKEN = 8192
OWN = "grondslag"
"""As which client the house itself acts; its components are `grondslag-zaken` and so on."""


def is_component(client: str) -> bool:
    """Whether one of our own components asks, which it does for somebody who asked that one."""
    return client.startswith(OWN + "-")


def is_own(client: str) -> bool:
    """Whether we act ourselves: what is done then is part of what somebody else asked, or is a command."""
    return client == OWN or is_component(client)


class Claims(msgspec.Struct):
    """What a ZGW token says."""

    client_id: str = ""
    iat: float | None = None
    exp: float | None = None
    nbf: float | None = None
    iss: str = ""
    user_id: str = ""
    user_representation: str = ""


class _Head(msgspec.Struct):
    alg: str = ""
    typ: str = "JWT"


_HEAD = msgspec.json.Decoder(_Head)
_CLAIMS = msgspec.json.Decoder(Claims)


class Application(msgspec.Struct, frozen=True):
    """An Applicatie as far as access needs it."""

    label: str
    superuser: bool
    grants: tuple[Grant, ...]
    flagged: bool = False
    """Whether it sees only documents that are ready to be published."""
    activities: tuple[Activity, ...] = ()
    """What it may use data of persons for."""
    bounded: dict[tuple[str, int], dict[Any, Reach]] = msgspec.field(default_factory=dict[Any, Any])
    """How far its rights go for an activity that is about some zaaktypen, by that and its version."""
    reaches: dict[Any, Reach] = msgspec.field(default_factory=dict[Any, Reach])
    """How far its rights go, worked out once for all its tokens."""


Load = Callable[[], Awaitable[tuple[Mapping[str, str], Mapping[str, Application]] | None]]
"""Reads the secrets and the applications by client id; None when nothing changed."""


def _unbase64(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def sign(head: str, secret: str) -> str:
    """The HS256 signature of a token's first two parts."""
    mac = hmac.digest(secret.encode(), head.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def make_token(client: str, secret: str, now: float, user_id: str = "", representation: str = "") -> str:
    """A ZGW token for a client."""
    claims = {"iss": client, "iat": int(now), "client_id": client}
    claims |= {"user_id": user_id or client, "user_representation": representation or client}
    parts = [
        base64.urlsafe_b64encode(msgspec.json.encode(part)).rstrip(b"=").decode()
        for part in ({"alg": "HS256", "typ": "JWT"}, claims)
    ]
    head = ".".join(parts)
    return f"{head}.{sign(head, secret)}"


class Clients:
    """The clients of one municipality.

    `patience`: how long a request waits for rights that another server keeps, while older ones may stand in.
    """

    def __init__(
        self, load: Load, iat_window: int, clock: Callable[[], float] = time.time, patience: float | None = None
    ) -> None:
        self.load, self.window, self.clock, self.patience = load, iat_window, clock, patience
        self.version = ""
        """What tells the rights that are known from earlier ones."""
        self.secrets: Mapping[str, str] = {}
        self.applications: Mapping[str, Application] = {}
        self.seen: dict[str, tuple[float, Caller]] = {}
        self.checked_at = self.retry_at = float("-inf")
        """The known rights are at least as new as the first; the source is not asked before the second."""
        self.late = False
        """The source did not answer, or not in time: nobody waits for it until it does."""
        self.lock = asyncio.Lock()
        self.refreshing: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Look no more."""
        if self.refreshing is not None:
            self.refreshing.cancel()
            await asyncio.wait({self.refreshing})

    async def refresh(self) -> None:
        """Look for changed rights and secrets; in the process that changed them this follows the write at once."""
        async with self.lock:
            began = time.monotonic()
            try:
                found = await self.load()
            except Unreachable:
                self.late, self.retry_at = True, time.monotonic() + RETRY_SECONDS
                return
            if found is not None:
                self.secrets, self.applications = found
                self.seen.clear()
            self.checked_at, self.late = began, False

    def _looking(self) -> asyncio.Task[None]:
        """The one task that looks for changes, begun if there is none."""
        if self.refreshing is None or self.refreshing.done():
            self.refreshing = asyncio.create_task(self.refresh())
            # Who waits is told what went wrong; when nobody does, the next request finds out.
            self.refreshing.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self.refreshing

    async def _be_fresh(self) -> None:
        """Have the rights looked up; wait only where the known ones may be too old, and the source answers."""
        began = time.monotonic()
        if began >= self.retry_at:
            self._looking()
        usable = self.checked_at >= began - STALE_SECONDS
        while self.checked_at < began - LATEST_SECONDS and not self.late:
            looking = self._looking()
            await asyncio.wait({looking}, timeout=self.patience if usable else None)
            if looking.done():
                looking.result()
            else:
                self.late = True
        if self.checked_at < began - STALE_SECONDS:
            raise Unavailable("De rechten zijn nu niet op te vragen.")

    def activities(self, client: str) -> tuple[Activity, ...]:
        """What a client may use data of persons for."""
        known = self.applications.get(client)
        return known.activities if known is not None else ()

    def bounded(self, caller: Caller, activity: Activity | None) -> Caller:
        """The caller, no further than the zaaktypen that an activity is about, if it is about some.

        Who says none, or whose only one is over, goes no further than its activities do together: else saying nothing
        would open more.
        """
        known = self.applications.get(caller.client)
        if known is None:
            return caller
        those = bounding(known.activities) if activity is None else (activity,)
        zaaktypen = together([each.zaaktypen for each in those])
        if not zaaktypen:
            return caller
        reaches = known.bounded.setdefault((activity.id, activity.versie) if activity is not None else ("", 0), {})
        return msgspec.structs.replace(caller, within={"zaken.zaak": zaaktypen}, reaches=reaches)

    async def caller(self, authorization: str) -> Caller:
        """The caller behind an Authorization header. Raises Forbidden with the incumbent's codes."""
        if time.monotonic() - self.checked_at > FRESH_SECONDS:
            await self._be_fresh()
        seen = self.seen.get(authorization)
        if seen is not None and seen[0] > self.clock():
            return seen[1]
        until, caller = await self._recognised(authorization)
        if len(self.seen) >= REMEMBERED:
            self.seen.clear()
        self.seen[authorization] = (until, caller)
        return caller

    async def _recognised(self, authorization: str) -> tuple[float, Caller]:
        """The caller, for whom we look once more when we do not know it, or any Applicatie of it.

        Who was made known, or got its first rights, a moment ago need not wait.
        """
        try:
            until, caller = self._check(authorization)
            if caller.client in self.applications or not self._is_worth_a_look():
                return until, caller
        except Forbidden as refused:
            if refused.code not in STRANGERS or not self._is_worth_a_look():
                raise
        await asyncio.wait({self._looking()}, timeout=self.patience)
        return self._check(authorization)

    def _is_worth_a_look(self) -> bool:
        return not self.late and time.monotonic() - self.checked_at > AGAIN_SECONDS

    def _check(self, authorization: str) -> tuple[float, Caller]:
        claims = self._claims(authorization)
        now = self.clock()
        if claims.iat is None:
            raise Forbidden("Het token mist de claim iat.", "jwt-missing-iat-claim")
        until = min(claims.iat + self.window, claims.exp if claims.exp is not None else float("inf"))
        if until <= now:
            raise Forbidden("De JWT die gebruikt is voor dit verzoek is verlopen.", "jwt-expired")
        if claims.iat > now + EARLY_SECONDS or (claims.nbf is not None and claims.nbf > now):
            raise Forbidden("Het token is nog niet geldig.", "jwt-immaturesignatureerror")
        application = self.applications.get(claims.client_id)
        caller = Caller(
            client=claims.client_id,
            label=application.label if application else "",
            superuser=application.superuser if application else False,
            flagged=application.flagged if application else False,
            grants=application.grants if application else (),
            reaches=application.reaches if application else {},
            user_id=claims.user_id[:255],
            user_representation=claims.user_representation[:255],
        )
        return until, caller

    def _claims(self, authorization: str) -> Claims:
        kind, _, token = authorization.partition(" ")
        if kind.lower() != "bearer" or not token or len(token) > MAX_TOKEN:
            raise Forbidden(NOT_GIVEN)
        head, _, signature = token.strip().rpartition(".")
        try:
            first, second = head.split(".")
            algorithm = _HEAD.decode(_unbase64(first)).alg
            claims = _CLAIMS.decode(_unbase64(second))
        except (ValueError, RecursionError, msgspec.DecodeError):
            raise Forbidden("Het token is niet te lezen.", "jwt-decode-error") from None
        if algorithm != "HS256":
            raise Forbidden("Alleen HS256 is toegestaan.", "jwt-invalidalgorithmerror")
        if not claims.client_id:
            raise Forbidden("Het token noemt geen client_id.", "missing-client-identifier")
        secret = self.secrets.get(claims.client_id)
        if secret is None:
            raise Forbidden("Client identifier bestaat niet.", "invalid-client-identifier")
        if not hmac.compare_digest(sign(head, secret).encode(), signature.encode("utf-8", "replace")):
            raise Forbidden("Client credentials zijn niet geldig.", "invalid-jwt-signature")
        return claims


def to_grants(autorisaties: Iterable[Mapping[str, Any]], components: Mapping[str, str]) -> tuple[Grant, ...]:
    """Autorisaties in their stored form as grants. `components`: abbreviation -> component."""
    found: list[Grant] = []
    for each in autorisaties:
        key = each.get("zaaktype") or each.get("informatieobjecttype") or each.get("besluittype") or None
        found.append(
            Grant(
                component=components.get(each["component"], each["component"]),
                scopes=frozenset(each["scopes"]),
                key=key,
                most=each.get("most"),
            )
        )
    return tuple(found)
