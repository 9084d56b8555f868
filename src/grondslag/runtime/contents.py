"""Content on its way: from a client into the store, then into the database, or away again.

Content is written before the row that names it. Until a change that names it is there, its key stands in
`documenten.ontvangen`, so that whatever a crash leaves behind is found. What a change may let go of is put in that
table too. A key that stands there and that no row names, is nobody's: it is removed right away, or by `sweep`.
"""

import asyncio
import hashlib
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import asyncpg

from grondslag.kernel.declare import Content
from grondslag.kernel.shape import Shape
from grondslag.runtime.database import transaction
from grondslag.runtime.objects import DIGEST, Store, StoreSilent, Writer, in_thread
from grondslag.runtime.pool import UNAVAILABLE, Pool
from grondslag.surfaces.problems import Busy, TooLarge

LUMP = 2**20
"""So many bytes are hashed and written at once; what is no larger stays in memory until it is whole."""
SMALL = 2**18
"""So many bytes are hashed sooner than a thread is woken."""
HEAD = 1024
FORGET_SECONDS = 0.5
REMOVE_SECONDS = 5.0
"""So long somebody waits at most until content that nobody names is removed; what is left `sweep` removes."""
AT_ONCE = 200
"""So many keys are decided in one transaction: it must be over long before the database ends it for being idle."""
CONTENT_LOCK = 0x696E686F7564
"""Who removes what was named once, takes this lock alone in its transaction; a backup holds it shared."""
TABLE, PARTS = "documenten.ontvangen", "documenten.bestandsdeel"
_UNDER_WAY = (
    "p.id in (select (d ->> 'url')::uuid from documenten.enkelvoudiginformatieobject o, "
    "jsonb_array_elements(o.bestandsdelen) d where o.id = $1::uuid)"
)
_MAY_GO = {"destroy": "p.informatieobject = $1::uuid", "part": "p.id = $1::uuid"}
"""Of which parts the content may go: of a document that is removed all, else those of an upload that is under way."""
_NOTE = (
    f"insert into {TABLE} (sleutel, client, omvang, sinds) values ($1, $2, $3, now()) "
    "on conflict (sleutel) do update set sinds = now() returning coalesce("
    f"(select p.sleutel from {PARTS} p where p.sleutel > $4::text and p.sleutel < $4::text || 'g' "
    "order by p.sleutel desc limit 1), '')"
)
"""Keys that begin with the same digest; the newest, as a file has only so many names, and then there is a next file."""
BUSY = "Er wordt nu te veel inhoud tegelijk verstuurd. Probeer het later opnieuw."


class Bounds(NamedTuple):
    """How much content is taken, in bytes: in one request, in one part of a document, and at once from all clients."""

    upload: int = 8 * 2**30
    part: int = 64 * 2**20
    unjudged: int = 64 * 2**30

    @property
    def of_one_client(self) -> int:
        """What one client may have under way: a part of the whole, so that nobody keeps the others out."""
        return self.unjudged // 4


class Piece(NamedTuple):
    """A part of content: where it lies, how large it is, and its SHA-256."""

    key: str
    size: int
    sha256: str


