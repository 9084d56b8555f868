"""ZaakTypeInformatieObjectType: which kinds of document belong to a zaaktype, and which way they go."""

from collections.abc import Iterator
from typing import Annotated, Literal

from grondslag.kernel.declare import Find, Limit, Max, Named, Ref, To, resource
from grondslag.kernel.rules import Change, Facts, One, Update, Violation, Where, effect, rule
from grondslag.registers.catalogi import deel, rights, searching, versie
from grondslag.registers.catalogi.deel import Deel
from grondslag.registers.catalogi.eigenschap import Stap
from grondslag.registers.catalogi.versie import InformatieObjectTypeVersie, may_correct
from grondslag.registers.catalogi.zaaktype import ZaakType


@resource(
    "zaaktype-informatieobjecttypen",
    methods="LCRHUPD",
    part_of="zaaktype",
    scopes=rights.OF_PARTS,
    filters=searching.OF_PARTS,
    unique={"unique": ("zaaktype", "volgnummer")},
)
class ZaakTypeInformatieObjectType(Deel):
    """Een soort document die bij zaken van een zaaktype hoort."""

    catalogus: deel.Catalogus = ""
    informatieobjecttype: Annotated[
        Ref,
        To("catalogi.informatieobjecttype"),
        Named("omschrijving"),
        Max(100),
        Find.EXACT,
        "De soort document, bij omschrijving of URL.",
    ]
    volgnummer: Annotated[int, Limit(ge=1, le=999), "Uniek nummer binnen het zaaktype."]
    richting: Annotated[Literal["inkomend", "intern", "uitgaand"], Find.EXACT, "Welke kant het document op gaat."]
    statustype: Annotated[Ref | None, To("catalogi.statustype"), "De stap waarbij het document er moet zijn."] = None


class Typen(Facts):
    """The zaaktype, and all versions of the kind of document."""

    zaaktype: Annotated[ZaakType | None, One("zaaktype")]
    bij_naam: Annotated[list[InformatieObjectTypeVersie], Where("omschrijving", "informatieobjecttype")]


@rule("historiemodel", "zaaktype-informatieobjecttype")
def the_document_is_of_the_same_catalogus(
    change: Change[ZaakTypeInformatieObjectType], facts: Typen
) -> Iterator[Violation]:
    """The kind of document exists, in the catalogus of the zaaktype."""
    if facts.zaaktype is None:
        return
    own = facts.zaaktype.catalogus
    wrong = list(versie.elsewhere(change, "informatieobjecttype", facts.bij_naam, own))
    yield from wrong
    if not wrong and not any(each.catalogus == own for each in facts.bij_naam):
        yield Violation("does_not_exist", "Deze soort document bestaat niet.", "informatieobjecttype")


@rule("ztc-010", "zaaktype-informatieobjecttype", on=("create", "update", "partial_update", "destroy"))
def a_published_zaaktype_keeps_its_documents(
    change: Change[ZaakTypeInformatieObjectType], facts: deel.VanZaaktype
) -> Iterator[Violation]:
    """What ties a published zaaktype to a kind of document is not made, changed or removed, but by a correction."""
    if deel.is_fixed(facts) and not may_correct(change):
        reason = "Het zaaktype is gepubliceerd: het verband met informatieobjecttypen ligt vast."
        yield Violation("non-concept-relation", reason)


class BijStap(Facts):
    """The step at which the document must be there."""

    stap: Annotated[Stap | None, One("statustype")]


@rule("historiemodel", "statustype-informatieobjecttype")
def the_step_is_of_the_same_zaaktype(
    change: Change[ZaakTypeInformatieObjectType], facts: BijStap
) -> Iterator[Violation]:
    """The step at which a document must be there belongs to the same zaaktype."""
    if facts.stap is not None and facts.stap.zaaktype != change.record.zaaktype:
        reason = "Het statustype hoort niet bij hetzelfde zaaktype."
        yield Violation("relations-incorrect-zaaktype", reason, "statustype")


class Lijsten(Facts):
    """All relations of the zaaktype, and of the one it belonged to."""

    zaaktype: Annotated[ZaakType | None, One("zaaktype")]
    zaaktype_vooraf: Annotated[ZaakType | None, One("before.zaaktype")]
    relaties: Annotated[list[ZaakTypeInformatieObjectType], Where("zaaktype", "zaaktype")]
    relaties_vooraf: Annotated[list[ZaakTypeInformatieObjectType], Where("zaaktype", "before.zaaktype")]


@effect("historiemodel", "namen-bij-zaaktype", on=("create", "update", "partial_update", "destroy"))
def a_zaaktype_knows_its_documents(change: Change[ZaakTypeInformatieObjectType], facts: Lijsten) -> Iterator[Update]:
    """The zaaktype keeps the names of its kinds of document, so that they are found from either side."""
    after = change.after
    if facts.zaaktype_vooraf is not None and (after is None or after.zaaktype != facts.zaaktype_vooraf.id):
        yield from _listed(change, facts.zaaktype_vooraf, facts.relaties_vooraf, [])
    if facts.zaaktype is not None and after is not None:
        yield from _listed(change, facts.zaaktype, facts.relaties, [after.informatieobjecttype])


def _listed(
    change: Change[ZaakTypeInformatieObjectType],
    zaaktype: ZaakType,
    relations: list[ZaakTypeInformatieObjectType],
    more: list[str],
) -> Iterator[Update]:
    kept = {each.informatieobjecttype for each in relations if each.id != change.record.id}
    names = sorted(kept.union(more))
    if names != zaaktype.informatieobjecttypen:
        yield Update(zaaktype, {"informatieobjecttypen": names})
