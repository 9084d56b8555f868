"""Decisions on access: what is asked of a decision point (AuthZEN NLGov), and how each is recorded.

A record holds what the Authorization Decision Log wants of it (draft 0.0.1, `adl.access_evaluation`). The names on the
wire still move: they stand in this module and nowhere else. Neither the question nor the record says who the person
at the keyboard is, nor whose data it is about: the subject is the application, the resource a kind and a key.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

EVALUATION = "/access/v1/evaluation"
"""Where a decision point answers one question, below its address."""
EVENT = "adl.access_evaluation"
SUBJECT = "applicatie"
EVERY = "*"
"""The key of a question about all records of a kind, or about one that is still to be made."""
STATUSES = ("Unset", "Ok", "Error")
UNSET, ERROR = 0, 2
GRANTS, POINT, PROGRAM = "autorisaties", "pdp", "grondslag"
"""What a decision rested on: the rights in Autorisaties, an external decision point, and this program."""
_SOURCES = {GRANTS: "adl.core.policies", POINT: "adl.core.policies", PROGRAM: "adl.core.configuration"}
COLUMNS = (
    "tijd", "trace_id", "span_id", "ouder_span_id", "gebeurtenis", "status", "verzoek", "antwoord", "beleid",
    "informatie",
)  # fmt: skip
"""The columns of the table `beslissing`, in the order in which `record` takes them."""
FIELDS = ("traceId", "clientId", "startTime", "endTime", "limit")
"""What a search of the log may say."""
USUAL, AT_MOST = 100, 1000
_encode = msgspec.json.Encoder().encode


class Decision(msgspec.Struct, kw_only=True, gc=False):
    """A decision on one request: may this application do this with that? It begins as an allowance by the rights.

    `at` in seconds since 1970. `action` is the scope that is used, `operation` what is done under it, `resource` the
    kind of resource (`zaken.zaak`), `parent` the record that it lies under. `policies` are `name=version` pairs.
    """

    trace_id: str
    span_id: str
    parent_span_id: str
    at: float
    client: str
    action: str
    operation: str
    resource: str
    key: str = EVERY
    parent: str = ""
    activity: str = ""
    """The processing activity that it is for, as a URI or its id."""
    flags: str = "01"
    """Of the trace context, as they came in."""
    policies: str = ""
    allowed: bool | None = True
    """None: nobody could decide, so it is refused."""
    granted: bool = True
    """Whether the rights in Autorisaties reached so far."""
    point: bytes = b""
    """What an external decision point answered, as JSON."""

    def deny(self) -> None:
        """The rights do not go so far."""
        self.granted = self.allowed = False

    @property
    def traceparent(self) -> str:
        """The trace context in which a decision point works on it (W3C Trace Context)."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


class Decided(msgspec.Struct, kw_only=True):
    """A decision on access, as it goes to the database: the time in milliseconds, ids in hexadecimal digits."""

    t: int
    tr: str
    sp: str
    pa: str
    ge: str
    st: int
    vr: Any
    an: Any
    be: str
    inf: Any = None


def policies(**versions: str) -> str:
    """What decisions rest on, with the version of each, as they are kept."""
    return " ".join(f"{name}={version}" for name, version in versions.items() if version)


def question(decision: Decision) -> bytes:
    """The access evaluation request (AuthZEN NLGov, information model).

    Put together from parts, for there is one for every request; keys and ids are our own, so no text of others.
    """
    head = _head(decision.client, decision.action, decision.operation, decision.activity, decision.resource)
    under = f',"properties":{{"parent":"{decision.parent}"}}' if decision.parent else ""
    moment = datetime.fromtimestamp(decision.at, UTC).isoformat(timespec="milliseconds")
    context = f'{{"time":"{moment}","traceparent":"{decision.traceparent}"}}'
    return f'{head}{decision.key}"{under}}},"context":{context}}}'.encode()


@lru_cache(4096)
def _head(client: str, action: str, operation: str, activity: str, resource: str) -> str:
    """What many questions begin with, up to the key of the resource."""
    properties = {"operation": operation} | ({"processing_activity_id": activity} if activity else {})
    asked = {
        "subject": {"type": SUBJECT, "id": client},
        "action": {"name": action, "properties": properties},
        "resource": {"type": resource, "id": ""},
    }
    return _encode(asked).decode().removesuffix('"}}')


def answer(decision: Decision) -> bytes | None:
    """The access evaluation response; None when nobody could decide.

    Where an external decision point was asked, its answer and that of the rights stand in the context.
    """
    if decision.allowed is None:
        return None
    if not decision.point:
        return b'{"decision":true}' if decision.allowed else b'{"decision":false}'
    context = {GRANTS: decision.granted, POINT: msgspec.Raw(decision.point)}
    return _encode({"decision": decision.allowed, "context": context})


def decided(decision: Decision) -> Decided:
    """The record of a decision as the log takes it."""
    said = answer(decision)
    return Decided(
        t=int(decision.at * 1000),
        tr=decision.trace_id,
        sp=decision.span_id,
        pa=decision.parent_span_id,
        ge=EVENT,
        st=ERROR if decision.allowed is None else UNSET,
        vr=msgspec.Raw(question(decision)),
        an=None if said is None else msgspec.Raw(said),
        be=decision.policies,
    )


def record(row: Sequence[Any], resource: Mapping[str, str]) -> dict[str, Any]:
    """A kept row in the fields of the draft. `resource`: who made it, told by names of the one who keeps it."""
    at, trace, span, parent, event, status, asked, answered, versions, information = row
    body: dict[str, Any] = {"adl.core.request": msgspec.Raw(asked.encode())}
    if answered is not None:
        body["adl.core.response"] = msgspec.Raw(answered.encode())
    if information is not None:
        body["adl.core.information"] = msgspec.Raw(information.encode())
    found: dict[str, Any] = {"trace_id": trace.hex(), "span_id": span.hex()}
    if parent is not None:
        found["parent_span_id"] = parent.hex()
    return found | {
        "event_name": event,
        "timestamp": round(at.timestamp() * 1000),
        "status": STATUSES[status],
        "attributes": _sources(versions),
        "resource": dict(resource),
        "body": body,
    }


def _sources(versions: str) -> dict[str, dict[str, str]]:
    """What a decision rested on, each under the name that the draft has for its kind."""
    found: dict[str, dict[str, str]] = {}
    for each in versions.split(" "):
        name, _, version = each.partition("=")
        if version:
            found.setdefault(_SOURCES.get(name, "adl.core.policies"), {})[name] = version
    return found
