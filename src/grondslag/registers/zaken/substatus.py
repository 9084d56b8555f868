"""SubStatus: how far a zaak is within its status, said for the initiator. Beyond the standard."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from grondslag.kernel.declare import Find, Max, Ref, Same, To, resource
from grondslag.kernel.rules import Change, Facts, One, Violation, derive, rule
from grondslag.registers.zaken.status import Status
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakdeel import BEFORE_ALL, READ, PartOfZaak, not_in_the_future


@resource(
    "substatussen",
    methods="LCR",
    part_of="zaak",
    scopes={"read": READ, "create": ("zaken.aanmaken", "zaken.statussen.toevoegen")},
    channel="zaken",
    show_uuid=True,
    order="-tijdstip",
    filters={"zaak": Same(field="zaak")},
    extra=("L", "C", "R"),
)
class SubStatus(PartOfZaak):
    """Hoever een zaak binnen haar status is."""

    status: Annotated[
        Ref | None, To("zaken.status"), Max(1000), Find.EXACT, "De status; vanzelf die van de zaak nu."
    ] = None
    omschrijving: Annotated[str, Max(200), "Hoever de zaak is, voor de initiator."]
    tijdstip: Annotated[datetime, Find.RANGE, "Sinds wanneer dat zo is; vanzelf nu."] = BEFORE_ALL
    doelgroep: Annotated[
        Literal["", "betrokkenen", "intern"], Find.EXACT, "Wie het mogen weten; vanzelf de betrokkenen."
    ] = "betrokkenen"


class BijStatus(Facts):
    """The zaak, and the status that is named."""

    zaak: Annotated[Zaak, One("zaak")]
    status: Annotated[Status | None, One("status")]


@derive("zrc", "substatus-vanzelf", on=("create",))
def a_substatus_is_of_the_status_now(change: Change[SubStatus], facts: BijStatus) -> Mapping[str, Any]:
    """A substatus belongs to the current status of the zaak, and begins now, unless something else is said."""
    tijdstip = change.record.tijdstip if "tijdstip" in change.given else change.now
    return {"status": change.record.status or facts.zaak.status, "tijdstip": tijdstip}


@rule("zrc", "substatus-status", on=("create",))
def a_substatus_has_a_status(change: Change[SubStatus], facts: BijStatus) -> Iterator[Violation]:
    """A substatus belongs to a status of the same zaak; a zaak without one has no substatus."""
    if change.record.status is None:
        yield Violation("invalid", "De zaak heeft nog geen status.", "status")
    if facts.status is not None and facts.status.zaak != change.record.zaak:
        yield Violation("zaak-status-mismatch", "Deze status hoort bij een andere zaak.")


@rule("zrc", "substatus-tijdstip", on=("create",))
def a_substatus_was_reached_already(change: Change[SubStatus], facts: BijStatus) -> Iterator[Violation]:
    """A substatus is not reached in the future."""
    yield from not_in_the_future(change, change.record.tijdstip, "tijdstip")
