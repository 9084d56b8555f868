"""Whose personal data a record is, as SQL: derived from the `Subject` marks of the rooms.

The answer is a list of texts: a person as `kind:value` (`bsn:999990019`), or a reference to a record of which the same
must be asked, at its own source: its URL, or its resource and key (`zaken.zaak/…`). A zaak keeps the persons in its
rollen; a besluit, and a document by way of its relations, refer to the zaak.
"""

from collections.abc import Iterator

import msgspec

from grondslag.kernel.names import to_wire
from grondslag.kernel.render import Projection
from grondslag.kernel.shape import Field, Shape, World

PERSONS = ("bsn", "anp", "uri", "rol", "contactpersoon", "zaakobject")
"""How a person is named: by a number, by an address elsewhere, or, without either, by the record that tells of them."""


def is_person(text: str) -> bool:
    """Whether a text names a person, and not a record."""
    return text.partition(":")[0] in PERSONS


def is_personal(world: World, component: str) -> bool:
    """Whether a component holds data of persons."""
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
    for field in root.fields:
        if field.subject is None or field.subject.path:
            continue
        value = _named(field, "t" if root is shape else "z")
        yield value if root is shape else f"(select {value} from {root.table} z where z.id = {key})"
    for part in world.shapes.values():
        if part is root or part.said.root or world.root_of(part) is not root:
            continue
        for field in part.fields:
            if field.subject is not None and not field.subject.path:
                yield f"array(select z.{field.name} from {part.table} z where z.{part.said.part_of} = {key})"


def _named(field: Field, alias: str) -> str:
    """Those whom a field of the root names: itself a list of persons, a reference, or the number of one."""
    if field.many:
        return f"{alias}.{field.name}"
    if field.to is not None:
        return f"array['{field.to.target}/' || {alias}.{field.name}]"
    return f"array['bsn:' || {alias}.{field.name}]"


def _of_its_own(shape: Shape) -> Iterator[str]:
    """Whom a group of the record itself names, where its root does not keep that."""
    for field in shape.fields:
        said = field.subject
        if said is None or not said.path or said.kept or field.one_of is None:
            continue
        words = [word for word, group in field.one_of.groups.items() if said.path in group.__struct_fields__]
        kinds = ", ".join(f"'{word}'" for word in words)
        number = f"nullif(t.{field.name} ->> '{to_wire(said.path)}', '')"
        person = f"coalesce('bsn:' || {number}, '{shape.name}:' || t.id)"
        yield f"case when t.{field.one_of.by} in ({kinds}) then array[{person}] else array[]::text[] end"


def with_whose(world: World, projection: Projection) -> Projection:
    """The projection with what tells whose data a row is, behind its own columns."""
    sql = whose_sql(world, projection.shape)
    if not sql:
        return projection
    columns = projection.columns
    return msgspec.structs.replace(projection, columns=(*columns, sql), whose=len(columns))
