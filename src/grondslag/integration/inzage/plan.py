"""Where to look for one person: derived from the declarations, so that a new room is found without a word here.

A *dossier* is a root that is guarded by a type from the catalogue: a zaak, a besluit, a document. It is about a person
when it, or a part of it, names that person. A dossier that refers to it, or that a part of it refers to, goes along.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from grondslag.kernel.render import as_json
from grondslag.kernel.shape import Field, Shape, World
from grondslag.registers.inzage.betrokkene import ADDRESS, BY_RECORD, Betrokkene
from grondslag.surfaces.person_numbers import holders, other_holders
from grondslag.surfaces.schema import json_text

CATALOGUE = "catalogi"


class Reference(msgspec.Struct, frozen=True):
    """A field of `shape` that leads to a dossier of another component."""

    shape: Shape
    field: Field
    target: str


class Plan(msgspec.Struct, frozen=True, dict=True):
    """What is asked of each component, for the components that are served here."""

    world: World
    served: frozenset[str]

    @cached_property
    def shapes(self) -> list[Shape]:
        """The resources that are served here, in the order of the components."""
        return [each for each in self.world.shapes.values() if each.component in self.served]

    @cached_property
    def dossiers(self) -> frozenset[str]:
        """The roots that are guarded by a type of the catalogue."""
        return frozenset(each.key for each in self.shapes if each.said.root and self._type_of(each) is not None)

    def _type_of(self, shape: Shape) -> Field | None:
        """The field that says of what type a root is."""
        first = shape.field(shape.said.guarded_by[0]) if shape.said.guarded_by else None
        return first if first is not None and _component(first) == CATALOGUE else None

    @cached_property
    def holders(self) -> Mapping[str, list[tuple[Shape, str]]]:
        """Per component the resources that name a person, each with the SQL of the number in row `t`."""
        found: dict[str, list[tuple[Shape, str]]] = {}
        for shape in self.shapes:
            for field, path in holders(shape):
                value = json_text(f"t.{field.name}", path) if path else f"t.{field.name}"
                found.setdefault(shape.component, []).append((shape, value))
        return found

    def places(self, who: Betrokkene) -> Mapping[str, list[tuple[Shape, str]]]:
        """The same for anybody: per component the resources that may name them, with the SQL of what does so."""
        if who.kind == "bsn":
            return self.holders
        found: dict[str, list[tuple[Shape, str]]] = {}
        for shape in self.shapes:
            for value in _named_by(shape, who.kind):
                found.setdefault(shape.component, []).append((shape, value))
        return found

    def root(self, shape: Shape) -> Shape:
        """The root that a resource belongs to."""
        return self.world.root_of(shape)

    def parts(self, root: Shape) -> list[Shape]:
        """What belongs to a root and can be read; what is derived from it for searching cannot."""
        return [
            each for each in self.shapes
            if each is not root and self.root(each) is root and set("LR") & set(each.said.methods)
        ]  # fmt: skip

    @cached_property
    def inbound(self) -> list[Reference]:
        """The fields of dossiers that say to which other dossier they belong (the zaak of a besluit)."""
        return [each for each in self._references() if each.shape.key in self.dossiers]

    @cached_property
    def outbound(self) -> list[Reference]:
        """The fields of parts that bring another dossier into this one (the document of a zaak)."""
        return [
            each for each in self._references()
            if each.shape.key not in self.dossiers and self.root(each.shape).key in self.dossiers
        ]  # fmt: skip

    def _references(self) -> Iterator[Reference]:
        for shape in self.shapes:
            for field in shape.stored:
                to = field.to
                if to is not None and to.target in self.dossiers and not shape.own(field) and not field.many:
                    yield Reference(shape, field, to.target)


def _named_by(shape: Shape, kind: str) -> Iterator[str]:
    """What in row `t` names somebody without a burgerservicenummer: another number, an address, the record itself."""
    if kind == "anp":
        yield from (json_text(f"t.{field.name}", path) for field, path in other_holders(shape))
    elif kind == "uri":
        yield from (f"t.{field.name}" for field in shape.stored if field.name == ADDRESS)
    elif BY_RECORD.get(kind) == shape.key:
        yield "t.id"


def _component(field: Field) -> str:
    return field.to.target.partition(".")[0] if field.to is not None else ""


# --- the statements -----------------------------------------------------------------------------------------------


def holders_sql(plan: Plan, places: Sequence[tuple[Shape, str]], most: int) -> str:
    """The roots in which the person (`$1`) is named, in one statement: the resource and key of each."""
    found: list[str] = []
    for shape, value in places:
        root = plan.root(shape)
        key = "t.id" if root is shape else f"t.{shape.said.part_of}"
        found.append(f"select '{root.key}', {key}::text from {shape.table} t where {value} = $1")
    return " union ".join(found) + f" limit {most + 1:d}"


def rows_sql(plan: Plan, roots: Sequence[Shape]) -> str:
    """All rows of some roots (`$1`, `$2`, … their keys) with what belongs to them: resource, key, root, and the row."""
    found: list[str] = []
    for place, root in enumerate(roots, 1):
        keys = f"any(${place}::uuid[])"
        found.append(_rows(root, root.table, "t.id", keys))
        if root.said.versioned:
            found.append(_rows(root, f"{root.table}_versie", "t.id", keys, older=True))
        found += [_rows(each, each.table, f"t.{each.said.part_of}", keys) for each in plan.parts(root)]
    return " union all ".join(found)


def _rows(shape: Shape, table: str, root: str, keys: str, *, older: bool = False) -> str:
    kind = f"'{shape.key}', {'true' if older else 'false'}"
    return (
        f"select {kind}, t.id::text, {root}::text, ({as_json(shape, 't')})::text from {table} t where {root} = {keys}"
    )


def referring_sql(references: Sequence[Reference]) -> str:
    """The dossiers that refer to one of the keys or URLs (`$1`, `$2`, … per reference): resource and key."""
    found: list[str] = []
    for place, each in enumerate(references, 1):
        test = f"t.{each.field.name} = any(${place}::text[])"
        found.append(f"select '{each.shape.key}', t.id::text from {each.shape.table} t where {test}")
    return " union ".join(found)
