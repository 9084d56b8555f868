"""The parts of a name, and the name that they make."""

from datetime import date

import pytest

from grondslag.registers.personen.informatie import naam
from grondslag.registers.personen.informatie.velden import Blik
from grondslag.registers.personen.lo3 import Voorkomen
from grondslag.registers.personen.tabellen import TABELLEN


def volledig(voorkomen: Voorkomen) -> str:
    return naam.volledige_naam(Blik(voorkomen, TABELLEN, date(2026, 11, 26)))


@pytest.mark.parametrize(
    ("voornamen", "letters"),
    [
        ("Fatima", "F."),
        ("Jan Willem", "J.W."),
        ("Marie-José Anna", "M.A."),
        ("X", "X"),
        ("A B", "A B"),
        ("A Bea", "A B."),
        ("Bea A", "B.A"),
        ("", ""),
    ],
)
def test_voorletters(voornamen: str, letters: str) -> None:
    assert naam.voorletters(voornamen) == letters


@pytest.mark.parametrize(
    ("voorkomen", "verwacht"),
    [
        ({"0210": "Sanne", "0230": "van", "0240": "Dijk"}, "Sanne van Dijk"),
        ({"0240": "Abdi Hassan"}, "Abdi Hassan"),
        ({"0210": "Sanne", "0240": "."}, "Sanne"),
        ({"0240": "."}, ""),
        ({"0210": "Otto", "0220": "B", "0230": "van", "0240": "Rhijn", "0410": "M"}, "Otto baron van Rhijn"),
        ({"0210": "Iris", "0220": "B", "0230": "van", "0240": "Rhijn", "0410": "V"}, "Iris barones van Rhijn"),
        ({"0210": "Iris", "0220": "JH", "0240": "Rhijn", "0410": "V"}, "jonkvrouw Iris Rhijn"),
        ({"0210": "Iris", "0220": "R", "0240": "Rhijn", "0410": "V"}, "Iris ridder Rhijn"),
        ({"0210": "Kim", "0220": "GI", "0240": "Rhijn", "0410": "O"}, "Kim gravin Rhijn"),
    ],
)
def test_the_whole_name(voorkomen: Voorkomen, verwacht: str) -> None:
    assert volledig(voorkomen) == verwacht
