"""Base64 as it arrives in a JSON text: decoded piece by piece, and exact to the last character."""

import binascii
import re

_ESCAPED = re.compile(rb"\\u00([0-7][0-9a-fA-F])")
_ESCAPE_LENGTH = 6
_SPACE = b" \t\r\n"


class NotBase64(Exception):
    """What came is no base64. `code`: as clients know it from the incumbent."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Base64Reader:
    """Takes the inside of a JSON string, in pieces of any length."""

    def __init__(self) -> None:
        self._escape = self._left = b""
        self._is_padded = False

    def feed(self, piece: bytes) -> bytes:
        """The bytes that another piece of text stands for. Raises NotBase64."""
        if self._escape or b"\\" in piece:
            piece = self._unescaped(self._escape + piece)
        if not piece.isascii() or any(each in piece for each in _SPACE):
            piece = piece.translate(None, _SPACE)
        if self._left:
            piece = self._left + piece
        whole = len(piece) & ~3
        self._left = piece[whole:]
        if not whole:
            return b""
        return self._decoded(piece[:whole] if self._left else piece)

    def end(self) -> None:
        """The string is over. Raises NotBase64 when it broke off."""
        if self._escape:
            raise NotBase64("invalid-base64", "De inhoud is geen geldige base64.")
        if self._left:
            raise NotBase64("incorrect-base64-padding", "De inhoud is geen hele base64: er ontbreken tekens.")

    def _unescaped(self, text: bytes) -> bytes:
        """The characters that are meant; what may be the begin of an escape waits for the rest."""
        at = text.rfind(b"\\", -_ESCAPE_LENGTH)
        self._escape = b""
        if at >= 0 and len(text) - at < (_ESCAPE_LENGTH if text[at + 1 : at + 2] in (b"", b"u") else 2):
            text, self._escape = text[:at], text[at:]
        for escape, character in ((rb"\n", b""), (rb"\r", b""), (rb"\t", b""), (rb"\/", b"/")):
            text = text.replace(escape, character)
        if b"\\" in text:
            text = _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), text)
        return text

    def _decoded(self, text: bytes) -> bytes:
        if self._is_padded:
            raise NotBase64("invalid-base64", "De inhoud gaat verder na het einde van de base64.")
        self._is_padded = text.endswith(b"=")
        try:
            return binascii.a2b_base64(text, strict_mode=True)
        except binascii.Error as failure:
            code = "incorrect-base64-padding" if str(failure) == "Incorrect padding" else "invalid-base64"
            raise NotBase64(code, "De inhoud is geen geldige base64.") from None
