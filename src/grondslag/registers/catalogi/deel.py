"""What the parts of a zaaktype share: they come and go with their version of it."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from grondslag.kernel.declare import IN, Find, Out, Record, Ref, To
from grondslag.kernel.rules import Change, Facts, One, Violation, rule
from grondslag.registers.catalogi.versie import may_correct
from grondslag.registers.catalogi.zaaktype import ZaakType

Catalogus = Annotated[Ref, To("catalogi.catalogus"), Out("zaaktype.catalogus"), "De catalogus van het zaaktype."]
GegevenCatalogus = Annotated[
    Ref, IN, To("catalogi.catalogus"), Out("zaaktype.catalogus"), "De catalogus van het zaaktype, volgt daaruit."
]
BeginGeldigheid = Annotated[
    date | None,
    IN,
    Out("zaaktype.begin_geldigheid"),
    "De eerste dag van deze versie, volgt uit het zaaktype (vervalt).",
]
EindeGeldigheid = Annotated[
    date | None,
    IN,
    Out("zaaktype.einde_geldigheid"),
    "De laatste dag van deze versie, volgt uit het zaaktype (vervalt).",
]
BeginObject = Annotated[
    date | None,
    IN,
    Out("zaaktype.begin_object"),
    "De eerste dag van de eerste versie, volgt uit het zaaktype (vervalt).",
]
EindeObject = Annotated[
    date | None,
    IN,
    Out("zaaktype.einde_object"),
    "De laatste dag van de laatste versie, volgt uit het zaaktype (vervalt).",
]


class Deel(Record):
    """Een onderdeel van een zaaktype."""

    zaaktype: Annotated[Ref, To("catalogi.zaaktype"), Find.EXACT, "Het zaaktype waar het bij hoort."]
    zaaktype_identificatie: Annotated[str, Out("zaaktype.identificatie"), "De identificatie van dat zaaktype."] = ""


class VanZaaktype(Facts):
    """The zaaktype that a part belongs to, and the one it belonged to."""

    zaaktype: Annotated[ZaakType | None, One("zaaktype")]
    zaaktype_vooraf: Annotated[ZaakType | None, One("before.zaaktype")]


def is_fixed(facts: VanZaaktype) -> bool:
    """Whether the zaaktype is published, or the one that the part belonged to."""
    return any(each is not None and not each.concept for each in (facts.zaaktype, facts.zaaktype_vooraf))


class GeslotenDeel(Deel):
    """Een onderdeel dat vastligt zodra zijn zaaktype is gepubliceerd."""


@rule("ztc-010", "deel", on=("create", "update", "partial_update", "destroy"))
def a_published_zaaktype_keeps_its_parts(change: Change[GeslotenDeel], facts: VanZaaktype) -> Iterator[Violation]:
    """The parts of a published zaaktype are not added, changed or removed, but by a correction."""
    if is_fixed(facts) and not may_correct(change):
        yield Violation("non-concept-zaaktype", "Het zaaktype is gepubliceerd: dit onderdeel ligt vast.")


_FOLLOWS = (("begin_geldigheid", "beginGeldigheid"), ("einde_geldigheid", "eindeGeldigheid"))


@rule("historiemodel", "geldigheid-deel")
def a_part_holds_as_long_as_its_zaaktype(change: Change[Deel], facts: VanZaaktype) -> Iterator[Violation]:
    """The validity of a part is that of its zaaktype: another one cannot be given."""
    if facts.zaaktype is None:
        return
    for name, wire in _FOLLOWS:
        given = change.raw.get(name)
        if given is not None and given != getattr(facts.zaaktype, name):
            yield Violation(
                "date-mismatch", "De geldigheid van een onderdeel is gelijk aan die van het zaaktype.", wire
            )
    catalogus = change.raw.get("catalogus")
    if catalogus and catalogus != facts.zaaktype.catalogus:
        yield Violation("relations-incorrect-catalogus", "De catalogus is niet die van het zaaktype.", "catalogus")
