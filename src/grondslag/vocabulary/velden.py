"""The types of the vocabulary as fields: what a room writes between the brackets of `Annotated`."""

import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from grondslag.kernel.declare import Form, Json, Max
from grondslag.vocabulary import geojson, geometrie
from grondslag.vocabulary.duur import check_duur
from grondslag.vocabulary.nummers import check_bsn, check_rsin
from grondslag.vocabulary.urls import check_url

Complaints = Iterable[tuple[str, str, str]]


def checked(check: Callable[[str], str | None], code: str = "invalid") -> Callable[[Any], Complaints]:
    """A check that answers with one sentence, as the check of a field."""

    def complain(value: Any) -> Complaints:
        reason = check(value)
        return [("", code, reason)] if reason else []

    return complain


def number(check: Callable[[str], str | None]) -> Callable[[Any], Complaints]:
    """A check of a text that must be digits alone, with the incumbent's code for one that is not."""

    def complain(value: Any) -> Complaints:
        reason = check(value)
        digits = value.isascii() and value.isdigit()
        return [("", "invalid" if digits else "only-digits", reason)] if reason else []

    return complain


_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(
    rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@{_LABEL}(?:\.{_LABEL})+"
)
"""The name of a host may hold letters of any language, as the incumbent takes it."""


def _check_email(text: str) -> str | None:
    return None if _EMAIL.fullmatch(text) else "Voer een geldig e-mailadres in."


def _box(value: Any) -> tuple[float, float, float, float]:
    return geometrie.box(value) or (0.0, 0.0, 0.0, 0.0)


def _uri() -> dict[str, Any]:
    return {"type": "string", "format": "uri"}


Rsin = Annotated[str, Form(check=number(check_rsin)), Max(9)]
Bsn = Annotated[str, Form(check=number(check_bsn)), Max(9)]
Duur = Annotated[str, Form(format="duration", check=checked(check_duur))]
Email = Annotated[str, Form(format="email", check=checked(_check_email)), Max(254)]
Geometrie = Annotated[
    Json,
    Form(check=geometrie.check_geometrie, box=_box, inside=geometrie.inside, schema=geojson.schema),
]
"""GeoJSON in EPSG:4326."""
Adres = Annotated[str, Form(check=checked(check_url), schema=_uri)]
"""A URL that is passed on or called, not a reference to a record: nothing is expanded along it."""
