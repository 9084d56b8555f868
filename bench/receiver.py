"""A subscriber that costs next to nothing: it says 204 to every request that carries its auth, and counts.

`bench.receiver PORT` takes orders as lines of JSON (`{"count": 1000, "seconds": 60}`) on its input: it answers, when so
many have come or the time is up, how many there were since the last order, and in how many seconds.
"""

import asyncio
import sys
import time
from typing import Any

import msgspec
import uvloop

AUTH = "Bearer only-for-a-register-that-is-thrown-away"
_TAKEN = b"HTTP/1.1 204 No Content\r\n\r\n"
_REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"


class Count:
    """How many came, when the first one, and when the last."""

    def __init__(self) -> None:
        self.count, self.first, self.last = 0, 0.0, 0.0

    def add(self) -> None:
        """One more."""
        self.last = time.perf_counter()
        self.first = self.first or self.last
        self.count += 1


class _Connection(asyncio.Protocol):
    def __init__(self, count: Count) -> None:
        self.count, self.held = count, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self.held += data
        while (end := self.held.find(b"\r\n\r\n")) >= 0:
            head = self.held[:end]
            place = head.lower().find(_LENGTH)
            length = int(head[place + len(_LENGTH) :].split(b"\r\n", 1)[0]) if place >= 0 else 0
            if len(self.held) < end + 4 + length:
                return
            self.held = self.held[end + 4 + length :]
            known = AUTH.encode() in head
            if known:
                self.count.add()
            self.transport.write(_TAKEN if known else _REFUSED)


async def _obey(port: int) -> None:
    count = Count()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(count), "127.0.0.1", port)
    async with server:
        while line := await asyncio.to_thread(sys.stdin.buffer.readline):
            order = msgspec.json.decode(line)
            until = time.perf_counter() + order["seconds"]
            while count.count < order["count"] and time.perf_counter() < until:  # noqa: ASYNC110 - the count has no event
                await asyncio.sleep(0.005)
            told = {"count": count.count, "seconds": count.last - count.first, "last": count.last}
            sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
            sys.stdout.buffer.flush()
            count.count, count.first = 0, 0.0


if __name__ == "__main__":
    uvloop.run(_obey(int(sys.argv[1])))
