"""ZaakContactMoment: a contactmoment about a zaak."""

from collections.abc import Iterator
from typing import Annotated, Any

from grondslag.kernel.declare import FIXED, Find, Max, Same, Url, resource
from grondslag.kernel.rules import Change, Link, Mirror, Nothing, effect
from grondslag.registers.zaken.zaakdeel import READ, PartOfZaak


@resource(
    "zaakcontactmomenten",
    methods="LCRD",
    part_of="zaak",
    scopes={"read": READ, "create": "zaken.bijwerken", "destroy": "zaken.bijwerken"},
    channel="zaken",
    show_uuid=True,
    paged=False,
    etag=False,
    filters={"zaak": Same(field="zaak")},
)
class ZaakContactMoment(PartOfZaak):
    """Een contactmoment dat over een zaak ging."""

    contactmoment: Annotated[Url, Max(1000), FIXED, Find.EXACT, "Het contactmoment."]


def mirrored_contactmoment(relation: ZaakContactMoment) -> dict[str, Any]:
    """The objectcontactmoment that mirrors the relation."""
    return {"contactmoment": relation.contactmoment, "object": Link("zaken.zaak", relation.zaak), "objectType": "zaak"}


@effect("zrc-025", "spiegelen", on=("create",))
def the_contactmoment_knows_its_zaak(change: Change[ZaakContactMoment], facts: Nothing) -> Iterator[Mirror]:
    """In the register of contactmomenten, where there is one, the same relation is recorded."""
    yield Mirror(
        "contactmomenten.objectcontactmoment", "create", mirrored_contactmoment(change.record), "objectcontactmomenten"
    )


@effect("zrc-025", "ontspiegelen", on=("destroy",))
def the_contactmoment_forgets_its_zaak(change: Change[ZaakContactMoment], facts: Nothing) -> Iterator[Mirror]:
    """In the register of contactmomenten, where there is one, the same relation is removed."""
    yield Mirror(
        "contactmomenten.objectcontactmoment", "destroy", mirrored_contactmoment(change.record), "objectcontactmomenten"
    )
