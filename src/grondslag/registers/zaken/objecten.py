"""What a zaak is about: the groups that describe an object by its objectType."""

from typing import Annotated, Literal

from grondslag.kernel.declare import Group, Json, Max
from grondslag.registers.zaken.betrokkenen import (
    BETROKKENEN,
    Huisnummer,
    RolNatuurlijkPersoon,
    RolNietNatuurlijkPersoon,
)

Identificatie = Annotated[str, Max(100)]
Naam = Annotated[str, Max(500)]


class ObjectAdres(Group):
    """Een adres."""

    identificatie: Annotated[Identificatie, "De BAG-identificatie van het adres."]
    wpl_woonplaats_naam: Annotated[str, Max(80), "De woonplaats."]
    gor_openbare_ruimte_naam: Annotated[str, Max(80), "De straat of andere openbare ruimte."]
    huisnummer: Annotated[Huisnummer, "Het huisnummer."]
    huisletter: Annotated[str, Max(1), "De letter bij het huisnummer."] = ""
    huisnummertoevoeging: Annotated[str, Max(4), "De toevoeging bij het huisnummer."] = ""
    postcode: Annotated[str, Max(7), "De postcode."] = ""


class ObjectBuurt(Group):
    """Een buurt."""

    buurt_code: Annotated[str, Max(2), "De code van de buurt."]
    buurt_naam: Annotated[str, Max(40), "De naam van de buurt."]
    gem_gemeente_code: Annotated[str, Max(4), "De code van de gemeente."]
    wyk_wijk_code: Annotated[str, Max(2), "De code van de wijk."]


class ObjectGemeente(Group):
    """Een gemeente."""

    gemeente_naam: Annotated[str, Max(80), "De naam van de gemeente."]
    gemeente_code: Annotated[str, Max(4), "De code van de gemeente."]


class ObjectGemeentelijkeOpenbareRuimte(Group):
    """Een openbare ruimte binnen een gemeente."""

    identificatie: Annotated[Identificatie, "De identificatie van de openbare ruimte."]
    openbare_ruimte_naam: Annotated[str, Max(80), "De naam van de openbare ruimte."]


class TerreinGebouwdObjectAdres(Group):
    """Het adres van een gebouw of terrein."""

    num_identificatie: Annotated[Identificatie, "De identificatie van de nummeraanduiding."] = ""
    oao_identificatie: Annotated[Identificatie, "De identificatie van het adres (vervalt)."] = ""
    aoa_identificatie: Annotated[Identificatie, "De identificatie van het adres."] = ""
    wpl_woonplaats_naam: Annotated[str, Max(80), "De woonplaats."]
    gor_openbare_ruimte_naam: Annotated[str, Max(80), "De straat of andere openbare ruimte."]
    aoa_postcode: Annotated[str, Max(7), "De postcode."] = ""
    aoa_huisnummer: Annotated[Huisnummer, "Het huisnummer."]
    aoa_huisletter: Annotated[str, Max(1), "De letter bij het huisnummer."] = ""
    aoa_huisnummertoevoeging: Annotated[str, Max(4), "De toevoeging bij het huisnummer."] = ""
    ogo_locatie_aanduiding: Annotated[str, Max(100), "Waar het is, als er geen adres is."] = ""


class ObjectTerreinGebouwdObject(Group):
    """Een gebouw of een terrein."""

    identificatie: Annotated[Identificatie, "De identificatie van het gebouw of terrein."]
    adres_aanduiding_grp: Annotated[TerreinGebouwdObjectAdres | None, "Het adres ervan."] = None


class ObjectHuishouden(Group):
    """Een huishouden."""

    nummer: Annotated[str, Max(12), "Het nummer van het huishouden."]
    is_gehuisvest_in: Annotated[ObjectTerreinGebouwdObject | None, "Waar het huishouden woont."] = None


class ObjectInrichtingselement(Group):
    """Iets waarmee de openbare ruimte is ingericht."""

    type: Annotated[
        Literal[
            "bak",
            "bord",
            "installatie",
            "kast",
            "mast",
            "paal",
            "sensor",
            "straatmeubilair",
            "waterinrichtingselement",
            "weginrichtingselement",
        ],
        "Wat voor element het is.",
    ]
    identificatie: Annotated[Identificatie, "De identificatie van het element."]
    naam: Annotated[Naam, "De naam van het element."] = ""


