"""Dates by how much of them is known, codes with what they stand for."""

from datetime import date

import pytest

from grondslag.registers.personen.informatie import waarden

TABELLEN = {"land": {"6030": "Nederland"}, "gemeente": {"0599": "Rotterdam"}}
TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20240229", {"type": "Datum", "datum": "2024-02-29", "langFormaat": "29 februari 2024"}),
        ("19710100", {"type": "JaarMaandDatum", "jaar": 1971, "maand": 1, "langFormaat": "januari 1971"}),
        ("19710000", {"type": "JaarDatum", "jaar": 1971, "langFormaat": "1971"}),
        ("00000000", {"type": "DatumOnbekend", "onbekend": True, "langFormaat": "onbekend"}),
        # What does not exist is not known.
        ("20230229", {"type": "JaarMaandDatum", "jaar": 2023, "maand": 2, "langFormaat": "februari 2023"}),
        ("20231301", {"type": "JaarDatum", "jaar": 2023, "langFormaat": "2023"}),
        ("", None),
        ("2023", None),
    ],
)
def test_a_date_says_how_much_of_it_is_known(text: str, expected: object) -> None:
    assert waarden.datum(text) == expected


@pytest.mark.parametrize(
    ("text", "voorbij"),
    [
        ("20261126", True),
        ("20261127", False),
        ("20261000", True),
        ("20261100", False),
        ("20250000", True),
        ("20260000", False),
        ("00000000", False),
        ("", False),
    ],
)
def test_a_date_is_only_past_when_all_of_it_is(text: str, voorbij: bool) -> None:
    assert waarden.is_voorbij(text, TODAY) is voorbij


def test_a_place_is_a_gemeente_or_a_name_abroad() -> None:
    assert waarden.plaats(TABELLEN, "0599") == {"code": "0599", "omschrijving": "Rotterdam"}
    assert waarden.plaats(TABELLEN, "Luik") == {"omschrijving": "Luik"}


@pytest.mark.parametrize("text", ["", ".", "0000"])
def test_a_place_that_is_not_known_is_left_out(text: str) -> None:
    assert waarden.plaats(TABELLEN, text) is None


def test_a_code_that_no_table_knows_stands_by_itself() -> None:
    assert waarden.land(TABELLEN, "1234") == {"code": "1234"}
    assert waarden.land(TABELLEN, "0000") is None


def test_a_title_is_no_predicaat() -> None:
    tabellen = {"adellijke titel of predicaat": {"JV": "jonkvrouw", "R": "ridder"}}
    assert waarden.titel(tabellen, "JV") == {"code": "JV", "omschrijving": "jonkvrouw", "soort": "predicaat"}
    assert waarden.titel(tabellen, "R") == {"code": "R", "omschrijving": "ridder", "soort": "titel"}
    assert waarden.titel(tabellen, "") is None
