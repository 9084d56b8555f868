"""Bewaren: how long something is kept, said so that a person understands it. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from grondslag.vocabulary.duur import Duur, nominal_seconds, parse_duur

ALS_DE_ZAAK = "Zo lang als de zaak waar dit bij hoort."
NIET_VASTGELEGD = "Hoe lang dit blijft, is nog niet vastgelegd."
MAANDEN = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip


def dag(day: date) -> str:
    """A day as people write it: 3 juni 2034."""
    return f"{day.day} {MAANDEN[day.month - 1]} {day.year}"


def duur_in_woorden(duur: Duur) -> str:
    """A duration in words: 1 jaar en 6 maanden."""
    parts = [
        (duur.jaren, "jaar", "jaar"),
        (duur.maanden, "maand", "maanden"),
        (duur.weken, "week", "weken"),
        (duur.dagen, "dag", "dagen"),
    ]
    said = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count]
    return " en ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said) or "minder dan een dag"


def termijn(text: str) -> str:
    """The text of a duration in words; as it stands when it is none."""
    found = parse_duur(text)
    return text if found is None else duur_in_woorden(found)


def van_zaak(zaak: Mapping[str, Any], resultaattypen: Iterable[Mapping[str, Any]]) -> str:
    """How long a zaak is kept: by its own archive data, or while it runs by what its outcome may be."""
    nominatie, day = zaak.get("archiefnominatie"), zaak.get("archiefactiedatum")
    when = dag(date.fromisoformat(day)) if day else ""
    if nominatie == "vernietigen" and when:
        return f"Tot {when}. Daarna vernietigen wij dit."
    if nominatie == "blijvend_bewaren":
        return f"Blijvend. Vanaf {when} gaat dit naar het archief." if when else "Blijvend, in het archief."
    found = list(resultaattypen)
    terms = sorted(
        (duur for each in found if (duur := parse_duur(each.get("archiefactietermijn") or ""))), key=nominal_seconds
    )
    if not terms:
        return NIET_VASTGELEGD
    first, last = duur_in_woorden(terms[0]), duur_in_woorden(terms[-1])
    between = first if first == last else f"{first} tot {last}"
    ever = any(each.get("archiefnominatie") == "blijvend_bewaren" for each in found)
    return f"{between} na het einde van de zaak; welke termijn geldt, hangt af van de uitkomst" + (
        ". Bij sommige uitkomsten blijvend." if ever else "."
    )
