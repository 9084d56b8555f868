"""What every part of a zaak shares: it lives and dies with its zaak, and a closed zaak guards it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from grondslag.kernel.declare import FIXED, Max, Record, Ref, To
from grondslag.kernel.rules import Change, Violation

READ = "zaken.lezen"
CHANGE = ("zaken.bijwerken", "zaken.geforceerd-bijwerken")
SCOPES = {"read": READ, "create": CHANGE, "update": CHANGE, "destroy": CHANGE}
"""The rights of most parts."""
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""Holds the place of a moment that is filled in when the record is made."""
LEEWAY = timedelta(minutes=1)
"""How far the clock of a client may run ahead."""


class PartOfZaak(Record):
    """Een gegeven dat bij een zaak hoort."""

    zaak: Annotated[Ref, To("zaken.zaak"), Max(1000), FIXED, "De zaak waar dit bij hoort."]


def of_the_same_zaaktype(own: Ref, zaaktype: Ref, what: str) -> Iterator[Violation]:
    """A violation when a type (`what`) belongs to another zaaktype than the zaak has."""
    if own != zaaktype:
        yield Violation("zaaktype-mismatch", f"{what} hoort niet bij het zaaktype van de zaak.")


def not_in_the_future(change: Change[Any], moment: datetime | None, name: str) -> Iterator[Violation]:
    """A violation when a moment has yet to come."""
    if moment is not None and moment > change.now + LEEWAY:
        yield Violation("date-in-future", "Dit tijdstip ligt in de toekomst.", name)
