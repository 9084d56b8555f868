"""Dates and moments."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grondslag.vocabulary.tijd import local_date, parse_datetime


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-07-01T12:00:00Z", datetime(2024, 7, 1, 12, tzinfo=UTC)),
        ("2024-07-01T12:00Z", datetime(2024, 7, 1, 12, tzinfo=UTC)),
        ("2024-07-01T12:00:00.5Z", datetime(2024, 7, 1, 12, 0, 0, 500_000, tzinfo=UTC)),
        ("2024-07-01T12:00:00.123456789+02:00", datetime(2024, 7, 1, 10, 0, 0, 123_456, tzinfo=UTC)),
        ("2024-07-01T12:00:00", datetime(2024, 7, 1, 10, tzinfo=UTC)),
        ("2024-01-01T12:00:00", datetime(2024, 1, 1, 11, tzinfo=UTC)),
        ("2024-07-01T12:00:00-05:30", datetime(2024, 7, 1, 17, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_aware(text: str, moment: datetime) -> None:
    found = parse_datetime(text)
    assert found is not None
    assert found.tzinfo is not None
    assert found == moment


@pytest.mark.parametrize(
    "text",
    ["", "2024-07-01", "2024-07-01 12:00:00Z", "2024-07-01T24:00:00Z", "2024-07-01T12:00:60Z", "2024-07-01t12:00:00z",
     "2024-07-01T12Z", "2024-07-01T12:00:00+0200", "2024-07-01T12:00:00+25:00", "2024-02-30T12:00:00Z",
     "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59Z", "2024-07-01T12:00:00.Z"],
)  # fmt: skip
def test_other_texts_are_no_moment(text: str) -> None:
    assert parse_datetime(text) is None


@given(st.text("0123456789-T:.Z+ ", max_size=40))
def test_no_text_makes_it_fail(text: str) -> None:
    moment = parse_datetime(text)
    assert moment is None or isinstance(local_date(moment), date)


@given(st.dates(date(2, 1, 1), date(9998, 1, 1)), st.times(), st.integers(-14 * 60, 14 * 60))
def test_every_moment_reads_back(day: date, clock: time, minutes: int) -> None:
    moment = datetime.combine(day, clock, timezone(timedelta(minutes=minutes)))
    assert parse_datetime(moment.isoformat()) == moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-06-30T22:30:00Z", date(2024, 7, 1)),
        ("2024-12-31T22:30:00Z", date(2024, 12, 31)),
        ("2024-12-31T23:30:00Z", date(2025, 1, 1)),
        ("2024-07-01T00:00:00+14:00", date(2024, 6, 30)),
    ],
)
def test_the_day_is_the_one_in_the_netherlands(text: str, day: date) -> None:
    moment = parse_datetime(text)
    assert moment is not None
    assert local_date(moment) == day
