"""The floors: what no program of this kind can go below, measured in the same run.

`python -m bench.floors bytes ANSWERS PORT` serves ready answers from a bare ASGI app with the server's own options.
`python -m bench.floors statements DATA SAMPLES ANSWERS` lets the program answer samples without HTTP, notes the answer
and the statements of each, and then, for each line of JSON on its input, sends the statements of a scenario and nothing
else; of writes only a part each time, for none can be sent twice.
"""

import asyncio
import pickle
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import uvicorn
import uvloop

from bench.scenarios import Request, headers
from grondslag import program as running
from grondslag import targets
from grondslag.opening import located, started
from grondslag.runtime.database import open_pool
from grondslag.runtime.log_rows import writing
from grondslag.serving import BACKLOG, KEEP_ALIVE_SECONDS
from grondslag.settings import load

CONNECTIONS = 8
WRITTEN_ROOTS = "(select count(*) from w"
"""Stands in the statement of a change once for every root that must answer."""


class Samples(msgspec.Struct):
    """Requests of one scenario that the program is let answer. `runs`: how many of them may be carried out."""

    token: str
    requests: list[Request]
    runs: int


class Sent(msgspec.Struct):
    """What sending statements took; `requests` is the number of requests they stand for."""

    requests: int
    statements: int
    cpu_seconds: float


class Kept(msgspec.Struct):
    """An answer, ready to be sent again."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


# --- the same bytes -----------------------------------------------------------------------------------------------


class Bytes:
    """A bare ASGI app: the path names the answer."""

    def __init__(self, answers: Mapping[str, Kept]) -> None:
        self.messages = {
            f"/{name}": (
                {"type": "http.response.start", "status": each.status, "headers": each.headers},
                {"type": "http.response.body", "body": each.body},
            )
            for name, each in answers.items()
        }

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        if scope["method"] == "POST":
            while (await receive()).get("more_body"):
                pass
        start, body = self.messages[scope["path"]]
        await send(start)
        await send(body)


def serve_bytes(answers: Path, port: int) -> None:
    """Serve until killed."""
    found = msgspec.msgpack.decode(answers.read_bytes(), type=dict[str, Kept])
    uvicorn.run(
        Bytes(found),  # pyright: ignore[reportArgumentType] - plain mappings, as in the program itself
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_config=None,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


# --- the statements alone -----------------------------------------------------------------------------------------


_LOGGING = frozenset(writing(each) for each in targets.world().components)


class Noting:
    """A pool that notes every statement; while it `holds`, what changes a register is noted and not carried out."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self.noted: list[tuple[str, tuple[Any, ...]]] = []
        self.holds = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    async def fetch(self, sql: str, *values: Any) -> Any:
        self.noted.append((sql, values))
        return await self._pool.fetch(sql, *values)

    async def fetchrow(self, sql: str, *values: Any) -> Any:
        self.noted.append((sql, values))
        return await self._pool.fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: Any) -> Any:
        if sql in _LOGGING:
            # Shared by whoever comes at that moment, and never the same twice.
            return await self._pool.fetchval(sql, *values)
        self.noted.append((sql, values))
        if self.holds and sql.startswith("with w0 "):
            return sql.count(WRITTEN_ROOTS)
        return await self._pool.fetchval(sql, *values)


Statements = list[list[tuple[str, tuple[Any, ...]]]]
"""For each request the statements it needs."""


async def answer_of(program: Any, request: Request, token: str) -> Kept:
    """Let the program answer one request."""
    sent: list[Mapping[str, Any]] = []
    path, _, query = request.target.partition("?")
    scope = {
        "type": "http", "method": request.method, "path": path, "query_string": query.encode(),
        "headers": headers(request, token), "client": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": request.body}

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    await program(scope, receive, send)
    return Kept(sent[0]["status"], list(sent[0]["headers"]), sent[1]["body"])


async def note(program: Any, noting: Noting, samples: Samples) -> tuple[Kept, Statements]:
    """The answer of middle length, and the statements of each request."""
    answers: list[Kept] = []
    found: Statements = []
    for index, request in enumerate(samples.requests):
        noting.noted, noting.holds = [], index >= samples.runs
        answer = await answer_of(program, request, samples.token)
        if not noting.holds:
            answers.append(answer)
        if noting.holds or request.method == "GET" or samples.runs == len(samples.requests):
            found.append(noting.noted)
    wrong = [each for each in answers if each.status not in (200, 201)]
    if wrong:
        raise SystemExit(f"{samples.requests[0]}: {wrong[0].status} {wrong[0].body.decode()[:500]}")
    return sorted(answers, key=lambda each: len(each.body))[len(answers) // 2], found


async def _send(connection: Any, mine: Statements, until: float, again: bool) -> tuple[int, int]:
    requests = statements = 0
    while True:
        for each in mine:
            if time.perf_counter() >= until:
                return requests, statements
            for sql, values in each:
                await connection.fetch(sql, *values)
            requests, statements = requests + 1, statements + len(each)
        if not again:
            return requests, statements


async def send(dsn: str, found: Statements, seconds: float, *, again: bool) -> Sent:
    """Send the statements of these requests over some connections. `again`: start over when all have been sent."""
    settings = {"application_name": "bench", "jit": "off"}
    connections = [
        await asyncpg.connect(dsn, max_cacheable_statement_size=65_536, server_settings=settings)
        for _ in range(CONNECTIONS)
    ]
    began, until = time.process_time(), time.perf_counter() + seconds
    sent = await asyncio.gather(
        *(_send(each, found[index::CONNECTIONS], until, again) for index, each in enumerate(connections))
    )
    took = time.process_time() - began
    for each in connections:
        await each.close()
    return Sent(sum(one for one, _ in sent), sum(one for _, one in sent), took)


async def _statements(data: str, wanted: Mapping[str, Samples], keep: Callable[[bytes], Any]) -> None:
    pools: list[Noting] = []

    async def open_noting(*given: Any) -> Any:
        pools.append(Noting(await open_pool(*given)))
        return pools[-1]

    running.open_pool = open_noting
    with located(load({}, cwd=Path(data), data=data, log_level="error")) as place:
        async with started(place) as program:
            noted = {name: await note(program, pools[0], each) for name, each in wanted.items()}
        keep(msgspec.msgpack.encode({name: answer for name, (answer, _) in noted.items()}))
        _tell({name: round(sum(map(len, found)) / len(found), 2) for name, (_, found) in noted.items()})
        for line in iter(sys.stdin.buffer.readline, b""):
            order = msgspec.json.decode(line)
            found, part = noted[order["name"]][1], order["part"]
            if part is not None:
                found = found[part[0] :: part[1]]
            _tell(await send(place.dsn, found, order["seconds"], again=part is None))


def _tell(what: Any) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(what) + b"\n")
    sys.stdout.buffer.flush()


def main(arguments: Sequence[str]) -> None:
    """One of the two floors."""
    if arguments[0] == "bytes":
        serve_bytes(Path(arguments[1]), int(arguments[2]))
    else:
        _, data, samples, answers = arguments
        wanted = pickle.loads(Path(samples).read_bytes())  # noqa: S301 - written by our own parent
        uvloop.run(_statements(data, wanted, Path(answers).write_bytes))


if __name__ == "__main__":
    main(sys.argv[1:])
