"""The worker: rounds of work in the background, each in a task of its own, until the program stops.

A round does a bounded part of its work and says whether there is more. It is run again at once when there is, soon
after a write in this process (`stirred`), and otherwise each second. A round that fails is told in the log and tried
again: no failure ends the worker.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from grondslag.runtime.observe import Observer
from grondslag.runtime.pool import UNAVAILABLE
from grondslag.runtime.town import Town
from grondslag.runtime.waiting import wait_after

Round = Callable[[Town, Observer], Awaitable[bool]]
POLL_SECONDS = 1.0
GATHER_SECONDS = 0.03
"""So long a round waits after it was woken: many writes at once are one batch."""
LONGEST_WAIT = 10.0
"""So long a round that fails time and again is left alone."""


def at_most_each(seconds: float, work: Round) -> Round:
    """The same round, begun no sooner than so long after it last began."""
    begun = float("-inf")

    async def seldom(town: Town, observer: Observer) -> bool:
        nonlocal begun
        if time.monotonic() < begun + seconds:
            return False
        begun = time.monotonic()
        return await work(town, observer)

    return seldom


class Worker:
    """Runs rounds for one municipality. Several processes may: a round sees to it that they share the work."""

    def __init__(self, town: Town, observer: Observer, rounds: Sequence[Round]) -> None:
        self.town, self.observer, self.rounds = town, observer, tuple(rounds)
        self.woken = [asyncio.Event() for _ in self.rounds]
        self.tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin; from now on every write of this process wakes it."""
        self.town.stirred = self.wake
        self.tasks = [
            asyncio.create_task(self._run(each, woken)) for each, woken in zip(self.rounds, self.woken, strict=True)
        ]

    async def stop(self) -> None:
        """End, in the middle of whatever is done: every round can be broken off."""
        for task in self.tasks:
            task.cancel()
        if self.tasks:
            await asyncio.wait(self.tasks)

    def wake(self) -> None:
        """There may be something to do."""
        for each in self.woken:
            each.set()

    async def _run(self, work: Round, woken: asyncio.Event) -> None:
        failures = 0
        while True:
            woken.clear()
            try:
                more = await work(self.town, self.observer)
                failures = 0
            except Exception as failure:  # no failure ends the worker
                failures += 1
                if failures == 1 or not isinstance(failure, UNAVAILABLE):
                    self.observer.failed(self.observer.begin({}), failure)
                await asyncio.sleep(wait_after(failures, POLL_SECONDS, LONGEST_WAIT))
                continue
            if not more and await _rests(woken):
                await asyncio.sleep(GATHER_SECONDS)


async def _rests(woken: asyncio.Event) -> bool:
    """Wait for a second at most; whether something woke us."""
    try:
        async with asyncio.timeout(POLL_SECONDS):
            await woken.wait()
    except TimeoutError:
        return False
    return True
