"""Removing a besluit: its parts and its audit trail fall with its row; what stands in Documenten is said here."""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.rules import Change, Facts, Mirror, Where, effect
from grondslag.registers.besluiten.besluit import Besluit
from grondslag.registers.besluiten.besluitinformatieobject import BesluitInformatieObject, mirrored


class Documenten(Facts):
    """The documents in which the besluit stands."""

    besluitinformatieobjecten: Annotated[list[BesluitInformatieObject], Where("besluit", "id")]


@effect("brc-009", "documenten", on=("destroy",))
def documents_forget_a_removed_besluit(change: Change[Besluit], facts: Documenten) -> Iterator[Mirror]:
    """In Documenten the relations with a removed besluit go too."""
    for each in facts.besluitinformatieobjecten:
        yield Mirror("documenten.objectinformatieobject", "destroy", mirrored(each))
