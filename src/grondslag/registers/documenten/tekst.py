"""Tekst: the words of the content of a document, by which it is found. A derived index, filled after the write.

The change that brings content leaves a row that waits, in the same statement; a round of the runtime reads the content
and fills it (`runtime/full_text.py`). Only the row of the `inhoud_versie` of its document counts, and only the words
are kept, not the text. Nobody asks for it by itself: who searches sees a document only within the right to read it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal

from grondslag.kernel.declare import Find, Form, Max, Record, Ref, To, resource
from grondslag.kernel.rules import Change, Create, Nothing, effect
from grondslag.registers.documenten.document_inhoud import Onderweg
from grondslag.registers.documenten.enkelvoudiginformatieobject import EnkelvoudigInformatieObject


@resource(
    "teksten", methods="", scopes={"read": "documenten.lezen"}, part_of="informatieobject", paged=False, etag=False
)
class Tekst(Record):
    """De woorden in de inhoud van een document."""

    informatieobject: Annotated[Ref, To("documenten.enkelvoudiginformatieobject"), "Het document."]
    versie: Annotated[int, "De versie van het document waarmee deze inhoud kwam."]
    stand: Annotated[Literal["wacht", "gelezen", "geweigerd", "mislukt"], "Hoever het lezen is."] = "wacht"
    reden: Annotated[str, Max(40), "Waarom er geen tekst is."] = ""
    pogingen: Annotated[int, "Hoe vaak het lezen is begonnen."] = 0
    wacht_tot: Annotated[datetime | None, Find.RANGE, "Vanaf wanneer het gelezen mag worden; leeg als dat klaar is."]
    bijgewerkt: Annotated[datetime, "Wanneer dit het laatst is veranderd."]
    tekst: Annotated[str, Form(column="tsvector"), Find.HAS, "De woorden, met hun plaats."] = ""


def _waiting(change: Change[EnkelvoudigInformatieObject], versie: int) -> Create:
    return Create(
        Tekst(informatieobject=change.record.id, versie=versie, wacht_tot=change.now, bijgewerkt=change.now),
    )


@effect("drc", "tekst")
def content_that_came_waits_to_be_read(change: Change[EnkelvoudigInformatieObject], facts: Nothing) -> Iterator[Create]:
    """The words of content are read after the change that brings it."""
    versie = change.record.inhoud_versie
    if versie is not None and change.changes("inhoud_versie"):
        yield _waiting(change, versie)


@effect("drc", "tekst van delen", on=("unlock",))
def content_that_is_whole_waits_to_be_read(
    change: Change[EnkelvoudigInformatieObject], facts: Onderweg
) -> Iterator[Create]:
    """The words of content in parts are read once the parts are the content."""
    parts = change.record.bestandsdelen
    if parts and all(each.voltooid for each in parts):
        yield _waiting(change, facts.delen[0].versie)
