"""The store: everything that one judged change sets off, written at once, and the answer to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from grondslag.kernel.declare import Group
from grondslag.kernel.links import Links, own_path
from grondslag.kernel.names import to_wire
from grondslag.kernel.render import show
from grondslag.kernel.rules import Change, Create, Mirror, Violation, Warn, Write
from grondslag.kernel.shape import Field, Shape, fields_of
from grondslag.kernel.writing import Compiler, Statement, Touches
from grondslag.runtime.accounted import decisions_beside, rows_of, span_of_write
from grondslag.runtime.accounting import WITHHELD
from grondslag.runtime.mirrors import NOWHERE, WARNING, Carry, after, follow
from grondslag.runtime.numbers import Series
from grondslag.runtime.together import Bound, together
from grondslag.runtime.town import Answer, Call, Town, Wish
from grondslag.surfaces.plumbing import Actor, Kept, Line, rows_beside
from grondslag.surfaces.problems import Conflict, Invalid, NotFound, Unavailable
from grondslag.surfaces.schema import constraint_violation

ANSWERED = "pk__idempotentie"
"""The constraint that lets one answer stand under an Idempotency-Key."""
TWICE = "Een verzoek met dezelfde Idempotency-Key wordt nu verwerkt."
MAX_ROWS = 500
"""So many records may one change touch: more than a person oversees, and no more than a statement carries."""
_encode = msgspec.json.Encoder().encode


class Stale(Exception):
    """Another write moved a root since the facts were gathered. `root`: its key."""

    def __init__(self, root: str = "") -> None:
        super().__init__(root)
        self.root = root


class NumberInUse(Exception):
    """The number that was taken for a record was given to another one by hand."""


class Judged(msgspec.Struct, kw_only=True):
    """A change that passed: with the roots it was judged on, and all writes it comes to."""

    change: Change[Any]
    roots: Mapping[tuple[str, str], Any]
    writes: Sequence[Write]
    warnings: Sequence[Warn]
    numbered: Series | None
    """The series of its identification, when that is of our own making."""


def _pad(shape: Shape, record: Any) -> str:
    parent = getattr(record, shape.said.part_of) if shape.said.under else ""
    return own_path(shape, record.id, parent)


def _kenmerken(town: Town, root: Shape, holder: Any) -> dict[str, Any]:
    """What an event is chosen by: at our own address, as the rest of the event, whatever address the writer used."""
    links = town.links(town.base)
    return {
        name: _kenmerk(links, root.field(path), getattr(holder, path)) for name, path in root.said.kenmerken.items()
    }


def _kenmerk(links: Links, field: Field, value: Any) -> Any:
    if field.to is not None and isinstance(value, str):
        return links.url(field.to.target, value)
    return field.ranked(value).name if field.ranked is not None and value is not None else value


def _lines(
    town: Town, call: Call, asked: Change[Any], touches: Touches, roots: Mapping[tuple[str, str], Any]
) -> list[tuple[str, Line]]:
    """The audit lines: the caller's change, then what it set off in other records."""
    world = town.engine.world
    main = (world.of(type(asked.record)).key, asked.record.id)
    found: list[tuple[str, Line]] = []
    ordered = sorted(touches.rows.items(), key=lambda item: item[0] != main)
    for key, touch in ordered:
        shape = touch.shape
        if key != main and touch.op == "update" and all(_is_kept(shape, name) for name in touch.values):
            continue  # only what is kept for its parts moved
        root = world.root_of(shape)
        if not {"L", "R"} & set(shape.said.methods) and (key != main or root is shape):
            continue  # nobody can look at it: what it means is seen at its root, unless the caller wrote it
        projection = town.engine.projection(shape)
        root_id = touch.record.id if root is shape else getattr(touch.record, shape.said.part_of)
        holder = touch.after if root is shape else _holder(touches, roots, root, root_id)
        before = None if touch.op == "insert" else _encode(show(projection, touch.record, call.links))
        after = None if touch.op == "delete" else _encode(show(projection, touch.whole, call.links))
        acts = {"insert": "create", "delete": "destroy", "update": "partial_update"}
        line = Line(
            shape=shape,
            root_id=root_id,
            record=touch.record,
            actie=asked.action if key == main and asked.action == "update" else acts[touch.op],
            resource_pad=_pad(shape, touch.record),
            hoofdobject_pad=own_path(root, root_id) if holder is not None else _pad(shape, touch.record),
            weergave=_weergave(shape, touch.after),
            oud=before,
            nieuw=after,
            kenmerken={} if holder is None else _kenmerken(town, root, holder),
            told=not (touch.op == "update" and shape.said.lasting and set(touch.values) <= set(shape.said.lasting)),
        )
        found.append((town.fresh_id(), line))
    return found


