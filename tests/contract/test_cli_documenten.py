"""`grondslag import documenten` as a user types it: what it brings, what it leaves as it is, and what it tells."""

import csv
import json
import os
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from grondslag.opening import own_call
from grondslag.registers.documenten.inlezen import of_object
from grondslag.runtime import manifest
from grondslag.runtime.import_documents import Importer
from grondslag.runtime.manifest import Folder
from grondslag.runtime.own_requests import LARGEST_BODY, OwnRequests
from tests.api import served
from tests.builders import RSIN, document_body
from tests.running import Done, run
from tests.server import Databases, temporary_directory
from tests.soorten import CATALOGI, DOCUMENTEN, Soort, a_soort

LIST = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"


class Gemeente:
    """A municipality that is served, and a folder with a manifest."""

    def __init__(self, soort: Soort, dsn: str, folder: Path) -> None:
        self.soort, self.api, self.dsn, self.folder = soort, soort.api, dsn, folder

    def line(self, number: str, **said: Any) -> dict[str, Any]:
        """A line of the manifest."""
        return document_body(self.soort.informatieobjecttype, identificatie=number) | said

    def bring(self, lines: list[dict[str, Any]], *options: str) -> Done:
        """Write the manifest and read it in, to the end of the command."""
        manifest = self.folder / "lijst.jsonl"
        manifest.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
        environ = {
            "GRONDSLAG_DATABASE": self.dsn,
            "GRONDSLAG_DATA": str(self.folder / "var"),
            "GRONDSLAG_PUBLIC_URL": "http://localhost",
        }
        return run("import", "documenten", str(manifest), *options, environ=environ)

    def report(self) -> list[dict[str, str]]:
        """What was reported."""
        with (self.folder / "lijst.report.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def kept(self) -> set[bytes]:
        """The content in the store, and what is still being written: the command has a folder for its gemeente."""
        return {path.read_bytes() for path in (self.folder / "var" / "inhoud").rglob("*") if path.is_file()}

    async def found(self, number: str) -> list[dict[str, Any]]:
        """The documents by this number."""
        return (await self.api.got(f"{LIST}?identificatie={number}"))["results"]


@pytest.fixture
async def gemeente(databases: Databases) -> AsyncIterator[Gemeente]:
    dsn = databases.fresh()
    with temporary_directory() as folder:
        async with served(dsn, folder / "var") as api:
            body = {"domein": "TEST", "rsin": RSIN, "contactpersoonBeheerNaam": "Beheer"}
            catalogus = await api.made(f"{CATALOGI}/catalogussen", body)
            yield Gemeente(await a_soort(api, catalogus["url"], "MELDING"), dsn, folder)
    databases.drop(dsn)


async def test_documents_are_brought_once_with_their_zaak(gemeente: Gemeente) -> None:
    zaak = await gemeente.soort.zaak()
    lines = [gemeente.line("D-1", zaak=zaak["url"]), gemeente.line("D-2"), gemeente.line("D-3", taal="te lang")]
    tried = gemeente.bring(lines, "--dry-run")
    assert (tried.code, tried.out.split(";")[0]) == (1, "2 checked, 1 refused"), tried.err
    assert await gemeente.found("D-1") == []
    first = gemeente.bring(lines)
    assert (first.code, first.out.split(";")[0]) == (1, "2 kept, 1 refused"), first.err
    (document,) = await gemeente.found("D-1")
    (relation,) = await gemeente.api.got(f"/zaken/api/v1/zaakinformatieobjecten?zaak={zaak['url']}")
    assert relation["informatieobject"] == document["url"]
    kept, _, refused = gemeente.report()
    assert (kept["line"], kept["outcome"], kept["url"]) == ("1", "kept", document["url"])
    assert (refused["outcome"], refused["reasons"].split(":")[0]) == ("refused", "taal")
    again = gemeente.bring([*lines[:2], gemeente.line("D-3")])
    assert (again.code, again.out.split(";")[0]) == (0, "1 kept, 2 there"), again.err
    assert await gemeente.found("D-1") == [document]


async def test_a_document_that_was_there_is_still_added_to_its_zaak(gemeente: Gemeente) -> None:
    zaak = await gemeente.soort.zaak()
    assert gemeente.bring([gemeente.line("D-9")]).code == 0
    done = gemeente.bring([gemeente.line("D-9", zaak=zaak["url"])])
    assert (done.code, done.out.split(";")[0]) == (0, "1 kept"), done.err
    assert len((await gemeente.soort.again(zaak))["zaakinformatieobjecten"]) == 1
    gone = zaak["url"].replace(zaak["uuid"][:8], "00000000")
    assert gemeente.bring([gemeente.line("D-10", zaak=gone)]).code == 1
    assert await gemeente.found("D-10") == []


async def test_files_outside_the_folder_are_never_read(gemeente: Gemeente) -> None:
    (gemeente.folder / "link").symlink_to("/etc/hostname")
    names = ["../lijst.jsonl", "/etc/hostname", "link", "var/../lijst.jsonl", "var"]
    lines = [gemeente.line(f"X-{index}", bestand=name) for index, name in enumerate(names)]
    done = gemeente.bring(lines)
    assert (done.code, done.out.split(";")[0]) == (1, f"{len(names)} refused"), done.err
    assert all(each["reasons"].startswith("bestand: it") for each in gemeente.report())
    assert await gemeente.found("X-0") == []


async def test_what_stops_it_is_one_sentence(gemeente: Gemeente) -> None:
    environ = {"GRONDSLAG_DATABASE": gemeente.dsn, "GRONDSLAG_DATA": str(gemeente.folder / "var")}
    missing = run("import", "documenten", str(gemeente.folder / "nergens.csv"), environ=environ)
    assert (missing.code, missing.err.count("\n")) == (1, 1)
    manifest = gemeente.folder / "lijst.csv"
    manifest.write_text("identificatie,kleur\n")
    done = run("import", "documenten", str(manifest), environ=environ)
    assert (done.code, "kleur" in done.err) == (1, True)
    same = run("import", "documenten", str(manifest), "--report", str(manifest), environ=environ)
    assert same.code == 1
    assert manifest.read_text() == "identificatie,kleur\n"


async def test_the_content_comes_along(gemeente: Gemeente) -> None:
    scans = {"brief.txt": b"Geachte heer", "leeg.txt": b"", "groot.bin": os.urandom(3_000_000)}
    (gemeente.folder / "scans").mkdir()
    for name, content in scans.items():
        (gemeente.folder / "scans" / name).write_bytes(content)
    lines = [gemeente.line(name, bestand=f"scans/{name}") for name in scans]
    tried = gemeente.bring(lines, "--dry-run")
    assert (tried.code, tried.out.split(";")[0]) == (0, "3 checked"), tried.err
    assert not (gemeente.folder / "var" / "inhoud").exists()
    done = gemeente.bring(lines)
    assert (done.code, done.out.split(";")[0]) == (0, "3 kept"), done.err
    for name, content in scans.items():
        (document,) = await gemeente.found(name)
        assert (document["bestandsnaam"], document["bestandsomvang"]) == (name, len(content))
        assert document["locked"] is False
    assert gemeente.kept() == {content for content in scans.values() if content}


async def test_a_checksum_is_held_against_the_file(gemeente: Gemeente) -> None:
    (gemeente.folder / "brief.txt").write_bytes(b"Geachte heer")
    right = {"algoritme": "crc_32", "waarde": f"{zlib.crc32(b'Geachte heer'):08x}", "datum": "2026-01-01"}
    lines = [
        gemeente.line("C-1", bestand="brief.txt", integriteit=right),
        gemeente.line("C-2", bestand="brief.txt", integriteit=right | {"waarde": "00000000"}),
    ]
    done = gemeente.bring(lines)
    assert (done.code, done.out.split(";")[0]) == (1, "1 kept, 1 refused"), done.err
    assert gemeente.report()[1]["reasons"].startswith("integriteit.waarde: ")
    assert gemeente.kept() == {b"Geachte heer"}
    assert await gemeente.found("C-2") == []


async def test_content_larger_than_any_body_comes_along(gemeente: Gemeente) -> None:
    size = LARGEST_BODY + 10
    with (gemeente.folder / "groot.bin").open("wb") as file:
        file.write(b"begin")
        file.truncate(size)
    done = gemeente.bring([gemeente.line("G-1", bestand="groot.bin")])
    assert (done.code, done.out.split(";")[0]) == (0, "1 kept"), done.err
    (document,) = await gemeente.found("G-1")
    assert (document["bestandsomvang"], document["locked"]) == (size, False)
    (content,) = gemeente.kept()
    assert (len(content), content[:6]) == (size, b"begin\0")


async def test_a_file_that_shrinks_meanwhile_is_refused(gemeente: Gemeente, monkeypatch: pytest.MonkeyPatch) -> None:
    path = gemeente.folder / "krimpt.bin"
    path.write_bytes(os.urandom(2 * manifest.CHUNK))
    read = manifest._read

    def read_while_it_shrinks(file: Any, size: int) -> bytes:
        found = read(file, size)
        os.truncate(path, manifest.CHUNK + 10)
        return found

    monkeypatch.setattr(manifest, "_read", read_while_it_shrinks)
    program = gemeente.api.program
    caller, folder = own_call(program).caller, Folder(gemeente.folder)
    importer = Importer(
        program.town,
        lambda town: OwnRequests(town, caller, program.document, "http://localhost"),
        folder,
        dry_run=False,
    )
    outcome = await importer.bring(of_object(1, gemeente.line("K-1", bestand="krimpt.bin")))
    folder.close()
    assert (outcome.word, outcome.reasons) == ("refused", ("bestand: it became shorter while it was read",))
    assert await gemeente.found("K-1") == []
    assert gemeente.kept() == set()
