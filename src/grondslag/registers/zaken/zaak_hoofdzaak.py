"""A zaak as a part of another: one level deep, never of itself."""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.rules import Change, Facts, One, Violation, rule
from grondslag.registers.zaken.zaak import Zaak


class Hoofdzaken(Facts):
    """The hoofdzaak as it will be and as it was: both keep the array of their deelzaken."""

    hoofdzaak: Annotated[Zaak | None, One("hoofdzaak")]
    vorige_hoofdzaak: Annotated[Zaak | None, One("before.hoofdzaak")]


@rule("zrc-013", "hoofdzaak")
def a_hoofdzaak_is_no_deelzaak(change: Change[Zaak], facts: Hoofdzaken) -> Iterator[Violation]:
    """A zaak is not a deelzaak of itself, and a deelzaak has no deelzaken."""
    zaak = change.record
    if zaak.hoofdzaak is None or not change.changes("hoofdzaak"):
        return
    if zaak.hoofdzaak == zaak.id:
        yield Violation("self-forbidden", "Een zaak is geen deelzaak van zichzelf.", "hoofdzaak")
    elif facts.hoofdzaak is not None and facts.hoofdzaak.hoofdzaak is not None:
        yield Violation("deelzaak-als-hoofdzaak", "De hoofdzaak is zelf al een deelzaak.", "hoofdzaak")
    elif zaak.deelzaken:
        yield Violation("deelzaak-als-hoofdzaak", "Een zaak met deelzaken wordt geen deelzaak.", "hoofdzaak")
