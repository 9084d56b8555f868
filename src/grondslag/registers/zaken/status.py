"""Status: where a zaak stands."""

from datetime import datetime
from typing import Annotated

import msgspec

from grondslag.kernel.declare import FIXED, Find, Inverse, Max, Out, Ref, Same, To, resource
from grondslag.registers.zaken.zaakdeel import READ, PartOfZaak

IS_LAST = "(select z.status = t.id from zaken.zaak z where z.id = t.zaak)"


@resource(
    "statussen",
    methods="LCRH",
    part_of="zaak",
    scopes={"read": READ, "create": ("zaken.aanmaken", "zaken.statussen.toevoegen", "zaken.heropenen")},
    channel="zaken",
    show_uuid=True,
    order="-datum_status_gezet",
    filters={
        "zaak": Same(field="zaak"),
        "indicatieLaatstGezetteStatus": Same(field="indicatie_laatst_gezette_status"),
    },
)
class Status(PartOfZaak):
    """De stand van een zaak op een moment."""

    statustype: Annotated[Ref, To("catalogi.statustype"), Max(1000), FIXED, Find.EXACT, "De soort status."]
    datum_status_gezet: Annotated[datetime, "Vanaf wanneer de zaak deze status heeft."]
    statustoelichting: Annotated[str, Max(1000), "Wat er voor de initiator over te zeggen is."] = ""
    indicatie_laatst_gezette_status: Annotated[bool, Out(sql=IS_LAST), "Of dit de huidige status van de zaak is."] = (
        True
    )
    gezetdoor: Annotated[Ref, To("zaken.rol"), Max(200), "De rol van wie de status zette."] = ""
    zaakinformatieobjecten: Annotated[
        list[Ref], Inverse("zaken.zaakinformatieobject", "status"), Max(1000), "De documenten bij deze status."
    ] = msgspec.field(default_factory=list[Ref])
