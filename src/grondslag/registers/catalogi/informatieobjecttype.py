"""InformatieObjectType: a kind of document, and how confidential it is by itself."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec

from grondslag.kernel.declare import IN, Find, Group, Inverse, Limit, Max, Out, Ref, Through, resource
from grondslag.kernel.rules import Change, Facts, Violation, Where, act, rule
from grondslag.registers.catalogi import rights, searching, versie
from grondslag.registers.catalogi.versie import (
    BesluitTypeVersie,
    InformatieObjectTypeVersie,
    Versie,
    may_correct,
    only_ends,
)
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
    filters=searching.OF_TYPES
    | {
        "zaaktype": Through(
            target="catalogi.zaaktype", back="informatieobjecttypen", field="identificatie", format="uri"
        )
    },
    extra=("zaaktype", "omschrijving__icontains"),
    indexes=(("catalogus", "omschrijving"),),
    also={"create": (200,), "destroy": (200,)},
)
class InformatieObjectType(Versie):
    """Een soort document die in de catalogus is beschreven."""

    omschrijving: Annotated[str, Max(80), Find.EXACT, Find.ICONTAINS, "Naam van de soort document."]
    vertrouwelijkheidaanduiding: Annotated[
        Vertrouwelijkheidaanduiding, "Hoe vertrouwelijk documenten van dit type zijn, als niets anders is gezegd."
    ]
    begin_object: Annotated[
        date | None,
        IN,
        Out(sql=versie.begin_object("informatieobjecttype", "omschrijving")),
        "Begin van de eerste versie (vervalt).",
    ] = None
    einde_object: Annotated[
        date | None,
        IN,
        Out(sql=versie.einde_object("informatieobjecttype", "omschrijving")),
        "Einde van de laatste versie (vervalt).",
    ] = None
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
    omschrijving_generiek: Annotated[
        OmschrijvingGeneriek | None, Limit(blank=True), "De algemene omschrijving van het type."
    ] = None


class Vooraf(Facts):
    """The versions by its name, and the besluittypen that name it."""

    versies_vooraf: Annotated[list[InformatieObjectTypeVersie], Where("omschrijving", "before.omschrijving")]
    besluittypen_vooraf: Annotated[list[BesluitTypeVersie], Where("informatieobjecttypen", "before.omschrijving")]


@rule("ztc-010", "informatieobjecttype-relatie", on=("update", "partial_update", "destroy"))
def a_published_besluittype_holds_its_documents(
    change: Change[InformatieObjectType], facts: Vooraf
) -> Iterator[Violation]:
    """A concept that a published besluittype leans on changes only by a correction, but for its last day.

    With a published version by the same name, the besluittype leans on that one.
    """
    before = change.before
    if before is None or not before.concept or may_correct(change) or only_ends(change):
        return
    if versie.published(facts.versies_vooraf, before.catalogus):
        return
    if versie.published(facts.besluittypen_vooraf, before.catalogus):
        yield Violation("non-concept-relation", "Het informatieobjecttype hoort bij een gepubliceerd besluittype.")
