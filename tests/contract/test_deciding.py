"""What is decided on a request: by an external decision point too, before anything is done, and on record."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web

from grondslag.integration.logboek.beslissingen import Sought, find, shown
from grondslag.operations import operations
from grondslag.runtime.routes import Routes
from tests.api import Api
from tests.builders import zaak_body, zaakeigenschap_body
from tests.points import KEY, Point, a_point
from tests.server import Databases
from tests.soorten import ZAKEN, Soort, a_gemeente, with_rights

LIST = f"{ZAKEN}/zaken"
TRACE, PARENT = "28dbeec32e77635cc19bc3204ec56c41", "c4e1d75a3f9b8240"


@pytest.fixture(scope="module")
async def point() -> AsyncIterator[Point]:
    async with a_point() as made:
        yield made


@pytest.fixture(scope="module")
async def soort(databases: Databases, tmp_path_factory: pytest.TempPathFactory, point: Point) -> AsyncIterator[Soort]:
    data = Path(tmp_path_factory.mktemp("data"))
    async with a_gemeente(databases, data, pdp_url=point.at, pdp_secret="geheim", pdp_timeout_ms=9000) as made:
        yield made[0]


@pytest.fixture(autouse=True)
def willing(point: Point) -> Iterator[None]:
    """It allows everything, and was asked nothing yet."""
    point.answers, point.waits = (lambda _: True), 0.0
    point.asked.clear()
    point.headers.clear()
    yield
    point.answers, point.waits = (lambda _: True), 0.0


def every_request(program: Any) -> Iterator[tuple[str, str]]:
    """Each method that each route takes, but for the documents that tell what there is."""
    routes: Routes = program.api.routes
    paths = [path for path, route in routes.lists.items() if route.kind != "openapi"]
    paths += [f"{path}/{KEY}" for path in (*routes.items, *routes.several)]
    paths += [f"{path}/{KEY}/{name}" for path, name in routes.acts]
    paths += [f"{path}/{KEY}/{name}{more}" for path, name in routes.under for more in ("", f"/{KEY}")]
    paths += [f"{path}/{KEY}/audittrail{more}" for path in routes.audits for more in ("", f"/{KEY}")]
    contents = {path: shape.content for path, shape in routes.items.items()}
    paths += [f"{path}/{KEY}/download" for path, content in contents.items() if content and content.out]
    roots = {name: component.path for name, component in program.world.components.items()}
    paths += [re.sub(r"\{\w+\}", KEY, roots[each.component] + each.path) for each in operations(program)]
    for path in paths:
        route = routes.find(path)
        assert route is not None, path
        for method in route.methods:
            yield method, path


async def records(api: Api, component: str, trace: str = "") -> list[Any]:
    """What is on record of decisions, oldest first: status, request, answer, span and span of its parent."""
    asked = Sought(trace=bytes.fromhex(trace) or None, begin=datetime(2026, 1, 1, tzinfo=UTC), limit=10_000)
    told = json.loads(msgspec.json.encode(shown(await find(api.program.pool, [component], asked), "")))[::-1]
    bodies = [(each["status"], each["body"], each["span_id"], each.get("parent_span_id")) for each in told]
    return [
        (status, body["adl.core.request"], body.get("adl.core.response"), *spans) for status, body, *spans in bodies
    ]


async def counted(api: Api) -> dict[str, int]:
    """How many decisions each component has on record."""
    served = sorted(api.program.served)
    return {name: await api.program.pool.fetchval(f"select count(*) from {name}.beslissing") for name in served}


async def written(api: Api) -> int:
    """How many audit lines there are: every write of anything makes one."""
    names = sorted(api.program.served)
    return sum([await api.program.pool.fetchval(f"select count(*) from {name}.audittrail") for name in names])


# --- every route --------------------------------------------------------------------------------------------------


async def told(api: Api, method: str, path: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, dict[str, str], bytes]:
    """The answer to an empty request. It is held against our document, unless that does not know the request."""
    route = api.program.api.routes.find(path)
    with monkeypatch.context() as patched:
        if route.kind == "operation" or (route.kind, method) == ("audit", "HEAD"):
            patched.setattr("tests.api.complaints", lambda *_, **__: [])
        return await api.raw(method, path, {})


async def test_what_is_denied_is_denied_on_every_route(
    soort: Soort, point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, requests = soort.api, list(every_request(soort.api.program))
    assert len(requests) > 200
    point.answers = lambda _: False
    before, lines = await counted(api), await written(api)
    for method, path in requests:
        status, heads, _ = await told(api, method, path, monkeypatch)
        assert (method, path, status, heads["content-type"]) == (method, path, 403, "application/problem+json")
    after = await counted(api)
    assert (len(point.asked), await written(api)) == (len(requests), lines)
    assert sum(after.values()) - sum(before.values()) == len(requests), "each of them is on record, once"
    assert {each["resource"]["id"] for each in point.asked} == {KEY, "*"}


async def test_what_nobody_decides_is_not_done_on_any_route(
    soort: Soort, point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, requests = soort.api, list(every_request(soort.api.program))
    point.answers = lambda _: web.Response(status=503)
    before, lines = await counted(api), await written(api)
    for method, path in requests:
        status, _, _ = await told(api, method, path, monkeypatch)
        assert (method, path, status) == (method, path, 503)
    after = await counted(api)
    assert await written(api) == lines
    assert sum(after.values()) - sum(before.values()) == len(requests)
    for name in sorted(api.program.served):
        found = (await records(api, name))[before[name] :]
        assert {(each[0], each[2]) for each in found} <= {("Error", None)}


async def test_a_silent_point_holds_nobody_for_long(
    soort: Soort, point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soort.api.program.town.deciding.point, "seconds", 0.2)
    point.waits = 60
    body, loop = zaak_body(soort.zaaktype, identificatie="STIL-1"), asyncio.get_running_loop()
    began = loop.time()
    answers = await asyncio.gather(*(soort.api("POST", LIST, body) for _ in range(50)))
    assert {status for status, _ in answers} == {503}
    assert loop.time() - began < 10
    point.waits = 0
    assert (await soort.api.got(f"{LIST}?identificatie=STIL-1"))["count"] == 0


async def test_documents_that_tell_what_there_is_are_anyones(soort: Soort, point: Point) -> None:
    point.answers = lambda _: False
    assert (await soort.api("GET", f"{ZAKEN}/openapi.json"))[0] == 200
    assert (await soort.api("GET", f"{ZAKEN}/nergens"))[0] == 404
    assert (await soort.api("BREW", LIST))[0] == 405
    assert (await soort.api("GET", LIST, authorization=""))[0] == 403
    assert point.asked == [], "who is not known is refused without asking"


# --- what is asked, and what is on record -------------------------------------------------------------------------


async def test_both_must_allow(soort: Soort, point: Point) -> None:
    reader = await with_rights(soort, "lezer", "zaken.lezen")
    zaak = await soort.zaak()
    assert (await reader("GET", zaak["url"]))[0] == 200
    assert (await reader("DELETE", zaak["url"]))[0] == 403
    point.answers = lambda asked: asked["action"]["name"] != "zaken.lezen"
    assert (await reader("GET", zaak["url"]))[0] == 403
    assert (await soort.api("GET", zaak["url"]))[0] == 403
    by_reader = [each for each in await records(soort.api, "zaken") if each[1]["subject"]["id"] == "lezer"]
    # Those of one millisecond come in any order.
    told = [(each[0], each[2]["decision"], each[2]["context"]) for each in by_reader]
    assert sorted((*each[:2], each[2]["autorisaties"], each[2]["pdp"]["decision"]) for each in told) == [
        ("Unset", False, False, True),
        ("Unset", False, True, False),
        ("Unset", True, True, True),
    ]


async def test_the_question_tells_who_does_what_with_what(soort: Soort, point: Point) -> None:
    zaak = await soort.zaak()
    point.asked.clear()
    point.headers.clear()
    uuid = zaak["url"][-36:]
    await soort.api("GET", zaak["url"], traceparent=f"00-{TRACE}-{PARENT}-00", x_request_id="van buiten")
    await soort.api("GET", f"{LIST}?bronorganisatie=002564440")
    await soort.api("POST", f"{LIST}/_zoek", {})
    await soort.api("GET", f"{zaak['url']}/audittrail")
    await soort.api("POST", f"{zaak['url']}/zaakeigenschappen", zaakeigenschap_body(zaak["url"], soort.eigenschap))
    await soort.api("PATCH", zaak["url"], {"omschrijving": "Anders"})
    asked = [(each["action"]["name"], each["action"]["properties"], each["resource"]) for each in point.asked]
    under = {"type": "zaken.zaakeigenschap", "id": "*", "properties": {"parent": uuid}}
    assert asked == [
        ("zaken.lezen", {"operation": "read"}, {"type": "zaken.zaak", "id": uuid}),
        ("zaken.lezen", {"operation": "list"}, {"type": "zaken.zaak", "id": "*"}),
        ("zaken.lezen", {"operation": "search"}, {"type": "zaken.zaak", "id": "*"}),
        ("audittrails.lezen", {"operation": "audittrail"}, {"type": "zaken.zaak", "id": uuid}),
        ("zaken.bijwerken", {"operation": "create"}, under),
        ("zaken.bijwerken", {"operation": "partial_update"}, {"type": "zaken.zaak", "id": uuid}),
    ]
    assert {json.dumps(each["subject"]) for each in point.asked} == {'{"type": "applicatie", "id": "tests"}'}
    first = point.asked[0]["context"]
    assert first["traceparent"].startswith(f"00-{TRACE}-")
    assert first["traceparent"].endswith("-00")
    assert datetime.fromisoformat(first["time"]).tzinfo is not None
    assert point.headers[0]["traceparent"] == first["traceparent"]
    assert point.headers[0]["Authorization"] == "Bearer geheim"
    [kept] = await records(soort.api, "zaken", TRACE)
    assert kept[1] == point.asked[0]
    assert kept[3] == first["traceparent"].split("-")[2] == point.headers[0]["X-Request-ID"]
    assert kept[4] != PARENT, "its parent is the span of the request, which is a child of that of who asked"


async def test_a_decision_stands_with_its_change(soort: Soort) -> None:
    before = (await counted(soort.api))["zaken"]
    trace = "0" * 31 + "1"
    status, _ = await soort.api("POST", LIST, zaak_body(soort.zaaktype), traceparent=f"00-{trace}-{PARENT}-01")
    assert status == 201
    wrong = zaak_body(soort.zaaktype, bronorganisatie="x")
    assert (await soort.api("POST", LIST, wrong, traceparent=f"00-{trace}-{PARENT}-01"))[0] == 400
    assert (await soort.api("GET", f"{LIST}/{KEY}", traceparent=f"00-{trace}-{PARENT}-01"))[0] == 404
    found = await records(soort.api, "zaken", trace)
    assert sorted((each[0], each[1]["action"]["name"], each[2]["decision"]) for each in found) == [
        ("Unset", "zaken.aanmaken", True),
        ("Unset", "zaken.aanmaken", True),
        ("Unset", "zaken.lezen", True),
    ]
    assert (await counted(soort.api))["zaken"] == before + 3


async def test_a_call_of_several_parts_is_one_decision(soort: Soort, point: Point) -> None:
    body = {"zaak": zaak_body(soort.zaaktype), "rollen": [], "status": None}
    before = sum((await counted(soort.api)).values())
    point.asked.clear()
    status, answer = await soort.api("POST", f"{ZAKEN}/zaak_registreren", {k: v for k, v in body.items() if v})
    assert status in (200, 201, 400), answer
    assert len(point.asked) == 1
    assert sum((await counted(soort.api)).values()) == before + 1


async def test_what_is_denied_is_not_embedded(soort: Soort, point: Point) -> None:
    zaak = await soort.zaak()
    await soort.stand(zaak, soort.begin)
    url = f"{zaak['url']}?expand=zaaktype,status,status.statustype"
    whole = await soort.api.got(url)
    assert whole["_expand"]["status"]["_expand"]["statustype"]["omschrijving"] == "Begin"
    kinds = [each["resource"]["type"] for each in point.asked[-4:]]
    assert sorted(kinds) == ["catalogi.statustype", "catalogi.zaaktype", "zaken.status", "zaken.zaak"]
    point.answers = lambda asked: asked["resource"]["type"] != "zaken.status"
    part = await soort.api.got(url)
    assert "status" not in part["_expand"]
    assert part["_expand"]["zaaktype"] == whole["_expand"]["zaaktype"]
    point.answers = lambda asked: web.Response(status=500) if asked["resource"]["type"] == "zaken.status" else True
    assert (await soort.api("GET", url))[0] == 503
