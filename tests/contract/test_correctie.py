"""A request to put a fact right becomes a zaak: both are there, or neither; and who can put it right is said."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from grondslag.runtime.clients import make_token
from tests.api import SECRET, Api
from tests.logged import logged
from tests.server import Databases
from tests.soorten import Body, Soort, a_gemeente

VERZOEKEN = "/inzage/api/v1/correctieverzoeken"
BSN = "999993653"


def verzoek_body(**said: Any) -> Body:
    """That a name is wrong."""
    usual: Body = {
        "burgerservicenummer": BSN,
        "gegeven": {
            "resource": "personen.persoon",
            "record": "https://gemeente.example/personen/1",
            "veld": "naam.geslachtsnaam",
        },
        "huidigeWaarde": "Aldenkanp",
        "gewensteWaarde": "Aldenkamp",
        "toelichting": "Er staat een tikfout in.",
    }
    return usual | said


def fact(resource: str, veld: str) -> Body:
    """Which fact is wrong."""
    return {"resource": resource, "record": "x", "veld": veld}


@pytest.fixture(scope="module")
async def soorten(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Soort, Soort]]:
    folder = Path(tmp_path_factory.mktemp("data"))
    async with a_gemeente(databases, folder, correctie_zaaktype="MELDING") as made:
        yield made


@pytest.fixture
def api(soorten: tuple[Soort, Soort]) -> Api:
    return soorten[0].api


async def refused(api: Api, body: Body) -> tuple[int, str]:
    status, answer = await api("POST", VERZOEKEN, body)
    return status, answer["code"]


async def zaken(api: Api) -> int:
    return await api.program.pool.fetchval("select count(*) from zaken.zaak")


async def test_a_request_makes_a_zaak_with_who_asks_as_initiator(api: Api, soorten: tuple[Soort, Soort]) -> None:
    before = await zaken(api)
    verzoek = await api.made(VERZOEKEN, verzoek_body())
    assert verzoek["status"] == "ontvangen"
    assert verzoek["bronhouder"] == {
        "registratie": "BRP",
        "naam": "Basisregistratie Personen (RvIG)",
        "terugmelding": True,
        "component": "",
    }
    zaak = await api.got(verzoek["zaak"])
    assert await zaken(api) == before + 1
    assert zaak["zaaktype"] == soorten[0].zaaktype
    (rol,) = [await api.got(url) for url in zaak["rollen"]]
    assert rol["omschrijvingGeneriek"] == "initiator"
    assert rol["betrokkeneIdentificatie"]["inpBsn"] == BSN
    assert (await api.got(zaak["status"]))["statustype"] == soorten[0].begin
    assert (await api.got(verzoek["url"]))["zaak"] == zaak["url"]
    assert (await api.got(VERZOEKEN))["count"] >= 1


async def test_a_request_may_be_repeated_safely(api: Api) -> None:
    before = await zaken(api)
    made = [await api.raw("POST", VERZOEKEN, verzoek_body(), Idempotency_Key="een-keer") for _ in range(3)]
    assert {status for status, _, _ in made} == {201}
    assert len({raw for _, _, raw in made}) == 1
    assert await zaken(api) == before + 1
    status, answer = await api("POST", VERZOEKEN, verzoek_body(toelichting="Anders"), Idempotency_Key="een-keer")
    assert status == 422, answer


async def test_who_sends_it_many_times_at_one_moment_is_told_of_one(api: Api) -> None:
    before = await zaken(api)
    sent = (api.raw("POST", VERZOEKEN, verzoek_body(), Idempotency_Key="tegelijk") for _ in range(5))
    made = await asyncio.gather(*sent)
    assert {status for status, _, _ in made} == {201}
    assert len({raw for _, _, raw in made}) == 1
    assert await zaken(api) == before + 1


async def test_it_is_found_by_number_in_the_body_and_never_in_the_address(api: Api) -> None:
    verzoek = await api.made(VERZOEKEN, verzoek_body())
    status, found = await api("POST", f"{VERZOEKEN}/_zoek", {"burgerservicenummer": BSN})
    assert status in (200, 201)
    assert verzoek["url"] in [each["url"] for each in found["results"]]
    assert await api.told("GET", f"{VERZOEKEN}?burgerservicenummer={BSN}") == [
        ("burgerservicenummer", "sensitive-data")
    ]


async def test_a_zaak_that_is_there_is_used(api: Api, soorten: tuple[Soort, Soort]) -> None:
    zaak = await soorten[1].zaak()
    before = await zaken(api)
    verzoek = await api.made(VERZOEKEN, verzoek_body(zaak=zaak["url"]))
    assert verzoek["zaak"] == zaak["url"]
    assert await zaken(api) == before
    absent = zaak["url"][:-12] + "0" * 12
    assert await api.told("POST", VERZOEKEN, verzoek_body(zaak=absent)) == [("zaak", "bad-url")]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"burgerservicenummer": "123456789"}, [("burgerservicenummer", "invalid")]),
        ({"gewensteWaarde": ""}, [("gewensteWaarde", "blank")]),
        ({"status": "afgewezen"}, [("antwoord", "required"), ("status", "invalid")]),
        (
            {"gegeven": {"resource": "ZAKEN", "record": "x", "veld": "a..b"}},
            [("gegeven.resource", "invalid"), ("gegeven.veld", "invalid")],
        ),
        ({"gegeven": fact("zaken.rool", "naam")}, [("gegeven.resource", "unknown-resource")]),
        ({"gegeven": fact("zaken.rol", "roltoelichtin")}, [("gegeven.veld", "unknown-field")]),
        ({"gegeven": fact("zaken.rol", "betrokkeneIdentificatie.geslachtnaam")}, [("gegeven.veld", "unknown-field")]),
        ({"gegeven": fact("zaken.rol", "roltoelichting.naam")}, [("gegeven.veld", "unknown-field")]),
    ],
)
async def test_what_is_wrong_leaves_neither(api: Api, said: Body, told: list[tuple[str, str]]) -> None:
    before = await zaken(api)
    assert sorted(await api.told("POST", VERZOEKEN, verzoek_body(**said))) == sorted(told)
    assert await zaken(api) == before


@pytest.mark.parametrize(
    ("resource", "veld", "who"),
    [
        ("zaken.rol", "betrokkeneIdentificatie.geslachtsnaam", "BRP"),
        ("zaken.zaak", "kenmerken.0.kenmerk", "gemeente"),
        ("bag.adres", "huisnummer", "BAG"),
    ],
)
async def test_who_can_put_it_right_follows_from_the_fact_here_or_elsewhere(
    api: Api, resource: str, veld: str, who: str
) -> None:
    verzoek = await api.made(VERZOEKEN, verzoek_body(gegeven=fact(resource, veld)))
    assert verzoek["bronhouder"]["registratie"] == who


async def test_how_it_ends_is_told_to_who_asked(api: Api) -> None:
    verzoek = await api.made(VERZOEKEN, verzoek_body(gegeven=fact("zaken.zaakeigenschap", "waarde")))
    assert verzoek["bronhouder"]["component"] == "zaken"
    url = verzoek["url"]
    assert await api.told("PATCH", url, {"status": "doorgestuurd"}) == [("status", "invalid")]
    assert await api.told("PATCH", url, {"status": "afgewezen"}) == [("antwoord", "required")]
    assert await api.told("PATCH", url, {"gewensteWaarde": "Iets anders"}) == [
        ("gewensteWaarde", "wijzigen-niet-toegelaten")
    ]
    status, done = await api("PATCH", url, {"status": "verbeterd", "antwoord": "Wij hebben het verbeterd."})
    assert status == 200
    assert done["afgehandeldOp"]
    status, again = await api("PATCH", url, {"status": "in_behandeling"})
    assert (status, again["afgehandeldOp"]) == (200, None)


async def test_who_may_take_requests_need_not_be_able_to_make_zaken(api: Api) -> None:
    taker = await api.known_as("kcc", {"component": "inzage", "scopes": ["inzage.bijwerken", "inzage.lezen"]})
    verzoek = await taker.made(VERZOEKEN, verzoek_body())
    assert (await taker("GET", verzoek["zaak"]))[0] == 403
    reader = await api.known_as("lezer", {"component": "inzage", "scopes": ["inzage.lezen"]})
    assert await refused(reader, verzoek_body()) == (403, "permission_denied")
    trail = await api.got(verzoek["zaak"] + "/audittrail")
    assert {each["applicatieId"] for each in trail} == {"kcc"}


async def test_it_is_in_the_log(api: Api) -> None:
    await api.program.pool.execute("delete from inzage.verwerking")
    verzoek = await api.made(VERZOEKEN, verzoek_body())
    await api.got(verzoek["url"])
    records = await logged(api, (f"bsn:{BSN}",), ("inzage",))
    assert [each.name for each in records if each.person == f"bsn:{BSN}"][-1] == "inzage.correctieverzoek.lezen"
    assert len(records) >= 2


async def test_without_a_zaaktype_it_is_refused_and_says_what_to_do(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with a_gemeente(databases, Path(tmp_path_factory.mktemp("geen"))) as (soort, _):
        assert await refused(soort.api, verzoek_body()) == (409, "no-zaaktype")
        zaak = await soort.zaak()
        assert (await soort.api.made(VERZOEKEN, verzoek_body(zaak=zaak["url"])))["zaak"] == zaak["url"]
    async with a_gemeente(databases, Path(tmp_path_factory.mktemp("ander")), correctie_zaaktype="ELDERS") as (
        soort,
        _,
    ):
        assert await refused(soort.api, verzoek_body()) == (409, "no-zaaktype")
        assert await zaken(soort.api) == 0


async def test_other_methods_there_are_as_before(api: Api) -> None:
    status, headers, _ = await api.ask(
        "DELETE",
        VERZOEKEN,
        {"authorization": "Bearer " + make_token(api.client, SECRET, time.time()), "content-length": "0"},
        b"",
    )
    assert status == 405
    assert {"GET", "POST"} <= set(headers["allow"].split(", "))
    status, _, raw = await api.ask(
        "POST",
        VERZOEKEN,
        {
            "authorization": "Bearer " + make_token(api.client, SECRET, time.time()),
            "content-type": "application/json",
            "content-length": "2",
        },
        b"[]",
    )
    assert (status, json.loads(raw)["code"]) == (400, "parse_error")
