"""Reading a manifest of files line by line, and the files that it names: only regular ones within its own folder.

The folder is opened once; from there every step of a path is taken without following a link, so that no name, and no
change of the folder meanwhile, leads out of it.
"""

import asyncio
import base64
import csv
import errno
import os
import stat
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TextIO

import msgspec

from grondslag.settings import StartError

LONGEST_LINE = 2**20
LONGEST_PATH = 1000
CHUNK = 3 * 2**18
"""So many bytes of a file are read at once: a multiple of three, so that base64 has no loose ends."""
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_ABSENT = (errno.ENOENT, errno.ELOOP, errno.ENOTDIR)


class Refused(Exception):
    """A file that is not read; the reason is one sentence."""


class OpenFile(NamedTuple):
    """An open file and its size."""

    file: BinaryIO
    size: int


# --- the manifest -------------------------------------------------------------------------------------------------


def lines_of(
    path: Path, check_head: Callable[[list[str]], list[str]]
) -> Iterator[tuple[int, Mapping[str, str] | Any | Exception]]:
    """The lines with their numbers: cells by column of a CSV file, else what the JSON on a line is.

    A line that cannot be read comes as the exception that says why. `check_head` answers the columns that are unknown.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix.lower() == ".csv":
                yield from _cells(path, file, check_head)
            else:
                yield from _objects(file)
    except OSError as failure:
        raise StartError(f"The manifest {path} cannot be read: {failure.strerror or failure}.") from failure
    except UnicodeDecodeError as failure:
        raise StartError(f"The manifest {path} is not in UTF-8.") from failure


def _cells(path: Path, file: TextIO, check_head: Callable[[list[str]], list[str]]) -> Iterator[tuple[int, Any]]:
    head = file.readline(LONGEST_LINE)
    file.seek(0)
    csv.field_size_limit(LONGEST_LINE)
    rows = csv.reader(file, delimiter=";" if head.count(";") > head.count(",") else ",", strict=True)
    names = [each.strip() for each in next(rows, [])]
    if wrong := check_head(names):
        raise StartError(f"The manifest {path} has columns that are no field of a document: {', '.join(wrong)[:300]}.")
    if len(set(names)) < len(names):
        raise StartError(f"The manifest {path} has a column twice.")
    while True:
        try:
            row = next(rows, None)
        except csv.Error as failure:
            yield rows.line_num, failure
            continue
        if row is None:
            return
        if len(row) != len(names):
            if row:
                yield rows.line_num, ValueError(f"{len(row)} cells under {len(names)} columns")
            continue
        yield rows.line_num, dict(zip(names, (each.strip() for each in row), strict=True))


def _objects(file: TextIO) -> Iterator[tuple[int, Any]]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            yield number, ValueError("the line is too long")
            while not line.endswith("\n") and line:
                line = file.readline(LONGEST_LINE)
        elif line.strip():
            try:
                yield number, msgspec.json.decode(line)
            except (msgspec.DecodeError, RecursionError) as failure:
                yield number, failure


# --- the files ----------------------------------------------------------------------------------------------------


class Folder:
    """The folder of a manifest."""

    def __init__(self, path: Path) -> None:
        try:
            self._top = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as failure:
            raise StartError(f"The folder {path} cannot be read: {failure.strerror or failure}.") from failure

    def close(self) -> None:
        """Let go of it."""
        os.close(self._top)

    @contextmanager
    def opened(self, name: str) -> Iterator[OpenFile]:
        """A file by its path below the folder. Raises Refused."""
        *above, last = _steps(name)
        at = os.dup(self._top)
        try:
            for step in above:
                below = os.open(step, _DIRECTORY, dir_fd=at)
                os.close(at)
                at = below
            found = os.open(last, _FILE, dir_fd=at)
        except OSError as failure:
            raise Refused(_reason(failure)) from failure
        finally:
            os.close(at)
        said = os.fstat(found)
        if not stat.S_ISREG(said.st_mode):
            os.close(found)
            raise Refused("it is not a regular file")
        with os.fdopen(found, "rb", buffering=0) as file:
            yield OpenFile(file, said.st_size)


def _steps(name: str) -> list[str]:
    if len(name) > LONGEST_PATH:
        raise Refused("its path is too long")
    if name.startswith("/") or "\\" in name or "\x00" in name or (len(name) > 1 and name[1] == ":"):
        raise Refused("its path is not relative to the manifest, with / between folders")
    steps = name.split("/")
    if any(each in ("", ".", "..") for each in steps):
        raise Refused("its path leaves the folder of the manifest, or has an empty step")
    return steps


def _reason(failure: OSError) -> str:
    # A link is refused as one that does not lead to what is asked.
    return "it is not there, or it is a link" if failure.errno in _ABSENT else f"it cannot be read: {failure.strerror}"


def with_content(body: Mapping[str, Any], content: OpenFile | None) -> tuple[int, AsyncIterator[bytes]]:
    """The length and the pieces of a JSON body that ends in the content of a file, in base64."""
    head = msgspec.json.encode(body)
    if content is None:
        return len(head), _pieces(head, None)
    begin = head[:-1] + (b"," if body else b"") + b'"inhoud":"'
    return len(begin) + -(-content.size // 3) * 4 + 2, _pieces(begin, content)


async def _pieces(head: bytes, content: OpenFile | None) -> AsyncIterator[bytes]:
    yield head
    if content is None:
        return
    left = content.size
    while left > 0:
        chunk = await asyncio.to_thread(_read, content.file, min(CHUNK, left))
        if len(chunk) < min(CHUNK, left):
            raise Refused("it became shorter while it was read")
        left -= len(chunk)
        yield base64.b64encode(chunk)
    yield b'"}'


def _read(file: BinaryIO, size: int) -> bytes:
    """So many bytes, or all that there are."""
    parts: list[bytes] = []
    with suppress(OSError):
        while size > 0 and (part := file.read(size)):
            parts.append(part)
            size -= len(part)
    return b"".join(parts)
