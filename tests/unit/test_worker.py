"""The worker: rounds go on while there is more, soon after a write, each second, and whatever fails."""

import asyncio
import time
from typing import Any

import pytest

from grondslag.runtime import worker
from grondslag.runtime.worker import Worker, at_most_each


class Told:
    """A town that can be stirred, and an observer that keeps what failed."""

    def __init__(self) -> None:
        self.failures: list[BaseException] = []

    def stirred(self) -> None:
        """Replaced by the worker."""

    def begin(self, _headers: Any) -> None:
        """No trace."""

    def failed(self, _trace: Any, failure: BaseException) -> None:
        """Remember."""
        self.failures.append(failure)


async def working(*rounds: Any, seconds: float, told: Told | None = None) -> None:
    """Run these rounds for a while."""
    made: Any = told or Told()
    running = Worker(made, made, rounds)
    running.start()
    await asyncio.sleep(seconds)
    await running.stop()


async def test_a_round_goes_on_while_there_is_more() -> None:
    left = [3]

    async def work(*_: Any) -> bool:
        left[0] -= 1
        return left[0] > 0

    await working(work, seconds=0.1)
    assert left == [0], "three at once; the next one comes a second later"


async def test_a_write_wakes_it_and_many_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 60)
    told, at = Told(), list[float]()

    async def work(*_: Any) -> bool:
        at.append(time.monotonic())
        return False

    running: Any = Worker(told, told, [work])  # type: ignore[arg-type]
    running.start()
    await asyncio.sleep(0.05)
    for _ in range(100):
        told.stirred()
    await asyncio.sleep(0.3)
    await running.stop()
    assert len(at) == 2


async def test_a_failure_ends_nothing_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.01)
    told, done = Told(), [0]

    async def fails(*_: Any) -> bool:
        raise ValueError

    async def work(*_: Any) -> bool:
        done[0] += 1
        return False

    await working(fails, work, seconds=0.4, told=told)
    assert len(told.failures) > 2
    assert done[0] > 2


async def test_it_stops_in_the_middle() -> None:
    async def work(*_: Any) -> bool:
        await asyncio.sleep(60)
        return True

    began = time.monotonic()
    await working(work, seconds=0.01)
    assert time.monotonic() - began < 5


async def test_what_is_seldom_done_is_passed_over_until_its_time() -> None:
    done = [0]

    async def work(*_: Any) -> bool:
        done[0] += 1
        return True

    nobody: Any = None
    seldom, often = at_most_each(60, work), at_most_each(0, work)
    assert await seldom(nobody, nobody), "it says what its round says"
    assert not await seldom(nobody, nobody)
    assert done == [1]
    assert await often(nobody, nobody)
    assert await often(nobody, nobody)
    assert done == [3]
