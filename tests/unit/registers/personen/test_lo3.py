"""A persoonslijst answers what it holds, and nothing when it holds nothing."""

from grondslag.registers.personen import lo3
from grondslag.registers.personen.lo3 import Persoonslijst

LIJST: Persoonslijst = {
    "01": [[{"0120": "999990019", "0240": "Bakker"}, {"0240": "Baker"}, {"0240": "Backer", "8410": "O"}]],
    "04": [[{"0510": "0001"}], [], [{"0510": "0052"}]],
}


def test_the_current_occurrence_is_the_first_of_its_stack() -> None:
    assert lo3.waarde(LIJST, lo3.PERSOON, "0240") == "Bakker"
    assert lo3.burgerservicenummer(LIJST) == "999990019"


def test_a_category_may_have_several_stacks_and_empty_ones_do_not_count() -> None:
    assert [each["0510"] for each in lo3.huidige(LIJST, lo3.NATIONALITEIT)] == ["0001", "0052"]


def test_history_leaves_out_what_was_never_right() -> None:
    assert [each["0240"] for each in lo3.vorige(LIJST, lo3.PERSOON)] == ["Baker"]


def test_what_is_not_there_is_empty() -> None:
    assert lo3.huidig(LIJST, lo3.OVERLIJDEN) == {}
    assert lo3.waarde(LIJST, lo3.PERSOON, "0310") == ""
    assert lo3.burgerservicenummer({}) == ""


def test_a_table_knows_its_codes() -> None:
    tabellen = {"land": {"6030": "Nederland"}}
    assert lo3.omschrijving(tabellen, "land", "6030") == "Nederland"
    assert lo3.omschrijving(tabellen, "land", "9999") is None
    assert lo3.omschrijving(tabellen, "gemeente", "0599") is None
