"""ObjectInformatieObject: that a document belongs to a zaak, besluit or verzoek. The mirror of what stands there."""

from collections.abc import Iterator
from typing import Annotated, Literal

from grondslag.kernel.declare import FIXED, Find, Max, Record, Ref, To, Url, resource
from grondslag.kernel.rules import Change, Facts, One, Violation, Where, rule
from grondslag.registers.documenten.peers import ObjectView, ZaakInformatieObjectView


@resource(
    "objectinformatieobjecten",
    methods="LCRHD",
    part_of="informatieobject",
    scopes={"read": "documenten.lezen", "create": "documenten.aanmaken", "destroy": "documenten.verwijderen"},
    paged=False,
    unique={"drc-003": ("object", "informatieobject")},
)
class ObjectInformatieObject(Record):
    """Dat een document bij een zaak, besluit of verzoek hoort."""

    informatieobject: Annotated[Ref, To("documenten.enkelvoudiginformatieobject"), FIXED, Find.EXACT, "Het document."]
    object: Annotated[Url, Max(1000), FIXED, Find.EXACT, "De zaak, het besluit of het verzoek."]
    object_type: Annotated[Literal["besluit", "zaak", "verzoek"], FIXED, "Wat voor object het is."]

    @property
    def is_zaak(self) -> bool:
        """Whether the document belongs to a zaak."""
        return self.object_type == "zaak"

    @property
    def is_iets_anders(self) -> bool:
        """Whether it belongs to something else."""
        return not self.is_zaak


class Origineel(Facts):
    """The relations of the document with zaken, which lead."""

    zaakinformatieobjecten: Annotated[
        list[ZaakInformatieObjectView], Where("informatieobject", "informatieobject", when="is_zaak")
    ]


class Ander(Facts):
    """What the document belongs to, when it is no zaak: it must answer (drc-002)."""

    object: Annotated[ObjectView | None, One("object", when="is_iets_anders")]


@rule("drc-004", "zaak", on=("create",))
def the_relation_exists_at_the_zaak_first(
    change: Change[ObjectInformatieObject], facts: Origineel
) -> Iterator[Violation]:
    """The relation of a document with a zaak stands with the zaak first."""
    if not change.record.is_zaak:
        return
    key = change.record.object.rpartition("/")[2]
    if not any(each.zaak in (key, change.record.object) for each in facts.zaakinformatieobjecten):
        yield Violation("inconsistent-relation", "Het document hoort niet bij deze zaak.")


@rule("drc-004", "verwijderen", on=("destroy",))
def the_relation_goes_at_the_zaak_first(
    change: Change[ObjectInformatieObject], facts: Origineel
) -> Iterator[Violation]:
    """The relation of a document with a zaak is gone at the zaak first."""
    key = change.record.object.rpartition("/")[2]
    if any(each.zaak in (key, change.record.object) for each in facts.zaakinformatieobjecten):
        yield Violation("inconsistent-relation", "Het document hoort nog bij deze zaak.")


@rule("drc-002", "object", on=("create",))
def the_object_is_there(change: Change[ObjectInformatieObject], facts: Ander) -> Iterator[Violation]:
    """What a document belongs to exists."""
    if change.record.is_iets_anders and facts.object is None:
        yield Violation("bad-url", "Dit object bestaat niet.", "object")
