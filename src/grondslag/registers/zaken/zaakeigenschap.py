"""ZaakEigenschap: the value of a property that the zaaktype knows."""

from typing import Annotated

from grondslag.kernel.declare import FIXED, OURS, Max, Ref, To, resource
from grondslag.registers.zaken.zaakdeel import SCOPES, PartOfZaak


@resource(
    "zaakeigenschappen",
    methods="LCRHUPD",
    part_of="zaak",
    under=True,
    scopes=SCOPES,
    channel="zaken",
    show_uuid=True,
    paged=False,
)
class ZaakEigenschap(PartOfZaak):
    """Een gegeven van een zaak, met zijn waarde."""

    eigenschap: Annotated[Ref, To("catalogi.eigenschap"), Max(1000), FIXED, "De eigenschap uit het zaaktype."]
    naam: Annotated[str, OURS, "De naam van de eigenschap."] = ""
    waarde: Annotated[str, "De waarde van de eigenschap."]
