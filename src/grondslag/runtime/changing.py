"""Changing: one write through the hops plan, access, gather, judge, store and render.

A change is judged on facts gathered at a known `rev` of its roots and stored only at that `rev`. When others were
faster it waits for its turn on that root, is gathered and judged again, three times, and then refused with 409.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from grondslag.kernel.access import Reach, guard_of, wants
from grondslag.kernel.declare import VIEWS, Group, Record
from grondslag.kernel.decode import decode_group, decode_record
from grondslag.kernel.gather import judged_on, several
from grondslag.kernel.links import Links
from grondslag.kernel.query import record_sql
from grondslag.kernel.rows import from_json
from grondslag.kernel.rules import Act, Change, Create, Delete, Refusal, Update, Violation, Warn, Write
from grondslag.kernel.shape import Shape
from grondslag.runtime.bounds import demand_kept, demand_tied
from grondslag.runtime.engine import Speaking
from grondslag.runtime.names import name_versions
from grondslag.runtime.numbers import Series
from grondslag.runtime.reader import does_not_exist
from grondslag.runtime.storing import Judged, NumberInUse, Stale, store
from grondslag.runtime.town import Answer, Call, Town, Wish, demand
from grondslag.surfaces.problems import Conflict, Forbidden, Invalid, NotFound

ATTEMPTS = 3
NUMBERS_TRIED = 100
NO_GUARD = ("", 0)
"""Stands for a root that is not there: within no right, unless it is told anyway that it does not exist."""
FIXED_REASON = "Dit veld mag niet gewijzigd worden."


async def change(town: Town, call: Call, wish: Wish) -> Answer:
    """Carry out a change. Raises Invalid, Forbidden, NotFound or Conflict."""
    try:
        return await _carried_out(town, call, wish, first=True)
    except Stale as stale:
        root = stale.root
    async with town.turn(town.engine.world.root_of(wish.shape).table, root):
        for _ in range(ATTEMPTS):
            try:
                return await _carried_out(town, call, wish)
            except Stale:
                continue
    raise Conflict


async def _carried_out(town: Town, call: Call, wish: Wish, *, first: bool = False) -> Answer:
    """One attempt. A number of our own that a client had named already is taken anew: nobody moved what was judged."""
    for _ in range(NUMBERS_TRIED):
        try:
            return await _attempt(town, call, wish, first=first)
        except NumberInUse:
            continue
    raise Conflict


def _scopes(wish: Wish) -> tuple[str, ...]:
    if wish.act is not None:
        return wants(wish.act.scope)
    kind = wish.action if wish.action in ("create", "destroy") else "update"
    return wants(wish.shape.said.scopes[kind])


async def _attempt(town: Town, call: Call, wish: Wish, *, first: bool = False) -> Answer:
    shape = wish.shape
    root = town.engine.world.root_of(shape)
    reach = demand(call, root, _scopes(wish))
    asked, rev = await _asked(town, call, wish, reach)
    if first and town.is_taken(moved := _key_of_root(shape, root, asked.record)):
        raise Stale(moved)  # others wait already: a newcomer joins them
    speaking = town.engine.speaking(shape, wish.action)
    known, told = await town.reader.gather(asked, speaking, call.links)
    _refuse_orphans(wish, known)
    known = _within_reach(town, call, asked, speaking, known, told)
    roots = _roots(town, asked, known)
    _refuse_moved(town, asked.before, rev, roots)
    asked, numbered = await _derive(town, asked, speaking, known, shape)
    await demand_tied(town, call, asked)
    asked = _judge_access(town, call, asked, roots, root, reach, told)
    asked = _with_scopes_elsewhere(town, call, asked, root, known)
    warnings = _judge(asked, speaking, known, told)
    if (settle := town.settles.get(shape.key)) is not None and wish.action != "destroy":
        asked = await settle(asked)
    writes = _effects(asked, speaking, known, wish)
    _refuse_more_than_asked(town, writes, root, reach)
    judged = Judged(change=asked, roots=roots, writes=writes, warnings=warnings, numbered=numbered)
    # After the `rev` was read: content that comes in between moves it, and so this attempt is not the one that holds.
    doubted = await town.contents.doubt(town.pool, shape, wish.key, wish.action) if wish.key and shape.content else ()
    answer = await store(town, call, wish, judged, change)
    answer.doubted = doubted
    return answer


async def _asked(town: Town, call: Call, wish: Wish, reach: Reach) -> tuple[Change[Any], int]:
    """The change as it is asked, and the `rev` at which the record before it was read."""
    before, rev = await _before(town, call, wish, reach)
    given, raw, after, body = _read(town, call, wish, before, reach)
    if wish.act is not None and wish.shape.content is not None:
        raw = await town.contents.joined(before)
    if after is not None:
        after, keys = await name_versions(town, wish.shape, after)
        raw = raw | keys
    moment, today = town.now()
    asked: Change[Any] = Change(
        action=wish.action,
        before=before,
        after=after,
        given=given,
        raw=raw,
        now=moment,
        today=today,
        body=body,
        fresh_id=town.fresh_id(),
        part_size=town.contents.bounds.part,
    )
    return asked, rev


async def _before(town: Town, call: Call, wish: Wish, reach: Reach) -> tuple[Record | None, int]:
    """The record as it is, and the `rev` of its root at that moment."""
    if not wish.key:
        return None, 0
    row = await town.pool.fetchrow(record_sql(town.engine.world, wish.shape), wish.key)
    if row is None:
        raise NotFound
    if not reach.holds(row[2:]):
        raise Forbidden
    await demand_kept(town, call, wish.shape, wish.key)
    record: Record = from_json(row[0], wish.shape.record)
    if wish.parent and getattr(record, wish.shape.said.part_of) != wish.parent:
        raise NotFound
    return record, row[1]


def _read(town: Town, call: Call, wish: Wish, before: Record | None, reach: Reach) -> Any:
    """The body as values: what was given, what only the rules see, the record as it will be, and an action's body."""
    if wish.action == "destroy":
        return frozenset(), {}, None, None
    if wish.act is not None:
        return frozenset(), {}, before, action_body(wish.act, wish.body, call.links)
    shape = wish.shape
    partial = wish.action == "partial_update"
    decoded = decode_record(shape, wish.body, call.links, partial=partial, parent=wish.parent, before=before)
    _refuse_type(town, shape, decoded.values, reach)
    told = list(decoded.violations)
    given = frozenset([*decoded.values, *decoded.raw])
    if before is not None:
        told += _fixed(shape, before, decoded.values)
    if told:
        raise Invalid(told)
    if before is None:
        after = shape.record(id=town.fresh_id(), rev=1, **decoded.values)
    else:
        left = {field.name for field in shape.fields if field.fixed and decoded.values.get(field.name) == ""}
        changed = {name: value for name, value in decoded.values.items() if name not in left}
        after = msgspec.structs.replace(before, **changed)
    return given, decoded.raw, after, None


