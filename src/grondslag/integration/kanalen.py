"""The kanalen on which our own components tell their events: known at Notificaties before the first event."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from grondslag.kernel.shape import World
from grondslag.runtime.outside import Outside
from grondslag.surfaces.events import kanalen

LONGEST_LINK = 200


class Known(msgspec.Struct, frozen=True):
    """A kanaal as it is made known: by its name, the kenmerken by which one may choose, and where it is described."""

    naam: str
    filters: list[str]
    documentatie_link: str


def own_kanalen(world: World, components: frozenset[str], base: str) -> list[Known]:
    """The kanalen of these components. `base`: where these are served; their OpenAPI documents tell their events."""
    links = {name: f"{base}{world.components[name].path}/openapi.yaml" for name in components}
    return [
        Known(each.naam, list(each.kenmerken), link if len(link := links[each.component]) <= LONGEST_LINK else "")
        for each in kanalen(world, components)
    ]


async def register_here(pool: Any, fresh_id: Callable[[], str], own: Sequence[Known]) -> None:
    """Make them known in our own database. Not over the API: nobody asked for it, so nobody is named for it."""
    for each in own:
        await pool.execute(
            "insert into notificaties.kanaal as k (id, naam, filters, documentatie_link) values ($1, $2, $3, $4) "
            "on conflict (naam) do update set filters = excluded.filters, rev = k.rev + 1, "
            "documentatie_link = excluded.documentatie_link "
            "where (k.filters, k.documentatie_link) <> (excluded.filters, excluded.documentatie_link)",
            fresh_id(),
            each.naam,
            each.filters,
            each.documentatie_link,
        )


async def register_there(outside: Outside, root: str, own: Sequence[Known]) -> bool:
    """Make those known that a neighbour does not have. Raises Unreachable; False when it refuses one."""
    for each in own:
        if await outside.list(f"{root}/kanaal", "naam", each.naam):
            continue
        body = {"naam": each.naam, "filters": each.filters, "documentatieLink": each.documentatie_link}
        status, _ = await outside.send("POST", f"{root}/kanaal", body)
        if status not in (200, 201):
            return False
    return True
