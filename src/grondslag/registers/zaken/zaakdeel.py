"""What every part of a zaak shares: it lives and dies with its zaak, and a closed zaak guards it."""

from datetime import UTC, datetime
from typing import Annotated

from grondslag.kernel.declare import FIXED, Max, Record, Ref, To

READ = "zaken.lezen"
CHANGE = ("zaken.bijwerken", "zaken.geforceerd-bijwerken")
SCOPES = {"read": READ, "create": CHANGE, "update": CHANGE, "destroy": CHANGE}
"""The rights of most parts."""
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""Holds the place of a moment that is filled in when the record is made."""


class PartOfZaak(Record):
    """Een gegeven dat bij een zaak hoort."""

    zaak: Annotated[Ref, To("zaken.zaak"), Max(1000), FIXED, "De zaak waar dit bij hoort."]
