"""ZaakInformatieObject: a document that belongs to a zaak. It leads; its mirror stands in Documenten (zrc-005)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from grondslag.kernel.declare import FIXED, OURS, Find, Max, Ref, Same, To, resource
from grondslag.kernel.rules import Change, Facts, Link, Mirror, Nothing, One, Overlap, Violation, derive, effect, rule
from grondslag.registers.zaken.peers import InformatieObjectView, ZaakTypeView
from grondslag.registers.zaken.status import Status
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakdeel import BEFORE_ALL, CHANGE, READ, PartOfZaak

AardRelatieWeergave = Literal[
    "Hoort bij, omgekeerd: kent",
    "Legt vast, omgekeerd: kan vastgelegd zijn als",
]


@resource(
    "zaakinformatieobjecten",
    methods="LCRHUPD",
    part_of="zaak",
    scopes={
        "read": READ,
        "create": ("zaken.aanmaken", *CHANGE),
        "update": CHANGE,
        "destroy": (*CHANGE, "zaken.verwijderen"),
    },
    channel="zaken",
    show_uuid=True,
    paged=False,
    filters={"zaak": Same(field="zaak")},
    unique={"unique": ("zaak", "informatieobject")},
)
class ZaakInformatieObject(PartOfZaak):
    """Een document dat bij een zaak hoort."""

    informatieobject: Annotated[
        Ref, To("documenten.enkelvoudiginformatieobject"), Max(1000), FIXED, Find.EXACT, "Het document."
    ]
    aard_relatie_weergave: Annotated[AardRelatieWeergave, OURS, "Wat de zaak met het document te maken heeft."] = (
        "Hoort bij, omgekeerd: kent"
    )
    titel: Annotated[str, Max(200), "Hoe het document in deze zaak heet."] = ""
    beschrijving: Annotated[str, "Waarom het document bij de zaak hoort."] = ""
    registratiedatum: Annotated[datetime, OURS, "Wanneer het document bij de zaak is gevoegd."] = BEFORE_ALL
    vernietigingsdatum: Annotated[datetime | None, "Wanneer het document uit de zaak moet verdwijnen."] = None
    status: Annotated[Ref | None, To("zaken.status"), Max(1000), "De status waar het document bij hoort."] = None


class DocumentBijZaak(Facts):
    """The zaak with its kind, and the document."""

    zaak: Annotated[Zaak, One("zaak")]
    zaaktype: Annotated[ZaakTypeView, One("zaak.zaaktype")]
    informatieobject: Annotated[InformatieObjectView, One("informatieobject")]


class ZelfdeDocument(Facts):
    """The same document, when it was added to the zaak before."""

    eerder: Annotated[ZaakInformatieObject | None, Overlap(("zaak", "informatieobject"))]


class StatusVanZaak(Facts):
    """The status that the document goes with."""

    status: Annotated[Status | None, One("status")]


@derive("zrc-004", "registratiedatum", on=("create",))
def a_document_is_added_now(change: Change[ZaakInformatieObject], facts: Nothing) -> Mapping[str, datetime]:
    """The registratiedatum is the moment at which the document was added."""
    return {"registratiedatum": change.now}


@rule("zrc", "document-eenmaal", on=("create",))
def a_document_is_added_once(change: Change[ZaakInformatieObject], facts: ZelfdeDocument) -> Iterator[Violation]:
    """A document belongs to a zaak once. Of two who add it at the same moment the constraint lets one through."""
    if facts.eerder is not None:
        yield Violation("unique", "Dit document hoort al bij de zaak.")


@rule("zrc-017", "informatieobjecttype", on=("create",))
def the_zaaktype_knows_the_kind_of_document(
    change: Change[ZaakInformatieObject], facts: DocumentBijZaak
) -> Iterator[Violation]:
    """The kind of document is one of those of the zaaktype."""
    if facts.informatieobject.informatieobjecttype not in facts.zaaktype.informatieobjecttypen:
        yield Violation("missing-zaaktype-informatieobjecttype-relation", "Het zaaktype kent deze soort document niet.")


@rule("zrc", "status-van-zaak")
def the_status_is_one_of_the_zaak(change: Change[ZaakInformatieObject], facts: StatusVanZaak) -> Iterator[Violation]:
    """The status that a document goes with is one of the same zaak."""
    if facts.status is not None and facts.status.zaak != change.record.zaak:
        yield Violation("zaak-status-mismatch", "Deze status hoort bij een andere zaak.", "status")


def mirrored(relation: ZaakInformatieObject) -> dict[str, Any]:
    """The objectinformatieobject that mirrors the relation."""
    return {
        "informatieobject": Link("documenten.enkelvoudiginformatieobject", relation.informatieobject),
        "object": Link("zaken.zaak", relation.zaak),
        "objectType": "zaak",
    }


@effect("zrc-005", "spiegelen", on=("create",))
def a_document_knows_its_zaak(change: Change[ZaakInformatieObject], facts: Nothing) -> Iterator[Mirror]:
    """In Documenten the same relation is recorded."""
    yield Mirror("documenten.objectinformatieobject", "create", mirrored(change.record))


@effect("zrc-005", "ontspiegelen", on=("destroy",))
def a_document_forgets_its_zaak(change: Change[ZaakInformatieObject], facts: Nothing) -> Iterator[Mirror]:
    """In Documenten the same relation is removed."""
    yield Mirror("documenten.objectinformatieobject", "destroy", mirrored(change.record))
