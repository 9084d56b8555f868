"""What the tables under steps say: rows of a name and a value, or a row of names with a row of values."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from tests.brp.features import Tabel

_RELATIVE = re.compile(
    r"(?P<wat>gisteren|vandaag|morgen|(?:vorige|deze|volgende) maand|(?:vorig|dit|volgend) jaar)"
    r"(?: - (?P<jaren>\d+) jaar)?"
)
_AGO = re.compile(r"(\d+) jaar geleden")
_DAYS = {"gisteren": -1, "vandaag": 0, "morgen": 1}
_SHIFT = {"vorig": -1, "vorige": -1, "dit": 0, "deze": 0, "volgend": 1, "volgende": 1}


def pairs(tabel: Tabel) -> Iterator[tuple[str, str]]:
    """The names and values of a table that describes one thing, in order."""
    if not tabel:
        return iter(())
    if tabel[0][0] == "naam":
        return ((row[0], row[1]) for row in tabel[1:])
    return ((name, value) for row in tabel[1:] for name, value in zip(tabel[0], row, strict=True))


def rows(tabel: Tabel) -> Iterator[dict[str, str]]:
    """Each row of a table that describes many things, without what it leaves empty."""
    return ({name: value for name, value in zip(tabel[0], row, strict=True) if value} for row in tabel[1:])


def lo3_value(text: str, today: date) -> str:
    """A value as LO3 has it: "vandaag - 10 jaar" becomes 20160131, "deze maand" 20260100, other text stays."""
    parts = _relative(text, today)
    if parts is None:
        return text
    year, month, day = parts
    return f"{year:04}{month or 0:02}{day or 0:02}"


def wire_value(text: str, today: date) -> str:
    """A value as the API has it: "vandaag" becomes 2026-01-31, "deze maand" 1, "dit jaar" 2026, other text stays."""
    parts = _relative(text, today)
    if parts is None:
        return text
    year, month, day = parts
    if day:
        return f"{year:04}-{month:02}-{day:02}"
    return str(month or year)


def _relative(text: str, today: date) -> tuple[int, int | None, int | None] | None:
    if ago := _AGO.fullmatch(text):
        text = f"vandaag - {ago[1]} jaar"
    match = _RELATIVE.fullmatch(text)
    if match is None:
        return None
    what, years = match["wat"], int(match["jaren"] or 0)
    if what in _DAYS:
        day = _years_before(today, years) + timedelta(days=_DAYS[what])
        return day.year, day.month, day.day
    shift = _SHIFT[what.split()[0]]
    if what.endswith("jaar"):
        return today.year - years + shift, None, None
    months = (today.year - years) * 12 + today.month - 1 + shift
    return months // 12, months % 12 + 1, None


def _years_before(day: date, years: int) -> date:
    """The 29th of February becomes the 1st of March, as the suite counts."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)
