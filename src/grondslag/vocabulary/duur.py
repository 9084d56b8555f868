"""Durations by ISO 8601, as the standards write them: P5Y, P6W, P1Y6M, P28D.

A duration keeps the units it was written in. P365D is not P1Y: what it adds to a date differs.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MAX_LENGTH = 50
_SENTENCE = "Een duur heeft de vorm P[n]Y[n]M[n]W[n]DT[n]H[n]M[n]S (ISO 8601), bijvoorbeeld P5Y, P6W of P1Y6M."
_PATTERN = re.compile(
    r"P(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
    r"(T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?"
)

# Averages of the Gregorian calendar in seconds; twelve months are exactly a year.
_YEAR = 31_556_952
_MONTH = 2_629_746
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Duur:
    """A span of calendar time, in the units it was written in."""

    jaren: int = 0
    maanden: int = 0
    weken: int = 0
    dagen: int = 0
    uren: int = 0
    minuten: int = 0
    seconden: int = 0

    def __str__(self) -> str:
        return duur_text(self)


def parse_duur(text: str) -> Duur | None:
    """The duration in `text`; None when it has no valid one. Signs and fractions are not accepted."""
    if len(text) > MAX_LENGTH:
        return None
    match = _PATTERN.fullmatch(text)
    if match is None or text == "P" or match[5] == "T":
        return None
    years, months, weeks, days, _, hours, minutes, seconds = (part or "0" for part in match.groups())
    return Duur(int(years), int(months), int(weeks), int(days), int(hours), int(minutes), int(seconds))


def check_duur(text: str) -> str | None:
    """A Dutch sentence that says what is wrong, or None."""
    if len(text) > MAX_LENGTH:
        return f"Een duur heeft ten hoogste {MAX_LENGTH} tekens."
    return None if parse_duur(text) else _SENTENCE


def in_words(text: str) -> str:
    """A duration as people say it: 1 jaar en 6 maanden. The text itself where it is none, or less than a minute."""
    duur = parse_duur(text) or Duur()
    parts = (
        (duur.jaren, "jaar", "jaar"),
        (duur.maanden, "maand", "maanden"),
        (duur.weken, "week", "weken"),
        (duur.dagen, "dag", "dagen"),
        (duur.uren, "uur", "uur"),
        (duur.minuten, "minuut", "minuten"),
    )
    said = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count]
    return " en ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said) or text


def duur_text(duur: Duur) -> str:
    """The one canonical text of a duration: no zero parts, no leading zeros, weeks only on their own."""
    weeks_alone = duur.weken and duur == Duur(weken=duur.weken)
    days = duur.dagen if weeks_alone else duur.dagen + 7 * duur.weken
    weeks = duur.weken if weeks_alone else 0
    dated = _units((duur.jaren, "Y"), (duur.maanden, "M"), (weeks, "W"), (days, "D"))
    timed = _units((duur.uren, "H"), (duur.minuten, "M"), (duur.seconden, "S"))
    if not dated and not timed:
        return "P0D"
    return f"P{dated}T{timed}" if timed else f"P{dated}"


def _units(*parts: tuple[int, str]) -> str:
    return "".join(f"{count}{unit}" for count, unit in parts if count)


def canonical(text: str) -> str | None:
    """`duur_text` of the duration in `text`; None when it has no valid one."""
    duur = parse_duur(text)
    return None if duur is None else duur_text(duur)


def add(day: date, duur: Duur) -> date | None:
    """`day` plus `duur`: first years, then months, then days. A day that a month lacks becomes its last day.

    Hours count for the whole days in them. None when the answer lies beyond the year 9999.
    """
    carry, month = divmod(day.month - 1 + duur.maanden, 12)
    year = day.year + duur.jaren + carry
    if year > date.max.year:
        return None
    moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    days = duur.dagen + 7 * duur.weken + _seconds(duur) // _DAY
    if days > (date.max - moved).days:
        return None
    return moved + timedelta(days=days)


def _seconds(duur: Duur) -> int:
    return duur.uren * 3600 + duur.minuten * 60 + duur.seconden


def nominal_seconds(duur: Duur) -> int:
    """The average length of a duration: a total order. P1Y equals P12M; P30D is shorter than P1M, P31D longer."""
    days = duur.dagen + 7 * duur.weken
    return duur.jaren * _YEAR + duur.maanden * _MONTH + days * _DAY + _seconds(duur)
