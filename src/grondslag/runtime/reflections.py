"""Whether every mirror agrees with what it mirrors, in both directions, here and at a neighbour's.

What mirrors what is said once, by the effects of the leading resource. An effect is asked what it would do for a
record of nothing but names, and so tells which of its fields stand where in the mirror.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from grondslag.kernel.links import UUID, Links
from grondslag.kernel.names import to_wire
from grondslag.kernel.rules import Change, Link, Mirror, Nothing
from grondslag.kernel.shape import Shape
from grondslag.runtime.changing import change
from grondslag.runtime.consistency import SHOWN, Fault
from grondslag.runtime.mirrors import addressed, listed, on_behalf, parent_of, reflect, send, wire_of
from grondslag.runtime.outside import Unreachable
from grondslag.runtime.together import Unsent
from grondslag.runtime.town import Call, Town, Wish
from grondslag.surfaces.plumbing import SPIEGEL

BATCH = 500
_MARK = "\N{SECTION SIGN}"


class Reflection(msgspec.Struct, frozen=True, kw_only=True):
    """What records of `lead` leave in `target`: wire name of the mirror -> the lead's field and what that refers to."""

    lead: Shape
    target: Shape
    links: dict[str, tuple[str, str]]
    fixed: dict[str, Any]

    def body(self, row: Sequence[Any]) -> dict[str, Any]:
        """The mirror of a lead, whose linked values are given in order."""
        pairs = zip(self.links.items(), row, strict=True)
        return {wire: Link(to, key) for (wire, (_, to)), key in pairs} | self.fixed

    @property
    def where(self) -> str:
        """What it is called in a report."""
        return f"{self.lead.key} -> {self.target.key}"


def reflections(town: Town) -> list[Reflection]:
    """All mirrors between components that are described here."""
    found: list[Reflection] = []
    for shape in town.engine.world.shapes.values():
        for rule in town.engine.speaking(shape, "create").effects:
            if rule.facts is not Nothing:
                continue
            now = datetime.now(UTC)
            nobody: Any = {name: f"{_MARK}{name}" for name in shape.record.__struct_fields__}
            asked: Change[Any] = Change(action="create", after=shape.record(**nobody), now=now, today=now.date())
            found += [
                _read(shape, town.engine.world.shapes[said.target], said)
                for said in rule.function(asked, Nothing())
                if isinstance(said, Mirror) and said.target in town.engine.world.shapes
            ]
    return found


def _read(lead: Shape, target: Shape, said: Mirror) -> Reflection:
    links = {
        wire: (value.key.removeprefix(_MARK), value.target)
        for wire, value in said.body.items()
        if isinstance(value, Link)
    }
    fixed = {wire: value for wire, value in said.body.items() if not isinstance(value, Link)}
    return Reflection(lead=lead, target=target, links=links, fixed=fixed)


async def check_mirrors(town: Town, call: Call, *, repair: bool = False) -> AsyncIterator[Fault]:
    """Every mirror that is missing, or that mirrors nothing any more; put right when `repair` is asked."""
    served = town.engine.served
    for kind in reflections(town):
        missing = await _missing(town, call, kind, repair=repair) if kind.lead.component in served else None
        left = await _left(town, call, kind, repair=repair) if kind.target.component in served else None
        for fault in (missing, left):
            if fault is not None:
                yield fault


async def _rows(town: Town, shape: Shape, columns: Sequence[str], where: str, *values: Any) -> AsyncIterator[Any]:
    """The rows of a resource in batches: their key, then these columns as text."""
    last = "00000000-0000-0000-0000-000000000000"
    chosen = ", ".join(f"{name}::text" for name in columns)
    while True:
        rows = await town.pool.fetch(
            f"select id::text, {chosen} from {shape.table} where id > $1 and {where} order by id limit {BATCH}",
            last,
            *values,
        )
        if not rows:
            return
        yield rows
        last = rows[-1][0]


# --- what should be there -----------------------------------------------------------------------------------------


async def _missing(town: Town, call: Call, kind: Reflection, *, repair: bool) -> Fault | None:
    fields = [name for name, _ in kind.links.values()]
    filled = " and ".join(f"{name} is not null" for name in fields)
    wrong: list[str] = []
    async for rows in _rows(town, kind.lead, fields, filled):
        # What refers to nothing, or to a register that we do not know, has no mirror.
        mine = [row for row in rows if all(UUID.fullmatch(key) for key in row[1:])]
        there = await _mirrored(town, call, kind, [tuple(row[1:]) for row in mine])
        coming = await _on_their_way(town, kind, mine)
        for row in mine:
            if tuple(row[1:]) not in there and not coming & set(row):
                wrong.append(row[0])
                if repair:
                    await _put(town, call, kind, row)
    return Fault(f"{kind.where} (missing)", len(wrong), tuple(wrong[:SHOWN]), repaired=repair) if wrong else None


async def _on_their_way(town: Town, kind: Reflection, rows: Sequence[Any]) -> set[str]:
    """The keys of roots of which a mirror is still to be sent."""
    keys = sorted({key for row in rows for key in row if key and UUID.fullmatch(key)})
    sql = f"select root::text from {kind.lead.component}.outbox where soort = '{SPIEGEL}' and root = any($1::uuid[])"
    return {row[0] for row in await town.pool.fetch(sql, keys)}