class ObjectKadastraleOnroerendeZaak(Group):
    """Een kadastraal perceel of recht daarop."""

    kadastrale_identificatie: Annotated[Identificatie, "De identificatie bij het Kadaster."]
    kadastrale_aanduiding: Annotated[str, Max(1000), "Gemeente, sectie en nummer."]


class ObjectKunstwerkdeel(Group):
    """Een deel van een civieltechnisch kunstwerk."""

    type: Annotated[
        Literal[
            "keermuur",
            "overkluizing",
            "duiker",
            "faunavoorziening",
            "vispassage",
            "bodemval",
            "coupure",
            "ponton",
            "voorde",
            "hoogspanningsmast",
            "gemaal",
            "perron",
            "sluis",
            "strekdam",
            "steiger",
            "stuw",
        ],
        "Wat voor deel het is.",
    ]
    identificatie: Annotated[Identificatie, "De identificatie van het deel."]
    naam: Annotated[str, Max(80), "De naam van het deel."]


class ObjectMaatschappelijkeActiviteit(Group):
    """Wat een onderneming of vereniging doet."""

    kvk_nummer: Annotated[str, Max(8), "Het nummer bij de Kamer van Koophandel."]
    handelsnaam: Annotated[str, Max(200), "De naam waaronder gehandeld wordt."]


class ObjectOpenbareRuimte(Group):
    """Een straat, plein of andere openbare ruimte."""

    identificatie: Annotated[Identificatie, "De identificatie van de openbare ruimte."]
    wpl_woonplaats_naam: Annotated[str, Max(80), "De woonplaats."]
    gor_openbare_ruimte_naam: Annotated[str, Max(80), "De naam van de openbare ruimte."]


class ObjectOverige(Group):
    """Een object van een andere soort, in eigen vorm."""

    overige_data: Annotated[Json, "De gegevens van het object."]


class ObjectPand(Group):
    """Een pand."""

    identificatie: Annotated[Identificatie, "De BAG-identificatie van het pand."]


class ObjectSpoorbaandeel(Group):
    """Een deel van een spoorbaan."""

    type: Annotated[Literal["breedspoor", "normaalspoor", "smalspoor", "spoorbaan"], "Wat voor spoor het is."]
    identificatie: Annotated[Identificatie, "De identificatie van het deel."]
    naam: Annotated[Naam, "De naam van het deel."] = ""


class ObjectTerreindeel(Group):
    """Een deel van een terrein."""

    type: Annotated[str, Max(40), "Wat voor terrein het is."]
    identificatie: Annotated[Identificatie, "De identificatie van het deel."]
    naam: Annotated[Naam, "De naam van het deel."] = ""


class ObjectWaterdeel(Group):
    """Een deel van een water."""

    type_waterdeel: Annotated[
        Literal["zee", "waterloop", "watervlakte", "greppel_droge_sloot"], "Wat voor water het is."
    ]
    identificatie: Annotated[Identificatie, "De identificatie van het deel."]
    naam: Annotated[Naam, "De naam van het deel."] = ""


class ObjectWegdeel(Group):
    """Een deel van een weg."""

    type: Annotated[str, Max(100), "Wat voor wegdeel het is."]
    identificatie: Annotated[Identificatie, "De identificatie van het deel."]
    naam: Annotated[Naam, "De naam van het deel."] = ""


class ObjectWijk(Group):
    """Een wijk."""

    wijk_code: Annotated[str, Max(2), "De code van de wijk."]
    wijk_naam: Annotated[str, Max(40), "De naam van de wijk."]
    gem_gemeente_code: Annotated[str, Max(4), "De code van de gemeente."]


class ObjectWoonplaats(Group):
    """Een woonplaats."""

    identificatie: Annotated[Identificatie, "De identificatie van de woonplaats."]
    woonplaats_naam: Annotated[str, Max(80), "De naam van de woonplaats."]


