"""Worker, subscriber and PostgreSQL are killed at random during writes: no event or document is lost, none comes early.

`make soak` asks for 30 kills during 2,000 writes (GRONDSLAG_SOAK=1); otherwise a few kills within a minute.
"""

import asyncio
import base64
import hashlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp

from grondslag.runtime.postgres_directory import ClusterDirectory
from tests.crash.receiver import AUTH
from tests.running import Running, start

SOAK = bool(os.environ.get("GRONDSLAG_SOAK"))
KILLS, WRITES = (30, 2000) if SOAK else (5, 200)
WRITERS = 6
PARTS = 25
"""So many writes on one zaak, then another."""
BETWEEN = (0.8, 2.0)
SECONDS = 600.0 if SOAK else 60.0
ENVIRON = {"GRONDSLAG_WORKER": "no", "GRONDSLAG_ALLOW_PRIVATE_URLS": "yes"}
CRS = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
Post = Callable[[str, dict[str, Any]], Any]
Write = tuple[str, str]
"""What was acknowledged: the URL of the hoofdobject, and that of the resource that was made."""


# --- what is written ----------------------------------------------------------------------------------------------


async def zaken(post: Post, zaaktype: str) -> AsyncIterator[Write | None]:
    """A zaak and what belongs to it, without end; None for a write that nobody acknowledged."""
    while True:
        rsin = "999991723"
        body = {"zaaktype": zaaktype, "bronorganisatie": rsin, "verantwoordelijkeOrganisatie": rsin}
        zaak = await post("/zaken/api/v1/zaken", body | {"startdatum": "2026-01-05"})
        yield zaak and (zaak["url"], zaak["url"])
        for number in range(PARTS if zaak else 0):
            identificatie = {"identificatie": f"{number:016}"}
            body = {"zaak": zaak["url"], "objectType": "pand", "objectIdentificatie": identificatie}
            made = await post("/zaken/api/v1/zaakobjecten", body)
            yield made and (zaak["url"], made["url"])


async def documenten(post: Post, informatieobjecttype: str) -> AsyncIterator[Write | None]:
    """Documents with content, and the terms on which each may be used, without end."""
    while True:
        content = random.randbytes(20_000)
        body: Any = {
            "informatieobjecttype": informatieobjecttype,
            "bronorganisatie": "999991723",
            "creatiedatum": "2026-01-05",
            "titel": hashlib.sha256(content).hexdigest(),
            "auteur": "Aldenkamp",
            "taal": "dut",
            "inhoud": base64.b64encode(content).decode(),
        }
        document = await post("/documenten/api/v1/enkelvoudiginformatieobjecten", body)
        yield document and (document["url"], document["url"])
        for _ in range(3 if document else 0):
            body = {"informatieobject": document["url"], "startdatum": "2026-01-05T12:00:00Z"}
            made = await post("/documenten/api/v1/gebruiksrechten", body | {"omschrijvingVoorwaarden": "Geen"})
            yield made and (document["url"], made["url"])


KINDS = {
    "zaken": (zaken, "/catalogi/api/v1/zaaktypen"),
    "documenten": (documenten, "/catalogi/api/v1/informatieobjecttypen"),
}
"""What is written at once, by kanaal, and where the types of it are."""


# --- processes that are killed ------------------------------------------------------------------------------------


class Doomed:
    """A process that is started again each time it ends."""

    def __init__(self, *command: str) -> None:
        self.command = [sys.executable, *command]
        self.deaths = 0
        self.begin()

    def begin(self) -> None:
        """Start it."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("GRONDSLAG_")} | ENVIRON
        self.process = subprocess.Popen(
            self.command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def kill(self) -> None:
        """SIGKILL, and start it again."""
        self.end()
        self.deaths += 1
        self.begin()

    def end(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait()


class Town:
    """All processes: the server with its PostgreSQL, a worker, and a subscriber."""

    def __init__(self, data: Path) -> None:
        self.data, self.log = data, data.parent / "received"
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            self.port = door.getsockname()[1]
        self.server: Running = start(data, "--demo", environ=ENVIRON)
        self.server.wait_until_ready()
        self.subscriber = Doomed(str(Path(__file__).with_name("receiver.py")), str(self.port), str(self.log))
        self.worker = Doomed("-m", "grondslag", "worker", "--data", str(data))
        self.kills = {"worker": self.worker.kill, "subscriber": self.subscriber.kill, "postgres": self.kill_postgres}

    def kill_postgres(self) -> None:
        """SIGKILL to PostgreSQL; the server starts it again."""
        postmaster = ClusterDirectory.below(self.data).postmaster()
        if postmaster is not None:
            with suppress(ProcessLookupError):
                os.kill(postmaster.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End all."""
        self.worker.end()
        self.subscriber.end()
        self.server.stop()

    def received(self) -> dict[str, list[str]]:
        """The resources that the subscriber heard of, by hoofdobject, each when it first heard of it."""
        found: dict[str, list[str]] = {}
        for line in self.log.read_text().splitlines():
            with suppress(json.JSONDecodeError):  # the last line of who was killed while it wrote
                event = json.loads(line)
                if event["kanaal"] in KINDS and event["actie"] == "create":
                    told = found.setdefault(event["hoofdObject"], [])
                    if event["resourceUrl"] not in told:
                        told.append(event["resourceUrl"])
        return found


