"""Numbers by which the Dutch government knows persons and organisations. A check answers a Dutch sentence or None."""

import re
from operator import mul

NINE_DIGITS = re.compile(r"(?<!\d)[0-9]{9}(?!\d)")
"""What may be a BSN in a text that people wrote."""
VOORBEELD_BSN = "999990019"
"""A BSN that is given to nobody (they begin with 9999): that of the person in examples, who lives in the demo."""
VOORBEELD_RSIN = "999991723"
"""That of the gemeente of the demo, which does not exist."""
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def _is_nine_digits(text: str) -> bool:
    return len(text) == 9 and text.isascii() and text.isdigit()


def _passes_eleven_test(text: str) -> bool:
    return sum(map(mul, _WEIGHTS, map(int, text))) % 11 == 0


def check_rsin(text: str) -> str | None:
    """RSIN: nine digits that pass the 11-test."""
    if not _is_nine_digits(text):
        return "Een RSIN bestaat uit 9 cijfers."
    return None if _passes_eleven_test(text) else "Dit RSIN is onjuist: het voldoet niet aan de 11-proef."


def check_bsn(text: str) -> str | None:
    """BSN: nine digits that pass the 11-test."""
    if not _is_nine_digits(text):
        return "Een BSN bestaat uit 9 cijfers."
    return None if _passes_eleven_test(text) else "Dit BSN is onjuist: het voldoet niet aan de 11-proef."
