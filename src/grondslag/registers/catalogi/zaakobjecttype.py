"""ZaakObjectType: the kind of object that zaken of a zaaktype are about."""

from datetime import date
from typing import Annotated

import msgspec

from grondslag.kernel.declare import IN, Choice, Find, Max, Out, Ref, Same, To, Url, resource
from grondslag.registers.catalogi import deel, rights, searching
from grondslag.registers.catalogi.deel import GeslotenDeel


@resource(
    "zaakobjecttypen",
    methods="LCRHUPD",
    part_of="zaaktype",
    scopes=rights.OF_PARTS,
    filters={
        "status": Choice(field="zaaktype.concept", words=searching.CONCEPT, default="alles"),
        "catalogus": Same(field="zaaktype.catalogus"),
        "datumBeginGeldigheid": Same(field="zaaktype.begin_geldigheid"),
        "datumEindeGeldigheid": Same(field="zaaktype.einde_geldigheid"),
        "datumGeldigheid": searching.ZAAKTYPE_IN_FORCE,
        "zaaktypeIdentificatie": searching.ZAAKTYPE_IDENTIFICATIE,
    },
)
class ZaakObjectType(GeslotenDeel):
    """Een soort object waar zaken van een zaaktype over gaan."""

    ander_objecttype: Annotated[bool, Find.EXACT, "Of het objecttype buiten RSGB en RGBZ valt."]
    begin_geldigheid: Annotated[
        date, IN, Out("zaaktype.begin_geldigheid"), "De eerste dag van deze versie, volgt uit het zaaktype (vervalt)."
    ] = date.min
    einde_geldigheid: deel.EindeGeldigheid = None
    begin_object: deel.BeginObject = None
    einde_object: deel.EindeObject = None
    objecttype: Annotated[Url, Max(200), Find.EXACT, "Waar het objecttype is beschreven."]
    relatie_omschrijving: Annotated[str, Max(80), Find.EXACT, "Wat het object met de zaak te maken heeft."]
    resultaattypen: Annotated[
        list[Ref], To("catalogi.resultaattype"), Out("zaaktype.resultaattypen"), "De resultaattypen van het zaaktype."
    ] = msgspec.field(default_factory=list[Ref])
    resultaattype_omschrijving: Annotated[
        list[str], Out("zaaktype.resultaattypen.omschrijving"), "De omschrijvingen daarvan."
    ] = msgspec.field(default_factory=list[str])
    statustypen: Annotated[
        list[Ref], To("catalogi.statustype"), Out("zaaktype.statustypen"), "De statustypen van het zaaktype."
    ] = msgspec.field(default_factory=list[Ref])
    catalogus: deel.GegevenCatalogus = ""
