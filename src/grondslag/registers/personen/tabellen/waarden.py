"""The small tables: what stands in the Logisch Ontwerp itself, and table 38."""

from typing import Final

GESLACHT: Final = {"M": "man", "V": "vrouw", "O": "onbekend"}

NAAMGEBRUIK: Final = {
    "E": "eigen geslachtsnaam",
    "N": "geslachtsnaam echtgenoot/geregistreerd partner na eigen geslachtsnaam",
    "P": "geslachtsnaam echtgenoot/geregistreerd partner",
    "V": "geslachtsnaam echtgenoot/geregistreerd partner voor eigen geslachtsnaam",
}

TITELS_EN_PREDICATEN: Final = {
    "B": "baron",
    "BS": "barones",
    "G": "graaf",
    "GI": "gravin",
    "H": "hertog",
    "HI": "hertogin",
    "JH": "jonkheer",
    "JV": "jonkvrouw",
    "M": "markies",
    "MI": "markiezin",
    "P": "prins",
    "PS": "prinses",
    "R": "ridder",
}

SOORT_VERBINTENIS: Final = {"H": "huwelijk", "P": "geregistreerd partnerschap", ".": "onbekend"}

FUNCTIE_ADRES: Final = {"W": "woonadres", "B": "briefadres"}

AANDUIDING_BIJ_HUISNUMMER: Final = {"to": "tegenover", "by": "bij"}

REDEN_OPSCHORTING: Final = {
    "O": "overlijden",
    "E": "emigratie",
    "M": "ministerieel besluit",
    "R": "pl is aangelegd in de rni",
    "F": "fout",
    "W": "wissen",
    ".": "onbekend",
}

EUROPEES_KIESRECHT: Final = {"1": "persoon is uitgesloten", "2": "persoon ontvangt oproep"}

UITGESLOTEN_KIESRECHT: Final = {"A": "persoon is uitgesloten"}
