"""The connections to the database of a municipality, lent for one statement or one transaction.

asyncpg's own pool spends as much on lending a connection as a small statement costs. What it does more, we do not
need: there is nothing to reset, because only `set local` is used, no session locks and no LISTEN. What was given up
halfway is not reset either: nobody can tell how far it got, so its connection is closed.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

Connect = Callable[[], Awaitable[Any]]
UNAVAILABLE = (
    asyncpg.PostgresConnectionError,  # SQLSTATE class 08
    asyncpg.InsufficientResourcesError,  # 53: too many connections, a full disk
    asyncpg.OperatorInterventionError,  # 57: it stops, starts, or ended us
    asyncpg.ReadOnlySQLTransactionError,  # 25006: it became the standby of another
    asyncpg.InterfaceError,
    OSError,
)
"""The database is there no more, not yet, or not for us: what failed may well succeed a little later."""
END_SECONDS = 2.0
BROKEN = (*UNAVAILABLE, asyncpg.InternalClientError)
"""After these a connection may be of no use, also while it does not know yet that it is closed."""


def _unreachable(failure: Exception) -> Exception:
    """What happened, as a failure to reach the database."""
    if isinstance(failure, UNAVAILABLE):
        return failure
    return asyncpg.InterfaceError(f"the connection was lost: {failure}")


class Pool:
    """At most `size` connections, opened when they are needed; the one that was used last goes first."""

    def __init__(self, connect: Connect, size: int) -> None:
        self._connect, self.size = connect, size
        self._idle: list[Any] = []
        self._lent = 0
        """How many are lent, those that are being opened included."""
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._closed = False
        self._endings: set[asyncio.Task[None]] = set()

    async def fetch(self, sql: str, *values: Any) -> list[Any]:
        """All rows of a statement."""
        return await self._run("fetch", sql, values)

    async def fetch_once(self, sql: str, *values: Any) -> list[Any]:
        """All rows of a statement that will not come again: neither side keeps it."""
        async with self.acquire() as connection:
            return await (await connection.prepare(sql, name="")).fetch(*values)

    async def fetchrow(self, sql: str, *values: Any) -> Any:
        """The first row of a statement, or None."""
        return await self._run("fetchrow", sql, values)

    async def fetchval(self, sql: str, *values: Any) -> Any:
        """The first value of the first row, or None."""
        return await self._run("fetchval", sql, values)

    async def execute(self, sql: str, *values: Any) -> str:
        """Carry out a statement; its command tag."""
        return await self._run("execute", sql, values)

    async def _run(self, how: str, sql: str, values: tuple[Any, ...]) -> Any:
        async with _Lent(self) as connection:
            return await getattr(connection, how)(sql, *values)

    def acquire(self) -> "_Lent":
        """A connection for a while."""
        return _Lent(self)

    async def close(self) -> None:
        """Close all connections; those that are lent close when they come back."""
        self._closed = True
        while self._waiting:
            self._hand(None)
        while self._idle:
            await self._idle.pop().close()
        if self._endings:
            await asyncio.wait(self._endings)

    # --- lending --------------------------------------------------------------------------------------------------

    async def _take(self) -> Any:
        while not self._closed:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed():
                    self._lent += 1
                    return connection
            connection = await (self._open() if self._lent < self.size else self._turn())
            if connection is not None:
                return connection
        raise asyncpg.InterfaceError("the pool is closed")

    async def _open(self) -> Any:
        self._lent += 1
        try:
            return await self._connect()
        except BaseException:
            self._lent -= 1
            self._hand(None)
            raise

    async def _turn(self) -> Any:
        """Wait for a connection, or for None: a place where one may be opened. Who gives up passes it on."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                if waiter.result() is None:
                    self._hand(None)
                else:
                    self._give(waiter.result())
            raise

    def _give(self, connection: Any) -> None:
        self._lent -= 1
        if not connection.is_closed() and (self._closed or connection.is_in_transaction()):
            # A closed pool, or a transaction that nobody ended: no one else may get it.
            connection.terminate()
        self._hand(None if connection.is_closed() else connection)

    def _given_up(self, connection: Any) -> None:
        """Who is cancelled leaves a command under way, and the connection may say that it is idle.

        So it stays lent, until its command was cancelled at the database too, and then closes.
        """
        task = asyncio.ensure_future(self._end(connection))
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)

    async def _end(self, connection: Any) -> None:
        try:
            await connection.close(timeout=END_SECONDS)
        except (*BROKEN, asyncpg.PostgresError, TimeoutError):
            connection.terminate()
        finally:
            self._give(connection)

    def _hand(self, connection: Any) -> None:
        """Hand a connection, or the place of one that is gone, to who waits longest."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                self._lent += connection is not None
                waiter.set_result(connection)
                return
        if connection is not None:
            self._idle.append(connection)


class _Lent:
    """A connection for as long as an `async with` lasts; however that ends, the pool has it back or it is closed."""

    __slots__ = ("_connection", "_pool")

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __aenter__(self) -> Any:
        self._connection = await self._pool._take()
        return self._connection

    async def __aexit__(self, _kind: object, failure: BaseException | None, _trace: object) -> None:
        pool, connection = self._pool, self._connection
        if isinstance(failure, asyncio.CancelledError):
            pool._given_up(connection)
            return
        lost = None
        # A statement that took too long leaves its connection as it was.
        if isinstance(failure, BROKEN) and not isinstance(failure, asyncpg.QueryCanceledError):
            connection.terminate()
            lost = _unreachable(failure)
        pool._give(connection)
        if lost is not None:
            raise lost from None
