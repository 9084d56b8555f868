"""Searching the log: by trace, activity or person, newest first, in the extension for reading (0.9).

One statement per component, side by side, and merged: nothing is joined between them. A person is looked
for under every key that lives, so also in the records of other years.
"""

import asyncio
import heapq
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from grondslag.integration.logboek.records import SELECTED, Verwerking, of_row
from grondslag.integration.logboek.said import LONGEST_TEXT, Said
from grondslag.kernel.rules import Violation
from grondslag.registers.logboek import names
from grondslag.runtime.log_rows import records, showing
from grondslag.runtime.pseudonyms import Pseudonyms
from grondslag.surfaces.problems import Invalid
from grondslag.vocabulary.nummers import check_bsn

PAGE, LARGEST_PAGE = 100, 1000
LONGEST_WINDOW = timedelta(days=10 * 366)
USUAL_WINDOW = timedelta(days=366)
"""How far back who says no time looks. A trace is looked for everywhere."""
EARLY = timedelta(days=1)
Place = tuple[datetime, bytes, bytes]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of the log; at least one of trace, activity and person."""

    trace: bytes | None = None
    activity: str | None = None
    subject: str = ""
    """`kind:value`, never shown again."""
    begin: datetime | None = None
    end: datetime | None = None
    limit: int = PAGE
    after: Place | None = None
    """The last record that was seen."""


class Found(msgspec.Struct, frozen=True):
    """The records of one page, each with its component, and the last one when there are more."""

    records: Sequence[tuple[str, Verwerking]]
    last: Place | None


def asks_about(bsn: str) -> tuple[str, dict[str, str]]:
    """The path and body of the question who used data of the person with this BSN."""
    return names.SEARCH_PATH, {names.SUBJECT_TYPE: "BSN", names.SUBJECT: bsn}


def question(body: Mapping[str, Any], now: datetime) -> Question:
    """The question in a body. Raises Invalid, which never shows the person that was asked for."""
    said = Said(body)
    asked = Question(
        trace=said.trace(),
        activity=said.text(names.ACTIVITY, names.activity_of, _ACTIVITY),
        subject=_subject(said),
        begin=said.moment(names.START),
        end=said.moment(names.END),
        limit=said.limit(PAGE, LARGEST_PAGE),
        after=said.text(names.CURSOR, place_of, "Geef de waarde van next uit het vorige antwoord."),
    )
    if said.wrong:
        raise Invalid(said.wrong)
    if asked.trace is None and asked.activity is None and not asked.subject:
        reason = f"Geef ten minste {names.TRACE}, {names.ACTIVITY} of {names.SUBJECT}."
        raise Invalid([Violation("required", reason)])
    return _within(asked, now)


_ACTIVITY = (
    f"Een verwerkingsactiviteit is een uuid, of een URL die eindigt op {names.REGISTER}{names.ACTIVITY_PATH}{{uuid}}."
)


def _subject(said: Said) -> str:
    value, kind = said.body.get(names.SUBJECT), said.body.get(names.SUBJECT_TYPE)
    if value is None and kind is None:
        return ""
    if not isinstance(kind, str) or kind not in names.KINDS:
        said.refuse(names.SUBJECT_TYPE, f"Geef wat voor nummer het is: {', '.join(names.KINDS)}.", "invalid_choice")
        return ""
    if not isinstance(value, str) or not value or len(value) > LONGEST_TEXT:
        said.refuse(names.SUBJECT, f"Geef een tekst van 1 tot {LONGEST_TEXT} tekens.")
        return ""
    if names.KINDS[kind] == "bsn" and (told := check_bsn(value)):
        said.refuse(names.SUBJECT, told)
    return f"{names.KINDS[kind]}:{value}"


def _within(asked: Question, now: datetime) -> Question:
    """The question with a window of time, but for a trace of which none is said."""
    if asked.trace is not None and asked.begin is None and asked.end is None:
        return asked
    end = asked.end or (
        min(asked.begin, names.LATEST - LONGEST_WINDOW) + LONGEST_WINDOW if asked.begin else now + EARLY
    )
    end = min(end, names.LATEST)
    begin = asked.begin or max(end - USUAL_WINDOW, names.EARLIEST)
    if not begin < end or end - begin > LONGEST_WINDOW:
        reason = f"Het einde ligt na het begin, en hoogstens {LONGEST_WINDOW.days // 366} jaar later."
        raise Invalid([Violation("invalid", reason, names.END)])
    return msgspec.structs.replace(asked, begin=begin, end=end)


def cursor(place: Place) -> str:
    """Where a page ended, for who asks for the next."""
    return f"{names.nanos(place[0]) // 1000}.{place[1].hex()}.{place[2].hex()}"


def place_of(text: str) -> Place | None:
    """The place that `cursor` wrote down; None for any other text."""
    count, _, rest = text.partition(".")
    trace, _, span = rest.partition(".")
    if not (count.isascii() and count.isdigit() and len(count) < 20):
        return None
    moment, trace_id, span_id = names.moment_of_nanos(int(count) * 1000), names.trace_of(trace), names.span_of(span)
    return (moment, trace_id, span_id) if moment and trace_id and span_id else None


async def find(pool: Any, schemas: Iterable[str], asked: Question, keys: Pseudonyms) -> Found:
    """One page of what the log knows, newest first."""
    asking = Asking(asked, keys)

    async def ask(schema: str) -> list[tuple[str, Verwerking]]:
        return [(schema, of_row(row)) for row in await pool.fetch(asking.sql(schema), *asking.values)]

    pages = await asyncio.gather(*(ask(each) for each in schemas))
    merged = heapq.merge(*pages, key=lambda each: each[1].place, reverse=True)
    found = [each for each, _ in zip(merged, range(asked.limit + 1), strict=False)]
    page = found[: asked.limit]
    return Found(page, page[-1][1].place if len(found) > asked.limit else None)


class Asking:
    """A question as SQL: the newest actions that may have the records of a page, and of those the records themselves.

    So nothing is looked at beyond the page. Where the page before ended within what has one moment and one trace, all
    of that is looked at again.
    """

    def __init__(self, asked: Question, keys: Pseudonyms) -> None:
        self.values: list[Any] = []
        self.most = asked.limit + 1
        self.persons = self._value(keys.all_of(asked.subject), "bytea[]") if asked.subject else ""
        terms: list[tuple[str, Any, str]] = [
            ("trace_id = {}", asked.trace, "bytea"),
            ("activiteit = {}", asked.activity, "uuid"),
            ("tijd >= {}", asked.begin, "timestamptz"),
            ("tijd < {}", asked.end, "timestamptz"),
        ]
        self.actions = [term.format(self._value(value, kind)) for term, value, kind in terms if value is not None]
        self.records = [f"betrokkene = any({self.persons})"] if self.persons else []
        self.place: tuple[str, str] | None = None
        if asked.after is not None:
            kinds = ("timestamptz", "bytea", "bytea")
            moment, trace, span = (self._value(*each) for each in zip(asked.after, kinds, strict=True))
            self.place = moment, trace
            self.records.append(f"(tijd, trace_id, span_id) < ({moment}, {trace}, {span})")
        edges = {"g.tijd < {}": asked.end, "g.tijd >= date_trunc('month', {}, 'UTC')": asked.begin}
        self.months = [
            term.format(self._value(value, "timestamptz"))
            for term, value in edges.items()
            if self.persons and value is not None
        ]

    def _value(self, value: Any, kind: str) -> str:
        self.values.append(value)
        return f"${len(self.values)}::{kind}"

    def sql(self, schema: str) -> str:
        """The statement on the log of one component."""
        newest = f"order by tijd desc, trace_id desc fetch first {self.most} rows with ties"
        if self.place is None:
            rows = self._actions(schema, [], newest)
        else:
            moment, trace = self.place
            before = [f"tijd <= {moment}", f"(tijd, trace_id) < ({moment}, {trace})"]
            again = self._actions(schema, [f"tijd = {moment}", f"trace_id = {trace}"], "")
            rows = f"({self._actions(schema, before, newest)}) union all ({again})"
        where = f"where {' and '.join(self.records)}" if self.records else ""
        last = f"order by tijd desc, trace_id desc, span_id desc limit {self.most}"
        return f"select {SELECTED} from ({records(schema, rows)}) r {where} {last}"

    def _actions(self, schema: str, more: Sequence[str], order: str) -> str:
        terms = [*self.actions, *more]
        if self.persons:
            which, months = ("".join(f" and {each}" for each in those) for those in (terms, self.months))
            return showing(schema, self.persons, order, which, months)
        return f"select * from {schema}.verwerking where {' and '.join(terms)} {order}"
