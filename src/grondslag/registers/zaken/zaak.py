"""Zaak: the root of everything that belongs to it. Its rules stand by subject in the rooms `zaak_…` beside this one."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

from grondslag.kernel.declare import (
    EXTRA,
    FIXED,
    HIDDEN,
    OURS,
    AtMost,
    Find,
    Group,
    Inverse,
    Limit,
    Max,
    Numbers,
    Out,
    Record,
    Ref,
    Subject,
    Through,
    To,
    Url,
    Within,
    resource,
)
from grondslag.kernel.rules import act
from grondslag.registers.zaken.betrokkenen import BETROKKENE_TYPES, OMSCHRIJVINGEN_GENERIEK, identified
from grondslag.vocabulary.velden import Duur, Geometrie, Rsin
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding

Archiefnominatie = Literal["", "blijvend_bewaren", "vernietigen"]
Archiefstatus = Literal["nog_te_archiveren", "gearchiveerd", "gearchiveerd_procestermijn_onbekend", "overgedragen"]
BETALINGSINDICATIES = {
    "": "",
    "nvt": "Er is geen sprake van te betalen, met de zaak gemoeide, kosten.",
    "nog_niet": "De met de zaak gemoeide kosten zijn (nog) niet betaald.",
    "gedeeltelijk": "De met de zaak gemoeide kosten zijn gedeeltelijk betaald.",
    "geheel": "De met de zaak gemoeide kosten zijn geheel betaald.",
    "gefactureerd": "Voor de kosten is opdracht gegeven tot een factuur.",
    "gecrediteerd": "Voor de kosten is opdracht gegeven tot een creditnota.",
    "betaald": "De kosten zijn betaald.",
}


class Verlenging(Group):
    """Dat de behandeling langer mag duren."""

    reden: Annotated[str, Max(200), "Waarom de behandeling langer duurt."]
    duur: Annotated[Duur, "Hoeveel langer."]


class Opschorting(Group):
    """Dat de behandeling stilstaat."""

    indicatie: Annotated[bool, "Of de behandeling nu stilstaat."]
    reden: Annotated[str, Limit(max_length=200, blank=True), "Waarom de behandeling stilstaat of verder gaat."]
    eerdere_opschorting: Annotated[bool, OURS, EXTRA, "Of de behandeling ooit heeft stilgestaan."] = False


class RelevanteZaak(Group):
    """Een andere zaak die van belang is."""

    url: Annotated[Ref, To("zaken.zaak"), Max(1000), "De andere zaak."]
    aard_relatie: Annotated[
        Literal["vervolg", "onderwerp", "bijdrage", "overig"], "Wat de zaken met elkaar te maken hebben."
    ]
    overige_relatie: Annotated[str, Max(100), EXTRA, "Wat dat is, als het iets anders is."] = ""
    toelichting: Annotated[str, Max(255), EXTRA, "Toelichting op het verband."] = ""


class ZaakKenmerk(Group):
    """Hoe de zaak elders heet."""

    kenmerk: Annotated[str, Max(40), "De aanduiding van de zaak elders."]
    bron: Annotated[str, Max(40), "Het systeem dat of de organisatie die haar zo aanduidt."]


class Processobject(Group):
    """Het object waarvan afhangt wanneer de bewaartermijn begint."""

    datumkenmerk: Annotated[str, Max(250), "De datum van het object die telt."]
    identificatie: Annotated[str, Max(250), "Welk object het is."]
    objecttype: Annotated[str, Max(250), "Wat voor object het is."]
    registratie: Annotated[str, Max(250), "Waar het object is vastgelegd."]


class ReserveZaakIdentificatieRequest(Group):
    """Hoeveel zaaknummers worden gereserveerd, en voor wie."""

    bronorganisatie: Annotated[Rsin, Limit(min_length=9), "Het RSIN van de organisatie die de zaken gaat maken."]
    aantal: Annotated[int, Limit(ge=1, le=1000), "Hoeveel nummers."] = 1
    amount: Annotated[int | None, Limit(ge=1, le=1000), EXTRA, "Hoeveel nummers; een oude naam van aantal."] = None

    @property
    def hoeveel(self) -> int:
        """How many numbers, by either name."""
        return self.amount or self.aantal


class ReserveZaakIdentificatie(Group):
    """Een gereserveerd zaaknummer."""

    zaaknummer: Annotated[str, "Het nummer, dat niemand anders krijgt."]


RESERVES: dict[str, Any] = {
    "scope": "zaken.aanmaken",
    "body": ReserveZaakIdentificatieRequest,
    "answer": ReserveZaakIdentificatie,
    "status": 201,
    "single": False,
    "numbers": "bronorganisatie",
    "many": "hoeveel",
}


@act("zaaknummer_reserveren", **RESERVES)
@act("reserveer_zaaknummer", **RESERVES, extra=True)
@resource(
    "zaken",
    methods="LCRHUPD",
    root=True,
    guarded_by=("zaaktype", "vertrouwelijkheidaanduiding"),
    scopes={
        "read": "zaken.lezen",
        "create": "zaken.aanmaken",
        "update": ("zaken.bijwerken", "zaken.geforceerd-bijwerken"),
        "destroy": "zaken.verwijderen",
    },
    channel="zaken",
    kenmerken={
        "bronorganisatie": "bronorganisatie",
        "zaaktype": "zaaktype",
        "vertrouwelijkheidaanduiding": "vertrouwelijkheidaanduiding",
    },
    show_uuid=True,
    crs=True,
    zoek=True,
    audit=True,
    numbers=Numbers(field="identificatie", per="bronorganisatie", prefix="ZAAK"),
    unique={"zrc-002": ("bronorganisatie", "identificatie")},
    filters={
        "maximaleVertrouwelijkheidaanduiding": AtMost(field="vertrouwelijkheidaanduiding"),
        "rol__betrokkeneType": Through(target="zaken.rol", back="zaak", field="betrokkene_type", enum=BETROKKENE_TYPES),
        "rol__betrokkene": Through(target="zaken.rol", back="zaak", field="betrokkene", format="uri"),
        "rol__omschrijvingGeneriek": Through(
            target="zaken.rol", back="zaak", field="omschrijving_generiek", enum=OMSCHRIJVINGEN_GENERIEK
        ),
        "zaakgeometrie.within": Within(field="zaakgeometrie"),
        "kenmerk": Through(target="zaken.zaak", back="id", field="kenmerken", path="bron:kenmerk"),
        "kenmerk__bron": Through(target="zaken.zaak", back="id", field="kenmerken", path="bron", max_length=40),
        "status__statustype": Through(target="zaken.status", back="zaak", field="statustype", kept="status"),
        "resultaat__resultaattype": Through(target="zaken.resultaat", back="zaak", field="resultaattype"),
    }
    | identified("zaak", "rol__"),
    sort=(
        "startdatum",
        "einddatum",
        "publicatiedatum",
        "archiefactiedatum",
        "registratiedatum",
        "identificatie",
        "laatst_gemuteerd",
    ),
    moved="laatst_gemuteerd",
    extra=(
        "kenmerk",
        "kenmerk__bron",
        "status__statustype",
        "resultaat__resultaattype",
        "identificatie__icontains",
        "omschrijving",
        "zaaktype__not_in",
    ),
    label=("bronorganisatie", "identificatie"),
)
class Zaak(Record):
    """Een samenhangende hoeveelheid werk met een begin en een einde, waarvan men wil weten hoe het ervoor staat."""

    identificatie: Annotated[
        str,
        Max(40),
        FIXED,
        Find.EXACT,
        Find.SORT,
        Find.ICONTAINS,
        "Het nummer van de zaak, uniek binnen de bronorganisatie.",
    ] = ""
    bronorganisatie: Annotated[Rsin, Find.EXACT, Find.IN, "Het RSIN van de organisatie die de zaak maakte."]
    omschrijving: Annotated[str, Max(80), Find.PART, "Waar de zaak over gaat, kort."] = ""
    toelichting: Annotated[str, Max(1000), "Waar de zaak over gaat, uitgebreider."] = ""
    zaaktype: Annotated[Ref, To("catalogi.zaaktype"), Max(1000), Find.EXACT, Find.IN, Find.NOT_IN, "De soort zaak."]
    registratiedatum: Annotated[
        date, Find.EXACT, Find.RANGE, Find.SORT, "De dag waarop de zaak is vastgelegd; vanzelf vandaag."
    ] = date.min
    verantwoordelijke_organisatie: Annotated[Rsin, "Het RSIN van de organisatie die de zaak behandelt."]
    startdatum: Annotated[date, Find.EXACT, Find.RANGE, Find.SORT, "De dag waarop de behandeling begint."]
    einddatum: Annotated[
        date | None, OURS, Find.EXACT, Find.RANGE, Find.ISNULL, Find.SORT, "De dag waarop de zaak is afgesloten."
    ] = None
    einddatum_gepland: Annotated[date | None, Find.EXACT, Find.RANGE, "De dag waarop de zaak klaar zou zijn."] = None
    uiterlijke_einddatum_afdoening: Annotated[
        date | None, Find.EXACT, Find.RANGE, "De dag waarop de zaak uiterlijk klaar moet zijn."
    ] = None
    publicatiedatum: Annotated[date | None, Find.SORT, "De dag waarop het begin van de zaak bekend is gemaakt."] = None
    laatst_gemuteerd: Annotated[
        datetime | None, OURS, EXTRA, "Wanneer de zaak, of iets wat erbij hoort, het laatst is gewijzigd."
    ] = None
    laatst_geopend: Annotated[datetime | None, EXTRA, "Wanneer de initiator de zaak het laatst heeft gezien."] = None
    communicatiekanaal: Annotated[
        Ref, To("selectielijst.communicatiekanaal"), Max(1000), "Hoe de aanleiding voor de zaak binnenkwam."
    ] = ""
    communicatiekanaal_naam: Annotated[str, Max(250), EXTRA, "De naam daarvan, zonder lijst elders."] = ""
    producten_of_diensten: Annotated[list[Annotated[Url, Max(1000)]], "Wat de zaak oplevert."] = msgspec.field(
        default_factory=list[str]
    )
    vertrouwelijkheidaanduiding: Annotated[
        Vertrouwelijkheidaanduiding, "Hoe vertrouwelijk de zaak is; vanzelf als het zaaktype."
    ] = Vertrouwelijkheidaanduiding.zeer_geheim
    betalingsindicatie: Annotated[
        Literal["", "nvt", "nog_niet", "gedeeltelijk", "geheel", "gefactureerd", "gecrediteerd", "betaald"],
        "Of de kosten van de zaak zijn betaald.",
    ] = ""
    betalingsindicatie_weergave: Annotated[
        str, Out(path="betalingsindicatie", words=BETALINGSINDICATIES), "De betalingsindicatie in een zin."
    ] = ""
    laatste_betaaldatum: Annotated[datetime | None, "Wanneer er het laatst is betaald."] = None
    zaakgeometrie: Annotated[Geometrie | None, "Waar de zaak zich afspeelt (GeoJSON, EPSG:4326)."] = None
    verlenging: Annotated[Verlenging | None, "Dat de behandeling langer mag duren."] = None
    opschorting: Annotated[Opschorting | None, Limit(blank=True), "Dat de behandeling stilstaat."] = None
    selectielijstklasse: Annotated[
        Ref, To("selectielijst.resultaat"), Max(1000), "Het resultaat in de selectielijst dat de bewaartermijn bepaalt."
    ] = ""
    hoofdzaak: Annotated[Ref | None, To("zaken.zaak"), Max(1000), "De zaak waar deze zaak een deel van is."] = None
    deelzaken: Annotated[list[Ref], Inverse("zaken.zaak", "hoofdzaak"), "De zaken die een deel van deze zaak zijn."] = (
        msgspec.field(default_factory=list[Ref])
    )
    relevante_andere_zaken: Annotated[list[RelevanteZaak], "Andere zaken die van belang zijn."] = msgspec.field(
        default_factory=list[RelevanteZaak]
    )
    eigenschappen: Annotated[
        list[Ref], Inverse("zaken.zaakeigenschap", "zaak"), "De gegevens die deze soort zaak verder heeft."
    ] = msgspec.field(default_factory=list[Ref])
    rollen: Annotated[list[Ref], Inverse("zaken.rol", "zaak"), "Wie er met de zaak te maken hebben."] = msgspec.field(
        default_factory=list[Ref]
    )
    status: Annotated[Ref | None, Inverse("zaken.status", "zaak"), "Hoe het met de zaak staat."] = None
    zaakinformatieobjecten: Annotated[
        list[Ref], Inverse("zaken.zaakinformatieobject", "zaak"), "De documenten die bij de zaak horen."
    ] = msgspec.field(default_factory=list[Ref])
    zaakobjecten: Annotated[list[Ref], Inverse("zaken.zaakobject", "zaak"), "Waar de zaak over gaat."] = msgspec.field(
        default_factory=list[Ref]
    )
    kenmerken: Annotated[list[ZaakKenmerk], "Hoe de zaak elders heet."] = msgspec.field(
        default_factory=list[ZaakKenmerk]
    )
    archiefnominatie: Annotated[
        Archiefnominatie | None, Find.EXACT, Find.IN, "Of de zaak blijft of wordt vernietigd."
    ] = None
    archiefstatus: Annotated[Archiefstatus, Find.EXACT, Find.IN, "Hoever het archiveren is."] = "nog_te_archiveren"
    archiefactiedatum: Annotated[
        date | None,
        Find.EXACT,
        Find.RANGE,
        Find.ISNULL,
        Find.SORT,
        "De dag waarop de zaak wordt vernietigd of overgedragen.",
    ] = None
    resultaat: Annotated[Ref | None, Inverse("zaken.resultaat", "zaak"), "Wat er uit de zaak kwam."] = None
    opdrachtgevende_organisatie: Annotated[Rsin, "Het RSIN van de organisatie die om de behandeling vroeg."] = ""
    processobjectaard: Annotated[str | None, Max(200), "Wat voor object de bewaartermijn bepaalt."] = None
    startdatum_bewaartermijn: Annotated[date | None, "De dag waarop de bewaartermijn begint."] = None
    processobject: Annotated[
        Processobject | None, Limit(blank=True), "Het object dat bepaalt wanneer de bewaartermijn begint."
    ] = None
    betrokkenen: Annotated[list[str], HIDDEN, Subject(), "Van wie de zaak, en wat erbij hoort, gegevens bevat."] = (
        msgspec.field(default_factory=list[str])
    )

    @property
    def gaat_naar_archief(self) -> bool:
        """Whether archiving has begun or is done."""
        return self.archiefstatus != "nog_te_archiveren"
