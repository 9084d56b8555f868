"""ZaakTypeInformatieObjectType: which kinds of document belong to a zaaktype, and which way they go."""

from typing import Annotated, Literal

from grondslag.kernel.declare import Find, Limit, Max, Named, Ref, To, resource
from grondslag.registers.catalogi import deel, rights, searching
from grondslag.registers.catalogi.deel import Deel


@resource(
    "zaaktype-informatieobjecttypen",
    methods="LCRHUPD",
    part_of="zaaktype",
    scopes=rights.OF_PARTS,
    filters=searching.OF_PARTS,
)
class ZaakTypeInformatieObjectType(Deel):
    """Een soort document die bij zaken van een zaaktype hoort."""

    catalogus: deel.Catalogus = ""
    informatieobjecttype: Annotated[
        Ref,
        To("catalogi.informatieobjecttype"),
        Named("omschrijving"),
        Max(100),
        Find.EXACT,
        "De soort document, bij omschrijving of URL.",
    ]
    volgnummer: Annotated[int, Limit(ge=1, le=999), "Uniek nummer binnen het zaaktype."]
    richting: Annotated[Literal["inkomend", "intern", "uitgaand"], Find.EXACT, "Welke kant het document op gaat."]
    statustype: Annotated[Ref | None, To("catalogi.statustype"), "De stap waarbij het document er moet zijn."] = None
