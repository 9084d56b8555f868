"""What is derived from the declarations, once per process: projections, filters, rules and the plans of their facts."""

from functools import cached_property

import msgspec

from grondslag.kernel.filters import Filter, filters_of
from grondslag.kernel.gather import Plan, plan_facts
from grondslag.kernel.render import Projection, project
from grondslag.kernel.rules import Rule, rules_for
from grondslag.kernel.shape import Field, Shape, World
from grondslag.surfaces.subjects import is_plain, with_whose


class Speaking(msgspec.Struct, frozen=True):
    """Everything registered for one resource and action, and the facts it needs."""

    plan: Plan
    derives: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    effects: tuple[Rule, ...]


class Engine:
    """The derived world. Nothing in it changes after start-up."""

    def __init__(self, world: World, served: frozenset[str]) -> None:
        self.world = world
        self.served = served
        self._projections: dict[str, Projection] = {}
        self._filters: dict[str, dict[str, Filter]] = {}
        self._speaking: dict[tuple[str, str], Speaking] = {}

    def projection(self, shape: Shape) -> Projection:
        """How rows of a resource are selected and shown."""
        found = self._projections.get(shape.key)
        if found is None:
            found = self._projections[shape.key] = with_whose(self.world, project(self.world, shape))
        return found

    def filters(self, shape: Shape) -> dict[str, Filter]:
        """The filters of a resource."""
        found = self._filters.get(shape.key)
        if found is None:
            found = self._filters[shape.key] = filters_of(self.world, shape)
        return found

    def speaking(self, shape: Shape, action: str) -> Speaking:
        """Rules, derivations and effects for an action on a resource."""
        found = self._speaking.get((shape.key, action))
        if found is None:
            every = rules_for(shape.record, action)
            found = self._speaking[shape.key, action] = Speaking(
                plan=plan_facts(self.world, shape, every, action),
                derives=tuple(each for each in every if each.kind == "derive"),
                rules=tuple(each for each in every if each.kind == "rule"),
                effects=tuple(each for each in every if each.kind == "effect"),
            )
        return found

    @cached_property
    def expandable(self) -> dict[str, dict[str, Field]]:
        """Per resource the fields that lead to other resources, by wire name."""
        return {
            shape.key: {
                field.wire: field
                for field in shape.fields
                if field.to is not None or field.inverse is not None or leads(field) or field.form.format == "uri"
            }
            for shape in self.world.shapes.values()
        }

    @cached_property
    def personal(self) -> dict[str, tuple[Field, ...]]:
        """Per resource the fields that tell whose data a record is."""
        return {
            shape.key: tuple(field for field in shape.fields if field.subject is not None)
            for shape in self.world.shapes.values()
        }

    @cached_property
    def named_in_parts(self) -> frozenset[str]:
        """The roots under which a part names persons, or records that know them, by itself."""
        parts = (shape for shape in self.world.shapes.values() if shape.said.part_of)
        return frozenset(self.world.root_of(part).key for part in parts if any(map(is_plain, part.fields)))

    def target(self, shape: Shape, field: Field) -> str:
        """The resource a field leads to; '' when it may be anything."""
        if field.out is not None:
            *heads, last = field.out.path.split(".")
            for head in heads:
                step = shape.field(head)
                ref = step.to or step.inverse
                if ref is None or ref.target not in self.world.shapes:
                    return ""
                shape = self.world.shapes[ref.target]
            return self.target(shape, shape.field(last)) if heads else ""
        ref = field.to or field.inverse or next((inner.to for inner in field.nested if inner.to), None)
        return ref.target if ref else ""


def leads(field: Field) -> bool:
    """Whether a group holds a reference (relevanteAndereZaken)."""
    return field.has_refs or (field.out is not None and field.kind == "ref")
