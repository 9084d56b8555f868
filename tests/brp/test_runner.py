"""The runner itself: tables, days, and what counts as the expected answer."""

from datetime import date

import pytest

from tests.brp import als, dan, gegeven, tabel
from tests.brp.features import Scenario, Stap
from tests.brp.runner import Antwoord, run
from tests.brp.vergelijken import difference
from tests.brp.wereld import Wereld

TODAY = date(2024, 2, 29)
LIJST = (("naam", "waarde"), ("geslachtsnaam (02.40)", "Vos"), ("geboortedatum (03.10)", "gisteren - 30 jaar"))


def verteld(*zinnen: tuple[str, tuple[tuple[str, ...], ...]]) -> Wereld:
    wereld = Wereld(TODAY)
    for tekst, inhoud in zinnen:
        stap = Stap(tekst, inhoud)
        assert gegeven.vertel(wereld, stap) or als.stel(wereld, stap) or dan.verwacht(wereld, stap), tekst
    return wereld


@pytest.mark.parametrize(
    ("text", "lo3", "wire"),
    [
        ("vandaag", "20240229", "2024-02-29"),
        ("morgen", "20240301", "2024-03-01"),
        ("vandaag - 1 jaar", "20230301", "2023-03-01"),
        ("3 jaar geleden", "20210301", "2021-03-01"),
        ("vorige maand - 2 jaar", "20220100", "1"),
        ("volgend jaar", "20250000", "2025"),
        ("Vandaag BV", "Vandaag BV", "Vandaag BV"),
    ],
)
def test_a_relative_day_counts_from_today(text: str, lo3: str, wire: str) -> None:
    assert tabel.lo3_value(text, TODAY) == lo3
    assert tabel.wire_value(text, TODAY) == wire


def test_a_correction_marks_what_stood_there_as_wrong() -> None:
    wereld = verteld(
        ("de persoon met burgerservicenummer '000000012' heeft een 'partner' met de volgende gegevens", LIJST[:2]),
        ("de 'partner' is gecorrigeerd naar de volgende gegevens", (("geslachtsnaam (02.40)",), ("Bos",))),
    )
    assert wereld.persoon().lijst["05"] == [[{"0240": "Bos"}, {"0240": "Vos", "8410": "O"}]]


def test_a_question_is_sent_as_text_with_lists_split_at_commas() -> None:
    wereld = verteld(
        ("de persoon met burgerservicenummer '000000012' heeft de volgende gegevens", LIJST),
        (
            "personen wordt gezocht met de volgende parameters",
            (
                ("naam", "waarde"),
                ("type", "RaadpleegMetBurgerservicenummer"),
                ("burgerservicenummer", "000000012,000000024"),
                ("fields", "naam,leeftijd"),
                ("header: Accept", "text/csv"),
            ),
        ),
    )
    assert wereld.persoon().lijst["01"] == [[{"0120": "000000012", "0240": "Vos", "0310": "19940228"}]]
    assert wereld.vraag["burgerservicenummer"] == ["000000012", "000000024"]
    assert wereld.vraag["fields"] == ["naam", "leeftijd"]
    assert wereld.headers == {"Accept": "text/csv"}


def test_an_address_by_name_answers_a_question_by_name() -> None:
    wereld = verteld(
        ("adres 'Thuis' in gemeente 'Rotterdam'", ()),
        ("de op 1-2-1990 geboren vrouw 'Kim'", ()),
        ("'Kim' is 3 jaar geleden ingeschreven op adres 'Thuis'", ()),
        ("'naam' wordt gevraagd van personen gezocht met postcode en huisnummer van 'Thuis'", ()),
    )
    assert wereld.vraag == {
        "type": "ZoekMetPostcodeEnHuisnummer",
        "fields": ["naam"],
        "postcode": "1234AB",
        "huisnummer": "321",
    }
    assert wereld.persoon("Kim").lijst["08"][0][0]["0910"] == "0599"


def test_what_is_expected_nests_by_dots_and_leaves_out_what_is_empty() -> None:
    groep = (("naam", "waarde"), ("datum.type", "Datum"), ("datum.datum", "vandaag"), ("plaats.code", ""))
    wereld = verteld(
        ("heeft de response een persoon met de volgende 'geboorte' gegevens", groep),
        ("heeft de persoon geen 'kind' gegevens", ()),
    )
    geboorte = {"datum": {"type": "Datum", "datum": "2024-02-29"}}
    assert wereld.verwacht == {"personen": [{"geboorte": geboorte, "kinderen": []}]}


def test_values_compare_as_text_and_lists_in_any_order() -> None:
    assert difference({"a": [1, 2], "b": True}, {"a": ["2", "1"], "b": "true"}) is None
    assert difference({"a": [1, 2]}, {"a": ["2", "1"]}, ordered=True) is not None


@pytest.mark.parametrize(
    ("actual", "expected", "reden"),
    [
        ({"a": {}}, {}, "a: te veel"),
        ({}, {"a": {}}, "a: ontbreekt"),
        ({"a": {"b": 1}}, {"a": {"b": "2"}}, 'a.b: "1" in plaats van "2"'),
        ({"a": [1]}, {"a": []}, "a: 1 in plaats van 0"),
    ],
)
def test_the_first_difference_is_told(actual: object, expected: object, reden: str) -> None:
    assert (difference(actual, expected) or "").startswith(reden)


@pytest.mark.parametrize(
    ("tags", "status", "slaagt"), [((), 200, True), ((), 400, False), (("@fout-case",), 200, False)]
)
def test_a_scenario_fails_by_its_status(tags: tuple[str, ...], status: int, slaagt: bool) -> None:
    scenario = Scenario("a/b.feature", "x", frozenset(tags), (Stap("heeft de response geen foutmelding"),))
    (uitkomst,) = run([scenario], lambda _: Antwoord(status, {}, {"type": "x", "personen": []}), TODAY)
    assert (uitkomst.reden is None) is slaagt


def test_a_step_that_nobody_knows_fails_its_scenario() -> None:
    scenario = Scenario("a/b.feature", "x", frozenset(), (Stap("de maan is vol"),))
    (uitkomst,) = run([scenario], lambda _: Antwoord(200, {}, {}), TODAY)
    assert uitkomst.reden is not None
    assert "de maan is vol" in uitkomst.reden
