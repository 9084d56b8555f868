"""Resultaat: what came out of a zaak. Needed before it can be closed."""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.declare import FIXED, Find, Max, Ref, Same, To, resource
from grondslag.kernel.rules import Change, Facts, One, Violation, rule
from grondslag.registers.zaken.peers import ResultaatTypeView
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakdeel import SCOPES, PartOfZaak, of_the_same_zaaktype


@resource(
    "resultaten",
    methods="LCRHUPD",
    part_of="zaak",
    scopes=SCOPES,
    channel="zaken",
    show_uuid=True,
    filters={"zaak": Same(field="zaak")},
    unique={"unique": ("zaak",)},
)
class Resultaat(PartOfZaak):
    """De uitkomst van een zaak."""

    resultaattype: Annotated[Ref, To("catalogi.resultaattype"), Max(1000), FIXED, Find.EXACT, "De soort uitkomst."]
    toelichting: Annotated[str, Max(1000), "Wat er verder over de uitkomst te zeggen is."] = ""


class MetResultaattype(Facts):
    """The zaak, and the kind of outcome."""

    zaak: Annotated[Zaak, One("zaak")]
    resultaattype: Annotated[ResultaatTypeView, One("resultaattype")]


@rule("zrc", "een-resultaat", on=("create",))
def a_zaak_has_one_resultaat(change: Change[Resultaat], facts: MetResultaattype) -> Iterator[Violation]:
    """A zaak has one resultaat at most."""
    if facts.zaak.resultaat is not None:
        yield Violation("unique", "De zaak heeft al een resultaat.", "zaak")


@rule("zrc-020", "resultaattype")
def the_resultaattype_fits_the_zaak(change: Change[Resultaat], facts: MetResultaattype) -> Iterator[Violation]:
    """The resultaattype belongs to the zaaktype of the zaak."""
    yield from of_the_same_zaaktype(facts.resultaattype.zaaktype, facts.zaak.zaaktype, "Het resultaattype")
