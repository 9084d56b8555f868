"""The body, the answer and the rights of an action of several parts, in an OpenAPI document."""

from collections.abc import Sequence
from itertools import product

import msgspec

from grondslag.kernel.access import wants
from grondslag.kernel.declare import Json
from grondslag.kernel.rules import Act, Part
from grondslag.kernel.shape import Shape, World
from grondslag.surfaces.openapi_schemas import (
    UUID,
    Named,
    add_request,
    add_shown,
    array,
    obj,
    property_of,
    ref,
)

MOST = 100
"""So many records may one part bring."""


class Several:
    """What such an action says of itself."""

    def __init__(self, world: World, named: Named, act: Act) -> None:
        self.world, self.named, self.act = world, named, act

    def asked(self) -> Json:
        """The body: each part under its name."""
        found: Json = {}
        for place, part in enumerate(self.act.parts):
            one = self._asked(self.world.shapes[part.target], part, first=place == 0)
            found[part.name] = array(one, MOST) if part.many else one
        return obj(found, [each.name for each in self.act.parts if each.required])

    def _asked(self, shape: Shape, part: Part, *, first: bool) -> Json:
        name = shape.record.__name__
        if part.only:
            fields = [each for each in shape.fields if each.wire in part.only]
            return obj({each.wire: property_of(self.named, each, sent=True) for each in fields}, part.only)
        if first:
            return ref(("Patched" + name) if self.act.single else (name + "Request"))
        # The record that it points at is the one of the first part, so nobody has to name that.
        fields = tuple(each for each in shape.fields if each.wire != part.points)
        alone = msgspec.structs.replace(shape, fields=fields)
        name += "WijzigingRequest" if part.replaces else "DeelRequest"
        if name not in self.named:
            more: Json = {"uuid": UUID | {"description": "Wat er al is en blijft."}} if part.replaces else {}
            add_request(self.named, name, alone, more)
        return ref(name)

    def shown(self) -> Json:
        """The answer: the records as they became."""
        found: Json = {}
        for part in self.act.parts:
            shape = self.world.shapes[part.target]
            name = shape.record.__name__
            if name not in self.named:
                add_shown(self.named, shape)
            found[part.name] = array(ref(name)) if part.many else ref(name)
        return obj(found, [each.name for each in self.act.parts if each.required or each.many])

    def scopes(self) -> list[list[str]]:
        """What one must be allowed to: one of the scopes of each part that is always written, the first among them."""
        parts = enumerate(self.act.parts)
        choices = [self._scopes(part, first=not place) for place, part in parts if part.required or not place]
        found = [list(dict.fromkeys(each)) for each in product(*choices)]
        return [each for place, each in enumerate(found) if each not in found[:place]]

    def _scopes(self, part: Part, *, first: bool) -> Sequence[str]:
        kind = "update" if first and self.act.single else "create"
        return wants(self.world.shapes[part.target].said.scopes[kind])
