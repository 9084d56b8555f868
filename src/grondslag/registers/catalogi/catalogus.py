"""Catalogus: the types that one organisation works with in one domain."""

from datetime import date
from typing import Annotated

import msgspec

from grondslag.kernel.declare import Find, Inverse, Max, Out, Record, Ref, resource
from grondslag.registers.catalogi import rights
from grondslag.vocabulary.velden import Email, Rsin


@resource(
    "catalogussen", methods="LCRHUP", root=True, scopes=rights.OF_CATALOGUSSEN, unique={"unique": ("domein", "rsin")}
)
class Catalogus(Record):
    """De verzameling typen waarmee een organisatie in een domein werkt."""

    domein: Annotated[str, Max(5), Find.EXACT | Find.IN, "Afkorting van het domein, uniek binnen de organisatie."]
    rsin: Annotated[Rsin, Find.EXACT | Find.IN, "RSIN van de organisatie die de catalogus beheert."]
    contactpersoon_beheer_naam: Annotated[str, Max(40), "Naam van wie de catalogus beheert."]
    contactpersoon_beheer_telefoonnummer: Annotated[str, Max(20), "Telefoonnummer van wie de catalogus beheert."] = ""
    contactpersoon_beheer_emailadres: Annotated[Email, "E-mailadres van wie de catalogus beheert."] = ""
    zaaktypen: Annotated[list[Ref], Inverse("catalogi.zaaktype", "catalogus"), "De zaaktypen van de catalogus."] = (
        msgspec.field(default_factory=list[Ref])
    )
    besluittypen: Annotated[
        list[Ref], Inverse("catalogi.besluittype", "catalogus"), "De besluittypen van de catalogus."
    ] = msgspec.field(default_factory=list[Ref])
    besluittype_omschrijving: Annotated[
        list[str], Out("besluittypen.omschrijving"), "De omschrijvingen van die besluittypen, elk een keer."
    ] = msgspec.field(default_factory=list[str])
    informatieobjecttypen: Annotated[
        list[Ref], Inverse("catalogi.informatieobjecttype", "catalogus"), "De informatieobjecttypen van de catalogus."
    ] = msgspec.field(default_factory=list[Ref])
    informatieobjecttype_omschrijving: Annotated[
        list[str], Out("informatieobjecttypen.omschrijving"), "De omschrijvingen daarvan, elk een keer."
    ] = msgspec.field(default_factory=list[str])
    naam: Annotated[str | None, Max(200), "De naam van de catalogus."] = None
    versie: Annotated[str | None, Max(20), "Het versienummer van de catalogus."] = None
    begindatum_versie: Annotated[date | None, "De dag waarop deze versie is ingegaan."] = None
