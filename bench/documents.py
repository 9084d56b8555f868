"""`make bench-documents`: what the content of documents costs, on a real server with a real PostgreSQL on loopback.

A document of 100 KB beside the same bytes and one row written without any of this, a download of 10 MB, and content of
`--gib` GiB in one piece (base64) and in parts, with the memory that the server needs for it. Disk space: twice as much.
"""

import argparse
import asyncio
import base64
import http.client
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg

from bench.data import ALL, RSIN
from bench.processor import PROC, cpu_of_family, cpu_seconds, resident_mebibytes
from bench.run import Server
from bench.scenarios import SECRET, fresh_token
from grondslag.opening import located, prepare
from grondslag.runtime.client_secrets import keep_client
from grondslag.runtime.secrets import open_box
from grondslag.settings import load

CATALOGI, DOCUMENTEN = "/catalogi/api/v1", "/documenten/api/v1"
SMALL, DOWNLOAD = 100_000, 10_000_000
MEBI, GIBI = 2**20, 2**30
CREATE_LIMIT, DOWNLOAD_LIMIT, MEMORY_LIMIT = 12.0, 1_000.0, 64.0
"""Times the floor; MB per CPU-second of the app; MiB above what the server holds at rest."""
WHOLE = 4.0
"""The size in GiB of which the results are kept."""
RESULTS = Path(__file__).with_name("results") / "documents.md"


class Cost(NamedTuple):
    """What something took: seconds, and CPU seconds of the program and of PostgreSQL."""

    seconds: float
    app: float
    postgres: float


