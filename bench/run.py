"""`make bench`: what each request costs, beside its floors, on a real server with a real PostgreSQL on loopback.

`python -m bench.run --quick` takes 5,000 zaken and less than a minute; `--only one,list` measures some requests.
"""

import argparse
import asyncio
import os
import pickle
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import msgspec

from bench.data import ALL, LIMITED, Register, fill
from bench.delivery import measure
from bench.floors import Samples
from bench.load import Order, Outcome
from bench.processor import cpu_of_family, cpu_seconds, resident_mebibytes
from bench.report import Line, Report, as_markdown
from bench.scenarios import SCENARIOS, SECRET, Scenario, fresh_token, on_the_wire
from grondslag import targets
from grondslag.opening import Place, located, prepare
from grondslag.runtime.client_secrets import keep_client
from grondslag.runtime.postgres_directory import ClusterDirectory
from grondslag.runtime.secrets import open_box
from grondslag.settings import load

RESULTS = Path(__file__).parent / "results"
CONNECTIONS = 8
DELIVERY = "delivery"
SECONDS_TO_START = 60.0


class Sizes(msgspec.Struct, frozen=True):
    """How much of everything: a full run, or a quick one. `rounds`: each figure is of the least disturbed one."""

    zaken: int
    rounds: int
    seconds: float
    floor_seconds: float
    reads: int
    samples: int
    sent: int
    events: int
    subscribers: int = 1000


FULL = Sizes(
    zaken=100_000, rounds=5, seconds=1.2, floor_seconds=0.6, reads=20_000, samples=6_000, sent=60_000, events=20_000
)
QUICK = Sizes(
    zaken=5_000, rounds=3, seconds=0.5, floor_seconds=0.2, reads=2_000, samples=1_000, sent=10_000, events=5_000
)
SENT_BEFORE = 20
"""So many of the sampled writes are carried out, for their answer; the statements of the others are noted only."""


# --- the register -------------------------------------------------------------------------------------------------


def make_register(data: Path, zaken: int) -> Register:
    """A data directory with a filled database and two clients."""
    register = Register(targets.world(), zaken)
    with located(load({}, cwd=data, data=str(data))) as place:
        asyncio.run(_fill(place, register))
    return register


async def _fill(place: Place, register: Register) -> None:
    await prepare(place)
    connection: Any = await asyncpg.connect(place.dsn)
    began = time.perf_counter()
    async for done in fill(connection, register):
        _say(f"\r{done:,} of {register.zaken:,} zaken in {time.perf_counter() - began:.0f} s", end="")
    box = open_box(place.settings)
    for client in (ALL, LIMITED):
        await keep_client(connection, box, client, SECRET)
    await connection.close()
    _say(f"\r{register.zaken:,} zaken, with all that belongs to them, in {time.perf_counter() - began:.0f} s")


# --- processes ----------------------------------------------------------------------------------------------------


class Worker:
    """A child that takes lines of JSON and answers each."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", *arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def answer(self) -> Any:
        """The next line it says."""
        assert self.process.stdout is not None  # noqa: S101 - asked for above
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("A process of the bench ended before its time.")
        return msgspec.json.decode(line)

    def ask(self, order: Any) -> Any:
        """Send an order and wait for what comes of it."""
        assert self.process.stdin is not None  # noqa: S101 - asked for above
        self.process.stdin.write(msgspec.json.encode(order) + b"\n")
        self.process.stdin.flush()
        return self.answer()


@contextmanager
def running(*arguments: str) -> Iterator[Worker]:
    """A worker, for as long as it lasts."""
    worker = Worker(*arguments)
    try:
        yield worker
    finally:
        worker.process.terminate()
        worker.process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


class Server:
    """`grondslag serve` on the register, with its log in a file, as it is run in earnest."""

    def __init__(self, data: Path, log: Any, module: str = "grondslag", **settings: str) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", module, "serve"]
        command += ["--data", str(data), "--host", "127.0.0.1", "--port", str(self.port)]
        began = time.perf_counter()
        # It does not start in the directory of this project, and another server on the same database has its own.
        seen = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
        seen |= {f"GRONDSLAG_{name.upper()}": value for name, value in settings.items()}
        self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=data, env=seen)
        self._wait()
        self.start_seconds = time.perf_counter() - began
        postmaster = ClusterDirectory.below(data).postmaster()
        assert postmaster is not None or settings  # noqa: S101 - the server answers, so its database runs
        self.postgres = postmaster.pid if postmaster is not None else 0

    def _wait(self) -> None:
        until = time.perf_counter() + SECONDS_TO_START
        while self.process.poll() is None and time.perf_counter() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=1).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.01)
        raise SystemExit("The server did not start; run it by hand to see why.")

    def stop(self) -> None:
        """As an operator would."""
        self.process.terminate()
        self.process.wait()


# --- measuring ----------------------------------------------------------------------------------------------------


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario measured once; CPU-ms per request."""

    outcome: Outcome
    bytes_floor: float
    app: float
    postgres: float
    bare_client: float
    bare_postgres: float


