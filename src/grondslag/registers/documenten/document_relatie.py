"""The relation of a document with an object: it is there once (drc-003)."""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.rules import Change, Facts, Overlap, Violation, rule
from grondslag.registers.documenten.objectinformatieobject import ObjectInformatieObject


class ZelfdeRelatie(Facts):
    """The same relation, when it was recorded before."""

    eerder: Annotated[ObjectInformatieObject | None, Overlap(("object", "informatieobject"))]


@rule("drc-003", "eenmaal", on=("create",))
def a_document_belongs_to_an_object_once(
    change: Change[ObjectInformatieObject], facts: ZelfdeRelatie
) -> Iterator[Violation]:
    """A document belongs to an object once. Of two who say so at the same moment the constraint lets one through."""
    if facts.eerder is not None:
        yield Violation("unique", "Het document hoort al bij dit object.")
