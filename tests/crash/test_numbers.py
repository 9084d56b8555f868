"""Fifty clients at once, and the server killed under their hands: no number twice, and nothing acknowledged is lost."""

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import Any

import aiohttp

from tests.running import Running, start

CLIENTS = 50
ROUNDS = 3
SECONDS = 1.5
RSIN = "999991723"
CRS = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}


class Said:
    """What the server acknowledged."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.reserved: list[str] = []


async def _once(session: aiohttp.ClientSession, root: str, path: str, body: dict[str, Any]) -> Any:
    async with session.post(root + path, json=body) as answer:
        assert answer.status == 201, await answer.text()
        return await answer.json()


async def _work(session: aiohttp.ClientSession, root: str, zaaktype: str, said: Said) -> None:
    """Open zaken and set numbers apart, until the server is gone."""
    zaak = {
        "zaaktype": zaaktype,
        "bronorganisatie": RSIN,
        "verantwoordelijkeOrganisatie": RSIN,
        "startdatum": "2026-01-05",
    }
    with contextlib.suppress(aiohttp.ClientError, ConnectionError, TimeoutError):
        while True:
            said.made.append((await _once(session, root, "/zaken/api/v1/zaken", zaak))["identificatie"])
            body = {"bronorganisatie": RSIN}
            found = await _once(session, root, "/zaken/api/v1/zaaknummer_reserveren", body)
            said.reserved.append(found["zaaknummer"])


async def _a_zaaktype(session: aiohttp.ClientSession, root: str) -> str:
    async with session.get(root + "/catalogi/api/v1/zaaktypen") as answer:
        return (await answer.json())["results"][0]["url"]


async def _round(running: Running, said: Said) -> None:
    """Everybody at work, then SIGKILL."""
    heads = {"Authorization": f"Bearer {_token(running)}"} | CRS
    async with aiohttp.ClientSession(headers=heads, connector=aiohttp.TCPConnector(limit=CLIENTS)) as session:
        zaaktype = await _a_zaaktype(session, running.address)
        work = [asyncio.create_task(_work(session, running.address, zaaktype, said)) for _ in range(CLIENTS)]
        await asyncio.sleep(SECONDS)
        running.stop(signal.SIGKILL)
        await asyncio.gather(*work)


def _token(running: Running) -> str:
    done = running.command("token", "demo")
    assert done.code == 0, done.err
    return done.out.strip()


async def _every_number(running: Running) -> list[str]:
    heads = {"Authorization": f"Bearer {_token(running)}"} | CRS
    found: list[str] = []
    async with aiohttp.ClientSession(headers=heads) as session:
        following: str | None = running.address + "/zaken/api/v1/zaken"
        while following:
            async with session.get(following) as answer:
                page = await answer.json()
            found += [each["identificatie"] for each in page["results"] if each["bronorganisatie"] == RSIN]
            following = page["next"]
    return found


async def test_killed_under_fifty_clients_it_hands_out_no_number_twice_and_loses_nothing(data_dir: Path) -> None:
    said = Said()
    for _ in range(ROUNDS):
        running = start(data_dir, "--demo")
        running.wait_until_ready()
        await _round(running, said)
    running = start(data_dir, "--demo")
    try:
        running.wait_until_ready()
        numbers = await _every_number(running)
        checked = running.command("check")
    finally:
        running.stop()
    assert len(said.made) > CLIENTS, "the server did too little to prove anything"
    assert len(numbers) == len(set(numbers))
    assert set(said.made) <= set(numbers)
    assert len(said.reserved) == len(set(said.reserved))
    assert not set(said.reserved) & set(numbers)
    assert checked.code == 0, checked.out + checked.err
