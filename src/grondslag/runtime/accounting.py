"""Accounting: a durable record of every use of data of persons, before anybody sees them (Logboek Dataverwerkingen).

What a read shows is noted while it is shown, and written by group commit: all that waits goes in one statement, so one
flush of the disk is shared by everyone who reads at that moment. Only then the first byte leaves. A log that cannot be
written withholds the answer. What was shown before is only referred to: that is all a list that is polled costs.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import asyncpg
import msgspec

from grondslag.runtime.bounds import demand_shown
from grondslag.runtime.clients import is_component
from grondslag.runtime.log_rows import writing
from grondslag.runtime.observe import Observer
from grondslag.runtime.partitions import ensure
from grondslag.runtime.pool import UNAVAILABLE
from grondslag.runtime.pseudonyms import Pseudonyms
from grondslag.runtime.town import Call, Town
from grondslag.runtime.whose import persons_among, persons_behind
from grondslag.surfaces.decisions import Decision
from grondslag.surfaces.problems import Unavailable
from grondslag.surfaces.subjects import is_person

OK = 1
"""The status of what went as it should; 2 is a failure of our own."""
WINDOW_SECONDS = 0.002
"""So long a flush waits for others who are under way."""
MOST_TOGETHER, APART_AT_ONCE = 2_000, 2
"""A record of more persons goes by itself, so that nobody else waits for it; so many of those at a time."""
FLUSH_SECONDS = 10.0
"""A flush that takes longer is given up: its connection may be dead, and everybody who comes waits for it."""
REMEMBERED = 50_000
"""So much of what was shown before is known without asking the database."""
KEEP_SECONDS = 600.0
REFUSED = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, ValueError)
"""What one record of a batch can bring about, while the others are as they should be."""
WITHHELD = "Het verwerkingenlogboek kan nu niet worden bijgehouden, daarom wordt er niets getoond."
_encode = msgspec.json.Encoder().encode
_pack = msgspec.msgpack.Encoder(uuid_format="bytes").encode
Pairs = tuple[list[str], list[str]]
"""Of whom, by pseudonym, and what was seen of them."""


class Span(msgspec.Struct, kw_only=True):
    """What was done in one request, as it goes to the database: times in milliseconds, ids in hexadecimal digits.

    `wie` and `wat` go together: of whom (a pseudonym), and what was seen of them. `gezien`: what tells all of that from
    anything else; where it stands in the log already, it stands for them, and they are None.
    """

    tijd: int
    einde: int
    trace_id: str
    span_id: str
    ouder_span_id: str
    naam: str
    activiteit: str | None
    versie: int | None
    client: str
    gezien: str | None
    sleutel: int
    wie: list[str] | None
    wat: list[str] | None
    status: int = OK
    verwerker: str | None = None

    def condensed(self) -> "Span":
        """The same, without what was noted twice."""
        pairs = dict.fromkeys(zip(self.wie or (), self.wat or (), strict=True))
        if len(pairs) == len(self.wie or ()):
            return self
        return msgspec.structs.replace(self, wie=[who for who, _ in pairs], wat=[what for _, what in pairs])


class _Waiting(NamedTuple):
    """What one request has written, and who hears of it."""

    done: "asyncio.Future[None]"
    span: Span | None
    made: Sequence[Decision]
    call: Call | None


class _Batch:
    """What waits for the next flush of one component's log."""

    __slots__ = ("timer", "waiting")

    def __init__(self) -> None:
        self.timer: asyncio.TimerHandle | None = None
        self.waiting: list[_Waiting] = []


