"""A made-up component that uses every word by which a table is derived: a library with books, copies and loans."""

import enum
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

from grondslag.kernel.declare import (
    FIXED,
    IN,
    OURS,
    Component,
    Find,
    Form,
    Group,
    Inverse,
    Limit,
    Max,
    Named,
    Numbers,
    Out,
    Record,
    Ref,
    Through,
    To,
    Url,
    resource,
)
from grondslag.kernel.rules import Change, Facts, One, Violation, rule
from grondslag.kernel.shape import World, derive_world

_MODULE = "made_up.bibliotheek.rooms"
SCOPES = {"read": "boeken.lezen", "create": "boeken.schrijven"}


def _around(geometry: Any) -> tuple[float, float, float, float]:
    """The box around a point."""
    x, y = geometry["coordinates"]
    return x, y, x, y


class Leeftijd(enum.IntEnum):
    """Voor wie een boek is."""

    kind = 1
    volwassene = 2


class Lezer(Group):
    """Wie een exemplaar leent."""

    naam: Annotated[str, Max(80)] = ""
    pas_nummer: Annotated[str, Max(12)] = ""


@resource(
    "boeken",
    methods="LCRUPD",
    scopes=SCOPES,
    root=True,
    guarded_by=("soort", "leeftijd"),
    channel="boeken",
    unique={"bib-001": ("uitgever", "nummer")},
    indexes=(("uitgever", "verschenen_op"),),
    numbers=Numbers(field="nummer", per="uitgever", prefix="BOEK"),
    order="-verschenen_op,-id",
    filters={
        "lezer__pasNummer": Through(target="bibliotheek.exemplaar", back="boek", field="lezer", path="pas_nummer")
    },
)
class Boek(Record):
    """Een boek in de collectie."""

    __module__ = _MODULE

    uitgever: Annotated[str, Max(9), Find.EXACT, "De uitgever."]
    nummer: Annotated[str, Max(40), FIXED, Find.EXACT, "Het nummer."] = ""
    soort: Annotated[Ref, To("catalogi.soort"), Find.EXACT, "De soort."]
    leeftijd: Annotated[Leeftijd, Find.EXACT, "Voor wie."] = Leeftijd.volwassene
    verschenen_op: Annotated[date, Find.RANGE | Find.SORT, "De dag."]
    geleend_op: Annotated[datetime | None, Find.RANGE, "Het moment."] = None
    taal: Annotated[Literal["nl", "fry", ""], Find.EXACT, "De taal."] = ""
    nieuw: Annotated[bool, Find.EXACT, "Of het nieuw is."] = True
    bladzijden: Annotated[int | None, Limit(ge=1)] = None
    vervolg_op: Annotated[Ref | None, To("bibliotheek.boek"), "Het vorige deel."] = None
    verwant: Annotated[list[Ref], To("bibliotheek.boek"), Find.HAS] = msgspec.field(default_factory=list[Ref])
    rubrieken: Annotated[list[Ref], To("bibliotheek.rubriek"), Named("naam", within="uitgever")] = msgspec.field(
        default_factory=list[Ref]
    )
    links: Annotated[list[Url], Max(200)] = msgspec.field(default_factory=list[str])
    samenvatting: Annotated[str, Find.EXACT] = ""
    plaats: Annotated[dict[str, Any] | None, Form(box=_around), "De plaats."] = None
    exemplaren: Annotated[list[Ref], Inverse("bibliotheek.exemplaar", "boek")] = msgspec.field(
        default_factory=list[Ref]
    )
    laatste: Annotated[Ref | None, Inverse("bibliotheek.exemplaar", "boek")] = None
    rubrieknaam: Annotated[str, Out("rubrieken.naam")] = ""
    inhoud: Annotated[str, IN] = ""


@resource("exemplaren", methods="LCRD", scopes=SCOPES, part_of="boek", order="-sinds", label=("nummer",))
class Exemplaar(Record):
    """Een exemplaar van een boek."""

    __module__ = _MODULE

    boek: Annotated[Ref, To("bibliotheek.boek"), FIXED, Find.EXACT, "Het boek."]
    rubriek: Annotated[Ref, To("bibliotheek.rubriek"), "Waar het staat."]
    sinds: Annotated[datetime, OURS, "Sinds wanneer."]
    lezer: Annotated[Lezer | None, "Wie het leent."] = None
    vervangt: Annotated[Ref, To("bibliotheek.exemplaar"), "Het exemplaar dat eerder deze plaats had."] = ""
    notities: Annotated[list[Lezer], Find.HAS] = msgspec.field(default_factory=list[Lezer])


@resource("rubrieken", methods="LCR", scopes=SCOPES, root=True)
class Rubriek(Record):
    """Een plank."""

    __module__ = _MODULE

    uitgever: Annotated[str, Max(9), "De uitgever."]
    naam: Annotated[str, Max(80), Find.EXACT, "De naam."]


@resource("uitgaven", methods="LCR", scopes=SCOPES, root=True, versioned=True)
class Uitgave(Record):
    """Een uitgave, waarvan elke versie bewaard blijft."""

    __module__ = _MODULE

    titel: Annotated[str, Max(200)]
    versie: Annotated[int, OURS] = 1


class Lening(Facts):
    """Wat een exemplaar nodig heeft."""

    boek: Annotated[Boek, One("boek")]


@rule("bib-002", "taal")
def a_copy_needs_a_language(change: Change[Exemplaar], facts: Lening) -> Iterator[Violation]:
    """A copy is of a book whose language is known."""
    if not facts.boek.taal and change.after:
        yield Violation("taal-onbekend", "Leg eerst de taal vast.", "boek")


COMPONENT = Component(
    name="bibliotheek",
    abbreviation="bib",
    title="Bibliotheek",
    version="1.0.0",
    path="/bibliotheek/api/v1",
    rooms=(Boek, Exemplaar, Rubriek, Uitgave),
    channels=("boeken",),
    derived={"bib-001": "unique"},
    not_applicable={"bib-003": "withdrawn"},
)


def a_world() -> World:
    """The library alone."""
    return derive_world((COMPONENT,))
