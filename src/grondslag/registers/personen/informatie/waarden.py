"""Values as the API has them: dates by how much of them is known, codes with what they stand for."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from grondslag.registers.personen.lo3 import Tabellen, omschrijving

MAANDEN: Final = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)

_DATUM: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PREDICATEN: Final = frozenset({"JH", "JV"})


def datum(text: str) -> dict[str, Any] | None:
    """A date of LO3, in which zeros stand for a part that is not known. None when it is no date at all.

    A month or day that does not exist counts as not known: older lists have them.
    """
    match = _DATUM.fullmatch(text)
    if match is None:
        return None
    jaar, maand, dag = (int(part) for part in match.groups())
    if jaar == 0:
        return {"type": "DatumOnbekend", "onbekend": True, "langFormaat": "onbekend"}
    if not 1 <= maand <= 12:
        return {"type": "JaarDatum", "jaar": jaar, "langFormaat": str(jaar)}
    lang = f"{MAANDEN[maand - 1]} {jaar}"
    if not 1 <= dag <= monthrange(jaar, maand)[1]:
        return {"type": "JaarMaandDatum", "jaar": jaar, "maand": maand, "langFormaat": lang}
    return {"type": "Datum", "datum": f"{jaar:04}-{maand:02}-{dag:02}", "langFormaat": f"{dag} {lang}"}


def is_voorbij(text: str, today: date) -> bool:
    """Whether a date of LO3 lies before tomorrow, for certain: a part that is not known may still come."""
    match = _DATUM.fullmatch(text)
    if match is None:
        return False
    jaar, maand, dag = (int(part) for part in match.groups())
    if jaar == 0:
        return False
    if maand == 0:
        return jaar < today.year
    if dag == 0:
        return (jaar, maand) < (today.year, today.month)
    return (jaar, maand, dag) <= (today.year, today.month, today.day)


def tabelwaarde(tabellen: Tabellen, tabel: str, code: str, *, onbekend: str = "") -> dict[str, Any] | None:
    """A code with what it stands for. None when there is none, or when it stands for a value that is not known."""
    if not code or code == onbekend:
        return None
    text = omschrijving(tabellen, tabel, code)
    return {"code": code} | ({"omschrijving": text} if text else {})


def land(tabellen: Tabellen, code: str) -> dict[str, Any] | None:
    """A country; None when it is not known which."""
    return tabelwaarde(tabellen, "land", code, onbekend="0000")


def plaats(tabellen: Tabellen, text: str) -> dict[str, Any] | None:
    """A municipality by its code, or a place abroad by its name; None when it is not known where."""
    if len(text) == 4 and text.isdecimal():
        return tabelwaarde(tabellen, "gemeente", text, onbekend="0000")
    return {"omschrijving": text} if text and text != "." else None


def titel(tabellen: Tabellen, code: str) -> dict[str, Any] | None:
    """A title of nobility or a predicaat, and which of both it is."""
    found = tabelwaarde(tabellen, "adellijke titel of predicaat", code)
    return found and found | {"soort": "predicaat" if code in _PREDICATEN else "titel"}


def text(value: str, *, onbekend: str = "") -> str | None:
    """A text; None when it is empty, or the one that stands for a value that is not known."""
    return value if value and value != onbekend else None


def without_none(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}
