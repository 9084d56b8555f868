"""Whose data an answer about persons shows, told of its JSON alone: who was asked for, and relatives.

A relative counts as shown when an entry of it stands in the answer, whatever fields of it were asked. So a question
that asks for relatives asks for their numbers too; who did not ask for those does not see them. A relative who has no
number (a spouse abroad) is nobody whom the log can name.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from grondslag.registers.personen.velden import bezwaar
from grondslag.registers.personen.vraag import SOORTEN

NUMMER: Final = "burgerservicenummer"
VERWANTEN: Final = ("partners", "kinderen", "ouders")
"""Others than who is asked for, of whom an answer may tell. Those of gezag come whole, with their numbers."""
_ONDERZOEK: Final = "inOnderzoek"
_VAN_PERSOON: Final = "datumIngangOnderzoekPersoon", frozenset({"geslacht", "leeftijd"})
_VAN_VERWANT: Final = (
    "datumIngangOnderzoek",
    frozenset({"geslacht", "soortVerbintenis", "datumIngangFamilierechtelijkeBetrekking"}),
)
"""Since when something is under investigation, and what else but the number that day may be about."""


def ontbrekende(vraag: Mapping[str, Any]) -> list[str]:
    """The fields that a question must have besides, for its answer to say whose data it shows."""
    fields = _fields(vraag)
    if not fields:
        return []
    groepen = {each.partition(".")[0] for each in fields}
    found = [
        f"{each}.{NUMMER}" for each in VERWANTEN if each in groepen - _genummerd(fields) and _is_vraagbaar(vraag, each)
    ]
    return ([] if NUMMER in fields else [NUMMER]) + found


def betrokkenen(found: Any, vraag: Mapping[str, Any]) -> list[str]:
    """The numbers of all whom the answer to a question shows, each once.

    Raises TypeError, KeyError, AttributeError or ValueError for an answer of which that cannot be told: a person
    without a number, a relative without one in a group of which no number was asked, or a number that is none.
    """
    genummerd = _genummerd(_fields(vraag))
    for persoon in found["personen"]:
        een_nummer(persoon[NUMMER])
        for groep in VERWANTEN:
            for each in persoon.get(groep, ()):
                if each.get(NUMMER) is None and groep not in genummerd:
                    raise ValueError(groep)
    return list(dict.fromkeys(_nummers(found)))


def zonder(found: Any, velden: Sequence[str]) -> None:
    """Take out of an answer what was asked besides, with that it is under investigation."""
    for persoon in found["personen"]:
        for veld in velden:
            groep = veld.removesuffix(NUMMER).rstrip(".")
            if not groep:
                _haal_weg(persoon, *_VAN_PERSOON)
            for each in persoon.get(groep, ()):
                _haal_weg(each, *_VAN_VERWANT)


def _fields(vraag: Mapping[str, Any]) -> list[str]:
    """The paths that are asked; none where it is no list, which is refused elsewhere."""
    fields = vraag.get("fields")
    return [each for each in cast("list[Any]", fields) if isinstance(each, str)] if isinstance(fields, list) else []


def _genummerd(fields: Sequence[str]) -> set[str]:
    """The groups of relatives of whom the numbers are asked."""
    return {each for each in VERWANTEN if each in fields or f"{each}.{NUMMER}" in fields}


def _is_vraagbaar(vraag: Mapping[str, Any], groep: str) -> bool:
    """Whether the kind of question has these relatives; of a kind that is not known here, it may."""
    soort = SOORTEN.get(naam) if isinstance(naam := vraag.get("type"), str) else None
    return soort is None or not bezwaar(soort.antwoord, f"{groep}.{NUMMER}")


def _nummers(found: Any) -> Iterator[str]:
    """Every number of a person, wherever it stands; what only says that one is under investigation is none."""
    left = [found]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            said = cast("dict[str, Any]", each)
            left += [value for naam, value in said.items() if naam != _ONDERZOEK]
            if NUMMER in said:
                yield een_nummer(said[NUMMER])
        elif isinstance(each, list):
            left += cast("list[Any]", each)


def een_nummer(found: Any) -> str:
    """A number of a person. Raises ValueError for what has not the form of one."""
    if not isinstance(found, str) or not (len(found) == 9 and found.isascii() and found.isdigit()):
        raise ValueError(NUMMER)
    return found


def _haal_weg(shown: dict[str, Any], ingang: str, naast: frozenset[str]) -> None:
    shown.pop(NUMMER, None)
    onderzoek = shown.get(_ONDERZOEK)
    if isinstance(onderzoek, dict) and cast("dict[str, Any]", onderzoek).pop(NUMMER, None) is not None:
        if not naast & onderzoek.keys():
            onderzoek.pop(ingang, None)
        if not onderzoek:
            del shown[_ONDERZOEK]
