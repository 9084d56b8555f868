"""Decisions on access: what is asked of a decision point (AuthZEN NLGov), and how each is recorded.

A record holds what the Authorization Decision Log wants of it (draft 0.0.1, `adl.access_evaluation`). The names on the
wire still move: they stand in this module and nowhere else. Neither the question nor the record says who the person
at the keyboard is, nor whose data it is about: the subject is the application, the resource a kind and a key.
"""

from collections.abc import Mapping
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
UNSET, ERROR = "Unset", "Error"
GRANTS, POINT, PROGRAM = "autorisaties", "pdp", "grondslag"
"""What a decision rested on: the rights in Autorisaties, an external decision point, and this program."""
_SOURCES = {GRANTS: "adl.core.policies", POINT: "adl.core.policies", PROGRAM: "adl.core.configuration"}
USUAL, AT_MOST = 100, 1000
"""So many records a search of the log answers."""
_encode = msgspec.json.Encoder().encode


class Decision(msgspec.Struct, kw_only=True, gc=False):
    """A decision on one request: may this application do this with that? It begins as an allowance by the rights.

    The log keeps each field in a column of `beslissing`, in this order. `at` in seconds since 1970. `action` is the
    scope that is used, `operation` what is done under it, `resource` the kind of resource (`zaken.zaak`), `parent` the
    record that it lies under. `policies` are `name=version` pairs.
    """

    at: float
    trace_id: str
    span_id: str
    parent_span_id: str
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
    granted: bool = True
    """Whether the rights in Autorisaties reached so far."""
    allowed: bool | None = True
    """None: nobody could decide, so it is refused."""
    point: msgspec.Raw | None = None
    """What an external decision point answered, as JSON; None when it was not asked, or gave no answer."""
    policies: str = ""

    def deny(self) -> None:
        """The rights do not go so far."""
        self.granted = self.allowed = False

    @property
    def traceparent(self) -> str:
        """The trace context in which a decision point works on it (W3C Trace Context)."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


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
    if decision.point is None:
        return b'{"decision":true}' if decision.allowed else b'{"decision":false}'
    context = {GRANTS: decision.granted, POINT: decision.point}
    return _encode({"decision": decision.allowed, "context": context})


def record(decision: Decision, resource: Mapping[str, str]) -> dict[str, Any]:
    """A decision in the fields of the draft. `resource`: who made it, told by names of the one who keeps it."""
    found: dict[str, Any] = {"trace_id": decision.trace_id, "span_id": decision.span_id}
    if decision.parent_span_id:
        found["parent_span_id"] = decision.parent_span_id
    body = {"adl.core.request": msgspec.Raw(question(decision))}
    if (answered := answer(decision)) is not None:
        body["adl.core.response"] = msgspec.Raw(answered)
    return found | {
        "event_name": EVENT,
        "timestamp": round(decision.at * 1_000_000) // 1000,
        "status": ERROR if decision.allowed is None else UNSET,
        "attributes": _sources(decision.policies),
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
