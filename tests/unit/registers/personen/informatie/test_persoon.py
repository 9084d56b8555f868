"""A person as the API has it: what is asked, what comes with it, and nothing else."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grondslag.registers.personen.informatie import Soort, toon
from grondslag.registers.personen.lo3 import Persoonslijst
from grondslag.registers.personen.tabellen import TABELLEN

TODAY = date(2026, 11, 26)
LIJST: Persoonslijst = {
    "01": [[{"0110": "1234567890", "0120": "999990019", "0240": "Prins", "0310": "19900615", "0410": "V"}]],
    "02": [[{"0240": "Prins", "6210": "19900615"}]],
    "03": [[{"8120": "1AA0100"}]],
    "04": [[{"0510": "0001", "6310": "001"}], [{"6410": "034"}, {"0510": "0052"}], [{"6510": "B"}]],
    "05": [[{"0240": "Blom", "0710": "20150101"}], [{"0240": "Kok", "0610": "20200202", "1510": "H"}]],
    "07": [[{"6810": "19940930", "7010": "7", "7110": "20240101", "7120": "bewijs"}]],
    "08": [[{"0910": "0599", "1110": "Kade", "1120": "1", "1420": "19950000", "8810": "0201"}]],
    "09": [[{"0210": "Pim", "0310": "20160101"}], [{"8510": "20180101"}]],
    "10": [[{"3910": "21", "3920": "20270101"}]],
    "13": [[{"3810": "A", "3820": "20260101", "3110": "2"}]],
}
ALTIJD = {"geheimhoudingPersoonsgegevens", "opschortingBijhouding", "verificatie", "rni", "inOnderzoek"}


def gevraagd(*fields: str, soort: Soort = "Persoon", lijst: Persoonslijst = LIJST) -> dict[str, Any]:
    return toon(lijst, soort, fields, TODAY, TABELLEN)


def test_secrecy_and_verification_come_with_whatever_is_asked() -> None:
    assert gevraagd("aNummer") == {
        "aNummer": "1234567890",
        "geheimhoudingPersoonsgegevens": True,
        "verificatie": {
            "datum": {"type": "Datum", "datum": "2024-01-01", "langFormaat": "1 januari 2024"},
            "omschrijving": "bewijs",
        },
    }


def test_relatives_are_those_that_the_list_still_knows() -> None:
    found = gevraagd("ouders.ouderAanduiding", "kinderen.naam.voornamen", "partners.naam.geslachtsnaam")
    assert found["ouders"] == [{"ouderAanduiding": "1"}]
    assert found["kinderen"] == [{"naam": {"voornamen": "Pim"}}]
    assert found["partners"] == [{"naam": {"geslachtsnaam": "Kok"}}]


def test_without_a_partner_it_is_the_last_ex() -> None:
    ex = [[{"0240": "Blom", "0710": "20150101"}], [{"0240": "Kok", "0710": "20220202"}]]
    found = gevraagd("partners.naam", lijst=LIJST | {"05": ex})
    assert found["partners"] == [{"naam": {"geslachtsnaam": "Kok"}}]


def test_an_empty_collection_is_delivered_and_an_empty_group_is_not() -> None:
    found = gevraagd("kinderen", "overlijden", "nationaliteiten", lijst={"01": LIJST["01"]})
    assert found == {"kinderen": [], "nationaliteiten": []}


def test_nationalities_that_ended_are_left_out_and_the_others_have_a_kind() -> None:
    assert gevraagd("nationaliteiten.nationaliteit")["nationaliteiten"] == [
        {"type": "Nationaliteit", "nationaliteit": {"code": "0001", "omschrijving": "Nederlandse"}},
        {"type": "BehandeldAlsNederlander"},
    ]


@pytest.mark.parametrize("code", ["0499", "0500", "0000", "0002"])
def test_a_nationality_that_is_none_has_no_code(code: str) -> None:
    (found,) = gevraagd("nationaliteiten", lijst={"04": [[{"0510": code}]]})["nationaliteiten"]
    assert "nationaliteit" not in found


def test_a_right_that_ended_is_left_out() -> None:
    found = gevraagd("uitsluitingKiesrecht", "europeesKiesrecht", "verblijfstitel.aanduiding.code")
    assert "uitsluitingKiesrecht" not in found
    assert found["europeesKiesrecht"]["aanduiding"]["code"] == "2"
    assert found["verblijfstitel"]["aanduiding"]["code"] == "21"
    geen = LIJST | {"10": [[{"3910": "98"}]]}
    assert "verblijfstitel" not in gevraagd("verblijfstitel", lijst=geen)


def test_who_delivered_comes_with_the_category_that_is_asked() -> None:
    assert gevraagd("gemeenteVanInschrijving")["rni"][0]["categorie"] == "Verblijfplaats"
    assert gevraagd("immigratie")["rni"][0]["deelnemer"]["code"] == "0201"
    assert "rni" not in gevraagd("naam")


@pytest.mark.parametrize(
    ("geboren", "leeftijd"),
    [("19901126", 36), ("19901127", 35), ("19901000", 36), ("19901200", 35), ("19901100", None), ("19900000", None)],
)
def test_an_age_is_told_when_it_is_certain(geboren: str, leeftijd: int | None) -> None:
    assert gevraagd("leeftijd", lijst={"01": [[{"0310": geboren}]]}).get("leeftijd") == leeftijd


@pytest.mark.parametrize("dood", [{"06": [[{"0810": "20200101"}]]}, {"07": [[{"6720": "O"}]]}])
def test_the_dead_have_no_age(dood: Persoonslijst) -> None:
    assert "leeftijd" not in gevraagd("leeftijd", lijst={"01": [[{"0310": "19500101"}]]} | dood)


def test_who_is_searched_for_shows_less() -> None:
    found = gevraagd("naam", "geboorte", "adressering", soort="PersoonBeperkt")
    assert set(found) - ALTIJD == {"naam", "geboorte", "adressering"}
    assert "aanduidingNaamgebruik" not in found["naam"]
    assert found["adressering"] == {"adresregel1": "Kade 1", "adresregel2": "ROTTERDAM"}


def test_who_is_under_investigation_is_told_for_what_is_asked() -> None:
    onderzocht = LIJST | {
        "01": [[LIJST["01"][0][0] | {"8310": "010000", "8320": "20260000"}]],
        "08": [[LIJST["08"][0][0] | {"8310": "080910", "8320": "20260200"}]],
    }
    found = gevraagd("geslacht", "gemeenteVanInschrijving", lijst=onderzocht)
    assert found["inOnderzoek"] == {
        "geslacht": True,
        "datumIngangOnderzoekPersoon": {"type": "JaarDatum", "jaar": 2026, "langFormaat": "2026"},
        "gemeenteVanInschrijving": True,
        "datumIngangOnderzoekGemeente": {
            "type": "JaarMaandDatum",
            "jaar": 2026,
            "maand": 2,
            "langFormaat": "februari 2026",
        },
    }


VELDEN = [
    "aNummer",
    "adressering",
    "burgerservicenummer",
    "geboorte.datum",
    "geslacht",
    "immigratie",
    "kinderen",
    "leeftijd",
    "naam.voornamen",
    "nationaliteiten",
    "ouders.naam",
    "overlijden",
    "partners",
    "verblijfplaats",
    "verblijfstitel",
]
ELEMENTEN = st.sampled_from(
    [
        "0120",
        "0210",
        "0220",
        "0240",
        "0310",
        "0410",
        "0510",
        "0610",
        "0710",
        "1110",
        "1120",
        "1140",
        "1310",
        "3910",
        "6110",
        "6510",
        "6720",
        "8310",
        "8320",
        "8810",
    ]
)
LIJSTEN = st.dictionaries(
    st.sampled_from([f"{number:02}" for number in range(1, 14)]),
    st.lists(st.lists(st.dictionaries(ELEMENTEN, st.text(max_size=8), max_size=6), max_size=2), max_size=2),
)


@given(LIJSTEN, st.lists(st.sampled_from(VELDEN), unique=True), st.sampled_from(["Persoon", "PersoonBeperkt"]))
def test_whatever_a_list_holds_nothing_fails_and_nothing_comes_unasked(
    lijst: Persoonslijst, fields: Sequence[str], soort: Soort
) -> None:
    found = toon(lijst, soort, fields, TODAY, TABELLEN)
    assert set(found) <= {field.split(".")[0] for field in fields} | ALTIJD
