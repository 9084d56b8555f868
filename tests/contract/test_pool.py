"""The pool lends what there is, to who waits longest, and never a connection that is broken or in a transaction."""

import asyncio
import random
import types
from collections.abc import AsyncIterator, Coroutine, Generator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from grondslag.runtime.database import open_pool, transaction
from grondslag.runtime.pool import Pool


@pytest.fixture
async def pool(database: str) -> Any:
    opened = await open_pool(database, 2, 10_000)
    yield opened
    await opened.close()


async def who(pool: Pool) -> int:
    return await pool.fetchval("select pg_backend_pid()")


async def test_no_more_connections_than_it_may_have(pool: Pool) -> None:
    found = await asyncio.gather(*(pool.fetchval("select pg_backend_pid() from pg_sleep(0.01)") for _ in range(10)))
    assert len(set(found)) == 2


async def test_one_connection_is_enough_for_one_at_a_time(pool: Pool) -> None:
    assert len({await who(pool) for _ in range(5)}) == 1


async def test_who_waits_longest_goes_first(database: str) -> None:
    pool, order = await open_pool(database, 1, 10_000), list[int]()

    async def ask(number: int) -> None:
        await pool.execute("select pg_sleep(0.005)")
        order.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(6):
            group.create_task(ask(number))
    await pool.close()
    assert order == [*range(6)]


async def test_what_is_given_up_ends_at_the_database_too(pool: Pool, database: str) -> None:
    """Else those who give up under load leave more queries running than there are connections to lend."""
    running = "select count(*) from pg_stat_activity where datname = current_database() and query like '%pg_sleep(9)%'"
    for _ in range(4):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await pool.execute("select pg_sleep(9)")
    others: asyncpg.Connection = await asyncpg.connect(database)
    found = await others.fetchval(running + " and state = 'active' and pid <> pg_backend_pid()")
    await others.close()
    assert found in (0, 1), "the last one may still be on its way"
    assert await who(pool)


async def test_a_broken_connection_is_replaced(pool: Pool) -> None:
    async def lose() -> int:
        async with pool.acquire() as held:
            mine = await held.fetchval("select pg_backend_pid()")
            lost.append(mine)
            await pool.fetch("select pg_terminate_backend($1)", mine)
            return await held.fetchval("select 1 from pg_sleep(0.1)")

    lost: list[int] = []
    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError)):
        await lose()
    found = await asyncio.gather(*(pool.fetchval("select pg_backend_pid() from pg_sleep(0.01)") for _ in range(4)))
    assert len(set(found)) == 2
    assert lost[0] not in found


async def test_a_statement_that_was_given_up_leaves_its_connection_usable(pool: Pool) -> None:
    for _ in range(4):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await pool.execute("select pg_sleep(5)")
    assert await asyncio.gather(*(pool.fetchval("select $1::int", number) for number in range(6))) == [*range(6)]


