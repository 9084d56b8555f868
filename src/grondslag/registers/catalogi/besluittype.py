"""BesluitType: a kind of decision, and the documents that may carry it."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec

from grondslag.kernel.declare import IN, OURS, Find, Inverse, Max, Named, Out, Record, Ref, Through, To, resource
from grondslag.kernel.rules import Change, Nothing, Update, act, effect
from grondslag.registers.catalogi import rights, searching, versions
from grondslag.vocabulary.velden import Duur


@act("publish", scope=rights.WRITE)
@resource(
    "besluittypen",
    methods="LCRHUPD",
    root=True,
    scopes=rights.OF_TYPES,
    channel="besluittypen",
    kenmerken={"catalogus": "catalogus"},
    filters={
        **searching.OF_TYPES,
        "zaaktypen": Through(target="catalogi.zaaktype", back="besluittypen", field="identificatie"),
    },
    indexes=(("catalogus", "omschrijving"),),
    also={"destroy": (200,)},
)
class BesluitType(Record):
    """Een soort besluit die in de catalogus is beschreven."""

    catalogus: Annotated[Ref, To("catalogi.catalogus"), Find.EXACT, "De catalogus waarin het type staat."]
    zaaktypen: Annotated[
        list[Ref],
        Inverse("catalogi.zaaktype", "besluittypen"),
        "De zaaktypen waarin zulke besluiten worden genomen.",
    ] = msgspec.field(default_factory=list[Ref])
    zaaktype_identificaties: Annotated[
        list[str], Out("zaaktypen.identificatie"), "De identificaties van die zaaktypen."
    ] = msgspec.field(default_factory=list[str])
    omschrijving: Annotated[str, Max(80), Find.EXACT, "Naam van de soort besluit."] = ""
    omschrijving_generiek: Annotated[str, Max(80), "De algemeen gangbare naam."] = ""
    besluitcategorie: Annotated[str, Max(40), "De categorie waar zulke besluiten bij horen."] = ""
    reactietermijn: Annotated[Duur | None, "Hoe lang bezwaar of verweer mogelijk is."] = None
    publicatie_indicatie: Annotated[bool, "Of zulke besluiten bekend worden gemaakt."]
    publicatietekst: Annotated[str, "De tekst waarmee dat gebeurt."] = ""
    publicatietermijn: Annotated[Duur | None, "Hoe lang ze ter inzage liggen."] = None
    toelichting: Annotated[str, "Toelichting op de soort besluit."] = ""
    informatieobjecttypen: Annotated[
        list[Ref],
        To("catalogi.informatieobjecttype"),
        Named("omschrijving"),
        Find.HAS,
        "De soorten document waarin zulke besluiten worden vastgelegd, bij omschrijving of URL.",
    ]
    informatieobjecttype_omschrijvingen: Annotated[
        list[str], Out("informatieobjecttypen.omschrijving"), "De omschrijvingen van die soorten document."
    ] = msgspec.field(default_factory=list[str])
    informatieobjecttype_omschrijving: Annotated[
        list[str], Out("informatieobjecttypen.omschrijving"), "Hetzelfde onder een oude naam (vervalt)."
    ] = msgspec.field(default_factory=list[str])
    begin_geldigheid: Annotated[date, "De eerste dag waarop deze versie geldt."]
    einde_geldigheid: Annotated[date | None, "De laatste dag waarop deze versie geldt."] = None
    begin_object: Annotated[
        date | None,
        IN,
        Out(sql=versions.begin_object("besluittype", "omschrijving")),
        "Begin van de eerste versie (vervalt).",
    ] = None
    einde_object: Annotated[
        date | None,
        IN,
        Out(sql=versions.einde_object("besluittype", "omschrijving")),
        "Einde van de laatste versie (vervalt).",
    ] = None
    concept: Annotated[bool, OURS, "Of het type nog niet is gepubliceerd."] = True
    resultaattypen: Annotated[
        list[Ref], Inverse("catalogi.resultaattype", "besluittypen"), "De resultaattypen die er een besluit van vragen."
    ] = msgspec.field(default_factory=list[Ref])
    resultaattypen_omschrijving: Annotated[
        list[str], Out("resultaattypen.omschrijving"), "De omschrijvingen van die resultaattypen."
    ] = msgspec.field(default_factory=list[str])
    vastgelegd_in: Annotated[
        list[str], Out("informatieobjecttypen.omschrijving"), "De soorten document waarin het besluit komt te staan."
    ] = msgspec.field(default_factory=list[str])


@effect("ztc-009", "publish-besluittype", on=("publish",))
def publishing_ends_the_concept(change: Change[BesluitType], facts: Nothing) -> Iterator[Update]:
    """Publishing makes a concept definitive; to do it again changes nothing."""
    if change.record.concept:
        yield Update(change.record, {"concept": False})
