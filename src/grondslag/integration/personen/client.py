"""A real BRP API elsewhere: questions go there, answers and refusals come back as they were given.

Nothing is kept. What is added to a question is the number of each person in the answer, so that the log tells whose
data were shown; who did not ask for it, does not see it.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, cast

import aiohttp
import msgspec

from grondslag.integration.personen.bevragen import THING, demand_fields, gelezen, gesteld, profiel
from grondslag.integration.personen.problemen import OnjuisteVraag
from grondslag.kernel.rules import Violation
from grondslag.registers.personen.vraag import MOST_FIELDS
from grondslag.runtime.observe import PARENT
from grondslag.runtime.operations import Asked
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.problems import Problem, Unavailable

PATIENCE: Final = 10.0
"""Seconds that an answer may take; a caseworker waits for it."""
MOST_ANSWERED: Final = 8 * 1024 * 1024
AT_ONCE: Final = 50
NUMBER: Final = "burgerservicenummer"
ACTIVITY: Final = "{activiteit}"
"""Stands in a header for the identificatie of the processing activity; without one, such a header is not sent."""
_KEPT: Final = ("content-type", "warning", "api-version", "retry-after", "x-warning")
_TOLD: Final = (400, 403, 404, 406, 415, 429)
"""Refusals that are for who asks; any other answer is told as a source that is not there."""
_JSON: Final = "application/json; charset=utf-8"
_SILENT: Final = "De BRP geeft nu geen antwoord."
_encode = msgspec.json.Encoder().encode


class Elders:
    """The BRP API at a root ('': there is none), called with headers of the installation (a key, a purpose)."""

    def __init__(self, root: str, headers: Mapping[str, str]) -> None:
        self.root, self.headers = root.rstrip("/"), dict(headers)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def bevraag(self, town: Town, call: Call, asked: Asked) -> Answer:
        """Pass a question on. Raises what the form of it is refused with, VeldNietToegestaan or Unavailable."""
        vraag = gelezen(asked)
        if velden := profiel(town, call):
            # What we do not understand, we cannot hold against the profile.
            demand_fields(velden, gesteld(vraag).fields)
        fields = vraag.get("fields")
        added = isinstance(fields, list) and bool(fields) and NUMBER not in fields
        if added:
            named = cast("list[Any]", fields)
            if len(named) == MOST_FIELDS:
                raise OnjuisteVraag([Violation("maxItems", f"Array bevat meer dan {MOST_FIELDS - 1} items.", "fields")])
            vraag = {**vraag, "fields": [*named, NUMBER]}
        # Written anew: a name that stands in it twice is read one way there too.
        status, headers, body = await self._ask(_encode(vraag), self._headers(call))
        return Answer(status=status, body=_noted(call, body, added=added) if status == 200 else body, headers=headers)

    def _headers(self, call: Call) -> dict[str, str]:
        """Ours, the purpose where there is one, and where we are in the trace."""
        activity = call.activity.identificatie if call.activity is not None else ""
        own = {
            name: text.replace(ACTIVITY, activity)
            for name, text in self.headers.items()
            if activity or ACTIVITY not in text
        }
        return {"Accept": _JSON, "Content-Type": _JSON} | own | {"traceparent": PARENT.get()}

    async def _ask(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
        """Status, headers and bytes of the answer. Raises Unavailable."""
        try:
            async with asyncio.timeout(PATIENCE):
                async with self._opened().post(
                    self.root + "/personen", data=body, headers=headers, allow_redirects=False
                ) as answer:
                    if answer.status != 200 and answer.status not in _TOLD:
                        raise Unavailable(_SILENT)
                    raw = bytearray()
                    async for piece in answer.content.iter_chunked(64 * 1024):
                        raw += piece
                        if len(raw) > MOST_ANSWERED:
                            raise Unavailable("De BRP geeft een antwoord dat te groot is.")
                    kept = [(name, answer.headers[name]) for name in _KEPT if name in answer.headers]
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise Unavailable(_SILENT) from None
        found = tuple((name.encode(), text.encode("latin-1", "replace")) for name, text in kept)
        return answer.status, (*found, (b"cache-control", b"no-store")), bytes(raw)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=AT_ONCE),
                timeout=aiohttp.ClientTimeout(total=PATIENCE, connect=2.0),
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _noted(call: Call, body: bytes, *, added: bool) -> bytes:
    """The answer, once everybody in it is noted. Raises Unavailable for an answer of which that cannot be told."""
    try:
        found = msgspec.json.decode(body)
        persons = [_number(each) for each in found["personen"]]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, KeyError, TypeError):
        raise _unreadable() from None
    for bsn in persons:
        call.seen(f"bsn:{bsn}", THING)
    if not added:
        return body
    for each in found["personen"]:
        del each[NUMBER]
    return _encode(found)


def _number(person: Any) -> str:
    if not isinstance(bsn := person[NUMBER], str) or not (len(bsn) == 9 and bsn.isdigit()):
        raise _unreadable()
    return bsn


def _unreadable() -> Problem:
    return Unavailable("De BRP geeft een antwoord dat niet te lezen is.")
