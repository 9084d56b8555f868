"""A persoonslijst as the Logisch Ontwerp GBA (LO3) has it: categories, stacks, occurrences, elements.

A list is plain data, so that any source can give one: a table, a file, an answer of another register.
Nothing here knows what an element means; that is for `informatie`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

Voorkomen = Mapping[str, str]
"""One occurrence of a category: element "GGEE" ("0240") to its text as LO3 has it."""

Stapel = Sequence[Voorkomen]
"""The current occurrence of a category, then what stood there before, newest first."""

Persoonslijst = dict[str, list[list[dict[str, str]]]]
"""Category ("01" to "13", "21") to its stacks. History (LO3 51 to 63) is folded into its stack."""

Tabellen = Mapping[str, Mapping[str, str]]
"""Landelijke tabellen by name ("land", "gemeente", "nationaliteit", ...): code to description."""

PERSOON: Final = "01"
OUDER_1: Final = "02"
OUDER_2: Final = "03"
NATIONALITEIT: Final = "04"
HUWELIJK: Final = "05"
OVERLIJDEN: Final = "06"
INSCHRIJVING: Final = "07"
VERBLIJFPLAATS: Final = "08"
KIND: Final = "09"
VERBLIJFSTITEL: Final = "10"
GEZAGSVERHOUDING: Final = "11"
REISDOCUMENT: Final = "12"
KIESRECHT: Final = "13"
VERWIJZING: Final = "21"

LONGEST_NUMBER: Final = 5
"""No number that counts (a huisnummer) has more digits."""

ANUMMER: Final = "0110"
BURGERSERVICENUMMER: Final = "0120"
ONJUIST: Final = "8410"

_NOTHING: Final[Voorkomen] = {}


def stapels(lijst: Persoonslijst, categorie: str) -> Iterator[Stapel]:
    """The stacks of a category that hold anything, in the order of the list."""
    return (stapel for stapel in lijst.get(categorie, ()) if stapel)


def huidige(lijst: Persoonslijst, categorie: str) -> Iterator[Voorkomen]:
    """The current occurrence of each stack of a category."""
    return (stapel[0] for stapel in stapels(lijst, categorie))


def huidig(lijst: Persoonslijst, categorie: str) -> Voorkomen:
    """The current occurrence of a category that occurs once; empty when the list has none."""
    return next(huidige(lijst, categorie), _NOTHING)


def vorige(lijst: Persoonslijst, categorie: str) -> Iterator[Voorkomen]:
    """What stood in a category before and was right: history without the occurrences marked onjuist."""
    return (each for stapel in stapels(lijst, categorie) for each in stapel[1:] if not is_onjuist(each))


def waarde(lijst: Persoonslijst, categorie: str, element: str) -> str:
    """The text of an element in the current occurrence of a category; empty when it is not there."""
    return huidig(lijst, categorie).get(element, "")


def is_onjuist(voorkomen: Voorkomen) -> bool:
    """Whether an occurrence is marked as never having been right (84.10: onjuist or strijdig)."""
    return bool(voorkomen.get(ONJUIST))


def burgerservicenummer(lijst: Persoonslijst) -> str:
    """The number by which the person is known; empty when the list has none."""
    return waarde(lijst, PERSOON, BURGERSERVICENUMMER)


def getal(text: str) -> int:
    """A number that counts; 0 where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


def omschrijving(tabellen: Tabellen, tabel: str, code: str) -> str | None:
    """What a code of a landelijke tabel stands for; None when the table does not know it."""
    return tabellen.get(tabel, {}).get(code)
