"""The tables that stand beside the resources of every component, and the rows that a change leaves there.

The audit trail, the outbox of notifications and the answers kept under an Idempotency-Key: what a table holds is said
here once, for the schema and for the store.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from grondslag.kernel.shape import Shape
from grondslag.kernel.writing import Beside, Touches

AUDITTRAIL = (
    "id uuid, root uuid, rev bigint, resource text, resource_id uuid, resource_pad text, actie text, "
    "resultaat smallint, client text, applicatie text, gebruiker_id text, gebruiker_weergave text, toelichting text, "
    "resource_weergave text, aanmaakdatum timestamptz, oud jsonb?, nieuw jsonb?"
)
OUTBOX = (
    "id uuid, root uuid, rev bigint, soort text, kanaal text, hoofdobject_pad text, resource text, resource_pad text, "
    "actie text, inhoud jsonb, aanmaakdatum timestamptz"
)
IDEMPOTENTIE = (
    "client text, sleutel text, vingerafdruk bytea, status smallint, koppen jsonb, antwoord bytea?, "
    "gemaakt_op timestamptz"
)
VERWERKING = (
    "tijd timestamptz, einde timestamptz, trace_id bytea, span_id bytea, ouder_span_id bytea?, naam text, "
    "status smallint, activiteit uuid?, versie integer?, client text, gezien bytea?, verwerker text?, "
    "lees_api text?"
)
"""An action in the Logboek Dataverwerkingen: what was done, for which activity. Its records, one for each person,
follow from what was seen in it (`runtime.log_rows`)."""
GEZIEN = "tijd timestamptz, id bytea, sleutel smallint?, betrokkenen bytea[], objecten text[]"
"""What was seen of whom, in step: kept once in the month that begins at `tijd`, in however many actions it was seen."""
BESLISSING = (
    "tijd timestamptz, trace_id bytea, span_id bytea, ouder_span_id bytea?, client text, actie text, operatie text, "
    "soort text, sleutel text, ouder text, activiteit text, vlaggen text, bevoegd boolean, toegestaan boolean?, "
    "antwoord jsonb?, beleid text"
)
"""A decision on access (`surfaces.decisions`): there is one of every request, so it is kept as it is and not as the
JSON that the Authorization Decision Log makes of it. All of these are columns as `name type` pairs; a question mark
allows null."""
NOTIFICATIE, SPIEGEL = "notificatie", "spiegel"
"""The kinds of rows in the outbox: an event to be told, and a mirror to be sent to a neighbour."""
KEPT_FOR = "24 hours"
"""So long an answer is kept under its Idempotency-Key."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An audit line and its notification: what was done to which resource under which root."""

    shape: Shape
    root_id: str
    record: Any
    actie: str
    resource_pad: str
    hoofdobject_pad: str
    weergave: str
    oud: bytes | None
    nieuw: bytes | None
    kenmerken: Mapping[str, Any]
    told: bool = True
    """Whether it is an event too."""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who does it, as the audit trail keeps it."""

    client: str
    applicatie: str
    gebruiker_id: str
    gebruiker_weergave: str
    toelichting: str


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The answer that belongs to an Idempotency-Key, for as long as `KEPT_FOR` says."""

    component: str
    client: str
    key: str
    fingerprint: bytes
    status: int
    body: bytes
    pad: str = ""
    """Where the record is: an answer that only the database could make is read there again."""


@cache
def _filled(table: str) -> str:
    """The columns that a new row says itself: the `rev` it gets from its root."""
    return ", ".join(each.rstrip("?") for each in table.split(", ") if each != "rev bigint")


def rows_beside(
    touches: Touches, lines: Sequence[tuple[str, Line]], actor: Actor, now: datetime, keep: Kept | None
) -> Iterator[Beside]:
    """The rows of a change. `lines`: each with a fresh id; a root that goes takes its audit trail along (zrc-023)."""
    gone = {each.record.id for each in touches.rows.values() if each.op == "delete" and each.shape.said.audit}
    for fresh, line in lines:
        if line.root_id not in gone:
            yield _audit(fresh, line, actor, now)
        if line.shape.said.channel and line.told:
            yield _event(fresh, line, now)
    if keep is not None:
        yield _answer(keep, now)


def _audit(fresh: str, line: Line, actor: Actor, now: datetime) -> Beside:
    result = {"create": 201, "destroy": 204}.get(line.actie, 200)
    what = (fresh, line.root_id, line.shape.name, line.record.id, line.resource_pad, line.actie)
    who = (actor.client, actor.applicatie, actor.gebruiker_id, actor.gebruiker_weergave, actor.toelichting)
    sides = [None if each is None else each.decode() for each in (line.oud, line.nieuw)]
    values = (*what, result, *who, line.weergave, now, *sides)
    return Beside(f"{line.shape.component}.audittrail", _filled(AUDITTRAIL), values, line.root_id)


def _event(fresh: str, line: Line, now: datetime) -> Beside:
    shape, kenmerken = line.shape, msgspec.json.encode(line.kenmerken).decode()
    about = (shape.said.channel, line.hoofdobject_pad, shape.name, line.resource_pad, line.actie)
    values = (fresh, line.root_id, NOTIFICATIE, *about, kenmerken, now)
    return Beside(f"{shape.component}.outbox", _filled(OUTBOX), values, line.root_id)


def _answer(kept: Kept, now: datetime) -> Beside:
    heads = msgspec.json.encode({"pad": kept.pad}).decode()
    values = (kept.client, kept.key, kept.fingerprint, kept.status, heads, kept.body, now)
    return Beside(f"{kept.component}.idempotentie", _filled(IDEMPOTENTIE), values)
