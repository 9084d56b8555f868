"""The text of documents: what each format holds is read, and no document harms more than its own text."""

import asyncio
import socket
import subprocess
import zipfile
from collections.abc import AsyncIterator
from email.message import EmailMessage
from io import BytesIO

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from grondslag.runtime import extraction, extraction_formats
from grondslag.runtime.extraction import Read, Unread, extract

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE, TEXT = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def a_zip(**members: str | bytes) -> bytes:
    found = BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return found.getvalue()


def a_docx(body: str, before: str = "") -> bytes:
    return a_zip(word__document=f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')


def an_odt(body: str) -> bytes:
    head = f'<o:document-content xmlns:o="{OFFICE}" xmlns:t="{TEXT}"><o:automatic-styles>stijl</o:automatic-styles>'
    return a_zip(content=f"{head}<o:body><o:text>{body}</o:text></o:body></o:document-content>")


def a_pdf(*pages: str, password: str | None = None) -> bytes:
    writer = pypdf.PdfWriter()
    for text in pages:
        page = writer.add_blank_page(300, 300)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    found = BytesIO()
    writer.write(found)
    return found.getvalue()


def a_mail(html: str = "", **attached: bytes) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = (
        "Bezwaar tegen de aanslag é",
        "Jan <jan@example.nl>",
        "gemeente@example.nl",
    )
    mail.set_content("Hierbij maak ik bezwaar.\n")
    if html:
        mail.add_alternative(html, subtype="html")
    for name, content in attached.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return mail.as_bytes()


async def sent(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 2**18):
        yield content[start : start + 2**18]


def read(content: bytes, formaat: str = "", bestandsnaam: str = "") -> Read:
    return asyncio.run(extract(sent(content), formaat, bestandsnaam))


def refused(content: bytes, bestandsnaam: str, formaat: str = "") -> Unread:
    with pytest.raises(Unread) as found:
        read(content, formaat, bestandsnaam)
    return found.value


# --- each format --------------------------------------------------------------------------------------------------


def test_of_a_docx_every_paragraph() -> None:
    body = "<w:p><w:r><w:t>Aanvraag om</w:t></w:r><w:r><w:t> een ver</w:t><w:t>gunning</w:t></w:r></w:p>"
    found = read(
        a_docx(body + "<w:p><w:pPr>1</w:pPr><w:r><w:t>Voor een dakkapel</w:t></w:r></w:p>"), bestandsnaam="a.docx"
    )
    assert found == Read("Aanvraag om een vergunning Voor een dakkapel", is_cut=False)


def test_of_an_odt_the_body() -> None:
    found = read(
        an_odt("<t:h>Besluit</t:h><t:p>Wij<t:s/>wijzen<t:line-break/>af: <t:span>te</t:span> hoog</t:p>"),
        bestandsnaam="b.odt",
    )
    assert found.text == "Besluit Wij wijzen af: te hoog"


def test_of_slides_and_sheets_the_words() -> None:
    slide = f'<p xmlns:a="{DRAWING}"><a:p><a:r><a:t>Plan van aanpak</a:t></a:r></a:p></p>'
    assert read(a_zip(ppt__slides__slide1=slide), bestandsnaam="c.pptx").text == "Plan van aanpak"
    strings = f'<sst xmlns="{SHEET}"><si><t>Naam</t></si><si><r><t>Be</t></r><r><t>drag</t></r></si></sst>'
    assert read(a_zip(xl__sharedStrings=strings), bestandsnaam="d.xlsx").text == "Naam Bedrag"


def test_of_a_pdf_every_page_whatever_is_said_of_it() -> None:
    pdf = a_pdf("Bouwtekening van de schuur", "Doorsnede")
    assert read(pdf, "application/pdf").text == "Bouwtekening van de schuur Doorsnede"
    assert read(pdf, "text/plain", "x.txt").text == "Bouwtekening van de schuur Doorsnede"


def test_a_pdf_of_pictures_has_no_text() -> None:
    assert read(a_pdf(""), "application/pdf") == Read("", is_cut=False)


def test_a_pdf_that_everybody_may_read_is_read() -> None:
    assert read(a_pdf("Voor ieder", password=""), "application/pdf").text == "Voor ieder"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_every_encoding(encoding: str) -> None:
    assert read("Coördinatie\tvan één zaak €".encode(encoding), "text/plain").text == "Coördinatie van één zaak €"


def test_of_a_page_what_a_reader_sees() -> None:
    head = "<title>Kennisgeving</title><script>var geheim</script><style>p{}</style>"
    page = head + "<p>Een <b>boom</b>kap<br>in&eacute;&nbsp;park"
    assert read(page.encode(), "text/html; charset=utf-8").text == "Kennisgeving Een boomkap iné park"
    assert read(b'<meta charset="iso-8859-1"><p>caf\xe9', bestandsnaam="x.htm").text == "café"


def test_of_a_mail_head_body_and_attachments() -> None:
    mail = a_mail(
        "<p>Hierbij maak ik <i>bezwaar</i>.</p>", aanslag_pdf=a_pdf("Aanslag OZB"), foto_jpg=b"\xff\xd8\xff\x00"
    )
    found = read(mail, "message/rfc822").text
    assert found.startswith("Bezwaar tegen de aanslag é Jan <jan@example.nl> gemeente@example.nl")
    assert "Hierbij maak ik bezwaar. Hierbij maak ik bezwaar." in found
    assert "aanslag.pdf Aanslag OZB" in found
    assert "foto.jpg" in found


def test_a_mail_within_a_mail() -> None:
    assert "Aanslag OZB" in read(a_mail(door_eml=a_mail(aanslag_pdf=a_pdf("Aanslag OZB"))), "message/rfc822").text


def test_a_broken_attachment_leaves_the_mail() -> None:
    assert "Hierbij" in read(a_mail(x_docx=b"PK\x03\x04nee", y_pdf=b"%PDF-1.7 nee"), "message/rfc822").text


def test_content_of_nothing_has_no_text() -> None:
    assert read(b"", "text/plain") == Read("", is_cut=False)


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xff\xd8\xff\xe0foto", "x.jpg"),
        (a_docx(""), "x.zip"),
        (b"geen\x00tekst", "x.txt"),
        (b"zomaar", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.doc"),
        (b"geen pdf", "x.pdf"),
        (a_zip(iets="<a/>"), "x.docx"),
    ],
)
def test_what_we_do_not_read_is_told(content: bytes, name: str) -> None:
    found = refused(content, name)
    assert (found.reason, found.lasting) == ("soort-onbekend", True)


