"""The text of a document in each format we read. Nothing in a document is trusted, and nothing but text is looked for.

Runs in the child of `extraction.py` alone: what takes too much time or memory there ends with that child. No macro is
run, no link followed and no entity resolved.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from io import BytesIO
from typing import IO, Any
from xml.parsers import expat

import pypdf
from pypdf.errors import DependencyError

from grondslag.runtime.document_kinds import kind_of

MOST_CHARACTERS = 2**20
"""So much text of a document is kept: some 400 pages."""
MOST_MEMBERS = 5_000
LARGEST_UNPACKED = 128 * 2**20
LARGEST_RATIO = 100
DEEPEST = 200
DEEPEST_MAIL = 3
MOST_PAGES = 5_000
_CHUNK = 2**16
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre", "section",
        "table", "td", "th", "title", "tr", "ul",
    )
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "template", "noscript"))
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_PARTS = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|ppt/(slides/slide|notesSlides/notesSlide)\d+"
    r"\.xml|xl/sharedStrings\.xml"
)
_ENDS = frozenset(("p", "h", "br", "tab", "cr", "si", "s", "line-break", "table-cell", "tc"))


class Refused(Exception):
    """The document cannot be read, and never will be. The argument is the word for why."""


class Full(Exception):
    """There is as much text as we keep."""


class Collected:
    """Text as it comes, until there is enough of it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0
        self.is_cut = False

    def add(self, text: str) -> None:
        """Add a piece. Raises Full when that is the last."""
        self.parts.append(text[: MOST_CHARACTERS - self.size])
        self.size += len(text)
        if self.size > MOST_CHARACTERS:
            self.is_cut = True
            raise Full

    @property
    def text(self) -> str:
        """All of it, with single spaces, and without what is no character."""
        whole = "".join(self.parts).replace("\x00", " ").encode("utf-8", "replace").decode()
        return " ".join(whole.split())


def read(kind: str, file: IO[bytes]) -> tuple[str, bool]:
    """The text of a document of one of the `READERS`, and whether it was cut off. Raises Refused."""
    found = Collected()
    try:
        READERS[kind](file, found)
    except Full:
        pass
    except RecursionError:
        raise Refused("te-diep") from None
    except MemoryError:
        raise Refused("te-groot") from None
    return found.text, found.is_cut


# --- text and html ------------------------------------------------------------------------------------------------


