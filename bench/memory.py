"""`make bench-memory`: whether a server holds no more memory after ten minutes of work than after two.

Four clients make, change, list, search, download and remove documents; a subscriber hears of it all, and the words of
what came are read. The memory of the server is looked at each second.
"""

import argparse
import base64
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.data import ALL
from bench.documents import Bench, Client, make_client
from bench.processor import resident_mebibytes
from bench.receiver import AUTH
from bench.run import Server, free_port
from bench.scenarios import fresh_token

CLIENTS = 4
WARM = 0.2
"""So much of the time goes by before it counts: caches fill, plans are made."""
GROWTH_LIMIT = 16.0
"""MiB that the last part may hold above the first one."""
RESULTS = Path(__file__).with_name("results") / "memory.md"


class Work(threading.Thread):
    """One client, at work until the time is up."""

    def __init__(self, bench: Bench, until: float) -> None:
        super().__init__(daemon=True)
        self.bench, self.until, self.rounds = bench, until, 0
        self.client = Client(bench.server.port, fresh_token(ALL))
        self.failure: BaseException | None = None

    def run(self) -> None:
        """One document after the other; what went wrong is kept."""
        try:
            while time.monotonic() < self.until:
                self._round()
                self.rounds += 1
        except BaseException as failure:
            self.failure = failure

    def _round(self) -> None:
        """A document from its beginning to its end."""
        if self.rounds % 500 == 0:
            self.client = Client(self.bench.server.port, fresh_token(ALL))
        path, text = self.bench.path, os.urandom(8).hex() + " een brief over de stoep " * 400
        body = self.bench.body(inhoud=base64.b64encode(text.encode()).decode(), formaat="text/plain")
        made = self.client("POST", path, body)
        place = f"{path}/{made['url'][-36:]}"
        lock = self.client("POST", place + "/lock", {})["lock"]
        self.client("PATCH", place, {"titel": "Anders", "lock": lock})
        self.client("POST", place + "/unlock", {"lock": lock})
        self.client.read(place + "/download")
        self.client("GET", f"{path}?bronorganisatie={made['bronorganisatie']}", {})
        self.client("POST", f"{path}/_zoek", {"uuid__in": [made["url"][-36:]]})
        self.client("GET", place + "/audittrail", {})
        self.client("DELETE", place, {})


def subscribe(bench: Bench, port: int) -> None:
    """Let a subscriber hear of every document."""
    kanalen = [{"naam": "documenten", "filters": {}}]
    body = {"callbackUrl": f"http://127.0.0.1:{port}/", "auth": AUTH, "kanalen": kanalen}
    bench.client("POST", "/notificaties/api/v1/abonnement", body)


def watch(bench: Bench, seconds: float) -> tuple[list[float], list[Work]]:
    """The memory of the server, each second, while the clients work. Raises what went wrong for one of them."""
    until = time.monotonic() + seconds
    workers = [Work(bench, until) for _ in range(CLIENTS)]
    for each in workers:
        each.start()
    seen: list[float] = []
    while time.monotonic() < until:
        time.sleep(1)
        seen.append(resident_mebibytes(bench.server.process.pid))
    for each in workers:
        each.join()
        if each.failure is not None:
            raise each.failure
    return seen, workers


def told(seen: list[float], workers: list[Work], seconds: float) -> tuple[str, bool]:
    """The report, and whether the memory stayed as it was."""
    counted = seen[int(len(seen) * WARM) :]
    fifth = max(1, len(counted) // 5)
    first, last = statistics.median(counted[:fifth]), statistics.median(counted[-fifth:])
    rounds = sum(each.rounds for each in workers)
    flat = last - first <= GROWTH_LIMIT
    work = f"{CLIENTS} clients, {rounds:,} documents made, changed, read and removed"
    head = f"`make bench-memory`: {seconds / 60:.0f} minutes, {work}."
    lines = [
        head + "\n",
        "| memory of the server, MiB | |",
        "|---|---|",
        f"| highest | {max(seen):.0f} |",
        f"| at first, once warm | {first:.1f} |",
        f"| at last | {last:.1f} |",
        f"| grown by (at most {GROWTH_LIMIT:.0f}) | {last - first:+.1f} {'kept' if flat else '**broken**'} |",
    ]
    return "\n".join(lines) + "\n", flat


def main() -> int:
    """Measure and print; 1 when the memory grew."""
    parser = argparse.ArgumentParser(prog="bench.memory", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long")
    asked = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="grondslag-bench-"))
    directory.chmod(0o711)
    os.environ["GRONDSLAG_ALLOW_PRIVATE_URLS"] = "yes"
    try:
        data = directory / "var"
        data.mkdir()
        dsn, port = make_client(data), free_port()
        receiver = subprocess.Popen(
            [sys.executable, "-m", "bench.receiver", str(port)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        with (directory / "server.log").open("wb") as log:
            server = Server(data, log)
            try:
                bench = Bench(server, dsn, directory)
                subscribe(bench, port)
                report, flat = told(*watch(bench, asked.minutes * 60), asked.minutes * 60)
            finally:
                server.stop()
                receiver.kill()
        print(report)
        if asked.minutes >= 10:
            RESULTS.write_text(report, encoding="utf-8")
        return 0 if flat else 1
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
