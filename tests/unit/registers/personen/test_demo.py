"""The fictitious persons: nobody real, the same each time, and what one list says of another is what that one says."""

import random
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grondslag.registers.personen import lo3
from grondslag.registers.personen.demo import Plaats, personen
from grondslag.registers.personen.demo_mens import next_anummer
from grondslag.registers.personen.lo3 import Persoonslijst, Voorkomen, burgerservicenummer, huidig, huidige, waarde
from grondslag.vocabulary.nummers import check_bsn

VANDAAG = date(2026, 11, 26)
PLAATS = Plaats(gemeente="1810", woonplaats="Veldermeer", straten=("Elzenvaart", "Havikslaan"))
NAMED = ("0110", "0120", "0210", "0220", "0230", "0240", "0310", "0320", "0330")
"""What the list of a relative says of somebody."""


def some(seed: int, vandaag: date = VANDAAG, aantal: int = 220) -> dict[str, Persoonslijst]:
    made = personen(PLAATS, random.Random(seed), vandaag, aantal)
    found = {burgerservicenummer(each): each for each in made}
    assert len(found) == len(made)
    return found


@pytest.fixture(scope="module")
def made() -> dict[str, Persoonslijst]:
    return some(1811)


seeds = st.integers(0, 10_000)
days = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def relations(found: dict[str, Persoonslijst], *categories: str) -> Iterator[tuple[str, Persoonslijst, Voorkomen]]:
    """Number, list, and what it says of a relative who has a number too."""
    for bsn, lijst in found.items():
        for categorie in categories:
            yield from ((bsn, lijst, each) for each in huidige(lijst, categorie) if "0120" in each)


@settings(max_examples=15)
@given(seeds, days)
def test_everybody_is_made_up_and_has_numbers_of_their_own(seed: int, vandaag: date) -> None:
    found = some(seed, vandaag)
    assert all(check_bsn(each) is None and each.startswith("9999") for each in found)
    anummers = {waarde(each, lo3.PERSOON, lo3.ANUMMER) for each in found.values()}
    assert len(anummers) == len(found)
    assert all(next_anummer(int(each)) == int(each) for each in anummers)


@settings(max_examples=15)
@given(seeds, days)
def test_both_sides_of_a_relation_say_the_same(seed: int, vandaag: date) -> None:
    found = some(seed, vandaag)
    for categories in ((lo3.OUDER_1, lo3.OUDER_2), (lo3.HUWELIJK,), (lo3.KIND,)):
        for _, _, told in relations(found, *categories):
            own = huidig(found[told["0120"]], lo3.PERSOON)
            assert {name: told.get(name) for name in NAMED} == {name: own.get(name) for name in NAMED}
    parents = {(told["0120"], bsn) for bsn, _, told in relations(found, lo3.OUDER_1, lo3.OUDER_2)}
    children = {(bsn, told["0120"]) for bsn, _, told in relations(found, lo3.KIND)}
    assert parents == children != set()
    partners = {(bsn, told["0120"]): _of_the_verbintenis(lijst, told) for bsn, lijst, told in _partners(found)}
    assert partners
    assert all(partners[ander, een] == said for (een, ander), said in partners.items())


def _partners(found: dict[str, Persoonslijst]) -> Iterator[tuple[str, Persoonslijst, Voorkomen]]:
    return relations(found, lo3.HUWELIJK)


def _of_the_verbintenis(lijst: Persoonslijst, told: Voorkomen) -> dict[str, str]:
    (stapel,) = [each for each in lijst[lo3.HUWELIJK] if each[0] is told]
    return {name: text for each in stapel for name, text in each.items() if name[:2] in ("06", "07", "15")}


@settings(max_examples=15)
@given(seeds, days)
def test_nothing_happens_after_today_or_before_it_could(seed: int, vandaag: date) -> None:
    today = vandaag.strftime("%Y%m%d")
    for lijst in some(seed, vandaag).values():
        born = waarde(lijst, lo3.PERSOON, "0310")
        for categorie, stapels in lijst.items():
            for each in (voorkomen for stapel in stapels for voorkomen in stapel):
                assert all(text for text in each.values())
                happened = [each.get(name, "") for name in ("0310", "0610", "0710", "0810", "1030", "1320", "6710")]
                assert max(happened) <= today
                if categorie != lo3.PERSOON and categorie not in (lo3.OUDER_1, lo3.OUDER_2):
                    assert each.get("1030", born) >= born
        for kind in huidige(lijst, lo3.KIND):
            assert kind["0310"] >= born or kind["0310"] == "00000000"
        for partner in lijst.get(lo3.HUWELIJK, []):
            began, ended = partner[-1]["0610"], partner[0].get("0710", "9")
            assert born[:4] < began[:4]
            assert began <= ended


