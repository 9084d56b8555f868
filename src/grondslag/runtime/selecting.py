"""`fields` of a search (zrc-029): which attributes are shown, and what is expanded for them."""

from collections.abc import Mapping
from typing import Any

import msgspec

from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import Shape
from grondslag.runtime.engine import Engine
from grondslag.runtime.expand import MAX_DEPTH, Tree
from grondslag.surfaces.problems import NotFound

MAX_NAMES = 500
Pick = dict[str, Any]


def parse_fields(engine: Engine, shape: Shape, said: Any, told: list[Violation]) -> tuple[Pick, Tree] | None:
    """zrc-029: the selection of `fields`, and the expansion it implies. A wrong form is told.

    Raises NotFound for an attribute that the resource does not have (zrc-027).
    """
    try:
        return _Selection(engine).level(shape, said, 1)
    except ValueError:
        told.append(Violation("invalid", "Geef een lijst van namen en objecten.", "fields"))
        return None


class _Selection:
    """Reads the nested lists, counting what is named."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.left = MAX_NAMES

    def level(self, at: Shape | None, items: Any, depth: int) -> tuple[Pick, Tree]:
        """One list. Raises ValueError when it is none, too deep, or too long."""
        chosen: Pick = {}
        tree: Tree = {}
        self.left -= len(items) if isinstance(items, list) else 0
        if not isinstance(items, list) or depth > MAX_DEPTH or self.left < 0:
            raise ValueError
        for item in items:
            for name, below in item.items() if isinstance(item, dict) else ((item, None),):
                if not isinstance(name, str):
                    raise ValueError
                self.one(at, name, below, depth, chosen, tree)
        return chosen, tree

    def one(self, at: Shape | None, name: str, below: Any, depth: int, chosen: Pick, tree: Tree) -> None:
        """One attribute: taken whole, chosen from (a group), or expanded (a reference)."""
        if below is None:
            chosen[name] = True
            return
        field = self.engine.expandable[at.key].get(name) if at is not None else None
        if at is not None and field is None:
            meant = next((each.wire for each in at.fields if each.wire.lower() == name.lower()), None)
            if meant is None:
                raise NotFound(f"'{name[:100]}' is geen gegeven van {at.name}.")
            chosen[meant] = {"in": self.level(None, below, depth + 1)[0]}
            return
        target = self.engine.world.shapes.get(self.engine.target(at, field)) if at is not None and field else None
        inner, tree[name] = self.level(target, below, depth + 1)
        chosen[name] = {"expand": inner}


def pick(shown: Mapping[str, Any], chosen: Pick) -> dict[str, Any]:
    """Leave only what was chosen."""
    every = "*" in chosen
    wanted = {name.lower() for name, how in chosen.items() if how is True}
    found = {name: value for name, value in shown.items() if name != "_expand" and (every or name.lower() in wanted)}
    embedded = shown.get("_expand", {})
    expanded: dict[str, Any] = {}
    for name, how in chosen.items():
        if how is True:
            continue
        if "in" in how:
            found[name] = _each(_plain(shown.get(name)), how["in"])
        elif name in embedded:
            expanded[name] = _each(embedded[name], how["expand"])
    if expanded:
        found["_expand"] = expanded
    return found


def _plain(value: Any) -> Any:
    return msgspec.json.decode(value) if isinstance(value, msgspec.Raw) else value


def _each(value: Any, chosen: Pick) -> Any:
    if isinstance(value, list):
        return [pick(each, chosen) for each in value if isinstance(each, dict)]
    return pick(value, chosen) if isinstance(value, dict) else value
