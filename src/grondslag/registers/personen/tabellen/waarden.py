"""The small tables."""

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

GEZAG_MINDERJARIGE: Final = {
    "1": "Ouder1 heeft het gezag",
    "2": "Ouder2 heeft het gezag",
    "D": "Een of meer derden hebben het gezag",
    "1D": "Ouder1 en een derde hebben het gezag",
    "2D": "Ouder2 en een derde hebben het gezag",
    "12": "Ouder1 en ouder2 hebben het gezag",
}

RNI_DEELNEMER: Final = {
    "0101": "Belastingdienst (inzake heffingen en toeslagen)",
    "0201": "Sociale Verzekeringsbank (inzake AOW, Anw en AKW)",
    "0401": "CAK (inzake zorgverzekeringen)",
    "0501": "Immigratie- en naturalisatiedienst (inzake nationaliteitsgegevens)",
}

VERBLIJFSTITEL: Final = {
    "00": "Onbekend",
    "09": "Art. 9 van de Vreemdelingenwet",
    "21": "Vw 2000 art. 8, onder a, vergunning regulier bepaalde tijd, arbeid vrij",
    "25": "Vw 2000 art. 8, sub b, verg. reg. onbep. tijd of langdurig ingez., arbeid vrij",
    "27": "Vw 2000 art. 8, sub d, verg. asiel onbep. tijd of langdurig ingez., arbeid vrij",
    "29": "Vw 2000 art. 8, onder e, gemeenschapsonderdaan econ. niet-actief, arbeid vrij",
    "30": "Vw 2000 art. 8, onder e, toetsing aan het gemeenschapsrecht, arbeid vrij",
    "37": "Vw 2000 art. 8, onder e, gemeenschapsonderdaan econ. niet-actief, arbeid spec.",
    "40": "Vw 2000 art. 8, onder e, gemeenschapsonderdaan duurzaam verblijf, arbeid vrij",
    "98": "geen verblijfstitel (meer)",
}
