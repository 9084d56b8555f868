"""What the standard calls what we keep: Logboek Dataverwerkingen 0.8 (draft) with its extension for reading (0.9).

The names of the draft still move. They stand here and nowhere else: who renames one, changes this file and its test.
"""

import re
from datetime import UTC, datetime, timedelta

from grondslag.kernel.links import UUID

ACTIVITY = "dpl.core.processing_activity_id"
SUBJECT = "dpl.core.data_subject_id"
SUBJECT_TYPE = "dpl.core.data_subject_id_type"
PROCESSOR = "dpl.core.foreign_operation.processor"
READ_API = "dpl.read.externalReadAPI_id"
"""The read API of a party that was called. Those who hand in say it; what is done here has it in its own log."""
CLIENT, OBJECTS, VERSION, KEY = "grondslag.client", "grondslag.objecten", "grondslag.versie", "grondslag.sleutel"
"""Ours beside those of the standard: who asked, what was seen, which version of the activity, and the mark of the key
that made the pseudonym."""

TRACE, SPAN, PARENT = "traceId", "spanId", "parentSpanId"
NAME, STATUS, START, END = "name", "status", "startTime", "endTime"
RESOURCE, ATTRIBUTES, FOUND, NEXT = "resource", "attributes", "processingActivities", "next"
CALLER, DECISIONS, COMPLETE = "clientId", "decisions", "complete"
"""Ours, of a search for decisions on access."""
CURSOR, LIMIT = "cursor", "limit"
"""Beside the extension, which has no pages yet: where the next one begins, and how many records it has."""
SERVICE, NAMESPACE = "service.name", "service.namespace"

STATUSES = ("Unset", "Ok", "Error")
"""By the number under which they are kept, which is that of OpenTelemetry too."""
KINDS = {
    "BSN": "bsn", "anpIdentificatie": "anp", "URI": "uri", "rol": "rol", "contactpersoon": "contactpersoon",
    "zaakobject": "zaakobject",
}  # fmt: skip
"""Of what a pseudonym is, as the kind of a subject."""
TYPES = dict(enumerate(KINDS, 1))
"""The same by the first byte of the pseudonym; so a kind that comes is put last."""

SEARCH_PATH, TAKE_PATH, DECISIONS_PATH = "/processing-activities", "/v1/traces", "/authorization-decisions"
READ, WRITE = "logboek.lezen", "logboek.schrijven"
REGISTER = "/verwerkingen/api/v1"
ACTIVITY_PATH = "/processing_activities/"
PSEUDONYM = re.compile(rf"0[1-{len(KINDS)}][0-9a-f]{{32}}")
_TRACE = re.compile(r"[0-9a-f]{32}")
_SPAN = re.compile(r"[0-9a-f]{16}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST, LATEST = _EPOCH, datetime(9999, 1, 1, tzinfo=UTC)
"""No record is from before or after."""


def activity_url(register: str, activity: str) -> str:
    """Where the register of which this is the root describes an activity."""
    return f"{register}{ACTIVITY_PATH}{activity}"


def activity_of(text: str) -> str | None:
    """The key of an activity of our register, from its URL or as it is; None for any other.

    The host does not count: one installation has several addresses, and may have had others.
    """
    _, _, tail = text.lower().rpartition(REGISTER + ACTIVITY_PATH) if "/" in text else ("", "", text.lower())
    return tail if UUID.fullmatch(tail) else None


def trace_of(text: str) -> bytes | None:
    """A trace id, as the text of the standard has it (32 hex digits) or as its schema has it (a uuid)."""
    found = text.lower()
    found = found.replace("-", "") if UUID.fullmatch(found) else found
    # Trace Context calls an id of zeros invalid.
    return bytes.fromhex(found) if _TRACE.fullmatch(found) and found.strip("0") else None


def span_of(text: str) -> bytes | None:
    """A span id of 16 hex digits."""
    found = text.lower()
    return bytes.fromhex(found) if _SPAN.fullmatch(found) and found.strip("0") else None


def millis(moment: datetime) -> int:
    """A moment as the standard keeps it: milliseconds since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment_of(count: int) -> datetime | None:
    """The moment so many milliseconds after 1970; None where no calendar reaches."""
    return _EPOCH + timedelta(milliseconds=count) if 0 <= count < millis(LATEST) else None


def nanos(moment: datetime) -> int:
    """A moment as OTLP has it: nanoseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000


def moment_of_nanos(count: int) -> datetime | None:
    """The moment so many nanoseconds after 1970, to the microsecond that we keep."""
    return _EPOCH + timedelta(microseconds=count // 1000) if 0 <= count < millis(LATEST) * 10**6 else None
