"""Zips of anybody's making: what is too much, misnamed or broken is refused before it does harm."""

import zipfile
from pathlib import Path

import pytest

from grondslag.runtime import zip_reading
from grondslag.runtime.zip_reading import read_json_files
from grondslag.settings import StartError


def a_zip(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_lists_are_read_by_name(tmp_path: Path) -> None:
    found = read_json_files(a_zip(tmp_path / "x.zip", {"ZaakType.json": '[{"a": 1}]', "RolType.json": "[]"}))
    assert found == {"ZaakType.json": [{"a": 1}], "RolType.json": []}


def test_a_mark_of_the_encoding_is_no_content(tmp_path: Path) -> None:
    assert read_json_files(a_zip(tmp_path / "x.zip", {"ZaakType.json": "\ufeff[]"})) == {"ZaakType.json": []}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"../x.json": "[]"}, "not the name"),
        ({"/etc/x.json": "[]"}, "not the name"),
        ({"map/x.json": "[]"}, "not the name"),
        ({"x.exe": "[]"}, "not the name"),
        ({"x.json": "{}"}, "not a list"),
        ({"x.json": "[1]"}, "not a list"),
        ({"x.json": "nope"}, "not JSON"),
        ({"x.json": "[" * 100_000}, "not JSON"),
        ({f"{number}.json": "[]" for number in range(101)}, "101 files"),
    ],
)
def test_what_does_not_belong_is_refused(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(StartError, match=said):
        read_json_files(a_zip(tmp_path / "x.zip", files))


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_reading, "LARGEST_FILE", 2**20)
    bomb = a_zip(tmp_path / "x.zip", {"x.json": "[" + " " * 2**24 + "]"})
    assert bomb.stat().st_size < 2**16
    with pytest.raises(StartError, match="too large"):
        read_json_files(bomb)


def test_all_files_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_reading, "LARGEST_TOTAL", 2**20)
    with pytest.raises(StartError, match="together"):
        read_json_files(a_zip(tmp_path / "x.zip", {f"x{n}.json": "[" + " " * 2**19 + "]" for n in range(4)}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"x" * 5000])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(StartError, match="not a zip"):
        read_json_files(path)