def action_body(act: Act, body: Mapping[str, Any], links: Links) -> Group | None:
    """What came with an action; None where it takes nothing. Raises Invalid."""
    if act.body is None:
        return None
    told: list[Violation] = []
    found = decode_group(act.body, body, "", told, links)
    if told:
        raise Invalid([msgspec.structs.replace(each, name=each.name.removeprefix(".")) for each in told])
    return found


def _fixed(shape: Shape, before: Record, values: Mapping[str, Any]) -> Iterator[Violation]:
    """What would change a field that is set at creation; an empty text leaves one that may be left out as it is."""
    for field in shape.fields:
        if not field.fixed or field.name not in values:
            continue
        is_left = values[field.name] == "" and not field.required
        if values[field.name] != getattr(before, field.name) and not is_left:
            yield Violation("wijzigen-niet-toegelaten", FIXED_REASON, field.wire)


def _refuse_type(town: Town, shape: Shape, values: Mapping[str, Any], reach: Reach) -> None:
    """A type outside the rights is refused before the rest of the body is judged, as the incumbent does."""
    guards = shape.said.guarded_by
    if reach.everywhere or not shape.said.root or not guards or guards[0] not in values:
        return
    if values[guards[0]] not in reach.upto:
        raise Forbidden


def _refuse_orphans(wish: Wish, known: Mapping[str, Any]) -> None:
    """What lies under a record that does not exist is not found."""
    if wish.shape.said.under and not wish.key:
        holder = known.get(f"_{wish.shape.said.part_of}", known.get(wish.shape.said.part_of))
        if holder is None:
            raise NotFound


