"""The store: where bytes lie that are too large for the database, under keys that are never used twice.

A key is written once, so nothing in the store ever changes: what is there is whole, and a key that was removed does not
come back. Which keys are in use, only the database knows. By default the store is a directory; `objects_elsewhere.py`
holds the other kinds.

A directory is addressed by content: a key is the SHA-256 of the bytes, and a tail of its own. Bytes that lie there
already are not kept again, but get another name (a hard link). So the file system counts who names them, to remove one
name never takes the bytes from another, and removing needs to know nothing of what arrives at that moment.
"""

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeVar

CHUNK = 2**18
"""So many bytes are read at a time."""
DIGEST = 64
"""So many characters of a key of a directory tell the SHA-256 of what lies there."""
_UNFINISHED = ".nieuw"
_FORGOTTEN_SECONDS = 86_400.0
"""What nobody wrote to for so long is not being written any more."""
_SYNC_EVERY = 64 * 2**20
"""So many bytes wait at most to be brought to the disk, so that the end of a large file does not take long."""
_COMPARE = 2**20
_COMPARE_SECONDS = 5.0
"""So long bytes that come are held against those that are there; what takes longer is kept once more."""
_WORKERS = ThreadPoolExecutor(8, "inhoud")
_NOWAIT: int = getattr(os, "RWF_NOWAIT", 0)
T = TypeVar("T")


class Missing(Exception):
    """There is nothing, or less than there should be, under a key that is in use."""


class StoreSilent(Exception):
    """The store cannot be reached, or takes nothing now."""


class Writer(Protocol):
    """Writes under one key. Until it is finished nothing is there."""

    def key(self, digest: str) -> str:
        """Where it will be, now that all bytes came: `digest` is their SHA-256. Asked once, before it is finished."""
        ...

    async def write(self, data: bytes) -> None:
        """Add to the end."""
        ...

    async def finish(self, rest: bytes, like: str = "") -> None:
        """Add the rest, and let it be there, whole, also after a crash. `like`: where the same may lie already."""
        ...

    async def abandon(self) -> None:
        """Let nothing remain of it."""
        ...


