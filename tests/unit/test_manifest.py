"""Manifests: what their lines say, and which files they can name."""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from grondslag.registers.documenten import inlezen
from grondslag.runtime import manifest
from grondslag.runtime.manifest import Folder, Refused, lines_of, with_content
from grondslag.settings import StartError


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """A folder with a file in a folder, and much that lies outside of it."""
    (tmp_path / "here" / "scans").mkdir(parents=True)
    (tmp_path / "here" / "scans" / "brief.txt").write_bytes(b"Geachte heer")
    (tmp_path / "secret.txt").write_bytes(b"geheim")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_bytes(b"geheim")
    here = tmp_path / "here"
    (here / "link.txt").symlink_to(tmp_path / "secret.txt")
    (here / "inner.txt").symlink_to("scans/brief.txt")
    (here / "linked").symlink_to(tmp_path / "outside")
    os.mkfifo(here / "pipe")
    found = Folder(here)
    yield found
    found.close()


def read(folder: Folder, name: str) -> bytes:
    with folder.opened(name) as content:
        return content.file.read()


def test_a_file_below_the_folder_is_read(folder: Folder) -> None:
    assert read(folder, "scans/brief.txt") == b"Geachte heer"


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "scans/../../secret.txt",
        "scans/../scans/brief.txt",
        "/etc/hostname",
        "//etc/hostname",
        "./scans/brief.txt",
        "scans//brief.txt",
        "",
        ".",
        "link.txt",
        "inner.txt",
        "linked/secret.txt",
        "pipe",
        "scans",
        "/dev/zero",
        "nergens.txt",
        "scans/brief.txt/x",
        "scans\\brief.txt",
        "C:/secret.txt",
        "scans/brief.txt\x00",
        "a/" * 600 + "b",
    ],
)
def test_nothing_else_is_read(folder: Folder, name: str) -> None:
    with pytest.raises(Refused):
        read(folder, name)


def test_a_folder_that_becomes_a_link_meanwhile_leads_nowhere(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "here" / "scans").rename(tmp_path / "here" / "before")
    (tmp_path / "here" / "scans").symlink_to(tmp_path / "outside")
    with pytest.raises(Refused):
        read(folder, "scans/secret.txt")


@pytest.mark.parametrize("size", [0, 1, 2, 3, 10_000])
async def test_content_is_sent_as_base64_of_the_announced_length(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "CHUNK", 3 * 2**10)
    content = os.urandom(size)
    (tmp_path / "inhoud").write_bytes(content)
    folder = Folder(tmp_path)
    with folder.opened("inhoud") as opened:
        length, pieces = with_content({"titel": "Foto"}, opened)
        sent = b"".join([piece async for piece in pieces])
    folder.close()
    assert len(sent) == length
    found = json.loads(sent)
    assert (found["titel"], base64.b64decode(found["inhoud"])) == ("Foto", content)


async def test_a_file_that_shrinks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inhoud").write_bytes(b"12345")
    with Folder(tmp_path).opened("inhoud") as opened:
        _, pieces = with_content({}, opened)
        (tmp_path / "inhoud").write_bytes(b"1")
        with pytest.raises(Refused):
            [piece async for piece in pieces]


# --- lines --------------------------------------------------------------------------------------------------------


def entries(path: Path) -> list[inlezen.Entry]:
    read_line = inlezen.of_cells if path.suffix == ".csv" else inlezen.of_object
    return list(inlezen.entries(lines_of(path, inlezen.unknown_columns), read_line))


@pytest.mark.parametrize("mark", [",", ";"])
def test_cells_become_the_fields_of_a_document(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "lijst.csv"
    head = "identificatie,bronorganisatie,trefwoorden,tonenAanInitiator,ondertekening.soort,titel,bestand,zaak"
    row = '"D-1","123456782","tegel; stoep",ja,digitaal,,scans/brief.txt,'
    if mark == ";":
        head, row = (
            head.replace(",", ";"),
            row.replace('"tegel; stoep"', "Q").replace(",", ";").replace("Q", '"tegel; stoep"'),
        )
    path.write_text(f"\ufeff{head}\n{row}\n", encoding="utf-8")
    (entry,) = entries(path)
    assert entry.body == {
        "identificatie": "D-1",
        "bronorganisatie": "123456782",
        "trefwoorden": ["tegel", "stoep"],
        "tonenAanInitiator": True,
        "ondertekening": {"soort": "digitaal"},
    }
    assert (entry.line, entry.file, entry.zaak, entry.wrong) == (2, "scans/brief.txt", "", [])


def test_what_is_wrong_with_a_line_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text(
        "identificatie,bronorganisatie,tonenAanInitiator\nD-1,123456782,misschien\nD-2\n,1,ja\nD-4,123456782,nee\n"
    )
    found = entries(path)
    assert [each.line for each in found] == [2, 3, 4, 5]
    assert [bool(each.wrong) for each in found] == [True, True, True, False]


@pytest.mark.parametrize("head", ["identificatie,kleur", "identificatie,inhoud", "titel,titel", "ondertekening"])
def test_a_head_with_unknown_columns_stops_it_all(tmp_path: Path, head: str) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text(head + "\n")
    with pytest.raises(StartError):
        entries(path)


def test_objects_are_given_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "lijst.jsonl"
    good = {"identificatie": "D-1", "bronorganisatie": "123456782", "trefwoorden": ["a"], "bestand": "a.txt"}
    lines = [json.dumps(good), "", "{", "[]", json.dumps(good | {"lock": "x"}), json.dumps(good | {"bestand": 3})]
    path.write_text("\n".join([*lines, "{" + " " * (2**20 + 5) + "}", json.dumps(good)]))
    found = entries(path)
    assert [each.line for each in found] == [1, 3, 4, 5, 6, 7, 8]
    assert [bool(each.wrong) for each in found] == [False, True, True, True, True, True, False]
    assert (found[0].body["trefwoorden"], found[0].file, "bestand" in found[0].body) == (["a"], "a.txt", False)


def test_a_manifest_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_bytes("identificatie,titel\nD-1,caf\u00e9\n".encode("latin-1"))
    with pytest.raises(StartError, match="UTF-8"):
        entries(path)
