"""A besluit and the zaak in which it is taken: the besluit leads, the zaak shows its mirror (brc-006).

Once a besluit has a zaak it keeps it. One that was taken on its own may be given a zaak later. What is done to a
besluit is done to its zaak as well, so a closed zaak guards its besluiten (zrc-007, zrc-022).
"""

from collections.abc import Iterator
from typing import Annotated, Any

from grondslag.kernel.rules import WRITES, Change, Facts, Link, Mirror, Nothing, One, Refusal, Violation, effect, rule
from grondslag.registers.besluiten.besluit import Besluit
from grondslag.registers.besluiten.peers import ZaakTypeView, ZaakView

UPDATES = ("update", "partial_update")
FORCE = "zaken.geforceerd-bijwerken"


class InZaak(Facts):
    """The zaak in which the besluit is taken; None when it is gone, or does not answer."""

    zaak: Annotated[ZaakView | None, One("zaak")]


class InSoortZaak(InZaak):
    """The kind of that zaak."""

    zaaktype: Annotated[ZaakTypeView, One("zaak.zaaktype")]


@rule("brc-006", "zaak-vast", on=UPDATES)
def a_besluit_keeps_its_zaak(change: Change[Besluit], facts: Nothing) -> Iterator[Violation]:
    """Which zaak a besluit belongs to does not change."""
    if change.before is not None and change.before.zaak and change.changes("zaak"):
        yield Violation("wijzigen-niet-toegelaten", "Dit veld mag niet gewijzigd worden.", "zaak")


@rule("brc-007", "besluittype")
def the_zaaktype_knows_the_kind_of_besluit(change: Change[Besluit], facts: InSoortZaak) -> Iterator[Violation]:
    """The besluittype is one of those of the zaaktype of the zaak."""
    if change.changes("zaak") and change.record.besluittype not in facts.zaaktype.besluittypen:
        yield Violation("zaaktype-mismatch", "Het besluittype hoort niet bij het zaaktype van de zaak.")


@rule("brc", "gesloten-zaak", on=WRITES)
def besluiten_of_a_closed_zaak_change_only_by_force(change: Change[Besluit], facts: InZaak) -> Iterator[Refusal]:
    """A besluit in a closed zaak is made, changed and removed only with the right to force that zaak."""
    if facts.zaak is not None and facts.zaak.einddatum is not None and FORCE not in change.scopes:
        yield Refusal("De zaak is afgesloten; wijzigen mag alleen met de scope zaken.geforceerd-bijwerken.")


@rule("brc", "gearchiveerde-zaak", on=WRITES)
def an_archived_zaak_keeps_its_besluiten(change: Change[Besluit], facts: InZaak) -> Iterator[Violation]:
    """To a zaak that goes to the archive no besluit is added, and none is removed from it."""
    moves = change.after is None or change.changes("zaak")
    if moves and facts.zaak is not None and facts.zaak.archiefstatus != "nog_te_archiveren":
        yield Violation("zaak-archiefstatus-invalid", "De archiefstatus van de zaak is niet nog_te_archiveren.")


def mirrored(besluit: Besluit) -> dict[str, Any]:
    """The zaakbesluit that mirrors the relation; it lies under its zaak."""
    return {"zaak": Link("zaken.zaak", besluit.zaak), "besluit": Link("besluiten.besluit", besluit.id)}


@effect("brc-006", "spiegelen")
def a_zaak_knows_its_besluit(change: Change[Besluit], facts: Nothing) -> Iterator[Mirror]:
    """In Zaken the same relation is recorded."""
    if change.record.zaak and change.changes("zaak"):
        yield Mirror("zaken.zaakbesluit", "create", mirrored(change.record))


@effect("brc-006", "ontspiegelen", on=("destroy",))
def a_zaak_forgets_its_besluit(change: Change[Besluit], facts: Nothing) -> Iterator[Mirror]:
    """In Zaken the same relation is removed."""
    if change.record.zaak:
        yield Mirror("zaken.zaakbesluit", "destroy", mirrored(change.record))
