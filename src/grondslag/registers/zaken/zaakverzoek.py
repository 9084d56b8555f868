"""ZaakVerzoek: a verzoek that led to a zaak or was made within it."""

from typing import Annotated

from grondslag.kernel.declare import FIXED, Find, Max, Same, Url, resource
from grondslag.registers.zaken.zaakdeel import READ, PartOfZaak


@resource(
    "zaakverzoeken",
    methods="LCRD",
    part_of="zaak",
    scopes={"read": READ, "create": "zaken.bijwerken", "destroy": "zaken.bijwerken"},
    channel="zaken",
    show_uuid=True,
    paged=False,
    etag=False,
    filters={"zaak": Same(field="zaak")},
)
class ZaakVerzoek(PartOfZaak):
    """Een verzoek dat bij een zaak hoort."""

    verzoek: Annotated[Url, Max(1000), FIXED, Find.EXACT, "Het verzoek."]
