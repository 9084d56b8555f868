"""The load: a few keep-alive connections, each with one request under way, from a process of its own.

It takes orders as lines of JSON on its input, and answers each with a line of JSON.
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import msgspec
import uvloop


class Order(msgspec.Struct, kw_only=True):
    """What to send: a file of requests (ready bytes, msgpack), to which port, how long, over how many connections."""

    requests: str
    port: int
    seconds: float
    connections: int = 8
    start: int = 0
    """Which request of the file comes first: no write is sent twice."""


class Outcome(msgspec.Struct, kw_only=True):
    """What came of it; times in milliseconds."""

    count: int
    seconds: float
    p50: float
    p99: float
    statuses: dict[str, int]


class _Connection(asyncio.Protocol):
    """One connection: sends the next request when the answer to the last one is whole."""

    def __init__(self, requests: Any, until: float, done: "asyncio.Future[None]") -> None:
        self.requests, self.until, self.done = requests, until, done
        self.took: list[float] = []
        self.statuses: Counter[str] = Counter()
        self._start = b""
        self._left = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._next()

    def _next(self) -> None:
        self._began = time.perf_counter()
        if self._began >= self.until:
            self._transport.close()
            return
        self._transport.write(next(self.requests))

    def data_received(self, data: bytes) -> None:
        if self._left < 0:
            self._head(data)
        else:
            self._left -= len(data)
        if self._left == 0:
            self.took.append(time.perf_counter() - self._began)
            self._left = -1
            self._next()

    def _head(self, data: bytes) -> None:
        """Read the head once it is whole, and how much of the body is still to come."""
        self._start += data
        end = self._start.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._start[:end].lower()
        self.statuses[head[9:12].decode()] += 1
        place = head.find(b"\r\ncontent-length:")
        length = int(head[place + 17 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
        self._left = length - (len(self._start) - end - 4)
        self._start = b""

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def carry_out(order: Order, requests: Sequence[bytes]) -> Outcome:
    """Send, for so many seconds."""
    loop = asyncio.get_running_loop()
    first = order.start % len(requests)
    endless = cycle([*requests[first:], *requests[:first]])
    began = time.perf_counter()
    held: list[_Connection] = []
    for _ in range(order.connections):
        connection = _Connection(endless, began + order.seconds, loop.create_future())
        held.append(connection)
        await loop.create_connection(lambda made=connection: made, "127.0.0.1", order.port)
    await asyncio.gather(*(each.done for each in held))
    took = sorted(one for each in held for one in each.took)
    statuses: Counter[str] = sum((each.statuses for each in held), Counter())
    return Outcome(
        count=len(took),
        seconds=time.perf_counter() - began,
        p50=_at(took, 0.5),
        p99=_at(took, 0.99),
        statuses=dict(statuses),
    )


def _at(took: Sequence[float], part: float) -> float:
    return round(took[min(len(took) - 1, int(len(took) * part))] * 1000, 3) if took else 0.0


def obey() -> None:
    """Take orders until there are no more."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for line in iter(sys.stdin.buffer.readline, b""):
            order = msgspec.json.decode(line, type=Order)
            requests = msgspec.msgpack.decode(Path(order.requests).read_bytes(), type=list[bytes])
            outcome = runner.run(carry_out(order, requests))
            sys.stdout.buffer.write(msgspec.json.encode(outcome) + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    obey()
