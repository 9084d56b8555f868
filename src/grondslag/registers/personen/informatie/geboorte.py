"""Birth and age."""

from datetime import date
from typing import Final

from grondslag.registers.personen import lo3
from grondslag.registers.personen.informatie import velden
from grondslag.registers.personen.lo3 import Persoonslijst

GEBOORTEDATUM: Final = "0310"

GEBOORTE_BEPERKT: Final = (velden.datum("datum", GEBOORTEDATUM),)
GEBOORTE: Final = (*GEBOORTE_BEPERKT, velden.plaats("plaats", "0320"), velden.land("land", "0330"))


def leeftijd(lijst: Persoonslijst, today: date) -> int | None:
    """The age in whole years; None when the person died, or when the date does not say it for certain."""
    if is_overleden(lijst):
        return None
    text = lo3.waarde(lijst, lo3.PERSOON, GEBOORTEDATUM)
    if len(text) != 8 or not text.isdecimal():
        return None
    jaar, maand, dag = int(text[:4]), int(text[4:6]), int(text[6:])
    if not jaar or not maand or (not dag and maand == today.month):
        return None
    return today.year - jaar - ((today.month, today.day) < (maand, dag))


def is_overleden(lijst: Persoonslijst) -> bool:
    """Whether the list says that the person died."""
    opgeschort = lo3.waarde(lijst, lo3.INSCHRIJVING, "6720") == "O"
    return opgeschort or bool(lo3.waarde(lijst, lo3.OVERLIJDEN, "0810"))
