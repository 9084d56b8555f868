"""Reading in the table form of GBA-V: a column for each element of LO3, a row for each layer of a list.

The first row of a list has its name in the first cell. In each next row, what stands under a category is one more
occurrence of it: the mark in the column `NN.H` of the row before says whether it is history (51 for category 01) or
begins another stack (09 after 09).
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from grondslag.registers.personen.inlezen import Onjuist
from grondslag.registers.personen.lo3 import Persoonslijst

SOORT = "GBA-V (csv)"
MOST_ROWS = 500
_ELEMENT = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{2})\Z")
_MARK = re.compile(r"([0-9]{2})\.H\Z")
_TWICE = {"8810": "8820"}
"""A head that names an element twice in a row means the one after it."""


class Kolommen(msgspec.Struct, frozen=True, kw_only=True):
    """The head of the file: by category, the places of its elements and of its mark."""

    elementen: Mapping[str, Mapping[str, int]]
    merken: Mapping[str, int]
    aantal: int


def is_kop(cells: Sequence[str]) -> bool:
    """Whether these are the first cells of such a file."""
    return any(_ELEMENT.match(each) for each in cells[:3])


def kolommen(cells: Sequence[str]) -> Kolommen:
    """The columns that a head names. Raises Onjuist for a name that is no element."""
    elementen: dict[str, dict[str, int]] = {}
    merken: dict[str, int] = {}
    for place, name in enumerate(cells):
        if found := _ELEMENT.match(name):
            known = elementen.setdefault(found[1], {})
            element = found[2] + found[3]
            element = _TWICE.get(element, element) if element in known else element
            if element in known:
                raise Onjuist(f"column {place + 1} names {name} a second time")
            known[element] = place
        elif mark := _MARK.match(name):
            merken[mark[1]] = place
        elif name and place:
            raise Onjuist(f"column {place + 1} is called {name[:20]!r}, which is no element of LO3")
    return Kolommen(elementen=elementen, merken=merken, aantal=len(cells))


def persoonslijst(kop: Kolommen, rows: Sequence[tuple[int, Sequence[str]]]) -> Persoonslijst:
    """The list in these rows, each with its line. Raises Onjuist."""
    if len(rows) > MOST_ROWS:
        raise Onjuist(f"more than {MOST_ROWS} rows")
    for line, row in rows:
        if len(row) != kop.aantal:
            raise Onjuist(f"line {line} has {len(row)} cells in place of {kop.aantal}")
    found = {categorie: _stapels(kop, categorie, [row for _, row in rows]) for categorie in kop.elementen}
    return {categorie: stapels for categorie, stapels in found.items() if stapels}


def _stapels(kop: Kolommen, categorie: str, rows: Sequence[Sequence[str]]) -> list[list[dict[str, str]]]:
    """The stacks of a category. What follows without a mark is taken as history: it never becomes what holds now."""
    places, mark = kop.elementen[categorie], kop.merken.get(categorie)
    stapels: list[list[dict[str, str]]] = []
    told = categorie
    for row in rows:
        voorkomen = {element: text for element, place in places.items() if (text := row[place].strip())}
        if told == categorie:
            stapels.append([voorkomen])
        elif voorkomen:
            stapels[-1].append(voorkomen)
        told = row[mark].strip() if mark is not None else ""
    return [each for each in stapels if any(each)]
