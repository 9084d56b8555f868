"""What a client sends, within its bounds: the parameters, the headers that decide, and the body."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import msgspec

from grondslag.kernel.rules import Violation
from grondslag.runtime.bounded import is_nested_deeper
from grondslag.runtime.observe import Trace
from grondslag.surfaces.problems import (
    Invalid,
    NotAcceptable,
    ParseError,
    PreconditionFailed,
    TooLarge,
    UnsupportedMediaType,
)

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Headers = Mapping[bytes, bytes]

MAX_PARAMS = 200
MAX_QUERY = 16_384
LET_GO = 32 * 2**20
LET_GO_SECONDS = 2.0
REQUEST_SECONDS = 30.0
SLOWEST = 16_384
"""So many bytes a second a body comes in, over all of its time; who is slower keeps a connection for nothing."""
DEEPEST = 100
"""So deep a body goes, which no standard comes near: whatever reads it later need not think of more."""
JSON = b"application/json"
CRS = b"EPSG:4326"
ONCE = {b"authorization": "Authorization", b"x-verwerkingsactiviteit": "X-Verwerkingsactiviteit"}
"""Headers that decide; of two of them nobody can say which was meant."""
_WIDE = frozenset((b"*/*", b"application/*"))


class Sent(NamedTuple):
    """A request as it comes in."""

    component: str
    """Whose API is asked."""
    method: str
    path: str
    query: str
    headers: Headers
    receive: Receive
    """Where its body is had."""
    base: str
    """Under which address of ours it came (`https://gemeente.example`)."""
    trace: Trace


def takes_json(accept: bytes | None) -> bool:
    """Whether an Accept header leaves room for JSON; a weight of nothing takes a kind away."""
    if not accept or accept == JSON:
        return True
    for each in accept.lower().split(b","):
        kind, *params = (part.strip().replace(b" ", b"") for part in each.split(b";"))
        weights = [part.removeprefix(b"q=") for part in params if part.startswith(b"q=")]
        refused = any(not weight.strip(b"0.") for weight in weights)
        if not refused and (kind in _WIDE or (kind.startswith(b"application/") and kind.endswith(b"json"))):
            return True
    return False


def check_once(sent: Sequence[tuple[bytes, bytes]], headers: Headers) -> None:
    """Raises ParseError where a header that decides came more than once."""
    if len(headers) < len(sent):
        for name, shown in ONCE.items():
            if sum(each == name for each, _ in sent) > 1:
                raise ParseError(f"Geef de header {shown} één keer.")


def check_crs(headers: Headers, method: str, *, required: bool = True) -> None:
    """The coordinate system must be named, and there is one. Raises PreconditionFailed or NotAcceptable."""
    names = {"GET": (b"accept-crs",), "HEAD": (b"accept-crs",), "DELETE": ()}
    for name in names.get(method, (b"content-crs", b"accept-crs")):
        value = headers.get(name)
        title = {b"accept-crs": "Accept-Crs", b"content-crs": "Content-Crs"}[name]
        if value is None:
            if name == b"content-crs" or not required:
                continue
            raise PreconditionFailed(f"'{title}' header ontbreekt")
        if value != CRS:
            raise NotAcceptable(f"CRS '{value.decode('latin-1')[:100]}' is niet ondersteund")


def read_params(query: str) -> Sequence[tuple[str, str]]:
    """The parameters, each once. Raises TooLarge, ParseError or Invalid."""
    if not query:
        return ()
    if len(query) > MAX_QUERY:
        raise TooLarge("De parameters zijn samen te lang.")
    try:
        found = parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_PARAMS, errors="strict")
    except ValueError:
        raise ParseError("De parameters zijn niet te lezen.") from None
    counts = Counter(name for name, _ in found)
    if len(counts) < len(found):  # the standard gives a list in one parameter, with commas
        reason = "Geef deze parameter één keer."
        raise Invalid([Violation("invalid", reason, name[:100]) for name, count in counts.items() if count > 1])
    return found


async def read_body(headers: Headers, receive: Receive, trace: Trace, limit: int) -> bytes:
    """The whole body. Raises TooLarge above the limit, ParseError when it breaks off."""
    return b"".join([each async for each in arriving(headers, receive, trace, limit, paced=False)])


async def arriving(
    headers: Headers, receive: Receive, trace: Trace, limit: int, *, paced: bool = True
) -> AsyncIterator[bytes]:
    """The body as it comes. Raises TooLarge above the limit, ParseError when it breaks off.

    `paced`: it may take as long as it goes on, and not too slowly; else all has the time of one request.
    """
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length[:20]) > limit:
        if b"expect" not in headers:  # who asks first has not begun
            await let_go(receive)
        raise TooLarge
    loop = asyncio.get_running_loop()
    began, size = loop.time(), 0
    trace.waits = True
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            trace.waits = False
            raise ParseError
        body = message.get("body", b"")
        size += len(body)
        if size > limit:
            await let_go(receive)
            trace.waits = False
            raise TooLarge
        trace.waits = bool(message.get("more_body"))
        if paced:
            slowest = began + size / SLOWEST if trace.waits else loop.time()
            trace.allow(min(loop.time(), slowest) + REQUEST_SECONDS)
        yield body
        if not trace.waits:
            return


async def let_go(receive: Receive) -> None:
    """Read on for a moment what is refused: a client that finds the door closed while it sends, sees no answer."""
    left = LET_GO
    with suppress(TimeoutError):
        async with asyncio.timeout(LET_GO_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return


def as_object(raw: bytes, headers: Headers, *, may_be_empty: bool) -> dict[str, Any]:
    """The JSON object in a body. Raises UnsupportedMediaType or ParseError."""
    if may_be_empty and not raw.strip():
        return {}
    kind = headers.get(b"content-type", JSON).partition(b";")[0].strip().lower()
    if kind not in (JSON, b"application/merge-patch+json"):
        raise UnsupportedMediaType(f'Ongeldige media type "{kind.decode("latin-1")[:100]}" in aanvraag.')
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise ParseError("De inhoud is geen geldige JSON.") from None
    if not isinstance(found, dict):
        raise ParseError("De inhoud moet een JSON-object zijn.")
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and is_nested_deeper(found, DEEPEST):
        raise ParseError(f"De inhoud mag hoogstens {DEEPEST} niveaus diep zijn.")
    return found


def matches(asked: bytes | None, tag: bytes) -> bool:
    """Whether what a client has (If-None-Match) is still this."""
    if asked is None:
        return False
    return asked.strip() == b"*" or any(each.strip().removeprefix(b"W/") == tag for each in asked.split(b","))
