"""KlantContact: that someone was in touch about a zaak (the standard advises contactmomenten instead)."""

from datetime import datetime
from typing import Annotated

from grondslag.kernel.declare import Max, Same, resource
from grondslag.registers.zaken.zaakdeel import SCOPES, PartOfZaak


@resource(
    "klantcontacten",
    methods="LCR",
    part_of="zaak",
    scopes=SCOPES,
    channel="zaken",
    show_uuid=True,
    etag=False,
    filters={"zaak": Same(field="zaak")},
)
class KlantContact(PartOfZaak):
    """Een contact met een klant over een zaak."""

    identificatie: Annotated[str, Max(14), "De identificatie van het contact."] = ""
    datumtijd: Annotated[datetime, "Wanneer het contact was."]
    kanaal: Annotated[str, Max(20), "Hoe het contact verliep."] = ""
    onderwerp: Annotated[str, Max(200), "Waar het contact over ging."] = ""
    toelichting: Annotated[str, Max(1000), "Wat er verder over te zeggen is."] = ""
