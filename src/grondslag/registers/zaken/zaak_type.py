"""What a zaak takes from its zaaktype, and what that allows."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from grondslag.kernel.rules import Change, Facts, Nothing, One, Violation, derive, rule
from grondslag.registers.zaken.peers import ZaakTypeView
from grondslag.registers.zaken.zaak import Zaak


class VanZaaktype(Facts):
    """The zaaktype of the zaak."""

    zaaktype: Annotated[ZaakTypeView, One("zaaktype")]


@derive("zrc", "registratiedatum")
def a_zaak_is_registered_today(change: Change[Zaak], facts: Nothing) -> Mapping[str, date]:
    """The registratiedatum is today, unless another day is given."""
    return {"registratiedatum": change.today} if change.record.registratiedatum == date.min else {}


@derive("zrc-009", "overnemen", on=("create",))
def confidentiality_follows_the_zaaktype(change: Change[Zaak], facts: VanZaaktype) -> Mapping[str, Any]:
    """The vertrouwelijkheidaanduiding is that of the zaaktype, unless another is given."""
    if "vertrouwelijkheidaanduiding" in change.given:
        return {}
    return {"vertrouwelijkheidaanduiding": facts.zaaktype.vertrouwelijkheidaanduiding}


@rule("zrc-001", "gepubliceerd")
def the_zaaktype_is_published(change: Change[Zaak], facts: VanZaaktype) -> Iterator[Violation]:
    """A zaak has a zaaktype that is published."""
    if change.changes("zaaktype") and facts.zaaktype.concept:
        yield Violation("not-published", "Het zaaktype is nog een concept.", "zaaktype")


@rule("zrc-015", "deelverzameling")
def products_are_those_of_the_zaaktype(change: Change[Zaak], facts: VanZaaktype) -> Iterator[Violation]:
    """The productenOfDiensten of a zaak are a subset of those of its zaaktype."""
    if not change.changes("zaaktype", "producten_of_diensten"):
        return
    if not set(change.record.producten_of_diensten) <= set(facts.zaaktype.producten_of_diensten):
        yield Violation(
            "invalid-products-services",
            "Niet al deze producten of diensten komen voor in het zaaktype.",
            "productenOfDiensten",
        )
