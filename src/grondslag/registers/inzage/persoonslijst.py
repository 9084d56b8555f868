"""A persoonslijst (LO3) in words: what its categories and elements are called, for who reads their own. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grondslag.registers.inzage.bewaren import MAANDEN

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
    "0710": "einde",
    "0810": "datum",
    "0910": "gemeente",
    "0920": "sinds",
    "1010": "soort adres",
    "1030": "op dit adres sinds",
    "1110": "straat",
    "1120": "huisnummer",
    "1130": "huisletter",
    "1140": "toevoeging",
    "1160": "postcode",
    "1170": "woonplaats",
    "1310": "land buiten Nederland",
    "6110": "naamgebruik",
    "6710": "datum opschorting",
    "6720": "reden opschorting",
    "7010": "geheimhouding",
    "8310": "in onderzoek",
    "8510": "geldig vanaf",
    "8610": "opgenomen op",
}
DATA = frozenset(("0310", "0610", "0710", "0810", "0920", "1030", "6710", "8510", "8610"))


def in_woorden(lijst: Mapping[str, Sequence[Sequence[Mapping[str, str]]]]) -> Iterator[tuple[str, str]]:
    """Each occurrence on a list: what it is about, and what it says; what stood there before is called so."""
    for categorie, stapels in sorted(lijst.items()):
        for stapel in stapels:
            for place, voorkomen in enumerate(stapel):
                name = CATEGORIEEN.get(categorie, f"Categorie {categorie}") + (" (eerder)" if place else "")
                said = "; ".join(
                    f"{ELEMENTEN.get(code, code)}: {_waarde(code, text)}" for code, text in voorkomen.items()
                )
                yield name, said


def _waarde(code: str, text: Any) -> str:
    """A value; of a date what is known of it, in words."""
    if code not in DATA or not (isinstance(text, str) and len(text) == 8 and text.isdigit()):
        return str(text)
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not year:
        return "onbekend"
    if not 1 <= month <= 12:
        return str(year)
    return f"{day} {MAANDEN[month - 1]} {year}" if day else f"{MAANDEN[month - 1]} {year}"
