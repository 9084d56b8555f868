"""Mirrors: here they hold with their change or not at all; elsewhere they are sent until they are done."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest
from aiohttp import web

from grondslag.opening import own_call
from grondslag.runtime import mirrors
from grondslag.runtime.changing import change
from grondslag.runtime.mirrors import Resending
from grondslag.runtime.outside import Unreachable
from grondslag.runtime.reflections import check_mirrors
from grondslag.runtime.together import together
from grondslag.runtime.town import Town, Wish
from tests.api import Api
from tests.builders import document_body, zaak_body, zaakinformatieobject_body
from tests.elsewhere import answering
from tests.server import Databases
from tests.soorten import DOCUMENTEN, ZAKEN, Soort, a_gemeente

RELATIONS = f"{ZAKEN}/zaakinformatieobjecten"
TELLING = "select count(*) from zaken.zaak"


@pytest.fixture(scope="module")
async def soorten(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Soort, Soort]]:
    async with a_gemeente(databases, Path(tmp_path_factory.mktemp("data"))) as made:
        yield made


async def a_document(soort: Soort) -> str:
    body = document_body(soort.informatieobjecttype)
    return (await soort.api.made(f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", body))["url"]


async def relate(soort: Soort, zaak: Any, document: str) -> tuple[int, dict[str, str]]:
    status, heads, _ = await soort.api.raw("POST", RELATIONS, zaakinformatieobject_body(zaak["url"], document))
    return status, heads


# --- here ---------------------------------------------------------------------------------------------------------


@pytest.fixture
async def unwritable(soort: Soort) -> AsyncIterator[None]:
    """Documenten takes no objectinformatieobjecten: its database refuses every row."""
    pool, table = soort.api.program.pool, "documenten.objectinformatieobject"
    await pool.execute(f"alter table {table} add constraint never check (object_type is null) not valid")
    yield
    await pool.execute(f"alter table {table} drop constraint never")


@pytest.mark.usefixtures("unwritable")
async def test_a_change_does_not_hold_without_its_mirror(soort: Soort) -> None:
    zaak, document = await soort.zaak(), await a_document(soort)
    api, pool = soort.api, soort.api.program.pool
    trail = await api.got(zaak["url"] + "/audittrail")
    events = await pool.fetchval("select count(*) from zaken.outbox")
    assert (await relate(soort, zaak, document))[0] == 500
    assert await api.got(f"{RELATIONS}?zaak={zaak['url']}") == []
    assert await api.got(zaak["url"] + "/audittrail") == trail
    assert await pool.fetchval("select count(*) from zaken.outbox") == events


async def test_the_audit_trail_of_the_document_says_on_whose_behalf(soort: Soort) -> None:
    zaak, document = await soort.zaak(), await a_document(soort)
    status, heads = await relate(soort, zaak, document)
    assert (status, heads.get("x-warning")) == (201, None)
    line = (await soort.api.got(document + "/audittrail"))[-1]
    assert (line["resource"], line["actie"]) == ("objectinformatieobject", "create")
    assert (line["applicatieId"], line["applicatieWeergave"]) == ("grondslag", "namens tests")


async def test_the_documents_of_a_zaak_are_free_once_it_is_gone(soort: Soort) -> None:
    zaak, documents = await soort.zaak(), [await a_document(soort) for _ in range(3)]
    for each in documents:
        assert (await relate(soort, zaak, each))[0] == 201
    assert (await soort.api("DELETE", zaak["url"]))[0] == 204
    for each in documents:
        assert await soort.api.got(f"{DOCUMENTEN}/objectinformatieobjecten?informatieobject={each}") == []
        assert (await soort.api("DELETE", each))[0] == 204


async def test_many_writers_with_mirrors_do_not_wait_for_one_another_for_ever(soort: Soort) -> None:
    document = await a_document(soort)

    async def one() -> int:
        return (await relate(soort, await soort.zaak(), document))[0]

    async with asyncio.timeout(60):
        assert await asyncio.gather(*(one() for _ in range(40))) == [201] * 40
    found = await soort.api.got(f"{DOCUMENTEN}/objectinformatieobjecten?informatieobject={document}")
    assert len(found) == 40


async def test_several_changes_hold_together_or_not_at_all(soort: Soort) -> None:
    program = soort.api.program
    shape = program.world.shapes["zaken.zaak"]
    call = msgspec.structs.replace(own_call(program), links=program.town.links("http://localhost"))
    wish = Wish(shape=shape, action="create", body=zaak_body(soort.zaaktype))
    before = await program.pool.fetchval(TELLING)

    async def fail_after(town: Town, times: int) -> None:
        async with together(town) as bound:
            for _ in range(times):
                await change(bound, call, wish)
            assert await bound.pool.fetchval(TELLING) == before + times
            await bound.pool.execute("select 1 / 0")

    with pytest.raises(asyncpg.DivisionByZeroError):
        await fail_after(program.town, 2)
    assert await program.pool.fetchval(TELLING) == before
    async with together(program.town) as bound:
        with pytest.raises(asyncpg.DivisionByZeroError):
            await fail_after(bound, 1)
        assert (await change(bound, call, wish)).status == 201
    assert await program.pool.fetchval(TELLING) == before + 1


# --- what was broken ----------------------------------------------------------------------------------------------


async def checked(soort: Soort, *, repair: bool = False) -> list[tuple[str, int]]:
    program = soort.api.program
    call = msgspec.structs.replace(own_call(program), links=program.town.links("http://localhost"))
    return [(each.where, each.count) async for each in check_mirrors(program.town, call, repair=repair)]


async def test_a_mirror_that_is_missing_is_found_and_made(soort: Soort) -> None:
    zaak, document = await soort.zaak(), await a_document(soort)
    assert (await relate(soort, zaak, document))[0] == 201
    assert await checked(soort) == []
    await soort.api.program.pool.execute(
        "delete from documenten.objectinformatieobject where informatieobject = $1", document.rpartition("/")[2]
    )
    missing = "zaken.zaakinformatieobject -> documenten.objectinformatieobject (missing)"
    assert await checked(soort) == [(missing, 1)]
    assert await checked(soort, repair=True) == [(missing, 1)]
    assert await checked(soort) == []
    [found] = await soort.api.got(f"{DOCUMENTEN}/objectinformatieobjecten?informatieobject={document}")
    assert found["object"] == zaak["url"]


async def test_a_mirror_is_there_also_when_we_had_another_address_then(soort: Soort) -> None:
    zaak, document = await soort.zaak(), await a_document(soort)
    assert (await relate(soort, zaak, document))[0] == 201
    await soort.api.program.pool.execute(
        "update documenten.objectinformatieobject set object = 'https://eerder.example/' || object "
        "where informatieobject = $1",
        document.rpartition("/")[2],
    )
    assert await checked(soort) == []


async def test_a_mirror_of_what_is_gone_is_found_and_removed(soort: Soort) -> None:
    zaak, document = await soort.zaak(), await a_document(soort)
    assert (await relate(soort, zaak, document))[0] == 201
    await soort.api.program.pool.execute(
        "delete from zaken.zaakinformatieobject where informatieobject = $1", document.rpartition("/")[2]
    )
    left = "zaken.zaakinformatieobject -> documenten.objectinformatieobject (left over)"
    assert await checked(soort) == [(left, 1)]
    assert await checked(soort, repair=True) == [(left, 1)]
    assert await checked(soort) == []
    assert (await soort.api("DELETE", document))[0] == 204


async def test_a_mirror_under_another_record_is_found_missing_and_left_over(soort: Soort) -> None:
    zaak, pool = await soort.zaak(), soort.api.program.pool
    besluit, _alone = await soort.besluit(zaak=zaak["url"]), await soort.besluit()
    where = "besluiten.besluit -> zaken.zaakbesluit"
    for sql, fault in (
        ("delete from zaken.zaakbesluit where besluit = $1", f"{where} (missing)"),
        ("update besluiten.besluit set zaak = '' where id::text = $1", f"{where} (left over)"),
    ):
        assert await checked(soort) == []
        await pool.execute(sql, besluit["url"].rpartition("/")[2])
        assert await checked(soort) == await checked(soort, repair=True) == [(fault, 1)]
    assert await checked(soort) == []
    assert await soort.api.got(zaak["url"] + "/besluiten") == []


# --- elsewhere ----------------------------------------------------------------------------------------------------


class Elsewhere:
    """Documenten on another server, as far as mirrors need it. `state`: ok, silent (it takes the request, and never
    answers) or broken."""

    def __init__(self) -> None:
        self.state, self.held, self.sent = "ok", dict[str, Any](), list[tuple[str, str, str]]()
        self.at = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What the API answers."""
        is_relation = "/objectinformatieobjecten" in request.path
        if is_relation and self.state != "ok":
            await asyncio.sleep(30 if self.state == "silent" else 0)
            return web.Response(status=500)
        if not is_relation:
            return web.json_response(self.document(request))
        said = request.headers.get("X-Audit-Toelichting", "")
        if request.method == "GET":
            return web.json_response(list(self.held.values()))
        body = await request.json() if request.method == "POST" else {}
        self.sent.append((request.method, body.get("object", request.path.rpartition("/")[2]), said))
        if request.method == "DELETE":
            self.held.pop(request.path.rpartition("/")[2])
            return web.Response(status=204)
        if any(each["object"] == body["object"] for each in self.held.values()):
            return web.json_response({"invalidParams": [{"code": "unique"}]}, status=400)
        key = str(len(self.sent))
        self.held[key] = body | {"url": f"{self.at}{request.path}/{key}"}
        return web.json_response(self.held[key], status=201)

    def document(self, request: web.Request) -> Any:
        """The document that is asked for."""
        return {
            "url": f"{self.at}{request.path}",
            "bronorganisatie": "123456782",
            "creatiedatum": "2026-11-01",
            "titel": "Foto",
            "auteur": "Aldenkamp",
            "taal": "dut",
            "informatieobjecttype": self.informatieobjecttype,
        }

    informatieobjecttype = ""


