"""`python -m bench.accounting`: what the log of data of persons adds to a request, beside the same server without it.

Two servers on one register take turns in every round, so that what others do on the machine bears on both.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from bench.load import Order, Outcome
from bench.processor import cpu_of_family, cpu_seconds
from bench.run import CONNECTIONS, RESULTS, Server, make_register, running
from bench.scenarios import SCENARIOS, fresh_token, on_the_wire
from grondslag.opening import located
from grondslag.settings import load

MEASURED = ("one", "list", "list-limited", "expand-one", "post-zaken", "post-statussen")
LIMITS = {"one": 25.0, "list": 25.0}
"""So many percent may the log add to the CPU of the program."""


class Line(msgspec.Struct):
    """One request, with the log and without it: CPU-ms of the program and of PostgreSQL."""

    title: str
    app: float
    app_without: float
    postgres: float
    postgres_without: float
    added: float
    """Percent, the median of the rounds."""


def measured(zaken: int, rounds: int, seconds: float) -> Iterator[tuple[str, Line]]:
    """Every request, in rounds of both servers."""
    directory = Path(tempfile.mkdtemp(prefix="grondslag-bench-"))
    directory.chmod(0o711)
    try:
        register = make_register(directory / "var", zaken)
        with (directory / "server.log").open("wb") as log, running("bench.load") as loader:
            servers = [Server(directory / "var", log)]
            try:
                servers.append(_without_log(directory, log))
                for scenario in SCENARIOS:
                    if scenario.name in MEASURED:
                        made = scenario.requests(register, random.Random(scenario.name))
                        yield scenario.name, _line(scenario, made, servers, loader, directory, rounds, seconds)
            finally:
                for each in reversed(servers):
                    each.stop()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _without_log(directory: Path, log: Any) -> Server:
    """The same server on the same database, keeping no log."""
    data = directory / "unlogged"
    data.mkdir()
    with located(load({}, cwd=directory, data=str(directory / "var"))) as place:
        dsn = place.dsn
    return Server(data, log, "bench.unlogged", database=dsn, secret_key_file=str(directory / "var" / "secret.key"))


def _line(
    scenario: Any, made: Iterator[Any], servers: list[Server], loader: Any, work: Path, rounds: int, seconds: float
) -> Line:
    token = fresh_token(scenario.client)
    costs: list[list[tuple[float, float]]] = [[], []]
    for number in range(rounds):
        for which, server in enumerate(servers):
            path = work / "requests"
            path.write_bytes(msgspec.msgpack.encode([on_the_wire(each, token) for each in islice(made, 6000)]))
            order = Order(requests=str(path), port=server.port, seconds=0.2, connections=CONNECTIONS, start=0)
            warmed = msgspec.convert(loader.ask(order), Outcome)
            app, postgres = cpu_seconds(server.process.pid), cpu_of_family(servers[0].postgres)
            order.seconds, order.start = seconds, warmed.count + CONNECTIONS
            outcome = msgspec.convert(loader.ask(order), Outcome)
            spent = cpu_seconds(server.process.pid) - app, cpu_of_family(servers[0].postgres) - postgres
            costs[which].append((spent[0] / outcome.count * 1000, spent[1] / outcome.count * 1000))
            _say(f"{scenario.title:28} {number + 1}/{rounds}\r")
    added = median(100 * (on[0] / off[0] - 1) for on, off in zip(*costs, strict=True))
    (app, postgres), (app_off, postgres_off) = (
        tuple(min(each[place] for each in side) for place in (0, 1)) for side in costs
    )
    return Line(scenario.title, app, app_off, postgres, postgres_off, added)


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def main() -> int:
    """Measure, print the table, keep it; 1 when the log adds more than it may."""
    parser = argparse.ArgumentParser(prog="bench.accounting", description=__doc__)
    parser.add_argument("--zaken", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0)
    asked = parser.parse_args()
    lines = dict(measured(asked.zaken, asked.rounds, asked.seconds))
    rows = [
        "| request | app, CPU-ms | without log | added | PostgreSQL, CPU-ms | without log |",
        "|---|---|---|---|---|---|",
        *(
            f"| {each.title} | {each.app:.3f} | {each.app_without:.3f} | {each.added:.0f} % "
            f"| {each.postgres:.3f} | {each.postgres_without:.3f} |"
            for each in lines.values()
        ),
    ]
    made = f"Made at {time.strftime('%Y-%m-%d %H:%M', time.gmtime())}, {asked.zaken:,} zaken."
    text = "\n".join([made, "", *rows]) + "\n"
    print(text)
    (RESULTS / "accounting.md").write_text(text, encoding="utf-8")
    return int(any(lines[name].added > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