class Client:
    """Speaks to the server over one connection."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def __call__(self, method: str, path: str, body: Any = None, length: int = 0, kind: str = "") -> Any:
        """The answer as JSON; it must be one."""
        sent = body if length else json.dumps(body).encode()
        said = self.headers | {"Content-Length": str(length or len(sent))} | ({"Content-Type": kind} if kind else {})
        self.connection.request(method, path, sent, said)
        answer = self.connection.getresponse()
        raw = answer.read()
        if answer.status not in (200, 201, 204):
            raise SystemExit(f"{method} {path}: {answer.status} {raw.decode()[:500]}")
        return json.loads(raw) if raw else None

    def read(self, path: str) -> int:
        """How many bytes a download gives."""
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        room, size = memoryview(bytearray(MEBI)), 0
        while length := answer.readinto(room):
            size += length
        return size


def make_client(data: Path) -> str:
    """A data directory with an empty database; the DSN is of no use once the server runs."""
    with located(load({}, cwd=data, data=str(data))) as place:

        async def fill() -> None:
            await prepare(place)
            connection: Any = await asyncpg.connect(place.dsn)
            await keep_client(connection, open_box(place.settings), ALL, SECRET)
            await connection.execute(
                "insert into autorisaties.applicatie (id, client_ids, label, heeft_alle_autorisaties, "
                "alleen_is_gereed_voor_publicatie, autorisaties) values (gen_random_uuid(), $1, $2, true, false, '[]')",
                [ALL],
                ALL,
            )
            await connection.close()

        asyncio.run(fill())
        return place.dsn


def make_type(client: Client) -> str:
    """The URL of a kind of document."""
    catalogus = {"domein": "BENCH", "rsin": RSIN, "contactpersoonBeheerNaam": "Bench", "naam": "Bench"}
    body = {
        "catalogus": client("POST", f"{CATALOGI}/catalogussen", catalogus)["url"],
        "omschrijving": "Tekening",
        "vertrouwelijkheidaanduiding": "openbaar",
        "beginGeldigheid": "2020-01-01",
        "informatieobjectcategorie": "tekeningen",
    }
    made = client("POST", f"{CATALOGI}/informatieobjecttypen", body)
    client("POST", f"{CATALOGI}/informatieobjecttypen/{made['url'][-36:]}/publish", {})
    return made["url"]


class Bench:
    """One server, and the measurements on it."""

    def __init__(self, server: Server, dsn: str, data: Path) -> None:
        self.server, self.dsn, self.data = server, dsn, data
        self.client = Client(server.port, fresh_token(ALL))
        self.type = make_type(self.client)
        self.path = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"

    def body(self, **said: Any) -> dict[str, Any]:
        """A new document."""
        usual = {
            "bronorganisatie": RSIN,
            "creatiedatum": "2026-01-01",
            "titel": "Meting",
            "auteur": "bench",
            "taal": "nld",
        }
        return usual | {"informatieobjecttype": self.type} | said

    def cost(self, work: Callable[[], Any]) -> Cost:
        """What some work cost the server."""
        began, app, postgres = time.perf_counter(), self.app, self.postgres
        work()
        return Cost(time.perf_counter() - began, self.app - app, self.postgres - postgres)

    @property
    def app(self) -> float:
        """CPU seconds of the program until now."""
        return cpu_seconds(self.server.process.pid)

    @property
    def postgres(self) -> float:
        """CPU seconds of PostgreSQL until now."""
        return cpu_of_family(self.server.postgres)

    def small(self, count: int) -> tuple[Cost, Cost]:
        """Documents of 100 KB, and the floor: their bytes and one row each."""
        content = os.urandom(SMALL)
        head = base64.b64encode(content[: SMALL // 3 * 3 - 3]).decode()

        def send(number: int) -> None:
            """Content that never came before."""
            tail = base64.b64encode(number.to_bytes(SMALL - SMALL // 3 * 3 + 3)).decode()
            self.client("POST", self.path, self.body(inhoud=head + tail, bestandsomvang=SMALL))

        send(0)
        found = self.cost(lambda: [send(number) for number in range(1, count + 1)])
        return found, self.floor(content, count)

    def floor(self, content: bytes, count: int) -> Cost:
        """The same bytes in files, safe, and one row each: the CPU is that of this process."""
        directory = self.data / "floor"
        directory.mkdir()
        folder = os.open(directory, os.O_RDONLY)

        async def write() -> float:
            connection: Any = await asyncpg.connect(self.dsn)
            await connection.execute(
                "create table if not exists public.floor (id uuid primary key, naam text, omvang bigint)"
            )
            sql = "insert into public.floor values (gen_random_uuid(), $1, $2)"
            await connection.execute(sql, "eerste", 0)
            began = time.process_time()
            for number in range(count):
                file = os.open(directory / f"{number}", os.O_WRONLY | os.O_CREAT, 0o600)
                os.write(file, content)
                os.fsync(file)
                os.close(file)
                os.fsync(folder)
                await connection.execute(sql, f"{number}", len(content))
            took = time.process_time() - began
            await connection.execute("drop table public.floor")
            await connection.close()
            return took

        began, postgres = time.perf_counter(), self.postgres
        own = asyncio.run(write())
        os.close(folder)
        shutil.rmtree(directory)
        return Cost(time.perf_counter() - began, own, self.postgres - postgres)

    def download(self, count: int) -> Cost:
        """Downloads of 10 MB."""
        content = base64.b64encode(os.urandom(DOWNLOAD)).decode()
        made = self.client("POST", self.path, self.body(inhoud=content))
        path = f"{self.path}/{made['url'][-36:]}/download"
        self.client.read(path)
        return self.cost(lambda: [self.client.read(path) for _ in range(count)])

    def large(self, size: int) -> Iterator[tuple[str, Cost, float]]:
        """Content of this size, in one piece, in parts, and back: the cost, and the memory above that at rest."""
        lump = os.urandom(3 * MEBI)

        def pieces(of: int, coded: bytes) -> Iterator[bytes]:
            for _ in range(of):
                yield coded

        time.sleep(1)
        idle = resident_mebibytes(self.server.process.pid)
        made: dict[str, Any] = {}
        lumps, coded = size // len(lump), base64.b64encode(lump)
        head, tail = json.dumps(self.body(inhoud="")).encode().rsplit(b'""', 1)

        def whole() -> None:
            def sent() -> Iterator[bytes]:
                yield head + b'"'
                yield from pieces(lumps, coded)
                yield b'"' + tail

            length = len(head) + len(tail) + 2 + lumps * len(coded)
            made.update(self.client("POST", self.path, sent(), length))

        yield "base64", *self._peak(idle, whole)
        path = f"{self.path}/{made['url'][-36:]}/download"
        yield "download", *self._peak(idle, lambda: self.client.read(path))
        self.client("DELETE", f"{self.path}/{made['url'][-36:]}", {})
        yield "parts", *self._peak(idle, lambda: self._in_parts(size, made))
        path = f"{self.path}/{made['url'][-36:]}/download"
        yield "download of parts", *self._peak(idle, lambda: self.client.read(path))
        self.client("DELETE", f"{self.path}/{made['url'][-36:]}", {})

    def _in_parts(self, size: int, made: dict[str, Any]) -> None:
        made.clear()
        made.update(self.client("POST", self.path, self.body(bestandsomvang=size)))
        fields = f'--b\r\nContent-Disposition: form-data; name="lock"\r\n\r\n{made["lock"]}\r\n'
        head = f'{fields}--b\r\nContent-Disposition: form-data; name="inhoud"; filename="x"\r\n\r\n'.encode()
        for part in made["bestandsdelen"]:
            mebi = os.urandom(MEBI)  # no part is like another

            def sent(left: int = part["omvang"], lump: bytes = mebi) -> Iterator[bytes]:
                yield head
                while left:
                    yield lump[: min(left, MEBI)]
                    left -= min(left, MEBI)
                yield b"\r\n--b--\r\n"

            length = len(head) + part["omvang"] + len(b"\r\n--b--\r\n")
            path = f"{DOCUMENTEN}/bestandsdelen/{part['url'][-36:]}"
            self.client("PUT", path, sent(), length, "multipart/form-data; boundary=b")
        self.client("POST", f"{self.path}/{made['url'][-36:]}/unlock", {"lock": made["lock"]})

    def _peak(self, idle: float, work: Callable[[], Any]) -> tuple[Cost, float]:
        process = PROC / str(self.server.process.pid)
        (process / "clear_refs").write_text("5")
        cost = self.cost(work)
        line = next(each for each in (process / "status").read_text().splitlines() if each.startswith("VmHWM"))
        return cost, int(line.split()[1]) / 1024 - idle


def measured(bench: Bench, gib: float, count: int, tell: Callable[[str], None]) -> bool:
    """Tell what was measured, line by line; whether all stays within its bounds."""
    found, floor = bench.small(count)
    ratio = (found.app + found.postgres) / (floor.app + floor.postgres)
    tell("| what | CPU-ms app | CPU-ms PostgreSQL | beside | bound |\n|---|---|---|---|---|")
    for title, cost, beside, bound in (
        ("POST document, 100 KB", found, f"{ratio:.1f} times the floor", f"{CREATE_LIMIT:.0f} times"),
        ("the floor: a file with fsync, and one row", floor, "", ""),
    ):
        tell(_row(title, cost, count, beside, bound))
    found = bench.download(count)
    speed = DOWNLOAD / 1e6 * count / found.app
    tell(_row("GET download, 10 MB", found, count, f"{speed:.0f} MB per CPU-s", f"{DOWNLOAD_LIMIT:.0f}"))
    passes = ratio <= CREATE_LIMIT and speed >= DOWNLOAD_LIMIT
    if gib:
        tell(f"\n| {gib:g} GiB | seconds | CPU-s app | memory above rest, MiB (at most {MEMORY_LIMIT:.0f}) |")
        tell("|---|---|---|---|")
        for name, cost, memory in bench.large(int(gib * GIBI)):
            tell(f"| {name} | {cost.seconds:.1f} | {cost.app:.1f} | {memory:.1f} |")
            passes = passes and memory <= MEMORY_LIMIT
    return passes


def _row(title: str, cost: Cost, count: int, beside: str, bound: str) -> str:
    app, postgres = cost.app / count * 1000, cost.postgres / count * 1000
    return f"| {title} | {app:.2f} | {postgres:.2f} | {beside} | {bound} |"


def main() -> int:
    """Measure and print; 1 when a bound is broken."""
    parser = argparse.ArgumentParser(prog="bench.documents", description=__doc__)
    parser.add_argument("--gib", type=float, default=4.0, help="size of the large content; 0: none")
    parser.add_argument("--count", type=int, default=200, help="how many small documents and downloads")
    asked = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="grondslag-bench-"))
    directory.chmod(0o711)
    try:
        if shutil.disk_usage(directory).free < asked.gib * 2.5 * GIBI:
            raise SystemExit(f"There is no room in {directory} for {asked.gib:g} GiB; set TMPDIR.")
        data = directory / "var"
        data.mkdir()
        dsn = make_client(data)
        with (directory / "server.log").open("wb") as log:
            server = Server(data, log)
            try:
                told: list[str] = []

                def tell(line: str) -> None:
                    told.append(line)
                    print(line, flush=True)

                kept = measured(Bench(server, dsn, directory), asked.gib, asked.count, tell)
                if asked.gib >= WHOLE:
                    RESULTS.write_text("\n".join(told) + "\n", encoding="utf-8")
                return 0 if kept else 1
            finally:
                server.stop()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