@asynccontextmanager
async def elsewhere() -> AsyncIterator[Elsewhere]:
    server = Elsewhere()
    async with answering(server.answer) as server.at:
        yield server


@pytest.fixture
async def apart(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Soort, Elsewhere]]:
    """A municipality whose documents lie on another server; what failed may be sent again at once."""
    monkeypatch.setattr(mirrors, "SETTLED", mirrors.SETTLED * 0)
    async with elsewhere() as server:
        settings: Any = {
            "target": ("zaken", "catalogi", "autorisaties"),
            "neighbours": {"documenten": server.at + DOCUMENTEN},
        }
        async with a_gemeente(databases, tmp_path, **settings) as (soort, _):
            server.informatieobjecttype = soort.informatieobjecttype
            yield soort, server


def the_document(server: Elsewhere) -> str:
    return f"{server.at}{DOCUMENTEN}/enkelvoudiginformatieobjecten/0193a000-0000-7000-8000-000000000001"


async def noted(api: Api) -> list[str]:
    rows = await api.program.pool.fetch("select actie from zaken.outbox where soort = 'spiegel' order by id")
    return [row[0] for row in rows]


async def sent_again(api: Api) -> None:
    """A round of a worker that has just begun, so that nothing waits."""
    await Resending()(api.program.town, api.program.observer)


