"""ZaakType: how one kind of zaak runs. The root of its parts, and a version in the history model."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

import msgspec

from grondslag.kernel.declare import IN, OURS, Find, Group, Inverse, Limit, Max, Named, Out, Ref, To, Url, resource
from grondslag.kernel.rules import (
    Change,
    Facts,
    Nothing,
    One,
    Overlap,
    Update,
    Violation,
    Where,
    act,
    derive,
    effect,
    rule,
)
from grondslag.registers.catalogi import rights, searching, versie
from grondslag.registers.catalogi.catalogus import Catalogus
from grondslag.registers.catalogi.versie import (
    BesluitTypeVersie,
    InformatieObjectTypeVersie,
    Versie,
    ZaakTypeVersie,
    may_correct,
    only_ends,
)
from grondslag.vocabulary.velden import Duur, Rsin
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding


class ReferentieProces(Group):
    """Het algemene proces waar het zaaktype een uitwerking van is."""

    naam: Annotated[str, Max(80), "De naam van het proces."]
    link: Annotated[Url, Max(200), "Waar het proces is beschreven."] = ""


class BronCatalogus(Group):
    """De catalogus waaruit het zaaktype is overgenomen."""

    url: Annotated[Url, Max(200), "De URL van die catalogus."]
    domein: Annotated[str, Max(5), "Het domein van die catalogus."]
    rsin: Annotated[Rsin, "Het RSIN van de organisatie daarachter."]


class BronZaaktype(Group):
    """Het zaaktype waaraan dit zaaktype is ontleend."""

    url: Annotated[Url, Max(200), "De URL van dat zaaktype."]
    identificatie: Annotated[str, Max(50), "De identificatie van dat zaaktype."]
    omschrijving: Annotated[str, Max(80), "De omschrijving van dat zaaktype."]


class ZaakTypenRelatie(Group):
    """Een ander zaaktype waarmee zaken te maken kunnen hebben."""

    zaaktype: Annotated[Ref, To("catalogi.zaaktype"), Named("identificatie"), "Het zaaktype, bij identificatie of URL."]
    zaaktype_identificatie: Annotated[str, Out("zaaktype.identificatie"), "De identificatie van dat zaaktype."] = ""
    aard_relatie: Annotated[Literal["vervolg", "bijdrage", "onderwerp"], "Wat de zaken met elkaar te maken hebben."]
    toelichting: Annotated[str, Max(255), "Toelichting op het verband."] = ""


@act("publish", scope=rights.WRITE)
@resource(
    "zaaktypen",
    methods="LCRHUPD",
    root=True,
    scopes=rights.OF_TYPES,
    channel="zaaktypen",
    kenmerken={"catalogus": "catalogus"},
    filters=searching.OF_TYPES,
    indexes=(("catalogus", "identificatie"),),
    also={"destroy": (200,)},
)
class ZaakType(Versie):
    """Een soort zaak: wat ze behelst, hoe ze verloopt en hoe lang ze duurt."""

    identificatie: Annotated[
        str, Max(50), Find.EXACT | Find.ICONTAINS, "Kenmerk dat alle versies van het zaaktype delen."
    ]
    omschrijving: Annotated[str, Max(80), Find.ICONTAINS, "Korte naam van het zaaktype."]
    omschrijving_generiek: Annotated[str, Max(80), "De algemeen gangbare naam."] = ""
    vertrouwelijkheidaanduiding: Annotated[
        Vertrouwelijkheidaanduiding, "Hoe vertrouwelijk zaken van dit type zijn, als niets anders is gezegd."
    ]
    doel: Annotated[str, "Wat met zulke zaken wordt bereikt."]
    aanleiding: Annotated[str, "Waardoor zo'n zaak begint."]
    toelichting: Annotated[str, "Toelichting op het zaaktype."] = ""
    indicatie_intern_of_extern: Annotated[Literal["intern", "extern"], "Of de aanleiding binnen of buiten ligt."]
    handeling_initiator: Annotated[str, Max(20), "Wat de initiator doet, als werkwoord."]
    onderwerp: Annotated[str, Max(80), "Waar zulke zaken over gaan."]
    handeling_behandelaar: Annotated[str, Max(20), "Wat de behandelaar doet, als werkwoord."]
    doorlooptijd: Annotated[Duur, "Hoe lang een zaak volgens de wet of regel mag duren."]
    servicenorm: Annotated[Duur | None, "Hoe lang ze gewoonlijk duurt, als belofte."] = None
    opschorting_en_aanhouding_mogelijk: Annotated[bool, "Of de behandeling stil mag staan."]
    verlenging_mogelijk: Annotated[bool, "Of de doorlooptijd langer mag worden."]
    verlengingstermijn: Annotated[Duur | None, "Met hoeveel ze dan langer wordt."] = None
    trefwoorden: Annotated[list[Annotated[str, Max(30)]], Find.HAS, "Woorden waarmee het zaaktype te vinden is."] = (
        msgspec.field(default_factory=list[str])
    )
    publicatie_indicatie: Annotated[bool, "Of het begin van een zaak bekend wordt gemaakt."]
    publicatietekst: Annotated[str, "De tekst waarmee dat gebeurt."] = ""
    verantwoordingsrelatie: Annotated[
        list[Annotated[str, Max(40)]], "Waarover met zulke zaken verantwoording wordt afgelegd."
    ] = msgspec.field(default_factory=list[str])
    producten_of_diensten: Annotated[list[Annotated[Url, Max(1000)]], "De producten of diensten die eruit volgen."]
    selectielijst_procestype: Annotated[
        Ref, To("selectielijst.procestype"), Max(200), "Het procestype van de selectielijst."
    ] = ""
    referentieproces: Annotated[ReferentieProces, "Het algemene proces waar het zaaktype onder valt."]
    verantwoordelijke: Annotated[str, Max(50), "Wie er voor het zaaktype verantwoordelijk is."]
    zaakobjecttypen: Annotated[
        list[Ref], Inverse("catalogi.zaakobjecttype", "zaaktype"), "De soorten object waar zaken over gaan."
    ] = msgspec.field(default_factory=list[Ref])
    broncatalogus: Annotated[BronCatalogus | None, Limit(blank=True), "De catalogus waaruit het zaaktype komt."] = None
    bronzaaktype: Annotated[BronZaaktype | None, Limit(blank=True), "Het zaaktype waaraan het is ontleend."] = None
    statustypen: Annotated[
        list[Ref], Inverse("catalogi.statustype", "zaaktype"), "De stappen die een zaak doorloopt."
    ] = msgspec.field(default_factory=list[Ref])
    resultaattypen: Annotated[
        list[Ref], Inverse("catalogi.resultaattype", "zaaktype"), "De uitkomsten die een zaak kan hebben."
    ] = msgspec.field(default_factory=list[Ref])
    resultaattype_omschrijving: Annotated[
        list[str], Out("resultaattypen.omschrijving"), "De omschrijvingen van die uitkomsten."
    ] = msgspec.field(default_factory=list[str])
    eigenschappen: Annotated[
        list[Ref], Inverse("catalogi.eigenschap", "zaaktype"), "De gegevens die een zaak verder kan hebben."
    ] = msgspec.field(default_factory=list[Ref])
    informatieobjecttypen: Annotated[
        list[Ref],
        To("catalogi.informatieobjecttype"),
        Named("omschrijving"),
        OURS,
        "De soorten document die bij een zaak horen.",
    ] = msgspec.field(default_factory=list[Ref])
    informatieobjecttype_omschrijving: Annotated[
        list[str], Out("informatieobjecttypen.omschrijving"), "De omschrijvingen van die soorten document."
    ] = msgspec.field(default_factory=list[str])
    roltypen: Annotated[
        list[Ref], Inverse("catalogi.roltype", "zaaktype"), "De rollen die iemand bij een zaak kan hebben."
    ] = msgspec.field(default_factory=list[Ref])
    besluittypen: Annotated[
        list[Ref],
        To("catalogi.besluittype"),
        Named("omschrijving"),
        "De soorten besluit die in een zaak vallen, bij omschrijving of URL.",
    ]
    besluittype_omschrijving: Annotated[
        list[str], Out("besluittypen.omschrijving"), "De omschrijvingen van die soorten besluit."
    ] = msgspec.field(default_factory=list[str])
    deelzaaktypen: Annotated[
        list[Ref],
        To("catalogi.zaaktype"),
        Named("identificatie"),
        "De zaaktypen van mogelijke deelzaken, bij identificatie of URL.",
    ] = msgspec.field(default_factory=list[Ref])
    deelzaaktype_identificaties: Annotated[
        list[str], Out("deelzaaktypen.identificatie"), "De identificaties van die zaaktypen."
    ] = msgspec.field(default_factory=list[str])
    gerelateerde_zaaktypen: Annotated[list[ZaakTypenRelatie], "Andere zaaktypen die ermee te maken hebben."]
    begin_object: Annotated[
        date | None,
        IN,
        Out(sql=versie.begin_object("zaaktype", "identificatie")),
        "Begin van de eerste versie (vervalt).",
    ] = None
    einde_object: Annotated[
        date | None,
        IN,
        Out(sql=versie.einde_object("zaaktype", "identificatie")),
        "Einde van de laatste versie (vervalt).",
    ] = None
    versiedatum: Annotated[date, "De dag waarop deze versie is gemaakt (vervalt)."] = date.min


@derive("historiemodel", "versiedatum")
def a_version_is_made_when_it_begins(change: Change[ZaakType], facts: Nothing) -> dict[str, date]:
    """Without a versiedatum of its own, a version is of the day on which it begins."""
    given = change.record.versiedatum
    return {"versiedatum": change.record.begin_geldigheid if given == date.min else given}


@rule("verlenging", "verlengingstermijn")
def only_what_can_be_extended_has_a_term(change: Change[ZaakType], facts: Nothing) -> Iterator[Violation]:
    """With how much the doorlooptijd is extended is said only where that is possible."""
    wrong = bool(change.record.verlengingstermijn) and not change.record.verlenging_mogelijk
    if wrong and change.changes("verlenging_mogelijk", "verlengingstermijn"):
        yield Violation("must-be-empty", "Dit blijft leeg als verlenging niet mogelijk is.", "verlengingstermijn")


class Relaties(Facts):
    """The versions behind the names that the zaaktype will have."""

    besluittypen_bij_naam: Annotated[list[BesluitTypeVersie], Where("omschrijving", "besluittypen")]
    deelzaaktypen_bij_naam: Annotated[list[ZaakTypeVersie], Where("identificatie", "deelzaaktypen")]
    gerelateerd_bij_naam: Annotated[list[ZaakTypeVersie], Where("identificatie", "gerelateerde_zaaktypen.zaaktype")]


@rule("historiemodel", "zaaktype-relaties")
def relations_stay_in_the_catalogus(change: Change[ZaakType], facts: Relaties) -> Iterator[Violation]:
    """A zaaktype names types of its own catalogus."""
    own = change.record.catalogus
    yield from versie.elsewhere(change, "besluittypen", facts.besluittypen_bij_naam, own)
    yield from versie.elsewhere(change, "deelzaaktypen", facts.deelzaaktypen_bij_naam, own)
    yield from versie.elsewhere(change, "gerelateerde_zaaktypen", facts.gerelateerd_bij_naam, own)


class Vooraf(Facts):
    """The versions behind the names that the zaaktype had."""

    besluittypen_vooraf: Annotated[list[BesluitTypeVersie], Where("omschrijving", "before.besluittypen")]
    informatieobjecttypen_vooraf: Annotated[
        list[InformatieObjectTypeVersie], Where("omschrijving", "before.informatieobjecttypen")
    ]


@rule("ztc-010", "zaaktype-relatie", on=("update", "partial_update", "destroy"))
def published_types_hold_a_zaaktype(change: Change[ZaakType], facts: Vooraf) -> Iterator[Violation]:
    """A zaaktype that names a published besluittype changes only by a correction, but for its last day.

    A published informatieobjecttype keeps it from being removed.
    """
    before = change.before
    if before is None or not before.concept or may_correct(change) or only_ends(change):
        return
    holding = versie.published(facts.besluittypen_vooraf, before.catalogus)
    if change.action == "destroy":
        holding |= versie.published(facts.informatieobjecttypen_vooraf, before.catalogus)
    if holding:
        yield Violation("non-concept-relation", "Het zaaktype hoort bij gepubliceerde typen.")


class BijPublicatie(Facts):
    """The versions behind the names that the zaaktype is published with."""

    besluittypen_bij_naam: Annotated[list[BesluitTypeVersie], Where("omschrijving", "besluittypen")]
    informatieobjecttypen_bij_naam: Annotated[
        list[InformatieObjectTypeVersie], Where("omschrijving", "informatieobjecttypen")
    ]


@rule("ztc-012", "publish", on=("publish",))
def a_zaaktype_is_published_after_its_types(change: Change[ZaakType], facts: BijPublicatie) -> Iterator[Violation]:
    """A zaaktype is published only when all besluittypen and informatieobjecttypen that it names are."""
    record = change.record
    for wire, named, found in (
        ("besluittypen", record.besluittypen, facts.besluittypen_bij_naam),
        ("informatieobjecttypen", record.informatieobjecttypen, facts.informatieobjecttypen_bij_naam),
    ):
        missing = sorted(set(named) - versie.published(found, record.catalogus))
        if missing:
            yield Violation("concept-relation", f"Publiceer eerst: {', '.join(missing)}.", wire)


class AndereVersies(Facts):
    """The other versions of the zaaktype, and the catalogus that orders their publication."""

    versies: Annotated[list[ZaakTypeVersie], Overlap(("catalogus", "identificatie"))]
    hele_catalogus: Annotated[Catalogus | None, One("catalogus")]


def _is_public(change: Change[ZaakType]) -> bool:
    return change.action == "publish" or not change.record.concept


@rule("ztc-016", "overlap", on=("update", "partial_update", "publish"))
def published_versions_follow_each_other(change: Change[ZaakType], facts: AndereVersies) -> Iterator[Violation]:
    """On no day two published versions of a zaaktype hold: first and last day both count."""
    record = change.record
    if not _is_public(change):
        return
    last = record.einde_geldigheid or date.max
    for other in facts.versies:
        if (
            other.concept
            or other.begin_geldigheid > last
            or record.begin_geldigheid > (other.einde_geldigheid or date.max)
        ):
            continue
        name = "eindeGeldigheid" if only_ends(change) else "beginGeldigheid"
        yield Violation("overlap", "Er geldt in deze periode al een gepubliceerde versie van dit zaaktype.", name)
        return


@effect("ztc-016", "na-elkaar", on=("update", "partial_update", "publish"))
def publications_take_turns(change: Change[ZaakType], facts: AndereVersies) -> Iterator[Update]:
    """Each moves the `rev` of the catalogus, so no two versions come out unseen by each other."""
    if _is_public(change) and facts.hele_catalogus is not None:
        yield Update(facts.hele_catalogus, {})
