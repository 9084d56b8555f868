"""The kanalen on which our own components tell their events: known at Notificaties before the first event."""

from collections.abc import Callable, Mapping
from typing import Any

from grondslag.kernel.shape import World
from grondslag.runtime.outside import Outside


def own_kanalen(world: World, components: frozenset[str]) -> dict[str, list[str]]:
    """The kanalen of these components, each with the kenmerken by which one may choose."""
    found: dict[str, list[str]] = {}
    for shape in world.shapes.values():
        if shape.component in components and shape.said.channel:
            kenmerken = world.root_of(shape).said.kenmerken or shape.said.kenmerken
            found.setdefault(shape.said.channel, []).extend(
                each for each in kenmerken if each not in found[shape.said.channel]
            )
    return found


async def register_here(pool: Any, fresh_id: Callable[[], str], kanalen: Mapping[str, list[str]]) -> None:
    """Make them known in our own database. Not over the API: nobody asked for it, so nobody is named for it."""
    for naam, filters in kanalen.items():
        await pool.execute(
            "insert into notificaties.kanaal as k (id, naam, documentatie_link, filters) values ($1, $2, '', $3) "
            "on conflict (naam) do update set filters = excluded.filters, rev = k.rev + 1 "
            "where k.filters <> excluded.filters",
            fresh_id(),
            naam,
            filters,
        )


async def register_there(outside: Outside, root: str, kanalen: Mapping[str, list[str]]) -> bool:
    """Make those known that a neighbour does not have. Raises Unreachable; False when it refuses one."""
    for naam, filters in kanalen.items():
        if await outside.list(f"{root}/kanaal", "naam", naam):
            continue
        status, _ = await outside.send("POST", f"{root}/kanaal", {"naam": naam, "filters": filters})
        if status not in (200, 201):
            return False
    return True
