"""StatusType: a step of a zaak. The one with the highest number is its end."""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from grondslag.kernel.declare import IN, OURS, Group, Inverse, Limit, Max, Ref, To, resource
from grondslag.kernel.rules import Change, Facts, Update, Violation, Where, derive, effect, rule
from grondslag.registers.catalogi import deel, rights, searching
from grondslag.registers.catalogi.deel import GeslotenDeel
from grondslag.registers.catalogi.eigenschap import Eigenschap
from grondslag.vocabulary.velden import Duur


class CheckListItem(Group):
    """Een punt om na te gaan voordat de stap is gezet."""

    itemnaam: Annotated[str, Max(30), "Korte naam van het punt."]
    toelichting: Annotated[str | None, Max(1000), "Toelichting op het punt."] = None
    vraagstelling: Annotated[str, Max(255), "De vraag die beantwoord moet zijn."]
    verplicht: Annotated[bool, "Of de stap zonder antwoord niet gezet kan worden."] = False


@resource(
    "statustypen",
    methods="LCRHUPD",
    part_of="zaaktype",
    scopes=rights.OF_PARTS,
    filters=searching.OF_PARTS,
    unique={"unique": ("zaaktype", "volgnummer")},
)
class StatusType(GeslotenDeel):
    """Een stap in de afhandeling van zaken van een zaaktype."""

    omschrijving: Annotated[str, Max(80), "Naam van de stap."]
    omschrijving_generiek: Annotated[str, Max(80), "De algemeen gangbare naam."] = ""
    statustekst: Annotated[str, Max(1000), "De tekst waarmee de initiator van de stap hoort."] = ""
    catalogus: deel.Catalogus = ""
    volgnummer: Annotated[int, Limit(ge=1, le=9999), "De plaats in de volgorde van stappen."]
    is_eindstatus: Annotated[bool, OURS, "Of de zaak met deze stap eindigt."] = False
    informeren: Annotated[bool, "Of de initiator bericht krijgt."] = False
    doorlooptijd: Annotated[Duur | None, "Hoe lang het mag duren tot de stap is gezet."] = None
    toelichting: Annotated[str | None, Max(1000), "Toelichting op de stap."] = None
    checklistitem_statustype: Annotated[list[CheckListItem], "Wat is na te gaan voordat de stap is gezet."] = (
        msgspec.field(default_factory=list[CheckListItem])
    )
    eigenschappen: Annotated[
        list[Ref],
        IN,
        To("catalogi.eigenschap"),
        Inverse("catalogi.eigenschap", "statustype"),
        "De eigenschappen die een waarde moeten hebben voordat de stap is gezet.",
    ] = msgspec.field(default_factory=list[Ref])
    begin_geldigheid: deel.BeginGeldigheid = None
    einde_geldigheid: deel.EindeGeldigheid = None
    begin_object: deel.BeginObject = None
    einde_object: deel.EindeObject = None


class Volgorde(Facts):
    """All steps of the zaaktype, and of the one that the step belonged to."""

    stappen: Annotated[list[StatusType], Where("zaaktype", "zaaktype")]
    stappen_vooraf: Annotated[list[StatusType], Where("zaaktype", "before.zaaktype")]


@derive("zrc-007", "eindstatus")
def the_highest_number_is_the_end(change: Change[StatusType], facts: Volgorde) -> dict[str, bool]:
    """A zaak ends with the statustype that has the highest volgnummer."""
    own = change.record
    return {"is_eindstatus": all(each.volgnummer < own.volgnummer for each in facts.stappen if each.id != own.id)}


@effect("zrc-007", "eindstatus-verschuift", on=("create", "update", "partial_update", "destroy"))
def the_end_moves_along(change: Change[StatusType], facts: Volgorde) -> Iterator[Update]:
    """When a step comes, goes or moves, the others are told which of them is the end now."""
    after, before = change.after, change.before
    if before is not None and (after is None or after.zaaktype != before.zaaktype):
        yield from _ended(change, facts.stappen_vooraf, [])
    if after is not None:
        yield from _ended(change, facts.stappen, [after.volgnummer])


def _ended(change: Change[StatusType], steps: list[StatusType], more: list[int]) -> Iterator[Update]:
    rest = [each for each in steps if each.id != change.record.id]
    last = max([each.volgnummer for each in rest] + more, default=0)
    for each in rest:
        if each.is_eindstatus != (each.volgnummer == last):
            yield Update(each, {"is_eindstatus": each.volgnummer == last})


class Verplicht(Facts):
    """All eigenschappen of the zaaktype."""

    eigenschappen_zaaktype: Annotated[list[Eigenschap], Where("zaaktype", "zaaktype")]


@rule("historiemodel", "verplichte-eigenschappen")
def a_step_asks_for_eigenschappen_of_its_zaaktype(change: Change[StatusType], facts: Verplicht) -> Iterator[Violation]:
    """What must be known before a step is an eigenschap of the same zaaktype."""
    known = {each.id for each in facts.eigenschappen_zaaktype}
    for index, key in enumerate(change.raw.get("eigenschappen") or ()):
        if key not in known:
            yield Violation(
                "relations-incorrect-zaaktype",
                "De eigenschap hoort niet bij hetzelfde zaaktype.",
                f"eigenschappen.{index}",
            )


@effect("historiemodel", "verplichte-eigenschappen-vast")
def a_step_claims_its_eigenschappen(change: Change[StatusType], facts: Verplicht) -> Iterator[Update]:
    """The list of a step is kept at the eigenschappen themselves: each names the step it must be known for."""
    if "eigenschappen" not in change.raw:
        return
    wanted: set[str] = set(change.raw["eigenschappen"] or [])
    for each in facts.eigenschappen_zaaktype:
        if each.id in wanted and each.statustype != change.record.id:
            yield Update(each, {"statustype": change.record.id})
        elif each.id not in wanted and each.statustype == change.record.id:
            yield Update(each, {"statustype": None})
