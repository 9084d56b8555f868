"""Notificatie: an event that a source elsewhere tells, kept until it is passed on."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec

from grondslag.kernel.declare import HIDDEN, Limit, Max, Record, resource
from grondslag.kernel.rules import Change, Facts, Nothing, Violation, Where, derive, rule
from grondslag.registers.notificaties.kanaal import Kanaal, knows
from grondslag.vocabulary.kenmerken import Kenmerken
from grondslag.vocabulary.velden import Adres

LEEWAY = timedelta(seconds=60)
"""So far the clock of a source may be ahead of ours."""


@resource(
    "notificaties",
    methods="C",
    root=True,
    paged=False,
    scopes={"read": "notificaties.publiceren", "create": "notificaties.publiceren"},
    also={"create": (200,)},
    label=("kanaal", "resource", "actie"),
)
class Notificatie(Record):
    """Een gebeurtenis bij een bron."""

    kanaal: Annotated[str, Max(50), Limit(min_length=1), "De naam van het kanaal."]
    hoofd_object: Annotated[Adres, Limit(min_length=1), "Het object waar de gebeurtenis bij hoort."]
    resource: Annotated[str, Max(100), Limit(min_length=1), "De soort van wat is gewijzigd."]
    resource_url: Annotated[Adres, Limit(min_length=1), "Wat is gewijzigd."]
    actie: Annotated[str, Max(100), Limit(min_length=1), "Wat ermee is gedaan."]
    aanmaakdatum: Annotated[datetime, "Wanneer het gebeurde."]
    kenmerken: Annotated[Kenmerken, "Waarop abonnementen kunnen kiezen."] = msgspec.field(
        default_factory=dict[str, str]
    )
    source: Annotated[str, Max(255), "Het systeem waar het gebeurde, voor wie CloudEvents ontvangt."] = ""
    ontvangen_op: Annotated[datetime | None, HIDDEN, "Wanneer de notificatie binnenkwam."] = None


class HetKanaal(Facts):
    """The kanaal that is named."""

    bekend: Annotated[Kanaal | None, Where("naam", "kanaal")]


@derive("nrc-notificatie", "ontvangen", on=("create",))
def it_came_in_now(change: Change[Notificatie], facts: Nothing) -> Mapping[str, Any]:
    """When it came in is ours to say."""
    return {"ontvangen_op": change.now}


@rule("nrc-notificatie", "kanaal", on=("create",))
def it_is_told_on_a_known_kanaal(change: Change[Notificatie], facts: HetKanaal) -> Iterator[Violation]:
    """An event is told on a kanaal that exists."""
    if facts.bekend is None:
        yield Violation("message_kanaal", "Kanaal met deze naam bestaat niet.", "kanaal")


@rule("nrc-notificatie", "kenmerken", on=("create",))
def its_kenmerken_are_those_of_the_kanaal(change: Change[Notificatie], facts: HetKanaal) -> Iterator[Violation]:
    """An event has the kenmerken of its kanaal."""
    kanaal = facts.bekend
    if kanaal is not None and not knows(kanaal, change.record.kenmerken):
        reason = f"Kanaal {kanaal.naam} heeft deze kenmerken: {', '.join(kanaal.filters) or 'geen'}."
        yield Violation("kenmerken_inconsistent", reason, "kenmerken")


@rule("nrc-notificatie", "aanmaakdatum", on=("create",))
def it_has_happened(change: Change[Notificatie], facts: Nothing) -> Iterator[Violation]:
    """An event is not told before it happens."""
    if change.record.aanmaakdatum > change.now + LEEWAY:
        yield Violation("future_not_allowed", "De aanmaakdatum mag niet in de toekomst liggen.", "aanmaakdatum")
