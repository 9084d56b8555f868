"""BesluitType: a kind of decision, and the documents that may carry it."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec

from grondslag.kernel.declare import IN, Find, Inverse, Max, Named, Out, Ref, Through, To, resource
from grondslag.kernel.rules import Change, Facts, Violation, Where, act, rule
from grondslag.registers.catalogi import rights, searching, versie
from grondslag.registers.catalogi.versie import InformatieObjectTypeVersie, Versie, may_correct, only_ends
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
class BesluitType(Versie):
    """Een soort besluit die in de catalogus is beschreven."""

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
    begin_object: Annotated[
        date | None,
        IN,
        Out(sql=versie.begin_object("besluittype", "omschrijving")),
        "Begin van de eerste versie (vervalt).",
    ] = None
    einde_object: Annotated[
        date | None,
        IN,
        Out(sql=versie.einde_object("besluittype", "omschrijving")),
        "Einde van de laatste versie (vervalt).",
    ] = None
    resultaattypen: Annotated[
        list[Ref], Inverse("catalogi.resultaattype", "besluittypen"), "De resultaattypen die er een besluit van vragen."
    ] = msgspec.field(default_factory=list[Ref])
    resultaattypen_omschrijving: Annotated[
        list[str], Out("resultaattypen.omschrijving"), "De omschrijvingen van die resultaattypen."
    ] = msgspec.field(default_factory=list[str])
    vastgelegd_in: Annotated[
        list[str], Out("informatieobjecttypen.omschrijving"), "De soorten document waarin het besluit komt te staan."
    ] = msgspec.field(default_factory=list[str])


class Relaties(Facts):
    """The versions behind the names that the besluittype will have."""

    informatieobjecttypen_bij_naam: Annotated[
        list[InformatieObjectTypeVersie], Where("omschrijving", "informatieobjecttypen")
    ]


@rule("historiemodel", "besluittype-relaties")
def relations_stay_in_the_catalogus(change: Change[BesluitType], facts: Relaties) -> Iterator[Violation]:
    """A besluittype names kinds of document of its own catalogus."""
    found = facts.informatieobjecttypen_bij_naam
    yield from versie.elsewhere(change, "informatieobjecttypen", found, change.record.catalogus)


class Vooraf(Facts):
    """The versions behind the names that the besluittype had."""

    informatieobjecttypen_vooraf: Annotated[
        list[InformatieObjectTypeVersie], Where("omschrijving", "before.informatieobjecttypen")
    ]


@rule("ztc-010", "besluittype-relatie", on=("update", "partial_update", "destroy"))
def published_documents_hold_a_besluittype(change: Change[BesluitType], facts: Vooraf) -> Iterator[Violation]:
    """A besluittype that names a published informatieobjecttype changes only by a correction, but for its last day."""
    before = change.before
    if before is None or not before.concept or may_correct(change) or only_ends(change):
        return
    if versie.published(facts.informatieobjecttypen_vooraf, before.catalogus):
        reason = "Het besluittype hoort bij een gepubliceerd informatieobjecttype."
        yield Violation("non-concept-relation", reason)
