"""ObjectInformatieObject: that a document belongs to a zaak, besluit or verzoek. The mirror of what stands there."""

from collections.abc import Iterator
from typing import Annotated, Literal

from grondslag.kernel.declare import FIXED, Find, Max, Record, Ref, Subject, To, Url, resource
from grondslag.kernel.rules import Change, Facts, One, Violation, Where, rule
from grondslag.registers.documenten.peers import (
    BesluitInformatieObjectView,
    BesluitView,
    VerzoekView,
    ZaakInformatieObjectView,
    ZaakView,
)


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
    object: Annotated[Url, Max(1000), FIXED, Find.EXACT, Subject(), "De zaak, het besluit of het verzoek."]
    object_type: Annotated[Literal["besluit", "zaak", "verzoek"], FIXED, "Wat voor object het is."]

    @property
    def is_zaak(self) -> bool:
        """Whether the document belongs to a zaak."""
        return self.object_type == "zaak"

    @property
    def is_besluit(self) -> bool:
        """Whether it belongs to a besluit."""
        return self.object_type == "besluit"

    @property
    def is_verzoek(self) -> bool:
        """Whether it belongs to a verzoek."""
        return self.object_type == "verzoek"


class Origineel(Facts):
    """The relations of the document with zaken and besluiten, which lead."""

    zaakinformatieobjecten: Annotated[
        list[ZaakInformatieObjectView], Where("informatieobject", "informatieobject", when="is_zaak")
    ]
    besluitinformatieobjecten: Annotated[
        list[BesluitInformatieObjectView], Where("informatieobject", "informatieobject", when="is_besluit")
    ]


class Aanvang(Origineel):
    """The same, and what the document comes to belong to: it must answer, as what its objectType says (drc-002)."""

    zaak: Annotated[ZaakView | None, One("object", when="is_zaak", proves=True)]
    besluit: Annotated[BesluitView | None, One("object", when="is_besluit", proves=True)]
    verzoek: Annotated[VerzoekView | None, One("object", when="is_verzoek", proves=True)]


def _is_related(relation: ObjectInformatieObject, facts: Origineel) -> bool:
    """Whether the relation stands at the zaak or the besluit: by its key, or by its URL where it lies elsewhere."""
    objects = {each.zaak for each in facts.zaakinformatieobjecten}
    objects |= {each.besluit for each in facts.besluitinformatieobjecten}
    return not objects.isdisjoint((relation.object, relation.object.rpartition("/")[2]))


@rule("drc-004", "aanmaken", on=("create",))
def the_relation_exists_at_the_object_first(
    change: Change[ObjectInformatieObject], facts: Aanvang
) -> Iterator[Violation]:
    """The relation of a document with a zaak or a besluit stands there first."""
    is_there = facts.zaak is not None or facts.besluit is not None
    if is_there and not _is_related(change.record, facts):
        yield Violation("inconsistent-relation", f"Het document hoort niet bij {_this(change.record)}.")


@rule("drc-004", "verwijderen", on=("destroy",))
def the_relation_goes_at_the_object_first(
    change: Change[ObjectInformatieObject], facts: Origineel
) -> Iterator[Violation]:
    """The relation of a document with a zaak or a besluit is gone there first. The code is that of the incumbent."""
    if _is_related(change.record, facts):
        yield Violation("remote-relation-exists", f"Het document hoort nog bij {_this(change.record)}.")


def _this(relation: ObjectInformatieObject) -> str:
    return "deze zaak" if relation.is_zaak else "dit besluit"
