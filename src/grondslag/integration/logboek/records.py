"""A record of the log as a value: from its row, and as the extension for reading shows it."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

import msgspec

from grondslag.registers.logboek import names
from grondslag.runtime.log_rows import month_of

OWN = "logboek"
"""The component that keeps what others hand in."""


class Verwerking(msgspec.Struct, frozen=True, kw_only=True):
    """What was done with data of one person, or of none, for one activity."""

    tijd: datetime
    einde: datetime
    trace_id: bytes
    span_id: bytes
    ouder_span_id: bytes | None = None
    naam: str
    status: int
    activiteit: str | None = None
    versie: int | None = None
    client: str
    betrokkene: bytes | None = None
    sleutel: int | None = None
    objecten: tuple[str, ...] = ()
    verwerker: str | None = None
    lees_api: str | None = None

    @property
    def place(self) -> tuple[datetime, bytes, bytes]:
        """Where it stands in the order of all records; nothing else has the same."""
        return self.tijd, self.trace_id, self.span_id

    @property
    def seen(self) -> tuple[Any, ...] | None:
        """What was seen in it and of whom, as a row of `gezien`; None when there is nothing."""
        if self.betrokkene is None and not self.objecten:
            return None
        whose = [self.betrokkene] * max(len(self.objecten), 1) if self.betrokkene is not None else []
        told = (month_of(self.tijd), self.sleutel, self.betrokkene, *self.objecten)
        digest = blake2b(msgspec.msgpack.encode(told), digest_size=16).digest()
        return month_of(self.tijd), digest, self.sleutel, whose, self.objecten

    @property
    def row(self) -> tuple[Any, ...]:
        """The action as a row of `verwerking`."""
        seen = self.seen
        ids = (self.trace_id, self.span_id, self.ouder_span_id)
        what = (self.naam, self.status, self.activiteit, self.versie, self.client)
        return (self.tijd, self.einde, *ids, *what, seen and seen[1], self.verwerker, self.lees_api)


COLUMNS = Verwerking.__struct_fields__
SELECTED = ", ".join("activiteit::text" if name == "activiteit" else name for name in COLUMNS)
"""The columns of `runtime.log_rows.records`, for `of_row`."""


def of_row(row: Sequence[Any]) -> Verwerking:
    """The record in a row of `SELECTED`."""
    values = dict(zip(COLUMNS, row, strict=False))
    values["objecten"] = tuple(values["objecten"])
    return Verwerking(**values)


def shown(component: str, record: Verwerking, register: str) -> dict[str, Any]:
    """A record as the extension for reading shows it; what there is not, is left out."""
    found: dict[str, Any] = {
        names.TRACE: record.trace_id.hex(),
        names.SPAN: record.span_id.hex(),
        names.STATUS: names.STATUSES[record.status],
        names.NAME: record.naam,
        names.START: names.millis(record.tijd),
        names.END: names.millis(record.einde),
        names.RESOURCE: {names.ATTRIBUTES: {names.SERVICE: component}},
        names.ATTRIBUTES: _attributes(record, register),
    }
    if record.ouder_span_id is not None:
        found[names.PARENT] = record.ouder_span_id.hex()
    return found


def _attributes(record: Verwerking, register: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if record.activiteit is not None:
        found[names.ACTIVITY] = names.activity_url(register, record.activiteit)
    if record.betrokkene is not None:
        found[names.SUBJECT] = record.betrokkene.hex()
        found[names.SUBJECT_TYPE] = names.TYPES[record.betrokkene[0]]
    if record.verwerker is not None:
        found[names.PROCESSOR] = record.verwerker
    if record.lees_api is not None:
        found[names.READ_API] = record.lees_api
    if record.versie is not None:
        found[names.VERSION] = record.versie
    return found | {names.CLIENT: record.client, names.OBJECTS: list(record.objecten)}
