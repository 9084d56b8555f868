"""Following persons: who is followed by whom, and who of them changed (BRP Update API 1.0.0).

One contract for both roles: at a source, and by who passes it on to one. Who follows cannot tell them apart.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from grondslag.integration.personen import gevolgden
from grondslag.integration.personen.bewaren import bewaar
from grondslag.registers.personen.lo3 import Persoonslijst
from grondslag.runtime.clients import make_token
from grondslag.runtime.log_rows import records
from tests.api import FIRST, SECRET, Api, served
from tests.brp_elsewhere import listening
from tests.composed import eventually
from tests.personen_builders import a_persoon, living_at
from tests.server import Databases

ROOT = "/haalcentraal/api/brp"
NOOR, DAAN, ONBEKEND = "999990019", "999990020", "999990032"
SOURCES: dict[Any, Api] = {}
"""Of each program: the source of its persons, which may be itself."""


@pytest.fixture(scope="module", params=["source", "client"])
async def all_of_it(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    """A source; or who has no persons itself, and follows them at such a source."""
    dsn, there = databases.fresh(), databases.fresh()
    async with AsyncExitStack() as stack:
        source = await stack.enter_async_context(served(there, Path(tmp_path_factory.mktemp("bron"))))
        running = source
        if request.param == "client":
            real = await stack.enter_async_context(listening(source))
            headers = {"Authorization": f"Bearer {make_token(FIRST, SECRET, time.time())}"}
            said: Any = {"brp_url": real.at, "brp_update_url": real.at, "brp_update_headers": headers}
            running = await stack.enter_async_context(served(dsn, Path(tmp_path_factory.mktemp("data")), **said))
        SOURCES[running.program] = source
        for name in ("een", "ander"):
            await running.known_as(name, {"component": "personen", "scopes": ["personen.volgen"]})
        yield running
    databases.drop(dsn)
    databases.drop(there)


@pytest.fixture
async def api(all_of_it: Api) -> Api:
    """Where Noor and Daan are known, asked by an application that may follow."""
    for each in (all_of_it, SOURCES[all_of_it.program]):
        await each.program.pool.execute("truncate personen.persoon, personen.volgindicatie")
    await known(all_of_it, NOOR, DAAN)
    return all_of_it.as_client("een")


async def keep(api: Api, *lijsten: Persoonslijst) -> None:
    """Let the source have these lists."""
    town = SOURCES[api.program].program.town
    await bewaar(town.pool, town.fresh_id, lijsten)


async def known(api: Api, *bsns: str, huisnummer: str = "1") -> None:
    await keep(api, *(a_persoon(each, {"08": living_at(huisnummer=huisnummer)}) for each in bsns))


async def volg(api: Api, bsn: str, **body: Any) -> tuple[int, Any]:
    return await api("PUT", f"{ROOT}/volgindicaties/{bsn}", body)


async def changed(api: Api, query: str = "") -> list[str]:
    return (await api.got(f"{ROOT}/wijzigingen{query}"))["burgerservicenummers"]


async def followed(api: Api) -> list[str]:
    return [each["burgerservicenummer"] for each in (await api.got(f"{ROOT}/volgindicaties"))["volgindicaties"]]


async def since(api: Api, bsn: str, days: int) -> None:
    """Let a person be followed since so many days."""
    for program in {api.program, SOURCES[api.program].program}:
        await program.pool.execute(
            "update personen.volgindicatie set begindatum = begindatum - $2::int, "
            "gezet_op = gezet_op - $2 * interval '1 day' where burgerservicenummer = $1",
            bsn,
            days,
        )


async def moved(api: Api, bsn: str, days: int) -> None:
    """Let the last change of a person be so many days ago."""
    await SOURCES[api.program].program.pool.execute(
        "update personen.persoon set gewijzigd_op = now() - $2 * interval '1 day' where burgerservicenummer = $1",
        bsn,
        days,
    )


def day(api: Api, days: int = 0) -> str:
    today: date = api.program.town.today()
    return (today + timedelta(days=days)).isoformat()


# --- a volgindicatie ----------------------------------------------------------------------------------------------


async def test_it_is_placed_changed_and_ended(api: Api) -> None:
    assert await volg(api, NOOR) == (201, {"begindatum": day(api), "burgerservicenummer": NOOR})
    later = {"begindatum": day(api), "burgerservicenummer": NOOR, "einddatum": day(api, 9)}
    assert await volg(api, NOOR, einddatum=day(api, 9)) == (200, later)
    assert await api.got(f"{ROOT}/volgindicaties/{NOOR}") == later
    assert await volg(api, NOOR) == (200, {"begindatum": day(api), "burgerservicenummer": NOOR})
    assert await followed(api) == [NOOR]
    assert (await volg(api, NOOR, einddatum=day(api)))[0] == 200
    assert await followed(api) == []
    assert (await api.got(f"{ROOT}/volgindicaties/{NOOR}"))["einddatum"] == day(api)


async def test_each_application_has_its_own(api: Api) -> None:
    await volg(api, NOOR)
    other = api.as_client("ander")
    assert await followed(other) == []
    assert (await other("GET", f"{ROOT}/volgindicaties/{NOOR}"))[0] == 404
    assert (await volg(other, NOOR))[0] == 201
    await volg(other, NOOR, einddatum=day(api))
    assert (await followed(api), await followed(other)) == ([NOOR], [])


async def test_the_same_at_one_moment_makes_one(api: Api) -> None:
    answers = await asyncio.gather(*(volg(api, DAAN) for _ in range(5)))
    assert sorted(status for status, _ in answers) == [200, 200, 200, 200, 201]
    assert await api.program.pool.fetchval("select count(*) from personen.volgindicatie") == 1


async def test_whom_it_is_about_is_in_the_log_once_for_each_request(api: Api) -> None:
    pool, of = api.program.pool, api.program.accounting.pseudonyms.of
    await pool.execute("delete from personen.verwerking")
    await volg(api, NOOR)
    await followed(api)
    rows = await pool.fetch(
        f"select naam, encode(betrokkene, 'hex') as wie from ({records('personen')}) r "
        "where client = 'een' order by naam"
    )
    assert [row["naam"] for row in rows] == ["personen.volgindicatie.create", "personen.volgindicaties"]
    assert {row["wie"] for row in rows} == {of(f"bsn:{NOOR}")}


async def test_what_ended_a_year_ago_is_forgotten_and_what_did_not_stays(api: Api) -> None:
    pool, town = api.program.pool, api.program.town
    await keep(api, a_persoon(ONBEKEND))
    for bsn in (NOOR, DAAN, ONBEKEND):
        assert (await volg(api, bsn))[0] == 201
    ended: date = await pool.fetchval("select ($1::date - interval '1 year')::date", town.today())
    assert (await volg(api, NOOR, einddatum=(ended - timedelta(days=1)).isoformat()))[0] == 200
    assert (await volg(api, DAAN, einddatum=ended.isoformat()))[0] == 200
    for _ in range(2):
        assert not await gevolgden.forget_ended(town, api.program.observer)
    kept = await pool.fetch("select burgerservicenummer from personen.volgindicatie order by 1")
    assert [row[0] for row in kept] == [DAAN, ONBEKEND]
    assert (await api("GET", f"{ROOT}/volgindicaties/{NOOR}"))[0] == 404
    assert (await api.got(f"{ROOT}/volgindicaties/{DAAN}"))["einddatum"] == ended.isoformat()
    assert (await volg(api, NOOR))[0] == 201, "and may be followed again"


async def test_it_is_forgotten_in_the_background(api: Api) -> None:
    await volg(api, NOOR, einddatum=day(api, -800))
    api.program.work()
    try:
        await eventually(lambda: api.program.pool.fetchval("select count(*) from personen.volgindicatie"), 0)
    finally:
        await api.program.worker.stop()


# --- what changed -------------------------------------------------------------------------------------------------


async def test_another_list_is_a_change_and_the_same_list_is_none(api: Api) -> None:
    await volg(api, NOOR)
    assert await changed(api) == []
    await known(api, NOOR, DAAN)
    assert await changed(api) == []
    await known(api, NOOR, DAAN, huisnummer="2")
    assert await changed(api) == [NOOR]
    await known(api, NOOR, huisnummer="3")
    assert await changed(api) == [NOOR], "once, however often it changed"


async def test_it_says_where_the_persons_are_asked(api: Api) -> None:
    status, heads, raw = await api.raw("GET", f"{ROOT}/wijzigingen?vanaf={day(api)}")
    assert (status, heads["content-type"], heads["cache-control"]) == (200, "application/hal+json", "no-store")
    assert json.loads(raw)["_links"] == {
        "self": {"href": f"http://localhost{ROOT}/wijzigingen?vanaf={day(api)}"},
        "ingeschrevenPersoon": {"href": f"http://localhost{ROOT}/personen"},
    }


async def test_a_change_from_before_it_was_followed_is_not_told(api: Api) -> None:
    await known(api, NOOR, huisnummer="2")
    await volg(api, NOOR)
    assert await changed(api) == []
    assert await changed(api, f"?vanaf={day(api, -9)}") == []


async def test_from_a_day_on(api: Api) -> None:
    await volg(api, NOOR)
    await since(api, NOOR, 40)
    await moved(api, NOOR, 10)
    assert await changed(api) == [NOOR]
    assert await changed(api, f"?vanaf={day(api, -10)}") == [NOOR]
    assert await changed(api, f"?vanaf={day(api, -9)}") == []


async def test_who_is_followed_no_longer_is_not_told(api: Api) -> None:
    await volg(api, NOOR)
    await volg(api, DAAN, einddatum=day(api, 1))
    await known(api, NOOR, DAAN, huisnummer="2")
    assert await changed(api) == [NOOR, DAAN]
    await volg(api, NOOR, einddatum=day(api))
    assert await changed(api) == [DAAN]


async def test_who_goes_on_in_time_misses_nothing_and_who_begins_again_begins_anew(api: Api) -> None:
    for bsn, until in ((NOOR, 1), (DAAN, -3)):
        await volg(api, bsn, einddatum=day(api, until))
        await since(api, bsn, 40)
        await moved(api, bsn, 10)
        assert (await volg(api, bsn))[0] == 200
    assert await changed(api) == [NOOR]
    begun = {each["burgerservicenummer"]: each["begindatum"] for each in await _all(api)}
    assert begun == {NOOR: day(api, -40), DAAN: day(api)}


async def _all(api: Api) -> list[dict[str, Any]]:
    return (await api.got(f"{ROOT}/volgindicaties"))["volgindicaties"]


async def test_whose_number_is_told_is_in_the_log(api: Api) -> None:
    pool, of = api.program.pool, api.program.accounting.pseudonyms.of
    await volg(api, NOOR)
    await volg(api, DAAN)
    await known(api, NOOR, DAAN, huisnummer="2")
    assert await changed(api) == [NOOR, DAAN]
    last = "select trace_id from personen.verwerking where naam = $1 order by einde desc, tijd desc limit 1"
    rows = await pool.fetch(
        f"select encode(betrokkene, 'hex') from ({records('personen')}) r "
        f"where naam = $1 and betrokkene is not null and trace_id = ({last})",
        "personen.wijzigingen",
    )
    assert {row[0] for row in rows} == {of(f"bsn:{NOOR}"), of(f"bsn:{DAAN}")}


# --- what is refused ----------------------------------------------------------------------------------------------


REFUSED: list[tuple[str, str, Any, tuple[int, str, list[tuple[str, str]]]]] = [
    ("PUT", f"volgindicaties/{ONBEKEND}", {}, (400, "paramsValidation", [("burgerservicenummer", "unknown")])),
    ("PUT", "volgindicaties/12345678", {}, (400, "paramsValidation", [("burgerservicenummer", "pattern")])),
    ("PUT", "volgindicaties/12345678x", {}, (400, "paramsValidation", [("burgerservicenummer", "pattern")])),
    ("GET", "volgindicaties/noor", None, (400, "paramsValidation", [("burgerservicenummer", "pattern")])),
    ("GET", f"volgindicaties/{NOOR}", None, (404, "notFound", [])),
    ("PUT", f"volgindicaties/{NOOR}", {"einddatum": "2026-02-30"}, (400, "paramsValidation", [("einddatum", "date")])),
    ("PUT", f"volgindicaties/{NOOR}", {"einddatum": 20261126}, (400, "paramsValidation", [("einddatum", "date")])),
    ("PUT", f"volgindicaties/{NOOR}", {"begin": "x"}, (400, "paramsValidation", [("begin", "unknownParam")])),
    ("PUT", f"volgindicaties/{NOOR}?a=b", {}, (400, "paramsValidation", [("a", "unknownParam")])),
    ("GET", "volgindicaties?page=2", None, (400, "paramsValidation", [("page", "unknownParam")])),
    ("GET", "wijzigingen?vanaf=gisteren", None, (400, "paramsValidation", [("vanaf", "date")])),
    ("GET", "wijzigingen?vanaf=", None, (400, "paramsValidation", [("vanaf", "date")])),
    ("GET", "wijzigingen?sinds=2026-01-01", None, (400, "paramsValidation", [("sinds", "unknownParam")])),
    ("GET", f"wijzigingen?vanaf={NOOR}", None, (400, "invalid", [("vanaf", "sensitiveData")])),
]


@pytest.mark.parametrize(("method", "path", "body", "wanted"), REFUSED)
async def test_what_is_wrong_is_told_and_never_with_the_number(
    api: Api, method: str, path: str, body: Any, wanted: tuple[int, str, list[tuple[str, str]]]
) -> None:
    status, _, raw = await api.raw(method, f"{ROOT}/{path}", body)
    told = json.loads(raw)
    assert (status, told["code"], [(each["name"], each["code"]) for each in told.get("invalidParams", [])]) == wanted
    assert told["instance"] in (f"{ROOT}/volgindicaties", f"{ROOT}/wijzigingen")
    assert NOOR not in raw.decode()


async def test_what_is_no_json_object_is_refused(api: Api) -> None:
    for body in (b"[]", b"{", b"\xff", b"[" * 50_000):
        assert (await api.raw("PUT", f"{ROOT}/volgindicaties/{NOOR}", body))[0] == 400
    status, _, _ = await api.raw("PUT", f"{ROOT}/volgindicaties/{NOOR}", b"{}", content_type="text/csv")
    assert status == 415
    assert await followed(api) == []


async def test_a_list_that_was_a_mistake_is_nobody_to_follow(api: Api) -> None:
    await keep(api, a_persoon(ONBEKEND, {"07": {"6720": "F"}}))
    assert (await volg(api, ONBEKEND))[0] == 400


async def test_it_takes_the_right_to_follow(api: Api) -> None:
    await api.keep("zonder")
    await api.program.clients.refresh()
    without = api.as_client("zonder")
    for method, path in (("GET", "volgindicaties"), ("GET", "wijzigingen"), ("PUT", f"volgindicaties/{NOOR}")):
        status, told = await without(method, f"{ROOT}/{path}", {} if method == "PUT" else None)
        assert (status, told["code"]) in ((403, "autorisation"), (401, "authentication"))
    assert await api.program.pool.fetchval("select count(*) from personen.volgindicatie") == 0


async def test_an_application_follows_so_many_and_no_more(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gevolgden, "MOST_FOLLOWED", 1)
    await volg(api, NOOR)
    status, told = await volg(api, DAAN)
    assert (status, told["invalidParams"][0]["code"]) == (400, "maxItems")
    assert (await volg(api, NOOR, einddatum=day(api, 3)))[0] == 200, "who is followed already, may go on"
    await volg(api, NOOR, einddatum=day(api))
    assert (await volg(api, DAAN))[0] == 201
    status, told = await volg(api, NOOR)
    assert (status, told["invalidParams"][0]["code"]) == (400, "maxItems"), "who begins again, counts again"
    assert (await volg(api, DAAN, einddatum=day(api)))[0] == 200
    assert (await volg(api, NOOR))[0] == 200
