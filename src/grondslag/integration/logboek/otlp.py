"""Records as OTLP/JSON: how they go to another logbook, and how they come in.

Of what comes in nothing is believed but its form: a record that says too little, or something that we cannot keep, is
refused by itself, with the reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from grondslag.integration.logboek.records import OWN, Verwerking
from grondslag.registers.logboek import names

LONGEST_NAME, LONGEST_URL, LONGEST_OBJECT, MOST_OBJECTS = 200, 2000, 300, 10_000
LONGEST_SUBJECT = 1000
NAMESPACE = "grondslag"
INTERNAL = 1
LARGEST_VERSION = 2**31 - 1


class Value(msgspec.Struct, omit_defaults=True):
    """AnyValue: of its kinds those that a record can have."""

    stringValue: str | None = None  # noqa: N815 - as OTLP writes it
    intValue: str | int | None = None  # noqa: N815 - as OTLP writes it
    arrayValue: "Array | None" = None  # noqa: N815 - as OTLP writes it


class Array(msgspec.Struct, omit_defaults=True):
    """ArrayValue."""

    values: list[Value] = []


class Pair(msgspec.Struct):
    """KeyValue."""

    key: str
    value: Value = msgspec.field(default_factory=Value)


class Resource(msgspec.Struct, omit_defaults=True):
    """What the spans are of."""

    attributes: list[Pair] = []


class Status(msgspec.Struct, omit_defaults=True):
    """How it ended."""

    code: int = 0


class Span(msgspec.Struct, omit_defaults=True):
    """Span: one action."""

    traceId: str = ""  # noqa: N815 - as OTLP writes it
    spanId: str = ""  # noqa: N815 - as OTLP writes it
    parentSpanId: str = ""  # noqa: N815 - as OTLP writes it
    name: str = ""
    kind: int | str = 0
    startTimeUnixNano: str | int = 0  # noqa: N815 - as OTLP writes it
    endTimeUnixNano: str | int = 0  # noqa: N815 - as OTLP writes it
    attributes: list[Pair] = []
    status: Status = msgspec.field(default_factory=Status)


class Scoped(msgspec.Struct, omit_defaults=True):
    """ScopeSpans."""

    spans: list[Span] = []


class Resourced(msgspec.Struct, omit_defaults=True):
    """ResourceSpans."""

    resource: Resource = msgspec.field(default_factory=Resource)
    scopeSpans: list[Scoped] = []  # noqa: N815 - as OTLP writes it


class Request(msgspec.Struct, omit_defaults=True):
    """ExportTraceServiceRequest."""

    resourceSpans: list[Resourced] = []  # noqa: N815 - as OTLP writes it


class Plain(msgspec.Struct, frozen=True):
    """Whose data it is about, before a pseudonym was made of it: `kind:value`."""

    subject: str


class Refused(Exception):
    """A record that we cannot keep, and why."""


_request = msgspec.json.Decoder(Request)
_encode = msgspec.json.Encoder().encode


# --- out ----------------------------------------------------------------------------------------------------------


def line(records: Sequence[tuple[str, Verwerking]], register: str, marks: Mapping[int, str]) -> bytes:
    """One ExportTraceServiceRequest. `records`: each with its component; `marks`: of the keys, by number."""
    by_component: dict[str, list[Span]] = {}
    for component, record in records:
        by_component.setdefault(component, []).append(_span(record, register, marks))
    return _encode(
        Request(
            [
                Resourced(
                    Resource([_text(names.NAMESPACE, NAMESPACE), _text(names.SERVICE, component)]), [Scoped(spans)]
                )
                for component, spans in by_component.items()
            ]
        )
    )


def _span(record: Verwerking, register: str, marks: Mapping[int, str]) -> Span:
    return Span(
        traceId=record.trace_id.hex(),
        spanId=record.span_id.hex(),
        parentSpanId=record.ouder_span_id.hex() if record.ouder_span_id else "",
        name=record.naam,
        kind=INTERNAL,
        startTimeUnixNano=str(names.nanos(record.tijd)),
        endTimeUnixNano=str(names.nanos(record.einde)),
        attributes=list(_attributes(record, register, marks)),
        status=Status(record.status),
    )


def _attributes(record: Verwerking, register: str, marks: Mapping[int, str]) -> Iterator[Pair]:
    if record.activiteit is not None:
        yield _text(names.ACTIVITY, names.activity_url(register, record.activiteit))
    if record.versie is not None:
        yield Pair(names.VERSION, Value(intValue=str(record.versie)))
    if record.betrokkene is not None:
        yield _text(names.SUBJECT, record.betrokkene.hex())
        yield _text(names.SUBJECT_TYPE, names.TYPES[record.betrokkene[0]])
    if record.sleutel is not None and record.sleutel in marks:
        yield _text(names.KEY, marks[record.sleutel])
    if record.verwerker is not None:
        yield _text(names.PROCESSOR, record.verwerker)
    if record.lees_api is not None:
        yield _text(names.READ_API, record.lees_api)
    yield _text(names.CLIENT, record.client)
    if record.objecten:
        yield Pair(names.OBJECTS, Value(arrayValue=Array([Value(stringValue=each) for each in record.objecten])))


def _text(key: str, value: str) -> Pair:
    return Pair(key, Value(stringValue=value))


# --- in -----------------------------------------------------------------------------------------------------------


def spans(raw: bytes) -> Iterator[tuple[str, Span]]:
    """Every span in a request with the service it says it is of. Raises msgspec.DecodeError when it is no request."""
    for each in _request.decode(raw).resourceSpans:
        said = _said(each.resource.attributes)
        service = said[names.SERVICE] if said.get(names.NAMESPACE) == NAMESPACE and names.SERVICE in said else OWN
        for scoped in each.scopeSpans:
            for span in scoped.spans:
                yield str(service), span


def record_of(span: Span, numbers: Mapping[str, int]) -> tuple[Verwerking, Plain | None]:
    """The record in a span, and whose data it says it is of when that is no pseudonym yet. Raises Refused.

    `numbers`: of our keys, by mark. A pseudonym under another key is kept, but no person is found by it here.
    """
    said = _said(span.attributes)
    trace, own, parent = names.trace_of(span.traceId), names.span_of(span.spanId), names.span_of(span.parentSpanId)
    if trace is None or own is None or (parent is None and span.parentSpanId):
        raise Refused("traceId, spanId of parentSpanId klopt niet.")
    begin, end = _moment(span.startTimeUnixNano), _moment(span.endTimeUnixNano)
    if end < begin:
        raise Refused("endTimeUnixNano ligt voor startTimeUnixNano.")
    if not 0 <= span.status.code < len(names.STATUSES):
        raise Refused("status.code is 0, 1 of 2.")
    betrokkene, plain = _subject(said)
    return Verwerking(
        tijd=begin,
        einde=end,
        trace_id=trace,
        span_id=own,
        ouder_span_id=parent,
        naam=_bounded("name", span.name, LONGEST_NAME),
        status=span.status.code,
        activiteit=_activity(said),
        versie=_version(said),
        client=_bounded(names.CLIENT, str(said.get(names.CLIENT, "")), LONGEST_NAME, least=0),
        betrokkene=betrokkene,
        sleutel=numbers.get(str(said.get(names.KEY, ""))) if betrokkene else None,
        objecten=_objects(said),
        verwerker=_optional(said, names.PROCESSOR, LONGEST_URL),
        lees_api=_optional(said, names.READ_API, LONGEST_URL),
    ), plain


def _said(pairs: Sequence[Pair]) -> dict[str, str | int | list[Value]]:
    """The attributes that have a value, each once: the first counts."""
    found: dict[str, Any] = {}
    for pair in pairs:
        value = pair.value
        said = value.arrayValue.values if value.arrayValue is not None else value.stringValue
        said = value.intValue if said is None else said
        if said is not None:
            found.setdefault(pair.key, said)
    return found


def _moment(count: str | int) -> datetime:
    digits = str(count)
    found = names.moment_of_nanos(int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 25 else None
    if not found or found == names.moment_of_nanos(0):
        raise Refused("startTimeUnixNano en endTimeUnixNano zijn nanoseconden sinds 1970.")
    return found


def _bounded(name: str, text: str, longest: int, least: int = 1) -> str:
    if not least <= len(text) <= longest or "\0" in text:
        raise Refused(f"{name} heeft {least} tot {longest} tekens.")
    return text


def _optional(said: Mapping[str, Any], name: str, longest: int) -> str | None:
    return _bounded(name, str(said[name]), longest) if name in said else None


def _activity(said: Mapping[str, Any]) -> str | None:
    if names.ACTIVITY not in said:
        return None
    found = names.activity_of(str(said[names.ACTIVITY]))
    if found is None:
        raise Refused(f"{names.ACTIVITY} is geen activiteit van ons register.")
    return found


def _version(said: Mapping[str, Any]) -> int | None:
    if names.VERSION not in said:
        return None
    digits = str(said[names.VERSION])
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 10 and int(digits) <= LARGEST_VERSION):
        raise Refused(f"{names.VERSION} is een getal.")
    return int(digits)


def _objects(said: Mapping[str, Any]) -> tuple[str, ...]:
    found = said.get(names.OBJECTS, [])
    if not isinstance(found, list) or len(found) > MOST_OBJECTS:
        raise Refused(f"{names.OBJECTS} is een lijst van hoogstens {MOST_OBJECTS} verwijzingen.")
    return tuple(_bounded(names.OBJECTS, each.stringValue or "", LONGEST_OBJECT) for each in found)


def _subject(said: Mapping[str, Any]) -> tuple[bytes | None, Plain | None]:
    if names.SUBJECT not in said:
        return None, None
    value, kind = str(said[names.SUBJECT]), str(said.get(names.SUBJECT_TYPE, ""))
    if names.PSEUDONYM.fullmatch(value):
        made = bytes.fromhex(value)
        if kind and kind != names.TYPES[made[0]]:
            raise Refused(f"{names.SUBJECT_TYPE} is een ander dan dat van het pseudoniem.")
        return made, None
    if kind not in names.KINDS:
        raise Refused(f"{names.SUBJECT_TYPE} is een van: {', '.join(names.KINDS)}.")
    return None, Plain(f"{names.KINDS[kind]}:{_bounded(names.SUBJECT, value, LONGEST_SUBJECT)}")
