"""ZaakInformatieObject: a document that belongs to a zaak. This side leads; the mirror stands in Documenten (zrc-005)."""

from datetime import datetime
from typing import Annotated, Literal

from grondslag.kernel.declare import FIXED, OURS, Find, Max, Ref, Same, To, resource
from grondslag.registers.zaken.zaakdeel import BEFORE_ALL, CHANGE, READ, PartOfZaak

AardRelatieWeergave = Literal[
    "Hoort bij, omgekeerd: kent",
    "Legt vast, omgekeerd: kan vastgelegd zijn als",
]


@resource(
    "zaakinformatieobjecten",
    methods="LCRHUPD",
    part_of="zaak",
    scopes={
        "read": READ,
        "create": ("zaken.aanmaken", *CHANGE),
        "update": CHANGE,
        "destroy": (*CHANGE, "zaken.verwijderen"),
    },
    channel="zaken",
    show_uuid=True,
    paged=False,
    filters={"zaak": Same(field="zaak")},
    unique={"zaak-informatieobject": ("zaak", "informatieobject")},
)
class ZaakInformatieObject(PartOfZaak):
    """Een document dat bij een zaak hoort."""

    informatieobject: Annotated[
        Ref, To("documenten.enkelvoudiginformatieobject"), Max(1000), FIXED, Find.EXACT, "Het document."
    ]
    aard_relatie_weergave: Annotated[AardRelatieWeergave, OURS, "Wat de zaak met het document te maken heeft."] = (
        "Hoort bij, omgekeerd: kent"
    )
    titel: Annotated[str, Max(200), "Hoe het document in deze zaak heet."] = ""
    beschrijving: Annotated[str, "Waarom het document bij de zaak hoort."] = ""
    registratiedatum: Annotated[datetime, OURS, "Wanneer het document bij de zaak is gevoegd."] = BEFORE_ALL
    vernietigingsdatum: Annotated[datetime | None, "Wanneer het document uit de zaak moet verdwijnen."] = None
    status: Annotated[Ref | None, To("zaken.status"), Max(1000), "De status waar het document bij hoort."] = None
