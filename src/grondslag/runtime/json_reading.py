"""A JSON object as it arrives, of which one text is too large to keep: it is decoded and handed on piece by piece.

Only the place of that text is looked for here, with as little as that takes: where strings end, and how deep a place
lies. Whether the rest is JSON, its parser tells. A text that is not found (its name written with escapes) stays in the
rest, within the bounds of that, and is read from there.
"""

import re
from typing import Any

import msgspec

from grondslag.kernel.rules import Violation
from grondslag.runtime.base64_reading import Base64Reader, NotBase64
from grondslag.surfaces.problems import Invalid, TooLarge

# Each character is looked at once: what was taken is never given back.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_OUTSIDE = re.compile(rb'(?:[^"]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_OPENS = re.compile(rb'\s*+(?::\s*+(?:(")|\Z|(.))|\Z|.)', re.DOTALL)
_NOTHING = b"null"
MOST_NAMES = 1_000
"""So often the name of the content may stand in the rest, and so many characters between a name and its value: what is
looked at for it again and again is never much."""
LARGEST_GAP = 1_000


class JsonReader:
    """Takes a body in pieces. `name`: the field whose text is content; `limit`: bytes of all the rest.

    `within`: the object of the body that has the field, when that is not the body itself.
    """

    def __init__(self, name: str, limit: int, within: str = "") -> None:
        self.name, self.limit, self.within = f"{within}.{name}" if within else name, limit, within
        self.begun = False
        """Whether the content has begun."""
        self._token = b'"' + name.encode() + b'"'
        self._rest = bytearray()
        self._known = self._looked = self._depth = 0
        """Up to where the depth is known, and up to where the name was looked for."""
        self._before, self._names = b"", 0
        self._content: Base64Reader | None = None

    def feed(self, raw: bytes) -> bytes:
        """The content in another piece of the body. Raises TooLarge or Invalid."""
        found = b""
        while raw:
            if self._content is not None:
                piece, raw = self._inside(raw)
                found += piece
            else:
                self._rest += raw
                raw = self._outside()
            if len(self._rest) > self.limit:
                raise TooLarge
        return found

    def before(self) -> dict[str, Any]:
        """What was said before the content began, as far as it can be read."""
        ends = b"}}" if self.within else b"}"
        try:
            found = msgspec.json.decode(self._before.rstrip().rstrip(b",") + ends)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return {}
        said = found.get(self.within) if self.within and isinstance(found, dict) else found
        return said if isinstance(said, dict) else {}

    def end(self) -> bytes:
        """The rest of the body, in which the content is null. Raises Invalid when it broke off in the content."""
        if self._content is not None:
            raise self._refused("invalid-base64", "De inhoud breekt af.")
        return bytes(self._rest)

    def _inside(self, raw: bytes) -> tuple[bytes, bytes]:
        """Content, and what comes after it."""
        assert self._content is not None  # noqa: S101 - the caller looked
        end = raw.find(b'"')
        try:
            found = self._content.feed(raw if end < 0 else raw[:end])
            if end < 0:
                return found, b""
            self._content.end()
        except NotBase64 as failure:
            raise self._refused(failure.code, failure.reason) from None
        self._content = None
        self._rest += _NOTHING
        self._known = self._looked = len(self._rest)
        return found, raw[end + 1 :]

    def _outside(self) -> bytes:
        """Look for the content in the rest; what stands after its first quotation mark is taken out again."""
        while (at := self._rest.find(self._token, self._looked)) >= 0:
            after = at + len(self._token)
            opens = _OPENS.match(self._rest, after)
            if opens is None or (opens[1] is None and opens.end() == len(self._rest) and opens[2] is None):
                if len(self._rest) - after > LARGEST_GAP:
                    raise self._refused("invalid", "Achter de naam van dit veld staat te veel wit.")
                return b""  # what stands behind the name is still to come
            self._names += 1
            if self._names > MOST_NAMES:
                raise self._refused("invalid", "De naam van dit veld staat er te vaak.")
            is_name = self._measure(at)
            self._known = self._looked = after
            if is_name and opens[1] is not None:
                return bytes(self._begin(at, opens.start(1)))
        self._looked = max(self._looked, len(self._rest) - len(self._token) + 1)
        return b""

    def _measure(self, at: int) -> bool:
        """Whether a name here is as deep as that of the content. Moves the depth on to this place."""
        passed = bytes(self._rest[self._known : at])
        is_outside = _OUTSIDE.fullmatch(passed) is not None
        plain = _STRING.sub(b"", passed)
        if not is_outside:
            plain = plain[: plain.index(b'"')]
        self._depth += sum(plain.count(each) for each in (b"{", b"[")) - sum(plain.count(each) for each in (b"}", b"]"))
        return is_outside and self._depth == (2 if self.within else 1)

    def _begin(self, at: int, opens: int) -> bytearray:
        if self.begun:
            raise self._refused("invalid", "Dit veld staat er meer dan één keer.")
        self.begun, self._content = True, Base64Reader()
        self._before = bytes(self._rest[:at])
        raw = self._rest[opens + 1 :]
        del self._rest[opens:]
        return raw

    def _refused(self, code: str, reason: str) -> Invalid:
        return Invalid([Violation(code, reason, self.name)])
