"""Dates and times as the standards write them, and the day on which a moment falls in the Netherlands."""

import re
from datetime import UTC, date, datetime

from grondslag.kernel.decode import NETHERLANDS

VOORBEELD_DAG, VOORBEELD_MOMENT = "2026-01-05", "2026-01-05T09:30:00Z"
"""The day of examples; in those of a demo it is that of its start."""
VOORBEELD_BEGIN, VOORBEELD_EINDE = "2026-01-05T00:00:00Z", "2026-02-05T00:00:00Z"
"""The window of examples: the month that begins with that day."""
_DATETIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def parse_datetime(text: str) -> datetime | None:
    """A moment: date, T, time and offset (Z or ±HH:MM); None for anything else. Kept to the microsecond.

    Always aware: a time without an offset is a time on the clock in the Netherlands (clients of ZGW send those).
    """
    match = _DATETIME.fullmatch(text)
    if match is None:
        return None
    day_and_time, fraction, offset = match[1], match[2] or "", match[3] or ""
    try:
        said = datetime.fromisoformat(day_and_time + fraction[:7] + offset)
        moment = said if offset else said.replace(tzinfo=NETHERLANDS)
        # At the edges of the calendar a moment may have no day in UTC, or none in the Netherlands.
        _ = moment.astimezone(UTC), local_date(moment)
    except (ValueError, OverflowError):
        return None
    return moment


def local_date(moment: datetime) -> date:
    """The day on which an aware moment falls in the Netherlands."""
    return moment.astimezone(NETHERLANDS).date()
