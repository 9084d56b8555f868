"""The columns by which a persoonslijst is found follow from it alone."""

from grondslag.registers.personen.lo3 import Persoonslijst
from grondslag.registers.personen.persoon import als_persoon, telt
from grondslag.registers.personen.zoekvorm import heeft_diakrieten, met_diakrieten, zonder_diakrieten

LIJST: Persoonslijst = {
    "01": [[
        {"0110": "1234567890", "0120": "999990019", "0210": "Zoë Zümra", "0230": "Van", "0240": "Gündoğan",
         "0310": "19830500", "0410": "V"},
        {"0240": "Jansen"},
    ]],
    "07": [[{"6720": "E"}]],
    "08": [[
        {"0910": "0518", "1110": "Burg Schölvinckpln", "1115": "Burgemeester Schölvinckplein", "1120": "39",
         "1130": "A", "1140": "Bis", "1160": "2628 hj", "1180": "0518010000000001", "1190": "0518200000000001"},
        {"0910": "0599"},
    ]],
}  # fmt: skip


def test_a_row_is_found_by_what_is_current() -> None:
    row = als_persoon(LIJST, "key")
    assert (row.burgerservicenummer, row.anummer, row.opschorting) == ("999990019", "1234567890", "E")
    assert (row.geslachtsnaam, row.geslachtsnaam_kaal) == ("gündoğan", "gundogan")
    assert (row.voornamen_kaal, row.voorvoegsel, row.geslacht) == ("zoe zumra", "van", "V")
    assert (row.gemeente_van_inschrijving, row.postcode, row.huisnummer) == ("0518", "2628HJ", 39)
    assert (row.straat_kaal, row.openbare_ruimte) == ("burg scholvinckpln", "burgemeester schölvinckplein")
    assert (row.huisletter, row.huisnummertoevoeging, row.geboortedatum) == ("a", "bis", "19830500")
    assert row.lijst == LIJST


def test_an_empty_list_has_an_empty_row() -> None:
    row = als_persoon({"08": [[{"1120": "x"}]]}, "key")
    assert (row.burgerservicenummer, row.geslachtsnaam, row.huisnummer, row.postcode) == ("", "", 0, "")


def test_a_list_that_was_a_mistake_does_not_count() -> None:
    assert telt(LIJST)
    assert telt({})
    assert not telt({"07": [[{"6720": "F"}]]})
    assert not telt({"07": [[{"6720": "W"}, {"6720": "E"}]]})


def test_names_are_compared_with_and_without_diacritics() -> None:
    assert zonder_diakrieten(" Ærøskøbing İğdir Straße ") == "aeroskobing igdir strasse"
    assert met_diakrieten("GÜNDOĞAN") == met_diakrieten("gu\u0308ndog\u0306an") == "gündoğan"
    assert heeft_diakrieten("Ødegård")
    assert not heeft_diakrieten("D'Angelo-de Vries")
