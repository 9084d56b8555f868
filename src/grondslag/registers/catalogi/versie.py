"""What zaaktypen, besluittypen and informatieobjecttypen share: each record is a version, a concept until published.

Types refer to each other by name (the history model). A client may send the URL of one of the versions instead; what
is kept is the name, and what is shown are the URLs of the versions in force.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

from grondslag.kernel.declare import OURS, Find, Record, Ref, To, View, view
from grondslag.kernel.rules import Change, Nothing, Update, Violation, effect, rule
from grondslag.registers.catalogi import rights


class Versie(Record):
    """Een versie van een type."""

    catalogus: Annotated[Ref, To("catalogi.catalogus"), Find.EXACT, "De catalogus waarin het type staat."]
    begin_geldigheid: Annotated[date, "De eerste dag waarop deze versie geldt."]
    einde_geldigheid: Annotated[date | None, "De laatste dag waarop deze versie geldt."] = None
    concept: Annotated[bool, OURS, "Of het type nog niet is gepubliceerd."] = True


@view("catalogi.besluittype")
class BesluitTypeVersie(View):
    """A besluittype as far as others name it."""

    catalogus: Ref
    omschrijving: str
    concept: bool


@view("catalogi.informatieobjecttype")
class InformatieObjectTypeVersie(View):
    """An informatieobjecttype as far as others name it."""

    catalogus: Ref
    omschrijving: str
    concept: bool


@view("catalogi.zaaktype")
class ZaakTypeVersie(View):
    """A zaaktype as far as others name it, or must keep clear of it."""

    catalogus: Ref
    identificatie: str
    concept: bool
    begin_geldigheid: date
    einde_geldigheid: date | None


Genoemd = BesluitTypeVersie | InformatieObjectTypeVersie | ZaakTypeVersie


def begin_object(table: str, name: str) -> str:
    """The SQL of the first day of the oldest version (alias `t` is the row; deprecated by the standard)."""
    same = f"v.catalogus = t.catalogus and v.{name} = t.{name}"
    return f"(select min(v.begin_geldigheid) from catalogi.{table} v where {same})"  # noqa: S608 - our own names


def einde_object(table: str, name: str) -> str:
    """The SQL of the last day of the newest version; null while one of them has no end."""
    same = f"v.catalogus = t.catalogus and v.{name} = t.{name}"
    last = "case when bool_and(v.einde_geldigheid is not null) then max(v.einde_geldigheid) end"
    return f"(select {last} from catalogi.{table} v where {same})"  # noqa: S608 - our own names


def may_correct(change: Change[Record]) -> bool:
    """Whether the caller may do this to what is published: changing and removing are different rights."""
    return (rights.REMOVE if change.action == "destroy" else rights.CORRECT) in change.scopes


def only_ends(change: Change[Record]) -> bool:
    """Whether nothing but the last day of the validity is given: that is always allowed."""
    return change.action == "partial_update" and change.given <= {"einde_geldigheid"}


def elsewhere(change: Change[Record], field: str, found: Iterable[Genoemd], catalogus: Ref) -> Iterator[Violation]:
    """A type of another catalogus cannot be pointed at. A name is looked up at home alone, whoever else has it."""
    given = change.raw.get(field, ())
    if any(each.id in given and each.catalogus != catalogus for each in found):
        yield Violation("relations-incorrect-catalogus", "Typen verwijzen alleen naar typen in dezelfde catalogus.")


def published(found: Iterable[BesluitTypeVersie | InformatieObjectTypeVersie], catalogus: Ref) -> set[str]:
    """The names among these of which the catalogus has a published version."""
    return {each.omschrijving for each in found if not each.concept and each.catalogus == catalogus}


@rule("ztc-009", "gepubliceerd", on=("update", "partial_update", "destroy"))
def a_published_type_stays_as_it_is(change: Change[Versie], facts: Nothing) -> Iterator[Violation]:
    """A published type is not changed but for its last day, nor removed, unless by a correction."""
    if change.before is None or change.before.concept or may_correct(change) or only_ends(change):
        return
    yield Violation("non-concept-object", "Het type is gepubliceerd: maak een nieuwe versie, of corrigeer het.")


@rule("historiemodel", "geldigheid")
def a_version_begins_before_it_ends(change: Change[Versie], facts: Nothing) -> Iterator[Violation]:
    """The last day of a version is not before its first; a published one may be withdrawn as if it never began."""
    end = change.record.einde_geldigheid
    if change.before is not None and only_ends(change):
        return
    if end is not None and end < change.record.begin_geldigheid:
        yield Violation("date-mismatch", "De einddatum ligt voor de begindatum.", "eindeGeldigheid")


@effect("ztc-009", "publish", on=("publish",))
def publishing_ends_the_concept(change: Change[Versie], facts: Nothing) -> Iterator[Update]:
    """Publishing makes a concept definitive; to do it again changes nothing."""
    if change.record.concept:
        yield Update(change.record, {"concept": False})
