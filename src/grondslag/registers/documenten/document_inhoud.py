"""The content of a document: how it comes, in one piece or in parts, and what is held against it."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from uuid import UUID, uuid5

from grondslag.kernel.rules import (
    Change,
    Create,
    Delete,
    Each,
    Facts,
    Nothing,
    Update,
    Violation,
    Warn,
    derive,
    effect,
    rule,
)
from grondslag.registers.documenten.bestandsdeel import BestandsDeel
from grondslag.registers.documenten.document_slot import is_forced
from grondslag.registers.documenten.enkelvoudiginformatieobject import (
    BestandsDeelVanDocument,
    EnkelvoudigInformatieObject,
)
from grondslag.registers.documenten.soort_inhoud import misfit

MOST_PARTS = 400
"""So many parts an upload has at most: no more than one change writes. Of very large content they are larger."""
LARGEST = 2**40
"""No document is larger, in bytes."""
MISSIZED = "file-size"
Document = Change[EnkelvoudigInformatieObject]


class Onderweg(Facts):
    """The parts of an upload that is under way."""

    delen: Annotated[list[BestandsDeel], Each("bestandsdelen.url")]


def is_renewed(change: Document) -> bool:
    """Whether other content comes with the change, or none any more; else it keeps what there is.

    A PATCH that says how large its content is without sending any, begins an upload only where there is no content: as
    with the incumbent, who wants to replace it says so with `inhoud: null`. A PUT is the whole document.
    """
    before = change.before
    if before is None or change.raw.get("inhoud") is not None or "inhoud" in change.given:
        return True
    if "bestandsomvang" not in change.given:
        return False
    return change.action == "update" or (before.inhoud_versie is None and change.changes("bestandsomvang"))


def _size(change: Document) -> int | None:
    """How large the content is that comes."""
    content = change.raw.get("inhoud")
    if content is not None:
        return content.size
    is_said = change.action != "update" or "bestandsomvang" in change.given
    return change.record.bestandsomvang if is_said else None


def _in_parts(change: Document, size: int, slot: str) -> list[BestandsDeelVanDocument]:
    """The parts in which content of this size is to be sent."""
    largest = max(change.part_size, -(-size // MOST_PARTS))
    seed = UUID(change.fresh_id)
    return [
        BestandsDeelVanDocument(
            url=str(uuid5(seed, str(number))),
            volgnummer=number,
            omvang=min(largest, size - start),
            voltooid=False,
            lock=slot,
        )
        for number, start in enumerate(range(0, size, largest), 1)
    ]


@derive("drc", "inhoud")
def content_decides_what_is_said_of_it(change: Document, facts: Nothing) -> Mapping[str, Any]:
    """A document whose content comes in parts is locked until they are there; other content is there at once."""
    if not is_renewed(change):
        return {}
    size, said = _size(change), change.record.bestandsomvang if "bestandsomvang" in change.given else None
    found: dict[str, Any] = {"bestandsomvang": size if said is None else said}
    if change.raw.get("inhoud") is not None or not size or size > LARGEST:
        here = change.record.versie if size is not None else None
        return found | {"inhoud_versie": here, "bestandsdelen": []}
    slot = change.record.slot or change.fresh_id
    parts = _in_parts(change, size, slot)
    return found | {"inhoud_versie": None, "bestandsdelen": parts, "locked": True, "slot": slot}


@rule("drc", "omvang")
def content_is_as_large_as_it_says(change: Document, facts: Nothing) -> Iterator[Violation]:
    """The bestandsomvang is that of the content."""
    content, said = change.raw.get("inhoud"), change.record.bestandsomvang
    if content is not None and content.size != said:
        yield Violation(MISSIZED, f"De inhoud is {content.size} bytes; bestandsomvang zegt {said}.", "bestandsomvang")
    elif content is None and (said or 0) > LARGEST:
        yield Violation("max_value", f"Een document is hoogstens {LARGEST} bytes.", "bestandsomvang")
    elif not is_renewed(change) and change.changes("bestandsomvang"):
        yield Violation(MISSIZED, "De inhoud die er is heeft een andere omvang.", "bestandsomvang")


@rule("drc", "integriteit", on=("create", "update", "partial_update", "unlock"))
def content_yields_its_checksum(change: Document, facts: Nothing) -> Iterator[Violation]:
    """Content whose checksum we can compute yields the one that came with it; who opens a lock by force passes it."""
    content, told = change.raw.get("inhoud"), change.record.integriteit
    if content is None or told is None or told.algoritme not in content.digests:
        return
    if change.action == "unlock" and is_forced(change):
        return
    if not is_same(told.waarde, content.digests[told.algoritme]):
        yield Violation("invalid", "De inhoud levert deze waarde niet op.", "integriteit.waarde")


def is_same(told: str, digest: str) -> bool:
    """Whether a checksum is this one: written in hexadecimal digits, or in base64."""
    told = told.strip()
    if told.lower() == digest:
        return True
    try:
        return base64.b64decode(told, validate=True).hex() == digest
    except (binascii.Error, ValueError):
        return False


@rule("drc", "soort inhoud")
def content_shows_what_it_is(change: Document, facts: Nothing) -> Iterator[Warn]:
    """Content that is not what is said of it is told, never refused: neither is trusted."""
    content = change.raw.get("inhoud")
    if content is not None:
        yield from map(Warn, misfit(content.head, change.record.formaat, change.record.bestandsnaam))


@effect("drc", "delen")
def content_lies_in_parts(change: Document, facts: Onderweg) -> Iterator[Create | Delete]:
    """Content that came is a part that is there, of content to come the parts wait; an upload it replaces is over."""
    if not is_renewed(change):
        return
    yield from map(Delete, facts.delen)
    document, content = change.record, change.raw.get("inhoud")
    if content is not None:
        yield Create(
            BestandsDeel(
                informatieobject=document.id,
                versie=document.versie,
                volgnummer=1,
                omvang=content.size,
                voltooid=True,
                sleutel=content.key,
                sha256=content.digests["sha_256"],
            )
        )
    for each in document.bestandsdelen:
        yield Create(
            BestandsDeel(
                id=each.url,
                rev=1,
                informatieobject=document.id,
                versie=document.versie,
                volgnummer=each.volgnummer,
                omvang=each.omvang,
            )
        )


@rule("drc", "compleet", on=("unlock",))
def an_upload_is_whole(change: Document, facts: Nothing) -> Iterator[Violation]:
    """A document is not unlocked before all its parts are there, unless by force."""
    there = [each.voltooid for each in change.record.bestandsdelen]
    if all(there) or is_forced(change):
        return
    if any(there):
        yield Violation("incomplete-upload", "Nog niet alle bestandsdelen zijn verstuurd.")
    else:
        yield Violation(MISSIZED, "Verstuur eerst de bestandsdelen, of zeg dat er geen inhoud is.")


@effect("drc", "samenvoegen", on=("unlock",))
def parts_become_the_content(change: Document, facts: Onderweg) -> Iterator[Update | Delete]:
    """With the lock ends the upload: its parts are the content, or are dropped when some never came."""
    document = change.record
    if not document.bestandsdelen:
        return
    if all(each.voltooid for each in document.bestandsdelen):
        yield Update(document, {"inhoud_versie": facts.delen[0].versie, "bestandsdelen": []})
    else:
        yield from map(Delete, facts.delen)
        yield Update(document, {"bestandsomvang": None, "bestandsdelen": []})
