"""A fictitious person among relatives, and the persoonslijst that follows: what one list says of another person is
taken from that person, so that both sides of a relation agree."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct

from grondslag.registers.personen import lo3
from grondslag.registers.personen.demo_namen import NEDERLAND, NEDERLANDSE
from grondslag.registers.personen.lo3 import Persoonslijst

T = TypeVar("T")
Elementen = dict[str, str]
HUWELIJK, PARTNERSCHAP = "H", "P"
SCHEIDING, DOOD = "S", "O"
_WEIGHTS = tuple(2**place for place in range(10))


class Chance(Protocol):
    """A source of chance, such as `random.Random`."""

    def random(self) -> float:
        """A number from 0 up to 1."""
        ...

    def randrange(self, start: int, stop: int) -> int:
        """A whole number from `start` up to `stop`."""
        ...

    def choice(self, seq: Sequence[T]) -> T:
        """One of these."""
        ...


def lo3_datum(day: date) -> str:
    """A day as LO3 has it."""
    return day.strftime("%Y%m%d")


def eleven_proof(number: int) -> int:
    """The first number from here on that passes the 11-test of the burgerservicenummer."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    while sum(weight * int(digit) for weight, digit in zip(weights, f"{number:09d}", strict=True)) % 11:
        number += 1
    return number


def next_anummer(number: int) -> int:
    """The first number from here on that is an A-nummer (LO3 01.10): no digit twice in a row, and two sums by 11."""
    while not _is_anummer([int(digit) for digit in str(number)]):
        number += 1
    return number


def _is_anummer(digits: list[int]) -> bool:
    weighted = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True))
    repeats = any(digits[place] == digits[place + 1] for place in range(9))
    return not repeats and sum(digits) % 11 in (0, 5) and weighted % 11 == 0


class Verbintenis(Struct, kw_only=True, eq=False):
    """A marriage or registered partnership of two people; `einde` and `reden` when it ended."""

    mensen: "tuple[Mens, Mens]"
    datum: str
    plaats: str
    land: str = NEDERLAND
    soort: str = HUWELIJK
    einde: str = ""
    reden: str = ""

    def ander(self, mens: "Mens") -> "Mens":
        """The partner of one of the two."""
        return self.mensen[1] if self.mensen[0] is mens else self.mensen[0]


class Mens(Struct, kw_only=True, eq=False):
    """A person. Without a burgerservicenummer: somebody who is known from the lists of others only.

    `meer`: by category, elements beyond those that follow from the rest, which go before them.
    """

    bsn: str = ""
    anummer: str = ""
    geslacht: str
    voornamen: str
    voorvoegsel: str = ""
    geslachtsnaam: str
    titel: str = ""
    geboren: str
    geboorteplaats: str
    geboorteland: str = NEDERLAND
    naamgebruik: str = "E"
    nationaliteiten: list[Elementen] = msgspec.field(default_factory=lambda: [{"0510": NEDERLANDSE, "6310": "017"}])
    ouders: "list[Mens]" = msgspec.field(default_factory=list["Mens"])
    kinderen: "list[Mens]" = msgspec.field(default_factory=list["Mens"])
    verbintenissen: list[Verbintenis] = msgspec.field(default_factory=list[Verbintenis])
    adressen: list[Elementen] = msgspec.field(default_factory=list[Elementen])
    """Where they live, and where they lived before, newest first."""
    meer: dict[str, Elementen] = msgspec.field(default_factory=dict[str, Elementen])

    @property
    def overleden(self) -> bool:
        """Whether they have died."""
        return lo3.OVERLIJDEN in self.meer

    @property
    def partner(self) -> "Mens | None":
        """With whom they are together now."""
        lasting = [each for each in self.verbintenissen if not each.einde]
        return lasting[0].ander(self) if lasting else None

    def voeg_toe(self, categorie: str, elementen: Elementen) -> None:
        """Say more of a category."""
        self.meer.setdefault(categorie, {}).update(elementen)


