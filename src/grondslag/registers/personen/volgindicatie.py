"""Volgindicatie: an application follows a person, to be told that something changed (BRP Update API 1.0.0)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from grondslag.kernel.declare import FIXED, OURS, Max, Record, Subject, resource
from grondslag.kernel.rules import Change, Facts, Nothing, Violation, Where, derive, rule
from grondslag.registers.personen.persoon import NIET_GELEVERD, Persoon
from grondslag.registers.personen.vraag import BSN

VOLGEN = "personen.volgen"
MOST_FOLLOWED = 10_000
"""So many persons an application may follow: the answer to one question names them all."""
EINDDATUM, VANAF = "einddatum", "vanaf"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


# Not `volgindicaties`: at that address the operations of the standard are.
@resource(
    "gevolgden",
    methods="",
    root=True,
    paged=False,
    etag=False,
    scopes={"read": VOLGEN, "create": VOLGEN, "update": VOLGEN},
    unique={"brp-volgindicatie": ("client", "burgerservicenummer")},
)
class Volgindicatie(Record):
    """Een applicatie volgt een persoon."""

    client: Annotated[str, Max(50), FIXED, "De applicatie die volgt."]
    burgerservicenummer: Annotated[str, Max(9), FIXED, Subject(), "Wie wordt gevolgd."]
    begindatum: Annotated[date | None, OURS, "Vanaf welke dag."] = None
    einddatum: Annotated[date | None, "Vanaf welke dag niet meer."] = None
    gezet_op: Annotated[datetime | None, OURS, "Het moment waarna een wijziging telt."] = None
    elders: Annotated[bool, FIXED, "Of een BRP elders zegt wie het is, en dat die wijzigde."] = False


def is_actief(volgindicatie: Volgindicatie, today: date) -> bool:
    """Whether the person is followed on this day."""
    return volgindicatie.einddatum is None or volgindicatie.einddatum > today


class Gevolgd(Facts):
    """Who is to be followed."""

    persoon: Annotated[Persoon | None, Where("burgerservicenummer", "burgerservicenummer")]


@rule("brp-volgen", "bestaat", on=("create",))
def who_is_followed_is_known(change: Change[Volgindicatie], facts: Gevolgd) -> Iterator[Violation]:
    """A person who is not at the source cannot be followed; where that is elsewhere, it was asked there."""
    known = facts.persoon is not None and facts.persoon.opschorting not in NIET_GELEVERD
    if not (known or (change.after is not None and change.after.elders)):
        yield Violation("unknown", "Er is geen persoon met dit burgerservicenummer.", "burgerservicenummer")


@derive("brp-volgen", "begin", on=("create", "partial_update"))
def it_begins_when_it_was_not_in_force(change: Change[Volgindicatie], facts: Nothing) -> Mapping[str, Any]:
    """Who begins to follow, or begins again, hears of changes from then on; who goes on, of those before too."""
    if change.before is not None and is_actief(change.before, change.today):
        return {}
    return {"begindatum": change.today, "gezet_op": change.now}


def gevraagd(bsn: str, body: Mapping[str, Any]) -> date | list[Violation] | None:
    """The day on which it ends, as a body has it; or all that is wrong with the number and the body."""
    told = list(_over_nummer(bsn))
    told += [Violation("unknownParam", "Parameter is niet verwacht.", name[:100]) for name in body if name != EINDDATUM]
    found = body.get(EINDDATUM)
    einde = datum(found)
    if found is not None and einde is None:
        told.append(Violation("date", "Waarde is geen geldige datum.", EINDDATUM))
    return told or einde


def _over_nummer(bsn: str) -> Iterator[Violation]:
    if not re.fullmatch(r"[0-9]{9}", bsn, re.ASCII):
        yield Violation("pattern", f"Waarde voldoet niet aan patroon {BSN}.", "burgerservicenummer")


def vanaf_dag(query: Sequence[tuple[str, str]]) -> date | list[Violation] | None:
    """From which day changes are asked for; or all that is wrong with the query."""
    told = [Violation("unknownParam", "Parameter is niet verwacht.", name[:100]) for name, _ in query if name != VANAF]
    given = [value for name, value in query if name == VANAF]
    day = datum(given[0]) if given else None
    if len(given) > 1 or (given and day is None):
        told.append(Violation("date", "Waarde is geen geldige datum.", VANAF))
    return told or day


def datum(found: Any) -> date | None:
    """A day as ISO 8601 writes it in full; None for anything else."""
    if not isinstance(found, str) or not _DATE.match(found):
        return None
    try:
        return date.fromisoformat(found)
    except ValueError:
        return None
