"""A persoonslijst in words, for who reads their own."""

from grondslag.registers.inzage.persoonslijst import in_woorden


def test_a_list_is_said_in_words_with_what_stood_there_before() -> None:
    lijst = {
        "08": [[{"1110": "Dorpsstraat", "1030": "20200131"}, {"1110": "Kerkpad"}]],
        "01": [[{"0240": "Aldenkamp", "0310": "19800000", "9999": "x"}]],
    }
    assert list(in_woorden(lijst)) == [
        ("U zelf", "geslachtsnaam: Aldenkamp; geboortedatum: 1980; 9999: x"),
        ("Adres", "straat: Dorpsstraat; op dit adres sinds: 31 januari 2020"),
        ("Adres (eerder)", "straat: Kerkpad"),
    ]


def test_of_a_date_what_is_known_is_said() -> None:
    dates = {"20200100": "januari 2020", "00000000": "onbekend", "▒▒▒": "▒▒▒", "20201301": "2020"}
    for raw, said in dates.items():
        assert list(in_woorden({"01": [[{"0310": raw}]]})) == [("U zelf", f"geboortedatum: {said}")]
