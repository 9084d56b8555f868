"""Plain zips: files one after the other, uncompressed, of which every byte follows from names, moment and content.

So whoever knows what should be in one can tell of each byte whether it is as it was, and nothing in it can unfold to
more than the file itself.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import BinaryIO

from msgspec import Struct

MOST_FILES = 20_000
LARGEST = 2**32 - 2**24
"""A larger zip would need another form."""
LONGEST_NAME = 200
CHUNK = 2**20
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UTF8, _STORED = 20, 0x0800, 0
_HEAD = struct.Struct("<4sHHHHHIIIHH")
_DIRECTORY = struct.Struct("<4sHHHHHHIIIHHHHHII")
_TAIL = struct.Struct("<4sHHHHIIH")


class TooLarge(ValueError):
    """More files, or more bytes, than such a zip may hold."""


class Damaged(ValueError):
    """The bytes are no such zip; says where it stops being one."""


class Entry(Struct, frozen=True, kw_only=True):
    """A file in a zip. `sha256` in hexadecimal digits; `offset`: where its header begins."""

    name: str
    size: int
    crc: int
    sha256: str
    offset: int


def _stamp(moment: datetime) -> tuple[int, int]:
    """A moment as zips have it: time and date, in steps of two seconds."""
    at = moment.astimezone(UTC)
    return at.hour << 11 | at.minute << 5 | at.second // 2, (at.year - 1980) << 9 | at.month << 5 | at.day


def head_of(entry: Entry, moment: datetime) -> bytes:
    """What stands before the content of a file."""
    name = entry.name.encode()
    sizes = (entry.crc, entry.size, entry.size, len(name), 0)
    return _HEAD.pack(_LOCAL, _VERSION, _UTF8, _STORED, *_stamp(moment), *sizes) + name


def tail_of(entries: Sequence[Entry], moment: datetime) -> bytes:
    """What stands after all files: the list of them."""
    parts: list[bytes] = []
    for each in entries:
        name = each.name.encode()
        sizes = (each.crc, each.size, each.size, len(name), 0, 0, 0, 0, 0, each.offset)
        parts.append(_DIRECTORY.pack(_CENTRAL, _VERSION, _VERSION, _UTF8, _STORED, *_stamp(moment), *sizes) + name)
    directory = b"".join(parts)
    last = entries[-1] if entries else None
    begin = last.offset + _HEAD.size + len(last.name.encode()) + last.size if last else 0
    return directory + _TAIL.pack(_END, 0, 0, len(entries), len(entries), len(directory), begin, 0)


class Writer:
    """Writes one zip to a file in which one can go back. `entries`: what is in."""

    def __init__(self, file: BinaryIO, moment: datetime) -> None:
        self.entries: list[Entry] = []
        self._file, self._moment = file, moment
        self._names: set[str] = set()
        self._at = 0

    def add(self, name: str, content: Iterable[bytes]) -> Entry:
        """Add a file. Raises TooLarge, and ValueError for a name that is there already or is too long."""
        writing = self.begin(name)
        for chunk in content:
            writing.write(chunk)
        return writing.end()

    def begin(self, name: str) -> "Writing":
        """Begin a file that comes in pieces."""
        if name in self._names or len(name.encode()) > LONGEST_NAME:
            raise ValueError(f"{name!r} cannot be the name of another file")
        self._names.add(name)
        if len(self.entries) >= MOST_FILES:
            raise TooLarge(f"{MOST_FILES} files are the most.")
        return Writing(self, name)

    def finish(self) -> None:
        """No more files: write the list of them."""
        self._file.write(tail_of(self.entries, self._moment))

    def _seal(self, name: str, size: int, crc: int, sha256: str) -> Entry:
        entry = Entry(name=name, size=size, crc=crc, sha256=sha256, offset=self._at)
        head = head_of(entry, self._moment)
        self._file.seek(self._at)
        self._file.write(head)
        self._at += len(head) + size
        self._file.seek(self._at)
        self.entries.append(entry)
        return entry


class Writing:
    """A file that is being written."""

    def __init__(self, writer: Writer, name: str) -> None:
        self._writer, self._name = writer, name
        self._size = self._crc = 0
        self._hash = hashlib.sha256()
        self._start = writer._at + _HEAD.size + len(name.encode())
        writer._file.seek(self._start)

    def write(self, chunk: bytes) -> None:
        """The next bytes of it. Raises TooLarge."""
        self._size += len(chunk)
        if self._start + self._size > LARGEST:
            raise TooLarge(f"{LARGEST >> 30} GB is the most.")
        self._crc = zlib.crc32(chunk, self._crc)
        self._hash.update(chunk)
        self._writer._file.write(chunk)

    def end(self) -> Entry:
        """That was all of it."""
        return self._writer._seal(self._name, self._size, self._crc, self._hash.hexdigest())


def read_entries(file: BinaryIO, size: int, keep: dict[str, int]) -> Iterator[tuple[Entry, bytes, bytes]]:
    """Each file in a zip with its header as it stands there, and the content of those in `keep` that are no larger.

    Leaves the file at the list behind them. Nothing here is believed but what can be read; raises Damaged.
    """
    at = 0
    for _ in range(MOST_FILES + 1):
        start = file.read(4)
        if start != _LOCAL:
            file.seek(at)
            return
        rest = file.read(_HEAD.size - 4)
        if len(rest) < _HEAD.size - 4:
            raise Damaged(f"It breaks off at byte {at}.")
        fields = _HEAD.unpack(start + rest)
        _, packed, length, name_length, more = fields[6:]
        name = file.read(name_length)
        if packed != length or more or name_length > LONGEST_NAME or at + _HEAD.size + name_length + length > size:
            raise Damaged(f"What stands at byte {at} is not the beginning of a file as this program writes one.")
        entry, content = _read(file, name, length, at, keep)
        yield entry, start + rest + name, content
        at += _HEAD.size + name_length + length
    raise Damaged(f"It holds more than {MOST_FILES} files.")


def _read(file: BinaryIO, name: bytes, length: int, at: int, keep: dict[str, int]) -> tuple[Entry, bytes]:
    try:
        text = name.decode()
    except UnicodeDecodeError:
        raise Damaged(f"The name of the file at byte {at} is not text.") from None
    kept: list[bytes] = []
    crc, digest, left = 0, hashlib.sha256(), length
    while left:
        chunk = file.read(min(left, CHUNK))
        if not chunk:
            raise Damaged(f"It breaks off within {text!r}.")
        left -= len(chunk)
        crc = zlib.crc32(chunk, crc)
        digest.update(chunk)
        if length <= keep.get(text, -1):
            kept.append(chunk)
    return Entry(name=text, size=length, crc=crc, sha256=digest.hexdigest(), offset=at), b"".join(kept)
