"""Kinds of places where a person lives, and the lines on an envelope to it."""

from datetime import date
from typing import Any

import pytest

from grondslag.registers.personen.informatie import adressering
from grondslag.registers.personen.informatie.gevraagd import ALLES, Gevraagd
from grondslag.registers.personen.informatie.velden import NIET_OP_ADRES, Blik
from grondslag.registers.personen.informatie.verblijfplaats import verblijfplaats
from grondslag.registers.personen.lo3 import Voorkomen
from grondslag.registers.personen.tabellen import TABELLEN

ADRES = {"0910": "0344", "1010": "W", "1030": "20200501", "1110": "Kade", "1120": "7", "1160": "3511AB"}
BUITENLAND = {"1310": "5010", "1320": "20190000", "1330": "Rue Haute 1", "1340": "1000 Bruxelles"}


def a_blik(voorkomen: Voorkomen) -> Blik:
    return Blik(voorkomen, TABELLEN, date(2026, 11, 26))


def regels(voorkomen: Voorkomen, *fields: str) -> dict[str, Any] | None:
    return adressering.adresregels(a_blik(voorkomen), Gevraagd.of(fields or ["adressering"]))


@pytest.mark.parametrize(
    ("voorkomen", "soort"),
    [
        ({"1110": "."}, "Adres"),
        ({"1210": "Woonboot"}, "Locatie"),
        ({"1310": "5010"}, "VerblijfplaatsBuitenland"),
        ({"1310": "0000"}, "VerblijfplaatsOnbekend"),
    ],
)
def test_the_kind_of_a_place_is_always_told(voorkomen: Voorkomen, soort: str) -> None:
    assert verblijfplaats(a_blik(voorkomen), Gevraagd.of(["datumVan"])) == {"type": soort}


def test_no_place_is_no_verblijfplaats() -> None:
    assert verblijfplaats(a_blik({"0910": "0344", "1030": "20200501"}), ALLES) is None


def test_an_address_has_numbers_as_numbers_and_leaves_out_what_is_not_known() -> None:
    found = verblijfplaats(a_blik(ADRES | {"1170": ".", "1180": "0" * 16}), ALLES)
    assert found == {
        "type": "Adres",
        "datumVan": {"type": "Datum", "datum": "2020-05-01", "langFormaat": "1 mei 2020"},
        "functieAdres": {"code": "W", "omschrijving": "woonadres"},
        "verblijfadres": {"korteStraatnaam": "Kade", "huisnummer": 7, "postcode": "3511AB"},
    }


def test_the_kind_is_under_investigation_with_what_it_is_known_by() -> None:
    found = verblijfplaats(a_blik(ADRES | {"8310": "081110", "8320": "20260000"}), Gevraagd.of(["functieAdres"]))
    assert found is not None
    assert found["inOnderzoek"]["type"] is True
    assert "functieAdres" not in found["inOnderzoek"]


def test_who_does_not_live_there_is_told_to_with_the_place_and_the_lines() -> None:
    weg = ADRES | {"8310": NIET_OP_ADRES, "8320": "20260101"}
    found, lines = verblijfplaats(a_blik(weg), ALLES), regels(weg)
    assert found is not None
    assert lines is not None
    assert found["indicatieVastgesteldVerblijftNietOpAdres"] is True
    assert lines["indicatieVastgesteldVerblijftNietOpAdres"] is True
    assert lines["inOnderzoek"]["adresregel1"] is True


@pytest.mark.parametrize(
    ("meer", "regel"),
    [
        ({}, "Kade 7"),
        ({"1130": "b"}, "Kade 7 b"),
        ({"1140": "II"}, "Kade 7 II"),
        ({"1140": "2"}, "Kade 7-2"),
        ({"1130": "b", "1140": "2"}, "Kade 7 b2"),
        ({"1150": "to"}, "Kade t/o 7"),
        ({"1150": "by", "1140": "2"}, "Kade bij 7-2"),
    ],
)
def test_the_first_line_of_an_address(meer: dict[str, str], regel: str) -> None:
    assert regels(ADRES | meer, "adressering.adresregel1") == {"adresregel1": regel}


def test_the_second_line_names_the_town_else_the_gemeente() -> None:
    assert regels(ADRES, "adressering.adresregel2") == {"adresregel2": "3511 AB  UTRECHT"}
    assert regels(ADRES | {"1170": "De Meern"}, "adressering.adresregel2") == {"adresregel2": "3511 AB  DE MEERN"}


@pytest.mark.parametrize("gat", [{"1110": "."}, {"1120": "0"}, {"1120": ""}])
def test_lines_of_an_address_need_street_and_number(gat: dict[str, str]) -> None:
    assert regels(ADRES | gat) == {}


def test_lines_abroad_need_a_country_and_one_line() -> None:
    assert regels(BUITENLAND) == {
        "adresregel1": "Rue Haute 1",
        "adresregel2": "1000 Bruxelles",
        "land": {"code": "5010", "omschrijving": "België"},
    }
    assert regels({"1310": "5010"}) == {}
    assert regels(BUITENLAND | {"1310": "0000"}) == {}


def test_who_asks_within_the_country_gets_no_lines_abroad() -> None:
    assert regels(BUITENLAND, "adresseringBinnenland") == {}
    assert regels(ADRES, "adresseringBinnenland.adresregel1") == {"adresregel1": "Kade 7"}
    assert regels({}, "adressering") is None
