"""A closed zaak: it, and all that belongs to it, changes only with a right of its own (zrc-007).

Once archiving has begun (zrc-022) nothing is added to it or changed in it at all, and it is not reopened.
"""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.rules import WRITES, Change, Facts, Nothing, One, Refusal, Violation, rule
from grondslag.registers.zaken.status import Status
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakdeel import PartOfZaak
from grondslag.registers.zaken.zaaknotitie import ZaakNotitie

FORCE = "zaken.geforceerd-bijwerken"
CLOSED = "De zaak is afgesloten; wijzigen mag alleen met de scope zaken.geforceerd-bijwerken."


class BijZaak(Facts):
    """The zaak that a part belongs to."""

    zaak: Annotated[Zaak, One("zaak")]


class NotitieBijZaak(Facts):
    """The zaak that a note is about."""

    zaak: Annotated[Zaak, One("gerelateerd_aan")]


@rule("zrc-007", "gesloten-zaak", on=("update", "partial_update"))
def a_closed_zaak_changes_only_by_force(change: Change[Zaak], facts: Nothing) -> Iterator[Refusal]:
    """A closed zaak changes only with zaken.geforceerd-bijwerken."""
    if change.before is not None and change.before.einddatum is not None and FORCE not in change.scopes:
        yield Refusal(CLOSED)


@rule("zrc-007", "gesloten-deel", on=WRITES)
def parts_of_a_closed_zaak_change_only_by_force(change: Change[PartOfZaak], facts: BijZaak) -> Iterator[Refusal]:
    """What belongs to a closed zaak changes only with zaken.geforceerd-bijwerken. A status reopens it: see zrc-008."""
    if isinstance(change.record, Status):
        return
    if facts.zaak.einddatum is not None and FORCE not in change.scopes:
        yield Refusal(CLOSED)


@rule("zrc-007", "gesloten-notitie", on=WRITES)
def notes_on_a_closed_zaak_change_only_by_force(
    change: Change[ZaakNotitie], facts: NotitieBijZaak
) -> Iterator[Refusal]:
    """Notes about a closed zaak change only with zaken.geforceerd-bijwerken."""
    if facts.zaak.einddatum is not None and FORCE not in change.scopes:
        yield Refusal(CLOSED)


@rule("zrc-022", "deel", on=WRITES)
def an_archived_zaak_keeps_its_parts(change: Change[PartOfZaak], facts: BijZaak) -> Iterator[Violation]:
    """What belongs to a zaak that goes to the archive stays as it is: first set its archiefstatus back."""
    if facts.zaak.gaat_naar_archief:
        yield Violation("zaak-archiefstatus-invalid", "De archiefstatus van de zaak is niet nog_te_archiveren.")