async def _mirrored(town: Town, call: Call, kind: Reflection, wanted: Sequence[tuple[str, ...]]) -> set[Any]:
    """Those of the leads whose mirror is there."""
    if kind.target.component in town.engine.served:
        return await _mirrored_here(town, call.links, kind, wanted)
    found: set[Any] = set()
    for row in wanted:
        body = wire_of(kind.body(row), call.links)
        address, name = _address(call.links, kind, row)
        shown = await listed(town.outside, address, name, body[name], under=kind.target.said.under)
        if any(all(one.get(wire) == value for wire, value in body.items() if wire in one) for one in shown):
            found.add(row)
    return found


def _address(links: Links, kind: Reflection, row: Sequence[str]) -> tuple[str, str]:
    """Where the mirrors of a lead are listed, and by which of their fields."""
    address, above = links.prefix(kind.target.key).removesuffix("/"), ""
    if kind.target.said.under:
        above = kind.target.field(kind.target.said.part_of).wire
        address = address.replace("{parent}", row[list(kind.links).index(above)])
    return address, next(wire for wire in kind.links if wire != above)


async def _mirrored_here(town: Town, links: Links, kind: Reflection, wanted: Sequence[tuple[str, ...]]) -> set[Any]:
    columns = {wire: next(field for field in kind.target.fields if field.wire == wire) for wire in kind.links}
    first = next(iter(columns.values()))
    values = [_held(links, kind, row)[0] for row in wanted]
    rows = await town.pool.fetch(
        f"select {', '.join(f'{field.name}::text' for field in columns.values())} from {kind.target.table} "
        f"where {first.name} = any($1::{kind.target.column(first)}[])",
        values,
    )
    # A URL that was made when we had another address still names the same record.
    there = {tuple(_key(value) for value in row) for row in rows}
    return {row for row in wanted if tuple(map(_key, _held(links, kind, row))) in there}


def _held(links: Links, kind: Reflection, row: Sequence[str]) -> list[str]:
    """The linked values of a lead as the mirror's columns hold them: a key, or a URL where it holds just any."""
    found: list[str] = []
    for (wire, (_, to)), key in zip(kind.links.items(), row, strict=True):
        field = next(field for field in kind.target.fields if field.wire == wire)
        found.append(key if field.to is not None else links.url(to, key))
    return found


def _key(held: str) -> str:
    """The key of what a column of a mirror names, as a key or as a URL."""
    return held.rpartition("/")[2]


async def _put(town: Town, call: Call, kind: Reflection, row: Sequence[str]) -> None:
    mirror = Mirror(kind.target.key, "create", kind.body(row[1:]))
    if kind.target.component in town.engine.served:
        await reflect(town, call, mirror, change)
        return
    address, body = addressed(call.links, kind.target, mirror)
    await send(town.outside, Unsent("", "", "", kind.target.key, address, "create", body, call.caller.client))


# --- what should not be there -------------------------------------------------------------------------------------


async def _left(town: Town, call: Call, kind: Reflection, *, repair: bool) -> Fault | None:
    wires = {field.wire: field for field in kind.target.fields}
    columns = [wires[wire].name for wire in kind.links]
    fixed = " and ".join(f"{wires[wire].name} = ${at}" for at, wire in enumerate(kind.fixed, 2)) or "true"
    wrong: list[str] = []
    async for rows in _rows(town, kind.target, columns, fixed, *kind.fixed.values()):
        keyed = {row[0]: _lead_of(call.links, kind, row[1:]) for row in rows}
        mine = {key: lead for key, lead in keyed.items() if all(UUID.fullmatch(part or "") for part in lead)}
        there = await _leads(town, call, kind, list(mine.values()))
        for key, lead in mine.items():
            if lead not in there:
                wrong.append(key)
                if repair:
                    parent = parent_of(kind.target, Mirror(kind.target.key, "destroy", kind.body(lead)))
                    wish = Wish(shape=kind.target, action="destroy", key=key, parent=parent)
                    await change(town, on_behalf(call), wish)
    return Fault(f"{kind.where} (left over)", len(wrong), tuple(wrong[:SHOWN]), repaired=repair) if wrong else None


def _lead_of(links: Links, kind: Reflection, row: Sequence[str]) -> tuple[str, ...]:
    """What the columns of a mirror say of its lead, as keys where it is one that we know."""
    return tuple(
        value if UUID.fullmatch(value) else links.key(to, value) or value
        for (_, to), value in zip(kind.links.values(), row, strict=True)
    )


async def _leads(town: Town, call: Call, kind: Reflection, wanted: Sequence[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Those that are there. A neighbour that does not answer is believed to have them."""
    names = [name for name, _ in kind.links.values()]
    if kind.lead.component in town.engine.served:
        at = names.index("id") if "id" in names else 0
        column = "uuid" if names[at] == "id" else kind.lead.column(kind.lead.field(names[at]))
        rows = await town.pool.fetch(
            f"select {', '.join(f'{name}::text' for name in names)} from {kind.lead.table} "
            f"where {names[at]} = any($1::{column}[])",
            [lead[at] for lead in wanted],
        )
        return {tuple(row) for row in rows}
    return {lead for lead in wanted if await _is_there(town, call, kind, names, lead)}


async def _is_there(town: Town, call: Call, kind: Reflection, names: Sequence[str], lead: Sequence[str]) -> bool:
    links = call.links
    shown = {
        to_wire(name): links.url(to, key) for name, (_, to), key in zip(names, kind.links.values(), lead, strict=True)
    }
    if "id" in shown:
        shown["url"] = shown.pop("id")
    name, value = next((name, value) for name, value in shown.items() if name != "url")
    try:
        found = await town.outside.list(links.prefix(kind.lead.key).removesuffix("/"), name, value)
    except Unreachable:
        return True
    return any(all(one.get(name) == value for name, value in shown.items()) for one in found)
