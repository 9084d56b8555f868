"""The external decision point: what it is asked, and that whatever is not a clear answer is none."""

import asyncio
import gzip
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
from aiohttp import web

from grondslag.runtime.decision_point import LARGEST, DecisionPoint
from grondslag.surfaces import decisions
from grondslag.surfaces.decisions import answer, record
from grondslag.surfaces.problems import Forbidden, Unavailable
from tests.points import KEY, PARENT, SPAN, TRACE, Point, a_decision, a_point


@pytest.fixture
async def point() -> AsyncIterator[Point]:
    async with a_point() as made:
        yield made


@asynccontextmanager
async def asking(at: str, seconds: float = 5.0, secret: str = "") -> AsyncIterator[tuple[DecisionPoint, list[str]]]:
    told: list[str] = []
    made = DecisionPoint(at, secret, seconds, lambda level, why: told.append(f"{level}: {why}"))
    try:
        yield made, told
    finally:
        await made.close()


# --- the record ---------------------------------------------------------------------------------------------------


def test_a_record_has_the_fields_of_the_draft() -> None:
    made = a_decision(activity="https://x.example/activiteit", parent=KEY)
    found = json.loads(msgspec.json.encode(record(made, {"service.name": "grondslag"})))
    assert found == {
        "trace_id": TRACE,
        "span_id": SPAN,
        "parent_span_id": PARENT,
        "event_name": "adl.access_evaluation",
        "timestamp": 1757240136089,
        "status": "Unset",
        "attributes": {
            "adl.core.policies": {"autorisaties": "a1", "pdp": "https://pdp.example"},
            "adl.core.configuration": {"grondslag": "0.3.0"},
        },
        "resource": {"service.name": "grondslag"},
        "body": {
            "adl.core.request": {
                "subject": {"type": "applicatie", "id": "balie"},
                "action": {
                    "name": "zaken.lezen",
                    "properties": {"operation": "read", "processing_activity_id": "https://x.example/activiteit"},
                },
                "resource": {"type": "zaken.zaak", "id": KEY, "properties": {"parent": KEY}},
                "context": {"time": "2025-09-07T10:15:36.089+00:00", "traceparent": f"00-{TRACE}-{SPAN}-01"},
            },
            "adl.core.response": {"decision": True},
        },
    }


def test_a_denial_is_no_error_and_an_error_has_no_answer() -> None:
    denied = a_decision()
    denied.deny()
    found = record(denied, {})
    assert (found["status"], bytes(found["body"]["adl.core.response"])) == ("Unset", b'{"decision":false}')
    undecided = record(a_decision(allowed=None, parent_span_id=""), {})
    assert (undecided["status"], "adl.core.response" in undecided["body"]) == ("Error", False)
    assert "parent_span_id" not in undecided


def test_what_each_of_two_said_is_kept() -> None:
    both = a_decision(point=msgspec.Raw(b'{"decision":true,"context":{"reason":"ja"}}'))
    both.deny()
    assert json.loads(answer(both) or b"") == {
        "decision": False,
        "context": {"autorisaties": False, "pdp": {"decision": True, "context": {"reason": "ja"}}},
    }


# --- the question -------------------------------------------------------------------------------------------------


async def test_a_point_is_asked_as_authzen_wants_it(point: Point) -> None:
    async with asking(point.at + "/", secret="geheim") as (asked, _):
        decision = a_decision(flags="00")
        await asked.decide(decision)
    assert decision.allowed is True
    assert point.asked == [json.loads(decisions.question(decision))]
    sent = point.headers[0]
    assert (sent["X-Request-ID"], sent["traceparent"]) == (SPAN, f"00-{TRACE}-{SPAN}-00")
    assert (sent["Authorization"], sent["Content-Type"]) == ("Bearer geheim", "application/json")


async def test_connections_are_used_again_and_answers_are_not(point: Point) -> None:
    async with asking(point.at) as (asked, _):
        await asyncio.gather(*(asked.decide(a_decision()) for _ in range(20)))
        point.answers = lambda _: False
        with pytest.raises(Forbidden):
            await asked.decide(a_decision())
    assert len(point.asked) == 21


async def test_a_denial_is_told_in_dutch_and_noted_with_its_reason(point: Point) -> None:
    point.answers = lambda _: {"decision": False, "context": {"reason_admin": {"403": "C076E82F"}}, "x": "\x00"}
    decision = a_decision()
    async with asking(point.at) as (asked, told):
        with pytest.raises(Forbidden, match="Het beleid staat dit verzoek niet toe") as refused:
            await asked.decide(decision)
    assert (refused.value.code, refused.value.status) == ("permission_denied", 403)
    assert decision.allowed is False
    assert json.loads(bytes(decision.point or b"")) == {
        "decision": False,
        "context": {"reason_admin": {"403": "C076E82F"}},
    }
    assert told == []