class Store(Protocol):
    """A place for bytes. Every method raises StoreSilent when the place cannot be reached."""

    def writer(self) -> Writer:
        """Begin to write under a key of its own."""
        ...

    def read(self, key: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to `stop`. Raises Missing when they are not all there."""
        ...

    async def remove(self, keys: Iterable[str]) -> None:
        """Remove what is there of these."""
        ...

    def keys(self) -> AsyncIterator[tuple[str, int]]:
        """Every key with its size, in order."""
        ...

    async def tidy(self) -> None:
        """Remove what was begun and never finished."""
        ...


def fresh_key() -> str:
    """A key that nobody can guess and nobody else has."""
    return secrets.token_hex(16)


def place_of(key: str) -> str:
    """Where a key lies below the root: spread over 256 folders, in the order of the keys."""
    return f"{key[:2]}/{key}"


async def in_thread(work: Callable[..., T], *given: object) -> T:
    """Do what may wait for a disk, beside the event loop. Raises StoreSilent for what the disk refuses."""
    try:
        return await asyncio.get_running_loop().run_in_executor(_WORKERS, work, *given)
    except FileNotFoundError:
        raise
    except OSError as failure:
        raise StoreSilent(failure.strerror or str(failure)) from failure


class Directory:
    """A directory of this machine, or one that several machines share."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def writer(self) -> "FileWriter":
        """Begin to write under a key of its own."""
        return FileWriter(self.root)

    async def read(self, key: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to `stop`. Raises Missing when they are not all there."""
        try:
            file = await in_thread(os.open, self.root / place_of(key), os.O_RDONLY)
        except FileNotFoundError:
            raise Missing(key) from None
        try:
            while start < stop:
                most = min(CHUNK, stop - start)
                chunk = _at_hand(file, most, start) or await in_thread(os.pread, file, most, start)
                if not chunk:
                    raise Missing(key)
                start += len(chunk)
                yield chunk
        finally:
            os.close(file)

    async def remove(self, keys: Iterable[str]) -> None:
        """Remove what is there of these."""
        await in_thread(self._remove, list(keys))

    def _remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            (self.root / place_of(key)).unlink(missing_ok=True)

    async def keys(self) -> AsyncIterator[tuple[str, int]]:
        """Every key with its size, in order."""
        for number in range(256):
            for found in await in_thread(self._listed, f"{number:02x}"):
                yield found

    def _listed(self, folder: str) -> list[tuple[str, int]]:
        with suppress(FileNotFoundError), os.scandir(self.root / folder) as entries:
            return sorted((each.name, each.stat().st_size) for each in entries)
        return []

    async def tidy(self) -> None:
        """Remove what was begun and never finished."""
        await in_thread(self._tidy, time.time() - _FORGOTTEN_SECONDS)

    def _tidy(self, before: float) -> None:
        with suppress(FileNotFoundError), os.scandir(self.root / _UNFINISHED) as entries:
            for each in entries:
                if each.stat().st_mtime < before:
                    Path(each.path).unlink(missing_ok=True)


def _at_hand(file: int, most: int, start: int) -> bytes | None:
    """What is in memory already of a file, else None: then it must be waited for. No thread is needed for it."""
    if not _NOWAIT:
        return None
    found = bytearray(most)
    try:
        length = os.preadv(file, [found], start, _NOWAIT)  # pyright: ignore[reportAttributeAccessIssue]
    except OSError:
        return None
    return bytes(memoryview(found)[:length]) if length < most else found  # type: ignore[return-value]


class FileWriter:
    """Writes a file beside the others, and gives it its place when it is whole."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._draft = self._place = root / _UNFINISHED / fresh_key()
        self._file = -1
        self._unsynced = 0
        self._busy = Lock()

    def key(self, digest: str) -> str:
        """Where it will be: the SHA-256 of its bytes, and a tail of its own, in the order of time."""
        key = f"{digest}{time.time_ns() // 1000:014x}{secrets.token_hex(3)}"
        self._place = self._root / place_of(key)
        return key

    async def write(self, data: bytes) -> None:
        """Add to the end."""
        await in_thread(self._alone, self._write, data)

    async def finish(self, rest: bytes, like: str = "") -> None:
        """Add the rest, and let it be there, whole, also after a crash. `like`: where the same may lie already."""
        await in_thread(self._alone, self._finish, rest, like)

    async def abandon(self) -> None:
        """Let nothing remain of it."""
        await in_thread(self._alone, self._abandon)

    def _alone(self, work: Callable[..., None], *given: object) -> None:
        """Who gives up may come while a thread is still at it: that ends first, so that nothing appears afterwards."""
        with self._busy:
            work(*given)

    def _write(self, data: bytes) -> None:
        if self._file < 0:
            self._file = _opened(self._draft)
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]
        self._unsynced += len(data)
        if self._unsynced >= _SYNC_EVERY:
            os.fdatasync(self._file)
            self._unsynced = 0

    def _finish(self, rest: bytes, like: str) -> None:
        self._write(rest)
        if like and self._is_linked(self._root / place_of(like)):
            self._abandon()
        else:
            os.fsync(self._file)
            os.close(self._file)
            self._file = -1
            self._settle()
        _sync(self._place.parent)

    def _is_linked(self, there: Path) -> bool:
        """Whether the same bytes were there, and have this name too now.

        They are compared, not believed: what was damaged since must not take the place of what came. Where there can be
        no link (it is gone, has too many names, or the file system knows none) what came is kept.
        """
        try:
            with there.open("rb", buffering=0) as other:
                if not _same(self._file, other.fileno()):
                    return False
            os.link(there, self._place)
        except OSError:
            return False
        return True

    def _settle(self) -> None:
        """Give the draft its place."""
        try:
            self._draft.rename(self._place)
        except FileNotFoundError:
            self._place.parent.mkdir(mode=0o700, exist_ok=True)
            _sync(self._root)
            self._draft.rename(self._place)

    def _abandon(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._draft.unlink(missing_ok=True)


def _same(one: int, other: int) -> bool:
    """Whether two files are found to hold the same bytes, in the time there is for it."""
    size, until = os.fstat(one).st_size, time.monotonic() + _COMPARE_SECONDS
    if os.fstat(other).st_size != size:
        return False
    for start in range(0, size, _COMPARE):
        if time.monotonic() > until or os.pread(one, _COMPARE, start) != os.pread(other, _COMPARE, start):
            return False
    return True


def _opened(draft: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
    try:
        return os.open(draft, flags, 0o600)
    except FileNotFoundError:
        draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(draft, flags, 0o600)


def _sync(directory: Path) -> None:
    """A name is safe when its directory is."""
    file = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
