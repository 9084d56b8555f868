"""Whose personal data a record is, as SQL: derived from the `Subject` marks of the rooms.

The answer is a list of texts: a person as `kind:value` (`bsn:999990019`), or a reference to a record of which the same
must be asked, at its own source: its URL, or its resource and key (`zaken.zaak/…`). A zaak keeps the persons in its
rollen; a besluit, and a document by way of its relations, refer to the zaak.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from grondslag.kernel.names import to_wire
from grondslag.kernel.render import Projection
from grondslag.kernel.shape import Field, Shape, World, fields_of

WITHOUT_NUMBER = "anp_identificatie"
"""Beside the number of a person: by what somebody without one is known."""
PERSONS = ("bsn", "anp", "uri", "rol", "contactpersoon", "zaakobject")
"""How a person is named: by a number, by an address elsewhere, or, without either, by the record that tells of them.

Their order is in every pseudonym (`runtime.pseudonyms`): a kind that comes is put last."""
SOMEBODY = "betrokkene:"
"""Before an address that names somebody. It may lead to a record of ours, and is of those whose data that is then;
else who is named is known by the address."""
LOG = "logboek"
"""The component that has no records of its own, but tells of everybody's."""


def is_person(text: str) -> bool:
    """Whether a text names a person, and not a record."""
    return text.partition(":")[0] in PERSONS


def is_plain(field: Field) -> bool:
    """Whether a field itself says whose data it is of, and not a group in it."""
    return field.subject is not None and (not field.subject.path or field.one_of is None)


def is_personal(world: World, component: str) -> bool:
    """Whether a component holds data of persons, or tells who used them."""
    if component == LOG:
        return True
    shapes = [each for each in world.shapes.values() if each.component == component]
    return any(field.subject is not None for shape in shapes for field in shape.fields)


def whose_sql(world: World, shape: Shape) -> str:
    """The SQL of `text[]` for row `t`; '' where the data are nobody's."""
    found = [*_of_the_root(world, shape), *_of_its_own(shape)]
    return " || ".join(found)


def _of_the_root(world: World, shape: Shape) -> Iterator[str]:
    """What the root says, for itself and for all that lies under it."""
    root = world.root_of(shape)
    key = "t.id" if root is shape else f"t.{shape.said.part_of}"
    for field in filter(is_plain, root.fields):
        value = _named(field, "t" if root is shape else "z")
        yield value if root is shape else f"(select {value} from {root.table} z where z.id = {key})"
    for part in world.shapes.values():
        if part is root or part.said.root or world.root_of(part) is not root:
            continue
        led = [_led_to(field, "z") for field in filter(is_plain, part.fields)]
        if led:
            value = led[0] if len(led) == 1 else f"unnest(array[{', '.join(led)}])"
            yield f"array(select {value} from {part.table} z where z.{part.said.part_of} = {key})"


def _named(field: Field, alias: str) -> str:
    """Those whom a field of the root names: itself a list of persons, a reference, or the number of one."""
    if field.many:
        return f"{alias}.{field.name}"
    if field.to is not None:
        return f"array['{field.to.target}/' || {alias}.{field.name}]"
    if field.subject is not None and field.subject.path:
        return f"array[{_led_to(field, alias)}]"
    return f"array['bsn:' || {alias}.{field.name}]"


def _led_to(field: Field, alias: str) -> str:
    """Where an address leads: to a record, or to somebody."""
    names = field.subject is not None and field.subject.path
    return f"'{SOMEBODY}' || {alias}.{field.name}" if names else f"{alias}.{field.name}"


def _of_its_own(shape: Shape) -> Iterator[str]:
    """Whom a group of the record itself names, where its root does not keep that."""
    for field in shape.fields:
        said = field.subject
        if said is None or not said.path or said.kept or field.one_of is None:
            continue
        cases = ""
        for word, place in places_of(field):
            at = ",".join(place)
            there = f" and jsonb_typeof(t.{field.name} #> '{{{at}}}') = 'object'" if place else ""
            known = [
                f"'{kind}:' || nullif(t.{field.name} #>> '{{{','.join((*place, to_wire(name)))}}}', '')"
                for kind, name in (("bsn", said.path), ("anp", WITHOUT_NUMBER))
            ]
            person = f"coalesce({', '.join(known)}, '{shape.name}:' || t.id)"
            cases += f" when t.{field.one_of.by} = '{word}'{there} then array[{person}]"
        yield f"case{cases} else array[]::text[] end"


def places_of(field: Field) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where a person stands in a group of several kinds: the kind, and the names on the wire that lead there."""
    if field.subject is None or field.one_of is None:
        return
    for word, group in field.one_of.groups.items():
        yield from ((word, place) for place in _places(group, field.subject.path))


def _places(group: type[msgspec.Struct], path: str) -> Iterator[tuple[str, ...]]:
    if path in group.__struct_fields__:
        yield ()
        return
    for inner in fields_of(group):
        if inner.group is not None and not inner.many:
            yield from ((inner.wire, *place) for place in _places(inner.group, path))


def told_by(shape: Shape, body: Mapping[str, Any], key: str) -> Iterator[str]:
    """The persons whom a record itself tells of, as the wire has it: also one that is no more, or was other before.

    Who is named by an address is a reference still, for that may lead to a record of ours.
    """
    told = getattr(shape.record, "told_by", None)
    if told is not None:
        yield from told(body, key)
    for field in shape.fields:
        if field.subject is None or not field.subject.path or field.subject.kept:
            continue
        if field.one_of is None:
            yield from (SOMEBODY + each for each in (body.get(field.wire),) if each)
            continue
        kind = body.get(to_wire(field.one_of.by))
        for place in (place for word, place in places_of(field) if word == kind):
            known: Mapping[str, Any] | None = body.get(field.wire) or {}
            for name in place:
                known = known.get(name) if known else None
            if known is not None:
                number, other = known.get(to_wire(field.subject.path)), known.get(to_wire(WITHOUT_NUMBER))
                yield f"bsn:{number}" if number else f"anp:{other}" if other else f"{shape.name}:{key}"


def with_whose(world: World, projection: Projection) -> Projection:
    """The projection with what tells whose data a row is, behind its own columns."""
    sql = whose_sql(world, projection.shape)
    if not sql:
        return projection
    columns = projection.columns
    if sql in columns:
        return msgspec.structs.replace(projection, whose=columns.index(sql))
    return msgspec.structs.replace(projection, columns=(*columns, sql), whose=len(columns))
