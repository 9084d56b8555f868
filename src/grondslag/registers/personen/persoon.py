"""Persoon: a persoonslijst as it is kept at the source, and the columns by which it is found.

The list is the truth; every other column follows from it and serves one of the kinds of questions. Nobody is served
a row: the answers are made from the list by the information layer.
"""

from datetime import datetime
from typing import Annotated, Final

from grondslag.kernel.declare import Json, Max, Record, Subject, resource
from grondslag.registers.personen.lo3 import (
    ANUMMER,
    INSCHRIJVING,
    PERSOON,
    VERBLIJFPLAATS,
    Persoonslijst,
    burgerservicenummer,
    getal,
    waarde,
)
from grondslag.registers.personen.zoekvorm import met_diakrieten, zonder_diakrieten

LEZEN: Final = "personen.lezen"
OVERLEDEN: Final = "O"
NIET_GELEVERD: Final = ("F", "W")
"""Reasons for which a list is never delivered: it was a mistake (fout), or it is to be wiped (wissen)."""


@resource(
    "persoonslijsten",
    methods="",
    scopes={"read": LEZEN},
    paged=False,
    etag=False,
    unique={"brp-bsn": ("burgerservicenummer",)},
    indexes=(
        ("geboortedatum", "geslachtsnaam_kaal"),
        ("gemeente_van_inschrijving", "geslachtsnaam_kaal", "voornamen_kaal"),
        ("postcode", "huisnummer"),
        ("gemeente_van_inschrijving", "huisnummer", "straat_kaal"),
        ("nummeraanduiding",),
        ("adresseerbaar_object",),
    ),
)
class Persoon(Record):
    """Een persoonslijst, zoals de bron die houdt."""

    burgerservicenummer: Annotated[str, Max(9), Subject(), "Het nummer waarmee de persoon bekend is."]
    anummer: Annotated[str, Max(10), "Het administratienummer van de lijst."]
    lijst: Annotated[Json, "De hele persoonslijst: categorieën, stapels, voorkomens, elementen."]
    geslachtsnaam: Annotated[str, Max(200), "De geslachtsnaam, in kleine letters."]
    geslachtsnaam_kaal: Annotated[str, Max(200), "De geslachtsnaam, zonder diakrieten."]
    voornamen: Annotated[str, Max(200), "De voornamen, in kleine letters."]
    voornamen_kaal: Annotated[str, Max(200), "De voornamen, zonder diakrieten."]
    voorvoegsel: Annotated[str, Max(10), "Het voorvoegsel, in kleine letters."]
    geslacht: Annotated[str, Max(1), "M, V of O."]
    geboortedatum: Annotated[str, Max(8), "Zoals LO3 hem heeft; nullen voor wat onbekend is."]
    gemeente_van_inschrijving: Annotated[str, Max(4), "De code van de gemeente."]
    postcode: Annotated[str, Max(6), "De postcode, in hoofdletters en zonder spatie."]
    straat: Annotated[str, Max(80), "De korte straatnaam, in kleine letters."]
    straat_kaal: Annotated[str, Max(80), "De korte straatnaam, zonder diakrieten."]
    openbare_ruimte: Annotated[str, Max(80), "De officiële straatnaam, in kleine letters."]
    openbare_ruimte_kaal: Annotated[str, Max(80), "De officiële straatnaam, zonder diakrieten."]
    huisnummer: Annotated[int, "Het huisnummer; 0 als er geen is."]
    huisletter: Annotated[str, Max(1), "De huisletter, in kleine letters."]
    huisnummertoevoeging: Annotated[str, Max(4), "De toevoeging, in kleine letters."]
    nummeraanduiding: Annotated[str, Max(16), "De identificatie van de nummeraanduiding."]
    adresseerbaar_object: Annotated[str, Max(16), "De identificatie van het adresseerbaar object."]
    opschorting: Annotated[str, Max(1), "Waarom de bijhouding is opgeschort; leeg als dat niet zo is."]
    gewijzigd_op: Annotated[datetime | None, "Wanneer de lijst hier kwam, of voor het laatst een andere werd."] = None


def als_persoon(lijst: Persoonslijst, key: str) -> Persoon:
    """The row of a list, under this key."""
    geslachtsnaam, voornamen = waarde(lijst, PERSOON, "0240"), waarde(lijst, PERSOON, "0210")
    straat, openbare_ruimte = waarde(lijst, VERBLIJFPLAATS, "1110"), waarde(lijst, VERBLIJFPLAATS, "1115")
    return Persoon(
        id=key,
        burgerservicenummer=burgerservicenummer(lijst),
        anummer=waarde(lijst, PERSOON, ANUMMER),
        lijst=lijst,
        geslachtsnaam=met_diakrieten(geslachtsnaam),
        geslachtsnaam_kaal=zonder_diakrieten(geslachtsnaam),
        voornamen=met_diakrieten(voornamen),
        voornamen_kaal=zonder_diakrieten(voornamen),
        voorvoegsel=met_diakrieten(waarde(lijst, PERSOON, "0230")),
        geslacht=waarde(lijst, PERSOON, "0410"),
        geboortedatum=waarde(lijst, PERSOON, "0310"),
        gemeente_van_inschrijving=gemeente(lijst),
        postcode=waarde(lijst, VERBLIJFPLAATS, "1160").replace(" ", "").upper(),
        straat=met_diakrieten(straat),
        straat_kaal=zonder_diakrieten(straat),
        openbare_ruimte=met_diakrieten(openbare_ruimte),
        openbare_ruimte_kaal=zonder_diakrieten(openbare_ruimte),
        huisnummer=getal(waarde(lijst, VERBLIJFPLAATS, "1120")),
        huisletter=waarde(lijst, VERBLIJFPLAATS, "1130").lower(),
        huisnummertoevoeging=waarde(lijst, VERBLIJFPLAATS, "1140").lower(),
        nummeraanduiding=waarde(lijst, VERBLIJFPLAATS, "1190"),
        adresseerbaar_object=waarde(lijst, VERBLIJFPLAATS, "1180"),
        opschorting=waarde(lijst, INSCHRIJVING, "6720"),
    )


def gemeente(lijst: Persoonslijst) -> str:
    """The code of the municipality where the person is registered; empty when the list has none."""
    return waarde(lijst, VERBLIJFPLAATS, "0910")


def telt(lijst: Persoonslijst) -> bool:
    """Whether a list is ever delivered."""
    return waarde(lijst, INSCHRIJVING, "6720") not in NIET_GELEVERD
