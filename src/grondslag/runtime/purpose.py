"""For which processing activity a request uses data of persons: the one it names, or the only one its client has.

The register of processing activities (AVG art. 30) says which client may act for what. A client that names an activity
is bound by it: it must be one of its own, and in force. Who names none, and has not exactly one, acts without a known
purpose: that is counted, or refused, as the municipality chose.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from grondslag.runtime.activities import Activity
from grondslag.surfaces.problems import Forbidden

HEADER = b"x-verwerkingsactiviteit"
MOST_NAMED = 10
"""So many activities a refusal names."""
UnknownUse = Literal["warn", "refuse"]


def named(activities: Sequence[Activity], name: str, today: date) -> Activity:
    """The activity of a client with this identificatie, key or URL. Raises Forbidden when it is not one, or is over."""
    wanted = name.strip().rstrip("/").rpartition("/")[2]
    found = next((each for each in activities if wanted in (each.identificatie, each.id)), None)
    if found is None:
        told = f"De verwerkingsactiviteit '{wanted[:100]}' hoort niet bij deze applicatie."
        raise Forbidden(told + _choice(activities, today), "activity-not-allowed")
    if not found.in_force(today):
        raise _expired(found, activities, today)
    return found


def _expired(activity: Activity, activities: Sequence[Activity], today: date) -> Forbidden:
    told = f"De verwerkingsactiviteit '{activity.identificatie}' geldt vandaag niet."
    return Forbidden(told + _choice(activities, today), "activity-expired")


def _choice(activities: Sequence[Activity], today: date) -> str:
    """What the client may name: its own, and nobody else's."""
    yours = [each.identificatie for each in activities if each.in_force(today)]
    return f" Kies uit: {listed(yours)}." if yours else " Voor deze applicatie is er nu geen die geldt."


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first few; of the others how many there are."""
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" en nog {more}" if more > 0 else "")


def activity_of(
    activities: Sequence[Activity], headers: Mapping[bytes, bytes], today: date, unknown_use: UnknownUse
) -> Activity | None:
    """The activity for which a request is made; None where nobody says. Raises Forbidden where that is refused."""
    name = headers.get(HEADER)
    if name is not None:
        return named(activities, name.decode("latin-1")[:1000], today)
    on = [each for each in activities if each.actief]
    only = on[0] if len(on) == 1 else None
    if only is not None and only.in_force(today):
        return only
    if unknown_use == "warn":
        return None
    if only is not None:
        raise _expired(only, activities, today)
    told = "Zeg met de header X-Verwerkingsactiviteit voor welke verwerking u deze gegevens gebruikt."
    raise Forbidden(told + _choice(activities, today), "activity-required")