async def test_a_mirror_elsewhere_is_sent_at_once_on_behalf_of_the_client(apart: tuple[Soort, Elsewhere]) -> None:
    soort, server = apart
    zaak = await soort.zaak()
    status, heads = await relate(soort, zaak, the_document(server))
    assert (status, heads.get("x-warning")) == (201, None)
    assert server.sent == [("POST", zaak["url"], "Namens tests")]
    assert await noted(soort.api) == []


@pytest.mark.parametrize("state", ["silent", "broken"])
async def test_what_does_not_come_through_is_told_and_sent_again(apart: tuple[Soort, Elsewhere], state: str) -> None:
    soort, server = apart
    zaak, api, server.state = await soort.zaak(), soort.api, state
    started = asyncio.get_running_loop().time()
    status, heads = await relate(soort, zaak, the_document(server))
    assert (status, "spiegelbeeld" in heads["x-warning"]) == (201, True)
    assert asyncio.get_running_loop().time() - started < mirrors.WAIT_SECONDS + 2
    assert await noted(api) == ["create"]
    server.state = "ok"
    await sent_again(api)
    assert [each["object"] for each in server.held.values()] == [zaak["url"]]
    assert await noted(api) == []


async def test_what_was_sent_twice_is_there_once(apart: tuple[Soort, Elsewhere]) -> None:
    soort, server = apart
    zaak, api, server.state = await soort.zaak(), soort.api, "broken"
    assert (await relate(soort, zaak, the_document(server)))[0] == 201
    server.state = "ok"
    server.held["1"] = {"object": zaak["url"], "url": "there already"}
    await sent_again(api)
    assert (await noted(api), list(server.held)) == ([], ["1"])


