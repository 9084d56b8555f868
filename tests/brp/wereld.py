"""What a scenario has told so far: persons as LO3 lists, addresses, the question, and what must come of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from grondslag.registers.personen import lo3
from grondslag.registers.personen.lo3 import Persoonslijst

Elementen = dict[str, str]

CATEGORIEEN: Mapping[str, str] = {
    "persoon": lo3.PERSOON,
    "ouder-1": lo3.OUDER_1,
    "ouder-2": lo3.OUDER_2,
    "nationaliteit": lo3.NATIONALITEIT,
    "partner": lo3.HUWELIJK,
    "overlijden": lo3.OVERLIJDEN,
    "inschrijving": lo3.INSCHRIJVING,
    "verblijfplaats": lo3.VERBLIJFPLAATS,
    "immigratie": lo3.VERBLIJFPLAATS,
    "kind": lo3.KIND,
    "verblijfstitel": lo3.VERBLIJFSTITEL,
    "gezagsverhouding": lo3.GEZAGSVERHOUDING,
    "kiesrecht": lo3.KIESRECHT,
}
"""What the steps call a category."""

_ELEMENT = re.compile(r"\((\d\d)\.(\d\d)\)$")
_UNNUMBERED = {"gemeente_code": "9210", "geslachtsnaam (diakrieten)": "0240", "voornamen (diakrieten)": "0210"}
_CODES_OF_FOUR = frozenset({"0330", "0510", "0630", "0730", "0830", "0910", "1310", "1410", "8210", "8810", "9210"})
PL_ID = "pl_id"


class Onbekend(Exception):
    """The step or name is not known here, so the scenario cannot run."""


def elementen(named: Iterable[tuple[str, str]]) -> Elementen:
    """The LO3 elements of a table: "geslachtsnaam (02.40)" becomes 0240. An empty value is an absent one."""
    found: Elementen = {}
    for name, value in named:
        if value and name != PL_ID:
            element = _element(name)
            found[element] = _code(element, value)
    return found


def _element(name: str) -> str:
    if match := _ELEMENT.search(name):
        return match[1] + match[2]
    if name in _UNNUMBERED:
        return _UNNUMBERED[name]
    raise Onbekend(f"element {name!r}")


def _code(element: str, value: str) -> str:
    return value.zfill(4) if element in _CODES_OF_FOUR and value.isdigit() else value


@dataclass(slots=True)
class Persoon:
    """A person of the scenario: what it is called, its list, and the number of its row where one is given."""

    aanduiding: str
    lijst: Persoonslijst
    pl_id: str = ""

    def actueel(self, categorie: str) -> Elementen:
        """The current occurrence of the last stack of a category, made when there is none."""
        stapels = self.lijst.setdefault(categorie, [])
        if not stapels:
            stapels.append([{}])
        return stapels[-1][0]

    def nieuw(self, categorie: str, voorkomen: Elementen) -> None:
        """Begins a stack."""
        self.lijst.setdefault(categorie, []).append([voorkomen])

    def alleen(self, categorie: str, voorkomen: Elementen) -> None:
        """Makes this the one occurrence of a category that occurs once."""
        self.lijst[categorie] = [[voorkomen]]

    def gewijzigd(self, categorie: str, voorkomen: Elementen, *, onjuist: bool = False) -> None:
        """Puts an occurrence before the current one of the last stack; a correction marks that one as onjuist."""
        stapels = self.lijst.setdefault(categorie, [])
        if not stapels:
            stapels.append([])
        if onjuist and stapels[-1]:
            stapels[-1][0][lo3.ONJUIST] = "O"
        stapels[-1].insert(0, voorkomen)


@dataclass(slots=True)
class Wereld:
    """The state that the steps of one scenario share."""

    today: date
    personen: list[Persoon] = field(default_factory=list[Persoon])
    adressen: dict[str, Elementen] = field(default_factory=dict[str, Elementen])
    tabellen: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    afnemer: tuple[str, str] = ("", "")
    headers: dict[str, str] = field(default_factory=dict[str, str])
    vraag: dict[str, Any] = field(default_factory=dict[str, Any])
    verwacht: dict[str, Any] | None = None
    gevonden: list[str] = field(default_factory=list[str])
    aantal: int | None = None
    verwachte_headers: dict[str, str] = field(default_factory=dict[str, str])

    def persoon(self, aanduiding: str | None = None) -> Persoon:
        """The person of that name, or the last one told of. Raises Onbekend when there is none."""
        found = self.vind(aanduiding) if aanduiding else self.personen[-1] if self.personen else None
        if found is None:
            raise Onbekend(f"persoon {aanduiding!r}")
        return found

    def vind(self, aanduiding: str) -> Persoon | None:
        """The person of that name, if any."""
        return next((each for each in self.personen if each.aanduiding == aanduiding), None)

    def adres(self, aanduiding: str) -> Elementen:
        """The address of that name. Raises Onbekend when there is none."""
        if aanduiding not in self.adressen:
            raise Onbekend(f"adres {aanduiding!r}")
        return self.adressen[aanduiding]

    def nieuw_bsn(self) -> str:
        """A number that no earlier person of the scenario was given."""
        return str(12 * (len(self.personen) + 1)).zfill(9)
