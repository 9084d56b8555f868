"""Besluit: a formal decision, taken in a zaak or on its own. What ties it to its zaak stands in `besluit_zaak`."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from grondslag.kernel.declare import FIXED, Find, Max, Numbers, Out, Record, Ref, Subject, To, resource
from grondslag.kernel.rules import Change, Facts, Nothing, One, Violation, rule
from grondslag.registers.besluiten.peers import BesluitTypeView
from grondslag.vocabulary.velden import Rsin

READ, CREATE, CHANGE, REMOVE = "besluiten.lezen", "besluiten.aanmaken", "besluiten.bijwerken", "besluiten.verwijderen"
VERVALREDENEN = {
    "": "",
    "tijdelijk": "Besluit met tijdelijke werking",
    "ingetrokken_overheid": "Besluit ingetrokken door overheid",
    "ingetrokken_belanghebbende": "Besluit ingetrokken o.v.v. belanghebbende",
}


@resource(
    "besluiten",
    methods="LCRHUPD",
    root=True,
    guarded_by=("besluittype",),
    scopes={"read": READ, "create": CREATE, "update": CHANGE, "destroy": REMOVE},
    channel="besluiten",
    kenmerken={
        "verantwoordelijke_organisatie": "verantwoordelijke_organisatie",
        "besluittype": "besluittype",
    },
    audit=True,
    numbers=Numbers(field="identificatie", per="verantwoordelijke_organisatie", prefix="BESLUIT"),
    unique={"brc-002": ("verantwoordelijke_organisatie", "identificatie")},
    label=("identificatie",),
)
class Besluit(Record):
    """Een beslissing die na overweging is vastgesteld, met gevolgen voor wie zij betreft."""

    identificatie: Annotated[
        str, Max(50), FIXED, Find.EXACT, "Het nummer van het besluit, uniek binnen de verantwoordelijke organisatie."
    ] = ""
    verantwoordelijke_organisatie: Annotated[
        Rsin, FIXED, Find.EXACT, "Het RSIN van de organisatie die het besluit heeft vastgesteld."
    ]
    besluittype: Annotated[Ref, To("catalogi.besluittype"), Max(200), FIXED, Find.EXACT, "De soort besluit."]
    zaak: Annotated[
        Ref, To("zaken.zaak"), Max(200), Find.EXACT, Subject(), "De zaak waarin het besluit is genomen."
    ] = ""
    datum: Annotated[date, "De dag waarop het besluit is genomen."]
    toelichting: Annotated[str, "Toelichting op het besluit."] = ""
    bestuursorgaan: Annotated[str, Max(50), "Het orgaan onder wiens verantwoordelijkheid het besluit is genomen."] = ""
    ingangsdatum: Annotated[date, "De dag waarop het besluit gaat gelden."]
    vervaldatum: Annotated[date | None, "De dag waarop het besluit ophoudt te gelden."] = None
    vervalreden: Annotated[
        Literal["", "tijdelijk", "ingetrokken_overheid", "ingetrokken_belanghebbende"],
        "Waarom het besluit ophoudt te gelden.",
    ] = ""
    vervalreden_weergave: Annotated[str, Out(path="vervalreden", words=VERVALREDENEN), "De vervalreden in een zin."] = (
        ""
    )
    publicatiedatum: Annotated[date | None, "De dag waarop het besluit bekend wordt gemaakt."] = None
    verzenddatum: Annotated[date | None, "De dag waarop het besluit is verstuurd."] = None
    uiterlijke_reactiedatum: Annotated[date | None, "Tot en met welke dag verweer mogelijk is."] = None


class VanBesluittype(Facts):
    """The besluittype of the besluit."""

    besluittype: Annotated[BesluitTypeView, One("besluittype")]


@rule("brc-001", "gepubliceerd", on=("create",))
def the_besluittype_is_published(change: Change[Besluit], facts: VanBesluittype) -> Iterator[Violation]:
    """A besluit has a besluittype that is published. Which one it is, stays."""
    if facts.besluittype.concept:
        yield Violation("not-published", "Het besluittype is nog een concept.", "besluittype")


@rule("brc", "datum")
def a_besluit_was_taken_already(change: Change[Besluit], facts: Nothing) -> Iterator[Violation]:
    """A besluit is not taken in the future; when it holds may be."""
    if change.changes("datum") and change.record.datum > change.today:
        yield Violation("future_not_allowed", "Deze dag ligt in de toekomst.", "datum")
