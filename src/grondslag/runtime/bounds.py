"""How far an activity goes that is about zaken of some types: to those, and to what belongs to one of them.

The rights see to the zaken themselves. A besluit or a document has no zaaktype: it is looked at whose it is. What
belongs to zaken, and to none of the right type, is not for this purpose; what belongs to none is.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from grondslag.kernel.links import UUID, Links
from grondslag.runtime.activities import Activity
from grondslag.runtime.outside import Unfit, Unreachable
from grondslag.runtime.town import Call, Town
from grondslag.runtime.whose import DEEPEST, SILENT, placed
from grondslag.surfaces.problems import Forbidden, Unavailable
from grondslag.surfaces.subjects import is_person

ZAAK, ZAAKTYPE = "zaken.zaak", "zaaktype"
Place = tuple[str, str]


async def demand_shown(town: Town, call: Call) -> None:
    """Raises Forbidden when an answer shows what is not for the activity of the request."""
    if call.activity is None or not call.activity.zaaktypen:
        return
    shown: dict[str, list[str]] = {}
    for resource, keys, whose in call.noted:
        for key, those in zip(keys, whose, strict=True):
            shown.setdefault(f"{resource}/{key}", []).extend(those or ())
    await demand_within(town, call, shown.values())


async def demand_within(town: Town, call: Call, records: Iterable[Sequence[str]]) -> None:
    """Raises Forbidden when one of these records, by whose it is, is not for the activity; Unavailable."""
    activity: Activity | None = call.activity
    if activity is None or not activity.zaaktypen:
        return
    known: dict[Place, set[str]] = {}
    for whose in records:
        types = set[str]()
        for each in whose:
            place = None if is_person(each) else placed(call.links, each)
            if place is not None:
                if place not in known:
                    known[place] = await _types(town, call.links, place, DEEPEST)
                types |= known[place]
        if types and not types & activity.zaaktypen:
            raise Forbidden(
                f"De verwerkingsactiviteit '{activity.identificatie}' gaat niet over zaken van dit zaaktype.",
                "activity-not-allowed",
            )


async def _types(town: Town, links: Links, place: Place, deep: int) -> set[str]:
    """The zaaktypen of the zaken behind a record; none where there are no zaken, or they lie elsewhere."""
    target, _ = place
    if target == ZAAK:
        found = await _said(town, links, place, ZAAKTYPE)
        return {found} if found else set()
    shape = town.engine.world.shapes.get(target)
    types = set[str]()
    for field in shape.fields if shape is not None and deep else ():
        if field.subject is not None and field.to is not None:
            further = await _said(town, links, place, field.name)
            following = placed(links, f"{field.to.target}/{further}") if further else None
            types |= await _types(town, links, following, deep - 1) if following is not None else set()
    return types


async def _said(town: Town, links: Links, place: Place, name: str) -> str:
    """A reference of a record, as a key where it is one of ours."""
    target, key = place
    shape = town.engine.world.shapes[target]
    if shape.component in town.engine.served:
        return await town.pool.fetchval(f"select {name}::text from {shape.table} where id = $1::uuid", key) or ""
    field = shape.field(name)
    try:
        body: Any = await town.outside.fetch(target, links.url(target, key), ours=True)
    except (Unreachable, Unfit):
        raise Unavailable(SILENT) from None
    url = body.get(field.wire) if isinstance(body, dict) else None
    found = links.key(field.to.target, url) if isinstance(url, str) and field.to is not None else None
    return found if found is not None and UUID.fullmatch(found) else ""
