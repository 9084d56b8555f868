"""A form (multipart/form-data) as it arrives, of which one field is too large to keep: it goes on piece by piece."""

import re
from typing import Any

from grondslag.kernel.rules import Violation
from grondslag.runtime.incoming import Headers
from grondslag.surfaces.problems import Invalid, ParseError, TooLarge, UnsupportedMediaType

FORM = b"multipart/form-data"
MOST_FIELDS = 20
LARGEST_HEAD = 8_192
LARGEST_REST = 65_536
_BOUNDARY = re.compile(rb';\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)', re.IGNORECASE)
_NAME = re.compile(rb'^content-disposition:\s*form-data\b[^\r\n]*?;\s*name="([^"\r\n]*)"', re.IGNORECASE | re.MULTILINE)
_END_OF_LINE, _END_OF_HEAD = b"\r\n", b"\r\n\r\n"


class FormReader:
    """Takes a body in pieces. `name`: the field that is content."""

    def __init__(self, name: str, headers: Headers) -> None:
        kind = headers.get(b"content-type", b"")
        found = _BOUNDARY.search(kind)
        if kind.partition(b";")[0].strip().lower() != FORM or found is None:
            shown = kind.partition(b";")[0].decode("latin-1")[:100]
            raise UnsupportedMediaType(f'Ongeldige media type "{shown}" in aanvraag; dit gaat als multipart/form-data.')
        self.name = name
        self.begun = False
        """Whether the content has begun."""
        self._boundary: bytes = _END_OF_LINE + b"--" + (found[1] or found[2])
        self._waiting = bytearray(_END_OF_LINE)  # the first boundary stands at the begin of a line too
        self._step = self._inside
        self._field: str | None = None
        self._fields: dict[str, bytearray] = {}
        self._is_over = False

    def feed(self, raw: bytes) -> bytes:
        """The content in another piece of the body. Raises ParseError, TooLarge or Invalid."""
        self._waiting += raw
        found = bytearray()
        while not self._is_over and self._step(found):
            pass
        if self._is_over:
            self._waiting.clear()
        return bytes(found)

    def before(self) -> dict[str, Any]:
        """What was said before the content began decides nothing."""
        return {}

    def end(self) -> dict[str, str]:
        """The other fields. Raises ParseError when the form broke off."""
        if not self._is_over:
            raise ParseError("Het formulier breekt af.")
        return {name: value.decode("utf-8", "replace") for name, value in self._fields.items()}

    def _inside(self, found: bytearray) -> bool:
        """Take what belongs to a field, up to the next boundary."""
        end = self._waiting.find(self._boundary)
        size = end if end >= 0 else max(len(self._waiting) - len(self._boundary), 0)
        self._keep(self._waiting[:size], found)
        del self._waiting[: size + (len(self._boundary) if end >= 0 else 0)]
        if end >= 0:
            self._step = self._behind
        return end >= 0

    def _keep(self, piece: bytearray, found: bytearray) -> None:
        if self._field == self.name:
            found += piece
        elif self._field is not None:
            self._fields[self._field] += piece
            if sum(map(len, self._fields.values())) > LARGEST_REST:
                raise TooLarge

    def _behind(self, _found: bytearray) -> bool:
        """Behind a boundary comes another field, or the end."""
        if self._waiting.startswith(b"--"):
            self._is_over = True
            return False
        return self._head_follows(_END_OF_LINE, self._headed)

    def _headed(self, _found: bytearray) -> bool:
        """The head of a field says how it is called."""
        end = self._waiting.find(_END_OF_HEAD)
        if end < 0:
            return self._waits()
        name = _NAME.search(bytes(self._waiting[:end]))
        if name is None:
            raise ParseError("Een veld van het formulier heeft geen naam.")
        del self._waiting[: end + len(_END_OF_HEAD)]
        field = self._field = name[1].decode("utf-8", "replace")
        if field in self._fields or (field == self.name and self.begun):
            raise Invalid([Violation("invalid", "Dit veld staat er meer dan één keer.", field[:100])])
        if field == self.name:
            self.begun = True
        elif len(self._fields) >= MOST_FIELDS:
            raise ParseError("Het formulier heeft te veel velden.")
        else:
            self._fields[field] = bytearray()
        self._step = self._inside
        return True

    def _head_follows(self, mark: bytes, step: Any) -> bool:
        end = self._waiting.find(mark)
        if end < 0:
            return self._waits()
        if self._waiting[:end].strip():
            raise ParseError("Het formulier is niet te lezen.")
        del self._waiting[: end + len(mark)]
        self._step = step
        return True

    def _waits(self) -> bool:
        if len(self._waiting) > LARGEST_HEAD:
            raise ParseError("Het formulier is niet te lezen.")
        return False