async def test_who_gives_up_waiting_takes_nothing_along(pool: Pool) -> None:
    async with pool.acquire(), pool.acquire():
        waiting = [asyncio.create_task(who(pool)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
    assert len(await asyncio.gather(*waiting, return_exceptions=True)) == 3
    async with pool.acquire(), pool.acquire():
        waiting = [asyncio.create_task(who(pool)) for _ in range(2)]
        await asyncio.sleep(0)
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    async with asyncio.timeout(2), pool.acquire() as one, pool.acquire() as other:
        assert one is not other


async def test_a_transaction_that_nobody_ended_is_not_lent_on(pool: Pool) -> None:
    async with pool.acquire() as held:
        await held.execute("begin")
        mine = await held.fetchval("select pg_backend_pid()")
    assert await who(pool) != mine


async def test_a_transaction_is_rolled_back_as_a_whole(pool: Pool) -> None:
    async def fail() -> None:
        async with transaction(pool) as connection:
            await connection.execute("create table gone (id int)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await pool.fetchval("select to_regclass('gone')") is None


@types.coroutine
def cancelled_at(point: int, work: Coroutine[Any, Any, None], *, answered: bool) -> Generator[Any, Any, None]:
    """Carry out work that is cancelled at this one of its await points: before the answer comes, or as it comes."""
    number, thrown = 0, None
    while True:
        try:
            waited = work.send(None) if thrown is None else work.throw(thrown)
        except StopIteration:
            return
        number, thrown = number + 1, None
        task = asyncio.current_task()
        if number == point and not answered and task is not None:
            task.cancel()
        try:
            yield waited
        except BaseException as failure:
            thrown = failure
        else:
            thrown = asyncio.CancelledError() if number == point and answered else None


@asynccontextmanager
async def only_connection(dsn: str) -> AsyncIterator[Pool]:
    """A pool of one, so that what is given up and what comes after it meet."""
    only = await open_pool(dsn, 1, 10_000)
    await only.execute("create table proef (n int)")
    try:
        yield only
    finally:
        await only.close()


async def given_up_at_every_point(only: Pool, pool: Pool, give_up: Any, answered: bool) -> tuple[int, list[int]]:
    """How often the work was cancelled until it ended by itself; and the writes after it that were lost."""
    lost: list[int] = []
    for point in range(1, 100):
        ended = False
        try:
            await asyncio.create_task(cancelled_at(point, give_up(), answered=answered))  # type: ignore[arg-type]
            ended = True
        except asyncio.CancelledError:
            pass
        await only.execute("insert into proef values ($1)", point)
        async with transaction(only) as connection:
            await connection.execute("insert into proef values ($1)", -point)
        if await pool.fetchval("select count(*) from proef where abs(n) = $1", point) != 2:
            lost.append(point)
        if ended:
            return point - 1, lost
    raise AssertionError("it never ended")


@pytest.mark.parametrize("answered", [False, True])
async def test_a_transaction_that_is_cancelled_takes_no_write_of_another_along(
    pool: Pool, database: str, answered: bool
) -> None:
    async with only_connection(database) as only:

        async def two_writes() -> None:
            async with transaction(only) as connection:
                await connection.execute("insert into proef values (1000)")
                await connection.fetchval("insert into proef values ($1) returning n", 1000)

        points, lost = await given_up_at_every_point(only, pool, two_writes, answered)
        assert points >= 4, "begin, two writes, commit"
        assert lost == []
        assert await pool.fetchval("select count(*) from proef where n = 1000") % 2 == 0, "all of it or nothing"


@pytest.mark.parametrize("answered", [False, True])
async def test_a_statement_that_is_cancelled_takes_no_write_of_another_along(
    pool: Pool, database: str, answered: bool
) -> None:
    async with only_connection(database) as only:

        async def one_write() -> None:
            await only.execute("insert into proef values ($1)", 1000)

        points, lost = await given_up_at_every_point(only, pool, one_write, answered)
        assert points >= 1
        assert lost == []


async def test_a_connection_that_was_given_up_is_closed(pool: Pool) -> None:
    mine = await who(pool)
    task = asyncio.create_task(pool.execute("select pg_sleep(1)"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await who(pool) != mine


async def test_a_closed_pool_lends_nothing(pool: Pool) -> None:
    async with pool.acquire(), pool.acquire():
        waiting = asyncio.create_task(who(pool))
        await asyncio.sleep(0)
        await pool.close()
        with pytest.raises(asyncpg.InterfaceError):
            await waiting
    with pytest.raises(asyncpg.InterfaceError):
        await who(pool)


async def test_a_failure_to_connect_takes_no_place() -> None:
    async def refuse() -> Any:
        raise ConnectionRefusedError

    pool = Pool(refuse, 1)
    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):
            await who(pool)


class Crowd:
    """Those who use a pool at once, and give up at whatever moment: waiting, in a statement, or as it breaks."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.chance = pool, random.Random(5)
        self.using, self.shared, self.broke = set[int](), list[int](), 0

    async def one(self, kind: int) -> None:
        async with asyncio.timeout(self.chance.random() / 20):
            if kind == 0:
                await self.pool.fetchval("select pg_sleep($1)", self.chance.random() / 100)
                return
            async with self.pool.acquire() if kind == 1 else transaction(self.pool) as connection:
                await self._hold(connection)

    async def _hold(self, connection: Any) -> None:
        if id(connection) in self.using:
            self.shared.append(id(connection))
        self.using.add(id(connection))
        try:
            said = self.chance.randrange(2**30)
            assert await connection.fetchval("select $1::int from pg_sleep($2)", said, said / 2**38) == said
            if said % 10 == 0:
                self.broke += 1
                await connection.execute("select pg_terminate_backend(pg_backend_pid())")
        finally:
            self.using.discard(id(connection))


async def left_open(dsn: str) -> int:
    """How many connections there are to a database."""
    asking: asyncpg.Connection = await asyncpg.connect(dsn)
    count = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    (row,) = await asking.fetch(count)
    await asking.close()
    return row[0]


async def test_a_thousand_who_give_up_leave_no_connection_behind_and_share_none(database: str) -> None:
    size, tasks = 4, list[asyncio.Task[None]]()
    pool = await open_pool(database, size, 10_000)
    crowd = Crowd(pool)
    for number in range(1000):
        tasks.append(asyncio.create_task(crowd.one(number % 3)))
        await asyncio.sleep(0.001)
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    gave_up, went_well = (sum(isinstance(each, kind) for each in ended) for kind in (TimeoutError, type(None)))
    assert min(gave_up, went_well, crowd.broke) > 5, "of all kinds there were some"
    assert len(ended) - gave_up - went_well <= crowd.broke, "nobody met what another left"
    assert crowd.shared == []
    await asyncio.gather(*list(pool._endings))
    assert (pool._lent, len(pool._waiting)) == (0, 0)
    asked = (pool.fetchval("select pg_backend_pid() from pg_sleep(0.02)") for _ in range(3 * size))
    assert len(set(await asyncio.gather(*asked))) == size, "all places are there"
    assert await left_open(database) <= size
    await pool.close()
    await asyncio.sleep(0.1)
    assert await left_open(database) == 0


async def test_a_pool_that_closes_while_it_is_used_and_given_up_leaves_nothing_open(database: str) -> None:
    pool = await open_pool(database, 3, 10_000)
    tasks = [asyncio.create_task(pool.fetchval("select pg_sleep(0.2)")) for _ in range(9)]
    await asyncio.sleep(0.05)
    for each in tasks[::2]:
        each.cancel()
    await asyncio.sleep(0)
    await pool.close()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0.3)
    assert await left_open(database) == 0