# --- what is no answer --------------------------------------------------------------------------------------------


def _deep(levels: int) -> bytes:
    return b'{"decision": true, "context": {"a": ' + b"[" * levels + b"]" * levels + b"}}"


def _plain(**said: Any) -> web.Response:
    return web.Response(**{"body": b'{"decision": true}', "content_type": "application/json"} | said)


NO_ANSWERS: dict[str, Any] = {
    "status 500": lambda: web.Response(status=500, text="fout"),
    "status 401": lambda: _plain(status=401),
    "status 201": lambda: _plain(status=201),
    "a redirect": lambda: web.Response(status=307, headers={"Location": "/access/v1/evaluation"}),
    "text": lambda: _plain(content_type="text/plain"),
    "another id": lambda: _plain(headers={"X-Request-ID": "ander"}),
    "compressed": lambda: _plain(body=gzip.compress(b'{"decision": true}'), headers={"Content-Encoding": "gzip"}),
    "no JSON": lambda: b"ja",
    "nothing": lambda: b"",
    "a bare value": lambda: b"true",
    "a list": lambda: b'[{"decision": true}]',
    "no decision": lambda: b'{"allow": true}',
    "a word for a decision": lambda: b'{"decision": "true"}',
    "a number for a decision": lambda: b'{"decision": 1}',
    "null for a decision": lambda: b'{"decision": null}',
    "a context that is no object": lambda: b'{"decision": true, "context": []}',
    "too large": lambda: b'{"decision": true, "context": {"a": "' + b"a" * LARGEST + b'"}}',
    "too deep": lambda: _deep(100),
    "far too deep": lambda: _deep(6000),
    "what no text can hold": lambda: b'{"decision": true, "context": {"a": "\\u0000"}}',
    "half a character": lambda: b'{"decision": true, "context": {"a": "\\ud800"}}',
    "no number": lambda: b'{"decision": true, "context": {"a": 1e999999}}',
    "no utf-8": lambda: b'{"decision": true, "context": {"a": "\xff"}}',
}


@pytest.mark.parametrize("name", NO_ANSWERS)
async def test_what_is_no_clear_answer_is_none(point: Point, name: str) -> None:
    point.answers = lambda _: NO_ANSWERS[name]()
    decision = a_decision()
    async with asking(point.at) as (asked, told):
        for _ in range(2):
            with pytest.raises(Unavailable):
                await asked.decide(decision)
        assert (decision.allowed, answer(decision)) == (None, None)
        assert len(told) == 1, "it is told once, not for every request"
        point.answers = lambda _: True
        await asked.decide(a_decision())
        assert told[1:] == ["info: it answers again"]


async def test_a_slow_point_is_none(point: Point) -> None:
    point.waits, decision = 5, a_decision()
    async with asking(point.at, seconds=0.1) as (asked, told):
        with pytest.raises(Unavailable):
            await asked.decide(decision)
    assert (decision.allowed, told) == (None, ["error: no answer in time"])


async def test_a_point_that_trickles_has_no_more_time(point: Point) -> None:
    async def trickle(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            writer.write(b" ")
            await asyncio.sleep(0.05)

    server = await asyncio.start_server(trickle, "127.0.0.1", 0)
    at = "http://127.0.0.1:" + str(server.sockets[0].getsockname()[1])
    async with asking(at, seconds=0.3) as (asked, told):
        with pytest.raises(Unavailable):
            await asked.decide(a_decision())
    assert told == ["error: no answer in time"]
    server.close()


async def test_a_point_that_is_not_there_is_none() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        at = f"http://127.0.0.1:{door.getsockname()[1]}"
        async with asking(at) as (asked, told):
            with pytest.raises(Unavailable, match="Probeer het later opnieuw"):
                await asked.decide(a_decision())
    assert told == ["error: no connection"]


async def test_a_point_that_closes_after_each_answer_is_asked_again() -> None:
    served: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Says that it keeps the connection, and answers one question on it."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(each[16:]) for each in head.split(b"\r\n") if each.lower().startswith(b"content-length:"))
        await reader.readexactly(length)
        served.append(length)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n"
        writer.write(head + b'{"decision":true}')
        await writer.drain()
        await reader.read(1)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with asking("http://127.0.0.1:" + str(server.sockets[0].getsockname()[1])) as (asked, told):
        for _ in range(3):
            await asked.decide(a_decision())
    assert (len(served), told) == (3, [])
    server.close()
