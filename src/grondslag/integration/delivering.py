"""Delivering: every abonnement gets the events in its queue, in order per hoofdobject, until it has taken them.

*At least once.* An event leaves the queue when its abonnement answered 2xx, and not before: a process that is killed in
between sends it again. *In order.* The events of one hoofdobject go one after the other; those of others go beside
them. *Apart.* Each abonnement is served by a task of its own, so that one that is slow or dead takes nobody's time.

*Who serves.* A process holds an abonnement by a lock of a session of its own with the database (not one of the pool),
which ends with the process, however that ends; any other process then takes over within a second. Were two to serve one
abonnement for a moment, because a session broke, each would still send in order and from the first that was not taken:
events would be repeated, none would come too early.

*What fails.* An event that its abonnement refuses waits, with what follows on its hoofdobject, and is tried again after
1, 2, 4 … seconds up to six hours. An abonnement that cannot be reached is left alone as a whole in the same way, then
tried with one event. What is refused still after three days is a dead letter: kept, told in the log and the metrics,
and passed by what follows.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import msgspec

from grondslag.integration import queue
from grondslag.integration.messages import binary, cloudevent, structured
from grondslag.integration.queue import Queued, Receiver
from grondslag.runtime.callbacks import JSON, Callbacks, Reply
from grondslag.runtime.observe import Observer
from grondslag.runtime.town import Town
from grondslag.runtime.waiting import wait_after

SERVED = 200
"""So many abonnementen are served at once, and so many of them that could not be reached the last time."""
TROUBLED = 50
AT_ONCE = 16
"""So many hoofdobjecten of one abonnement at once, after its first event was taken."""
PASS_SECONDS = 5.0
REST_SECONDS = 1.0
TROUBLES = (0, 408, 429, 502, 503, 504)
"""With these the abonnement itself cannot be reached, whatever the event. 0 stands for no answer."""
ALL_FAIL = 3
"""So many refusals, and nothing taken, count as an abonnement that cannot be reached."""
LOCK = 0x6E7264


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long is waited, in seconds: at first, at most, and in all before an event is given up."""

    first: float = 1.0
    most: float = 6 * 3600.0
    total: float = 3 * 86400.0

    def after(self, failures: int) -> timedelta:
        """How long to wait after so many failures; not to the second, so that not all come back at once."""
        wait = wait_after(failures + 1, self.first, self.most)
        return timedelta(seconds=wait * random.uniform(0.8, 1.2))  # noqa: S311 - no secret

    @property
    def in_all(self) -> timedelta:
        """The age at which an event is given up."""
        return timedelta(seconds=self.total)


PATIENCE = Patience()


