"""Reading in persoonslijsten from a file: what is taken, what is left out of a list, and what is refused. No I/O.

Nothing is put right: a list without a number by which it can be asked for is refused whole, an element that is not
what LO3 says it is, is left out of its list; both are told, by their place in the file and never by a BSN.
"""

from collections import Counter
from collections.abc import Iterator

import msgspec

from grondslag.registers.personen.lo3 import Persoonslijst, burgerservicenummer
from grondslag.vocabulary.nummers import check_bsn

LONGEST = 200
"""No element of LO3 is longer."""
MOST_OCCURRENCES = 500
_DATUMS = frozenset((
    "0310", "0610", "0710", "0810", "0920", "1030", "1320", "1420", "3120", "3130", "3530", "3550", "3820", "3920",
    "3930", "6210", "6620", "6710", "6810", "7110", "8220", "8320", "8330", "8510", "8610",
))  # fmt: skip
"""Elements that are dates: eight digits, with zeros for what is unknown."""
_DAYS = 31


class Onjuist(Exception):
    """A list cannot be taken; the sentence says why, for who reads the report."""


class Gelezen(msgspec.Struct, kw_only=True):
    """A list from a file. `plaats`: where it stands there; `weggelaten`: what was left out of it."""

    plaats: str
    lijst: Persoonslijst
    weggelaten: list[str]


class Afgewezen(msgspec.Struct, kw_only=True):
    """A list that was not taken: where it stands and why."""

    plaats: str
    reden: str


class Verslag(msgspec.Struct, kw_only=True):
    """What a file held and what became of it."""

    soort: str = ""
    personen: int = 0
    nieuw: int = 0
    gewijzigd: int = 0
    gelijk: int = 0
    redenen: Counter[str] = msgspec.field(default_factory=Counter[str])
    weggelaten: Counter[str] = msgspec.field(default_factory=Counter[str])
    plaatsen: dict[str, list[str]] = msgspec.field(default_factory=dict[str, list[str]])

    @property
    def afgewezen(self) -> int:
        """How many persons were refused."""
        return self.redenen.total()

    def meld(self, gelezen: Gelezen | Afgewezen) -> None:
        """Count one list."""
        self.personen += 1
        if isinstance(gelezen, Afgewezen):
            self.redenen[gelezen.reden] += 1
            self.plaatsen.setdefault(gelezen.reden, []).append(gelezen.plaats)
        else:
            self.weggelaten.update(gelezen.weggelaten)

    def lines(self, *, dry_run: bool = False) -> Iterator[str]:
        """The report for the one who reads in."""
        kept = self.personen - self.afgewezen
        done = "would be kept" if dry_run else "kept"
        how = "" if dry_run else f" ({self.nieuw} new, {self.gewijzigd} changed, {self.gelijk} as they were)"
        yield f"{self.soort}: {self.personen} persons, {kept} {done}{how}, {self.afgewezen} refused"
        for reden, count in self.redenen.most_common():
            yield f"  refused {count}: {reden} ({_some(self.plaatsen[reden])})"
        for wat, count in sorted(self.weggelaten.items()):
            yield f"  left out {count}: {wat}"


def _some(plaatsen: list[str], most: int = 10) -> str:
    more = f" and {len(plaatsen) - most} more" if len(plaatsen) > most else ""
    return ", ".join(plaatsen[:most]) + more


class Keuring:
    """Judges the lists of one file, each after the ones before it."""

    def __init__(self) -> None:
        self._numbers: set[str] = set()

    def keur(self, plaats: str, lijst: Persoonslijst, weggelaten: list[str]) -> Gelezen | Afgewezen:
        """A list as it may be kept, or why it may not."""
        try:
            self._demand_number(lijst)
            _demand_bounds(lijst)
        except Onjuist as reden:
            return Afgewezen(plaats=plaats, reden=str(reden))
        return Gelezen(plaats=plaats, lijst=lijst, weggelaten=[*weggelaten, *_zonder_onjuiste_datums(lijst)])

    def _demand_number(self, lijst: Persoonslijst) -> None:
        bsn = burgerservicenummer(lijst)
        if not bsn:
            raise Onjuist("no burgerservicenummer")
        if check_bsn(bsn) is not None:
            raise Onjuist("the burgerservicenummer does not pass the 11-test")
        if bsn in self._numbers:
            raise Onjuist("its burgerservicenummer stands on an earlier list in this file")
        self._numbers.add(bsn)


def _demand_bounds(lijst: Persoonslijst) -> None:
    found = [(categorie, each) for categorie, stapels in lijst.items() for stapel in stapels for each in stapel]
    if len(found) > MOST_OCCURRENCES:
        raise Onjuist(f"more than {MOST_OCCURRENCES} occurrences")
    for categorie, voorkomen in found:
        for element, text in voorkomen.items():
            if len(text) > LONGEST:
                raise Onjuist(f"{genoemd(categorie, element)} is longer than {LONGEST} characters")
            if not text.isprintable():
                raise Onjuist(f"{genoemd(categorie, element)} holds characters that nobody can read")


def _zonder_onjuiste_datums(lijst: Persoonslijst) -> Iterator[str]:
    """Take the dates that are none out of a list; answers which."""
    for categorie, stapels in lijst.items():
        for voorkomen in (each for stapel in stapels for each in stapel):
            for element in [each for each in voorkomen if each in _DATUMS and not _is_datum(voorkomen[each])]:
                del voorkomen[element]
                yield f"{genoemd(categorie, element)} is not a date of LO3"


def _is_datum(text: str) -> bool:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return False
    return int(text[4:6]) <= 12 and int(text[6:]) <= _DAYS


def genoemd(categorie: str, element: str) -> str:
    """An element as LO3 writes it: 01.02.40."""
    return f"{categorie}.{element[:2]}.{element[2:]}"
