"""ZaakBesluit: a besluit taken in a zaak. The besluit leads; this is its mirror (brc-006)."""

from typing import Annotated

from grondslag.kernel.declare import FIXED, HIDDEN, Max, Ref, To, resource
from grondslag.registers.zaken.zaakdeel import READ, PartOfZaak


@resource(
    "besluiten",
    methods="LCRD",
    part_of="zaak",
    under=True,
    scopes={"read": READ, "create": "zaken.bijwerken", "destroy": "zaken.bijwerken"},
    channel="zaken",
    show_uuid=True,
    paged=False,
    etag=False,
)
class ZaakBesluit(PartOfZaak):
    """Een besluit dat in een zaak is genomen."""

    zaak: Annotated[Ref, To("zaken.zaak"), HIDDEN, "De zaak waarin het besluit is genomen."]
    besluit: Annotated[Ref, To("besluiten.besluit"), Max(1000), FIXED, "Het besluit."]
