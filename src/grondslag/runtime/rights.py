"""Rights as Autorisaties shows them, in the terms of the process that goes by them."""

from typing import Any

from grondslag.kernel.links import Links
from grondslag.kernel.shape import World


def own_keys(item: dict[str, Any], links: Links) -> dict[str, Any]:
    """An Autorisatie from the wire, with keys where the types are known here."""
    found = dict(item)
    for name, target in (
        ("zaaktype", "catalogi.zaaktype"),
        ("informatieobjecttype", "catalogi.informatieobjecttype"),
        ("besluittype", "catalogi.besluittype"),
    ):
        if found.get(name):
            found[name] = links.key(target, found[name]) or found[name]
    return found


def ranked(world: World, item: dict[str, Any]) -> dict[str, Any]:
    """An Autorisatie with its highest confidentiality as a rank."""
    word = item.get("maxVertrouwelijkheidaanduiding") or ""
    ranks = world.shapes["zaken.zaak"].field("vertrouwelijkheidaanduiding").ranked
    return item | {"most": int(ranks[word]) if word in ranks.__members__ else None}
