"""Who takes part: the groups that describe a betrokkene, shared by rollen and zaakobjecten."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

import msgspec

from grondslag.kernel.declare import Group, Limit, Max, Through
from grondslag.vocabulary.velden import Bsn, Email

BetrokkeneType = Literal[
    "natuurlijk_persoon", "niet_natuurlijk_persoon", "vestiging", "organisatorische_eenheid", "medewerker"
]
BETROKKENE_TYPES = get_args(BetrokkeneType)
OmschrijvingGeneriek = Literal[
    "",
    "adviseur",
    "behandelaar",
    "belanghebbende",
    "beslisser",
    "initiator",
    "klantcontacter",
    "zaakcoordinator",
    "mede_initiator",
]
OMSCHRIJVINGEN_GENERIEK = get_args(OmschrijvingGeneriek)[1:]
Huisnummer = Annotated[int, Limit(ge=0, le=99999)]
Rechtsvorm = Literal[
    "",
    "besloten_vennootschap",
    "cooperatie_europees_economische_samenwerking",
    "europese_cooperatieve_venootschap",
    "europese_cooperatieve_vennootschap",
    "europese_naamloze_vennootschap",
    "kerkelijke_organisatie",
    "naamloze_vennootschap",
    "onderlinge_waarborg_maatschappij",
    "overig_privaatrechtelijke_rechtspersoon",
    "stichting",
    "vereniging",
    "vereniging_van_eigenaars",
    "publiekrechtelijke_rechtspersoon",
    "vennootschap_onder_firma",
    "maatschap",
    "rederij",
    "commanditaire_vennootschap",
    "kapitaalvennootschap_binnen_eer",
    "overige_buitenlandse_rechtspersoon_vennootschap",
    "kapitaalvennootschap_buiten_eer",
]


class ContactPersoonRol(Group):
    """De persoon bij wie men voor een organisatie terecht kan."""

    emailadres: Annotated[Email, "Het e-mailadres van de contactpersoon."] = ""
    functie: Annotated[str, Max(50), "De functie van de contactpersoon."] = ""
    telefoonnummer: Annotated[str, Max(20), "Het telefoonnummer van de contactpersoon."] = ""
    naam: Annotated[str, Max(40), "De naam van de contactpersoon."]


class VerblijfsAdres(Group):
    """Het adres waar iemand verblijft."""

    aoa_identificatie: Annotated[str, Max(100), "De BAG-identificatie van het adres."]
    wpl_woonplaats_naam: Annotated[str, Max(80), "De woonplaats."]
    gor_openbare_ruimte_naam: Annotated[str, Max(80), "De straat of andere openbare ruimte."]
    aoa_postcode: Annotated[str, Max(7), "De postcode."] = ""
    aoa_huisnummer: Annotated[Huisnummer, "Het huisnummer."]
    aoa_huisletter: Annotated[str, Max(1), "De letter bij het huisnummer."] = ""
    aoa_huisnummertoevoeging: Annotated[str, Max(4), "De toevoeging bij het huisnummer."] = ""
    inp_locatiebeschrijving: Annotated[str, Max(1000), "Waar het is, als er geen adres is."] = ""


class SubVerblijfBuitenland(Group):
    """Het adres van iemand in het buitenland."""

    lnd_landcode: Annotated[str, Max(4), "De code van het land."]
    lnd_landnaam: Annotated[str, Max(40), "De naam van het land."]
    sub_adres_buitenland__1: Annotated[str, Max(35), "De eerste regel van het adres."] = ""
    sub_adres_buitenland__2: Annotated[str, Max(35), "De tweede regel van het adres."] = ""
    sub_adres_buitenland__3: Annotated[str, Max(35), "De derde regel van het adres."] = ""


class RolNatuurlijkPersoon(Group):
    """Een mens."""

    inp_bsn: Annotated[Bsn, "Het burgerservicenummer."] = ""
    anp_identificatie: Annotated[str, Max(17), "Het nummer van iemand zonder burgerservicenummer."] = ""
    inp_a__nummer: Annotated[
        str, Limit(max_length=10, pattern="^[1-9][0-9]{9}$"), "Het administratienummer in de basisregistratie."
    ] = ""
    geslachtsnaam: Annotated[str, Max(200), "De achternaam."] = ""
    voorvoegsel_geslachtsnaam: Annotated[str, Max(80), "Het voorvoegsel van de achternaam."] = ""
    voorletters: Annotated[str, Max(20), "De voorletters."] = ""
    voornamen: Annotated[str, Max(200), "De voornamen."] = ""
    geslachtsaanduiding: Annotated[Literal["", "m", "v", "o"], "Man, vrouw of onbekend."] = ""
    geboortedatum: Annotated[str, Max(18), "De geboortedatum, zo volledig als bekend."] = ""
    verblijfsadres: Annotated[VerblijfsAdres | None, "Het adres in Nederland."] = None
    sub_verblijf_buitenland: Annotated[SubVerblijfBuitenland | None, "Het adres in het buitenland."] = None


class RolNietNatuurlijkPersoon(Group):
    """Een rechtspersoon of een samenwerking zonder rechtspersoonlijkheid."""

    inn_nnp_id: Annotated[str, Max(9), "Het RSIN."] = ""
    ann_identificatie: Annotated[str, Max(17), "Het nummer van een organisatie zonder RSIN."] = ""
    statutaire_naam: Annotated[str, Max(500), "De naam volgens de statuten."] = ""
    inn_rechtsvorm: Annotated[Rechtsvorm, "De rechtsvorm."] = ""
    bezoekadres: Annotated[str, Max(1000), "Het bezoekadres."] = ""
    sub_verblijf_buitenland: Annotated[SubVerblijfBuitenland | None, "Het adres in het buitenland."] = None


class RolVestiging(Group):
    """Een vestiging van een onderneming."""

    vestigings_nummer: Annotated[str, Max(24), "Het nummer van de vestiging."] = ""
    handelsnaam: Annotated[list[Annotated[str, Max(625)]], "De namen waaronder gehandeld wordt."] = msgspec.field(
        default_factory=list[str]
    )
    verblijfsadres: Annotated[VerblijfsAdres | None, "Het adres in Nederland."] = None
    sub_verblijf_buitenland: Annotated[SubVerblijfBuitenland | None, "Het adres in het buitenland."] = None
    kvk_nummer: Annotated[str, Max(8), "Het nummer van de onderneming bij de Kamer van Koophandel."] = ""


class RolOrganisatorischeEenheid(Group):
    """Een afdeling of ander deel van een organisatie."""

    identificatie: Annotated[str, Max(24), "De identificatie van de eenheid."] = ""
    naam: Annotated[str, Max(50), "De naam van de eenheid."] = ""
    is_gehuisvest_in: Annotated[str, Max(24), "De vestiging waar de eenheid zit."] = ""


class RolMedewerker(Group):
    """Iemand die bij de organisatie werkt."""

    identificatie: Annotated[str, Max(254), "De identificatie van de medewerker."] = ""
    achternaam: Annotated[str, Max(200), "De achternaam."] = ""
    voorletters: Annotated[str, Max(20), "De voorletters."] = ""
    voorvoegsel_achternaam: Annotated[str, Max(10), "Het voorvoegsel van de achternaam."] = ""


BETROKKENEN: dict[str, type[Group]] = {
    "natuurlijk_persoon": RolNatuurlijkPersoon,
    "niet_natuurlijk_persoon": RolNietNatuurlijkPersoon,
    "vestiging": RolVestiging,
    "organisatorische_eenheid": RolOrganisatorischeEenheid,
    "medewerker": RolMedewerker,
}
"""The group by betrokkeneType, and by the objectTypes of the same name."""


def persons_told(rol: Mapping[str, Any], key: str) -> Iterator[str]:
    """The natural persons whom a rol, as the wire has it, tells of, as `kind:value`: by number, else by address, else
    by the rol itself. Medewerkers are none of them."""
    if rol.get("betrokkeneType") == "natuurlijk_persoon":
        known: Mapping[str, Any] = rol.get("betrokkeneIdentificatie") or {}
        if known.get("inpBsn"):
            yield f"bsn:{known['inpBsn']}"
        elif known.get("anpIdentificatie"):
            yield f"anp:{known['anpIdentificatie']}"
        else:
            yield f"uri:{rol['betrokkene']}" if rol.get("betrokkene") else f"rol:{key}"
    if rol.get("contactpersoonRol"):
        yield f"contactpersoon:{key}"


def identified(back: str, prefix: str) -> dict[str, Any]:
    """The filters on who takes part, for records to which a rol points by `back`."""

    def by(kind: str, path: str, length: int | None = None) -> Through:
        return Through(
            target="zaken.rol",
            back=back,
            field="betrokkene_identificatie",
            path=path,
            match={"betrokkene_type": kind},
            max_length=length,
        )

    start = f"{prefix}betrokkeneIdentificatie__"
    return {
        f"{start}natuurlijkPersoon__inpBsn": by("natuurlijk_persoon", "inp_bsn", 9),
        f"{start}natuurlijkPersoon__anpIdentificatie": by("natuurlijk_persoon", "anp_identificatie", 17),
        f"{start}natuurlijkPersoon__inpA_nummer": by("natuurlijk_persoon", "inp_a__nummer", 10),
        f"{start}nietNatuurlijkPersoon__innNnpId": by("niet_natuurlijk_persoon", "inn_nnp_id"),
        f"{start}nietNatuurlijkPersoon__annIdentificatie": by("niet_natuurlijk_persoon", "ann_identificatie", 17),
        f"{start}vestiging__vestigingsNummer": by("vestiging", "vestigings_nummer", 24),
        f"{start}organisatorischeEenheid__identificatie": by("organisatorische_eenheid", "identificatie"),
        f"{start}medewerker__identificatie": by("medewerker", "identificatie", 254),
    }
