"""Whose data an answer shows, told of its JSON: the same people whom the source itself tells of, and nothing more."""

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grondslag.integration.personen.betrokkenen import betrokkenen, ontbrekende, zonder
from grondslag.integration.personen.bevragen import verwanten
from grondslag.registers.personen.informatie import toon
from grondslag.registers.personen.lo3 import Persoonslijst
from grondslag.registers.personen.tabellen import TABELLEN
from grondslag.registers.personen.velden import Antwoord, vraagbaar
from grondslag.registers.personen.vraag import SOORTEN

TODAY = date(2026, 11, 26)
NOOR, DAAN, KIND, OUDER = "999990019", "999990020", "999990032", "999990044"
RAADPLEEG: dict[str, Any] = {"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [NOOR]}


def vraag(*fields: Any, **said: Any) -> dict[str, Any]:
    return RAADPLEEG | {"fields": list(fields)} | said


def antwoord(*personen: Any) -> dict[str, Any]:
    return {"type": RAADPLEEG["type"], "personen": list(personen)}


# --- what is asked besides ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "besides"),
    [
        (["naam"], ["burgerservicenummer"]),
        (["burgerservicenummer", "naam"], []),
        (["partners.naam"], ["burgerservicenummer", "partners.burgerservicenummer"]),
        (["partners.naam.voornamen", "partners.geslacht"], ["burgerservicenummer", "partners.burgerservicenummer"]),
        (["partners"], ["burgerservicenummer"]),
        (["partners", "partners.naam", "burgerservicenummer"], []),
        (["kinderen.naam", "kinderen.burgerservicenummer"], ["burgerservicenummer"]),
        (
            ["ouders.ouderAanduiding", "kinderen.geboorte", "burgerservicenummer"],
            ["kinderen.burgerservicenummer", "ouders.burgerservicenummer"],
        ),
        (["gezag", "burgerservicenummer"], []),
        (["partnersnaam", "naam.partners"], ["burgerservicenummer"]),
        ([1, None, ["partners.naam"]], []),
        ([], []),
    ],
)
def test_numbers_are_asked_of_whom_the_answer_will_tell(fields: list[Any], besides: list[str]) -> None:
    assert ontbrekende(vraag(*fields)) == besides


def test_what_is_no_list_of_fields_is_left_as_it_is() -> None:
    for fields in ("partners.naam", None, {"partners": 1}, 5):
        assert ontbrekende(RAADPLEEG | {"fields": fields}) == []
    assert ontbrekende(RAADPLEEG) == []


@pytest.mark.parametrize("naam", SOORTEN)
def test_no_field_is_asked_that_the_kind_of_question_does_not_have(naam: str) -> None:
    besides = ontbrekende({"type": naam, "fields": ["partners.naam", "ouders.naam", "kinderen.naam"]})
    assert set(besides) <= set(vraagbaar(SOORTEN[naam].antwoord))


def test_of_a_kind_that_is_not_known_here_it_is_asked() -> None:
    for soort in ("Nieuw", None, ["RaadpleegMetBurgerservicenummer"]):
        assert "partners.burgerservicenummer" in ontbrekende(vraag("partners.naam", type=soort))


# --- whose data are shown -----------------------------------------------------------------------------------------


def test_everybody_with_a_number_is_told_once_wherever_they_stand() -> None:
    gezag = [
        {"type": "GezamenlijkOuderlijkGezag", "minderjarige": {"burgerservicenummer": "000000012"},
         "ouders": [{"burgerservicenummer": NOOR}, {"burgerservicenummer": "000000024"}]},
        {"type": "GezamenlijkGezag", "minderjarige": {"burgerservicenummer": "000000012"},
         "ouder": {"burgerservicenummer": "000000036"}, "derde": {"type": "BekendeDerde", "burgerservicenummer": DAAN}},
        {"type": "Voogdij", "minderjarige": {"burgerservicenummer": KIND}, "derden": [{"burgerservicenummer": OUDER}]},
        {"type": "EenhoofdigOuderlijkGezag", "minderjarige": {"burgerservicenummer": KIND},
         "ouder": {"naam": {"volledigeNaam": "Wie geen nummer heeft"}}},
    ]  # fmt: skip
    found = antwoord({"burgerservicenummer": NOOR, "gezag": gezag}, {"burgerservicenummer": DAAN})
    shown = betrokkenen(found, vraag("burgerservicenummer", "gezag"))
    assert sorted(shown) == ["000000012", "000000024", "000000036", NOOR, DAAN, KIND, OUDER]


def test_that_a_number_is_under_investigation_is_no_number() -> None:
    persoon = {"burgerservicenummer": NOOR, "inOnderzoek": {"burgerservicenummer": True}}
    persoon["partners"] = [{"naam": {}, "inOnderzoek": {"burgerservicenummer": True}}]
    assert betrokkenen(antwoord(persoon), vraag("burgerservicenummer", "partners")) == [NOOR]


def test_who_has_no_number_is_nobody_to_name_when_the_number_was_asked() -> None:
    found = antwoord({"burgerservicenummer": NOOR, "partners": [{"naam": {"geslachtsnaam": "Dupont"}}, {}]})
    for fields in (["partners"], ["partners.naam", "partners.burgerservicenummer"]):
        assert betrokkenen(found, vraag(*fields)) == [NOOR]
    with pytest.raises(ValueError, match="partners"):
        betrokkenen(found, vraag("naam"))


