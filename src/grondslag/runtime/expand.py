"""_expand and `fields`: related records embedded as far as the caller's rights go, level by level, within bounds."""

from collections.abc import Iterable, Mapping
from typing import Any

from grondslag.kernel.access import wants
from grondslag.kernel.links import KEY_LENGTH
from grondslag.kernel.names import to_wire
from grondslag.kernel.query import expand_sql
from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import Field, Shape
from grondslag.runtime.engine import Engine
from grondslag.runtime.outside import Unfit, Unreachable
from grondslag.runtime.town import Call, Town
from grondslag.surfaces.problems import Invalid, NotFound

MAX_DEPTH = 10
MAX_PATHS = 50
MAX_OBJECTS = 5_000
MAX_TEXT = 5_000
MAX_OUTSIDE = 100

Tree = dict[str, "Tree"]


def parse_expand(engine: Engine, shape: Shape, text: str) -> Tree:
    """`a,b.c` as a tree. Raises NotFound for an attribute that is not there (zrc-027), Invalid beyond the bounds."""
    paths = [part.strip() for part in text.split(",") if part.strip()]
    if len(text) > MAX_TEXT or len(paths) > MAX_PATHS or any(path.count(".") >= MAX_DEPTH for path in paths):
        reason = f"Vraag hoogstens {MAX_PATHS} paden van hoogstens {MAX_DEPTH} diep."
        raise Invalid([Violation("invalid", reason, "expand")])
    tree: Tree = {}
    for path in paths:
        branch, at = tree, shape
        for name in path.split("."):
            branch = branch.setdefault(name, {})
            at = _follow(engine, at, name, path)
    return tree


def _follow(engine: Engine, shape: Shape | None, name: str, path: str) -> Shape | None:
    """The resource behind an attribute; None when it may be anything."""
    if shape is None:
        return None
    field = engine.expandable[shape.key].get(name)
    if field is None:
        raise NotFound(f"'{path[:200]}' kan niet worden uitgebreid: {shape.name} kent geen verwijzing '{name[:100]}'.")
    return engine.world.shapes.get(engine.target(shape, field))


# --- fetching -----------------------------------------------------------------------------------------------------


async def expand(town: Town, call: Call, shape: Shape, shown: list[dict[str, Any]], tree: Tree) -> None:
    """Embed related records under `_expand` of each item, level by level: one statement per resource and level."""
    budget = [MAX_OBJECTS, MAX_OUTSIDE]
    level: list[tuple[Shape | None, list[dict[str, Any]], Tree]] = [(shape, shown, tree)]
    while level:
        following: list[tuple[Shape | None, list[dict[str, Any]], Tree]] = []
        for at, items, branch in level:
            for name, below in branch.items():
                field = town.engine.expandable[at.key].get(name) if at is not None else None
                found = await _fetch(town, call, at, field, name, items, budget)
                target = town.engine.world.shapes.get(town.engine.target(at, field)) if at and field else None
                if below and found:
                    following.append((target, found, below))
        level = following


def _urls(value: Any) -> list[str]:
    """The URLs a shown attribute holds: one, a list, or a list of groups."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, dict):
        return _urls(value.get("url") or value.get("zaaktype"))
    if isinstance(value, list):
        return [url for each in value for url in _urls(each)]
    return []


async def _fetch(
    town: Town,
    call: Call,
    at: Shape | None,
    field: Field | None,
    name: str,
    items: list[dict[str, Any]],
    budget: list[int],
) -> list[dict[str, Any]]:
    wanted = list(dict.fromkeys(url for item in items for url in _urls(item.get(name))))
    budget[0] -= sum(len(_urls(item.get(name))) for item in items)
    if budget[0] < 0:
        raise Invalid([Violation("invalid", f"Het antwoord zou meer dan {MAX_OBJECTS} objecten bevatten.", "expand")])
    by_url = await _resolve(town, call, wanted, budget, engine_target(town, at, field))
    for item in items:
        value = item.get(name)
        found = [by_url[url] for url in _urls(value) if url in by_url]
        embedded = item.setdefault("_expand", {})
        if isinstance(value, list) or (field is not None and field.many):
            embedded[name] = found
        elif found or (name in item and not value):
            # What has no value is an empty object; only what is out of reach is left out.
            embedded[name] = found[0] if found else {}
    return list(by_url.values())


def engine_target(town: Town, at: Shape | None, field: Field | None) -> str:
    """The resource key that a field leads to."""
    return town.engine.target(at, field) if at is not None and field is not None else ""


async def _resolve(
    town: Town, call: Call, urls: Iterable[str], budget: list[int], likely: str
) -> dict[str, dict[str, Any]]:
    """The records behind URLs, as far as they may be read."""
    local: dict[str, dict[str, str]] = {}
    found: dict[str, dict[str, Any]] = {}
    for url in urls:
        place = call.links.find(url)
        if place is not None and place[0].partition(".")[0] in town.engine.served:
            local.setdefault(place[0], {})[place[1]] = url
            continue
        budget[1] -= 1
        if budget[1] < 0:
            raise Invalid([Violation("invalid", f"Hoogstens {MAX_OUTSIDE} objecten van elders.", "expand")])
        try:
            body = await town.outside.fetch(place[0] if place else likely, url)
        except (Unreachable, Unfit):
            continue
        if isinstance(body, dict) and (place is None or _may(town, call, place[0], body)):
            found[url] = dict(body)
    for target, keys in local.items():
        found |= await _local(town, call, town.engine.world.shapes[target], keys)
    return found


async def _local(town: Town, call: Call, shape: Shape, keys: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    reach = call.caller.reach(town.engine.world.root_of(shape), wants(shape.said.scopes["read"]))
    if not reach:
        return {}
    projection = town.engine.projection(shape)
    sql, params = expand_sql(town.engine.world, projection, reach, None)
    rows = await town.pool.fetch(sql, list(keys), *params.values[1:])
    shown = projection.render(rows, call.links.prefixes)
    return {keys[row[0]]: item for row, item in zip(rows, shown, strict=True)}


def _may(town: Town, call: Call, target: str, body: Mapping[str, Any]) -> bool:
    """The consumer's rights on what a neighbour answered to our own token."""
    world = town.engine.world
    shape = world.shapes[target]
    root = world.root_of(shape)
    reach = call.caller.reach(root, wants(shape.said.scopes["read"]))
    if reach.everywhere or not root.said.guarded_by:
        return bool(reach)
    if root is not shape:
        return False
    guard: list[Any] = []
    for name in root.said.guarded_by:
        field, value = root.field(name), body.get(to_wire(name))
        if field.ranked is not None:
            guard.append(field.ranked[value] if value in field.ranked.__members__ else KEY_LENGTH * 1000)
        else:
            guard.append(call.links.key(field.to.target, value) if field.to and isinstance(value, str) else value)
    return reach.holds(guard)