class Bench:
    """All processes of one run."""

    def __init__(self, data: Path, work: Path, sizes: Sizes, chosen: Sequence[Scenario], register: Register) -> None:
        self.data, self.work, self.sizes, self.chosen = data, work, sizes, chosen
        self.requests: dict[str, Path] = {}
        self.samples: dict[str, Samples] = {}
        for scenario in chosen:
            self._prepare(scenario, register)

    def _prepare(self, scenario: Scenario, register: Register) -> None:
        """The requests to send, and others of the same kind to take the floors from."""
        draw = random.Random(scenario.name)
        token, sizes = fresh_token(scenario.client), self.sizes
        made = scenario.requests(register, draw)
        samples = list(islice(made, sizes.samples if scenario.writes else 50))
        runs = SENT_BEFORE if scenario.writes else len(samples)
        self.samples[scenario.name] = Samples(token, samples, runs)
        path = self.requests[scenario.name] = self.work / f"{scenario.name}.requests"
        sent = islice(made, sizes.sent if scenario.writes else sizes.reads)
        path.write_bytes(msgspec.msgpack.encode([on_the_wire(each, token) for each in sent]))

    def run(self) -> Report:
        """Start everything, measure each scenario, stop everything."""
        with ExitStack() as stack:
            log = stack.enter_context((self.work / "server.log").open("wb"))
            self.server = Server(self.data, log)
            stack.callback(self.server.stop)
            time.sleep(1)
            idle = resident_mebibytes(self.server.process.pid)
            samples, answers = self.work / "samples", self.work / "answers"
            samples.write_bytes(pickle.dumps(self.samples))
            arguments = ("statements", str(self.data), str(samples), str(answers))
            self.statements = stack.enter_context(running("bench.floors", *arguments))
            counts = self.statements.answer()
            self.bytes_port = free_port()
            self.bytes = stack.enter_context(running("bench.floors", "bytes", str(answers), str(self.bytes_port)))
            self.load = stack.enter_context(running("bench.load"))
            _wait_for(self.bytes_port)
            self._bytes_requests()
            lines = [self._measure(scenario, counts[scenario.name]) for scenario in self.chosen]
            busy = resident_mebibytes(self.server.process.pid)
        return Report(
            zaken=self.sizes.zaken, made_at=time.strftime("%Y-%m-%d %H:%M", time.gmtime()), cores=os.cpu_count() or 1,
            python=sys.version.split()[0], start_seconds=self.server.start_seconds, idle_mebibytes=idle,
            busy_mebibytes=busy, lines=lines,
        )  # fmt: skip

    def _bytes_requests(self) -> None:
        """The same requests, to the path by which the bare app knows the answer."""
        for scenario in self.chosen:
            sample = self.samples[scenario.name]
            named = msgspec.structs.replace(sample.requests[0], target=f"/{scenario.name}")
            path = self.work / f"{scenario.name}.bytes"
            path.write_bytes(msgspec.msgpack.encode([on_the_wire(named, sample.token)]))

    def _measure(self, scenario: Scenario, statements: float) -> Line:
        """In rounds of floor, server and bare statements: work of others on the machine can only add to a figure."""
        _say(f"{scenario.title:28}", end="")
        rounds = [self._round(scenario, each) for each in range(self.sizes.rounds)]
        best = min(rounds, key=lambda each: each.app)
        answered: Counter[str] = sum((Counter(each.outcome.statuses) for each in rounds), Counter())
        line = Line(
            name=scenario.name,
            title=scenario.title,
            requests=answered.total(),
            statuses=dict(answered),
            per_second=best.outcome.count / best.outcome.seconds,
            p50=best.outcome.p50,
            p99=best.outcome.p99,
            statements=statements,
            app=best.app,
            postgres=min(each.postgres for each in rounds),
            bytes_floor=min(each.bytes_floor for each in rounds),
            ratio=median(each.app / each.bytes_floor for each in rounds),
            bare_client=min(each.bare_client for each in rounds),
            bare_postgres=min(each.bare_postgres for each in rounds),
            app_limit=scenario.app_limit,
            postgres_limit=scenario.postgres_limit,
            incumbent=scenario.incumbent,
        )
        _say(line.short())
        return line

    def _round(self, scenario: Scenario, number: int) -> Round:
        sizes = self.sizes
        ready = self.work / f"{scenario.name}.bytes"
        floor, floor_cpu, _ = self._load(ready, self.bytes_port, self.bytes.process.pid, sizes.floor_seconds, 0)
        outcome, app_cpu, postgres_cpu = self._load(
            self.requests[scenario.name], self.server.port, self.server.process.pid, sizes.seconds, number
        )
        before = cpu_of_family(self.server.postgres)
        part = None if not scenario.writes else [number, sizes.rounds]
        sent = self.statements.ask({"name": scenario.name, "seconds": sizes.floor_seconds, "part": part})
        bare_postgres = cpu_of_family(self.server.postgres) - before
        return Round(
            outcome=outcome,
            bytes_floor=floor_cpu / floor.count * 1000,
            app=app_cpu / outcome.count * 1000,
            postgres=postgres_cpu / outcome.count * 1000,
            bare_client=sent["cpu_seconds"] / sent["requests"] * 1000,
            bare_postgres=bare_postgres / sent["requests"] * 1000,
        )

    def _load(self, requests: Path, port: int, pid: int, seconds: float, number: int) -> tuple[Outcome, float, float]:
        """Load a server; what came of it, and the CPU seconds of that process and of PostgreSQL."""
        start = number * (self.sizes.sent // self.sizes.rounds)
        order = Order(requests=str(requests), port=port, seconds=0.1, connections=CONNECTIONS, start=start)
        warmed = msgspec.convert(self.load.ask(order), Outcome)
        app, postgres = cpu_seconds(pid), cpu_of_family(self.server.postgres)
        order.seconds, order.start = seconds, start + warmed.count + CONNECTIONS
        outcome = msgspec.convert(self.load.ask(order), Outcome)
        return outcome, cpu_seconds(pid) - app, cpu_of_family(self.server.postgres) - postgres


def _wait_for(port: int) -> None:
    until = time.perf_counter() + SECONDS_TO_START
    while time.perf_counter() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit("The bare app did not start.")


def _say(text: str, end: str = "\n") -> None:
    sys.stderr.write(text + end)
    sys.stderr.flush()


def main() -> int:
    """Measure, print the table, keep it; 1 when a bound is broken or an answer was refused."""
    parser = argparse.ArgumentParser(prog="bench.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5,000 zaken, in less than a minute")
    known = [*(each.name for each in SCENARIOS), DELIVERY]
    parser.add_argument("--only", default="", metavar="NAMES", help=", ".join(known))
    parser.add_argument("--zaken", type=int, help="another number of zaken")
    asked = parser.parse_args()
    sizes = QUICK if asked.quick else FULL
    if asked.zaken:
        sizes = msgspec.structs.replace(sizes, zaken=asked.zaken)
    names = asked.only.split(",") if asked.only else known
    chosen = [each for each in SCENARIOS if each.name in names]
    if unknown := sorted(set(names) - set(known)):
        parser.error(f"no such request: {', '.join(unknown)}")
    directory = Path(tempfile.mkdtemp(prefix="grondslag-bench-"))
    directory.chmod(0o711)
    try:
        register = make_register(directory / "var", sizes.zaken)
        report = Bench(directory / "var", directory, sizes, chosen, register).run()
        if DELIVERY in names:
            _say("delivery of notifications")
            report.deliveries = measure(directory / "var", sizes.events, sizes.subscribers)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    print(as_markdown(report))
    if not asked.only:
        RESULTS.mkdir(exist_ok=True)
        name = "quick" if asked.quick else "full"
        (RESULTS / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
        (RESULTS / f"{name}.md").write_text(as_markdown(report), encoding="utf-8")
    return 0 if report.passes else 1


if __name__ == "__main__":
    sys.exit(main())
