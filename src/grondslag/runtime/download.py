"""Downloads: the content of a version of a document, whole or a range of it, as it comes from the store."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec

from grondslag.kernel.decode import read_datetime
from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import Shape
from grondslag.runtime.contents import PARTS, Piece
from grondslag.runtime.incoming import Headers, matches
from grondslag.runtime.town import Answer, Call, Town, read_row
from grondslag.surfaces.problems import Invalid, NotFound, OutOfRange

OCTETS = b"application/octet-stream"
_RANGE = re.compile(rb"bytes=(\d*)-(\d*)")
_UNSAFE = re.compile(r'[^\x20-\x7e]|["\\/%;]')


class Version(msgspec.Struct):
    """What of a version decides about its content."""

    versie: int
    inhoud_versie: int | None
    bestandsnaam: str
    titel: str


async def download(
    town: Town, call: Call, shape: Shape, key: str, params: Sequence[tuple[str, str]], asked: Headers
) -> Answer:
    """The content of the version that is asked for, by default the latest. Raises NotFound where there is none."""
    versie, moment = _which(params)
    await read_row(town, call, shape, key)
    version = await _version(town, shape, key, versie, moment)
    if version is None or version.inhoud_versie is None:
        raise NotFound("Dit document heeft geen inhoud.")
    rows = await town.pool.fetch(
        f"select sleutel, omvang, sha256 from {PARTS} where informatieobject = $1::uuid and versie = $2 "
        "order by volgnummer",
        key,
        version.inhoud_versie,
    )
    pieces = [Piece(*row) for row in rows]
    size, tag = sum(each.size for each in pieces), _tag(pieces)
    headers = (
        (b"content-type", OCTETS),
        (b"content-disposition", _disposition(version.bestandsnaam or version.titel)),
        (b"content-security-policy", b"sandbox"),
        (b"etag", tag),
        (b"cache-control", b"private, no-cache"),
        (b"vary", b"authorization"),
        (b"accept-ranges", b"bytes"),
    )
    if matches(asked.get(b"if-none-match"), tag):
        return Answer(status=304, headers=headers)
    start, stop = _part(asked, size, tag) or (0, size)
    whole = start == 0 and stop == size
    more = () if whole else ((b"content-range", f"bytes {start}-{stop - 1}/{size}".encode()),)
    stream = town.contents.read(pieces, start, stop)
    return Answer(status=200 if whole else 206, headers=headers + more, length=stop - start, stream=stream)


def _which(params: Sequence[tuple[str, str]]) -> tuple[int | None, datetime | None]:
    """The version that is asked for: its number, or a moment. Raises Invalid."""
    versie: int | None = None
    moment: datetime | None = None
    told: list[Violation] = []
    for name, value in params:
        if name == "versie":
            versie = int(value) if value.isdecimal() and len(value) < 10 else None
            told += [] if versie is not None else [Violation("invalid", "Voer een geheel getal in.", name)]
        elif name == "registratieOp":
            moment = read_datetime(value)
            told += [] if moment is not None else [Violation("invalid", "Voer een geldig tijdstip in.", name)]
        else:
            told.append(Violation("unknown-parameters", f"Onbekende query parameters: {name[:100]}"))
    if told:
        raise Invalid(told)
    return versie, moment


async def _version(town: Town, shape: Shape, key: str, versie: int | None, moment: datetime | None) -> Version | None:
    columns = "versie, inhoud_versie, bestandsnaam, titel"
    every = " union all ".join(
        f"select {columns}, begin_registratie from {table} where id = $1::uuid"
        for table in (shape.table, f"{shape.table}_versie")
    )
    row = await town.pool.fetchrow(
        f"select {columns} from ({every}) v where ($2::bigint is null or versie = $2) "
        "and ($3::timestamptz is null or begin_registratie <= $3) order by versie desc limit 1",
        key,
        versie,
        moment,
    )
    return None if row is None else Version(*row)


def _tag(pieces: Sequence[Piece]) -> bytes:
    """What tells this content from any other."""
    if len(pieces) == 1:
        return f'"{pieces[0].sha256}"'.encode()
    whole = "".join(f"{each.size}:{each.sha256}" for each in pieces)
    return f'"{hashlib.sha256(whole.encode()).hexdigest()}"'.encode()


def _disposition(name: str) -> bytes:
    """The name under which it is saved, also for those who read only ASCII. It is never opened in its place."""
    plain = _UNSAFE.sub("_", name)[:200] or "document"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name[:255], safe='')}".encode()


def _part(asked: Headers, size: int, tag: bytes) -> tuple[int, int] | None:
    """Begin and end of the range that is asked for; None for all of it. Raises OutOfRange."""
    found = _RANGE.fullmatch(asked.get(b"range", b"").strip())
    if found is None or not (found[1] or found[2]) or asked.get(b"if-range", tag).strip() != tag:
        return None
    first, last = (int(each[:19]) if each else None for each in found.groups())
    if first is None:
        first, last = max(size - (last or 0), 0), size if last else -1
    elif last is not None and last < first:
        return None
    stop = size if last is None else min(last + 1, size)
    if first >= stop:
        raise OutOfRange(size)
    return first, stop


async def send_stream(stream: AsyncIterator[bytes], send: Any, receive: Any, seconds: float) -> None:
    """Send what comes, at the pace of who reads. Ends when the reader is gone or takes nothing for so long."""
    gone = asyncio.ensure_future(receive())
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds) as limit:
            async for chunk in stream:
                if gone.done() and gone.result()["type"] == "http.disconnect":
                    return
                limit.reschedule(loop.time() + seconds)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        await stream.aclose()  # type: ignore[attr-defined]