def _weergave(shape: Shape, record: Any) -> str:
    """What people call a record: by its label, else what it is and its key."""
    known = [getattr(record, name) for name in shape.said.label]
    return " - ".join(known) if known else f"{shape.record.__name__} {record.id}"


def _is_kept(shape: Shape, name: str) -> bool:
    """Whether a field of a root only follows its parts: their keys, the names they give, how far they are, their last
    write, whose data they are."""
    field = shape.field(name)
    if field.hidden and field.subject is not None:
        return True
    follows = field.inverse is not None or (field.ours and (field.named is not None or field.has_refs))
    return follows or name == shape.said.moved


def _holder(touches: Touches, roots: Mapping[tuple[str, str], Any], root: Shape, root_id: str) -> Any:
    touch = touches.rows.get((root.key, root_id))
    return touch.after if touch is not None else roots.get((root.key, root_id))


def actor_of(call: Call) -> Actor:
    """Who the audit trail names."""
    return Actor(
        client=call.caller.client,
        applicatie=call.caller.label,
        gebruiker_id=call.caller.user_id,
        gebruiker_weergave=call.caller.user_representation,
        toelichting=call.toelichting,
    )


async def store(town: Town, call: Call, wish: Wish, judged: Judged, carry: Carry) -> Answer:
    """Write all that a judged change sets off, and answer. `carry` carries out what must follow from it elsewhere.

    Raises Stale, Invalid or Conflict with nothing written.
    """
    world, shape = town.engine.world, wish.shape
    asked, roots, warnings = judged.change, judged.roots, judged.warnings
    touches = Touches(world)
    for write in judged.writes:
        touches.take(_with_key(town, write))
    touches.settle(roots)
    _note_the_moment(touches, asked.now)
    if len(touches.rows) > MAX_ROWS:
        reason = f"Dit raakt {len(touches.rows)} gegevens tegelijk, meer dan {MAX_ROWS}: doe het in delen."
        raise Invalid([Violation("pending-relations", reason)])
    lines = _lines(town, call, asked, touches, roots)
    main = touches.rows.get((shape.key, asked.record.id))
    status = wish.act.status if wish.act else {"create": 201, "destroy": 204}.get(wish.action, 200)
    projection = town.engine.projection(shape)
    reads_back = bool(projection.derived) and status != 204
    body = b""
    if wish.act is not None and wish.act.answer is not None:
        reads_back, body = False, _encode(_told(wish.act.answer, main.after if main else asked.record))
    elif lines and lines[0][1].record.id == asked.record.id and not reads_back and status != 204:
        body = lines[0][1].nieuw or b""  # what the audit trail keeps is what is answered
    elif not reads_back and status != 204:
        body = _encode(show(projection, main.whole if main else asked.record, call.links))
    if wish.action == "create" and shape.said.told:
        body = _with_told(body, shape, asked.record)
    if not touches.rows:
        return await _answer(town, call, shape, asked, status, body, reads_back, warnings)
    keep = _kept(call, shape, status, body, _pad(shape, asked.record))
    made = decisions_beside(town, call, shape.component)
    beside = [*made, *rows_beside(touches, lines, actor_of(call), asked.now, keep)]
    span = await span_of_write(town, call, asked, touches, f"{shape.key}.{wish.action}")
    beside += rows_of(span, shape.component) if span is not None else ()
    warning = await _execute(town, call, wish, judged, Compiler().compile(touches, beside), carry)
    call.decided |= bool(made)
    town.stirred()
    found = await _answer(town, call, shape, asked, status, body, reads_back, warnings)
    found.headers += ((b"x-warning", warning),) if warning else ()
    return found


def _note_the_moment(touches: Touches, now: datetime) -> None:
    """Let every root keep when it, or something under it, was written last; an effect may say otherwise."""
    for touch in touches.rows.values():
        if touch.shape.said.moved and (touch.takes_rev or touch.op == "insert"):
            touch.values.setdefault(touch.shape.said.moved, now)


def _told(answer: type[Group], record: Any) -> dict[str, Any]:
    """What an action answers in place of the record: its fields by name, or the ones that an Out points to."""
    return {each.wire: getattr(record, each.out.path if each.out else each.name) for each in fields_of(answer)}


def _with_told(body: bytes, shape: Shape, record: Any) -> bytes:
    """The answer to a creation, with what is told only there."""
    more = {wire: getattr(record, name) for wire, name in shape.said.told.items()}
    return body.removesuffix(b"}") + b"," + _encode(more).removeprefix(b"{")


def _with_key(town: Town, write: Write) -> Write:
    if isinstance(write, Create) and not write.record.id:
        return Create(msgspec.structs.replace(write.record, id=town.fresh_id(), rev=1))
    return write


def _kept(call: Call, shape: Shape, status: int, body: bytes, pad: str) -> Kept | None:
    """The answer to remember, when the caller gave it a key."""
    if not call.idempotency_key:
        return None
    return Kept(
        component=shape.component,
        client=call.caller.client,
        key=call.idempotency_key,
        fingerprint=call.fingerprint,
        status=status,
        body=body,
        pad=pad,
    )


