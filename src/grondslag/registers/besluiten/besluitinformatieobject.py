"""BesluitInformatieObject: a document in which a besluit stands. It leads; its mirror is in Documenten (brc-005)."""

from collections.abc import Iterator
from typing import Annotated, Any

from grondslag.kernel.declare import FIXED, Find, Max, Record, Ref, To, resource
from grondslag.kernel.rules import Change, Facts, Link, Mirror, Nothing, One, Overlap, Violation, effect, rule
from grondslag.registers.besluiten.besluit import CREATE, READ, REMOVE, Besluit
from grondslag.registers.besluiten.peers import BesluitTypeView, InformatieObjectView


@resource(
    "besluitinformatieobjecten",
    methods="LCRHD",
    part_of="besluit",
    scopes={"read": READ, "create": CREATE, "destroy": REMOVE},
    channel="besluiten",
    paged=False,
    unique={"unique": ("besluit", "informatieobject")},
)
class BesluitInformatieObject(Record):
    """Een document waarin een besluit staat."""

    informatieobject: Annotated[
        Ref, To("documenten.enkelvoudiginformatieobject"), Max(1000), FIXED, Find.EXACT, "Het document."
    ]
    besluit: Annotated[Ref, To("besluiten.besluit"), FIXED, Find.EXACT, "Het besluit dat erin staat."]


class DocumentBijBesluit(Facts):
    """The besluit with its kind, and the document."""

    besluit: Annotated[Besluit, One("besluit")]
    besluittype: Annotated[BesluitTypeView, One("besluit.besluittype")]
    informatieobject: Annotated[InformatieObjectView, One("informatieobject")]


class ZelfdeDocument(Facts):
    """The same document, when it was added to the besluit before."""

    eerder: Annotated[BesluitInformatieObject | None, Overlap(("besluit", "informatieobject"))]


@rule("brc", "document-eenmaal", on=("create",))
def a_document_is_added_once(change: Change[BesluitInformatieObject], facts: ZelfdeDocument) -> Iterator[Violation]:
    """A document belongs to a besluit once. Of two who add it at the same moment the constraint lets one through."""
    if facts.eerder is not None:
        yield Violation("unique", "Dit document hoort al bij het besluit.")


@rule("brc-008", "informatieobjecttype", on=("create",))
def the_besluittype_knows_the_kind_of_document(
    change: Change[BesluitInformatieObject], facts: DocumentBijBesluit
) -> Iterator[Violation]:
    """The kind of document is one of those of the besluittype."""
    if facts.informatieobject.informatieobjecttype not in facts.besluittype.informatieobjecttypen:
        reason = "Het besluittype kent deze soort document niet."
        yield Violation("missing-besluittype-informatieobjecttype-relation", reason)


def mirrored(relation: BesluitInformatieObject) -> dict[str, Any]:
    """The objectinformatieobject that mirrors the relation."""
    return {
        "informatieobject": Link("documenten.enkelvoudiginformatieobject", relation.informatieobject),
        "object": Link("besluiten.besluit", relation.besluit),
        "objectType": "besluit",
    }


@effect("brc-005", "spiegelen", on=("create",))
def a_document_knows_its_besluit(change: Change[BesluitInformatieObject], facts: Nothing) -> Iterator[Mirror]:
    """In Documenten the same relation is recorded."""
    yield Mirror("documenten.objectinformatieobject", "create", mirrored(change.record))


@effect("brc-005", "ontspiegelen", on=("destroy",))
def a_document_forgets_its_besluit(change: Change[BesluitInformatieObject], facts: Nothing) -> Iterator[Mirror]:
    """In Documenten the same relation is removed."""
    yield Mirror("documenten.objectinformatieobject", "destroy", mirrored(change.record))
