"""What a person looks like to who asks: pure functions over a persoonslijst, from wherever it came."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from grondslag.registers.personen import lo3
from grondslag.registers.personen.lo3 import Persoonslijst, Tabellen

Soort = Literal["Persoon", "PersoonBeperkt", "GezagPersoonBeperkt"]


def toon(lijst: Persoonslijst, soort: Soort, fields: Sequence[str], today: date, tabellen: Tabellen) -> dict[str, Any]:
    """The fields of a person that are asked for, with those that are always delivered."""
    found = {
        "aNummer": lo3.waarde(lijst, lo3.PERSOON, lo3.ANUMMER),
        "burgerservicenummer": lo3.burgerservicenummer(lijst),
    }
    return {name: value for name, value in found.items() if value and name in fields}
