"""What a write uses of whose data, as records that stand or fall with it: in its own transaction.

A change is data of everyone whose data the record was before, or is after. Mirrors are left aside: they are part of
the change that they follow, which has its record already.
"""

import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from grondslag.kernel.names import to_wire
from grondslag.kernel.rules import Change
from grondslag.kernel.shape import Field, Shape
from grondslag.kernel.writing import Beside, Touches
from grondslag.runtime.accounting import Accounting, Span
from grondslag.runtime.clients import is_own
from grondslag.runtime.log_rows import month_of
from grondslag.runtime.together import Bound
from grondslag.runtime.town import Call, Town
from grondslag.runtime.whose import persons_among, persons_behind
from grondslag.surfaces.decisions import Decision
from grondslag.surfaces.plumbing import BESLISSING, GEZIEN, VERWERKING
from grondslag.surfaces.subjects import is_person, told_by, whose_sql

Pairs = list[tuple[str, str]]


def fresh_hex(size: int) -> str:
    """A fresh id of so many bytes, in hexadecimal digits."""
    return secrets.token_hex(size)


async def span_of_write(town: Town, call: Call, asked: Change[Any], touches: Touches, name: str) -> Span | None:
    """The record of a change; None when it is about nobody, or our own doing. Raises Unavailable."""
    accounting: Accounting | None = town.accounting
    if accounting is None or is_own(call.caller.client):
        return None
    world, shape = town.engine.world, town.engine.world.of(type(asked.record))
    root = world.root_of(shape)
    if town.engine.projection(shape).whose < 0 and town.engine.projection(root).whose < 0:
        return None
    pairs, references = _of_records(town, asked, touches)
    if root.key in town.engine.named_in_parts:
        references += await _kept_in_parts(town, shape, root, asked)
    if references:
        behind = await persons_behind(town, call.links, {whose for _, whose in references})
        pairs += [(person, thing) for thing, whose in references for person in persons_among((whose,), behind)]
    if not pairs:
        return None
    span = accounting.span(call, name, pairs)
    if isinstance(town, Bound) or not span.trace_id:
        # One of several changes of a request, each an action of its own; or nobody asked over HTTP.
        span.trace_id = span.trace_id or fresh_hex(16)
        span.ouder_span_id, span.span_id = span.span_id, fresh_hex(8)
    return span


def _of_records(town: Town, asked: Change[Any], touches: Touches) -> tuple[Pairs, Pairs]:
    """Persons, and references to follow, that the touched records name before and after; each with what it is."""
    persons, references = Pairs(), Pairs()
    shape, world = town.engine.world.of(type(asked.record)), town.engine.world
    root, main = world.root_of(shape), f"{shape.key}/{asked.record.id}"
    above = asked.record.id if shape is root else getattr(asked.record, shape.said.part_of)
    for touch in touches.rows.values():
        telling = town.engine.personal[touch.shape.key]
        # Of those whose data the root is, what was written under it is used as well.
        is_root = touch.shape is root and touch.record.id == above
        for thing in {f"{touch.shape.key}/{touch.record.id}", *((main,) if is_root else ())}:
            for record in (touch.record, touch.after):
                for each in _named(touch.shape, telling, record):
                    if is_person(each):
                        persons.append((each, thing))
                    else:
                        references.append((thing, each))
    return persons, references


def _named(shape: Shape, telling: Iterable[Field], record: Any) -> Iterator[str]:
    """Whom a record in memory names, by the fields that tell of somebody: as `surfaces.subjects` has it in SQL."""
    for field in telling:
        said, value = field.subject, getattr(record, field.name)
        if said is None or not value:
            continue
        if said.path and not said.kept:
            kind = {} if field.one_of is None else {to_wire(field.one_of.by): getattr(record, field.one_of.by)}
            yield from told_by(shape, kind | {field.wire: value}, record.id)
        elif said.path:
            continue
        elif field.many:
            yield from value
        elif field.to is not None:
            yield f"{field.to.target}/{value}"
        else:
            yield value if "://" in value else f"bsn:{value}"


async def _kept_in_parts(town: Town, shape: Shape, root: Shape, asked: Change[Any]) -> Pairs:
    """The references in the parts of a root, as they are now, for a change of that root or of any of its parts."""
    key = asked.record.id if shape is root else getattr(asked.record, shape.said.part_of)
    if asked.action == "create" and shape is root:
        return []
    sql = f"select {whose_sql(town.engine.world, root)} from {root.table} t where t.id = $1::uuid"
    thing = f"{shape.key}/{asked.record.id}"
    return [(thing, each) for each in await town.pool.fetchval(sql, key) or ()]


def rows_of(span: Span, component: str) -> Iterator[Beside]:
    """The rows of a record, to be written by the statement of the change: as `runtime.log_rows` has it in SQL.

    What a change used is new each time: it is not looked for among what was seen before.
    """
    span = span.condensed()
    began, ended = (datetime.fromtimestamp(each / 1000, UTC) for each in (span.tijd, span.einde))
    seen = secrets.token_bytes(16)
    whose = [bytes.fromhex(each) for each in span.wie or ()]
    values = (month_of(began), seen, span.sleutel, whose, span.wat)
    yield Beside(f"{component}.gezien", GEZIEN.replace("?", ""), values)
    ids = [bytes.fromhex(each) or None for each in (span.trace_id, span.span_id, span.ouder_span_id)]
    what = (span.naam, span.status, span.activiteit, span.versie, span.client)
    yield Beside(
        f"{component}.verwerking", VERWERKING.replace("?", ""), (began, ended, *ids, *what, seen, span.verwerker, None)
    )


def decisions_beside(town: Town, call: Call, component: str) -> list[Beside]:
    """What was decided on a request, as rows of the statement of its change; none where several changes are one."""
    if call.decided or isinstance(town, Bound):
        return []
    call.allow()
    return [_decision(each, component) for each in call.decisions]


def _decision(made: Decision, component: str) -> Beside:
    at, trace, span, parent, *asked, point, policies = msgspec.structs.astuple(made)
    ids = [bytes.fromhex(each) or None for each in (trace, span, parent)]
    answered = None if point is None else bytes(point).decode()
    values = (datetime.fromtimestamp(at, UTC), *ids, *asked, answered, policies)
    return Beside(f"{component}.beslissing", BESLISSING.replace("?", ""), values)
