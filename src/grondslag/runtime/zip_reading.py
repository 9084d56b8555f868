"""Reading a zip of JSON files that may be anybody's: few files, bounded sizes, and no name is ever a path to us."""

import re
import zipfile
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

import msgspec

from grondslag.settings import StartError

MOST_FILES = 100
LARGEST_ZIP = 64 * 2**20
LARGEST_FILE = 64 * 2**20
LARGEST_TOTAL = 256 * 2**20
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}\.json")
_CHUNK = 2**20


def read_json_files(path: Path) -> dict[str, list[Any]]:
    """The lists in the JSON files of a zip, by file name."""
    try:
        if path.stat().st_size > LARGEST_ZIP:
            raise StartError(f"The file {path} is too large: a zip of {LARGEST_ZIP >> 20} MB is the most.")
        with zipfile.ZipFile(path) as archive:
            return _read(path, archive)
    except OSError as failure:
        raise StartError(f"The file {path} cannot be read: {failure.strerror or failure}.") from failure
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as failure:
        raise StartError(f"The file {path} is not a zip that can be read: {failure}.") from failure


def _read(path: Path, archive: zipfile.ZipFile) -> dict[str, list[Any]]:
    entries = [each for each in archive.infolist() if not each.is_dir()]
    if len(entries) > MOST_FILES:
        raise StartError(f"The file {path} holds {len(entries)} files; {MOST_FILES} is the most.")
    found: dict[str, list[Any]] = {}
    total = 0
    for entry in entries:
        if not _NAME.fullmatch(entry.filename) or entry.filename in found:
            raise StartError(f"The file {path} holds {entry.filename[:80]!r}, which is not the name of a JSON file.")
        raw = _unpacked(path, archive, entry)
        total += len(raw)
        if total > LARGEST_TOTAL:
            raise StartError(f"The files in {path} are too large together: {LARGEST_TOTAL >> 20} MB is the most.")
        found[entry.filename] = _listed(path, entry.filename, raw)
    return found


def _unpacked(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a file, counted while they come: what the zip says of its size may be a lie."""
    parts: list[bytes] = []
    size = 0
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > LARGEST_FILE:
                raise StartError(f"{entry.filename} in {path} is too large: {LARGEST_FILE >> 20} MB is the most.")
            parts.append(chunk)
    return b"".join(parts)


def _listed(path: Path, name: str, raw: bytes) -> list[Any]:
    try:
        found = msgspec.json.decode(raw.removeprefix(BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as failure:
        raise StartError(f"{name} in {path} is not JSON: {failure}.") from failure
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise StartError(f"{name} in {path} is not a list of objects.")
    return found
