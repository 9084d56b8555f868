"""Reading the Authorization Decision Log: what was decided within a trace, or in a window of time, newest first.

One statement per component, side by side, and merged. To look is a request like any other, so it is in the log itself,
as a decision and as a span of nobody.
"""

import asyncio
import heapq
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from grondslag.integration.logboek.records import OWN
from grondslag.integration.logboek.said import LONGEST_TEXT, Said
from grondslag.kernel.rules import Violation
from grondslag.registers.logboek import names
from grondslag.runtime.incoming import as_object
from grondslag.runtime.operations import Asked, Operation
from grondslag.runtime.partitions import log_schemas
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.decisions import AT_MOST, USUAL, Decision, record
from grondslag.surfaces.problems import Invalid

NAME = "logboek.beslissingen_doorzoeken"
LONGEST_WINDOW = timedelta(days=31)
FIELDS = (names.TRACE, names.CALLER, names.START, names.END, names.LIMIT)
_SELECTED = """
    extract(epoch from tijd)::float8, encode(trace_id, 'hex'), encode(span_id, 'hex'),
    coalesce(encode(ouder_span_id, 'hex'), ''), client, actie, operatie, soort, sleutel, ouder, activiteit, vlaggen,
    bevoegd, toegestaan, antwoord::text, beleid
"""
_NEITHER = "Geef een traceId, of een startTime en een endTime."
_WINDOW = f"Het einde ligt na het begin, en hoogstens {LONGEST_WINDOW.days} dagen later."
_encode = msgspec.json.Encoder().encode


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Which decisions: those of a trace, or those in a window of time; of one client, or of all."""

    trace: bytes | None = None
    client: str = ""
    begin: datetime | None = None
    end: datetime | None = None
    limit: int = USUAL


class Found(msgspec.Struct, frozen=True):
    """Decisions, newest first, each with its component; and whether these are all."""

    made: Sequence[tuple[str, Decision]]
    complete: bool


def sought(body: Mapping[str, Any]) -> Sought:
    """What a body asks. Raises Invalid."""
    said = Said(body)
    for name in body.keys() - {*FIELDS}:
        said.refuse(name[:100], f"Alleen {', '.join(FIELDS)}.", "unknown-parameters")
    found = Sought(
        trace=said.trace(),
        client=said.text(names.CALLER, _client, f"Een clientId is een tekst van 1 tot {LONGEST_TEXT} tekens.") or "",
        begin=said.moment(names.START),
        end=said.moment(names.END),
        limit=said.limit(USUAL, AT_MOST),
    )
    if said.wrong:
        raise Invalid(said.wrong)
    return bounded(found)


def bounded(asked: Sought) -> Sought:
    """The same, when it asks no more than can be looked through. Raises Invalid."""
    if asked.trace is None and (asked.begin is None or asked.end is None):
        raise Invalid([Violation("required", _NEITHER)])
    if asked.begin is not None and asked.end is not None:
        is_bounded = asked.trace is not None or asked.end - asked.begin <= LONGEST_WINDOW
        if not asked.begin < asked.end or not is_bounded:
            raise Invalid([Violation("invalid", _WINDOW, names.END)])
    return asked


def _client(text: str) -> str | None:
    """A client id as the log can hold it."""
    return text if text and "\0" not in text else None


async def find(pool: Any, schemas: Iterable[str], asked: Sought) -> Found:
    """The decisions that are sought, of every component with a log in this database."""
    terms = {
        "trace_id = ${}": asked.trace,
        "tijd >= ${}": asked.begin,
        "tijd < ${}": asked.end,
        "client = ${}": asked.client or None,
    }
    given = [(term, value) for term, value in terms.items() if value is not None]
    where = " and ".join(term.format(place) for place, (term, _) in enumerate(given, 1))

    async def ask(schema: str) -> list[tuple[str, Decision]]:
        sql = (
            f"select {_SELECTED} from {schema}.beslissing where {where} "
            f"order by tijd desc, span_id desc limit {asked.limit + 1}"
        )
        return [(schema, _kept(row)) for row in await pool.fetch(sql, *(value for _, value in given))]

    pages = await asyncio.gather(*(ask(each) for each in schemas))
    merged = heapq.merge(*pages, key=lambda each: (each[1].at, each[1].span_id), reverse=True)
    made = [each for each, _ in zip(merged, range(asked.limit + 1), strict=False)]
    return Found(made[: asked.limit], len(made) <= asked.limit)


def _kept(row: Sequence[Any]) -> Decision:
    found = Decision(**dict(zip(Decision.__struct_fields__, row, strict=True)))
    if found.point is not None:
        found.point = msgspec.Raw(found.point)
    return found


def shown(found: Found, base: str) -> list[dict[str, Any]]:
    """The records in the fields of the standard, each with who made it."""
    return [
        record(each, {"service.name": "grondslag", "service.namespace": component, "server.address": base})
        for component, each in found.made
    ]


async def search_decisions(town: Town, call: Call, asked: Asked) -> Answer:
    """The decisions that a body asks for. Raises ParseError or Invalid."""
    wanted = sought(as_object(asked.body, asked.headers, may_be_empty=False))
    await town.accounting.write(OWN, town.accounting.span(call, NAME, ()))
    found = await find(town.pool, await log_schemas(town.pool), wanted)
    return Answer(body=_encode({names.DECISIONS: shown(found, town.base), names.COMPLETE: found.complete}))


SEARCH = Operation(
    component=OWN,
    method="POST",
    path=names.DECISIONS_PATH,
    scope=names.READ,
    name=NAME,
    run=search_decisions,
    of_all=True,
)