def _within_reach(
    town: Town, call: Call, asked: Change[Any], speaking: Speaking, known: dict[str, Any], told: list[Violation]
) -> dict[str, Any]:
    """The facts without the roots that the caller may not read but would write on by a new reference (hoofdzaak).

    Such a reference is told, and judged, as one to a record that does not exist.
    """
    world = town.engine.world
    shape = world.of(type(asked.record))
    for holder, kept in world.keepers[shape.key]:
        back = kept.inverse.field if kept.inverse else ""
        key = getattr(asked.record, back)
        if back == shape.said.part_of or not asked.changes(back) or key in (None, asked.record.id):
            continue
        found = _roots(town, asked, known).get((holder.key, key))
        reach = call.caller.reach(holder, wants(holder.said.scopes["read"]))
        if found is not None and not reach.holds(guard_of(holder, found)):
            told.append(does_not_exist(shape.field(back).wire))
            same = {fact.name for fact in speaking.plan.facts if fact.target == holder.key}
            known = {name: _without(value, key) if name in same else value for name, value in known.items()}
    return known


def _without(value: Any, key: str) -> Any:
    """A fact without the record with this key."""
    if isinstance(value, list):
        return [each for each in value if each.id != key]
    return None if value is not None and value.id == key else value


async def _derive(
    town: Town, asked: Change[Any], speaking: Speaking, known: Mapping[str, Any], shape: Shape
) -> tuple[Change[Any], Series | None]:
    """Fill in what follows from the facts, each derivation seeing the one before, and the number."""
    for rule in speaking.derives:
        facts = judged_on(speaking.plan, rule.facts, known)
        if facts is not None and asked.after is not None:
            values = rule.function(asked, facts)
            if values:
                asked = msgspec.structs.replace(asked, after=msgspec.structs.replace(asked.after, **values))
    numbers = shape.said.numbers
    if numbers is None or asked.action != "create" or getattr(asked.after, numbers.field):
        return asked, None
    series = Series(shape, getattr(asked.record, numbers.per), asked.today.year)
    after = msgspec.structs.replace(asked.record, **{numbers.field: await town.numbers.next(series)})
    return msgspec.structs.replace(asked, after=after), series


