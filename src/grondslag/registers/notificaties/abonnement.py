"""Abonnement: who is told of events, where, and of which."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from grondslag.kernel.declare import HIDDEN, IN, Form, Group, Limit, Record, resource
from grondslag.kernel.rules import Change, Facts, Nothing, Violation, Where, derive, rule
from grondslag.registers.notificaties.kanaal import READ, Kanaal, knows
from grondslag.vocabulary.kenmerken import Kenmerken
from grondslag.vocabulary.velden import Adres, checked

MOST_KANALEN = 100
LONGEST_AUTH = 8000


def _check_header(text: str) -> str | None:
    """It is sent as a header: nothing in it may end that."""
    if len(text) > LONGEST_AUTH:
        return f"Zorg ervoor dat dit veld niet meer dan {LONGEST_AUTH} karakters bevat."
    fits = text.isprintable() and text.isascii()
    return None if fits else "Dit kan geen header zijn: gebruik alleen leesbare ASCII-tekens."


class FilterGroup(Group):
    """Een kanaal, en welke gebeurtenissen daarvan."""

    filters: Annotated[
        Kenmerken,
        "Per kenmerk de waarde die een gebeurtenis moet hebben; een sterretje (*) staat voor elke waarde.",
    ] = msgspec.field(default_factory=dict[str, str])
    naam: Annotated[str, Limit(min_length=1), "De naam van het kanaal."]


@resource(
    "abonnement",
    methods="LCRUPD",
    root=True,
    paged=False,
    scopes={
        "read": READ,
        "create": "notificaties.consumeren",
        "update": "notificaties.consumeren",
        "destroy": "notificaties.consumeren",
    },
    label=("callback_url",),
)
class Abonnement(Record):
    """Wie van gebeurtenissen wil horen, waar, en van welke."""

    callback_url: Annotated[Adres, Limit(min_length=1), "Waar de notificaties heen moeten."]
    auth: Annotated[
        str,
        IN,
        Limit(min_length=1, blank=False),
        Form(check=checked(_check_header)),
        "Wat in de header Authorization van elke notificatie staat. Wordt versleuteld bewaard en nooit getoond.",
    ] = ""
    kanalen: Annotated[list[FilterGroup], Limit(items=MOST_KANALEN), "De kanalen, elk met zijn filters."]
    send_cloudevents: Annotated[bool, "Of elke notificatie als CloudEvent wordt verstuurd."] = False
    cloudevents_modus: Annotated[
        Literal["structured", "binary"],
        "Hoe een CloudEvent wordt verstuurd: geheel in de inhoud, of met zijn kenmerken in headers (ce-).",
    ] = "structured"
    auth_verzegeld: Annotated[str, HIDDEN, "De versleutelde auth."] = ""
    aangemaakt_op: Annotated[datetime | None, HIDDEN, "Vanaf wanneer er gebeurtenissen voor zijn."] = None
    storingen: Annotated[int, HIDDEN, "Hoe vaak de ontvanger na elkaar niet bereikbaar was."] = 0
    wacht_tot: Annotated[datetime | None, HIDDEN, "Tot wanneer de ontvanger met rust wordt gelaten."] = None


class Kanalen(Facts):
    """The kanalen that are named."""

    bekend: Annotated[list[Kanaal], Where("naam", "kanalen.naam")]


@rule("nrc-abonnement", "auth")
def a_callback_is_told_who_calls(change: Change[Abonnement], facts: Nothing) -> Iterator[Violation]:
    """An abonnement says what stands in the header Authorization; a PATCH may leave it as it is."""
    if change.action != "partial_update" and "auth" not in change.given:
        yield Violation("required", "Dit veld is vereist.", "auth")


@rule("nrc-abonnement", "kanaal")
def a_kanaal_is_known(change: Change[Abonnement], facts: Kanalen) -> Iterator[Violation]:
    """An abonnement names kanalen that exist."""
    known = {each.naam for each in facts.bekend}
    for index, each in enumerate(change.record.kanalen):
        if each.naam not in known:
            yield Violation("kanaal_naam", "Kanaal met deze naam bestaat niet.", f"kanalen.{index}.naam")


@rule("nrc-abonnement", "filters")
def filters_are_those_of_the_kanaal(change: Change[Abonnement], facts: Kanalen) -> Iterator[Violation]:
    """An abonnement filters on kenmerken that its kanaal has."""
    known = {each.naam: each for each in facts.bekend}
    for index, each in enumerate(change.record.kanalen):
        kanaal = known.get(each.naam)
        if kanaal is not None and each.filters and not knows(kanaal, each.filters):
            reason = f"Kanaal {kanaal.naam} heeft deze kenmerken: {', '.join(kanaal.filters) or 'geen'}."
            yield Violation("inconsistent-abonnement-filters", reason, f"kanalen.{index}.filters")


@derive("nrc-abonnement", "begin", on=("create",))
def it_hears_what_happens_from_now_on(change: Change[Abonnement], facts: Nothing) -> Mapping[str, Any]:
    """An abonnement gets the events of after it was made."""
    return {"aangemaakt_op": change.now}


@derive("nrc-abonnement", "herstel", on=("update", "partial_update"))
def a_new_address_is_tried_at_once(change: Change[Abonnement], facts: Nothing) -> Mapping[str, Any]:
    """Who gives another address or auth is no longer left alone for the faults of the old one."""
    if "auth" not in change.given and not change.changes("callback_url"):
        return {}
    return {"storingen": 0, "wacht_tot": None}
