"""ZaakContactMoment: a contactmoment about a zaak."""

from typing import Annotated

from grondslag.kernel.declare import FIXED, Find, Max, Same, Url, resource
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