@pytest.mark.parametrize(
    "found",
    [
        {}, [], None, antwoord(1), antwoord({}), antwoord({"burgerservicenummer": "12345678"}),
        antwoord({"burgerservicenummer": "1234567890"}), antwoord({"burgerservicenummer": "\u0661" * 9}),
        antwoord({"burgerservicenummer": None}), antwoord({"burgerservicenummer": 999990019}),
        antwoord({"burgerservicenummer": NOOR, "partners": {"a": 1}}),
        antwoord({"burgerservicenummer": NOOR, "partners": ["x"]}),
        antwoord({"burgerservicenummer": NOOR, "partners": None}),
        antwoord({"burgerservicenummer": NOOR, "partners": [{"burgerservicenummer": "x"}]}),
        antwoord({"burgerservicenummer": NOOR, "partners": [{"burgerservicenummer": None}]}),
        antwoord({"burgerservicenummer": NOOR, "gezag": [{"minderjarige": {"burgerservicenummer": True}}]}),
    ],
)  # fmt: skip
def test_an_answer_of_which_it_cannot_be_told_is_none(found: Any) -> None:
    with pytest.raises((TypeError, KeyError, AttributeError, ValueError)):
        betrokkenen(found, vraag("burgerservicenummer", "partners"))


# --- what is taken out again --------------------------------------------------------------------------------------


def test_what_was_asked_besides_goes_out_with_its_investigation_and_the_rest_stays() -> None:
    dag = {"type": "Datum", "datum": "2024-01-01"}
    found = antwoord(
        {
            "burgerservicenummer": NOOR,
            "inOnderzoek": {
                "burgerservicenummer": True, "datumIngangOnderzoekPersoon": dag,
                "gemeenteVanInschrijving": True, "datumIngangOnderzoekGemeente": dag,
            },
            "partners": [
                {"burgerservicenummer": DAAN, "naam": {"voorletters": "D."},
                 "inOnderzoek": {"burgerservicenummer": True, "datumIngangOnderzoek": dag}},
                {"inOnderzoek": {"burgerservicenummer": True, "geslacht": True, "datumIngangOnderzoek": dag}},
            ],
            "kinderen": [{"burgerservicenummer": KIND}],
        }
    )  # fmt: skip
    zonder(found, ["burgerservicenummer", "partners.burgerservicenummer"])
    assert found == antwoord(
        {
            "inOnderzoek": {"gemeenteVanInschrijving": True, "datumIngangOnderzoekGemeente": dag},
            "partners": [
                {"naam": {"voorletters": "D."}},
                {"inOnderzoek": {"geslacht": True, "datumIngangOnderzoek": dag}},
            ],
            "kinderen": [{"burgerservicenummer": KIND}],
        }
    )


# --- the source as the measure ------------------------------------------------------------------------------------

PATHS = {soort: sorted(each for each in vraagbaar(soort) if each != "gezag") for soort in get_args(Antwoord)}
an_onderzoek = st.sampled_from(("", "0000", "0100", "0120", "0200", "0240", "0400", "0410", "1510", "6210"))


@st.composite
def a_voorkomen(draw: st.DrawFn, categorie: str, *, bsn: str = "") -> Mapping[str, str]:
    elementen = {"0210": "Jo", "0240": "Jansen", "0310": "19800101", "0410": "V"}
    elementen |= {"05": {"0610": "20100101", "1510": "H"}, "02": {"6210": "19800101"}}.get(categorie, {})
    found = {name: value for name, value in elementen.items() if draw(st.booleans())}
    if number := bsn or draw(st.sampled_from(("", DAAN, KIND, OUDER))):
        found["0120"] = number
    if about := draw(an_onderzoek):
        found |= {"8310": categorie + about, "8320": "20240101"}
    return found


@st.composite
def a_lijst(draw: st.DrawFn) -> Persoonslijst:
    found: Any = {"01": [[draw(a_voorkomen("01", bsn=NOOR))]]}
    for categorie, most in (("02", 1), ("03", 1), ("05", 2), ("09", 2)):
        if stapels := draw(st.lists(a_voorkomen(categorie).map(lambda each: [each]), max_size=most)):
            found[categorie] = stapels
    return found


@given(lijst=a_lijst(), soort=st.sampled_from(sorted(SOORTEN)), data=st.data())
def test_who_is_told_of_and_what_is_left_are_as_at_the_source(lijst: Persoonslijst, soort: str, data: Any) -> None:
    kind = SOORTEN[soort].antwoord
    fields = data.draw(st.lists(st.sampled_from(PATHS[kind]), min_size=1, max_size=6))
    plain = toon(lijst, kind, fields, TODAY, TABELLEN)
    asked = {"type": soort, "fields": fields}
    besides = ontbrekende(asked)
    asked["fields"] = [*fields, *besides]
    found = msgspec.json.decode(msgspec.json.encode(antwoord(toon(lijst, kind, asked["fields"], TODAY, TABELLEN))))
    given_back = copy.deepcopy(found)
    assert set(betrokkenen(found, asked)) == {NOOR, *verwanten(lijst, plain, TODAY, TABELLEN)}
    assert found == given_back
    zonder(found, besides)
    assert found["personen"] == [msgspec.json.decode(msgspec.json.encode(plain))]