async def test_a_later_mirror_waits_for_the_one_before(apart: tuple[Soort, Elsewhere]) -> None:
    soort, server = apart
    zaak, api, server.state = await soort.zaak(), soort.api, "broken"
    assert (await relate(soort, zaak, the_document(server)))[0] == 201
    [relation] = await api.got(f"{RELATIONS}?zaak={zaak['url']}")
    server.state = "ok"
    status, heads, _ = await api.raw("DELETE", relation["url"])
    assert (status, "x-warning" in heads, server.sent) == (204, True, [])
    assert await noted(api) == ["create", "destroy"]
    await sent_again(api)
    assert server.sent == [], "what was to be made and removed again is not there, so nothing had to be done"
    assert (await noted(api), server.held) == ([], {})


async def test_what_was_made_without_our_knowing_is_removed(apart: tuple[Soort, Elsewhere]) -> None:
    soort, server = apart
    zaak, api, server.state = await soort.zaak(), soort.api, "broken"
    assert (await relate(soort, zaak, the_document(server)))[0] == 201
    [relation] = await api.got(f"{RELATIONS}?zaak={zaak['url']}")
    assert (await api("DELETE", relation["url"]))[0] == 204
    server.state = "ok"
    mirror = {"informatieobject": the_document(server), "object": zaak["url"], "objectType": "zaak"}
    server.held["1"] = mirror | {"url": f"{server.at}{DOCUMENTEN}/objectinformatieobjecten/1"}
    await sent_again(api)
    assert (await noted(api), server.held) == ([], {})


async def test_what_fails_waits_and_does_not_hold_up_others(
    apart: tuple[Soort, Elsewhere], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grondslag.runtime.mirrors.FIRST_WAIT", 60.0)
    soort, server = apart
    api, again = soort.api, Resending()
    town, observer, server.state = api.program.town, api.program.observer, "broken"
    assert (await relate(soort, await soort.zaak(), the_document(server)))[0] == 201
    await again(town, observer)
    server.state = "ok"
    await again(town, observer)
    assert await noted(api) == ["create"], "it waits a minute"
    assert (await relate(soort, other := await soort.zaak(), the_document(server)))[0] == 201
    assert [where for _, where, _ in server.sent] == [other["url"]]
    again.waits = {key: (until - 60.0, failures) for key, (until, failures) in again.waits.items()}
    await again(town, observer)
    assert await noted(api) == []


async def test_a_neighbour_that_is_silent_does_not_hold_up_what_is_for_others(
    apart: tuple[Soort, Elsewhere], monkeypatch: pytest.MonkeyPatch
) -> None:
    soort, _server = apart
    town, observer, again, tried = soort.api.program.town, soort.api.program.observer, Resending(), list[str]()

    async def sent_to(_outside: Any, unsent: Any) -> bool:
        tried.append(unsent.target.partition(".")[0])
        if unsent.target.startswith("documenten."):
            raise Unreachable
        return True

    monkeypatch.setattr(mirrors, "_sent_to", sent_to)
    body = '{"body": {"object": "https://elders.example/1"}, "client": "tests", "under": false}'
    for number in range(mirrors.BATCH + 20):
        target = "documenten.objectinformatieobject" if number < mirrors.BATCH + 10 else "besluiten.besluit"
        await town.pool.execute(
            "insert into zaken.outbox (id, root, rev, soort, kanaal, hoofdobject_pad, resource, resource_pad, actie, "
            "inhoud, aanmaakdatum) values ($1, gen_random_uuid(), 0, 'spiegel', '', '', $2, '', 'create', $3, "
            "now() - case when $4 = 3 then interval '8 days' else interval '1 minute' end)",
            town.fresh_id(), target, body, number,
        )  # fmt: skip
    await again(town, observer)
    assert tried == ["documenten"], "one of them tells enough"
    assert len(await noted(soort.api)) == mirrors.BATCH + 19, "what is too old is given up all the same"
    await again(town, observer)
    assert tried == ["documenten", *["besluiten"] * 10]
    assert len(await noted(soort.api)) == mirrors.BATCH + 9


async def test_a_mirror_elsewhere_that_is_missing_is_found_and_made(apart: tuple[Soort, Elsewhere]) -> None:
    soort, server = apart
    zaak = await soort.zaak()
    assert (await relate(soort, zaak, the_document(server)))[0] == 201
    assert await checked(soort) == []
    server.held.clear()
    assert [count for _, count in await checked(soort, repair=True)] == [1]
    assert [each["object"] for each in server.held.values()] == [zaak["url"]]
    assert await checked(soort) == []
