"""The name of a person: its parts, its voorletters, and how they make the whole name."""

from typing import Final

from grondslag.registers.personen.informatie import velden, waarden
from grondslag.registers.personen.informatie.velden import Blik, Veld
from grondslag.registers.personen.lo3 import Tabellen, Voorkomen, omschrijving

VOORNAMEN: Final = "0210"
TITEL: Final = "0220"
VOORVOEGSEL: Final = "0230"
GESLACHTSNAAM: Final = "0240"
GESLACHT: Final = "0410"

ONBEKEND: Final = "."
PREDICATEN: Final = frozenset({"JH", "JV"})

_VORMEN: Final = {
    "M": {"BS": "B", "GI": "G", "HI": "H", "MI": "M", "PS": "P", "JV": "JH"},
    "V": {"B": "BS", "G": "GI", "H": "HI", "M": "MI", "P": "PS", "JH": "JV"},
}
"""A title in the form of the other sex. Ridder has no form for a woman."""


def voorletters(voornamen: str) -> str:
    """One letter a voornaam with a point; a voornaam of one letter is itself, and stands apart from the next."""
    found = ""
    for voornaam in voornamen.split():
        if found and not found.endswith("."):
            found += " "
        found += voornaam if len(voornaam) == 1 else f"{voornaam[0]}."
    return found


def titelvorm(code: str, geslacht: str) -> str:
    """The code of a title in the form of a sex; the code itself when there is no such form."""
    return _VORMEN.get(geslacht, {}).get(code, code)


def titel(tabellen: Tabellen, code: str) -> str:
    """A title in words, in lower case."""
    return (omschrijving(tabellen, "adellijke titel of predicaat", code) or "").lower()


def is_bekend(voorkomen: Voorkomen) -> bool:
    """Whether the geslachtsnaam is known."""
    return voorkomen.get(GESLACHTSNAAM, "") not in {"", ONBEKEND}


def geslachtsnaam(voorkomen: Voorkomen) -> str:
    """Voorvoegsel and geslachtsnaam; empty when the geslachtsnaam is not known."""
    return joined(voorkomen.get(VOORVOEGSEL, ""), voorkomen[GESLACHTSNAAM]) if is_bekend(voorkomen) else ""


def joined(*parts: str) -> str:
    """Parts of a name with one space between them, without those that are empty."""
    return " ".join(" ".join(parts).split())


def volledige_naam(blik: Blik) -> str:
    """Voornamen, voorvoegsel and geslachtsnaam; a predicaat stands in front, a title behind the voornamen."""
    code = blik(TITEL)
    adel = titel(blik.tabellen, titelvorm(code, blik(GESLACHT)))
    voor, achter = (adel, "") if code in PREDICATEN else ("", adel)
    naam = "" if blik(GESLACHTSNAAM) == ONBEKEND else blik(GESLACHTSNAAM)
    return joined(voor, blik(VOORNAMEN), achter, blik(VOORVOEGSEL), naam)


NAAM: Final = (
    velden.tekst("voornamen", VOORNAMEN),
    Veld("adellijkeTitelPredicaat", (TITEL,), lambda blik: waarden.titel(blik.tabellen, blik(TITEL))),
    velden.tekst("voorvoegsel", VOORVOEGSEL),
    velden.tekst("geslachtsnaam", GESLACHTSNAAM, onbekend=ONBEKEND),
    Veld("voorletters", (VOORNAMEN,), lambda blik: voorletters(blik(VOORNAMEN)) or None),
)
"""The name of whoever stands on a list: parent, child or partner."""

NAAM_BEPERKT: Final = (
    *NAAM,
    Veld(
        "volledigeNaam",
        (VOORNAMEN, TITEL, VOORVOEGSEL, GESLACHTSNAAM, GESLACHT),
        lambda blik: volledige_naam(blik) or None,
    ),
)
"""The name of a person that is searched for."""

NAAM_PERSOON: Final = (*NAAM_BEPERKT, velden.tabelwaarde("aanduidingNaamgebruik", "6110", "naamgebruik"))
"""The name of the person whose list it is."""
