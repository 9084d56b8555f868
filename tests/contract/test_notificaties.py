"""Notificaties as a register: kanalen, abonnementen with a callback that is tried, and events of others."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.api import Api, served
from tests.server import Databases
from tests.subscriber import AUTH, Subscriber, subscribing

NRC = "/notificaties/api/v1"
Body = dict[str, Any]


@pytest.fixture(scope="module")
async def api(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    dsn = databases.fresh()
    async with served(dsn, Path(tmp_path_factory.mktemp("data")), allow_private_urls=True) as running:
        yield running
    databases.drop(dsn)


@pytest.fixture
async def subscriber() -> AsyncIterator[Subscriber]:
    async with subscribing() as found:
        yield found


def abonnement_body(subscriber: Subscriber, *kanalen: Body, **said: Any) -> Body:
    """An abonnement of this subscriber, on all zaken unless it says otherwise."""
    usual: Body = {"callbackUrl": subscriber.at, "auth": AUTH, "kanalen": list(kanalen) or [{"naam": "zaken"}]}
    return usual | said


def notificatie_body(**said: Any) -> Body:
    """An event of a source elsewhere."""
    usual: Body = {
        "kanaal": "elders",
        "hoofdObject": "https://elders.example/zaken/1",
        "resource": "status",
        "resourceUrl": "https://elders.example/statussen/1",
        "actie": "create",
        "aanmaakdatum": "2024-01-02T03:04:05Z",
        "kenmerken": {"bron": "1", "soort": "a"},
    }
    return usual | said


async def test_own_kanalen_are_there_from_the_start(api: Api) -> None:
    found = {each["naam"]: each["filters"] for each in await api.got(f"{NRC}/kanaal")}
    assert found["zaken"] == ["bronorganisatie", "zaaktype", "vertrouwelijkheidaanduiding"]
    assert found["zaaktypen"] == ["catalogus"]
    assert found["autorisaties"] == []
    assert found["besluiten"] == ["verantwoordelijke_organisatie", "besluittype"]
    [zaken] = await api.got(f"{NRC}/kanaal?naam=zaken")
    assert await api.got(zaken["url"]) == zaken
    where = urlsplit(zaken["documentatieLink"])
    assert where.path == "/zaken/api/v1/openapi.yaml"
    _, _, told = await api.raw("GET", where.path.replace(".yaml", ".json"))
    said = json.loads(told)["info"]["description"]
    assert "kanaal `zaken`" in said
    assert "- `zaakinformatieobject`: create" in said


async def test_a_kanaal_is_made_once_and_stays(api: Api) -> None:
    body = {"naam": "meldingen", "documentatieLink": "https://elders.example/kanalen", "filters": ["bron"]}
    made = await api.made(f"{NRC}/kanaal", body)
    assert {name: made[name] for name in body} == body
    assert await api.told("POST", f"{NRC}/kanaal", {"naam": "meldingen"}) == [("naam", "unique")]
    assert (await api("DELETE", made["url"]))[0] == 405
    assert await api.told("POST", f"{NRC}/kanaal", {}) == [("naam", "required")]


async def test_an_abonnement_keeps_its_auth_to_itself(api: Api, subscriber: Subscriber) -> None:
    filters = {"zaaktype": "*", "bronorganisatie": "123456782"}
    made = await api.made(f"{NRC}/abonnement", abonnement_body(subscriber, {"naam": "zaken", "filters": filters}))
    assert made["kanalen"] == [{"naam": "zaken", "filters": filters}]
    assert (made["callbackUrl"], made["sendCloudevents"], "auth" in made) == (subscriber.at, False, False)
    assert made in await api.got(f"{NRC}/abonnement")
    kept = await api.program.pool.fetchval(
        "select auth_verzegeld from notificaties.abonnement where id = $1", _key(made)
    )
    assert len(kept) > 0
    assert AUTH not in bytes.fromhex(kept).decode("latin-1")
    trail = await api.program.pool.fetch("select nieuw from notificaties.audittrail")
    assert trail
    assert all(AUTH not in row[0] for row in trail)
    assert (await api("DELETE", made["url"]))[0] == 204
    assert (await api("GET", made["url"]))[0] == 404


def _key(made: Body) -> str:
    return made["url"][-36:]


async def test_an_abonnement_says_what_it_must(api: Api, subscriber: Subscriber) -> None:
    post = f"{NRC}/abonnement"
    assert await api.told("POST", post, {}) == [("callbackUrl", "required"), ("kanalen", "required")]
    without = abonnement_body(subscriber)
    del without["auth"]
    assert await api.told("POST", post, without) == [("auth", "required")]
    assert await api.told("POST", post, abonnement_body(subscriber, auth="")) == [("auth", "blank")]
    assert await api.told("POST", post, abonnement_body(subscriber, auth="a\r\nb: c")) == [("auth", "invalid")]
    assert await api.told("POST", post, abonnement_body(subscriber, {"naam": "geen"})) == [
        ("kanalen.0.naam", "kanaal_naam")
    ]
    odd = {"naam": "zaken", "filters": {"kleur": "rood"}}
    assert await api.told("POST", post, abonnement_body(subscriber, {"naam": "zaken"}, odd)) == [
        ("kanalen.1.filters", "inconsistent-abonnement-filters")
    ]
    wrong = {"naam": "zaken", "filters": {"zaaktype": 1}}
    assert await api.told("POST", post, abonnement_body(subscriber, wrong)) == [
        ("kanalen.0.filters.zaaktype", "invalid")
    ]
    assert await api.told("POST", post, abonnement_body(subscriber, callbackUrl="ftp://x")) == [
        ("callbackUrl", "invalid")
    ]
    assert subscriber.tried == []


async def test_a_callback_is_tried_when_it_is_given(api: Api, subscriber: Subscriber) -> None:
    post, body = f"{NRC}/abonnement", abonnement_body(subscriber)
    subscriber.open = True
    assert await api.told("POST", post, body) == [("callbackUrl", "no-auth-on-callback-url")]
    subscriber.open = False
    subscriber.verdict = lambda _: 500
    assert await api.told("POST", post, body) == [("nonFieldErrors", "invalid-callback-url")]
    assert await api.told("POST", post, body | {"auth": "anders"}) == [("nonFieldErrors", "invalid-callback-url")]
    nobody = body | {"callbackUrl": "http://localhost:1/"}
    assert await api.told("POST", post, nobody) == [("nonFieldErrors", "invalid-callback-url")]
    subscriber.verdict = lambda _: 200
    made = await api.made(post, body)
    subscriber.verdict = lambda _: 500
    kanalen = [{"naam": "zaken", "filters": {}}, {"naam": "autorisaties", "filters": {}}]
    status, changed = await api("PATCH", made["url"], {"kanalen": kanalen})
    assert (status, changed["kanalen"]) == (200, kanalen), "the callback did not change, so it is not tried again"
    assert await api.told("PATCH", made["url"], {"callbackUrl": subscriber.at + "/2"}) == [
        ("nonFieldErrors", "invalid-callback-url")
    ]
    subscriber.verdict = lambda _: 204
    assert (await api("PATCH", made["url"], {"callbackUrl": subscriber.at + "/2"}))[0] == 200, "with the auth we keep"
    assert await api.told("PUT", made["url"], {"callbackUrl": subscriber.at, "kanalen": []}) == [("auth", "required")]
    assert (await api("PUT", made["url"], body))[0] == 200


async def test_nothing_is_called_for_who_may_not_ask(api: Api, subscriber: Subscriber) -> None:
    calls: list[Body] = []
    subscriber.open = True
    subscriber.verdict = lambda body: calls.append(dict(body)) or 204
    publisher = await api.known_as("bron", {"component": "nrc", "scopes": ["notificaties.publiceren"]})
    assert (await publisher("POST", f"{NRC}/abonnement", abonnement_body(subscriber)))[0] == 403
    assert calls == []
    assert (await publisher("GET", f"{NRC}/abonnement"))[0] == 200
    consumer = await api.known_as("afnemer", {"component": "nrc", "scopes": ["notificaties.consumeren"]})
    assert (await consumer("POST", f"{NRC}/kanaal", {"naam": "x"}))[0] == 403
    assert (await consumer("POST", f"{NRC}/notificaties", notificatie_body()))[0] == 403
    stranger = await api.known_as("vreemde", {"component": "ztc", "scopes": ["catalogi.lezen"]})
    assert (await stranger("GET", f"{NRC}/kanaal"))[0] == 403


async def test_an_event_of_others_is_judged_by_its_kanaal(api: Api) -> None:
    post = f"{NRC}/notificaties"
    assert await api.told("POST", post, notificatie_body()) == [("kanaal", "message_kanaal")]
    await api.made(f"{NRC}/kanaal", {"naam": "elders", "filters": ["bron", "soort"]})
    made = await api.made(post, notificatie_body())
    assert {name: made[name] for name in notificatie_body()} == notificatie_body()
    odd = notificatie_body(kenmerken={"bron": "1", "kleur": "rood"})
    assert await api.told("POST", post, odd) == [("kenmerken", "kenmerken_inconsistent")]
    assert (await api("POST", post, notificatie_body(kenmerken={})))[0] == 201
    late = notificatie_body(aanmaakdatum="2999-01-01T00:00:00Z")
    assert await api.told("POST", post, late) == [("aanmaakdatum", "future_not_allowed")]
    assert {name for name, _ in await api.told("POST", post, {})} == {
        "kanaal", "hoofdObject", "resource", "resourceUrl", "actie", "aanmaakdatum"
    }  # fmt: skip


async def test_a_private_callback_is_refused_unless_it_is_allowed(
    databases: Databases, tmp_path: Path, subscriber: Subscriber
) -> None:
    dsn = databases.fresh()
    async with served(dsn, tmp_path) as api:
        for url in (subscriber.at, "http://10.0.0.1/x", "http://[::1]:80/", "http://169.254.169.254/latest/meta-data"):
            body = abonnement_body(subscriber, callbackUrl=url)
            assert await api.told("POST", f"{NRC}/abonnement", body) == [("callbackUrl", "invalid-callback-url")], url
        _, answer = await api("POST", f"{NRC}/abonnement", abonnement_body(subscriber))
        assert "allow_private_urls" in answer["invalidParams"][0]["reason"]
    databases.drop(dsn)
