"""What stands in a schema of a database, to compare with what was declared."""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg

# The months of a log are made while it is used: what was declared is the table that they are parts of.
_TABLES = """select relname from pg_class
    where relnamespace = $1::regnamespace and relkind in ('r', 'p') and not relispartition"""
_COLUMNS = """select a.attname, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid) as preset
    from pg_attribute a left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
    where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped"""
_CONSTRAINTS = """select conname, pg_get_constraintdef(oid) as text from pg_constraint
    where connamespace = $1::regnamespace and contype in ('p', 'u', 'f')
    and not exists (select from pg_class t where t.oid = conrelid and t.relispartition)"""
_INDEXES = """select i.relname as name, pg_get_indexdef(x.indexrelid) as text from pg_index x
    join pg_class i on i.oid = x.indexrelid left join pg_constraint c on c.conindid = x.indexrelid
    and c.contype in ('p', 'u') where i.relnamespace = $1::regnamespace and c.oid is null
    and not i.relispartition"""


def run(dsn: str, work: Callable[[asyncpg.Connection], Any]) -> Any:
    """Do the work on one connection."""

    async def visit() -> Any:
        connection = await asyncpg.connect(dsn)
        try:
            return await work(connection)
        finally:
            await connection.close()

    return asyncio.run(visit())


async def tables_of(connection: asyncpg.Connection, name: str) -> dict[str, dict[str, tuple[str, bool, str]]]:
    """The columns of every table of a schema: type, not null, default."""
    rows = await connection.fetch(_TABLES, name)
    found: dict[str, dict[str, tuple[str, bool, str]]] = {}
    for (table,) in rows:
        columns = await connection.fetch(_COLUMNS, f"{name}.{table}")
        found[table] = {each["attname"]: (each["type"], each["attnotnull"], each["preset"] or "") for each in columns}
    return found


async def definitions_of(connection: asyncpg.Connection, name: str) -> dict[str, str]:
    """The constraints and indexes of a schema, as PostgreSQL prints them."""
    constraints = {row["conname"]: row["text"] for row in await connection.fetch(_CONSTRAINTS, name)}
    # Of a table in parts PostgreSQL says that the index is on it only.
    indexes = await connection.fetch(_INDEXES, name)
    return constraints | {row["name"]: row["text"].replace(" ON ONLY ", " ON ") for row in indexes}
