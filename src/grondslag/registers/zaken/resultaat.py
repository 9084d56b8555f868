"""Resultaat: what came out of a zaak. Needed before it can be closed."""

from typing import Annotated

from grondslag.kernel.declare import Find, Max, Ref, Same, To, resource
from grondslag.registers.zaken.zaakdeel import SCOPES, PartOfZaak


@resource(
    "resultaten",
    methods="LCRHUPD",
    part_of="zaak",
    scopes=SCOPES,
    channel="zaken",
    show_uuid=True,
    filters={"zaak": Same(field="zaak")},
    unique={"zaak-resultaat": ("zaak",)},
)
class Resultaat(PartOfZaak):
    """De uitkomst van een zaak."""

    resultaattype: Annotated[Ref, To("catalogi.resultaattype"), Max(1000), Find.EXACT, "De soort uitkomst."]
    toelichting: Annotated[str, Max(1000), "Wat er verder over de uitkomst te zeggen is."] = ""
