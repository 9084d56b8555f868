"""Together: several changes in one transaction on one connection. All of them hold, or none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from grondslag.runtime.database import transaction
from grondslag.runtime.town import Town


class Unsent(NamedTuple):
    """A mirror in the outbox of a component that was not sent yet: what to do with which resource elsewhere."""

    id: str
    component: str
    root: str
    target: str
    collection: str
    act: str
    body: dict[str, Any]
    client: str
    under: bool = False
    """Whether its collection lies under another record."""


class Lent:
    """One connection that is in a transaction, in the place of the pool. A transaction on it is a savepoint."""

    def __init__(self, connection: Any) -> None:
        self.fetch, self.fetchrow, self.fetchval = connection.fetch, connection.fetchrow, connection.fetchval
        self.execute, self._connection = connection.execute, connection

    async def fetch_once(self, sql: str, *values: Any) -> list[Any]:
        """All rows of a statement that will not come again."""
        return await (await self._connection.prepare(sql, name="")).fetch(*values)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        """The same connection."""
        yield self._connection


class Bound(Town):
    """A municipality as seen from within one transaction: what that wrote is there, and nobody else sees it yet.

    Who is overtaken here takes the row of the root itself, until the end of the transaction: a turn among the writers
    of this process would be waited for with rows in hand. Numbers come from the real pool: they are given out once,
    also when the transaction comes to nothing.
    """

    def __init__(self, town: Town, connection: Any) -> None:
        super().__init__(
            pool=Lent(connection),
            engine=town.engine,
            clients=town.clients,
            outside=town.outside,
            base=town.base,
            neighbours=town.neighbours,
            fresh_id=town.fresh_id,
            contents=town.contents,
        )
        self.numbers, self._links, self.settles = town.numbers, town._links, town.settles
        self.accounting, self.deciding = town.accounting, town.deciding
        self.unsent: list[Unsent] = []
        """What must be sent to other servers once the transaction holds."""

    @asynccontextmanager
    async def turn(self, table: str, root: str) -> AsyncIterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The row of the root, which nobody else moves any more."""
        await self.pool.execute(f"select from {table} where id = $1 for update", root)
        yield

    def is_taken(self, root: str) -> bool:
        """Nobody stands before us."""
        return False


@asynccontextmanager
async def together(town: Town) -> AsyncIterator[Bound]:
    """The municipality within one transaction, or, when it was that already, within a savepoint of it."""
    if isinstance(town, Bound):
        before = len(town.unsent)
        try:
            async with transaction(town.pool):
                yield town
        except BaseException:
            del town.unsent[before:]
            raise
        return
    # One connection is left for the numbers, which such a transaction may wait for.
    async with town.joint, transaction(town.pool) as connection:
        yield Bound(town, connection)
    town.stirred()
