"""Connections that send no request, or one without end, take nothing from the others."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn

from grondslag import connections, program, serving
from tests.soorten import ZAKEN, Soort

ASK = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
PATIENCE = 20


async def app(_scope: Any, receive: Any, send: Any) -> None:
    """Answers how many bytes there were in the body."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    told = str(size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(told))]})
    await send({"type": "http.response.body", "body": told})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Where the app is served, as the program would be."""
    door = serving.listening("127.0.0.1", 0)
    server = uvicorn.Server(serving._config(app))  # type: ignore[arg-type]
    task = asyncio.ensure_future(server.serve([door]))
    yield door.getsockname()[1]
    server.should_exit = True
    await task


async def told(port: int, *sent: bytes) -> bytes:
    """All that is answered to these bytes, until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for each in sent:
            writer.write(each)
            await writer.drain()
        return await asyncio.wait_for(reader.read(), PATIENCE)
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def test_who_sends_no_request_is_let_go(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)
    assert await told(port) == b""
    assert await told(port, b"GET / HT") == b""
    for sent in ((ASK + b"GET / HTTP/1.1\r\nX-Slow: ",), (ASK, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")):
        assert (await told(port, *sent)).endswith(b"\r\n\r\n0")


async def test_a_head_without_end_is_refused(port: int) -> None:
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
    assert (await told(port, head, b"X-Long: " + b"x" * 70_000)).startswith(b"HTTP/1.1 431 ")
    many = b"".join(b"X-%d: %s\r\n" % (at, b"x" * 1000) for at in range(70))
    for sent in ((head + many + b"\r\n",), (head, many[:40_000], many[40_000:], b"\r\n")):
        assert (await told(port, *sent)).startswith(b"HTTP/1.1 431 ")
    assert (await told(port, b"nonsense\r\n\r\n")).startswith(b"HTTP/1.1 400 ")


async def test_a_body_may_be_larger_than_a_head(port: int) -> None:
    body = b"x" * 1_000_000
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n"
    answer = await told(port, head + b"\r\n" + body + head + b"Connection: close\r\n\r\n" + body)
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.endswith(b"\r\n\r\n1000000")


async def test_too_many_requests_at_once_are_refused(soort: Soort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "CONCURRENT", 0)
    status, heads, _ = await soort.api.raw("GET", f"{ZAKEN}/zaken")
    assert (status, heads["retry-after"]) == (503, "2")
    monkeypatch.setattr(program, "CONCURRENT", 1)
    for _ in range(3):
        assert (await soort.api("GET", f"{ZAKEN}/zaken"))[0] == 200
