"""A persoonslijst (LO3) in words: what its categories and elements are called, for who reads their own. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grondslag.registers.inzage.afdekking import MASK
from grondslag.registers.inzage.woorden import deel_van_datum

Facts = Iterator[tuple[str, str]]
CATEGORIEEN = {
    "01": "U zelf",
    "02": "Ouder 1",
    "03": "Ouder 2",
    "04": "Nationaliteit",
    "05": "Huwelijk of partnerschap",
    "06": "Overlijden",
    "07": "Inschrijving",
    "08": "Adres",
    "09": "Kind",
    "10": "Verblijfstitel",
    "11": "Gezag",
    "12": "Reisdocument",
    "13": "Kiesrecht",
    "21": "Verwijzing",
}
ELEMENTEN = {
    "0110": "administratienummer",
    "0120": "burgerservicenummer",
    "0210": "voornamen",
    "0220": "adellijke titel",
    "0230": "voorvoegsel",
    "0240": "geslachtsnaam",
    "0310": "geboortedatum",
    "0320": "geboorteplaats",
    "0330": "geboorteland",
    "0410": "geslacht",
    "0510": "nationaliteit",
    "0610": "begin",
    "0620": "plaats van het begin",
    "0630": "land van het begin",
    "0710": "einde",
    "0720": "plaats van het einde",
    "0730": "land van het einde",
    "0740": "reden van het einde",
    "0810": "datum",
    "0820": "plaats",
    "0830": "land",
    "0910": "gemeente",
    "0920": "sinds",
    "1010": "soort adres",
    "1020": "deel van de gemeente",
    "1030": "op dit adres sinds",
    "1110": "straat",
    "1115": "straat, voluit",
    "1120": "huisnummer",
    "1130": "huisletter",
    "1140": "toevoeging",
    "1150": "bij of tegenover",
    "1160": "postcode",
    "1170": "woonplaats",
    "1180": "nummer van het verblijfsobject",
    "1190": "nummer van het adres",
    "1210": "waar het is",
    "1310": "land buiten Nederland",
    "1320": "buiten Nederland sinds",
    "1330": "adres buiten Nederland",
    "1340": "adres buiten Nederland, tweede regel",
    "1350": "adres buiten Nederland, derde regel",
    "1410": "gekomen uit",
    "1420": "in Nederland sinds",
    "1510": "soort verbintenis",
    "2010": "administratienummer daarvoor",
    "2020": "administratienummer daarna",
    "3110": "stemmen voor Europa",
    "3120": "datum van het verzoek",
    "3130": "uitgesloten tot",
    "3210": "wie het gezag heeft",
    "3310": "onder curatele",
    "3510": "soort reisdocument",
    "3520": "nummer van het reisdocument",
    "3530": "uitgegeven op",
    "3540": "uitgegeven door",
    "3550": "geldig tot",
    "3560": "ingehouden of vermist op",
    "3570": "ingehouden of vermist",
    "3810": "uitgesloten van stemmen",
    "3820": "uitgesloten tot",
    "3910": "verblijfstitel",
    "3920": "verblijfstitel tot",
    "3930": "verblijfstitel vanaf",
    "6110": "naamgebruik",
    "6210": "familie sinds",
    "6310": "reden van de nationaliteit",
    "6410": "reden van het verlies",
    "6510": "bijzonder Nederlanderschap",
    "6710": "datum opschorting",
    "6720": "reden opschorting",
    "6810": "voor het eerst ingeschreven op",
    "6910": "gemeente van de kaart",
    "7010": "geheimhouding",
    "7210": "wie het adres doorgaf",
    "8020": "laatst gewijzigd op",
    "8110": "gemeente van de akte",
    "8120": "nummer van de akte",
    "8210": "gemeente van het document",
    "8220": "datum van het document",
    "8230": "document",
    "8310": "in onderzoek",
    "8320": "in onderzoek vanaf",
    "8330": "in onderzoek tot",
    "8410": "onjuist",
    "8510": "geldig vanaf",
    "8520": "geldig tot",
    "8610": "opgenomen op",
    "8810": "deelnemer aan de RNI",
    "8820": "verdrag",
}
DATA = frozenset(
    (
        "0310", "0610", "0710", "0810", "0920", "1030", "1320", "1420", "3120", "3130", "3530", "3550", "3560",
        "3820", "3920", "3930", "6210", "6710", "6810", "8220", "8320", "8330", "8510", "8520", "8610",
    )
)  # fmt: skip
STEMPEL = "8020"
TABEL = {
    "0220": "adellijke titel of predicaat",
    "0320": "gemeente",
    "0330": "land",
    "0410": "geslacht",
    "0510": "nationaliteit",
    "0620": "gemeente",
    "0630": "land",
    "0720": "gemeente",
    "0730": "land",
    "0820": "gemeente",
    "0830": "land",
    "0910": "gemeente",
    "1010": "functie adres",
    "1150": "aanduiding bij huisnummer",
    "1310": "land",
    "1410": "land",
    "1510": "soort verbintenis",
    "3110": "europees kiesrecht",
    "3210": "indicatie gezag minderjarige",
    "3810": "aanduiding uitgesloten kiesrecht",
    "3910": "verblijfstitel",
    "6110": "naamgebruik",
    "6310": "reden nationaliteit",
    "6410": "reden nationaliteit",
    "6720": "reden opschorting bijhouding",
    "6910": "gemeente",
    "8110": "gemeente",
    "8210": "gemeente",
    "8810": "rni-deelnemer",
}
"""Which landelijke tabel says what the code of an element stands for."""
AANGIFTE = {
    "A": "de gemeente zelf",
    "B": "de minister",
    "G": "wie het gezag heeft",
    "H": "het hoofd van een instelling",
    "I": "uzelf",
    "K": "een kind dat bij u woont",
    "M": "een gemachtigde",
    "O": "een ouder die bij u woont",
    "P": "uw partner",
    "T": "niemand: technisch gewijzigd",
    "W": "niemand: het adres is gewijzigd",
}
"""Who told of an address."""
OF_MACHINES = frozenset(("8010", "8710"))
"""A number of versions, and whether the list was taken over whole: for programs, who find them beside it."""
GEHEIM = {"0": "nee", "7": "ja"}
Tabellen = Mapping[str, Mapping[str, str]]


def in_woorden(lijst: Mapping[str, Sequence[Sequence[Mapping[str, str]]]], tabellen: Tabellen) -> Facts:
    """Each occurrence on a list: what it is about, and what it says, a line for each element.

    What stood there before is called so; of one that is covered as a whole, that is all that is said.
    """
    for categorie, stapels in sorted(lijst.items()):
        for stapel in stapels:
            for place, voorkomen in enumerate(stapel):
                name = CATEGORIEEN.get(categorie, f"Categorie {categorie}") + (" (eerder)" if place else "")
                covered = set(voorkomen.values()) == {MASK}
                yield name, MASK if covered else "\n".join(_regels(voorkomen, tabellen))


def _regels(voorkomen: Mapping[str, str], tabellen: Tabellen) -> Iterator[str]:
    """An occurrence, an element on each line."""
    for code, text in voorkomen.items():
        twice = code == "1115" and text == voorkomen.get("1110")
        if code not in OF_MACHINES and not twice:
            name = ELEMENTEN.get(code, code)
            yield f"{name[:1].upper()}{name[1:]}: {_waarde(code, text, tabellen)}"


def _waarde(code: str, text: Any, tabellen: Tabellen) -> str:
    """A value: a code as what it stands for, of a date what is known of it, in words."""
    value = str(text)
    if code in DATA:
        return deel_van_datum(value)
    if code == STEMPEL and value.isdigit() and len(value) >= 8:
        return deel_van_datum(value[:8])
    if code == "7010":
        return GEHEIM.get(value, "voor sommigen")
    if code == "7210":
        return AANGIFTE.get(value, value)
    return tabellen.get(TABEL.get(code, ""), {}).get(value, value)
