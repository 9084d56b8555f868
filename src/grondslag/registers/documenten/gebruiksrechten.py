"""Gebruiksrechten: on what terms a document may be used."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from grondslag.kernel.declare import FIXED, Find, Record, Ref, To, resource
from grondslag.kernel.rules import Change, Facts, One, Update, Where, effect
from grondslag.registers.documenten.enkelvoudiginformatieobject import SCOPES_OF_PARTS, EnkelvoudigInformatieObject


@resource(
    "gebruiksrechten",
    methods="LCRHUPD",
    part_of="informatieobject",
    scopes=SCOPES_OF_PARTS,
    channel="documenten",
    paged=False,
)
class Gebruiksrechten(Record):
    """De voorwaarden waaronder een document gebruikt mag worden."""

    informatieobject: Annotated[
        Ref, To("documenten.enkelvoudiginformatieobject"), FIXED, Find.EXACT, "Het document waar het om gaat."
    ]
    startdatum: Annotated[datetime, Find.RANGE, "Vanaf wanneer de voorwaarden gelden."]
    einddatum: Annotated[datetime | None, Find.RANGE, "Tot wanneer ze gelden."] = None
    omschrijving_voorwaarden: Annotated[str, "De voorwaarden zelf."]


class VanDocument(Facts):
    """The document, and all rights on it."""

    informatieobject: Annotated[EnkelvoudigInformatieObject, One("informatieobject")]
    alle: Annotated[list[Gebruiksrechten], Where("informatieobject", "informatieobject")]


@effect("drc-006", "eerste", on=("create",))
def a_document_with_rights_says_so(change: Change[Gebruiksrechten], facts: VanDocument) -> Iterator[Update]:
    """A document on which gebruiksrechten come says so."""
    yield Update(facts.informatieobject, {"indicatie_gebruiksrecht": True})


@effect("drc-006", "laatste", on=("destroy",))
def a_document_without_rights_no_longer_says_so(
    change: Change[Gebruiksrechten], facts: VanDocument
) -> Iterator[Update]:
    """When the last gebruiksrechten go, it is unknown again whether there are any."""
    if all(each.id == change.record.id for each in facts.alle):
        yield Update(facts.informatieobject, {"indicatie_gebruiksrecht": None})
