"""How a person is written to, by its sex, its choice of name, its partner, and their titles."""

from typing import Any

import pytest

from grondslag.registers.personen.informatie.naamgebruik import Namen, vormen
from grondslag.registers.personen.tabellen import TABELLEN

VROUW = {"0210": "Lotte", "0230": "ter", "0240": "Horst", "0410": "V"}
MAN = {"0210": "Bas", "0240": "Vos", "0410": "M"}
ZEEUW = {"0230": "de", "0240": "Zeeuw"}


def geschreven(persoon: dict[str, str], partner: dict[str, str] | None = None, *more: dict[str, str]) -> dict[str, Any]:
    lijst = {"01": [[persoon]], "05": [[each] for each in (partner, *more) if each is not None]}
    return vormen(Namen.of(lijst, TABELLEN))


@pytest.mark.parametrize(
    ("keuze", "aanhef", "naam", "tekst"),
    [
        ("E", "Geachte mevrouw Ter Horst", "L. ter Horst", "mevrouw Ter Horst"),
        ("P", "Geachte mevrouw De Zeeuw", "L. de Zeeuw", "mevrouw De Zeeuw"),
        ("V", "Geachte mevrouw De Zeeuw-ter Horst", "L. de Zeeuw-ter Horst", "mevrouw De Zeeuw-ter Horst"),
        ("N", "Geachte mevrouw Ter Horst-de Zeeuw", "L. ter Horst-de Zeeuw", "mevrouw Ter Horst-de Zeeuw"),
        ("", "Geachte mevrouw Ter Horst", "L. ter Horst", "mevrouw Ter Horst"),
    ],
)
def test_a_person_chooses_the_name(keuze: str, aanhef: str, naam: str, tekst: str) -> None:
    assert geschreven(VROUW | {"6110": keuze}, ZEEUW) == {
        "aanhef": aanhef,
        "aanschrijfwijze": {"naam": naam},
        "gebruikInLopendeTekst": tekst,
    }


def test_without_a_partner_whose_name_is_known_it_is_the_own_name() -> None:
    for partner in (None, {"0240": "."}, {"0610": "20100101"}):
        assert geschreven(MAN | {"6110": "P"}, partner)["aanhef"] == "Geachte heer Vos"


def test_of_whom_the_sex_is_not_known_the_voorletters_are_used() -> None:
    onbekend = {"0210": "Robin Jip", "0230": "van", "0240": "Loon", "0410": "O"}
    assert geschreven(onbekend)["aanhef"] == "Geachte R.J. van Loon"
    assert geschreven(onbekend | {"0210": ""})["aanhef"] == "Geachte Van Loon"
    assert geschreven(onbekend)["gebruikInLopendeTekst"] == "R.J. van Loon"


def test_who_has_no_known_name_is_not_written_to() -> None:
    assert set(geschreven(VROUW | {"0240": "."}, ZEEUW).values()) == {None}
    assert geschreven(VROUW | {"0240": ".", "6110": "P"}, ZEEUW)["aanhef"] == "Geachte mevrouw De Zeeuw"


def test_of_several_partners_the_first_gives_the_name_and_of_several_ex_partners_the_last() -> None:
    eerst, later = {"0240": "Appel", "0610": "20000000"}, {"0240": "Peer", "0610": "20000101"}
    assert geschreven(MAN | {"6110": "P"}, later, eerst)["aanhef"] == "Geachte heer Appel"
    ex = [{"0240": "Appel", "0710": "20010101"}, {"0240": "Peer", "0710": "20150101"}]
    assert geschreven(MAN | {"6110": "P"}, *ex)["aanhef"] == "Geachte heer Peer"


def test_a_title_goes_with_the_own_name() -> None:
    graaf = MAN | {"0220": "GI"}
    assert geschreven(graaf) == {
        "aanhef": "Hooggeboren heer",
        "aanschrijfwijze": {"naam": "B. graaf Vos", "aanspreekvorm": "De hooggeboren heer"},
        "gebruikInLopendeTekst": "graaf Vos",
    }
    assert geschreven(graaf | {"6110": "P"}, ZEEUW) == {
        "aanhef": "Geachte heer De Zeeuw",
        "aanschrijfwijze": {"naam": "B. de Zeeuw"},
        "gebruikInLopendeTekst": "de heer De Zeeuw",
    }
    voor = geschreven(graaf | {"6110": "V"}, ZEEUW)
    assert voor["gebruikInLopendeTekst"] == "de heer De Zeeuw-graaf Vos"
    assert voor["aanschrijfwijze"]["naam"] == "B. de Zeeuw-graaf Vos"


def test_a_woman_loses_her_predicaat_by_marriage_and_has_it_again_under_her_own_name() -> None:
    jonkvrouw = VROUW | {"0220": "JV"}
    assert geschreven(jonkvrouw)["aanschrijfwijze"]["naam"] == "Jonkvrouw L. ter Horst"
    assert geschreven(jonkvrouw, ZEEUW)["aanschrijfwijze"] == {"naam": "L. ter Horst"}
    ex = ZEEUW | {"0710": "20200101"}
    assert geschreven(jonkvrouw, ex)["gebruikInLopendeTekst"] == "jonkvrouw ter Horst"
    assert geschreven(jonkvrouw | {"6110": "N"}, ex)["gebruikInLopendeTekst"] == "mevrouw Ter Horst-de Zeeuw"


def test_a_woman_may_use_the_title_of_her_partner_with_his_name() -> None:
    baron = ZEEUW | {"0220": "B"}
    assert geschreven(VROUW | {"6110": "V"}, baron) == {
        "aanhef": "Hoogwelgeboren vrouwe",
        "aanschrijfwijze": {
            "naam": "L. barones de Zeeuw-ter Horst",
            "aanspreekvorm": "De hoogwelgeboren vrouwe",
        },
        "gebruikInLopendeTekst": "barones de Zeeuw-ter Horst",
    }
    assert geschreven(VROUW | {"6110": "E"}, baron)["aanhef"] == "Geachte mevrouw Ter Horst"
    assert geschreven(MAN | {"6110": "P"}, baron)["aanhef"] == "Geachte heer De Zeeuw"


def test_a_prince_is_highness_whatever_the_sex() -> None:
    prins = MAN | {"0220": "P", "0410": "O"}
    assert geschreven(prins)["aanhef"] == "Hoogheid"
    assert geschreven(prins)["aanschrijfwijze"] == {"naam": "B. Vos", "aanspreekvorm": "De hoogheid"}
