"""_expand and `fields`: related records embedded as far as the caller's rights go, level by level, within bounds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from grondslag.kernel.access import HIGHEST, wants
from grondslag.kernel.names import to_wire
from grondslag.kernel.query import expand_sql
from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import Field, Shape
from grondslag.runtime.engine import Engine
from grondslag.runtime.outside import Gone, Unfit, Unreachable
from grondslag.runtime.town import Call, Town
from grondslag.surfaces.problems import Invalid, NotFound, Unavailable
from grondslag.surfaces.subjects import told_by, whose_sql

MAX_DEPTH = 10
MAX_PATHS = 50
MAX_OBJECTS = 5_000
MAX_BYTES = 16 * 2**20
MAX_TEXT = 5_000
MAX_OUTSIDE = 100

Tree = dict[str, "Tree"]
_encode = msgspec.json.Encoder().encode


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


class Item(msgspec.Struct):
    """A record as shown, and how many times it stands in the answer: once in each place that refers to it."""

    shown: dict[str, Any]
    times: int = 1


class Budget(msgspec.Struct):
    """What may still be embedded. A record counts, and weighs, as often as the answer repeats it."""

    objects: int = MAX_OBJECTS
    size: int = MAX_BYTES
    outside: int = MAX_OUTSIDE
    must_answer: bool = False

    def take(self, objects: int = 0, size: int = 0, outside: int = 0) -> None:
        """Spend some of it. Raises Invalid when there is no more."""
        self.objects, self.size, self.outside = self.objects - objects, self.size - size, self.outside - outside
        if self.objects < 0 or self.size < 0:
            reason = f"Het antwoord zou meer dan {MAX_OBJECTS} objecten of {MAX_BYTES >> 20} MB bevatten."
            raise Invalid([Violation("invalid", reason, "expand")])
        if self.outside < 0:
            raise Invalid([Violation("invalid", f"Hoogstens {MAX_OUTSIDE} objecten van elders.", "expand")])


async def expand(
    town: Town, call: Call, shape: Shape, shown: list[dict[str, Any]], tree: Tree, *, must_answer: bool = False
) -> None:
    """Embed related records under `_expand` of each item, level by level: one statement per resource and level.

    Raises Unavailable when a neighbour is silent. A stranger that is silent is left out of many records, for one of
    them must not hide the rest; of one record it `must_answer`, or NotFound is raised (zrc-028).
    """
    budget = Budget(must_answer=must_answer)
    level: list[tuple[Shape | None, list[Item], Tree]] = [(shape, [Item(each) for each in shown], tree)]
    while level:
        following: list[tuple[Shape | None, list[Item], Tree]] = []
        for at, items, branch in level:
            for name, below in branch.items():
                field = town.engine.expandable[at.key].get(name) if at is not None else None
                found = await _fetch(town, call, at, field, name, items, budget)
                target = town.engine.world.shapes.get(_target(town, at, field))
                if below and found:
                    following.append((target, found, below))
        level = following


def _urls(value: Any) -> list[str]:
    """The URLs a shown attribute holds: one, a list, or a list of groups."""
    found: list[Any] = value if isinstance(value, list) else [value]
    found = [each.get("url") or each.get("zaaktype") if isinstance(each, dict) else each for each in found]
    return [each for each in found if isinstance(each, str) and each]


async def _fetch(
    town: Town, call: Call, at: Shape | None, field: Field | None, name: str, items: list[Item], budget: Budget
) -> list[Item]:
    """Embed what one attribute of the items refers to."""
    times: Counter[str] = Counter()
    for item in items:
        for url in _urls(item.shown.get(name)):
            times[url] += item.times
    budget.take(objects=times.total())
    by_url = await _resolve(town, call, times, budget, _target(town, at, field))
    budget.take(size=sum(len(_encode(shown)) * times[url] for url, shown in by_url.items()))
    own = at is not None and field is not None and at.own(field)
    for item in items:
        _embed(item.shown, field, name, by_url, own=own)
    return [Item(shown, times[url]) for url, shown in by_url.items()]


def _embed(
    shown: dict[str, Any], field: Field | None, name: str, by_url: Mapping[str, dict[str, Any]], *, own: bool
) -> None:
    value = shown.get(name)
    found = [by_url[url] for url in _urls(value) if url in by_url]
    embedded = shown.setdefault("_expand", {})
    if isinstance(value, list) or (field is not None and field.many):
        embedded[name] = found
    elif found:
        embedded[name] = found[0]
    elif name in shown and (value is None or (own and not value)):
        # What has no value is an empty object; a neighbour's that is blank, and what is out of reach, are left out.
        embedded[name] = {}


def _target(town: Town, at: Shape | None, field: Field | None) -> str:
    """The resource that an attribute leads to; '' when it may be anything."""
    return town.engine.target(at, field) if at is not None and field is not None else ""


async def _resolve(
    town: Town, call: Call, urls: Iterable[str], budget: Budget, likely: str
) -> dict[str, dict[str, Any]]:
    """The records behind URLs, as far as they may be read."""
    local: dict[str, dict[str, str]] = {}
    found: dict[str, dict[str, Any]] = {}
    for url, place in await _places(town, call, urls, likely):
        if place is not None and place[0].partition(".")[0] in town.engine.served:
            local.setdefault(place[0], {})[place[1]] = url
            continue
        if place is None and town.outside.is_neighbour(url):
            continue  # nobody can say who may read what we do not know as a resource
        budget.take(outside=1)
        body = await _elsewhere(town, place, url, likely, must_answer=budget.must_answer)
        if isinstance(body, dict) and (place is None or _may_be_shown(town, call, place[0], body)):
            found[url] = {name: value for name, value in body.items() if name != "_expand"}
            if place is not None:
                call.references.append(f"{place[0]}/{place[1]}")
                call.told(*place, set(told_by(town.engine.world.shapes[place[0]], body, place[1])))
    for target, keys in local.items():
        found |= await _local(town, call, town.engine.world.shapes[target], keys)
    return found


async def _elsewhere(
    town: Town, place: tuple[str, str] | None, url: str, likely: str, *, must_answer: bool
) -> Mapping[str, Any] | None:
    """What lies at a URL elsewhere; None where it is gone, or does not answer. Raises Unavailable for a neighbour that
    is silent, NotFound for a stranger that must answer.

    Data of persons is asked anew each time: whose it is, is asked now, so it must be as it is now.
    """
    personal = place is not None and whose_sql(town.engine.world, town.engine.world.shapes[place[0]])
    within = 0.0 if personal else None
    try:
        return await town.outside.fetch(place[0] if place else likely, url, ours=place is not None, within=within)
    except (Unreachable, Unfit) as silent:
        if place is not None and isinstance(silent, Gone):
            return None
        if place is not None and isinstance(silent, Unreachable):
            raise Unavailable(f"Een ander register antwoordt nu niet: '{url[:200]}'.") from None
        if must_answer:
            raise NotFound(f"'{url[:200]}' kan niet worden uitgebreid: het antwoordt niet.") from None
        return None


async def _places(town: Town, call: Call, urls: Iterable[str], likely: str) -> list[tuple[str, tuple[str, str] | None]]:
    """Each URL with the resource and key that it has here; without those that an external decision point denies."""
    places = [(url, call.links.find(url)) for url in urls]
    if town.deciding is None or town.deciding.point is None:
        return places
    kinds = {place[0] if place is not None else likely for _, place in places}
    allowed = {kind for kind in sorted(kinds) if await town.deciding.may_embed(call, kind)}
    return [(url, place) for url, place in places if (place[0] if place is not None else likely) in allowed]


async def _local(town: Town, call: Call, shape: Shape, keys: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    reach = call.caller.reach(town.engine.world.root_of(shape), wants(shape.said.scopes["read"]))
    if not reach:
        return {}
    projection = town.engine.projection(shape)
    sql, params = expand_sql(town.engine.world, projection, reach, None)
    rows = await town.pool.fetch(sql, list(keys), *params.values[1:])
    shown = call.shown(projection, rows)
    return {keys[row[0]]: item for row, item in zip(rows, shown, strict=True)}


def _may_be_shown(town: Town, call: Call, target: str, body: Mapping[str, Any]) -> bool:
    """Whether what a neighbour answered to our own token lies within the rights of the caller."""
    world = town.engine.world
    shape = world.shapes[target]
    root = world.root_of(shape)
    reach = call.caller.reach(root, wants(shape.said.scopes["read"]))
    if not reach.flagged and (reach.everywhere or not root.said.guarded_by):
        return bool(reach)
    if root is not shape:
        return False
    guard: list[Any] = []
    for name in root.said.guarded_by:
        field, value = root.field(name), body.get(to_wire(name))
        if field.ranked is not None:
            known = isinstance(value, str) and value in field.ranked.__members__
            guard.append(field.ranked[value] if known else HIGHEST + 1)
        elif field.to is not None:
            guard.append(call.links.key(field.to.target, value) if isinstance(value, str) else None)
        else:
            guard.append(value)
    return reach.holds(guard)
