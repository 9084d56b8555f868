"""Finding: everything that is kept of one person, component by component, one statement on each and step.

First who is named where, then those dossiers whole, then what refers to them, and what they refer to; at most a
dossier of every component further. No statement spans two components (ADR 6).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from grondslag.integration.inzage.plan import Plan, holders_sql, referring_sql, rows_sql
from grondslag.kernel.links import UUID, Links
from grondslag.kernel.render import show
from grondslag.kernel.rows import from_json
from grondslag.kernel.shape import Shape
from grondslag.registers.inzage.betrokkene import Betrokkene
from grondslag.runtime.town import Town
from grondslag.surfaces.problems import TooLarge

MOST_DOSSIERS = 5_000
MOST_ROWS = 200_000
Keys = dict[str, set[str]]
"""Keys of dossiers and other roots, by resource."""


class TooMuch(TooLarge):
    """More is kept of one person than a package holds: a number that is used for trying things, most likely."""

    status, code, title = 422, "too-much", "Er is te veel voor één pakket."

    def __init__(self) -> None:
        super().__init__(f"Een pakket beslaat hoogstens {MOST_DOSSIERS} zaken, besluiten en documenten.")


class Row(msgspec.Struct, kw_only=True):
    """A record as its API shows it, and the root it belongs to. `older`: a newer version took its place."""

    shape: Shape
    id: str
    root: str
    record: Any
    shown: dict[str, Any]
    older: bool = False

    @property
    def is_root(self) -> bool:
        """Whether it is a root, in its latest version."""
        return self.id == self.root and not self.older


class Found(msgspec.Struct, kw_only=True):
    """All of it. `named`: the roots in which the person is named, the others came along with them.

    `elsewhere`: URLs of what belongs to a dossier and lies on another server.
    """

    rows: list[Row]
    named: Keys
    elsewhere: list[str]


async def find(town: Town, links: Links, who: Betrokkene) -> Found:
    """Everything in the components of this database. Raises TooMuch beyond the bounds."""
    plan = Plan(town.engine.world, town.engine.served)
    named = await _named(town, plan, who)
    seen: Keys = {key: set(keys) for key, keys in named.items()}
    rows: list[Row] = []
    elsewhere: list[str] = []
    fresh = named
    while any(fresh.values()):
        came = await _rows(town, plan, links, fresh)
        rows += came
        along = await _referring(town, plan, links, fresh)
        _merge(along, _referred(plan, links, came, elsewhere))
        fresh = {key: keys - seen.get(key, set()) for key, keys in along.items()}
        _merge(seen, fresh)
        if sum(map(len, seen.values())) > MOST_DOSSIERS or len(rows) > MOST_ROWS:
            raise TooMuch
    return Found(rows=rows, named=named, elsewhere=sorted(set(elsewhere)))


def _merge(into: Keys, more: Mapping[str, Iterable[str]]) -> None:
    for key, keys in more.items():
        into.setdefault(key, set()).update(keys)


async def _named(town: Town, plan: Plan, who: Betrokkene) -> Keys:
    """The roots in which the person is named."""
    found: Keys = {}
    for places in plan.places(who).values():
        for key, root in await town.pool.fetch_once(holders_sql(plan, places, MOST_DOSSIERS), who.value):
            found.setdefault(key, set()).add(root)
    if sum(map(len, found.values())) > MOST_DOSSIERS:
        raise TooMuch
    return found


async def _rows(town: Town, plan: Plan, links: Links, keys: Keys) -> list[Row]:
    """The records of these roots, and what belongs to them."""
    by_component: dict[str, list[Shape]] = {}
    for key, asked in keys.items():
        if asked:
            shape = plan.world.shapes[key]
            by_component.setdefault(shape.component, []).append(shape)
    found: list[Row] = []
    for roots in by_component.values():
        sql = rows_sql(plan, roots) + f" limit {MOST_ROWS + 1:d}"
        asked = [sorted(keys[each.key]) for each in roots]
        for key, older, row_id, root, text in await town.pool.fetch_once(sql, *asked):
            shape = plan.world.shapes[key]
            record = from_json(text, shape.record)
            shown = as_shown(town, shape, record, links)
            found.append(Row(shape=shape, id=row_id, root=root, record=record, shown=shown, older=older))
    return sorted(found, key=lambda each: (each.root, not each.is_root, each.shape.key, each.id))


def as_shown(town: Town, shape: Shape, record: Any, links: Links) -> dict[str, Any]:
    """A record as its API shows it, but for what only the database derives: that stands elsewhere in the package."""
    projection = town.engine.projection(shape)
    shown: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(show(projection, record, links)))
    derived = {shape.field(name).wire for name in projection.derived}
    return {name: value for name, value in shown.items() if name not in derived}


async def _referring(town: Town, plan: Plan, links: Links, keys: Keys) -> Keys:
    """The dossiers of other components that say that they belong to one of these."""
    by_component: dict[str, list[Any]] = {}
    for each in plan.inbound:
        if keys.get(each.target):
            by_component.setdefault(each.shape.component, []).append(each)
    found: Keys = {}
    for references in by_component.values():
        asked = [_either_way(links, each.target, keys[each.target]) for each in references]
        for key, row_id in await town.pool.fetch_once(referring_sql(references), *asked):
            found.setdefault(key, set()).add(row_id)
    return found


def _either_way(links: Links, target: str, keys: Iterable[str]) -> list[str]:
    """The keys, and the URLs by which a component that ran apart keeps them."""
    return [form for key in sorted(keys) for form in (key, links.url(target, key))]


def _referred(plan: Plan, links: Links, rows: list[Row], elsewhere: list[str]) -> Keys:
    """The dossiers that these records bring along; a URL of another server is noted."""
    found: Keys = {}
    for reference in plan.outbound:
        for row in rows:
            if row.shape is not reference.shape:
                continue
            value = getattr(row.record, reference.field.name) or ""
            key = links.key(reference.target, value) or ""
            if UUID.fullmatch(key):
                found.setdefault(reference.target, set()).add(key)
            elif value:
                elsewhere.append(value)
    return found
