"""What delivery costs: events from the outbox to a subscriber on loopback, by one worker in a process of its own.

`python -m bench.delivery` measures this alone; `make bench` adds it to its report.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from bench.processor import cpu_of_family, cpu_seconds
from bench.receiver import AUTH
from grondslag.opening import Place, located, prepare
from grondslag.runtime.postgres_directory import ClusterDirectory
from grondslag.runtime.secrets import open_box
from grondslag.settings import load
from grondslag.vocabulary.uuid7 import uuid7

PER_ZAAK = 2
LEAST_PER_SECOND = 2000.0
MOST_SECONDS = 10.0
PATIENCE = 120.0
COLUMNS = ("delivery", "events", "subscribers", "seconds", "per second", "bound", "worker", "PostgreSQL")
HEAD = f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|\n"
FOOT = (
    "\n*worker* and *PostgreSQL* in CPU-ms per delivery. An event goes from the outbox of its component to the queue, "
    "and from there to a subscriber on the same machine, which takes it; *seconds* from the first to the last.\n"
)


class Delivered(msgspec.Struct, kw_only=True):
    """What came of one measurement."""

    title: str
    events: int
    subscribers: int
    seconds: float
    worker: float
    postgres: float
    least_per_second: float | None = None
    most_seconds: float | None = None

    @property
    def per_second(self) -> float:
        """Deliveries per second."""
        return self.events * self.subscribers / self.seconds

    @property
    def broken(self) -> list[str]:
        """What is not as it should be."""
        if self.least_per_second is not None and self.per_second < self.least_per_second:
            return [f"{self.title}: {self.per_second:,.0f} per second, at least {self.least_per_second:,.0f}"]
        if self.most_seconds is not None and self.seconds > self.most_seconds:
            return [f"{self.title}: {self.seconds:.1f} s, at most {self.most_seconds:g}"]
        return []

    @property
    def row(self) -> str:
        """Its line in the table."""
        bound = f"{self.least_per_second:,.0f}/s" if self.least_per_second else f"{self.most_seconds:g} s"
        cells = [
            self.title, f"{self.events:,}", f"{self.subscribers:,}", f"{self.seconds:.2f}", f"{self.per_second:,.0f}",
            f"{bound} {'**broken**' if self.broken else 'kept'}", f"{self.worker:.3f}", f"{self.postgres:.3f}",
        ]  # fmt: skip
        return "| " + " | ".join(cells) + " |\n"


def as_table(lines: list[Delivered]) -> str:
    """The measurements as a table of Markdown."""
    return HEAD + "".join(each.row for each in lines) + FOOT


class _Register:
    """A database with abonnementen and events, made without the program that is measured."""

    def __init__(self, place: Place) -> None:
        self.place, self.box = place, open_box(place.settings)

    async def subscribe(self, port: int, count: int) -> None:
        """So many abonnementen in the place of those that are there."""
        connection: Any = await asyncpg.connect(self.place.dsn)
        keys = [_key() for _ in range(count)]
        await connection.execute("truncate notificaties.abonnement cascade")
        await connection.executemany(
            "insert into notificaties.abonnement (id, callback_url, kanalen, send_cloudevents, cloudevents_modus, "
            "auth_verzegeld, storingen) values ($1, $2, $3, false, 'structured', $4, 0)",
            [
                (key, f"http://127.0.0.1:{port}/{at}", '[{"naam":"zaken"}]', self.box.encrypt(AUTH, key).hex())
                for at, key in enumerate(keys)
            ],
        )
        await connection.close()

    async def write(self, events: int) -> None:
        """So many events in the outbox of Zaken."""
        connection: Any = await asyncpg.connect(self.place.dsn)
        kenmerken = {"bronorganisatie": "517439943", "zaaktype": f"http://localhost/catalogi/api/v1/zaaktypen/{_key()}"}
        sql = (
            "insert into zaken.outbox (id, root, rev, soort, kanaal, hoofdobject_pad, resource, resource_pad, actie, "
            "inhoud, aanmaakdatum) values ($1, $2, $3, 'notificatie', 'zaken', $4, 'zaak', $4, 'partial_update', $5, "
            "now())"
        )
        rows: list[tuple[Any, ...]] = []
        root = ""
        for number in range(events):
            root = root if number % PER_ZAAK else _key()
            path = f"/zaken/api/v1/zaken/{root}"
            rows.append((_key(), root, number % PER_ZAAK + 1, path, json.dumps(kenmerken)))
        async with connection.transaction():
            await connection.executemany(sql, rows)
        await connection.close()


def _key() -> str:
    return uuid7(time.time_ns() // 1_000_000, int.from_bytes(os.urandom(9), "big") & ((1 << 74) - 1))


@contextmanager
def _working(data: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`grondslag worker`, once it works."""
    environ = os.environ | {"GRONDSLAG_ALLOW_PRIVATE_URLS": "true", "GRONDSLAG_LOG_LEVEL": "warning"}
    command = [sys.executable, "-m", "grondslag", "worker", "--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=data, env=environ)
    try:
        assert process.stdout is not None  # noqa: S101 - asked for above
        process.stdout.readline()
        yield process
    finally:
        process.terminate()
        process.wait()


def measure(data: Path, events: int, subscribers: int) -> list[Delivered]:
    """Both measurements, on the database in this directory."""
    from bench.run import free_port, running

    with located(load({}, cwd=data, data=str(data))) as place:
        asyncio.run(prepare(place))
        register, port = _Register(place), free_port()
        postmaster = ClusterDirectory.below(data).postmaster()
        assert postmaster is not None  # noqa: S101 - it was just started
        with running("bench.receiver", str(port)) as receiver:

            def one(title: str, count: int, to: int, **bounds: float) -> Delivered:
                asyncio.run(register.subscribe(port, to))
                with _working(data) as worker:
                    time.sleep(1.5)
                    before = cpu_seconds(worker.pid), cpu_of_family(postmaster.pid)
                    began = time.perf_counter()
                    asyncio.run(register.write(count))
                    found = receiver.ask({"count": count * to, "seconds": PATIENCE})
                    took = found["seconds"] if count > 1 else found["last"] - began
                    used = cpu_seconds(worker.pid) - before[0], cpu_of_family(postmaster.pid) - before[1]
                if found["count"] < count * to:
                    raise SystemExit(f"{title}: {found['count']} of {count * to} were delivered in {PATIENCE:.0f} s.")
                worker_ms, postgres_ms = (each / (count * to) * 1000 for each in used)
                return Delivered(
                    title=title, events=count, subscribers=to, seconds=took, worker=worker_ms, postgres=postgres_ms,
                    **bounds,
                )  # fmt: skip

            many = one("notifications delivered", events, 1, least_per_second=LEAST_PER_SECOND)
            wide = one("one event to many", 1, subscribers, most_seconds=MOST_SECONDS)
    return [many, wide]


def main() -> int:
    """Measure on a database of its own, and print."""
    directory = Path(tempfile.mkdtemp(prefix="grondslag-bench-"))
    directory.chmod(0o711)
    try:
        found = measure(directory / "var", 20_000, 1_000)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    print(as_table(found))
    return int(any(each.broken for each in found))


if __name__ == "__main__":
    sys.exit(main())
