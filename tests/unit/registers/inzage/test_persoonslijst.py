"""A persoonslijst in words, for who reads their own."""

from grondslag.registers.inzage.persoonslijst import CATEGORIEEN, DATA, ELEMENTEN, TABEL, in_woorden
from grondslag.registers.personen.tabellen import TABELLEN


def test_a_list_is_said_in_words_with_what_stood_there_before() -> None:
    lijst = {
        "08": [[{"1110": "Dorpsstraat", "1115": "Dorpsstraat", "1030": "20200131"}, {"1110": "Kerkpad"}]],
        "01": [[{"0240": "Aldenkamp", "0310": "19800000", "9999": "x"}]],
    }
    assert list(in_woorden(lijst, TABELLEN)) == [
        ("U zelf", "Geslachtsnaam: Aldenkamp\nGeboortedatum: 1980\n9999: x"),
        ("Adres", "Straat: Dorpsstraat\nOp dit adres sinds: 31 januari 2020"),
        ("Adres (eerder)", "Straat: Kerkpad"),
    ]


def test_a_code_is_said_as_what_it_stands_for() -> None:
    lijst = {
        "01": [[{"0410": "V", "0330": "6030", "6110": "E"}]],
        "08": [[{"1010": "W", "0910": "9x9x", "7210": "I"}]],
        "07": [[{"8020": "20110316200000000", "7010": "0", "8010": "0001", "8710": "P"}]],
    }
    assert dict(in_woorden(lijst, TABELLEN)) == {
        "U zelf": "Geslacht: vrouw\nGeboorteland: Nederland\nNaamgebruik: eigen geslachtsnaam",
        "Inschrijving": "Laatst gewijzigd op: 16 maart 2011\nGeheimhouding: nee",
        "Adres": "Soort adres: woonadres\nGemeente: 9x9x\nWie het adres doorgaf: uzelf",
    }
    assert set(TABEL.values()) <= TABELLEN.keys()
    assert DATA | TABEL.keys() <= ELEMENTEN.keys()
    assert len(CATEGORIEEN) == 14


def test_what_is_covered_as_a_whole_says_no_more_than_that() -> None:
    covered = {"05": [[{"0120": "▒▒▒", "0240": "▒▒▒"}]]}
    assert list(in_woorden(covered, TABELLEN)) == [("Huwelijk of partnerschap", "▒▒▒")]


def test_of_a_date_what_is_known_is_said() -> None:
    dates = {"20200100": "januari 2020", "00000000": "onbekend", "20201301": "2020", "x": "x"}
    for raw, said in dates.items():
        assert list(in_woorden({"01": [[{"0310": raw}]]}, TABELLEN)) == [("U zelf", f"Geboortedatum: {said}")]
