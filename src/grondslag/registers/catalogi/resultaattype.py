"""ResultaatType: how a zaak can end, and what that means for keeping it."""

from typing import Annotated, Literal

import msgspec

from grondslag.kernel.declare import OURS, Group, Max, Named, Out, Ref, Same, To, resource
from grondslag.registers.catalogi import deel, rights, searching
from grondslag.registers.catalogi.deel import GeslotenDeel
from grondslag.vocabulary.velden import Duur

Afleidingswijze = Literal[
    "afgehandeld",
    "ander_datumkenmerk",
    "eigenschap",
    "gerelateerde_zaak",
    "hoofdzaak",
    "ingangsdatum_besluit",
    "termijn",
    "vervaldatum_besluit",
    "zaakobject",
]
Objecttype = Literal[
    "adres",
    "besluit",
    "buurt",
    "enkelvoudig_document",
    "gemeente",
    "gemeentelijke_openbare_ruimte",
    "huishouden",
    "inrichtingselement",
    "kadastrale_onroerende_zaak",
    "kunstwerkdeel",
    "maatschappelijke_activiteit",
    "medewerker",
    "natuurlijk_persoon",
    "niet_natuurlijk_persoon",
    "openbare_ruimte",
    "organisatorische_eenheid",
    "pand",
    "spoorbaandeel",
    "status",
    "terreindeel",
    "terrein_gebouwd_object",
    "vestiging",
    "waterdeel",
    "wegdeel",
    "wijk",
    "woonplaats",
    "woz_deelobject",
    "woz_object",
    "woz_waarde",
    "zakelijk_recht",
    "overige",
    "",
]


class BrondatumArchiefprocedure(Group):
    """Hoe de dag wordt bepaald waarop de archiefactietermijn begint."""

    afleidingswijze: Annotated[Afleidingswijze, "Waar de dag uit volgt."]
    datumkenmerk: Annotated[str, Max(80), "De naam van het gegeven dat de dag bevat."] = ""
    einddatum_bekend: Annotated[bool, "Of de dag bij het afsluiten van de zaak al vaststaat."] = False
    objecttype: Annotated[Objecttype, "De soort object dat het gegeven bevat."] = ""
    registratie: Annotated[str, Max(80), "De registratie waarin het gegeven staat."] = ""
    procestermijn: Annotated[Duur | None, "Hoe lang na het einde van de zaak de dag valt."] = None


@resource(
    "resultaattypen",
    methods="LCRHUPD",
    part_of="zaaktype",
    scopes=rights.OF_PARTS,
    filters={
        **searching.OF_PARTS,
        "zaaktype_identificatie": Same(field="zaaktype.identificatie"),
        "datum_geldigheid": searching.ZAAKTYPE_IN_FORCE,
    },
)
class ResultaatType(GeslotenDeel):
    """Een uitkomst die zaken van een zaaktype kunnen hebben."""

    omschrijving: Annotated[str, Max(30), "Naam van de uitkomst."]
    resultaattypeomschrijving: Annotated[
        Ref, To("selectielijst.resultaattypeomschrijving"), Max(1000), "De algemene omschrijving, uit de selectielijst."
    ]
    omschrijving_generiek: Annotated[str, OURS, "De tekst van die algemene omschrijving."] = ""
    selectielijstklasse: Annotated[Ref, To("selectielijst.resultaat"), Max(1000), "Het resultaat in de selectielijst."]
    toelichting: Annotated[str, "Toelichting op de uitkomst."] = ""
    archiefnominatie: Annotated[
        Literal["blijvend_bewaren", "vernietigen", ""], "Of zaken met deze uitkomst worden bewaard."
    ] = ""
    archiefactietermijn: Annotated[Duur | None, "Na hoeveel tijd dat gebeurt."] = None
    brondatum_archiefprocedure: Annotated[
        BrondatumArchiefprocedure | None, "Hoe wordt bepaald wanneer die tijd begint."
    ] = None
    procesobjectaard: Annotated[str | None, Max(200), "Waar het proces over gaat, voor de bewaartermijn."] = None
    catalogus: deel.GegevenCatalogus | None = None
    begin_geldigheid: deel.BeginGeldigheid = None
    einde_geldigheid: deel.EindeGeldigheid = None
    begin_object: deel.BeginObject = None
    einde_object: deel.EindeObject = None
    indicatie_specifiek: Annotated[bool | None, "Of het alleen voor een bepaald proces geldt."] = None
    procestermijn: Annotated[Duur | None, "De tijd waarin het resultaat nog van belang is voor het proces."] = None
    besluittypen: Annotated[
        list[Ref], To("catalogi.besluittype"), Named("omschrijving"), "De soorten besluit die ermee samengaan."
    ] = msgspec.field(default_factory=list[Ref])
    besluittype_omschrijving: Annotated[
        list[str], Out("besluittypen.omschrijving"), "De omschrijvingen van die soorten besluit."
    ] = msgspec.field(default_factory=list[str])
    informatieobjecttypen: Annotated[
        list[Ref],
        To("catalogi.informatieobjecttype"),
        Named("omschrijving"),
        "De soorten document die ermee samengaan.",
    ] = msgspec.field(default_factory=list[Ref])
    informatieobjecttype_omschrijving: Annotated[
        list[str], Out("informatieobjecttypen.omschrijving"), "De omschrijvingen van die soorten document."
    ] = msgspec.field(default_factory=list[str])