# --- the test -----------------------------------------------------------------------------------------------------


class Writing:
    """Writes until there are enough, and remembers what was acknowledged, by hoofdobject and in order."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session, self.made = session, dict[str, list[str]]()
        self.count, self.killed = 0, False

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """What was made; None when nobody says so."""
        try:
            async with self.session.post(path, json=body) as answer:
                if answer.status == 201:
                    return await answer.json()
                assert answer.status >= 500, await answer.text()
        except (aiohttp.ClientError, TimeoutError, OSError):
            pass
        await asyncio.sleep(0.1)
        return None

    async def run(self) -> None:
        """Everybody at work."""

        async def work(number: int) -> None:
            kind, types = list(KINDS.values())[number % len(KINDS)]
            async with self.session.get(types) as answer:
                a_type = (await answer.json())["results"][0]["url"]
            async for write in kind(self.post, a_type):
                if write is not None:
                    self.made.setdefault(write[0], []).append(write[1])
                    self.count += 1
                if self.killed and self.count >= WRITES:
                    return
                await asyncio.sleep(0.02)

        await asyncio.gather(*(work(number) for number in range(WRITERS)))


async def _kill(town: Town, writing: Writing, draw: random.Random) -> None:
    """Kill one after the other, each kind at least once; then let those who write stop when there is enough."""
    names = list(town.kills)
    order = draw.sample(names, len(names)) + draw.choices(names, k=KILLS - len(names))
    for name in order:
        await asyncio.sleep(draw.uniform(*BETWEEN))
        await asyncio.to_thread(town.kills[name])
    writing.killed = True


async def _until_all_arrived(town: Town, made: dict[str, list[str]]) -> dict[str, list[str]]:
    """What arrived, once all that was acknowledged did; or what there is, when that takes too long."""
    deadline = time.monotonic() + SECONDS / 2
    while True:
        found = town.received()
        if all(set(urls) <= set(found.get(key, ())) for key, urls in made.items()) or time.monotonic() > deadline:
            return found
        if town.worker.process.poll() is not None:
            town.worker.begin()
        await asyncio.sleep(0.3)


async def _unlike(session: aiohttp.ClientSession, made: dict[str, list[str]]) -> list[str]:
    """The documents that were acknowledged and whose content is not what was sent: its digest is their title."""
    found: list[str] = []
    for url in made:
        if "/enkelvoudiginformatieobjecten/" in url:
            async with session.get(url) as answer:
                document = await answer.json()
            async with session.get(url + "/download") as answer:
                if hashlib.sha256(await answer.read()).hexdigest() != document.get("titel"):
                    found.append(url)
    return found


async def _subscribe(session: aiohttp.ClientSession, port: int) -> None:
    body: Any = {
        "callbackUrl": f"http://localhost:{port}/",
        "auth": AUTH,
        "kanalen": [{"naam": name} for name in KINDS],
    }
    for _ in range(50):
        async with session.post("/notificaties/api/v1/abonnement", json=body) as answer:
            if answer.status == 201:
                return
        await asyncio.sleep(0.2)
    raise AssertionError("the subscriber does not listen")


async def test_killed_at_random_nothing_is_lost_and_nothing_comes_too_early(data_dir: Path) -> None:
    seed = int(os.environ.get("GRONDSLAG_SEED", "0")) or random.randrange(10**6)
    town = Town(data_dir)
    try:
        token = (await asyncio.to_thread(town.server.command, "token", "demo")).out.strip()
        heads = {"Authorization": f"Bearer {token}"} | CRS
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(town.server.address, headers=heads, timeout=timeout) as session:
            await _subscribe(session, town.port)
            writing = Writing(session)
            killing = asyncio.create_task(_kill(town, writing, random.Random(seed)))
            await writing.run()
            await killing
            found = await _until_all_arrived(town, writing.made)
            assert await _unlike(session, writing.made) == [], f"seed {seed}"
        lost = [url for key, urls in writing.made.items() for url in urls if url not in found.get(key, ())]
        assert lost == [], f"seed {seed}: {len(lost)} of {writing.count} were lost"
        for key, urls in writing.made.items():
            assert [url for url in found[key] if url in set(urls)] == urls, f"seed {seed}: out of order at {key}"
        assert writing.count >= WRITES
        checked = await asyncio.to_thread(town.server.command, "check")
        assert checked.code == 0, checked.out + checked.err
    finally:
        town.stop()