def test_an_encrypted_pdf_is_told() -> None:
    assert refused(a_pdf("Geheim", password="sesam"), "x.pdf").reason == "versleuteld"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04 geen zip", "x.docx"),
        (a_docx("<w:p>"), "x.docx"),
        (a_docx("x")[:-30], "x.docx"),
        (b"%PDF-1.7\nonzin", "x.pdf"),
    ],
)
def test_what_is_broken_is_told(content: bytes, name: str) -> None:
    found = refused(content, name)
    assert (found.reason, found.lasting) == ("onleesbaar", True)


def test_a_zip_bomb_is_stopped_while_it_unpacks() -> None:
    bomb = a_docx(("<w:x/>" + " " * 500) * 200_000)
    assert len(bomb) < 2**20
    assert refused(bomb, "x.docx").reason == "verdacht"


def test_a_zip_of_too_many_files_is_refused() -> None:
    many = {f"word__media__{number}": "" for number in range(extraction_formats.MOST_MEMBERS)}
    assert refused(a_zip(word__document="<a/>", **many), "x.docx").reason == "verdacht"


def test_an_entity_bomb_is_refused_before_it_grows() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = a_docx("<w:p><w:t>&e9;</w:t></w:p>", f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]>')
    assert refused(bomb, "x.docx").reason == "verdacht"


