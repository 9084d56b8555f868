"""Groups of fields: what is delivered of them, and what of that is under investigation."""

from datetime import date

import pytest

from grondslag.registers.personen.informatie import velden
from grondslag.registers.personen.informatie.gevraagd import ALLES, Gevraagd
from grondslag.registers.personen.informatie.velden import Blik
from grondslag.registers.personen.lo3 import Voorkomen

GROEP = (velden.tekst("voornamen", "0210"), velden.tekst("geslachtsnaam", "0240", onbekend="."))


def a_blik(voorkomen: Voorkomen) -> Blik:
    return Blik(voorkomen, {}, date(2026, 11, 26))


def test_only_what_is_asked_and_known_is_delivered() -> None:
    blik = a_blik({"0210": "Noor", "0240": "."})
    assert velden.groep(GROEP, blik, ALLES) == {"voornamen": "Noor"}
    assert velden.groep(GROEP, blik, Gevraagd.of(["geslachtsnaam"])) == {}


@pytest.mark.parametrize("aanduiding", ["010000", "010200", "010210"])
def test_a_field_is_under_investigation_with_its_group_and_category(aanduiding: str) -> None:
    blik = a_blik({"8310": aanduiding, "8320": "20260301"})
    sinds = {"type": "Datum", "datum": "2026-03-01", "langFormaat": "1 maart 2026"}
    found = velden.groep(GROEP, blik, Gevraagd.of(["voornamen"]))
    assert found == {"inOnderzoek": {"voornamen": True, "datumIngangOnderzoek": sinds}}


@pytest.mark.parametrize(
    "voorkomen", [{"8310": "010240"}, {"8310": "010300"}, {"8310": "010210", "8330": "20260401"}, {}]
)
def test_another_field_or_an_ended_investigation_does_not_touch_it(voorkomen: Voorkomen) -> None:
    assert not velden.is_in_onderzoek(voorkomen, "0210")


@pytest.mark.parametrize(("element", "geraakt"), [("1110", True), ("1310", True), ("0910", False), ("1420", False)])
def test_not_living_on_the_address_touches_the_address_alone(element: str, geraakt: bool) -> None:
    assert velden.is_in_onderzoek({"8310": velden.NIET_OP_ADRES}, element) is geraakt


def test_a_group_of_which_nothing_is_known_is_no_group() -> None:
    assert velden.deel("naam", GROEP, a_blik({"0310": "19700101"}), Gevraagd.of(["naam"])) == {}
    assert velden.deel("naam", GROEP, a_blik({"0240": "."}), Gevraagd.of(["naam"])) == {"naam": {}}
    assert velden.deel("naam", GROEP, a_blik({"0240": "Bos"}), Gevraagd.of(["leeftijd"])) == {}
