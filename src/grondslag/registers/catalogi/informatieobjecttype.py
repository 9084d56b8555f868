"""InformatieObjectType: a kind of document, and how confidential it is by itself."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec

from grondslag.kernel.declare import IN, OURS, Find, Group, Inverse, Max, Out, Record, Ref, To, resource
from grondslag.kernel.rules import Change, Nothing, Update, act, effect
from grondslag.registers.catalogi import rights, searching, versions
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding


class OmschrijvingGeneriek(Group):
    """De algemeen gangbare omschrijving waar het type onder valt."""

    informatieobjecttype_omschrijving_generiek: Annotated[str, Max(80), "De algemene omschrijving."]
    definitie_informatieobjecttype_omschrijving_generiek: Annotated[str, Max(255), "Wat daaronder valt."]
    herkomst_informatieobjecttype_omschrijving_generiek: Annotated[str, Max(12), "Waar de omschrijving vandaan komt."]
    hierarchie_informatieobjecttype_omschrijving_generiek: Annotated[str, Max(80), "Plaats in de rangorde."]
    opmerking_informatieobjecttype_omschrijving_generiek: Annotated[str | None, Max(255), "Toelichting."] = None


@act("publish", scope=rights.WRITE)
@resource(
    "informatieobjecttypen",
    methods="LCRHUPD",
    root=True,
    scopes=rights.OF_TYPES,
    channel="informatieobjecttypen",
    kenmerken={"catalogus": "catalogus"},
    filters=searching.OF_TYPES,
    indexes=(("catalogus", "omschrijving"),),
    also={"create": (200,), "destroy": (200,)},
)
class InformatieObjectType(Record):
    """Een soort document die in de catalogus is beschreven."""

    catalogus: Annotated[Ref, To("catalogi.catalogus"), Find.EXACT, "De catalogus waarin het type staat."]
    omschrijving: Annotated[str, Max(80), Find.EXACT, "Naam van de soort document."]
    vertrouwelijkheidaanduiding: Annotated[
        Vertrouwelijkheidaanduiding, "Hoe vertrouwelijk documenten van dit type zijn, als niets anders is gezegd."
    ]
    begin_geldigheid: Annotated[date, "De eerste dag waarop deze versie geldt."]
    einde_geldigheid: Annotated[date | None, "De laatste dag waarop deze versie geldt."] = None
    begin_object: Annotated[
        date | None,
        IN,
        Out(sql=versions.begin_object("informatieobjecttype", "omschrijving")),
        "Begin van de eerste versie (vervalt).",
    ] = None
    einde_object: Annotated[
        date | None,
        IN,
        Out(sql=versions.einde_object("informatieobjecttype", "omschrijving")),
        "Einde van de laatste versie (vervalt).",
    ] = None
    concept: Annotated[bool, OURS, "Of het type nog niet is gepubliceerd."] = True
    zaaktypen: Annotated[
        list[Ref], Inverse("catalogi.zaaktype", "informatieobjecttypen"), "De zaaktypen waarin dit type voorkomt."
    ] = msgspec.field(default_factory=list[Ref])
    zaaktype_identificaties: Annotated[
        list[str], IN, Out("zaaktypen.identificatie"), "De identificaties van die zaaktypen."
    ] = msgspec.field(default_factory=list[str])
    besluittypen: Annotated[
        list[Ref], Inverse("catalogi.besluittype", "informatieobjecttypen"), "De besluittypen waarin dit type voorkomt."
    ] = msgspec.field(default_factory=list[Ref])
    besluittype_omschrijving: Annotated[
        list[str], Out("besluittypen.omschrijving"), "De omschrijvingen van die besluittypen."
    ] = msgspec.field(default_factory=list[str])
    informatieobjectcategorie: Annotated[str, Max(80), "De categorie waar het type bij hoort."]
    trefwoord: Annotated[list[Annotated[str, Max(30)]], "Woorden waarmee het type te vinden is."] = msgspec.field(
        default_factory=list[str]
    )
    omschrijving_generiek: Annotated[OmschrijvingGeneriek | None, "De algemene omschrijving van het type."] = None


@effect("ztc-009", "publish-informatieobjecttype", on=("publish",))
def publishing_ends_the_concept(change: Change[InformatieObjectType], facts: Nothing) -> Iterator[Update]:
    """Publishing makes a concept definitive; to do it again changes nothing."""
    if change.record.concept:
        yield Update(change.record, {"concept": False})
