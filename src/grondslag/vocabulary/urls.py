"""URLs as the standards use them: to refer to a record, here or at a neighbour."""

import re
from urllib.parse import urlsplit

MAX_LENGTH = 1000
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_REFERENCE = re.compile(rf"(https?://[^/?#\s@\\]+(?:/[^/?#\s\\]+)+)/({_UUID.pattern})")
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\]")
_TEXT = re.compile(r"[!-~]*")
_SENTENCE = "Dit is geen geldige URL: verwacht wordt een volledig adres dat begint met https:// of http://."


def check_url(text: str, *, fragment: bool = False) -> str | None:
    """An absolute http(s) URL without credentials. Answers a Dutch sentence that says what is wrong, or None."""
    if len(text) > MAX_LENGTH:
        return f"Een URL heeft hier ten hoogste {MAX_LENGTH} tekens."
    if not _TEXT.fullmatch(text) or "\\" in text:
        return "Een URL bevat alleen leesbare ASCII-tekens, zonder spaties; codeer andere tekens met %."
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _SENTENCE
    if parts.scheme not in {"http", "https"} or len(host) > 253 or port == 0:
        return _SENTENCE
    if "@" in parts.netloc:
        return "Een URL bevat hier geen gebruikersnaam of wachtwoord."
    if not _HOST.fullmatch(f"[{host}]" if ":" in host else host):
        return _SENTENCE
    if "#" in text and not fragment:
        return "Een URL bevat hier geen fragment (het deel na #)."
    return None


def split_reference(url: str) -> tuple[str, str] | None:
    """(`…/collection`, uuid in lower case) of a URL `…/collection/uuid`; None for any other, and with a query."""
    match = _REFERENCE.fullmatch(url) if len(url) <= MAX_LENGTH else None
    return None if match is None else (match[1], match[2].lower())


def is_uuid(text: str) -> bool:
    """A UUID in its usual text of 36 characters, in either case."""
    return _UUID.fullmatch(text) is not None
