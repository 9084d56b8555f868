"""What a zaak has to do with registers of others: read and written over HTTP, at a small one that is run here."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web

from tests.builders import besluit_body, document_body, zaakinformatieobject_body, zaakobject_body
from tests.elsewhere import answering
from tests.server import Databases
from tests.soorten import ZAKEN, Body, Soort, a_gemeente


class Elders(msgspec.Struct):
    """A register elsewhere: what it holds by path, and what it was told."""

    root: str
    holds: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])
    told: list[tuple[str, str, Any]] = msgspec.field(default_factory=list[Any])

    def url(self, path: str, body: Any) -> str:
        """The URL of a thing that it holds from now on."""
        self.holds[path] = body
        return self.root + path

    async def answer(self, request: web.Request) -> web.Response:
        """Reads what is there, lists what was added, and takes every other write."""
        if request.method == "GET":
            found = self.holds.get(request.path)
            return web.json_response(found, status=404 if found is None else 200)
        body: Any = await request.json() if request.can_read_body else None
        self.told.append((request.method, request.path, body))
        if request.method == "POST":
            made = (body or {}) | {"url": f"{self.root}{request.path}/{len(self.told)}"}
            self.holds.setdefault(request.path, []).append(made)
            return web.json_response(made, status=201)
        return web.Response(status=204)


@pytest.fixture(scope="module")
async def elders() -> AsyncIterator[Elders]:
    found = Elders(root="")
    async with answering(found.answer) as at:
        found.root = at.replace("127.0.0.1", "localhost")
        yield found


@pytest.fixture(scope="module")
async def soorten(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, elders: Elders
) -> AsyncIterator[tuple[Soort, Soort]]:
    near = {name: f"{elders.root}/{name}/api/v1" for name in ("verzoeken", "documenten")}
    data = Path(tmp_path_factory.mktemp("data"))
    here = ("catalogi", "zaken", "autorisaties")
    async with a_gemeente(databases, data, target=here, neighbours=near, allow_private_urls=True) as made:
        yield made


# --- archive dates ------------------------------------------------------------------------------------------------


async def object_elsewhere(soort: Soort, zaak: Body, url: str) -> Body:
    body = zaakobject_body(zaak["url"], objectType="woz_waarde", object=url)
    del body["objectIdentificatie"]
    return await soort.api.made(f"{ZAKEN}/zaakobjecten", body)


async def test_an_object_elsewhere_says_when_the_bewaartermijn_begins(soort: Soort, elders: Elders) -> None:
    zaak = await soort.zaak()
    for year in (2013, 2015):
        await object_elsewhere(soort, zaak, elders.url(f"/woz/{year}", {"waardepeildatum": f"{year}-1-1"}))
    assert (await soort.closed(zaak, "zaakobject"))["archiefactiedatum"] == "2020-01-01"
    await object_elsewhere(soort, zaak, elders.url("/woz/2017", {"waardepeildatum": "2017-1-1"}))
    assert (await soort.again(zaak))["archiefactiedatum"] == "2022-01-01"


async def test_an_object_that_does_not_answer_leaves_it_open(soort: Soort, elders: Elders) -> None:
    for path, body in (("/weg", None), ("/zonder", {}), ("/lijst", ["2013-1-1"]), ("/vreemd", {"waardepeildatum": 7})):
        zaak = await soort.zaak()
        await object_elsewhere(soort, zaak, elders.url(path, body))
        closed = await soort.closed(zaak, "zaakobject")
        assert (closed["archiefnominatie"], closed["archiefactiedatum"]) == ("vernietigen", None), path


async def test_objects_are_read_only_when_they_count(soort: Soort, elders: Elders) -> None:
    zaak = await soort.zaak()
    await object_elsewhere(soort, zaak, "https://niet.invalid/1")
    assert (await soort.closed(zaak))["archiefactiedatum"] == "2031-11-10"


# --- mirrors ------------------------------------------------------------------------------------------------------


async def test_a_verzoek_is_mirrored_at_its_register(soort: Soort, elders: Elders) -> None:
    zaak = await soort.zaak()
    body = {"zaak": zaak["url"], "verzoek": f"{elders.root}/verzoeken/api/v1/verzoeken/1"}
    status, heads, raw = await soort.api.raw("POST", f"{ZAKEN}/zaakverzoeken", body)
    assert (status, "x-warning" in heads) == (201, False)
    path = "/verzoeken/api/v1/objectverzoeken"
    mirrored = {"verzoek": body["verzoek"], "object": zaak["url"], "objectType": "zaak"}
    assert elders.told[-1] == ("POST", path, mirrored)
    made = elders.holds[path][-1]["url"]
    assert (await soort.api("DELETE", msgspec.json.decode(raw)["url"]))[0] == 204
    assert elders.told[-1] == ("DELETE", made.removeprefix(elders.root), None)


async def test_what_is_mirrored_nowhere_is_told(soort: Soort, elders: Elders) -> None:
    """No register of contactmomenten is known."""
    zaak = await soort.zaak()
    body = {"zaak": zaak["url"], "contactmoment": f"{elders.root}/contactmomenten/api/v1/contactmomenten/1"}
    status, heads, raw = await soort.api.raw("POST", f"{ZAKEN}/zaakcontactmomenten", body)
    assert (status, "spiegelbeeld" in heads["x-warning"]) == (201, True)
    made = msgspec.json.decode(raw)
    assert await soort.api.got(f"{ZAKEN}/zaakcontactmomenten?zaak={zaak['url']}") == [made]
    status, heads, _ = await soort.api.raw("DELETE", made["url"])
    assert (status, "x-warning" in heads) == (204, False)


async def test_a_document_is_mirrored_where_it_lies(soort: Soort, elders: Elders) -> None:
    zaak = await soort.zaak()
    document = document_body(soort.informatieobjecttype) | {"indicatieGebruiksrecht": False, "status": "definitief"}
    root, key = "/documenten/api/v1", "/enkelvoudiginformatieobjecten/55555555-0000-4000-8000-000000000001"
    near, far = (elders.url(path + key, document) for path in (root, "/andere" + root))
    for url, warned in ((near, False), (far, True)):
        body = zaakinformatieobject_body(zaak["url"], url)
        status, heads, raw = await soort.api.raw("POST", f"{ZAKEN}/zaakinformatieobjecten", body)
        assert (status, "x-warning" in heads) == (201, warned), raw
        made = msgspec.json.decode(raw)
        assert made["informatieobject"] == url
    mirrored = {"informatieobject": near, "object": zaak["url"], "objectType": "zaak"}
    assert [each for each in elders.told if "objectinformatie" in each[1]] == [
        ("POST", root + "/objectinformatieobjecten", mirrored)
    ]


# --- besluiten and expand -----------------------------------------------------------------------------------------


async def test_a_besluit_elsewhere_looks_like_one(soort: Soort, elders: Elders) -> None:
    zaak = await soort.zaak()
    for path, body, code in (("/b/1", {"naam": "x"}, "invalid-resource"), ("/b/2", None, "bad-url")):
        url = elders.url(path, body)
        assert await soort.api.told("POST", zaak["url"] + "/besluiten", {"besluit": url}) == [("besluit", code)]
    url = elders.url("/b/3", besluit_body(f"{elders.root}/bt/1", vervaldatum=None))
    await soort.api.made(zaak["url"] + "/besluiten", {"besluit": url})


async def test_what_is_expanded_must_answer(soort: Soort, elders: Elders) -> None:
    zaak = await soort.zaak()
    # By its number: a register that is a neighbour is asked for its known resources only.
    stranger = elders.url("/o/1", {"naam": "x"}).replace("localhost", "127.0.0.1")
    there = await object_elsewhere(soort, zaak, stranger)
    shown = await soort.api.got(f"{there['url']}?expand=object")
    assert shown["_expand"]["object"] == {"naam": "x"}
    gone = await object_elsewhere(soort, zaak, stranger.replace("/o/1", "/o/2"))
    status, answer = await soort.api("GET", f"{gone['url']}?expand=object")
    assert (status, answer["code"]) == (404, "not_found")
    listed = await soort.api.got(f"{ZAKEN}/zaakobjecten?zaak={zaak['url']}&expand=object")
    assert [each["_expand"] for each in listed["results"]] == [{}, {"object": {"naam": "x"}}]
