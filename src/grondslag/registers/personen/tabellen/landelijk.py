"""The long landelijke tabellen, whole: with the codes that ended, for a persoonslijst keeps those of its time.

They are what RvIG publishes (publicaties.rvig.nl, Landelijke tabellen 32 up to 61): nationaliteiten (32), gemeenten
(33), landen (34) and verblijfstitels (56) as of March 2026; redenen of acquiring and losing a nationaliteit (37) and
RNI-deelnemers (60) as of November 2022; gezagsverhoudingen (61) as of May 2023. `tools/make_tabellen.py` makes the
files of newer ones.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

_PACKAGE = "grondslag.registers.personen.tabellen"
Landelijk = Literal[
    "gemeenten", "gezagsverhoudingen", "landen", "nationaliteiten", "redenen", "rni_deelnemers", "verblijfstitels"
]


class Waarde(NamedTuple):
    """What a code stands for, from which day it was used, and from which day no more, where the table says so."""

    omschrijving: str
    ingang: date | None
    einde: date | None


@cache
def waarden(tabel: Landelijk) -> Mapping[str, Waarde]:
    """A whole table by code, as it is packaged."""
    text = files(_PACKAGE).joinpath(f"{tabel}.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {code: Waarde(omschrijving, _day(ingang), _day(einde)) for code, omschrijving, ingang, einde in rows}


def omschrijvingen(tabel: Landelijk) -> Mapping[str, str]:
    """What the codes of a table stand for."""
    return {code: each.omschrijving for code, each in waarden(tabel).items()}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
