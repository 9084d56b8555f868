"""How far an activity goes that is about zaken of some types: to those, and to what belongs to one of them.

The rights see to the zaken themselves. A besluit or a document has no zaaktype: it is looked at whose it is. What
belongs to zaken, and to none of the right type, is not for this purpose; what belongs to none is. Nor may a write let
such a record belong to a zaak of the right type.

The way from a record to its zaken goes level by level, with one question for each resource, however many records.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from grondslag.kernel.gather import several
from grondslag.kernel.links import UUID, Links
from grondslag.kernel.rules import Change
from grondslag.kernel.shape import Field, Shape, World
from grondslag.runtime.operations import Operation
from grondslag.runtime.town import Call, Town
from grondslag.runtime.whose import DEEPEST, SILENT, among_ourselves, placed, told_elsewhere
from grondslag.surfaces.problems import Forbidden, Unavailable
from grondslag.surfaces.subjects import whose_sql

ZAAK, ZAAKTYPE = "zaken.zaak", "catalogi.zaaktype"
VERWIJZINGEN = "/_verwijzingen"
"""Below the root of a component: where our own ask to what its records belong."""


# --- what is read -------------------------------------------------------------------------------------------------


async def demand_shown(town: Town, call: Call) -> None:
    """Raises Forbidden when an answer shows what is not for the activity of the request; Unavailable."""
    if ZAAK not in call.caller.within:
        return
    shown: dict[str, set[str]] = {}
    world = town.engine.world
    for resource, keys, whose in call.noted:
        asks = bool(_beside_its_persons(world.shapes[resource]))
        for key, those in zip(keys, whose, strict=True):
            thing = f"{resource}/{key}"
            if those:
                shown.setdefault(thing, {thing} if asks else set()).update(those)
    records = {frozenset(each) for each in shown.values()} | {frozenset((each,)) for each in call.references}
    await _demand(town, call, records - call.judged)


async def demand_record(town: Town, call: Call, shape: Shape, row: Sequence[Any]) -> None:
    """The same for the row of one record, before anything else is told of it: whether it has a version, or content."""
    if ZAAK not in call.caller.within or (place := town.engine.projection(shape).whose) < 0:
        return
    whose = frozenset[str](row[place] or ())
    if _beside_its_persons(shape):
        whose |= {f"{shape.key}/{row[0]}"}
    await _demand(town, call, (whose,))
    call.judged |= {whose}


async def _demand(town: Town, call: Call, records: Iterable[Collection[str]]) -> None:
    """Raises Forbidden when one of these records, by whose it is, is not for the activity; Unavailable."""
    behind = await zaaktypen_behind(town, call.links, {each for whose in records for each in whose})
    for whose in records:
        zaaktypen = {found for each in whose for found in behind.get(each, ())}
        if zaaktypen and not zaaktypen & call.caller.within[ZAAK]:
            activity = call.activity
            subject = f"De verwerkingsactiviteit '{activity.identificatie}' gaat" if activity is not None else ""
            subject = subject or "De verwerkingsactiviteiten van deze applicatie gaan"
            raise Forbidden(f"{subject} niet over zaken van dit zaaktype.", "activity-not-allowed")


# --- what is written ----------------------------------------------------------------------------------------------


async def demand_kept(town: Town, call: Call, shape: Shape, key: str) -> None:
    """Raises Forbidden when a record, as it is now, is not for the activity; Unavailable."""
    world = town.engine.world
    if ZAAK not in call.caller.within or world.root_of(shape).key == ZAAK or not UUID.fullmatch(key):
        return
    if sql := _leads_sql(world, shape):
        whose = await town.pool.fetchval(f"select {sql} from {shape.table} t where t.id = $1::uuid", key)
        await _demand(town, call, ([each for each in whose or () if each],))


async def demand_tied(town: Town, call: Call, asked: Change[Any]) -> None:
    """Raises Forbidden when a change would let belong together what is not for the activity; Unavailable.

    Whatever a record comes to refer to must be for it, and of a part also what it is put under. Who moves a root, moves
    what its parts refer to as well.
    """
    if ZAAK not in call.caller.within or asked.after is None:
        return
    world = town.engine.world
    shape = world.of(type(asked.record))
    root = world.root_of(shape)
    if asked.before is None and root is not shape:
        await demand_kept(town, call, root, getattr(asked.after, shape.said.part_of) or "")
    old = set(_ties(world, shape, asked.before)) if asked.before is not None else set[str]()
    fresh = [each for each in _ties(world, shape, asked.after) if each not in old]
    if fresh and root is shape and asked.before is not None:
        fresh += await _tied_to_parts(town, root, asked.after.id)
    await _demand(town, call, [(each,) for each in fresh])


def _ties(world: World, shape: Shape, record: Any, fields: Sequence[Field] = ()) -> Iterator[str]:
    """The references of a record that may make one belong to the other, by resource and key, or URL."""
    for field in fields or shape.fields:
        if field.read_only:
            continue
        values = [each for each in several(getattr(record, field.name)) if each]
        if is_tie(world, shape, field):
            yield from (f"{field.to.target}/{each}" if field.to is not None else each for each in values)
        elif field.nested:
            for each in values:
                yield from _ties(world, shape, each, field.nested)


def is_tie(world: World, shape: Shape, field: Field) -> bool:
    """Whether a reference says to which zaak a record belongs, or leads to a record of which that is looked at.

    Among zaken it does not: there the rights say who reaches which.
    """
    if field in _beside_its_persons(shape):
        return True
    if field.subject is not None and not field.subject.path:
        return not field.many and (field.to is not None or field.form.format == "uri")
    other = world.shapes.get(field.to.target) if field.to is not None else None
    return other is not None and world.root_of(other).key != ZAAK and bool(_leads_sql(world, other))


def _beside_its_persons(shape: Shape) -> list[Field]:
    """The references of a record to its zaak that do not say whose data it is, since it names its person itself."""
    zaken = [each for each in shape.fields if each.to is not None and each.to.target == ZAAK]
    return [each for each in zaken if each.subject is None] if shape.component != ZAAK.partition(".")[0] else []


async def _tied_to_parts(town: Town, root: Shape, key: str) -> list[str]:
    """The same references of all that lies under a root."""
    world = town.engine.world
    found: list[str] = []
    for part in world.shapes.values():
        if part is root or world.root_of(part) is not root:
            continue
        for field in part.fields:
            if field.to is not None and field.to.target != root.key and is_tie(world, part, field):
                sql = f"select t.{field.name}::text from {part.table} t where t.{part.said.part_of} = $1::uuid"
                found += [f"{field.to.target}/{row[0]}" for row in await town.pool.fetch(sql, key) if row[0]]
    return found


# --- the way to the zaken -----------------------------------------------------------------------------------------


async def zaaktypen_behind(town: Town, links: Links, references: Iterable[str]) -> dict[str, set[str]]:
    """The zaaktypen of the zaken behind references (URLs, or `besluiten.besluit/<key>`), by reference.

    None where there are no zaken, or they lie at a stranger. Raises Unavailable when a neighbour is silent.
    """
    begun = set(filter(_is_reference, references))
    leads: dict[str, Sequence[str]] = {}
    level = begun
    for _ in range(DEEPEST):
        following = await _level(town, links, level)
        leads |= following
        level = {each for found in following.values() for each in found} - leads.keys()
    return {each: _ends(leads, each) for each in begun}


def _ends(leads: Mapping[str, Sequence[str]], reference: str) -> set[str]:
    """The zaaktypen at the end of all ways from a reference."""
    seen, level = set[str](), set(leads.get(reference, ()))
    while level := level - seen:
        seen |= level
        level = {following for each in level for following in leads.get(each, ())}
    return {each.removeprefix(f"{ZAAKTYPE}/") for each in seen if each.startswith(f"{ZAAKTYPE}/")}


async def _level(town: Town, links: Links, references: Iterable[str]) -> dict[str, list[str]]:
    """To what each of these leads, by reference: one question for each resource."""
    asked: dict[str, dict[str, list[str]]] = {}
    for reference in references:
        place = None if reference.startswith(f"{ZAAKTYPE}/") else placed(links, reference)
        if place is not None:
            asked.setdefault(place[0], {}).setdefault(place[1], []).append(reference)
    found: dict[str, list[str]] = {}
    for target, keys in asked.items():
        said = await _leads(town, links, target, list(keys))
        found |= {each: said.get(key, []) for key, names in keys.items() for each in names}
    return found


async def _leads(town: Town, _links: Links, target: str, keys: Sequence[str]) -> Mapping[str, list[str]]:
    """To what records belong, one step further, by key: of a zaak that is its zaaktype."""
    world = town.engine.world
    shape = world.shapes.get(target)
    sql = _leads_sql(world, shape) if shape is not None else ""
    if shape is None or not sql:
        return {}
    if shape.component not in town.engine.served:
        if shape.component not in town.neighbours:
            raise Unavailable(SILENT)
        return await told_elsewhere(town, VERWIJZINGEN, target, keys)
    rows = await town.pool.fetch(
        f"select t.id::text, {sql} from {shape.table} t where t.id = any($1::uuid[])", list(keys)
    )
    return {key: [each for each in leads or () if each and _is_reference(each)] for key, leads in rows}


def _is_reference(text: str) -> bool:
    """Whether it leads to a record, and does not name somebody: then it has a word of its own before it."""
    head = text.partition("/")[0]
    return ":" not in head or head in ("http:", "https:")


def _leads_sql(world: World, shape: Shape) -> str:
    root = world.root_of(shape)
    if root.key != ZAAK:
        zaken = [f"array['{ZAAK}/' || t.{each.name}]" for each in _beside_its_persons(shape)]
        return " || ".join(each for each in (whose_sql(world, shape), *zaken) if each)
    if shape is root:
        return f"array['{ZAAKTYPE}/' || t.{root.said.guarded_by[0]}]"
    return f"array['{ZAAK}/' || t.{shape.said.part_of}]"


def verwijzingen(components: Collection[Any], world: Any, own: Collection[str]) -> list[Operation]:
    """The operation by which our own components (`own`: as which clients) ask each other to what records belong."""
    return among_ourselves(components, world, own, VERWIJZINGEN, _leads)
