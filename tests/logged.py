"""What the log of a served municipality holds: its records, with the persons we know put back in their places."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from grondslag.runtime.log_rows import records
from tests.api import Api

SCHEMAS = ("zaken", "documenten", "besluiten")


class Logged(NamedTuple):
    """One record: of whom (as `kind:value` where known), what was done, for what and what was seen."""

    person: str | None
    name: str
    client: str
    activity: str | None
    things: tuple[str, ...]
    trace: str
    span: str
    parent: str | None


async def logged(api: Api, people: Iterable[str], schemas: Iterable[str] = SCHEMAS, since: Any = None) -> list[Logged]:
    """All records, in the order in which they were written."""
    accounting = api.program.accounting
    known = {accounting.pseudonyms.of(each): each for each in people}
    found: list[Logged] = []
    for schema in schemas:
        rows = await api.program.pool.fetch(
            "select encode(betrokkene, 'hex'), naam, client, activiteit::text, objecten, encode(trace_id, 'hex'), "
            f"encode(span_id, 'hex'), encode(ouder_span_id, 'hex') from ({records(schema)}) r "
            "where $1::timestamptz is null or tijd >= $1 order by tijd, span_id",
            since,
        )
        found += [Logged._make((known.get(row[0], row[0]), *row[1:4], tuple(row[4]), *row[5:])) for row in rows]
    return found


async def forget(api: Api, schemas: Iterable[str] = SCHEMAS) -> None:
    """Begin with an empty log."""
    for schema in schemas:
        await api.program.pool.execute(f"delete from {schema}.verwerking")
