"""The database of one municipality: its pool, reads by key that share a statement, and transactions."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import Any

import asyncpg

from grondslag.kernel.query import one_sql
from grondslag.kernel.render import Projection
from grondslag.kernel.shape import World
from grondslag.runtime.pool import Connect, Pool

STATEMENTS = 300
"""Prepared statements kept per connection: PostgreSQL keeps a plan of each, up to some 150 KB."""
LONGEST_KEPT = 16_384
"""The text of a statement that is kept, at most: the plan grows with it."""


def connector(dsn: str, timeout_ms: int) -> Connect:
    """How a session with a municipality's database is begun."""

    async def connect() -> Any:
        return await asyncpg.connect(
            dsn,
            statement_cache_size=STATEMENTS,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=LONGEST_KEPT,
            server_settings={
                "application_name": "grondslag",
                "timezone": "UTC",
                "statement_timeout": str(timeout_ms),
                "idle_in_transaction_session_timeout": "30000",
                "jit": "off",
                "tcp_keepalives_idle": "10",
                "tcp_keepalives_interval": "5",
                "tcp_keepalives_count": "3",
            },
        )

    return connect


async def open_pool(dsn: str, size: int, timeout_ms: int) -> Pool:
    """A pool on a municipality's database. Raises what asyncpg raises when the database cannot be reached."""
    pool = Pool(connector(dsn, timeout_ms), size)
    await pool.execute("select 1")
    return pool


class Found:
    """A row found by key: its values for the projection, the `rev` of its root, and its guard values."""

    __slots__ = ("guard", "rev", "values")

    def __init__(self, row: Sequence[Any], width: int) -> None:
        self.values = row
        self.rev: int = row[width]
        self.guard: tuple[Any, ...] = tuple(row[width + 1 :])


class ByKey:
    """Reads of one resource by key: those of one turn of the event loop share a statement.

    A statement has a place for 1, 2, 4, 8 … keys, so that PostgreSQL keeps its plan; places left over repeat a key.
    Who asks for the same key has a future of its own: to give up cancels that, and must not take another along.
    """

    LARGEST = 64

    def __init__(self, pool: Pool, world: World, projection: Projection) -> None:
        self.pool = pool
        self.sql = {1 << power: one_sql(world, projection, 1 << power) for power in range(self.LARGEST.bit_length())}
        self.width = len(projection.columns)
        self.waiting: dict[str, list[asyncio.Future[Found | None]]] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    def get(self, key: str) -> "asyncio.Future[Found | None]":
        """The row with this key, or None."""
        loop = asyncio.get_running_loop()
        found, same = loop.create_future(), self.waiting.get(key)
        if same is not None:
            same.append(found)
            return found
        if not self.waiting:
            loop.call_soon(self._go)
        self.waiting[key] = [found]
        if len(self.waiting) == self.LARGEST:
            self._go()
        return found

    def _go(self) -> None:
        batch, self.waiting = self.waiting, {}
        if batch:
            task = asyncio.ensure_future(self._read(batch))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _read(self, batch: dict[str, list["asyncio.Future[Found | None]"]]) -> None:
        keys = list(batch)
        places = 1 << (len(keys) - 1).bit_length()
        try:
            rows = await self.pool.fetch(self.sql[places], *keys, *keys[-1:] * (places - len(keys)))
        except Exception as failure:
            for each in chain.from_iterable(batch.values()):
                if not each.done():
                    each.set_exception(failure)
            return
        found = {row[0]: Found(row, self.width) for row in rows}
        for key, waiting in batch.items():
            for each in waiting:
                if not each.done():
                    each.set_result(found.get(key))


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Any]:
    """A connection within a transaction, or within a savepoint when it was in one already.

    Who is cancelled in it loses the connection, and with that the transaction.
    """
    async with pool.acquire() as connection:
        nested = connection.is_in_transaction()
        begin, undo, keep = (
            ("savepoint here", "rollback to savepoint here", "release savepoint here")
            if nested
            else ("begin", "rollback", "commit")
        )
        await connection.execute(begin)
        try:
            yield connection
        except Exception:
            await connection.execute(undo)
            raise
        await connection.execute(keep)
