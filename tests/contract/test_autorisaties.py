"""Applicaties over HTTP: rules, what a right shows, and rights that hold from the next request on."""

import asyncio
from pathlib import Path
from typing import Any

from tests.api import Api, served

ROOT = "/autorisaties/api/v1/applicaties"


def reading(**said: Any) -> dict[str, Any]:
    return {"component": "ztc", "scopes": ["catalogi.lezen"]} | said


async def test_a_client_id_has_one_applicatie(api: Api) -> None:
    one = await api.made(ROOT, {"clientIds": ["a1", "a2"], "label": "A", "heeftAlleAutorisaties": True})
    taken = {"clientIds": ["b", "a2"], "label": "B", "heeftAlleAutorisaties": True}
    assert await api.told("POST", ROOT, taken) == [("clientIds", "clientId-exists")]
    assert (await api("PATCH", one["url"], {"clientIds": ["a1", "a1"]}))[0] == 200
    two = await api.made(ROOT, taken)
    assert await api.told("PATCH", one["url"], {"clientIds": ["b"]}) == [("clientIds", "clientId-exists")]
    assert (await api("DELETE", two["url"]))[0] == 204
    assert (await api("PATCH", one["url"], {"clientIds": ["a1", "b"]}))[0] == 200


async def test_of_many_who_claim_a_client_id_one_gets_it(api: Api) -> None:
    body = {"clientIds": ["gewild"], "label": "X", "heeftAlleAutorisaties": True}
    answers = await asyncio.gather(*(api("POST", ROOT, body) for _ in range(8)))
    assert sorted(status for status, _ in answers) == [201] + [400] * 7
    told = {each["invalidParams"][0]["code"] for status, each in answers if status == 400}
    assert told == {"clientId-exists"}


async def test_rights_are_all_or_listed_and_say_on_what(api: Api) -> None:
    body: dict[str, Any] = {"clientIds": ["c"], "label": "C"}
    both = body | {"heeftAlleAutorisaties": True, "autorisaties": [reading()]}
    assert await api.told("POST", ROOT, both) == [("nonFieldErrors", "ambiguous-authorizations-specified")]
    assert await api.told("POST", ROOT, body) == [("nonFieldErrors", "missing-authorizations")]
    empty = {"component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": "", "maxVertrouwelijkheidaanduiding": ""}
    assert await api.told("POST", ROOT, body | {"autorisaties": [reading(), empty]}) == [
        ("autorisaties.1.maxVertrouwelijkheidaanduiding", "required"),
        ("autorisaties.1.zaaktype", "required"),
    ]


async def test_a_right_shows_what_it_says_and_the_name_of_its_component(api: Api) -> None:
    catalogi = "/catalogi/api/v1"
    beheer = {"domein": "AC", "rsin": "000000000", "contactpersoonBeheerNaam": "Beheer"}
    catalogus = await api.made(f"{catalogi}/catalogussen", beheer)
    besluittype = {
        "catalogus": catalogus["url"],
        "omschrijving": "Vergunning",
        "publicatieIndicatie": False,
        "informatieobjecttypen": [],
        "beginGeldigheid": "2019-01-01",
    }
    besluiten = {
        "component": "brc",
        "componentWeergave": "iets anders",
        "scopes": ["besluiten.lezen"],
        "besluittype": (await api.made(f"{catalogi}/besluittypen", besluittype))["url"],
    }
    made = await api.made(ROOT, {"clientIds": ["d"], "label": "D", "autorisaties": [reading(), besluiten]})
    assert made["alleenIsGereedVoorPublicatie"] is False
    assert made["autorisaties"] == [
        reading(componentWeergave="Catalogi API"),
        besluiten | {"componentWeergave": "Besluiten API"},
    ]
    assert (await api("GET", made["url"]))[1] == made


