"""The fixtures of the tests themselves."""

import asyncio

import asyncpg


def test_a_fresh_database_is_migrated_and_one_of_its_own(fresh_database):
    async def tables(dsn: str) -> int:
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute("insert into grondslag.client (client_id, secret) values ('a', '')")
            return await connection.fetchval("select count(*) from grondslag.client")
        finally:
            await connection.close()

    assert [asyncio.run(tables(fresh_database())) for _ in range(2)] == [1, 1]
