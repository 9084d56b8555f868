"""A letter as a PDF of one page: as much of the format as the demo needs, made here so that no file is kept for it."""

import textwrap
from collections.abc import Iterator, Sequence

WIDTH = 84
LINES = 44
_PAGE = (595, 842)
_LEFT, _TOP, _SIZE, _LEADING = 71, 760, 11, 15


def pdf(titel: str, alineas: Sequence[str]) -> bytes:
    """The title in bold, and below it these paragraphs. Raises ValueError when they do not fit on one page."""
    regels = [line for each in alineas for line in [*textwrap.wrap(each, WIDTH), ""]]
    if len(regels) > LINES:
        raise ValueError(f"{len(regels)} lines do not fit on a page of {LINES}")
    return _file([*_objects(_stream(titel, regels)), b"<< /Title (" + _text(titel) + b") >>"])


def _objects(stream: bytes) -> Iterator[bytes]:
    yield b"<< /Type /Catalog /Pages 2 0 R /Lang (nl-NL) >>"
    yield b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    yield (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 6 0 R "
        b"/Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>" % _PAGE
    )
    for name in (b"Helvetica", b"Helvetica-Bold"):
        yield b"<< /Type /Font /Subtype /Type1 /BaseFont /" + name + b" /Encoding /WinAnsiEncoding >>"
    yield b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)


def _stream(titel: str, regels: Sequence[str]) -> bytes:
    """What is drawn: the lines from top to bottom."""
    lines = [b"BT", b"/F2 15 Tf", b"%d %d Td" % (_LEFT, _TOP), b"(" + _text(titel) + b") Tj"]
    lines += [b"/F1 %d Tf" % _SIZE, b"%d TL" % _LEADING, b"T*"]
    lines += [b"T* (" + _text(each) + b") Tj" for each in regels]
    return b"\n".join([*lines, b"ET"])


def _text(text: str) -> bytes:
    """A text as a PDF writes it between brackets."""
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")


def _file(objects: Sequence[bytes]) -> bytes:
    """The file: its objects, the table of where each begins, and where that table is. The last object tells of it."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    begins: list[int] = []
    for number, each in enumerate(objects, 1):
        begins.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % each for each in begins)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)
