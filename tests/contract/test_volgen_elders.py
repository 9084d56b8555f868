"""Following persons at a BRP elsewhere: what that is told of several applications, and what is not believed of it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from grondslag.integration.personen import elsewhere as at_the_brp
from grondslag.integration.personen.bewaren import bewaar
from grondslag.runtime.clients import make_token
from grondslag.runtime.log_rows import records
from tests.api import FIRST, SECRET, Api, served
from tests.brp_elsewhere import ROOT, Answering, Real, giving, listening
from tests.personen_builders import a_persoon, living_at
from tests.server import Databases
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body

NOOR, DAAN, ONBEKEND = "999990019", "999990020", "999990032"


@pytest.fixture(scope="module")
async def source(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    dsn = databases.fresh()
    async with served(dsn, Path(tmp_path_factory.mktemp("bron"))) as running:
        yield running
    databases.drop(dsn)


@pytest.fixture(scope="module")
async def behind(source: Api) -> AsyncIterator[Real]:
    async with listening(source) as found:
        yield found


@pytest.fixture(scope="module")
async def place(databases: Databases, behind: Real, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    dsn = databases.fresh()
    token = make_token(FIRST, SECRET, time.time())
    said: dict[str, Any] = {
        "brp_url": behind.at,
        "brp_headers": {"X-Sleutel": "van de BRP"},
        "brp_update_url": behind.at + "/",
        "brp_update_headers": {"Authorization": f"Bearer {token}", "X-Doelbinding": "{activiteit}"},
    }
    async with served(dsn, Path(tmp_path_factory.mktemp("client")), **said) as running:
        for name in ("een", "ander"):
            await running.known_as(name, {"component": "personen", "scopes": ["personen.volgen"]})
        yield running
    databases.drop(dsn)


@pytest.fixture
async def real(behind: Real, place: Api) -> Real:
    """The BRP, which knows Noor and Daan, and of nobody who follows."""
    for each in (behind.source, place):
        await each.program.pool.execute("truncate personen.persoon, personen.volgindicatie")
    await live(behind, "1")
    behind.answering = behind.ours
    behind.asked.clear()
    behind.lines.clear()
    return behind


@pytest.fixture
def een(place: Api, real: Real) -> Api:
    return place.as_client("een")


@pytest.fixture
def ander(place: Api, real: Real) -> Api:
    return place.as_client("ander")


async def live(real: Real, huisnummer: str) -> None:
    """Let both live at an address, which is a change when they lived elsewhere."""
    town = real.source.program.town
    both = [a_persoon(each, {"08": living_at(huisnummer=huisnummer)}) for each in (NOOR, DAAN)]
    await bewaar(town.pool, town.fresh_id, both)


async def volg(api: Api, bsn: str, **body: Any) -> tuple[int, Any]:
    return await api("PUT", f"{ROOT}/volgindicaties/{bsn}", body)


async def changed(api: Api, query: str = "") -> list[str]:
    return (await api.got(f"{ROOT}/wijzigingen{query}"))["burgerservicenummers"]


async def followed(api: Api) -> list[str]:
    return [each["burgerservicenummer"] for each in (await api.got(f"{ROOT}/volgindicaties"))["volgindicaties"]]


async def there(real: Real, bsn: str = NOOR) -> tuple[bool, date | None]:
    """Whether the BRP has us follow somebody, and until when."""
    row = await real.source.program.pool.fetchrow(
        "select einddatum from personen.volgindicatie where client = $1 and burgerservicenummer = $2", FIRST, bsn
    )
    return row is not None, row[0] if row is not None else None


def day(api: Api, days: int = 0) -> date:
    return api.program.town.today() + timedelta(days=days)


# --- several applications are one there ---------------------------------------------------------------------------


async def test_the_brp_is_told_until_when_the_last_of_them_follows(een: Api, ander: Api, real: Real) -> None:
    await volg(een, NOOR, einddatum=day(een, 9).isoformat())
    assert await there(real) == (True, day(een, 9))
    await volg(ander, NOOR, einddatum=day(een, 5).isoformat())
    assert await there(real) == (True, day(een, 9)), "the other goes on longer"
    await volg(ander, NOOR)
    assert await there(real) == (True, None)
    await volg(een, NOOR, einddatum=day(een).isoformat())
    assert await there(real) == (True, None), "who ends it ends its own"
    assert (await followed(een), await followed(ander)) == ([], [NOOR])
    await volg(ander, NOOR, einddatum=day(een).isoformat())
    assert await there(real) == (True, day(een))


async def test_nobody_sees_whom_another_follows(een: Api, ander: Api, real: Real) -> None:
    await volg(een, NOOR)
    await volg(ander, DAAN)
    await live(real, "2")
    for api, bsn in ((een, NOOR), (ander, DAAN)):
        assert (await followed(api), await changed(api)) == ([bsn], [bsn])
    assert (await ander("GET", f"{ROOT}/volgindicaties/{NOOR}"))[0] == 404
    assert [line for line in real.lines if line.startswith("GET") and NOOR in line] == [], "it need not be asked"


async def test_who_follows_later_is_not_told_of_before(een: Api, ander: Api, real: Real) -> None:
    await volg(een, NOOR)
    for program in (real.source.program, een.program):
        await program.pool.execute(
            "update personen.volgindicatie set begindatum = begindatum - 40, gezet_op = gezet_op - interval '40 days'"
        )
    await real.source.program.pool.execute("update personen.persoon set gewijzigd_op = now() - interval '10 days'")
    await volg(ander, NOOR)
    assert (await changed(een), await changed(ander)) == ([NOOR], [])
    assert real.lines[-2:] == [f"GET /wijzigingen?vanaf={day(een, -days)}" for days in (40, 0)]
    await changed(een, f"?vanaf={day(een, -3)}")
    assert real.lines[-1] == f"GET /wijzigingen?vanaf={day(een, -3)}"


async def test_nor_of_one_while_it_followed_another_already(een: Api, ander: Api, real: Real) -> None:
    await volg(een, NOOR)
    await volg(ander, DAAN)
    for program in (real.source.program, een.program):
        await program.pool.execute(
            "update personen.volgindicatie set begindatum = begindatum - 40, gezet_op = gezet_op - interval '40 days'"
        )
    await real.source.program.pool.execute("update personen.persoon set gewijzigd_op = now() - interval '10 days'")
    await volg(ander, NOOR)
    assert (await changed(een), await changed(ander)) == ([NOOR], [DAAN])
    await real.source.program.pool.execute("update personen.persoon set gewijzigd_op = now()")
    assert await changed(ander) == [NOOR, DAAN]


async def test_at_one_moment_one_ends_it_and_another_begins(een: Api, ander: Api, real: Real) -> None:
    async def slow_to_end(request: web.Request) -> web.StreamResponse:
        if b"einddatum" in await request.read():
            await asyncio.sleep(0.3)
        return await real.ours(request)

    await volg(een, NOOR)
    real.answering = slow_to_end
    ending = asyncio.create_task(volg(een, NOOR, einddatum=day(een).isoformat()))
    await asyncio.sleep(0.1)
    assert (await volg(ander, NOOR))[0] == 201
    await ending
    assert await there(real) == (True, None)
    assert (await followed(een), await followed(ander)) == ([], [NOOR])


async def test_where_it_ended_there_it_has_ended(een: Api, real: Real) -> None:
    await volg(een, NOOR, einddatum=day(een, 9).isoformat())
    await volg(een, DAAN)
    pool = real.source.program.pool
    await pool.execute("update personen.volgindicatie set einddatum = $1", day(een, 4))
    shown = (await een.got(f"{ROOT}/volgindicaties"))["volgindicaties"]
    assert [each["einddatum"] for each in shown] == [day(een, 4).isoformat()] * 2
    await pool.execute("update personen.volgindicatie set einddatum = $1", day(een))
    assert await followed(een) == []
    assert (await een.got(f"{ROOT}/volgindicaties/{DAAN}"))["einddatum"] == day(een).isoformat()
    await pool.execute("truncate personen.volgindicatie")
    assert (await een("GET", f"{ROOT}/volgindicaties/{DAAN}"))[0] == 404
    assert (await volg(een, DAAN))[0] == 200
    assert await followed(een) == [DAAN]


# --- what goes there ----------------------------------------------------------------------------------------------


async def test_it_gets_its_own_headers_the_purpose_and_the_trace(place: Api, een: Api, real: Real) -> None:
    key = await place.program.pool.fetchval(
        "select id::text from autorisaties.applicatie where 'een' = any(client_ids)"
    )
    url = f"http://localhost/autorisaties/api/v1/applicaties/{key}"
    made = await place.made(ACTIVITEITEN, activiteit_body("portaal", applicaties=[url]))
    await place.made(made["url"] + "/versies", versie_body())
    await place.program.clients.refresh()
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    await een("GET", f"{ROOT}/wijzigingen", traceparent=f"00-{trace}-00f067aa0ba902b7-01")
    headers, body = real.asked[-1]
    assert (headers["x-doelbinding"], headers["accept"], body) == ("portaal", "application/hal+json", b"")
    assert headers["traceparent"].split("-")[1] == trace
    assert "x-sleutel" not in headers
    assert "content-type" not in headers


# --- what comes from there ----------------------------------------------------------------------------------------


REFUSED = {"type": "https://x.example/", "title": "Nee", "status": 400, "code": "paramsValidation", "instance": "/x"}


async def test_a_refusal_comes_back_and_nothing_is_kept(een: Api, real: Real) -> None:
    real.answering = giving(REFUSED, 400, content_type="application/problem+json")
    assert await volg(een, ONBEKEND) == (400, REFUSED)
    for path in ("volgindicaties", "wijzigingen"):
        assert await een("GET", f"{ROOT}/{path}") == (400, REFUSED)
    assert await een.program.pool.fetchval("select count(*) from personen.volgindicatie") == 0


ODD: dict[str, Answering] = {
    "a failure": giving({}, 500),
    "a stranger to it": giving({}, 401),
    "somewhere else": giving({}, 302, location="http://127.0.0.1:1/"),
    "no JSON": giving(b"<html>"),
    "nothing": giving(b""),
    "no object": giving([]),
    "nobody": giving({}),
    "not a list": giving({"volgindicaties": {"a": 1}, "burgerservicenummers": 5, "burgerservicenummer": None}),
    "half a number": giving({"volgindicaties": [{"burgerservicenummer": "1"}], "burgerservicenummers": ["1"]}),
    "a day that is none": giving(
        {
            "volgindicaties": [{"burgerservicenummer": DAAN, "einddatum": "2026-02-30"}],
            "burgerservicenummers": [None],
            "burgerservicenummer": NOOR,
            "einddatum": 5,
        }
    ),
    "somebody else": giving(
        {"volgindicaties": [5], "burgerservicenummers": [5], "burgerservicenummer": DAAN, "begindatum": "2026-01-01"}
    ),
    "nested without end": giving(b"[" * 100_000),
    "more than fits": giving(b" " * (9 * 1024 * 1024)),
}


@pytest.mark.parametrize("kind", ODD)
async def test_an_answer_that_is_none_is_told_as_a_source_that_is_not_there(een: Api, real: Real, kind: str) -> None:
    await volg(een, NOOR)
    pool = een.program.pool
    noted = f"select count(*) from ({records('personen')}) r where betrokkene is not null"
    before = await pool.fetchval(noted)
    real.answering = ODD[kind]
    for method, path in (
        ("GET", "volgindicaties"),
        ("GET", "wijzigingen"),
        ("GET", f"volgindicaties/{NOOR}"),
        ("PUT", f"volgindicaties/{NOOR}"),
    ):
        status, _, raw = await een.raw(
            method, f"{ROOT}/{path}", {"einddatum": "2026-01-01"} if method == "PUT" else None
        )
        told = json.loads(raw)
        assert (status, told["code"]) == (503, "notAvailable"), (method, path)
        assert NOOR not in raw.decode()
    assert await pool.fetchval("select einddatum from personen.volgindicatie") is None
    assert await pool.fetchval(noted) == before


async def test_a_brp_that_is_silent_does_not_hold_anybody_up(
    een: Api, real: Real, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    monkeypatch.setattr(at_the_brp, "PATIENCE", 0.3)
    real.answering = never
    begun = time.monotonic()
    found = await asyncio.gather(*(volg(een, bsn) for bsn in (NOOR, DAAN) * 6), een("GET", f"{ROOT}/wijzigingen"))
    assert {status for status, _ in found} == {503}
    assert time.monotonic() - begun < 5
    monkeypatch.undo()
    real.answering = real.ours
    assert (await volg(een, NOOR))[0] == 201, "what was waited for is let go of"


async def test_few_connections_to_the_database_are_enough(databases: Databases, real: Real, tmp_path: Path) -> None:
    dsn = databases.fresh()
    headers = {"Authorization": f"Bearer {make_token(FIRST, SECRET, time.time())}"}
    said: dict[str, Any] = {"brp_url": real.at, "brp_update_url": real.at, "brp_update_headers": headers}
    async with served(dsn, tmp_path, pool_size=2, **said) as api:
        found = await asyncio.gather(*(volg(api, bsn) for bsn in (NOOR, DAAN) * 4))
        assert sorted(status for status, _ in found) == [200] * 6 + [201] * 2
    databases.drop(dsn)


async def test_without_the_api_for_it_persons_elsewhere_cannot_be_followed(
    databases: Databases, real: Real, tmp_path: Path
) -> None:
    dsn = databases.fresh()
    async with served(dsn, tmp_path, brp_url=real.at) as api:
        for path in ("volgindicaties", "wijzigingen", f"volgindicaties/{NOOR}"):
            assert (await api.ask("GET", f"{ROOT}/{path}", {}, b""))[0] == 404
    databases.drop(dsn)
