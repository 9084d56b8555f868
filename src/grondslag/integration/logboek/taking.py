"""Taking records in that were made elsewhere: each once, however often it is sent, and never in place of another."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

import msgspec

from grondslag.integration.logboek import otlp
from grondslag.integration.logboek.records import OWN, SELECTED, Verwerking, of_row
from grondslag.runtime.database import transaction
from grondslag.runtime.log_rows import records
from grondslag.runtime.partitions import ensure_months
from grondslag.runtime.pseudonyms import Pseudonyms
from grondslag.surfaces.plumbing import VERWERKING
from grondslag.vocabulary.nummers import NINE_DIGITS, check_bsn

EARLY = timedelta(hours=1)
"""So much may the clock of another run ahead."""
OLDEST = timedelta(days=30 * 366)
"""Older than this is a clock that is wrong; what another application sends is no older than the second."""
SENT_WITHIN = timedelta(days=5 * 366)
AT_ONCE = 500
_COLUMNS = [pair.partition(" ")[0] for pair in VERWERKING.split(", ")]
_ONCE = "on conflict (id, tijd) do update set id = excluded.id"
"""What is there is held on to: who removes what no record refers to, waits for the one that does now."""
_LOCK = 0x6C6F67626F656C
Fate = Literal["new", "known", "other"]


class Coming(msgspec.Struct, frozen=True):
    """A record on its way in: for which component, and what else its pseudonym may be when it is known already."""

    component: str
    record: Verwerking
    also: frozenset[bytes] = frozenset()


class Taken(msgspec.Struct):
    """What became of the records that came in."""

    new: int = 0
    known: int = 0
    refused: int = 0
    reasons: dict[str, int] = msgspec.field(default_factory=dict[str, int])

    def refuse(self, reason: str) -> None:
        """Count one that we do not keep."""
        self.refused += 1
        self.reasons[reason] = self.reasons.get(reason, 0) + 1


def coming(
    raw: bytes, keys: Pseudonyms, components: Iterable[str], now: datetime, taken: Taken, client: str = ""
) -> list[Coming]:
    """The records in a request; those that cannot be kept are counted. Raises msgspec.DecodeError when it is none.

    `client`: who sends them, whatever they say of it themselves; all of them are kept as handed in then.
    """
    known, numbers = set(components), {mark: number for number, mark in keys.marks.items()}
    found: list[Coming] = []
    for service, span in otlp.spans(raw):
        try:
            record, plain = otlp.record_of(span, numbers)
            record = msgspec.structs.replace(record, client=client) if client else record
            _check(record, now, SENT_WITHIN if client else OLDEST)
            also = frozenset[bytes]()
            if plain is not None:
                record, also = _pseudonymised(record, plain.subject, keys)
        except otlp.Refused as refused:
            taken.refuse(str(refused))
            continue
        found.append(Coming(service if service in known and not client else OWN, record, also))
    return found


def _check(record: Verwerking, now: datetime, oldest: timedelta) -> None:
    if not now - oldest <= record.tijd <= now + EARLY:
        raise otlp.Refused("Het tijdstip ligt te ver van nu.")
    texts = (record.naam, record.verwerker or "", record.lees_api or "", *record.objecten)
    if any(check_bsn(digits) is None for text in texts for digits in NINE_DIGITS.findall(text)):
        raise otlp.Refused("Buiten dpl.core.data_subject_id mag geen BSN staan.")


def _pseudonymised(record: Verwerking, subject: str, keys: Pseudonyms) -> tuple[Verwerking, frozenset[bytes]]:
    kind, _, value = subject.partition(":")
    if kind == "bsn" and check_bsn(value):
        raise otlp.Refused("Dit is geen BSN.")
    made = bytes.fromhex(keys.of(subject))
    also = frozenset(keys.all_of(subject))
    return msgspec.structs.replace(record, betrokkene=made, sleutel=keys.current), also


async def take(pool: Any, incoming: Sequence[Coming], taken: Taken) -> None:
    """Keep what is new, all of it or nothing. One that we have with other content is refused."""
    await make_room(pool, incoming)
    async with transaction(pool) as connection:
        await keep(connection, incoming, taken)


async def make_room(pool: Any, incoming: Iterable[Coming]) -> None:
    """Months for records of long ago."""
    months: dict[str, set[date]] = {}
    for each in incoming:
        months.setdefault(each.component, set()).add(each.record.tijd.date().replace(day=1))
    for component, wanted in months.items():
        await ensure_months(pool, [component], sorted(wanted))


async def keep(connection: Any, incoming: Sequence[Coming], taken: Taken) -> None:
    """As `take`, in the transaction of who calls."""
    # One at a time: two that send the same record at once must not both find that it is new.
    await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
    by_component: dict[str, list[Coming]] = {}
    for each in incoming:
        by_component.setdefault(each.component, []).append(each)
    for component, those in by_component.items():
        for start in range(0, len(those), AT_ONCE):
            await _keep(connection, component, those[start : start + AT_ONCE], taken)


async def _keep(connection: Any, component: str, those: Sequence[Coming], taken: Taken) -> None:
    stored = await _stored(connection, component, those)
    fresh: list[Verwerking] = []
    for each in those:
        at = (each.record.trace_id, each.record.span_id)
        fate = _fate(each, stored.get(at))
        if fate == "other":
            taken.refuse("Deze span is al bekend, met een andere inhoud.")
        elif fate == "known":
            taken.known += 1
        else:
            taken.new += 1
            stored[at] = each.record
            fresh.append(each.record)
    if fresh:
        seen = [each.seen for each in fresh if each.seen is not None]
        await connection.executemany(f"insert into {component}.gezien values ($1, $2, $3, $4, $5) {_ONCE}", seen)
        await connection.copy_records_to_table(
            "verwerking", schema_name=component, columns=_COLUMNS, records=[each.row for each in fresh]
        )


async def _stored(connection: Any, component: str, those: Sequence[Coming]) -> dict[tuple[bytes, bytes], Verwerking]:
    """Those of these spans that we have."""
    actions = f"select * from {component}.verwerking where trace_id = any($1)"
    of_traces = records(component, actions, spans="$2::bytea[]")
    rows = await connection.fetch(
        f"select {SELECTED} from ({of_traces}) r where (trace_id, span_id) in (select * from unnest($1, $2::bytea[]))",
        [each.record.trace_id for each in those],
        [each.record.span_id for each in those],
    )
    return {(record.trace_id, record.span_id): record for record in map(of_row, rows)}


def _fate(each: Coming, stored: Verwerking | None) -> Fate:
    """Whether it is new, or what we have; the number of a key is of this installation and no part of what it says."""
    if stored is None:
        return "new"
    same_person = stored.betrokkene == each.record.betrokkene or stored.betrokkene in each.also
    mine = msgspec.structs.replace(each.record, betrokkene=None, sleutel=None)
    return (
        "known" if same_person and mine == msgspec.structs.replace(stored, betrokkene=None, sleutel=None) else "other"
    )


def told(taken: Taken) -> Mapping[str, Any]:
    """What became of them, as OTLP tells it: how many were refused, and why."""
    said = [f"{count}x {reason}" for reason, count in sorted(taken.reasons.items())]
    if not said:
        return {}
    reasons = "; ".join(said)
    return {"partialSuccess": {"rejectedSpans": str(taken.refused), "errorMessage": reasons[:2000]}}