def persoonslijst(mens: Mens, gemeente: str) -> Persoonslijst:
    """The list of a person, of which this gemeente made the first entries."""
    found: dict[str, list[list[Elementen]]] = {
        lo3.PERSOON: [[_persoon(mens, gemeente)]],
        lo3.NATIONALITEIT: [[_filled(each | _sinds(mens.geboren))] for each in mens.nationaliteiten],
        lo3.HUWELIJK: [_huwelijk(mens, each) for each in _latest_first(mens.verbintenissen)],
        lo3.INSCHRIJVING: [[_inschrijving(mens, gemeente)]],
        lo3.VERBLIJFPLAATS: [[_filled(each) for each in mens.adressen]],
        lo3.KIND: [[_filled(_ander(each) | _sinds(each.geboren))] for each in mens.kinderen],
    }
    for categorie, ouder in zip((lo3.OUDER_1, lo3.OUDER_2), mens.ouders, strict=False):
        elementen = _ander(ouder) | {"0410": ouder.geslacht, "6210": mens.geboren} | _sinds(mens.geboren)
        found[categorie] = [[_filled(elementen)]]
    for categorie, elementen in mens.meer.items():
        stapels = found.setdefault(categorie, []) or [[{}]]
        stapels[0][0] = _filled(stapels[0][0] | elementen)
        found[categorie] = stapels
    return {categorie: found[categorie] for categorie in sorted(found) if found[categorie]}


def _persoon(mens: Mens, gemeente: str) -> Elementen:
    here = mens.geboorteland == NEDERLAND
    akte = {"8110": mens.geboorteplaats, "8120": f"1A{mens.bsn[-4:]}0"} if here else {"8210": gemeente, "8230": "akte"}
    named = {"0110": mens.anummer, "0120": mens.bsn, "0410": mens.geslacht, "6110": mens.naamgebruik}
    return _filled(named | _naam(mens) | _geboorte(mens) | akte | _sinds(mens.geboren))


def _naam(mens: Mens) -> Elementen:
    return {
        "0210": mens.voornamen,
        "0220": mens.titel,
        "0230": mens.voorvoegsel,
        "0240": mens.geslachtsnaam,
    }


def _geboorte(mens: Mens) -> Elementen:
    return {"0310": mens.geboren, "0320": mens.geboorteplaats, "0330": mens.geboorteland}


def _ander(mens: Mens) -> Elementen:
    """What the list of a relative says of somebody."""
    return {"0110": mens.anummer, "0120": mens.bsn} | _naam(mens) | _geboorte(mens)


def _huwelijk(mens: Mens, verbintenis: Verbintenis) -> list[Elementen]:
    """One that ended says so, and how it began stands in its history."""
    ander = verbintenis.ander(mens)
    who = _ander(ander) | {"0410": ander.geslacht, "1510": verbintenis.soort}
    where = {"0610": verbintenis.datum, "0620": verbintenis.plaats, "0630": verbintenis.land}
    begun = _filled(who | where | _sinds(verbintenis.datum))
    if not verbintenis.einde:
        return [begun]
    ended = {"0710": verbintenis.einde, "0720": verbintenis.plaats, "0730": NEDERLAND, "0740": verbintenis.reden}
    return [_filled(who | ended | _sinds(verbintenis.einde)), begun]


def _latest_first(verbintenissen: list[Verbintenis]) -> list[Verbintenis]:
    return sorted(verbintenissen, key=lambda each: each.datum, reverse=True)


def _inschrijving(mens: Mens, gemeente: str) -> Elementen:
    first = max(mens.geboren, "19940930")
    return {"6810": first, "6910": gemeente, "7010": "0", "8010": "0001", "8020": f"{first}120000000", "8710": "P"}


def _sinds(datum: str) -> Elementen:
    """Since when it holds, and when it was written down."""
    return {"8510": datum, "8610": max(datum, "19940930")}


def _filled(elementen: Mapping[str, str]) -> Elementen:
    return {name: text for name, text in sorted(elementen.items()) if text}
