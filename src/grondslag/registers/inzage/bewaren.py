"""Bewaren: how long something is kept, said so that a person understands it. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from grondslag.registers.inzage.woorden import dag
from grondslag.vocabulary.duur import in_words, nominal_seconds, parse_duur

ALS_DE_ZAAK = "Zo lang als de zaak waar dit bij hoort."
NIET_VASTGELEGD = "Hoe lang dit blijft, is nog niet vastgelegd."


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
    first, last = in_words(str(terms[0])), in_words(str(terms[-1]))
    between = first if first == last else f"{first} tot {last}"
    ever = any(each.get("archiefnominatie") == "blijvend_bewaren" for each in found)
    return f"{between} na het einde van de zaak; welke termijn geldt, hangt af van de uitkomst" + (
        ". Bij sommige uitkomsten blijvend." if ever else "."
    )
