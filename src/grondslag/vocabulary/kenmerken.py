"""Kenmerken: names with a short text each, by which events are described and chosen."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from grondslag.kernel.declare import Form

MOST = 50
LONGEST_NAME = 100
LONGEST_VALUE = 1000
_SAID = {
    "type": "object",
    "maxProperties": MOST,
    "additionalProperties": {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE},
}


def check_kenmerken(value: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with them: place, code and a Dutch sentence."""
    if len(value) > MOST:
        yield "", "max_length", f"Er mogen hier hoogstens {MOST} kenmerken staan."
        return
    for name, text in value.items():
        if not 0 < len(name) <= LONGEST_NAME or "\x00" in name:
            yield "", "invalid", f"De naam van een kenmerk heeft 1 tot {LONGEST_NAME} tekens."
        elif not isinstance(text, str) or "\x00" in text:
            yield name, "invalid", "Geen geldige tekst."
        elif not text:
            yield name, "blank", "Dit veld mag niet leeg zijn."
        elif len(text) > LONGEST_VALUE:
            reason = f"Zorg ervoor dat dit veld niet meer dan {LONGEST_VALUE} karakters bevat."
            yield name, "max_length", reason


def _schema() -> Mapping[str, Any]:
    return _SAID


Kenmerken = Annotated[dict[str, str], Form(check=check_kenmerken, schema=_schema)]
"""Per name a text of 1 to 1,000 characters."""
