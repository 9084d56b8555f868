"""`grondslag` as it would be if it kept no log of what is done with data of persons: to measure what that log costs.

Nothing in the product can switch the log off; this is the bench's own.
"""

from typing import Any

from grondslag.cli import main
from grondslag.runtime import storing
from grondslag.runtime.accounting import Accounting


async def _nothing(*_args: Any, **_said: Any) -> None:
    """No record."""


if __name__ == "__main__":
    Accounting.account = _nothing  # type: ignore[method-assign]
    storing.span_of_write = _nothing  # type: ignore[assignment]
    main()