@settings(max_examples=15)
@given(seeds)
def test_who_died_or_left_is_not_here_any_more(seed: int) -> None:
    for lijst in some(seed).values():
        reden, adres = waarde(lijst, lo3.INSCHRIJVING, "6720"), huidig(lijst, lo3.VERBLIJFPLAATS)
        assert (reden == "O") == (lo3.OVERLIJDEN in lijst)
        assert (reden in ("E", "R")) == ("1310" in adres) == (adres["0910"] == "1999")
        if reden == "O":
            assert not [each for each in huidige(lijst, lo3.HUWELIJK) if "0710" not in each]


def test_the_same_chance_and_day_give_the_same_people() -> None:
    assert some(5) == some(5)
    assert some(5) != some(6)


SPECIAL = {
    "secrecy": lambda lijst: waarde(lijst, lo3.INSCHRIJVING, "7010") == "7",
    "died": lambda lijst: lo3.OVERLIJDEN in lijst,
    "left": lambda lijst: waarde(lijst, lo3.INSCHRIJVING, "6720") == "E" and "1330" in huidig(lijst, "08"),
    "left, nobody knows where to": lambda lijst: waarde(lijst, "08", "1310") == "0000",
    "never lived here": lambda lijst: waarde(lijst, lo3.INSCHRIJVING, "6720") == "R",
    "address under investigation": lambda lijst: waarde(lijst, "08", "8310") == "080000",
    "birth under investigation": lambda lijst: waarde(lijst, "01", "8310") == "010310",
    "investigation ended": lambda lijst: "8330" in huidig(lijst, "08"),
    "day of birth unknown": lambda lijst: waarde(lijst, "01", "0310")[6:] == "00" != waarde(lijst, "01", "0310")[4:6],
    "month of birth unknown": lambda lijst: (
        waarde(lijst, "01", "0310")[4:] == "0000" != waarde(lijst, "01", "0310")[:4]
    ),
    "birth unknown": lambda lijst: waarde(lijst, "01", "0310") == "00000000",
    "title": lambda lijst: waarde(lijst, "01", "0220") in ("B", "BS"),
    "predicate": lambda lijst: waarde(lijst, "01", "0220") in ("JH", "JV"),
    "partner's name": lambda lijst: waarde(lijst, "01", "6110") == "P",
    "own name after partner's": lambda lijst: waarde(lijst, "01", "6110") == "V",
    "partner's name after own": lambda lijst: waarde(lijst, "01", "6110") == "N",
    "place without an address": lambda lijst: "1210" in huidig(lijst, "08"),
    "postal address": lambda lijst: waarde(lijst, "08", "1010") == "B",
    "house letter": lambda lijst: "1130" in huidig(lijst, "08"),
    "lives elsewhere": lambda lijst: waarde(lijst, "08", "0910") not in ("1810", "1999"),
    "lived elsewhere before": lambda lijst: len(lijst["08"][0]) > 1,
    "stateless": lambda lijst: waarde(lijst, "04", "0510") == "0499",
    "nationality unknown": lambda lijst: waarde(lijst, "04", "0510") == "0000",
    "treated as Dutch": lambda lijst: waarde(lijst, "04", "0510") == "0002" or waarde(lijst, "04", "6510") == "B",
    "two nationalities": lambda lijst: len(lijst["04"]) == 2,
    "residence permit": lambda lijst: lo3.VERBLIJFSTITEL in lijst,
    "permit that ends": lambda lijst: "3920" in huidig(lijst, lo3.VERBLIJFSTITEL),
    "curatele": lambda lijst: waarde(lijst, lo3.GEZAGSVERHOUDING, "3310") == "1",
    "authority over a minor": lambda lijst: "3210" in huidig(lijst, lo3.GEZAGSVERHOUDING),
    "may not vote": lambda lijst: waarde(lijst, lo3.KIESRECHT, "3810") == "A",
    "votes for Europe": lambda lijst: waarde(lijst, lo3.KIESRECHT, "3110") == "2",
    "name unknown": lambda lijst: waarde(lijst, "01", "0240") == ".",
    "sex unknown": lambda lijst: waarde(lijst, "01", "0410") == "O",
    "one parent": lambda lijst: lo3.OUDER_1 in lijst and lo3.OUDER_2 not in lijst,
    "partnership": lambda lijst: waarde(lijst, lo3.HUWELIJK, "1510") == "P",
    "divorced": lambda lijst: any(each.get("0740") == "S" for each in huidige(lijst, lo3.HUWELIJK)),
    "widowed": lambda lijst: any(each.get("0740") == "O" for each in huidige(lijst, lo3.HUWELIJK)),
    "married again": lambda lijst: len(lijst.get(lo3.HUWELIJK, [])) == 2,
    "married to somebody of the same sex": lambda lijst: any(
        each["0410"] == waarde(lijst, "01", "0410") for each in huidige(lijst, lo3.HUWELIJK)
    ),
}


@pytest.mark.parametrize("matter", SPECIAL)
def test_there_is_somebody_of_every_kind(made: dict[str, Persoonslijst], matter: str) -> None:
    assert [bsn for bsn, lijst in made.items() if SPECIAL[matter](lijst)]
