"""What is asked of the log over HTTP: to search it, and to take in what other applications of the municipality did.

A search is itself a use of data of persons: it is in the log, about the person who was asked for. Writing the log never
is (the standard forbids that).
"""

from typing import Any

import msgspec

from grondslag.integration.logboek.asking import Found, Question, cursor, find, question
from grondslag.integration.logboek.records import OWN, shown
from grondslag.integration.logboek.taking import Taken, coming, take, told
from grondslag.registers.logboek import names
from grondslag.runtime.incoming import as_object
from grondslag.runtime.operations import Asked, Operation
from grondslag.runtime.partitions import log_schemas
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.problems import ParseError, TooLarge, UnsupportedMediaType

SEEN = "logboek.verwerking"
MOST_SPANS = 2000
LOST = b'199 grondslag "Niet alle sleutels van het logboek zijn te openen: er kan meer over deze persoon zijn."'
_encode = msgspec.json.Encoder().encode


async def search_log(town: Town, call: Call, asked: Asked) -> Answer:
    """One page of the dataverwerkingen that a question is about. Raises ParseError or Invalid."""
    now, today = town.now()
    wanted = question(as_object(asked.body, asked.headers, may_be_empty=False), now)
    accounting = town.accounting
    await accounting.pseudonyms.refresh(town.pool, today)
    found = await find(town.pool, await log_schemas(town.pool), wanted, accounting.pseudonyms)
    if wanted.subject:
        call.seen(wanted.subject, SEEN)
    else:
        await accounting.write(OWN, accounting.span(call, "logboek.doorzoeken", ()))
    warned = bool(wanted.subject and accounting.pseudonyms.lost)
    return Answer(
        body=_encode(_answered(found, wanted, call.links.roots.get("verwerkingen") or town.root("verwerkingen"))),
        headers=((b"x-warning", LOST),) if warned else (),
    )


def _answered(found: Found, wanted: Question, register: str) -> dict[str, Any]:
    body: dict[str, Any] = {names.FOUND: [shown(*each, register) for each in found.records]}
    if wanted.begin is not None and wanted.end is not None:
        body |= {names.START: names.millis(wanted.begin), names.END: names.millis(wanted.end)}
    if found.last is not None:
        body[names.NEXT] = cursor(found.last)
    return body


async def take_spans(town: Town, call: Call, asked: Asked) -> Answer:
    """Keep the spans of another application, each once. Raises UnsupportedMediaType, ParseError or TooLarge."""
    if asked.headers.get(b"content-encoding", b"identity") != b"identity":
        raise UnsupportedMediaType("Stuur de spans zonder compressie.")
    as_object(asked.body, asked.headers, may_be_empty=False)
    keys, taken = town.accounting.pseudonyms, Taken()
    try:
        incoming = coming(asked.body, keys, (), town.now()[0], taken, call.caller.client)
    except (msgspec.DecodeError, RecursionError):
        raise ParseError("De inhoud is geen ExportTraceServiceRequest in OTLP/JSON.") from None
    if len(incoming) + taken.refused > MOST_SPANS:
        raise TooLarge(f"Stuur hoogstens {MOST_SPANS} spans tegelijk.")
    await take(town.pool, incoming, taken)
    return Answer(body=_encode(told(taken)))


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        component=OWN,
        method="POST",
        path=names.SEARCH_PATH,
        scope=names.READ,
        name="logboek.doorzoeken",
        run=search_log,
        of_all=True,
    ),
    Operation(
        component=OWN,
        method="POST",
        path=names.TAKE_PATH,
        scope=names.WRITE,
        name="logboek.aanleveren",
        run=take_spans,
    ),
)
