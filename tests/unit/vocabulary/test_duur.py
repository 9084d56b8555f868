"""Durations, and what they add to a date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grondslag.vocabulary.duur import (
    Duur,
    add,
    canonical,
    check_duur,
    duur_text,
    in_words,
    nominal_seconds,
    parse_duur,
)

DATES = st.dates(date(1900, 1, 1), date(2200, 12, 31))
DUREN = st.builds(Duur, *[st.integers(0, 400)] * 7)


@pytest.mark.parametrize(
    ("text", "duur"),
    [
        ("P5Y", Duur(jaren=5)),
        ("P6W", Duur(weken=6)),
        ("P1Y6M", Duur(jaren=1, maanden=6)),
        ("P28D", Duur(dagen=28)),
        ("P0D", Duur()),
        ("P1DT2H3M4S", Duur(dagen=1, uren=2, minuten=3, seconden=4)),
        ("PT5M", Duur(minuten=5)),
    ],
)
def test_texts_of_the_standards(text: str, duur: Duur) -> None:
    assert parse_duur(text) == duur
    assert duur_text(duur) == text == str(duur)
    assert check_duur(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1YT", "5Y", "p5y", "P5", "P5Y ", " P5Y", "P-5Y", "-P5Y", "+P5Y", "P1.5Y", "P1,5Y", "P1D1M",
     "P1Y\n", "P\u0665Y", "P1H", "PT1D", "P" + "9" * 20 + "Y", "P5Y" + " " * 60],
)  # fmt: skip
def test_other_texts_get_a_sentence(text: str) -> None:
    assert parse_duur(text) is None
    assert str(check_duur(text)).startswith("Een duur heeft")
    assert canonical(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("P05Y", "P5Y"), ("P0Y", "P0D"), ("PT0S", "P0D"), ("P1Y0M0D", "P1Y"), ("P1M2W1D", "P1M15D"), ("P365D", "P365D")],
)
def test_one_text_per_duration(text: str, expected: str) -> None:
    assert canonical(text) == expected


@given(DUREN)
def test_the_canonical_text_means_the_same(duur: Duur) -> None:
    again = parse_duur(duur_text(duur))
    assert again is not None
    assert duur_text(again) == duur_text(duur)
    assert nominal_seconds(again) == nominal_seconds(duur)
    assert add(date(2024, 2, 29), again) == add(date(2024, 2, 29), duur)


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        (date(2023, 1, 31), "P1M", date(2023, 2, 28)),
        (date(2024, 1, 31), "P1M", date(2024, 2, 29)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2024, 2, 29), "P4Y", date(2028, 2, 29)),
        (date(2024, 2, 29), "P1Y1M", date(2025, 3, 29)),
        (date(2024, 1, 31), "P1M1D", date(2024, 3, 1)),
        (date(2024, 12, 15), "P1Y13M", date(2027, 1, 15)),
        (date(2024, 1, 1), "P6W", date(2024, 2, 12)),
        (date(2024, 1, 1), "PT49H", date(2024, 1, 3)),
        (date(2024, 1, 1), "P0D", date(2024, 1, 1)),
        (date(9999, 12, 31), "P1D", None),
        (date(2024, 1, 1), "P999999999Y", None),
        (date(2024, 1, 1), "P999999999D", None),
        (date(2024, 1, 1), "P999999999M", None),
    ],
)
def test_adding_keeps_to_the_calendar(day: date, text: str, expected: date | None) -> None:
    duur = parse_duur(text)
    assert duur is not None
    assert add(day, duur) == expected


@given(DATES, st.integers(0, 5000))
def test_days_add_as_days(day: date, days: int) -> None:
    assert add(day, Duur(dagen=days)) == day + timedelta(days=days)


@given(DATES, st.integers(0, 600))
def test_months_keep_the_day_or_take_the_last_one(day: date, months: int) -> None:
    moved = add(day, Duur(maanden=months))
    assert moved is not None
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(DATES, DUREN, DUREN)
def test_a_longer_duration_never_ends_earlier(day: date, one: Duur, other: Duur) -> None:
    both = Duur(*(max(getattr(one, part), getattr(other, part)) for part in Duur.__slots__))
    sooner, later = add(day, one), add(day, both)
    assert sooner is None or later is None or sooner <= later


def test_comparing() -> None:
    ordered = ["P0D", "PT1H", "P1D", "P1W", "P28D", "P30D", "P1M", "P31D", "P6W", "P365D", "P1Y", "P366D", "P13M"]
    durations = [parse_duur(text) for text in ordered]
    for index, left in enumerate(durations):
        for other, right in enumerate(durations):
            assert left is not None
            assert right is not None
            assert (nominal_seconds(left) < nominal_seconds(right)) == (index < other)
    assert nominal_seconds(Duur(maanden=12)) == nominal_seconds(Duur(jaren=1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("P20Y", "20 jaar"),
        ("P1M", "1 maand"),
        ("P6W", "6 weken"),
        ("P42D", "42 dagen"),
        ("P1Y6M", "1 jaar en 6 maanden"),
        ("P1Y2M3D", "1 jaar, 2 maanden en 3 dagen"),
        ("PT1H30M", "1 uur en 30 minuten"),
        ("PT0S", "PT0S"),
        ("lang", "lang"),
        ("", ""),
    ],
)
def test_a_duration_is_told_in_words(text: str, said: str) -> None:
    assert in_words(text) == said
