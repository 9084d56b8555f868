"""Correctieverzoek: that a person wants a fact put right (AVG art. 16). It is dealt with as a zaak.

Who can put it right follows from the fact (`bronhouder`). The zaak is made with the request, in one transaction
(`integration.inzage`), unless the request names one that is there.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from grondslag.kernel.declare import FIXED, OURS, Find, Group, Limit, Max, Record, Ref, Subject, To, resource
from grondslag.kernel.rules import Change, Facts, Nothing, One, Violation, derive, rule
from grondslag.registers.inzage.bronhouder import Bronhouder, bronhouder_van
from grondslag.registers.inzage.peers import DocumentView, ZaakView
from grondslag.vocabulary.duur import Duur, add
from grondslag.vocabulary.velden import Bsn

READ, WRITE = "inzage.lezen", "inzage.bijwerken"
UPDATES = ("update", "partial_update")
BINNEN = Duur(maanden=1)
"""Within a month the person is told what is done (AVG art. 12 lid 3)."""
DONE = ("verbeterd", "afgewezen")
Status = Literal["ontvangen", "in_behandeling", "doorgestuurd", "verbeterd", "afgewezen"]


class Gegeven(Group):
    """Het gegeven dat niet klopt."""

    resource: Annotated[
        str,
        Limit(max_length=100, min_length=3, pattern=r"[a-z]+\.[a-z]+"),
        "Waar het gegeven bij hoort (zaken.rol, personen.persoon).",
    ]
    record: Annotated[str, Limit(max_length=1000, min_length=1), "Waar het staat: de URL, of de sleutel."]
    veld: Annotated[
        str,
        Limit(max_length=200, min_length=1, pattern=r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*"),
        "Welk gegeven het is (als pad: betrokkeneIdentificatie.geslachtsnaam).",
    ]


@resource(
    "correctieverzoeken",
    methods="LCRHUP",
    root=True,
    scopes={"read": READ, "create": WRITE, "update": WRITE},
    audit=True,
    zoek=True,
    page_size=True,
    show_uuid=True,
)
class Correctieverzoek(Record):
    """Dat iemand een gegeven over zichzelf verbeterd wil hebben."""

    burgerservicenummer: Annotated[Bsn, Subject(), FIXED, Find.EXACT, "Wie erom vraagt, en over wie het gaat."]
    gegeven: Annotated[Gegeven, FIXED, "Het gegeven dat niet klopt."]
    huidige_waarde: Annotated[str, Max(2000), FIXED, "Wat er nu staat."] = ""
    gewenste_waarde: Annotated[str, Max(2000), FIXED, "Wat er volgens de aanvrager hoort te staan."]
    toelichting: Annotated[str, Max(4000), "Waarom het niet klopt."] = ""
    bewijs: Annotated[
        Ref, To("documenten.enkelvoudiginformatieobject"), Max(1000), "Een document waar het uit blijkt."
    ] = ""
    bronhouder: Annotated[Bronhouder | None, OURS, "Wie het gegeven kan verbeteren."] = None
    status: Annotated[Status, Find.EXACT, "Hoever het is."] = "ontvangen"
    antwoord: Annotated[str, Max(4000), "Wat de aanvrager hoort: wat is verbeterd, of waarom niet."] = ""
    registratiedatum: Annotated[date | None, OURS, Find.RANGE, "De dag waarop het verzoek kwam."] = None
    uiterste_datum: Annotated[date | None, OURS, Find.RANGE, "De dag waarop de aanvrager het antwoord moet hebben."] = (
        None
    )
    afgehandeld_op: Annotated[datetime | None, OURS, "Wanneer het is afgehandeld."] = None
    zaak: Annotated[
        Ref, To("zaken.zaak"), Max(1000), FIXED, Find.EXACT, "De zaak waarin het wordt behandeld; vanzelf een nieuwe."
    ] = ""


class Verwezen(Facts):
    """What the request refers to: it must be there."""

    zaak: Annotated[ZaakView | None, One("zaak")]
    bewijs: Annotated[DocumentView | None, One("bewijs")]


@derive("avg-16", "bronhouder", on=("create",))
def who_can_put_it_right_follows_from_the_fact(change: Change[Correctieverzoek], facts: Nothing) -> Mapping[str, Any]:
    """The bronhouder follows from what the fact is and where it stands."""
    return {"bronhouder": bronhouder_van(change.record.gegeven.resource, change.record.gegeven.veld)}


@derive("avg-12", "termijn", on=("create",))
def the_answer_is_due_in_a_month(change: Change[Correctieverzoek], facts: Nothing) -> Mapping[str, Any]:
    """The person is answered within a month (art. 12 lid 3)."""
    return {"registratiedatum": change.today, "uiterste_datum": add(change.today, BINNEN)}


@derive("avg-16", "afgehandeld", on=UPDATES)
def it_is_noted_when_it_was_done(change: Change[Correctieverzoek], facts: Nothing) -> Mapping[str, Any]:
    """What is put right or refused is done at that moment; what is opened again is not done."""
    if not change.changes("status"):
        return {}
    return {"afgehandeld_op": change.now if change.record.status in DONE else None}


@rule("avg-16", "zaak", on=("create",))
def a_request_is_dealt_with_as_a_zaak(change: Change[Correctieverzoek], facts: Verwezen) -> Iterator[Violation]:
    """Every request has a zaak, in which it is dealt with."""
    if not change.record.zaak:
        yield Violation("required", "Het verzoek heeft geen zaak.", "zaak")


@rule("avg-16", "status", on=("create",))
def a_request_begins_as_received(change: Change[Correctieverzoek], facts: Nothing) -> Iterator[Violation]:
    """A request that comes in has not been dealt with."""
    if change.record.status != "ontvangen":
        yield Violation("invalid", "Een nieuw verzoek is ontvangen, en niet meer dan dat.", "status")


@rule("avg-12", "motivering")
def who_is_refused_is_told_why(change: Change[Correctieverzoek], facts: Nothing) -> Iterator[Violation]:
    """A refusal says why (art. 12 lid 4)."""
    if change.record.status == "afgewezen" and not change.record.antwoord.strip():
        yield Violation("required", "Schrijf waarom het verzoek is afgewezen (AVG art. 12 lid 4).", "antwoord")


@rule("avg-16", "doorgestuurd")
def only_what_another_keeps_is_passed_on(change: Change[Correctieverzoek], facts: Nothing) -> Iterator[Violation]:
    """What the municipality keeps itself, it cannot pass on to another."""
    source = change.record.bronhouder
    if change.record.status == "doorgestuurd" and source is not None and not source.terugmelding:
        yield Violation(
            "invalid", "Dit gegeven is van de gemeente zelf: er is niemand om het naar door te sturen.", "status"
        )
