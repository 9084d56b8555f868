"""ZaakNotitie: a note about a zaak, by employees and sometimes for the initiator too."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Literal

from grondslag.kernel.declare import FIXED, OURS, Find, Limit, Max, Record, Ref, To, resource
from grondslag.kernel.rules import Change, Nothing, Violation, derive, rule
from grondslag.registers.zaken.zaakdeel import BEFORE_ALL, READ


@resource(
    "zaaknotities",
    methods="LCRUPD",
    part_of="gerelateerd_aan",
    scopes={"read": READ, "create": "zaken.bijwerken", "update": "zaken.bijwerken", "destroy": "zaken.bijwerken"},
    page_size=True,
    etag=False,
)
class ZaakNotitie(Record):
    """Een notitie bij een zaak."""

    onderwerp: Annotated[
        str, Limit(max_length=255, min_length=1), Find.EXACT, Find.ICONTAINS, "Waar de notitie over gaat."
    ]
    tekst: Annotated[str, Limit(min_length=1), Find.EXACT, Find.ICONTAINS, "De tekst van de notitie."]
    aangemaakt_door: Annotated[str, Max(255), Find.EXACT, Find.ICONTAINS, "Wie de notitie schreef."] = ""
    notitie_type: Annotated[
        Literal["intern", "extern"], Find.EXACT, "Alleen voor medewerkers, of ook voor de initiator."
    ] = "intern"
    status: Annotated[Literal["concept", "definitief"], Find.EXACT, "Of de notitie nog kan veranderen."] = "concept"
    aanmaakdatum: Annotated[datetime, OURS, Find.EXACT, Find.RANGE, "Wanneer de notitie is gemaakt."] = BEFORE_ALL
    wijzigingsdatum: Annotated[datetime, OURS, Find.EXACT, Find.RANGE, "Wanneer ze het laatst is gewijzigd."] = (
        BEFORE_ALL
    )
    gerelateerd_aan: Annotated[Ref, To("zaken.zaak"), FIXED, Find.EXACT, "De zaak waar de notitie over gaat."]


@derive("zrc", "notitie-datums")
def a_note_knows_when_it_changed(change: Change[ZaakNotitie], facts: Nothing) -> Mapping[str, datetime]:
    """The aanmaakdatum and wijzigingsdatum of a note are set by the register."""
    if change.before is None:
        return {"aanmaakdatum": change.now, "wijzigingsdatum": change.now}
    return {"wijzigingsdatum": change.now}


@rule("zrc", "notitie-definitief", on=("update", "partial_update"))
def a_final_note_stays_as_it_is(change: Change[ZaakNotitie], facts: Nothing) -> Iterator[Violation]:
    """A note changes only while it is a concept."""
    if change.before is not None and change.before.status != "concept":
        yield Violation("invalid", "Een definitieve notitie verandert niet meer.", "status")