class Contents:
    """The content of one municipality."""

    def __init__(self, store: Store, pool: Pool, bounds: Bounds) -> None:
        self.store, self.pool, self.bounds = store, pool, bounds
        self.under_way: dict[str, int] = defaultdict(int)
        """Bytes that came and are not judged yet, by client."""
        self._done: list[str] = []
        self._removing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, client: str) -> "Upload":
        """Take content of a client. Raises Busy when there is too much under way."""
        self.weigh(client, 0)
        return Upload(self, client)

    def weigh(self, client: str, more: int) -> None:
        """Count what came. Raises Busy, or TooLarge when even alone it is too much."""
        mine = self.under_way[client] + more
        if mine > self.bounds.of_one_client or sum(self.under_way.values()) + more > self.bounds.unjudged:
            raise Busy(BUSY)
        self.under_way[client] = mine

    def put_down(self, client: str, size: int) -> None:
        """What came is judged."""
        self.under_way[client] -= size
        if self.under_way[client] <= 0:
            del self.under_way[client]

    # --- a key that may be nobody's -------------------------------------------------------------------------------

    async def note(self, key: str, client: str, size: int) -> str:
        """Before content is there: nobody names it yet. Answers a key that names the same bytes, or nothing."""
        return await self.pool.fetchval(_NOTE, key, client, size, key[:DIGEST])

    def is_kept(self, key: str) -> None:
        """A change that names it is there. Its line may stay a little longer, with those of others."""
        self._done.append(key)
        if len(self._done) == 1:
            asyncio.get_running_loop().call_later(FORGET_SECONDS, self._start_forgetting)

    def _start_forgetting(self) -> None:
        task = asyncio.ensure_future(self.forget())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def forget(self) -> None:
        """Remove the lines of what is kept, but for what came in doubt since. Where that fails, `sweep` does it."""
        done, self._done = self._done, []
        if done:
            with suppress(asyncpg.PostgresError, *UNAVAILABLE):
                await self.pool.execute(f"delete from {TABLE} where sleutel = any($1::text[]) and client <> ''", done)

    async def doubt(self, database: Any, shape: Shape, key: str, action: str) -> list[str]:
        """Before a change that may let go of content: its keys. What nobody names afterwards, these lines tell.

        In the transaction of the change, when there is one: it needs no second connection, and they hold together.
        """
        where = "where p.sleutel <> '' and " + _MAY_GO.get("part" if shape.table == PARTS else action, _UNDER_WAY)
        rows = await database.fetch(
            f"insert into {TABLE} (sleutel, client, omvang, sinds) select distinct p.sleutel, '', p.omvang, now() "
            f"from {PARTS} p {where} "
            "on conflict (sleutel) do update set client = '', sinds = now() returning sleutel",
            key,
        )
        return [row[0] for row in rows]

    async def drop(self, key: str) -> None:
        """Remove what came and was refused, unless it is named after all. What cannot be removed now, `sweep` will."""
        with suppress(StoreSilent, asyncpg.PostgresError, *UNAVAILABLE, TimeoutError):
            async with asyncio.timeout(REMOVE_SECONDS):
                await self._remove(self.pool, [key])

    async def release(self, keys: Sequence[str], seconds: float = REMOVE_SECONDS) -> bool:
        """Remove what nobody names of these, or say no: while a backup is made, which may name it still, or when the
        store takes longer than this."""
        with suppress(StoreSilent, asyncpg.PostgresError, *UNAVAILABLE, TimeoutError):
            async with asyncio.timeout(seconds), self._removing, transaction(self.pool) as connection:
                if await connection.fetchval("select pg_try_advisory_xact_lock($1)", CONTENT_LOCK):
                    await self._remove(connection, keys)
                    return True
        return False

    async def _remove(self, database: Any, keys: Sequence[str]) -> None:
        rows = await database.fetch(f"select distinct sleutel from {PARTS} where sleutel = any($1::text[])", keys)
        named = {row[0] for row in rows}
        await self.store.remove(key for key in keys if key not in named)
        await database.execute(f"delete from {TABLE} where sleutel = any($1::text[])", keys)

    async def forsaken(self) -> list[str]:
        """Keys about which nothing was decided for so long that nothing will be."""
        rows = await self.pool.fetch(
            f"select sleutel from {TABLE} where sinds < now() - interval '1 hour' order by sinds limit {AT_ONCE}"
        )
        return [row[0] for row in rows]

    # --- reading --------------------------------------------------------------------------------------------------

    async def pieces(self, informatieobject: str, versie: int) -> list[Piece]:
        """What the content that came with a version of a document lies in, in order."""
        rows = await self.pool.fetch(
            f"select sleutel, omvang, sha256 from {PARTS} where informatieobject = $1::uuid and versie = $2 "
            "order by volgnummer",
            informatieobject,
            versie,
        )
        return [Piece(*row) for row in rows]

    async def read(self, pieces: Sequence[Piece], start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes of content from `start` to `stop`. Raises Missing when the store has not all of it."""
        begins = 0
        for piece in pieces:
            first, last = max(start - begins, 0), min(stop - begins, piece.size)
            if first < last:
                async for chunk in self.store.read(piece.key, first, last):
                    yield chunk
            begins += piece.size

    async def joined(self, document: Any) -> dict[str, Content]:
        """What the parts of an upload come to, to be held against the checksum of their document; empty without one."""
        told, parts = document.integriteit, document.bestandsdelen
        if told is None or told.algoritme not in ALGORITHMS or not parts or not all(each.voltooid for each in parts):
            return {}
        rows = await self.pool.fetch(
            f"select sleutel, omvang, sha256 from {PARTS} where id = any($1::uuid[]) order by volgnummer",
            [each.url for each in parts],
        )
        pieces = [Piece(*row) for row in rows]
        size, digest = sum(each.size for each in pieces), await self.digest(pieces, told.algoritme)
        return {"inhoud": Content(key="", size=size, digests={told.algoritme: digest})}

    async def digest(self, pieces: Sequence[Piece], algorithm: str) -> str:
        """A checksum of content in the store, in hexadecimal digits."""
        found = ALGORITHMS[algorithm]()
        lump: list[bytes] = []
        async for chunk in self.read(pieces, 0, sum(each.size for each in pieces)):
            lump.append(chunk)
            if len(lump) * len(chunk) >= LUMP:
                await in_thread(found.update, b"".join(lump))
                lump = []
        found.update(b"".join(lump))
        return found.hexdigest()

    async def close(self) -> None:
        """End what is still being done."""
        await self.forget()
        if self._tasks:
            await asyncio.wait(self._tasks)


class Upload:
    """Content that comes in from one client."""

    def __init__(self, contents: Contents, client: str) -> None:
        self.contents, self.client, self.key = contents, client, ""
        self.size = 0
        self.head = b""
        self._hash = hashlib.sha256()
        self._lump: list[bytes] = []
        self._lumped = 0
        self._writer: Writer = contents.store.writer()
        self._noted = False

    async def write(self, data: bytes) -> None:
        """Take the next bytes. Raises Busy or TooLarge when it becomes too much."""
        if self.size + len(data) > self.contents.bounds.upload:
            raise TooLarge
        self.contents.weigh(self.client, len(data))
        self.size += len(data)
        if len(self.head) < HEAD:
            self.head += data[: HEAD - len(self.head)]
        self._lump.append(data)
        self._lumped += len(data)
        if self._lumped >= LUMP:
            await self._flush()

    async def _flush(self) -> None:
        await self._writer.write(await self._hashed())

    async def _hashed(self) -> bytes:
        """What waits to be written, hashed."""
        lump = b"".join(self._lump)
        self._lump, self._lumped = [], 0
        if len(lump) <= SMALL:
            self._hash.update(lump)
        else:
            await in_thread(self._hash.update, lump)
        return lump

    async def finish(self) -> Content:
        """All of it came: let it be in the store."""
        rest = await self._hashed()
        digest = self._hash.hexdigest()
        self.key = self._writer.key(digest)
        like = await self.contents.note(self.key, self.client, self.size)
        self._noted = True
        await self._writer.finish(rest, like)
        return Content(key=self.key, size=self.size, digests={"sha_256": digest}, head=self.head)

    async def abandon(self) -> None:
        """Nobody wants it."""
        await self._writer.abandon()
        if self._noted:
            await self.contents.drop(self.key)

    def end(self) -> None:
        """It is judged, or given up."""
        self.contents.put_down(self.client, self.size)


class _Crc32:
    """CRC-32 as a hash."""

    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes) -> None:
        self._value = zlib.crc32(data, self._value)

    def hexdigest(self) -> str:
        return f"{self._value:08x}"


ALGORITHMS: dict[str, Callable[[], Any]] = {
    "md5": lambda: hashlib.md5(usedforsecurity=False),
    "sha_1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha_256": hashlib.sha256,
    "sha_512": hashlib.sha512,
    "sha_3": hashlib.sha3_256,
    "crc_32": _Crc32,
}
"""The checksums that we compute, by the words of the standard."""