async def remember(town: Town, call: Call, shape: Shape, answer: Answer, pad: str = "") -> None:
    """Keep an answer that no single statement made. Raises Conflict when the same request was quicker."""
    keep = _kept(call, shape, answer.status, answer.body, pad)
    if keep is None:
        return
    touches, (moment, _) = Touches(town.engine.world), town.now()
    statement = Compiler().compile(touches, list(rows_beside(touches, (), actor_of(call), moment, keep)))
    try:
        await town.pool.fetchval(statement.sql, *statement.params)
    except asyncpg.UniqueViolationError:
        raise Conflict(TWICE) from None


async def _execute(town: Town, call: Call, wish: Wish, judged: Judged, statement: Statement, carry: Carry) -> bytes:
    """Run the statement, in a transaction with what must hold together with it: mirrors. What is to be told in
    X-Warning."""
    mirrors = [each for each in judged.writes if isinstance(each, Mirror)]
    first = next(iter(statement.roots), "")
    try:
        if not mirrors and len(statement.roots) <= 1 and not isinstance(town, Bound):
            await _hold(town.pool, statement)
            return b""
        async with together(town) as bound:
            await _hold(bound.pool, statement)
            placed = await follow(bound, call, wish.shape.component, _root_key(town, wish, judged), mirrors, carry)
    except asyncpg.UniqueViolationError as failure:
        raise _clash(town, failure, judged.numbered) from None
    except asyncpg.ForeignKeyViolationError as failure:
        raise _in_use(failure, wish) from None
    except asyncpg.CheckViolationError as failure:
        if not _has_no_room(failure):
            raise
        # The log has no room for this month: the clock went far, or nobody kept house. There will be, the next time.
        await town.accounting.keep(town.today())
        raise Unavailable(WITHHELD) from None
    except (asyncpg.SerializationError, asyncpg.DeadlockDetectedError):
        raise Stale(first) from None
    if not placed:
        return NOWHERE
    return b"" if isinstance(town, Bound) or await after(town, bound) else WARNING


def _has_no_room(failure: Any) -> bool:
    """Whether a partitioned table had no part for a row; a demand on the row itself has a name."""
    return not failure.constraint_name


async def _hold(pool: Any, statement: Statement) -> None:
    """Run the statement. Raises Stale when a root was moved meanwhile."""
    if await pool.fetchval(statement.sql, *statement.params) != len(statement.roots):
        raise Stale(next(iter(statement.roots), ""))


def _root_key(town: Town, wish: Wish, judged: Judged) -> str:
    root, record = town.engine.world.root_of(wish.shape), judged.change.record
    return record.id if root is wish.shape else getattr(record, wish.shape.said.part_of)


def _clash(town: Town, failure: Any, numbered: Series | None) -> Exception:
    """A value that must be unique was there already; a number of our own making is simply taken anew."""
    name = failure.constraint_name or ""
    if name == ANSWERED:
        return Conflict(TWICE)
    if numbered is not None:
        town.numbers.forget(numbered)
        return NumberInUse()
    found = constraint_violation(town.engine.world, name)
    return Invalid([found or Violation("unique", "Deze combinatie bestaat al.")])


def _in_use(failure: Any, wish: Wish) -> Exception:
    """Something refers to what would go, or what was referred to has just gone."""
    if wish.action == "destroy":
        return Invalid([Violation("pending-relations", "Andere gegevens verwijzen hiernaar; verwijder die eerst.")])
    name = (failure.constraint_name or "").rpartition("__")[2]
    return Invalid(
        [Violation("does_not_exist", "De hyperlink verwijst naar niets.", to_wire(name) or "nonFieldErrors")]
    )


def _on_one_line(text: str) -> bytes:
    """A text as the value of a header: it may hold what a client sent, so no character of it may end the line."""
    return "".join(each if each.isprintable() else " " for each in text).encode("latin-1", "replace")


async def _answer(
    town: Town,
    call: Call,
    shape: Shape,
    asked: Change[Any],
    status: int,
    body: bytes,
    reads_back: bool,
    warnings: Sequence[Warn],
) -> Answer:
    headers = tuple((b"x-warning", _on_one_line(each.reason)) for each in warnings)
    if reads_back:
        found = await town.by_key(shape).get(asked.record.id)
        if found is None:
            raise NotFound
        body = _encode(town.engine.projection(shape).render([found.values], call.links.prefixes)[0])
    if status == 201:
        parent = getattr(asked.record, shape.said.part_of) if shape.said.under else ""
        headers += ((b"location", call.links.url(shape.key, asked.record.id, parent).encode()),)
    return Answer(status=status, body=body, headers=headers)