class Accounting:
    """The log of one municipality, as this process writes it."""

    def __init__(self, pool: Any, pseudonyms: Pseudonyms, schemas: Sequence[str], observer: Observer) -> None:
        self.pool, self.pseudonyms, self.schemas, self.observer = pool, pseudonyms, schemas, observer
        self.batches: dict[str, _Batch] = {}
        self.flushing: dict[str, asyncio.Task[None]] = {}
        self.apart: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(APART_AT_ONCE)
        self.under_way: Callable[[], int] = _one
        """How many requests there are at this moment, so how many might share a flush."""
        self._sql = {each: writing(each) for each in schemas}
        self._kept: dict[str, set[str]] = {each: set() for each in schemas}
        """What is known to stand in the log of each component (`Span.gezien`)."""

    async def account(self, town: Town, call: Call, component: str, name: str) -> None:
        """Write what a request showed, and what was decided on it. Raises Unavailable when it is not written, and
        Forbidden when it is not for the activity.

        What a neighbour of ours asks, it asks for somebody: that it shows them anything, is in its own log.
        """
        await demand_shown(town, call)
        shows = call.noted or call.persons or call.references
        by_us = is_component(call.caller.client)
        span = await self.span_of(town, call, component, name) if shows and not by_us else None
        call.allow()
        await self.account_decisions(call, component, span)

    async def account_decisions(self, call: Call, component: str, span: Span | None = None) -> None:
        """Write what was decided on a request, where that is not in the log yet. Raises Unavailable."""
        made = [] if call.decided else call.decisions.copy()
        call.decided = True
        if span is not None or made:
            await self.write(component, span, made, call)

    def write(
        self, component: str, span: Span | None, made: Sequence[Decision] = (), call: Call | None = None
    ) -> "asyncio.Future[None]":
        """Have a record written; done when it is durable. Raises Unavailable when it cannot be.

        `call`: it tells whom a span is about that says no more than that they stand in the log already.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if span is not None and len(span.wie or ()) > MOST_TOGETHER:
            task = asyncio.get_running_loop().create_task(self._apart(component, _Waiting(done, span, made, call)))
            self.apart.add(task)
            task.add_done_callback(self.apart.discard)
            return done
        batch = self.batches.get(component)
        if batch is None:
            batch = self.batches[component] = _Batch()
        batch.waiting.append(_Waiting(done, span, made, call))
        if component not in self.flushing:
            self._consider(component, batch)
        return done

    def _consider(self, component: str, batch: _Batch) -> None:
        """Flush once everyone who is under way waits for it, else a moment later: the more who share it, the better."""
        if len(batch.waiting) >= self.under_way():
            self._begin(component)
        elif batch.timer is None:
            batch.timer = asyncio.get_running_loop().call_later(WINDOW_SECONDS, self._begin, component)

    def _begin(self, component: str) -> None:
        if component in self.flushing or (batch := self.batches.pop(component, None)) is None:
            return
        if batch.timer is not None:
            batch.timer.cancel()
        self.flushing[component] = asyncio.get_running_loop().create_task(self._flush(component, batch))

    async def _apart(self, component: str, waiting: _Waiting) -> None:
        async with self._turns:
            await self._written(component, [waiting])

    async def _flush(self, component: str, batch: _Batch) -> None:
        """Write a batch, and see to what came meanwhile."""
        try:
            await self._written(component, batch.waiting)
        finally:
            del self.flushing[component]
            if (following := self.batches.get(component)) is not None:
                self._consider(component, following)

    async def _written(self, component: str, waiting: Sequence[_Waiting]) -> None:
        """Write records, in bounded time, and tell everyone how that went."""
        try:
            async with asyncio.timeout(FLUSH_SECONDS):
                await self._write_out(component, waiting)
        except Exception as failure:
            self._withhold(component, waiting, failure)

    async def _write_out(self, component: str, waiting: Sequence[_Waiting]) -> None:
        """Write records together. Where one cannot be written, by halves: so that it stops nobody else."""
        try:
            await self._insert(component, waiting)
        except REFUSED as failure:
            if len(waiting) == 1:
                self._withhold(component, waiting, failure)
                return
            middle = len(waiting) // 2
            await self._write_out(component, waiting[:middle])
            await self._write_out(component, waiting[middle:])
        else:
            self._remember(component, waiting)
            for each in waiting:
                if not each.done.done():
                    each.done.set_result(None)

    def _remember(self, component: str, waiting: Sequence[_Waiting]) -> None:
        kept = self._kept[component]
        if len(kept) > REMEMBERED:
            kept.clear()
        kept.update(each.span.gezien for each in waiting if each.span is not None and each.span.gezien is not None)

    def _withhold(self, component: str, waiting: Sequence[_Waiting], failure: Exception) -> None:
        self.observer.log("error", "log not written", kind=type(failure).__name__, component=component)
        for each in waiting:
            if not each.done.done():
                each.done.set_exception(Unavailable(WITHHELD))

    async def _insert(self, component: str, waiting: Sequence[_Waiting]) -> None:
        try:
            missing = await self._execute(component, waiting)
        except asyncpg.CheckViolationError:
            # A month has begun for which nobody made room yet.
            await ensure(self.pool, (component,), datetime.now(UTC).date())
            missing = await self._execute(component, waiting)
        if missing:
            # The database was put back to an earlier moment: what stood in it does not any more.
            self._kept[component].clear()
            if await self._execute(component, waiting):
                raise Unavailable(WITHHELD)

    async def _execute(self, component: str, waiting: Sequence[_Waiting]) -> int:
        """Write, but when something is referred to that is not there: how much that is."""
        kept = self._kept[component]
        lines = _encode([self._line(each.span, each.call, kept) for each in waiting if each.span is not None])
        made = _encode([one for each in waiting for one in each.made])
        return await self.pool.fetchval(self._sql[component], lines.decode(), made.decode())

    def _line(self, span: Span, call: Call | None, kept: Collection[str]) -> Span:
        """The span as it goes to the database: referring to what stands there, else telling it all, each thing once."""
        if span.gezien is None:
            return span
        if span.gezien in kept:
            return msgspec.structs.replace(span, wie=None, wat=None) if span.wie else span
        if span.wie is None and call is not None:
            wie, wat = self._shown(call, [])
            return msgspec.structs.replace(span, wie=wie, wat=wat).condensed()
        return span.condensed()

    async def span_of(self, town: Town, call: Call, component: str, name: str) -> Span | None:
        """The span of a request with whom it showed; None when that is nobody. Raises Unavailable."""
        gezien = "" if call.references else self._digest(call, call.noted, call.persons)
        if gezien in self._kept[component]:
            return self._span(call, name, gezien, None)
        unknown = [(each, each) for each in call.references]
        wie, wat = self._shown(call, unknown)
        if unknown:
            behind = await persons_behind(town, call.links, {each for _, each in unknown})
            # Once more, for a year may have begun in the meantime, with another key.
            wie, wat = self._shown(call, [])
            for thing, each in unknown:
                for person in persons_among((each,), behind):
                    wie.append(self.pseudonyms.of(person))
                    wat.append(thing)
            gezien = self._digest(call, wie, wat)
        return self._span(call, name, gezien, (wie, wat)) if wie else None

    def _digest(self, call: Call, *told: Any) -> str:
        """What tells this from all else that is shown in the month of a request."""
        return self.pseudonyms.digest(_pack((time.gmtime(call.began or None)[:2], *told)))

    def _shown(self, call: Call, unknown: list[tuple[str, str]]) -> Pairs:
        """Those whose data were shown, and what was; references to follow are added to `unknown`."""
        of = self.pseudonyms.of
        wie, wat = [of(person) for person, _ in call.persons], [thing for _, thing in call.persons]
        for resource, keys, whose in call.noted:
            for key, those in zip(keys, whose, strict=True):
                thing = f"{resource}/{key}"
                for each in those or ():
                    if is_person(each):
                        wie.append(of(each))
                        wat.append(thing)
                    else:
                        unknown.append((thing, each))
        return wie, wat

    def span(self, call: Call, name: str, pairs: Iterable[tuple[str, str]]) -> Span:
        """A span about persons, each with what was seen of them."""
        found = list(pairs)
        wie, wat = [self.pseudonyms.of(person) for person, _ in found], [each for _, each in found]
        return self._span(call, name, self._digest(call, wie, wat), (wie, wat))

    def _span(self, call: Call, name: str, gezien: str, shown: Pairs | None) -> Span:
        """`shown`: None when it stands in the log already, as `gezien`."""
        now, activity = int(time.time() * 1000), call.activity
        wie, wat = shown or (None, None)
        return Span(
            tijd=int(call.began * 1000) or now,
            einde=now,
            trace_id=call.trace_id,
            span_id=call.span_id,
            ouder_span_id=call.parent_span_id,
            naam=name,
            activiteit=activity.id if activity is not None else None,
            versie=activity.versie if activity is not None else None,
            client=call.caller.client,
            gezien=gezien if shown is None or wie else None,
            sleutel=self.pseudonyms.current,
            wie=wie or None,
            wat=wat or None,
        )

    async def keep(self, today: date) -> None:
        """Make room for the months to come, and look whether there is a key of a new year."""
        await ensure(self.pool, self.schemas, today)
        await self.pseudonyms.refresh(self.pool, today)

    async def close(self) -> None:
        """Write what still waits."""
        while self.flushing or self.batches or self.apart:
            for component in list(self.batches):
                self._begin(component)
            await asyncio.wait([*self.flushing.values(), *self.apart])


def _one() -> int:
    return 1


async def keep_log(town: Town, observer: Observer) -> bool:
    """One round: room for the months to come, and the key of a new year."""
    try:
        await town.accounting.keep(town.today())
    except UNAVAILABLE as failure:
        observer.log("warning", "log not kept", kind=type(failure).__name__)
    return False
