"""What is seen of a running program: a JSON line per request, counters for Prometheus. Never a secret or a BSN."""

import asyncio
import logging
import re
import sys
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import msgspec

from grondslag.kernel.shape import Shape
from grondslag.runtime.random_bits import SystemBits

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_LIKE_A_BSN = re.compile(r"\b\d{8,9}\b")
_TRACEPARENT = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")
PARENT: ContextVar[str] = ContextVar("traceparent", default="")
"""What we say to others whom we ask within a request (W3C Trace Context)."""
_encode = msgspec.json.Encoder().encode
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_SPAN = (1 << 64) - 1
HOLD_SECONDS = 0.1
"""So long lines of requests wait to be written together; whatever is wrong is written at once."""


class Trace(msgspec.Struct):
    """One request under way."""

    request_id: str
    trace_id: str
    began: float
    span_id: str = ""
    parent_span_id: str = ""
    """The span of who asked, where it said one that is right; a wrong one is as none (W3C Trace Context)."""
    flags: str = "01"
    """Of the trace context, passed on as they came in."""
    client: str = ""
    call: Any = None
    """What is asked, once it is known who asks."""
    waits: bool = False
    """Whether it waits for the rest of the body."""
    limit: asyncio.Timeout | None = None

    def allow(self, until: float) -> None:
        """Let it take until this moment of the event loop's clock."""
        if self.limit is not None:
            self.limit.reschedule(until)


class RequestLine(msgspec.Struct, frozen=True):
    """The line of a request that was answered."""

    time: str
    level: str
    event: str
    request_id: str
    trace_id: str
    client: str
    method: str
    resource: str
    kind: str
    status: int
    ms: float


def _read_parent(given: bytes) -> "re.Match[bytes] | None":
    """A traceparent; a later version than ours may hold more, which is passed over."""
    found = _TRACEPARENT.match(given[:512])
    if found is None or (
        len(given) > found.end() and (given[:2] == b"00" or given[found.end() : found.end() + 1] != b"-")
    ):
        return None
    return found


def masked(text: str) -> str:
    """A text in which whatever may be a BSN is hidden."""
    return _LIKE_A_BSN.sub("*********", text)


class Observer:
    """Logs and counts."""

    def __init__(self, level: str = "info", out: Any = None) -> None:
        self.level = _LEVELS[level]
        self.out = out or sys.stderr
        self.counts: dict[tuple[str, str, str, int], int] = defaultdict(int)
        self.seconds: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * (len(BUCKETS) + 3))
        self.gauges: dict[str, tuple[str, str, float]] = {}
        self._held: list[bytes] = []
        self._clock = (0, "")
        self._bits = SystemBits()

    def begin(self, headers: Mapping[bytes, bytes]) -> Trace:
        """A request comes in; the trace of its sender is followed when it says one (W3C Trace Context)."""
        # From the system: the standards on which our logs rest want ids that nobody can foresee.
        drawn = self._bits(192)
        fresh = UUID(int=drawn >> 64, version=4)
        given = headers.get(b"traceparent")
        found = None if given is None else _read_parent(given)
        span = f"{drawn & _SPAN:016x}"
        if found is None:
            return Trace(str(fresh), fresh.hex, time.perf_counter(), span)
        return Trace(str(fresh), found[1].decode(), time.perf_counter(), span, found[2].decode(), found[3].decode())

    def end(self, trace: Trace, method: str, kind: str, shape: Shape | None, status: int) -> None:
        """A request was answered."""
        took = time.perf_counter() - trace.began
        resource = shape.key if shape else ""
        self.counts[method, kind, resource, status] += 1
        held = self.seconds[method, resource]
        held[bisect_left(BUCKETS, took)] += 1
        held[-1] += took
        held[-2] += 1
        if self.level > logging.INFO:
            return
        line = RequestLine(
            self._now(), "info", "request", trace.request_id, trace.trace_id, trace.client, method, resource, kind,
            status, round(took * 1000, 2),
        )  # fmt: skip
        self._held.append(_encode(line))
        if len(self._held) == 1:
            asyncio.get_running_loop().call_later(HOLD_SECONDS, self.flush)

    def flush(self) -> None:
        """Write the lines that were held."""
        if self._held:
            held, self._held = self._held, []
            self.out.write(b"\n".join(held).decode() + "\n")

    def _now(self) -> str:
        second = int(time.time())
        if second != self._clock[0]:
            self._clock = (second, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second)))
        return self._clock[1]

    def failed(self, trace: Trace, failure: BaseException) -> None:
        """A bug or a broken connection: the kind and the place, no values."""
        at = failure.__traceback__
        while at is not None and at.tb_next is not None:
            at = at.tb_next
        where = f"{at.tb_frame.f_code.co_filename.rpartition('grondslag')[2]}:{at.tb_lineno}" if at else ""
        self.log(
            "error",
            "failure",
            request_id=trace.request_id,
            trace_id=trace.trace_id,
            client=trace.client,
            kind=type(failure).__name__,
            where=where,
        )

    def log(self, level: str, event: str, **said: Any) -> None:
        """One JSON line."""
        if _LEVELS[level] < self.level:
            return
        self.flush()
        line = {"time": self._now(), "level": level, "event": event}
        line |= {
            name: masked(value) if isinstance(value, str) and name == "detail" else value
            for name, value in said.items()
        }
        self.out.write(_encode(line).decode() + "\n")

    def gauge(self, name: str, told: str, value: float, kind: str = "gauge") -> None:
        """A figure as it is now, with a sentence that tells what it is."""
        self.gauges[name] = (kind, told, value)

    def metrics(self) -> str:
        """The counters in the text format of Prometheus."""
        lines = ["# HELP grondslag_requests_total Requests answered.", "# TYPE grondslag_requests_total counter"]
        for (method, kind, resource, status), count in sorted(self.counts.items()):
            labels = f'method="{method}",kind="{kind}",resource="{resource}",status="{status}"'
            lines.append(f"grondslag_requests_total{{{labels}}} {count}")
        lines += ["# HELP grondslag_request_seconds Time to answer.", "# TYPE grondslag_request_seconds histogram"]
        for (method, resource), held in sorted(self.seconds.items()):
            labels, below = f'method="{method}",resource="{resource}"', 0.0
            for edge, count in zip(BUCKETS, held, strict=False):
                below += count
                lines.append(f'grondslag_request_seconds_bucket{{{labels},le="{edge}"}} {below:.0f}')
            lines.append(f'grondslag_request_seconds_bucket{{{labels},le="+Inf"}} {held[-2]:.0f}')
            lines.append(f"grondslag_request_seconds_sum{{{labels}}} {held[-1]:.6f}")
            lines.append(f"grondslag_request_seconds_count{{{labels}}} {held[-2]:.0f}")
        for name, (kind, told, value) in sorted(self.gauges.items()):
            lines += [f"# HELP {name} {told}", f"# TYPE {name} {kind}", f"{name} {value:g}"]
        return "\n".join(lines) + "\n"