class Deliveries:
    """Delivers for one municipality. `opened`: the auth of an abonnement; `connect`: a session of our own."""

    def __init__(
        self,
        callbacks: Callbacks,
        opened: Callable[[str, str], str],
        connect: Callable[[], Awaitable[Any]],
        patience: Patience = PATIENCE,
        source: str = "",
    ) -> None:
        self.callbacks, self.opened, self.connect = callbacks, opened, connect
        self.patience, self.source = patience, source
        self.delivered = self.refused = 0
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.troubled: set[str] = set()
        self.resting: dict[str, float] = {}
        """Abonnementen that are left to others, or to a next time, until a moment."""
        self._session: Any = None
        self._turn = asyncio.Lock()

    async def round(self, town: Town, observer: Observer) -> bool:
        """Begin to serve the abonnementen that have something to get; who is served already goes on by itself."""
        now = time.monotonic()
        self.resting = {key: until for key, until in self.resting.items() if until > now}
        places = SERVED - len(self.tasks)
        if places <= 0:
            return False
        await self._hold()
        troubled = max(TROUBLED - len(self.troubled), 0)
        found = await queue.due(town.pool, [*self.tasks, *self.resting], places, min(places, troubled))
        mine = await self._leased([each.id for each in found[:places]])
        for each in found[:places]:
            if each.id in mine:
                self._begin(town, observer, each)
            else:
                self.resting[each.id] = now + REST_SECONDS
        return False

    async def close(self) -> None:
        """Stop, and let go of everything; what was under way is sent again by whoever is next."""
        if self._session is not None:
            self._session.terminate()
        await self._drop()

    # --- who serves -----------------------------------------------------------------------------------------------

    async def _hold(self) -> None:
        """Have a session; when ours broke, others may have taken over what we serve."""
        if self._session is not None and self._session.is_closed():
            await self._drop()
            self._session = None
        if self._session is None:
            self._session = await self.connect()

    async def _drop(self) -> None:
        tasks = list(self.tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _leased(self, keys: Sequence[str]) -> set[str]:
        """Those of these abonnementen that nobody else serves; from now on we do."""
        if not keys:
            return set()
        async with self._turn:
            rows = await self._session.fetch(
                "select k from unnest($1::text[]) k where pg_try_advisory_lock($2, hashtext(k))", keys, LOCK
            )
        return {row[0] for row in rows}

    async def _release(self, key: str) -> None:
        async with self._turn:
            if not self._session.is_closed():
                await self._session.fetchval("select pg_advisory_unlock($1, hashtext($2))", LOCK, key)

    def _begin(self, town: Town, observer: Observer, receiver: Receiver) -> None:
        if receiver.storingen:
            self.troubled.add(receiver.id)
        task = self.tasks[receiver.id] = asyncio.create_task(self._serve(town, observer, receiver))

        def ended(done: asyncio.Task[None]) -> None:
            del self.tasks[receiver.id]
            self.troubled.discard(receiver.id)
            if not done.cancelled() and (failure := done.exception()) is not None:
                self.resting[receiver.id] = time.monotonic() + REST_SECONDS
                observer.failed(observer.begin({}), failure)
            town.stirred()

        task.add_done_callback(ended)

    # --- serving one ----------------------------------------------------------------------------------------------

    async def _serve(self, town: Town, observer: Observer, receiver: Receiver) -> None:
        """Pass after pass, until nothing is left, it cannot be reached, or it takes long and others may be waiting."""
        key, now = receiver.id, receiver
        try:
            while now is not None:
                events = await queue.next_of(town.pool, key)
                if not events:
                    return
                one = _Pass(self, now)
                await one.run(events)
                await one.settle(town, observer)
                if one.unreached:
                    return
                if one.slow:
                    self.resting[key] = time.monotonic() + REST_SECONDS
                    return
                now = await queue.receiver(town.pool, key)
        finally:
            await self._release(key)


class _Pass:
    """One batch of events for one abonnement."""

    def __init__(self, deliveries: Deliveries, receiver: Receiver) -> None:
        self.deliveries, self.receiver = deliveries, receiver
        auth = deliveries.opened(receiver.auth_verzegeld, receiver.id)
        self.heads = {"Authorization": auth} if auth else {}
        self.taken: list[str] = []
        self.failed: list[tuple[Queued, Reply]] = []
        self.trouble: Reply | None = None
        self.until = time.monotonic() + PASS_SECONDS
        self.slow = False

    @property
    def unreached(self) -> bool:
        """Whether it cannot be reached, or refuses everything."""
        return self.trouble is not None or (not self.taken and len(self.failed) >= ALL_FAIL)

    async def run(self, events: Sequence[Queued]) -> None:
        """The first event alone, to see whether anybody is there; then each hoofdobject in order, many at once."""
        chains: dict[str, list[Queued]] = {}
        for event in events:
            chains.setdefault(event.hoofd_object, []).append(event)
        waiting = list(reversed(chains.values()))
        if await self._one(waiting[-1][0]):
            waiting[-1].pop(0)
        else:
            waiting.pop()

        async def work() -> None:
            while waiting and self.trouble is None and not self.slow:
                await self._chain(waiting.pop())

        if self.trouble is None:
            await asyncio.gather(*(work() for _ in range(min(AT_ONCE, len(waiting)))))

    async def _chain(self, events: Sequence[Queued]) -> None:
        for event in events:
            if self.trouble is not None or self.slow or not await self._one(event):
                return

    async def _one(self, event: Queued) -> bool:
        """Send one event; whether it was taken."""
        body, heads = self._dressed(event)
        reply = await self.deliveries.callbacks.post(self.receiver.callback_url, body, heads | self.heads)
        self.slow = time.monotonic() > self.until
        if reply.accepted:
            self.taken.append(event.id)
            return True
        self.failed.append((event, reply))
        if reply.status in TROUBLES:
            self.trouble = reply
        return False

    def _dressed(self, event: Queued) -> tuple[bytes, dict[str, str]]:
        if not self.receiver.send_cloudevents:
            return event.bericht, JSON
        told = cloudevent(event.bericht, event.gebeurtenis, self.deliveries.source)
        return binary(told) if self.receiver.cloudevents_modus == "binary" else structured(told)

    async def settle(self, town: Town, observer: Observer) -> None:
        """Write down what came of it."""
        patience, key = self.deliveries.patience, self.receiver.id
        self.deliveries.delivered += len(self.taken)
        self.deliveries.refused += len(self.failed)
        await queue.accepted(town.pool, self.taken)
        for event, reply in self.failed:
            alone = not self.unreached or reply.status not in TROUBLES
            await queue.failed(town.pool, event.id, patience.after(event.pogingen) if alone else timedelta())
        if self.unreached:
            wait = patience.after(self.receiver.storingen)
            await queue.unreached(town.pool, key, wait)
            observer.log(
                "warning", "subscriber unreachable", abonnement=key, reason=self._reason,
                failures=self.receiver.storingen + 1, seconds=round(wait.total_seconds(), 1),
            )  # fmt: skip
        elif self.receiver.storingen:
            await queue.reached(town.pool, key)
            observer.log("info", "subscriber reachable", abonnement=key)
        await self._bury(town, observer)

    @property
    def _reason(self) -> str:
        return self.trouble.told if self.trouble is not None else self.failed[-1][1].told

    async def _bury(self, town: Town, observer: Observer) -> None:
        """Give up what was refused for too long: all that waits for who cannot be reached, else what failed now."""
        if not self.failed:
            return
        keys = None if self.unreached else [event.id for event, _ in self.failed]
        since = self.deliveries.patience.in_all
        while dead := await queue.give_up(town.pool, self.receiver.id, since, self._reason, keys):
            for event, kanaal, attempts in dead:
                observer.log(
                    "error", "dead letter", abonnement=self.receiver.id, event_id=event, kanaal=kanaal,
                    attempts=attempts, reason=self._reason,
                )  # fmt: skip
