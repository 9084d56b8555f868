"""ZaakType: how one kind of zaak runs. The root of its parts, and a version in the history model."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from grondslag.kernel.declare import IN, OURS, Find, Group, Inverse, Max, Named, Out, Record, Ref, To, Url, resource
from grondslag.kernel.rules import act
from grondslag.registers.catalogi import rights, searching, versions
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
class ZaakType(Record):
    """Een soort zaak: wat ze behelst, hoe ze verloopt en hoe lang ze duurt."""

    identificatie: Annotated[str, Max(50), Find.EXACT, "Kenmerk dat alle versies van het zaaktype delen."]
    omschrijving: Annotated[str, Max(80), "Korte naam van het zaaktype."]
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
    broncatalogus: Annotated[BronCatalogus | None, "De catalogus waaruit het zaaktype komt."] = None
    bronzaaktype: Annotated[BronZaaktype | None, "Het zaaktype waaraan het is ontleend."] = None
    catalogus: Annotated[Ref, To("catalogi.catalogus"), Find.EXACT, "De catalogus waarin het zaaktype staat."]
    statustypen: Annotated[
        list[Ref], Inverse("catalogi.statustype", "zaaktype"), "De stappen die een zaak doorloopt."
    ] = msgspec.field(default_factory=list[Ref])
    resultaattypen: Annotated[
        list[Ref], Inverse("catalogi.resultaattype", "zaaktype"), "De uitkomsten die een zaak kan hebben."
    ] = msgspec.field(default_factory=list[Ref])
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
    begin_geldigheid: Annotated[date, "De eerste dag waarop deze versie geldt."]
    einde_geldigheid: Annotated[date | None, "De laatste dag waarop deze versie geldt."] = None
    begin_object: Annotated[
        date | None,
        IN,
        Out(sql=versions.begin_object("zaaktype", "identificatie")),
        "Begin van de eerste versie (vervalt).",
    ] = None
    einde_object: Annotated[
        date | None,
        IN,
        Out(sql=versions.einde_object("zaaktype", "identificatie")),
        "Einde van de laatste versie (vervalt).",
    ] = None
    versiedatum: Annotated[date, IN, Out("begin_geldigheid"), "Gelijk aan beginGeldigheid (vervalt)."] = date.min
    concept: Annotated[bool, OURS, "Of het zaaktype nog niet is gepubliceerd."] = True
