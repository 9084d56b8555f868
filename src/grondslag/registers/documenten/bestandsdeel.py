"""BestandsDeel: a part of the content of a document. All content is kept so, also what came in one piece.

The content of a version is its parts in order, so to join parts costs nothing: they lie where they arrived.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import msgspec

from grondslag.kernel.declare import HIDDEN, IN, OURS, Content, Limit, Out, Record, Ref, To, resource
from grondslag.kernel.rules import Change, Facts, Nothing, One, Update, Violation, Warn, derive, effect, rule
from grondslag.registers.documenten.enkelvoudiginformatieobject import EnkelvoudigInformatieObject
from grondslag.registers.documenten.soort_inhoud import misfit


@resource(
    "bestandsdelen",
    methods="U",
    part_of="informatieobject",
    scopes={"read": "documenten.lezen", "update": "documenten.bijwerken"},
    paged=False,
    indexes=(("sleutel",),),
)
class BestandsDeel(Record):
    """Een deel van de inhoud van een document, dat apart wordt verstuurd."""

    volgnummer: Annotated[int, OURS, "De plaats van het deel in het geheel."]
    omvang: Annotated[int, OURS, "Hoe groot het deel is, in bytes."]
    voltooid: Annotated[bool, OURS, "Of het deel er is."] = False
    lock: Annotated[
        str, IN, Out("informatieobject.slot"), Limit(blank=False), "De sleutel waarmee het document is vergrendeld."
    ] = ""
    inhoud: Annotated[Content | None, IN, "De bytes van het deel."] = None
    informatieobject: Annotated[
        Ref, To("documenten.enkelvoudiginformatieobject"), HIDDEN, "Het document waar het bij hoort."
    ]
    versie: Annotated[int, HIDDEN, "De versie van het document waarmee deze inhoud kwam."]
    sleutel: Annotated[str, HIDDEN, "Waar de bytes liggen; leeg zolang ze er niet zijn."] = ""
    sha256: Annotated[str, HIDDEN, "De SHA-256 van de bytes, in hexadecimale cijfers."] = ""


class VanDeel(Facts):
    """The document that a part belongs to."""

    informatieobject: Annotated[EnkelvoudigInformatieObject, One("informatieobject")]


@derive("drc", "ontvangen deel", on=("update",))
def a_part_that_came_is_complete(change: Change[BestandsDeel], facts: Nothing) -> Mapping[str, Any]:
    """A part is complete once its bytes are in the store."""
    content = change.raw.get("inhoud")
    if content is None:
        return {}
    return {"voltooid": True, "sleutel": content.key, "sha256": content.digests["sha_256"]}


@rule("drc", "deel", on=("update",))
def a_part_comes_whole_under_the_lock(change: Change[BestandsDeel], facts: VanDeel) -> Iterator[Violation]:
    """A part is sent with the key of the lock, as long as the upload lasts, and is exactly as large as was agreed."""
    document, part = facts.informatieobject, change.record
    key, content = change.raw.get("lock", ""), change.raw.get("inhoud")
    if not key:
        yield Violation("required", "Dit veld is vereist.", "lock")
    elif not document.locked or key != document.slot:
        yield Violation("incorrect-lock-id", "Dit is niet de sleutel van de vergrendeling.")
    elif all(each.url != part.id for each in document.bestandsdelen):
        yield Violation("invalid", "Dit deel hoort niet bij inhoud die nu wordt verstuurd.")
    if content is None:
        yield Violation("required", "Dit veld is vereist.", "inhoud")
    elif content.size != part.omvang:
        yield Violation("file-size", f"Dit deel moet {part.omvang} bytes zijn; het zijn er {content.size}.", "inhoud")


@rule("drc", "soort deel", on=("update",))
def the_first_part_shows_what_it_is(change: Change[BestandsDeel], facts: VanDeel) -> Iterator[Warn]:
    """Content that is not what its document says is told, never refused: neither is trusted."""
    content = change.raw.get("inhoud")
    if content is not None and change.record.volgnummer == 1:
        document = facts.informatieobject
        yield from map(Warn, misfit(content.head, document.formaat, document.bestandsnaam))


@effect("drc", "overzicht", on=("update",))
def the_document_shows_its_parts(change: Change[BestandsDeel], facts: VanDeel) -> Iterator[Update]:
    """A document that comes in parts shows which of them are there."""
    shown = [
        msgspec.structs.replace(each, voltooid=True) if each.url == change.record.id else each
        for each in facts.informatieobject.bestandsdelen
    ]
    if shown != facts.informatieobject.bestandsdelen:
        yield Update(facts.informatieobject, {"bestandsdelen": shown})
