"""Tabelwaarde: what a code of a landelijke tabel stands for, beside and before what is packaged (`tabellen`)."""

from collections.abc import Iterable
from typing import Annotated

from grondslag.kernel.declare import Max, Record, resource
from grondslag.registers.personen.lo3 import Persoonslijst, Tabellen
from grondslag.registers.personen.persoon import LEZEN

_LONGEST_CODE = 10


@resource(
    "tabelwaarden",
    methods="",
    scopes={"read": LEZEN},
    paged=False,
    etag=False,
    unique={"brp-tabel": ("code", "tabel")},
)
class Tabelwaarde(Record):
    """Een code van een landelijke tabel, met wat die betekent."""

    tabel: Annotated[str, Max(60), "De tabel."]
    code: Annotated[str, Max(_LONGEST_CODE), "De code."]
    omschrijving: Annotated[str, Max(200), "Wat de code betekent."]


def codes(lijsten: Iterable[Persoonslijst]) -> set[str]:
    """Every value on these lists that may be a code of a table."""
    return {
        value
        for lijst in lijsten
        for stapels in lijst.values()
        for stapel in stapels
        for voorkomen in stapel
        for value in voorkomen.values()
        if len(value) <= _LONGEST_CODE
    }


def aangevuld(tabellen: Tabellen, waarden: Iterable[tuple[str, str, str]]) -> Tabellen:
    """Tables with more values: of which table, its code, and what that stands for. A value that was there goes."""
    more: dict[str, dict[str, str]] = {}
    for tabel, code, omschrijving in waarden:
        more.setdefault(tabel, {})[code] = omschrijving
    # A table is long, and copied for an answer: once, however many values it gets.
    return {**tabellen, **{tabel: {**tabellen.get(tabel, {}), **these} for tabel, these in more.items()}}
