"""Downloads: the content of a version of a document, whole or a range of it, as it comes from the store.

HEAD tells no less of the document than reading it does: its name, its size, and by its tag the SHA-256 of what it says.
So it is judged as a download, and in the log as a document that was read.
"""

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import quote

from grondslag.kernel.shape import Shape
from grondslag.runtime.asking import unknown_parameters
from grondslag.runtime.contents import Piece
from grondslag.runtime.incoming import Headers, matches
from grondslag.runtime.town import Answer, Call, Town
from grondslag.runtime.versions import PARAMETERS, version_of
from grondslag.surfaces.problems import Invalid, NotFound, OutOfRange

OCTETS = b"application/octet-stream"
_RANGE = re.compile(rb"bytes=(\d*)-(\d*)")
_UNSAFE = re.compile(r'[^\x20-\x7e]|["\\/%;]')


async def download(
    town: Town, call: Call, shape: Shape, key: str, params: Sequence[tuple[str, str]], asked: Headers
) -> Answer:
    """The content of the version that is asked for, by default the latest; for HEAD what is told of all of it.

    Raises NotFound where there is none.
    """
    if unknown := [name for name, _ in params if name not in PARAMETERS]:
        raise Invalid([unknown_parameters(unknown)])
    found = await version_of(town, call, shape, key, params)
    projection = town.engine.projection(shape)
    call.shown(projection, [found.values])
    names = projection.names
    came, name, title = (found.values[names.index(each)] for each in ("inhoud_versie", "bestandsnaam", "titel"))
    if came is None:
        raise NotFound("Dit document heeft geen inhoud.")
    pieces = await town.contents.pieces(key, came)
    size, tag = sum(each.size for each in pieces), _tag(pieces)
    headers = (
        (b"content-type", OCTETS),
        (b"content-disposition", _disposition(name or title)),
        (b"content-security-policy", b"sandbox"),
        (b"etag", tag),
        (b"cache-control", b"private, no-cache"),
        (b"vary", b"authorization"),
        (b"accept-ranges", b"bytes"),
    )
    if matches(asked.get(b"if-none-match"), tag):
        return Answer(status=304, headers=headers)
    if call.method == "HEAD":
        return Answer(headers=headers, length=size)
    start, stop = _part(asked, size, tag) or (0, size)
    whole = start == 0 and stop == size
    more = () if whole else ((b"content-range", f"bytes {start}-{stop - 1}/{size}".encode()),)
    stream = town.contents.read(pieces, start, stop)
    return Answer(status=200 if whole else 206, headers=headers + more, length=stop - start, stream=stream)


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
