"""Decision points for tests: Cerbos, and one of our own that also does what no decision point should."""

import asyncio
import json
import os
import platform
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from grondslag.surfaces.decisions import Decision, policies
from tests.elsewhere import answering
from tests.objects import free_port, is_installed, running

CERBOS = Path(__file__).parent / "cerbos"
PACKAGE = "@cerbos/cerbos-linux-x64"
Answers = Callable[[dict[str, Any]], Any]
"""From a question to what is answered: a decision, a whole body, bytes as they are, or a response."""

TRACE, SPAN, PARENT = "28dbeec32e77635cc19bc3204ec56c41", "17c59821784ee492", "c4e1d75a3f9b8240"
KEY = "00000000-0000-4000-8000-000000000001"


def a_decision(**said: Any) -> Decision:
    """A decision of which nobody asked anything yet."""
    known: dict[str, Any] = {
        "trace_id": TRACE,
        "span_id": SPAN,
        "parent_span_id": PARENT,
        "at": 1757240136.089,
        "client": "balie",
        "action": "zaken.lezen",
        "operation": "read",
        "resource": "zaken.zaak",
        "key": KEY,
        "policies": policies(autorisaties="a1", pdp="https://pdp.example", grondslag="0.3.0"),
    }
    return Decision(**known | said)


class Point:
    """A decision point on a port of its own, with the questions that it was asked and their headers."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Any] = []
        self.answers: Answers = lambda _: True
        self.waits = 0.0
        self.at = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One evaluation."""
        asked = json.loads(await request.read())
        self.asked.append(asked)
        self.headers.append(request.headers)
        await asyncio.sleep(self.waits)
        found = self.answers(asked)
        if isinstance(found, web.StreamResponse):
            return found
        body = found if isinstance(found, bytes | dict) else {"decision": found}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        echoed = {"X-Request-ID": request.headers["X-Request-ID"]}
        return web.Response(body=raw, content_type="application/json", headers=echoed)


@asynccontextmanager
async def a_point(tls: ssl.SSLContext | None = None) -> AsyncIterator[Point]:
    """A decision point that allows everything, until it is told otherwise."""
    point = Point()
    async with answering(point.answer, method="POST", path="/access/v1/evaluation", tls=tls) as point.at:
        yield point


def cerbos_is_there() -> bool:
    """Install Cerbos from its lock file; False where there is no npm, or no Cerbos for this machine."""
    return (sys.platform, platform.machine()) == ("linux", "x86_64") and is_installed(CERBOS, PACKAGE)


@contextmanager
def cerbos(directory: Path) -> Iterator[str]:
    """Cerbos over the policies of the tests: its address."""
    directory.mkdir(parents=True)
    http, grpc = free_port(), free_port()
    (directory / "config.json").write_text(
        json.dumps(
            {
                "server": {"httpListenAddr": f"127.0.0.1:{http}", "grpcListenAddr": f"127.0.0.1:{grpc}"},
                "storage": {"driver": "disk", "disk": {"directory": str(CERBOS / "policies")}},
                "telemetry": {"disabled": True},
            }
        ),
        "utf8",
    )
    command = [
        str(CERBOS / "node_modules" / PACKAGE / "cerbos-linux-x64"),
        "server",
        "--config",
        str(directory / "config.json"),
        "--log-level",
        "warn",
    ]
    with running(command, http, dict(os.environ), directory):
        yield f"http://127.0.0.1:{http}"