class WozObjectAdres(Group):
    """Het adres van een WOZ-object."""

    aoa_identificatie: Annotated[Identificatie, "De identificatie van het adres."]
    wpl_woonplaats_naam: Annotated[str, Max(80), "De woonplaats."]
    gor_openbare_ruimte_naam: Annotated[str, Max(80), "De straat of andere openbare ruimte."]
    aoa_postcode: Annotated[str, Max(7), "De postcode."] = ""
    aoa_huisnummer: Annotated[Huisnummer, "Het huisnummer."]
    aoa_huisletter: Annotated[str, Max(1), "De letter bij het huisnummer."] = ""
    aoa_huisnummertoevoeging: Annotated[str, Max(4), "De toevoeging bij het huisnummer."] = ""
    locatie_omschrijving: Annotated[str, Max(1000), "Waar het is, als er geen adres is."] = ""


class ObjectWozObject(Group):
    """Een onroerende zaak in de zin van de Wet WOZ."""

    woz_object_nummer: Annotated[str, Max(100), "Het nummer van het WOZ-object."]
    aanduiding_woz_object: Annotated[WozObjectAdres | None, "Het adres ervan."] = None


class ObjectWozDeelobject(Group):
    """Een deel van een WOZ-object."""

    nummer_woz_deel_object: Annotated[str, Max(6), "Het nummer van het deel."]
    is_onderdeel_van: Annotated[ObjectWozObject | None, "Het WOZ-object waar het bij hoort."] = None


class ObjectWozWaarde(Group):
    """De waarde van een WOZ-object op een dag."""

    waardepeildatum: Annotated[str, Max(9), "De dag waarop de waarde is bepaald."]
    is_voor: Annotated[ObjectWozObject | None, "Het WOZ-object waar de waarde bij hoort."] = None


class ZakelijkRechtHeeftAlsGerechtigde(Group):
    """Wie het recht heeft."""

    natuurlijk_persoon: Annotated[RolNatuurlijkPersoon | None, "De mens die het recht heeft."] = None
    niet_natuurlijk_persoon: Annotated[RolNietNatuurlijkPersoon | None, "De organisatie die het recht heeft."] = None


class ObjectZakelijkRecht(Group):
    """Een recht op een onroerende zaak."""

    identificatie: Annotated[Identificatie, "De identificatie van het recht."]
    avg_aard: Annotated[str, Max(1000), "De aard van het recht."]
    heeft_betrekking_op: Annotated[ObjectKadastraleOnroerendeZaak | None, "Waar het recht over gaat."] = None
    heeft_als_gerechtigde: Annotated[ZakelijkRechtHeeftAlsGerechtigde | None, "Wie het recht heeft."] = None


OBJECTEN: dict[str, type[Group]] = BETROKKENEN | {
    "adres": ObjectAdres,
    "buurt": ObjectBuurt,
    "gemeente": ObjectGemeente,
    "gemeentelijke_openbare_ruimte": ObjectGemeentelijkeOpenbareRuimte,
    "huishouden": ObjectHuishouden,
    "inrichtingselement": ObjectInrichtingselement,
    "kadastrale_onroerende_zaak": ObjectKadastraleOnroerendeZaak,
    "kunstwerkdeel": ObjectKunstwerkdeel,
    "maatschappelijke_activiteit": ObjectMaatschappelijkeActiviteit,
    "openbare_ruimte": ObjectOpenbareRuimte,
    "pand": ObjectPand,
    "spoorbaandeel": ObjectSpoorbaandeel,
    "terreindeel": ObjectTerreindeel,
    "terrein_gebouwd_object": ObjectTerreinGebouwdObject,
    "waterdeel": ObjectWaterdeel,
    "wegdeel": ObjectWegdeel,
    "wijk": ObjectWijk,
    "woonplaats": ObjectWoonplaats,
    "woz_deelobject": ObjectWozDeelobject,
    "woz_object": ObjectWozObject,
    "woz_waarde": ObjectWozWaarde,
    "zakelijk_recht": ObjectZakelijkRecht,
    "overige": ObjectOverige,
}
"""The group by objectType. A besluit, status or enkelvoudig_document is only referred to."""