def _decoded(raw: bytes, charset: str = "") -> str:
    """Bytes as text: by their mark, as they say themselves, else as UTF-8, else as Windows writes it."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(name, "replace")
    for name in (charset, "utf-8"):
        try:
            if name:
                return raw.decode(name)
        except (LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def _read_text(file: IO[bytes], found: Collected) -> None:
    raw = file.read(4 * MOST_CHARACTERS + 1)
    found.is_cut = len(raw) > 4 * MOST_CHARACTERS
    found.add(_decoded(raw))


class _Html(HTMLParser):
    """Passes on what a reader of the page sees."""

    def __init__(self, found: Collected) -> None:
        super().__init__(convert_charrefs=True)
        self.found, self.unseen = found, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.found.add("\n")

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag in _UNSEEN and self.unseen:
            self.unseen -= 1
        if tag in _BLOCKS:
            self.found.add("\n")

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self.unseen:
            self.found.add(data)


def _read_html(file: IO[bytes], found: Collected) -> None:
    raw = file.read(16 * MOST_CHARACTERS + 1)
    found.is_cut = len(raw) > 16 * MOST_CHARACTERS
    said = _CHARSET.search(raw[:2048])
    _feed(_decoded(raw, said.group(1).decode() if said else ""), found)


def _feed(page: str, found: Collected) -> None:
    parser = _Html(found)
    for start in range(0, len(page), _CHUNK):
        parser.feed(page[start : start + _CHUNK])
    parser.close()


# --- office documents ---------------------------------------------------------------------------------------------


class _Xml:
    """Passes on the text of an office document: of OOXML what stands in `t`, of OpenDocument all of the body."""

    def __init__(self, found: Collected, everywhere: bool) -> None:
        self.found, self.everywhere = found, everywhere
        self.depth = self.inside = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def _doctype(self, *_: Any) -> None:
        """No office program writes one: it is there for entities, which may grow without end."""
        raise Refused("verdacht")

    def _counts(self, name: str) -> bool:
        return name == "body" if self.everywhere else name == "t"

    def _start(self, name: str, _: Any) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused("te-diep")
        local = name.rpartition(" ")[2]
        self.inside += self._counts(local)
        if local in _ENDS:
            self.found.add(" ")

    def _end(self, name: str) -> None:
        self.depth -= 1
        local = name.rpartition(" ")[2]
        self.inside -= self._counts(local)
        if local in _ENDS:
            self.found.add(" ")

    def _data(self, data: str) -> None:
        if self.inside:
            self.found.add(data)


def _read_office(file: IO[bytes], found: Collected) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_MEMBERS:
                raise Refused("verdacht")
            names = {each.filename for each in entries}
            wanted = [each for each in entries if _PARTS.fullmatch(each.filename) or each.filename == "content.xml"]
            if any(each.flag_bits & 1 for each in wanted) or "EncryptedPackage" in names:
                raise Refused("versleuteld")
            if not wanted:
                raise Refused("soort-onbekend")
            _read_members(archive, wanted, found)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, expat.ExpatError) as failure:
        raise Refused("onleesbaar") from failure


def _read_members(archive: zipfile.ZipFile, wanted: list[zipfile.ZipInfo], found: Collected) -> None:
    unpacked = 0
    for entry in wanted:
        xml = _Xml(found, everywhere=entry.filename == "content.xml")
        packed, own = entry.compress_size, 0
        for chunk in _chunks(archive, entry):
            own += len(chunk)
            unpacked += len(chunk)
            # What the zip says of its own sizes may be a lie, so that is not asked.
            if unpacked > LARGEST_UNPACKED or own > LARGEST_RATIO * packed + 2**20:
                raise Refused("verdacht")
            xml.parser.Parse(chunk, False)
        xml.parser.Parse(b"", True)
        found.add("\n")


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as member:
        while chunk := member.read(_CHUNK):
            yield chunk


# --- pdf ----------------------------------------------------------------------------------------------------------


def _read_pdf(file: IO[bytes], found: Collected) -> None:
    """The text layer; of a scan without one nothing is found, which is not wrong."""
    try:
        reader = pypdf.PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("versleuteld")
        count = len(reader.pages)
    except (Refused, MemoryError, RecursionError):
        raise
    except DependencyError:
        raise Refused("versleuteld") from None
    except Exception as failure:
        raise Refused("onleesbaar") from failure
    broken = 0
    for number in range(min(count, MOST_PAGES)):
        try:
            found.add(reader.pages[number].extract_text() + "\n")
        except (Full, MemoryError):
            raise
        except Exception:  # a page that is broken leaves the others to be read
            broken += 1
    found.is_cut = found.is_cut or count > MOST_PAGES
    if broken and broken == min(count, MOST_PAGES):
        raise Refused("onleesbaar")


# --- mail ---------------------------------------------------------------------------------------------------------


def _read_mail(file: IO[bytes], found: Collected, depth: int = 0) -> None:
    """Who wrote what to whom, and what came along in a format we read."""
    message = message_from_bytes(file.read(), policy=policy.default)
    for name in ("subject", "from", "to", "cc", "date"):
        found.add(f"{_header(message, name)}\n")
    for part in message.walk():
        if not part.is_multipart():
            _read_part(part, found, depth)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):  # a header that breaks the parser
        return ""


def _read_part(part: EmailMessage, found: Collected, depth: int) -> None:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw:
        return
    content_type, name = part.get_content_type(), part.get_filename() or ""
    kind = kind_of(content_type, name, raw[:8])
    if not name and kind in ("text", "html"):
        text = _decoded(raw, str(part.get_content_charset() or ""))
        found.add(text + "\n") if kind == "text" else _feed(text, found)
        return
    found.add(name + "\n")
    if kind and (kind != "mail" or depth < DEEPEST_MAIL):
        try:
            if kind == "mail":
                _read_mail(BytesIO(raw), found, depth + 1)
            else:
                READERS[kind](BytesIO(raw), found)
        except Refused:
            return


READERS: dict[str, Callable[[IO[bytes], Collected], None]] = {
    "text": _read_text,
    "html": _read_html,
    "office": _read_office,
    "pdf": _read_pdf,
    "mail": _read_mail,
}
