"""The server killed while documents come in: what was acknowledged is there, whole, and the rest is removed."""

import asyncio
import base64
import contextlib
import hashlib
import os
import signal
from pathlib import Path
from typing import Any

import aiohttp

from grondslag.opening import opened
from grondslag.runtime.content_check import check_content
from grondslag.runtime.observe import Observer
from grondslag.runtime.sweeping import sweep
from grondslag.settings import Settings
from tests.builders import document_body
from tests.running import Running, start

CLIENTS = 12
ROUNDS = 3
SECONDS = 1.5
Kept = dict[str, str]
"""The SHA-256 of the content behind each address that was acknowledged."""


async def _a_type(session: aiohttp.ClientSession, root: str) -> str:
    async def made(path: str, body: dict[str, Any]) -> Any:
        async with session.post(f"{root}/catalogi/api/v1/{path}", json=body) as answer:
            assert answer.status in (200, 201), await answer.text()
            return await answer.json()

    catalogus = {"domein": "CRASH", "rsin": "123456782", "contactpersoonBeheerNaam": "Test"}
    body = {
        "catalogus": (await made("catalogussen", catalogus))["url"],
        "omschrijving": "Foto",
        "vertrouwelijkheidaanduiding": "openbaar",
        "beginGeldigheid": "2020-01-01",
        "informatieobjectcategorie": "foto's",
    }
    url = (await made("informatieobjecttypen", body))["url"]
    await made(f"informatieobjecttypen/{url[-36:]}/publish", {})
    return url


async def _work(session: aiohttp.ClientSession, root: str, kind: str, kept: Kept) -> None:
    """Send documents, in one piece and in parts, and remove some, until the server is gone."""
    documents = f"{root}/documenten/api/v1/enkelvoudiginformatieobjecten"
    with contextlib.suppress(aiohttp.ClientError, ConnectionError, TimeoutError):
        while True:
            content = os.urandom(200_000)
            body = document_body(kind, inhoud=base64.b64encode(content).decode())
            async with session.post(documents, json=body) as answer:
                assert answer.status == 201, await answer.text()
                kept[(await answer.json())["inhoud"]] = hashlib.sha256(content).hexdigest()
            async with session.post(documents, json=document_body(kind, bestandsomvang=len(content))) as answer:
                made = await answer.json()
            form = aiohttp.FormData({"lock": made["lock"]})
            form.add_field("inhoud", content, filename="deel")
            async with session.put(made["bestandsdelen"][0]["url"], data=form) as answer:
                assert answer.status == 200, await answer.text()
            async with session.post(made["url"] + "/unlock", json={"lock": made["lock"]}) as answer:
                assert answer.status == 204, await answer.text()
            kept[made["url"] + "/download?versie=1"] = hashlib.sha256(content).hexdigest()
            async with session.post(documents, json=body) as answer:
                gone = (await answer.json())["url"]
            await (await session.delete(gone)).read()


def _token(running: Running) -> str:
    done = running.command("token", "crash")
    assert done.code == 0, done.err
    return done.out.strip()


def _session(running: Running) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(headers={"Authorization": f"Bearer {_token(running)}"})


async def _all_there(running: Running, kept: Kept) -> None:
    async with _session(running) as session:
        for url, digest in kept.items():
            place = running.address + "/" + url.split("/", 3)[3]
            async with session.get(place) as answer:
                assert answer.status == 200, place
                assert hashlib.sha256(await answer.read()).hexdigest() == digest


async def test_killed_while_documents_come_in_it_loses_none_and_leaves_nothing(data_dir: Path) -> None:
    kept: Kept = {}
    kind = ""
    for _ in range(ROUNDS):
        running = start(data_dir)
        running.wait_until_ready()
        if not kind:
            assert running.command("client", "add", "crash", "--all").code == 0
        async with _session(running) as session:
            kind = kind or await _a_type(session, running.address)
            here = running.address + "/" + kind.split("/", 3)[3]
            work = [asyncio.create_task(_work(session, running.address, here, kept)) for _ in range(CLIENTS)]
            await asyncio.sleep(SECONDS)
            running.stop(signal.SIGKILL)
            await asyncio.gather(*work)
    running = start(data_dir)
    running.wait_until_ready()
    assert len(kept) > CLIENTS
    await _all_there(running, kept)
    running.stop()
    async with opened(Settings(data=str(data_dir), log_level="error")) as program:
        assert [each async for each in check_content(program.town.contents)] == []
        await program.pool.execute("update documenten.ontvangen set sinds = now() - interval '2 hours'")
        while await sweep(program.town, Observer("error")):
            pass
        named = await program.pool.fetchval(
            "select count(distinct sleutel) from documenten.bestandsdeel where sleutel <> ''"
        )
        assert named == len([each async for each in program.store.keys()])  # noqa: SIM118 - no dictionary
        assert await program.pool.fetchval("select count(*) from documenten.ontvangen") == 0
        assert [each async for each in check_content(program.town.contents)] == []
