"""How long something is kept, in words that a person understands."""

from grondslag.registers.inzage.bewaren import NIET_VASTGELEGD, van_zaak


def test_a_closed_zaak_says_the_day() -> None:
    zaak = {"archiefnominatie": "vernietigen", "archiefactiedatum": "2034-06-03"}
    assert van_zaak(zaak, []) == "Tot 3 juni 2034. Daarna vernietigen wij dit."
    zaak = {"archiefnominatie": "blijvend_bewaren", "archiefactiedatum": "2044-01-01"}
    assert van_zaak(zaak, []).startswith("Blijvend. Vanaf 1 januari 2044")
    assert van_zaak({"archiefnominatie": "blijvend_bewaren"}, []).startswith("Blijvend")


def test_an_open_zaak_says_what_it_may_become() -> None:
    types = [
        {"archiefactietermijn": "P10Y", "archiefnominatie": "vernietigen"},
        {"archiefactietermijn": "P1Y", "archiefnominatie": "vernietigen"},
        {"archiefactietermijn": None, "archiefnominatie": "blijvend_bewaren"},
    ]
    said = van_zaak({}, types)
    assert said.startswith("1 jaar tot 10 jaar na het einde van de zaak")
    assert "blijvend" in said
    assert "tot" not in van_zaak({}, types[:1]).partition(" na ")[0]
    assert van_zaak({}, []) == NIET_VASTGELEGD
