"""The pool lends what there is, to who waits longest, and never a connection that is broken or in a transaction."""

import asyncio
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
