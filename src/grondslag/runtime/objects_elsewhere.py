"""Stores that are not a directory: S3, and whatever speaks it, and Azure Blob Storage."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, GenericError, NotFoundError
from obstore.store import AzureStore, S3Store

from grondslag.runtime.objects import CHUNK, Missing, StoreSilent, fresh_key, place_of

PART = 8 * 2**20
"""Large content goes in parts of this size, of which two are under way at most: so much memory an upload takes."""
AT_ONCE = 2
REMOVED_AT_ONCE = 16
_KINDS: dict[str, Any] = {"s3": S3Store, "az": AzureStore}
_END = b""
_NOT_PARTIAL = "NotPartial"


def open_elsewhere(url: str, options: Mapping[str, str]) -> "Elsewhere":
    """The object storage at an address, `s3://bucket/prefix` or `az://container/prefix`. Raises ValueError.

    What `options` do not say, the environment says under the names that S3 and Azure have for it.
    """
    parts = urlsplit(url)
    if parts.scheme not in _KINDS or not parts.netloc:
        raise ValueError(f"{url} is no directory, and neither s3://bucket nor az://container")
    config: dict[str, Any] = dict(options)
    client = {"allow_http": True} if config.get("endpoint", "").startswith("http://") else {}
    name = "bucket" if parts.scheme == "s3" else "container_name"
    try:
        store = _KINDS[parts.scheme](
            config={name: parts.netloc, **config}, prefix=parts.path.strip("/") or None, client_options=client or None
        )
    except BaseError as failure:
        raise ValueError(str(failure)) from None
    return Elsewhere(store)


class Elsewhere:
    """Object storage."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def writer(self) -> "ObjectWriter":
        """Begin to write under a key of its own."""
        return ObjectWriter(self._store)

    async def read(self, key: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to `stop`. Raises Missing when they are not all there."""
        try:
            found, at = await self._from(place_of(key), start, stop)
            async for chunk in found.stream(min_chunk_size=CHUNK):
                piece = bytes(chunk)[max(start - at, 0) : stop - at]
                at += len(chunk)
                if piece:
                    yield piece
                if at >= stop:
                    return
        except (NotFoundError, FileNotFoundError):
            raise Missing(key) from None
        except BaseError as failure:
            raise StoreSilent(type(failure).__name__) from failure
        raise Missing(key)

    async def _from(self, path: str, start: int, stop: int) -> tuple[Any, int]:
        """An object from `start` on, or from an earlier place, which is told."""
        if start:
            try:
                return await obstore.get_async(self._store, path, options={"range": (start, stop)}), start
            except GenericError as failure:
                if _NOT_PARTIAL not in str(failure):  # a server that gives the part and does not call it one
                    raise
        return await obstore.get_async(self._store, path), 0

    async def remove(self, keys: Iterable[str]) -> None:
        """Remove what is there of these, many at once: each takes a round trip, and a transaction waits for all."""
        waiting = [place_of(key) for key in keys]
        failures: list[BaseError] = []

        async def work() -> None:
            while waiting and not failures:
                try:
                    await obstore.delete_async(self._store, waiting.pop())
                except (NotFoundError, FileNotFoundError):
                    continue
                except BaseError as failure:
                    failures.append(failure)

        await asyncio.gather(*(work() for _ in range(min(REMOVED_AT_ONCE, len(waiting)))))
        if failures:
            raise StoreSilent(type(failures[0]).__name__) from failures[0]

    async def keys(self) -> AsyncIterator[tuple[str, int]]:
        """Every key with its size, in order."""
        try:
            async for found in obstore.list(self._store, chunk_size=1000):
                for each in found:
                    yield each["path"].rpartition("/")[2], each["size"]
        except BaseError as failure:
            raise StoreSilent(type(failure).__name__) from failure

    async def tidy(self) -> None:
        """What was begun and never finished nobody sees; a rule of the storage itself removes it."""


class ObjectWriter:
    """Writes one object: it is there when all of it is. Its name goes before its bytes, so that is drawn."""

    def __init__(self, store: Any) -> None:
        self._store, self._key = store, fresh_key()
        self._path = place_of(self._key)
        self._task: asyncio.Task[Any] | None = None
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(1)

    def key(self, digest: str) -> str:
        """Where it will be."""
        return self._key

    async def write(self, data: bytes) -> None:
        """Add to the end."""
        if self._task is None:
            self._task = asyncio.ensure_future(
                obstore.put_async(self._store, self._path, self._chunks(), chunk_size=PART, max_concurrency=AT_ONCE)
            )
        await self._hand(data)

    async def finish(self, rest: bytes, like: str = "") -> None:
        """Add the rest, and let it be there, whole. Objects have one name each, so it is never `like` another."""
        if self._task is None:
            await _told(obstore.put_async(self._store, self._path, rest, use_multipart=False))
            return
        if rest:
            await self._hand(rest)
        await self._hand(_END)
        await _told(self._task)

    async def abandon(self) -> None:
        """Let nothing remain of it."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _hand(self, data: bytes) -> None:
        """Hand on to who sends; who stopped says why."""
        assert self._task is not None  # noqa: S101 - it was begun
        putting = asyncio.ensure_future(self._queue.put(data))
        await asyncio.wait([putting, self._task], return_when=asyncio.FIRST_COMPLETED)
        if not putting.done():
            putting.cancel()
            await _told(self._task)

    async def _chunks(self) -> AsyncIterator[bytes]:
        while (data := await self._queue.get()) != _END:
            yield data


async def _told(work: Any) -> None:
    """Wait for what the storage does. Raises StoreSilent when it does not."""
    try:
        await work
    except (BaseError, OSError) as failure:
        raise StoreSilent(type(failure).__name__) from failure