async def test_a_type_elsewhere_is_kept_and_one_of_ours_exists(api: Api) -> None:
    """A catalogus elsewhere answers nobody without a token; what was there already is not looked at again."""
    right = {"component": "brc", "scopes": ["besluiten.lezen"], "besluittype": "https://elders.example/besluittypen/1"}
    made = await api.made(ROOT, {"clientIds": ["elders"], "label": "Elders", "autorisaties": [right]})
    assert made["autorisaties"][0]["besluittype"] == right["besluittype"]
    nothing = f"http://localhost/catalogi/api/v1/besluittypen/{made['url'].rpartition('/')[2]}"
    told = await api.told("PATCH", made["url"], {"autorisaties": [right, right | {"besluittype": nothing}]})
    assert told == [("autorisaties.1.besluittype", "bad-url")]
    catalogus = {"domein": "WEG", "rsin": "000000000", "contactpersoonBeheerNaam": "Beheer"}
    besluittype = {
        "catalogus": (await api.made("/catalogi/api/v1/catalogussen", catalogus))["url"],
        "omschrijving": "Tijdelijk",
        "publicatieIndicatie": False,
        "informatieobjecttypen": [],
        "beginGeldigheid": "2019-01-01",
    }
    ours = right | {"besluittype": (await api.made("/catalogi/api/v1/besluittypen", besluittype))["url"]}
    assert (await api("PATCH", made["url"], {"autorisaties": [ours]}))[0] == 200
    assert (await api("DELETE", ours["besluittype"]))[0] == 204
    assert (await api("PATCH", made["url"], {"autorisaties": [ours, right]}))[0] == 200


async def test_an_applicatie_is_found_by_client_id(api: Api) -> None:
    made = await api.made(ROOT, {"clientIds": ["e1", "e2"], "label": "E", "heeftAlleAutorisaties": True})
    status, answer = await api("GET", f"{ROOT}?clientIds=e2")
    assert (status, [each["url"] for each in answer["results"]]) == (200, [made["url"]])
    status, answer = await api("GET", f"{ROOT}/consumer?clientId=e1")
    assert (status, answer["url"]) == (200, made["url"])
    assert (await api("GET", f"{ROOT}/consumer?clientId=nobody"))[0] == 404


async def test_rights_hold_from_the_next_request_on(api: Api) -> None:
    reader = await api.known_as("lezer", reading())
    status, mine = await api("GET", f"{ROOT}/consumer?clientId=lezer")
    assert status == 200
    catalogussen = "/catalogi/api/v1/catalogussen"
    assert (await reader("GET", catalogussen))[0] == 200
    assert (await reader("GET", ROOT))[0] == 403
    assert (await api("PATCH", mine["url"], {"autorisaties": [reading(scopes=["catalogi.schrijven"])]}))[0] == 200
    assert (await reader("GET", catalogussen))[0] == 403
    assert (await api("DELETE", mine["url"]))[0] == 204
    assert (await reader("GET", catalogussen))[0] == 403


async def test_another_process_asks_for_revisions_and_reads_all_when_one_moved(databases: Any, tmp_path: Path) -> None:
    dsn = databases.fresh()
    async with served(dsn, tmp_path) as here, served(dsn, tmp_path) as there:
        made = await here.made(ROOT, {"clientIds": ["x"], "label": "X", "heeftAlleAutorisaties": True})
        await here.keep("x")
        there.program.clients.checked_at -= 2
        reader = there.as_client("x")
        assert (await reader("GET", ROOT))[0] == 200
        said: list[str] = []
        pool = there.program.pool
        fetch = pool.fetch

        async def told(sql: str, *values: Any) -> Any:
            said.append(sql)
            return await fetch(sql, *values)

        pool.fetch = told
        there.program.clients.checked_at -= 2
        assert (await reader("GET", ROOT))[0] == 200
        assert "select id, rev from autorisaties.applicatie order by id" in said
        assert not [sql for sql in said if "alleen_is_gereed_voor_publicatie, autorisaties from" in sql]
        changed = {"heeftAlleAutorisaties": False, "autorisaties": [reading()]}
        assert (await here("PATCH", made["url"], changed))[0] == 200
        there.program.clients.checked_at -= 2
        assert (await reader("GET", ROOT))[0] == 403
        assert [sql for sql in said if "alleen_is_gereed_voor_publicatie, autorisaties from" in sql]
    databases.drop(dsn)
