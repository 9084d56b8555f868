"""What is paid for a zaak, and when."""

from collections.abc import Iterator, Mapping

from grondslag.kernel.rules import Change, Nothing, Violation, derive, rule
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakdeel import not_in_the_future


@derive("zrc-014", "wissen", on=("update", "partial_update"))
def nothing_to_pay_clears_the_last_payment(change: Change[Zaak], facts: Nothing) -> Mapping[str, None]:
    """When there turns out to be nothing to pay, the laatsteBetaaldatum is cleared, unless the caller gives one."""
    if change.record.betalingsindicatie == "nvt" and "laatste_betaaldatum" not in change.given:
        return {"laatste_betaaldatum": None}
    return {}


@rule("zrc-014", "nvt")
def nothing_to_pay_was_never_paid(change: Change[Zaak], facts: Nothing) -> Iterator[Violation]:
    """Without anything to pay there is no laatsteBetaaldatum."""
    if change.record.betalingsindicatie == "nvt" and change.record.laatste_betaaldatum is not None:
        yield Violation(
            "betaling-nvt", "Er valt niets te betalen, dus er is geen laatste betaaldatum.", "laatsteBetaaldatum"
        )


@rule("zrc-014", "toekomst")
def payments_lie_in_the_past(change: Change[Zaak], facts: Nothing) -> Iterator[Violation]:
    """The laatsteBetaaldatum does not lie in the future."""
    if change.changes("laatste_betaaldatum"):
        yield from not_in_the_future(change, change.record.laatste_betaaldatum, "laatsteBetaaldatum")
