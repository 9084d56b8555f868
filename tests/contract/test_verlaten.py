"""Volgindicaties of an application that is gone: they end, here and at a BRP, in whatever process its rights are."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from grondslag.integration.personen import verlaten
from grondslag.integration.personen.bewaren import bewaar
from grondslag.runtime.client_secrets import forget_client
from grondslag.runtime.clients import make_token
from tests.api import FIRST, SECRET, Api, served
from tests.brp_elsewhere import ROOT, Answering, Real, giving, listening
from tests.composed import KEY, eventually
from tests.personen_builders import a_persoon
from tests.server import Databases

NOOR, DAAN = "999990019", "999990020"
APPLICATIES = "/autorisaties/api/v1/applicaties"
VOLGEN = {"component": "personen", "scopes": ["personen.volgen"]}
LEZEN = {"component": "personen", "scopes": ["personen.lezen"]}


class Plaats:
    """A municipality of which applications follow persons, with where the rights and the persons are."""

    def __init__(self, api: Api, source: Api, rights: Api, real: Real | None, elsewhere: Real | None) -> None:
        self.api, self.source, self.rights = api, source, rights
        self.others = [each for each in (real, elsewhere) if each is not None]
        self._real, self._elsewhere = real, elsewhere

    @property
    def real(self) -> Real:
        """The BRP elsewhere."""
        assert self._real is not None
        return self._real

    @property
    def autorisaties(self) -> Real:
        """Autorisaties in another process."""
        assert self._elsewhere is not None
        return self._elsewhere

    async def known(self, client: str, *rights: dict[str, Any]) -> str:
        """Make an application known that may follow: the URL of its Applicatie."""
        for each in {self.api.program: self.api, self.rights.program: self.rights}.values():
            await each.keep(client)
        body = {"clientIds": [client], "label": client, "autorisaties": list(rights or (VOLGEN,))}
        return (await self.rights.made(APPLICATIES, body))["url"]

    async def follows(self, client: str, *bsns: str, **body: Any) -> None:
        """Let an application follow persons; its rights may still be on their way."""
        for bsn in bsns:
            await eventually(lambda bsn=bsn: self.placed(client, bsn, body), wanted=True)

    async def placed(self, client: str, bsn: str, body: Any) -> bool:
        """Whether an application may follow a person, which it then does."""
        return (await self.api.as_client(client)("PUT", f"{ROOT}/volgindicaties/{bsn}", body))[0] in (200, 201)

    async def following(self) -> list[tuple[str, str]]:
        """Who follows whom, as it is kept here."""
        return await _following(self.api)

    async def there(self) -> list[tuple[str, str]]:
        """Who follows whom, as the source of the persons has it."""
        return await _following(self.source)

    def day(self, days: int = 0) -> date:
        return self.api.program.town.today() + timedelta(days=days)


async def _following(api: Api) -> list[tuple[str, str]]:
    rows = await api.program.pool.fetch(
        "select client, burgerservicenummer from personen.volgindicatie where einddatum is null or einddatum > $1 "
        "order by 1, 2",
        api.program.town.today(),
    )
    return [tuple(row) for row in rows]


HERE, AT_A_BRP = ("together", "apart"), ("together, at a BRP", "apart, at a BRP")
apart = pytest.mark.parametrize("everything", ["apart", "apart, at a BRP"], indirect=True)
at_a_brp = pytest.mark.parametrize("everything", AT_A_BRP, indirect=True)


@pytest.fixture(scope="module", params=HERE + AT_A_BRP)
async def everything(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Plaats]:
    """In both compositions, at a source and at a BRP elsewhere."""
    async with AsyncExitStack() as stack:

        async def begun(**said: Any) -> Api:
            dsn = databases.fresh()
            stack.callback(databases.drop, dsn)
            return await stack.enter_async_context(
                served(dsn, Path(tmp_path_factory.mktemp("data")), secret_key=KEY, **said)
            )

        said: dict[str, Any] = {}
        source = real = autorisaties = rights = None
        if "BRP" in request.param:
            source = await begun()
            real = await stack.enter_async_context(listening(source))
            headers = {"Authorization": f"Bearer {make_token(FIRST, SECRET, time.time())}"}
            said |= {"brp_url": real.at, "brp_update_url": real.at, "brp_update_headers": headers}
        if "apart" in request.param:
            rights = await begun()
            autorisaties = await stack.enter_async_context(listening(rights))
            root = autorisaties.at.removesuffix(ROOT) + "/autorisaties/api/v1"
            said |= {"target": ("personen",), "neighbours": {"autorisaties": root}, "allow_private_urls": True}
        api = await begun(**said)
        yield Plaats(api, source or api, rights or api, real, autorisaties)


@pytest.fixture
async def plaats(everything: Plaats) -> AsyncIterator[Plaats]:
    """Noor and Daan are known, and nobody is followed; of the applications none is but our own."""
    for each in everything.others:
        each.answering = each.ours
        each.asked.clear()
        each.lines.clear()
    for each in (everything.api, everything.source):
        await each.program.pool.execute("truncate personen.persoon, personen.volgindicatie")
    town = everything.source.program.town
    await bewaar(town.pool, town.fresh_id, [a_persoon(NOOR), a_persoon(DAAN)])
    for client in ("een", "ander"):
        await everything.known(client)
    yield everything
    for each in (await everything.rights.got(APPLICATIES))["results"]:
        if FIRST not in each["clientIds"]:
            assert (await everything.rights("DELETE", each["url"]))[0] == 204


async def url_of(plaats: Plaats, client: str) -> str:
    return (await plaats.rights.got(f"{APPLICATIES}/consumer?clientId={client}"))["url"]


async def looked(plaats: Plaats, times: int = 2) -> None:
    """Let the round look so often, by a process that begins."""
    begun = plaats.api.program.personen.rounds()[-1]
    for _ in range(times):
        await begun(plaats.api.program.town, plaats.api.program.observer)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.integration.personen.rollen.LOOK_SECONDS", 0.0)


# --- how an application goes away ---------------------------------------------------------------------------------


async def removed(plaats: Plaats) -> None:
    assert (await plaats.rights("DELETE", await url_of(plaats, "een")))[0] == 204


async def named_no_more(plaats: Plaats) -> None:
    url = await url_of(plaats, "een")
    assert (await plaats.rights("PATCH", url, {"clientIds": ["een-nieuw"]}))[0] == 200


async def may_not_follow(plaats: Plaats) -> None:
    url = await url_of(plaats, "een")
    assert (await plaats.rights("PATCH", url, {"autorisaties": [LEZEN]}))[0] == 200


async def secret_removed(plaats: Plaats) -> None:
    assert await forget_client(plaats.api.program.pool, "een")


WAYS: list[Callable[[Plaats], Awaitable[None]]] = [removed, named_no_more, may_not_follow, secret_removed]


@pytest.mark.parametrize("goes", WAYS, ids=lambda each: each.__name__)
async def test_whom_it_follows_is_followed_no_more(plaats: Plaats, goes: Callable[[Plaats], Awaitable[None]]) -> None:
    await plaats.follows("een", NOOR, DAAN)
    await plaats.follows("ander", DAAN)
    await looked(plaats)
    assert await plaats.following() == [("ander", DAAN), ("een", NOOR), ("een", DAAN)], "nobody is gone"
    await goes(plaats)
    await looked(plaats)
    assert await plaats.following() == [("ander", DAAN)]
    if plaats.source is not plaats.api:
        assert await plaats.there() == [(FIRST, DAAN)], "whom another follows, goes on"
    rows = await plaats.api.program.pool.fetch("select einddatum from personen.volgindicatie where client = 'een'")
    assert [row[0] for row in rows] == [plaats.day()] * 2


async def test_the_first_look_ends_nothing_and_who_is_back_at_the_next_keeps_all(plaats: Plaats) -> None:
    await plaats.follows("een", NOOR)
    look = plaats.api.program.personen.rounds()[-1]
    town, observer = plaats.api.program.town, plaats.api.program.observer
    for _ in range(3):
        await removed(plaats)
        await look(town, observer)
        await plaats.known("een")
        await look(town, observer)
    assert await plaats.following() == [("een", NOOR)]


async def test_a_secret_that_cannot_be_read_is_no_client_that_is_gone(plaats: Plaats) -> None:
    await plaats.follows("een", NOOR)
    pool = plaats.api.program.pool
    kept = await pool.fetchval("select secret from grondslag.client where client_id = 'een'")
    await pool.execute("update grondslag.client set secret = '\\x00' where client_id = 'een'")
    await looked(plaats)
    assert await plaats.following() == [("een", NOOR)]
    await pool.execute("update grondslag.client set secret = $1 where client_id = 'een'", kept)


async def test_it_ends_in_the_background(plaats: Plaats) -> None:
    await plaats.follows("een", NOOR)
    await removed(plaats)
    plaats.api.program.work()
    try:
        await eventually(plaats.following, [])
    finally:
        await plaats.api.program.worker.stop()


# --- where it cannot be asked -------------------------------------------------------------------------------------

UNKNOWN: dict[str, Answering] = {
    "a failure": giving({}, 500),
    "who does not know us": giving({}, 403),
    "nothing at that address": giving({}, 404),
    "no list": giving({"count": 0}),
    "no JSON": giving(b"<html>"),
    "nobody at all": giving({"count": 0, "next": None, "previous": None, "results": []}),
    "a part": giving({"count": 200, "next": "http://127.0.0.1:1/verder", "previous": None, "results": []}),
}


@apart
@pytest.mark.parametrize("kind", UNKNOWN)
async def test_nothing_ends_while_the_rights_cannot_be_asked(plaats: Plaats, kind: str) -> None:
    await plaats.follows("een", NOOR)
    plaats.autorisaties.answering = UNKNOWN[kind]
    await looked(plaats, 3)
    assert await plaats.following() == [("een", NOOR)]
    plaats.autorisaties.answering = plaats.autorisaties.ours
    await looked(plaats)
    assert await plaats.following() == [("een", NOOR)]


async def silent(_request: web.Request) -> web.StreamResponse:
    raise ConnectionResetError


REFUSED: dict[str, Answering] = {
    "silent": silent,
    "a failure": giving({}, 500),
    "a refusal": giving({"title": "Nee", "status": 403}, 403),
    "an answer about another": giving({"burgerservicenummer": DAAN, "begindatum": "2026-01-01"}),
}


@at_a_brp
@pytest.mark.parametrize("kind", REFUSED)
async def test_what_does_not_end_at_the_brp_does_not_end_here_and_is_told_it_again(plaats: Plaats, kind: str) -> None:
    await plaats.follows("een", NOOR)
    await removed(plaats)
    plaats.real.answering = REFUSED[kind]
    await looked(plaats)
    assert await plaats.following() == [("een", NOOR)]
    plaats.real.answering = plaats.real.ours
    await looked(plaats)
    assert (await plaats.following(), await plaats.there()) == ([], [])


@at_a_brp
@pytest.mark.parametrize("status", [403, 500])
async def test_who_does_not_end_at_the_brp_keeps_no_other(plaats: Plaats, status: int) -> None:
    """Else what goes wrong for one person each hour, is there for ever for all after that one."""
    await plaats.follows("een", NOOR, DAAN)
    await removed(plaats)

    async def but_one(request: web.Request) -> web.StreamResponse:
        return await (giving({}, status) if request.path.endswith(NOOR) else plaats.real.ours)(request)

    plaats.real.answering = but_one
    await looked(plaats)
    assert await plaats.following() == [("een", NOOR)]


@at_a_brp
async def test_a_brp_that_ends_nobody_is_not_asked_of_all(plaats: Plaats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.integration.personen.volgen_elders.MOST_FAILED", 1)
    await plaats.follows("een", NOOR, DAAN)
    await removed(plaats)
    plaats.real.answering = giving({}, 429)
    plaats.real.lines.clear()
    await looked(plaats)
    assert len(plaats.real.lines) == 1
    assert len(await plaats.following()) == 2


@at_a_brp
async def test_the_brp_is_told_until_when_the_last_of_the_others_follows(plaats: Plaats) -> None:
    await plaats.follows("een", NOOR)
    await plaats.follows("ander", NOOR, einddatum=plaats.day(9).isoformat())
    await removed(plaats)
    plaats.real.lines.clear()
    await looked(plaats, 3)
    assert plaats.real.lines == [f"PUT /volgindicaties/{NOOR}"], "once"
    headers, body = plaats.real.asked[-1]
    assert body.decode() == f'{{"einddatum":"{plaats.day(9)}"}}'
    assert "traceparent" not in headers, "nobody asked for it"


@at_a_brp
async def test_who_is_not_followed_there_any_more_ends_here(plaats: Plaats) -> None:
    await plaats.follows("een", NOOR)
    await removed(plaats)
    plaats.real.answering = giving({"title": "Niet gevonden", "status": 404}, 404)
    await looked(plaats)
    assert await plaats.following() == []


@apart
async def test_where_nobody_follows_nobody_is_asked(plaats: Plaats) -> None:
    plaats.autorisaties.lines.clear()
    assert await verlaten._gone(plaats.api.program.town, []) == frozenset()
    await looked(plaats)
    assert plaats.autorisaties.lines == []
