"""`grondslag worker` beside a `serve` that does no work itself, and the commands that show and repeat."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.running import Running, start
from tests.subscriber import AUTH, subscribing

ENVIRON = {"GRONDSLAG_WORKER": "no", "GRONDSLAG_ALLOW_PRIVATE_URLS": "yes"}


@contextmanager
def working(data: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`grondslag worker`, stopped by Ctrl-C."""
    command = [sys.executable, "-m", "grondslag", "worker", "--data", str(data)]
    process = subprocess.Popen(
        command, env=os.environ | ENVIRON, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        assert process.stdout is not None
        assert b"Works" in process.stdout.readline()
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, (b"", b""))


async def _listed(running: Running) -> Any:
    done = await asyncio.to_thread(running.command, "notificaties", "list", "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


async def test_a_worker_apart_delivers_and_commands_tell(data_dir: Path) -> None:
    running = start(data_dir, environ=ENVIRON)
    try:
        running.wait_until_ready()
        assert "No abonnementen yet" in running.command("notificaties", "list").err
        assert running.command("client", "add", "beheer", "--all").code == 0
        heads = {"Authorization": "Bearer " + running.command("token", "beheer").out.strip()}
        async with subscribing() as subscriber, aiohttp.ClientSession(running.address, headers=heads) as session:
            body: Any = {"callbackUrl": subscriber.at, "auth": AUTH, "kanalen": [{"naam": "autorisaties"}]}
            async with session.post("/notificaties/api/v1/abonnement", json=body) as answer:
                assert answer.status == 201, await answer.text()
            body = {"clientIds": ["nieuw"], "label": "Nieuw", "heeftAlleAutorisaties": True}
            async with session.post("/autorisaties/api/v1/applicaties", json=body) as answer:
                made = await answer.json()
            told = await _listed(running)
            assert (told["outbox"]["wachtend"], len(told["abonnementen"]), told["dode_brieven"]) == (2, 1, [])
            with working(data_dir):
                [event] = await subscriber.has(1)
            assert event["resourceUrl"] == made["url"]
            assert (await _listed(running))["outbox"]["wachtend"] == 0
            shown = running.command("notificaties", "list")
            assert subscriber.at in shown.out
            assert running.command("notificaties", "replay").code == 2
            assert running.command("notificaties", "replay", "--all").out == "0 queued again.\n"
            assert running.command("notificaties", "retry").code == 2
            assert running.command("notificaties", "retry", "--all").out.endswith(" waiting, tried now.\n")
            one = told["abonnementen"][0]["abonnement"]
            assert running.command("notificaties", "retry", "--abonnement", one).code == 0
            refused = running.command("notificaties", "retry", "--abonnement", "niets")
            assert (refused.code, refused.err) == (1, "There is no abonnement niets.\n")
            refused = running.command("notificaties", "replay", "niets")
            assert (refused.code, refused.err) == (1, "There is no dead letter of niets.\n")
    finally:
        running.stop()