def test_a_file_of_the_machine_is_never_named_by_a_document() -> None:
    outside = a_docx("<w:p><w:t>&e;</w:t></w:p>", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')
    assert refused(outside, "x.docx").reason == "verdacht"


def test_deep_nesting_ends_itself() -> None:
    assert refused(a_docx("<a>" * 300 + "</a>" * 300), "x.docx").reason == "te-diep"
    assert read(b"<div>" * 200_000 + b"diep", "text/html").text == "diep"
    mail = b"Content-Type: message/rfc822\n\n" * 5_000
    assert refused(mail, "x.eml").reason in ("te-diep", "onleesbaar")


def test_of_a_long_text_the_beginning_is_kept() -> None:
    found = read(b"woord " * 2_000_000, "text/plain")
    assert found.is_cut
    assert len(found.text) <= extraction_formats.MOST_CHARACTERS
    assert found.text.startswith("woord woord")
    assert read(b"<p>woord " * 2_000_000, "text/html").is_cut


def test_larger_content_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "LARGEST", 2**20)
    found = refused(b"x" * (2**20 + 1), "x.txt")
    assert (found.reason, found.lasting) == ("te-groot", True)


# --- what a document cannot do, whatever it makes of its reader ---------------------------------------------------

POSSESSED = """
import sys; sys.path.insert(0, sys.argv[1])
import os, socket, time
from grondslag.runtime import extraction_child as child
child.SECONDS = 1
child.give_up(int(sys.argv[2]))

def tried(what):
    try:
        what()
    except (OSError, MemoryError) as failure:
        return type(failure).__name__
    return "done"
"""


def possessed(monkeypatch: pytest.MonkeyPatch, does: str) -> Read:
    """What is heard of a child whose reader does this."""
    monkeypatch.setattr(extraction, "_START", POSSESSED + does)
    return read(b"%PDF-")


def test_a_loop_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unread) as found:
        possessed(monkeypatch, "while True: pass")
    assert (found.value.reason, found.value.lasting) == ("te-traag", True)


@pytest.mark.parametrize("does", ["time.sleep(60)", "os.close(1); time.sleep(60)"])
def test_who_only_waits_is_ended(monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    monkeypatch.setattr(extraction, "SECONDS", 1.0)
    with pytest.raises(Unread) as found:
        possessed(monkeypatch, does)
    assert (found.value.reason, found.value.lasting) == ("te-traag", False)


@pytest.mark.parametrize(
    "does",
    [
        "os.kill(os.getpid(), 11)",
        "sys.exit(3)",
        "print('refused omdat ik het zeg')",
        "print('gelezen')",
        "print('read'); os.write(1, b'x' * 2**26)",
        "x = 'x' * 2**31",
    ],
)
def test_a_child_that_breaks_or_lies_is_not_believed(monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    with pytest.raises(Unread) as found:
        possessed(monkeypatch, does)
    assert (found.value.reason, found.value.lasting) == ("vastgelopen", False)


@pytest.mark.parametrize(
    ("does", "failure"),
    [
        ("lambda: open('/etc/hostname')", "OSError"),
        ("lambda: socket.socket()", "OSError"),
        ("lambda: os.fork()", "BlockingIOError"),
        ("lambda: (os.close(2), open('/tmp/grondslag-proef', 'w').write('x' * 9999))", "OSError"),
        ("lambda: bytearray(2**31)", "MemoryError"),
        ("lambda: os.kill(os.getppid(), 0)", "PermissionError"),
    ],
)
def test_a_child_can_do_nothing_else(monkeypatch: pytest.MonkeyPatch, does: str, failure: str) -> None:
    said = possessed(monkeypatch, f"os.write(1, b'read\\n' + tried({does}).encode()); os._exit(0)")
    assert said.text == failure


@pytest.mark.skipif(
    subprocess.run(["unshare", "-U", "-n", "true"], capture_output=True, check=False).returncode != 0,
    reason="needs a system on which a process may leave the network",
)
def test_a_child_has_no_network_even_with_a_descriptor_to_spare(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = f"os.close(2), socket.socket().connect(('127.0.0.1', {server.getsockname()[1]}))"
        said = possessed(monkeypatch, f"os.write(1, b'read\\n' + tried(lambda: ({there})).encode()); os._exit(0)")
    assert said.text == "OSError"


def test_a_child_knows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRONDSLAG_GEHEIM", "sesam")
    said = possessed(monkeypatch, "print('read\\n' + repr((dict(os.environ), os.getuid() == 0, os.getcwd())))")
    assert "GEHEIM" not in said.text
    assert "False, '/'" in said.text