def _roots(town: Town, asked: Change[Any], known: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Every root record that the facts hold, by resource and key."""
    found: dict[tuple[str, str], Any] = {}
    for value in [*known.values(), asked.before]:
        for each in several(value):
            if isinstance(each, Record) and town.engine.world.of(type(each)).said.root:
                found[town.engine.world.of(type(each)).key, each.id] = each
    return found


def _key_of_root(shape: Shape, root: Shape, record: Any) -> str:
    """The key of the root that a record belongs to, if it is said."""
    return str(getattr(record, "id" if shape is root else shape.said.part_of) or "")


def _refuse_moved(town: Town, before: Any, rev: int, roots: Mapping[tuple[str, str], Any]) -> None:
    """A part was read before its root: raises Stale when anything under that root was written in between."""
    if before is None:
        return
    shape = town.engine.world.of(type(before))
    root = town.engine.world.root_of(shape)
    if root is not shape:
        key = getattr(before, shape.said.part_of)
        held = roots.get((root.key, key))
        if held is None or held.rev != rev:
            raise Stale(key)


def _guards(asked: Change[Any], roots: Mapping[tuple[str, str], Any], shape: Shape, root: Shape) -> list[Any]:
    """The guard values before and after; of a part, those of its root."""
    sides = [each for each in (asked.before, asked.after) if each is not None]
    if shape is root:
        return [guard_of(root, each) for each in sides]
    keys = {(root.key, getattr(each, shape.said.part_of)) for each in sides}
    return [guard_of(root, roots[key]) if key in roots else NO_GUARD for key in keys]


def _judge_access(
    town: Town,
    call: Call,
    asked: Change[Any],
    roots: Mapping[tuple[str, str], Any],
    root: Shape,
    reach: Reach,
    told: list[Violation],
) -> Change[Any]:
    """Judge the rights on the record as it was and as it will be, defaults filled in."""
    guards = _guards(asked, roots, town.engine.world.of(type(asked.record)), root)
    if not all(reach.holds(guard) for guard in guards if guard != NO_GUARD or not told):
        raise Forbidden
    scopes = call.caller.scopes_on(town.engine.world, root, guards)
    return msgspec.structs.replace(asked, scopes=scopes)


def _with_scopes_elsewhere(
    town: Town, call: Call, asked: Change[Any], root: Shape, known: Mapping[str, Any]
) -> Change[Any]:
    """Add what the caller may do with the records of neighbours that the facts hold, where these show their guards."""
    world = town.engine.world
    guards: dict[str, list[Any]] = {}
    for value in known.values():
        for each in several(value):
            shape = world.shapes.get(VIEWS.get(type(each), ""))
            if shape is None or not shape.said.guarded_by or shape.component == root.component:
                continue
            if all(hasattr(each, name) for name in shape.said.guarded_by):
                guards.setdefault(shape.key, []).append(guard_of(shape, each))
    more = [call.caller.scopes_on(world, world.shapes[key], found) for key, found in guards.items()]
    return msgspec.structs.replace(asked, scopes=asked.scopes.union(*more)) if more else asked


def _judge(asked: Change[Any], speaking: Speaking, known: Mapping[str, Any], told: list[Violation]) -> list[Warn]:
    """Let every rule speak, and answer the warnings; all that is wrong is told together."""
    violations, refusals, warnings = list(told), list[Refusal](), list[Warn]()
    for rule in speaking.rules:
        facts = judged_on(speaking.plan, rule.facts, known)
        if facts is None:
            continue
        for verdict in rule.function(asked, facts):
            if isinstance(verdict, Violation):
                violations.append(verdict)
            elif isinstance(verdict, Refusal):
                refusals.append(verdict)
            else:
                warnings.append(verdict)
    if refusals and not violations:
        raise Forbidden(refusals[0].reason)
    if violations:
        # What stands beside a field is said first: clients show it there, the rest above the form.
        raise Invalid(sorted(violations, key=lambda each: each.name == "nonFieldErrors"))
    return warnings


def _effects(asked: Change[Any], speaking: Speaking, known: Mapping[str, Any], wish: Wish) -> list[Write]:
    """The change itself, and all that the effects add."""
    writes: list[Write] = []
    if wish.action == "create":
        writes.append(Create(asked.record))
    elif wish.action == "destroy":
        writes.append(Delete(asked.record))
    elif wish.act is None:
        writes.append(Update(asked.before or asked.record, _changed(asked.before, asked.after)))
    for rule in speaking.effects:
        facts = judged_on(speaking.plan, rule.facts, known)
        if facts is not None:
            writes.extend(rule.function(asked, facts))
    return writes


def _refuse_more_than_asked(town: Town, writes: list[Write], root: Shape, reach: Reach) -> None:
    """What goes along with a removal must be within the rights too (a deelzaak of another zaaktype)."""
    gone = [each.record for each in writes if isinstance(each, Delete)]
    roots = [each for each in gone if town.engine.world.of(type(each)) is root]
    if not all(reach.holds(guard_of(root, each)) for each in roots):
        raise Forbidden


def _changed(before: Any, after: Any) -> dict[str, Any]:
    return {
        name: getattr(after, name)
        for name in after.__struct_fields__
        if getattr(after, name) != getattr(before, name) and name not in ("id", "rev")
    }
