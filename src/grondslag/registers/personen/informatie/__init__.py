"""What a person looks like to who asks: pure functions over a persoonslijst, from wherever it came.

Only what is asked is delivered, with what belongs to it: whether it is under investigation, and what must be known of
the person by whoever gets anything of it (secrecy, opschorting, verification, who delivered it).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from grondslag.registers.personen.informatie.gevraagd import Gevraagd
from grondslag.registers.personen.informatie.persoon import Vraag, persoon, persoon_beperkt
from grondslag.registers.personen.lo3 import Persoonslijst, Tabellen

Soort = Literal["Persoon", "PersoonBeperkt", "GezagPersoonBeperkt"]


def toon(lijst: Persoonslijst, soort: Soort, fields: Sequence[str], today: date, tabellen: Tabellen) -> dict[str, Any]:
    """The asked fields of a person, and those that are always delivered. Dates count from `today`."""
    vraag = Vraag(lijst, Gevraagd.of(fields), tabellen, today)
    return persoon(vraag) if soort == "Persoon" else persoon_beperkt(vraag)
