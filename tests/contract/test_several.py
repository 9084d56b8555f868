"""Several things written in one call, all of them or none, over HTTP."""

import asyncio
from typing import Any

import pytest

from tests.builders import (
    besluit_body,
    document_body,
    resultaat_body,
    rol_body,
    status_body,
    zaak_body,
    zaakobject_body,
)
from tests.oas import own
from tests.soorten import BESLUITEN, DOCUMENTEN, ZAKEN, Body, Soort, with_rights

REGISTER = f"{ZAKEN}/zaak_registreren"
HERE = "http://nergens.example/"


def without(body: Body, name: str = "zaak") -> Body:
    """A part as it is sent along: what it belongs to is clear."""
    return {each: value for each, value in body.items() if each != name}


def a_registration(soort: Soort, **said: Any) -> Body:
    """A zaak with its status, a rol, and what it is about."""
    usual: Body = {
        "zaak": zaak_body(soort.zaaktype),
        "rollen": [without(rol_body(HERE, soort.roltype))],
        "zaakobjecten": [without(zaakobject_body(HERE))],
        "status": without(status_body(HERE, soort.begin)),
    }
    return usual | said


async def counted(soort: Soort) -> tuple[int, ...]:
    """How many rows everything has that a registration writes."""
    tables = ("zaken.zaak", "zaken.rol", "zaken.status", "zaken.audittrail", "zaken.outbox", "zaken.idempotentie")
    tables += ("documenten.enkelvoudiginformatieobject", "documenten.objectinformatieobject", "documenten.audittrail")
    pool = soort.api.program.pool
    return tuple([await pool.fetchval(f"select count(*) from {each}") for each in tables])


# --- a zaak -------------------------------------------------------------------------------------------------------


async def test_a_zaak_is_registered_with_all_that_belongs_to_it(soort: Soort) -> None:
    path = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"
    document = await soort.api.made(path, document_body(soort.informatieobjecttype))
    relation = {"informatieobject": document["url"], "titel": "Foto"}
    status, heads, raw = await soort.api.raw("POST", REGISTER, a_registration(soort, zaakinformatieobjecten=[relation]))
    assert status == 201, raw
    made = (await soort.api.got(heads["location"]),)[0]
    answer = await soort.api("POST", REGISTER, a_registration(soort))
    found = answer[1]
    assert set(found) == {"zaak", "rollen", "zaakinformatieobjecten", "zaakobjecten", "status"}
    assert found["zaak"] == await soort.api.got(found["zaak"]["url"])
    assert found["zaak"]["status"] == found["status"]["url"]
    assert found["zaak"]["rollen"] == [each["url"] for each in found["rollen"]]
    assert found["rollen"][0] == await soort.api.got(found["rollen"][0]["url"])
    assert len(made["zaakinformatieobjecten"]) == len(made["rollen"]) == len(made["zaakobjecten"]) == 1
    mirrors = await soort.api.got(f"{DOCUMENTEN}/objectinformatieobjecten?informatieobject={document['url']}")
    assert [each["object"] for each in mirrors] == [made["url"]]
    trail = await soort.api.got(f"{made['url']}/audittrail")
    written = [each["resource"] for each in trail]
    assert written == ["zaak", "rol", "zaakinformatieobject", "zaakobject", "status"]


async def test_the_clients_of_the_incumbent_send_no_crs(soort: Soort) -> None:
    none = {"accept_crs": "", "content_crs": ""}
    status, heads, _ = await soort.api.raw("POST", REGISTER, a_registration(soort), **none)
    assert (status, heads["content-crs"]) == (201, "EPSG:4326")
    status, _, _ = await soort.api.raw("POST", REGISTER, a_registration(soort), accept_crs="EPSG:28992")
    assert status == 406


async def test_what_is_wrong_is_told_under_the_name_of_its_part_and_nothing_stands(soort: Soort) -> None:
    before = await counted(soort)
    body = a_registration(soort)
    body["rollen"] += [without(rol_body(HERE, soort.roltype, betrokkeneType="koning"))]
    body["status"] |= {"datumStatusGezet": "2199-01-01T00:00:00Z"}
    assert sorted(await soort.api.told("POST", REGISTER, body)) == [
        ("rollen.1.betrokkeneType", "invalid_choice"),
        ("status.datumStatusGezet", "date-in-future"),
    ]
    told = await soort.api.told("POST", REGISTER, a_registration(soort, zaak={}, status=None, rollen={}))
    assert told == [("rollen", "not_a_list"), ("status", "required")]
    told = await soort.api.told("POST", REGISTER, a_registration(soort, zaak={}))
    assert ("zaak.bronorganisatie", "required") in told
    told = await soort.api.told("POST", REGISTER, a_registration(soort, rollen=[3] * 2, zaakobjecten=[{}] * 101))
    assert told == [("rollen.0", "invalid"), ("rollen.1", "invalid"), ("zaakobjecten", "max_length")]
    closing = a_registration(soort, status=without(status_body(HERE, soort.eind)))
    assert await soort.api.told("POST", REGISTER, closing) == [("status.nonFieldErrors", "resultaat-does-not-exist")]
    assert await counted(soort) == before


@pytest.mark.parametrize("value", [7, "opschorting", [], True])
async def test_a_part_that_is_no_object_is_told(soort: Soort, value: Any) -> None:
    zaak = await soort.zaak()
    for action in ("zaak_opschorten", "zaak_verlengen"):
        path = f"{ZAKEN}/{action}/{zaak['url'][-36:]}"
        status = without(status_body(HERE, soort.begin))
        assert await soort.api.told("POST", path, {"zaak": value, "status": status}) == [("zaak", "invalid")]


async def test_each_part_asks_for_its_own_right(soort: Soort) -> None:
    before = await counted(soort)
    maker = await with_rights(soort, "samen-maker", "zaken.aanmaken")
    assert (await maker("POST", REGISTER, a_registration(soort)))[0] == 403
    assert (await maker("POST", REGISTER, a_registration(soort, rollen=[])))[0] == 201
    writer = await with_rights(soort, "samen-schrijver", "zaken.aanmaken", "zaken.bijwerken")
    assert (await writer("POST", REGISTER, a_registration(soort)))[0] == 201
    nobody = await with_rights(soort, "samen-niemand", "zaken.lezen")
    assert (await nobody("POST", REGISTER, a_registration(soort)))[0] == 403
    assert (await counted(soort))[0] == before[0] + 2


async def test_a_registration_may_be_repeated_safely(soort: Soort) -> None:
    body = a_registration(soort)
    first = await soort.api.raw("POST", REGISTER, body, idempotency_key="samen-1")
    before = await counted(soort)
    again = await soort.api.raw("POST", REGISTER, body, idempotency_key="samen-1")
    assert (again[0], again[2]) == (201, first[2])
    assert (again[1]["idempotent-replayed"], again[1]["location"]) == ("true", first[1]["location"])
    assert await counted(soort) == before
    other = await soort.api("POST", REGISTER, a_registration(soort, rollen=[]), idempotency_key="samen-1")
    assert other[0] == 422


async def test_the_same_registration_at_the_same_moment_happens_once(soort: Soort) -> None:
    body = a_registration(soort)
    before = await counted(soort)
    found = await asyncio.gather(
        *(soort.api("POST", REGISTER, body, idempotency_key="samen-tegelijk") for _ in range(6))
    )
    assert {status for status, _ in found} == {201}
    assert len({answer["zaak"]["url"] for _, answer in found}) == 1
    assert (await counted(soort))[0] == before[0] + 1


async def test_one_of_many_who_close_a_zaak_does_so(soort: Soort) -> None:
    zaak = await soort.zaak()
    body = {
        "zaak": {},
        "resultaat": without(resultaat_body(HERE, soort.resultaattypen["afgehandeld"])),
        "status": without(status_body(HERE, soort.eind)),
    }
    found = await asyncio.gather(*(soort.api("POST", f"{ZAKEN}/zaak_afsluiten/{zaak['uuid']}", body) for _ in range(5)))
    assert sorted(status for status, _ in found) == [200, 400, 400, 400, 400]
    assert {each["name"] for status, answer in found if status == 400 for each in answer["invalidParams"]} == {
        "resultaat.zaak"
    }
    assert len((await soort.api.got(f"{ZAKEN}/statussen?zaak={zaak['url']}"))["results"]) == 1


# --- a zaak that is there -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "given"),
    [
        ("zaak_opschorten", {"opschorting": {"indicatie": True, "reden": "Wacht op de aanvrager"}}),
        ("zaak_verlengen", {"verlenging": {"reden": "Drukte", "duur": "P14D"}}),
    ],
)
async def test_a_zaak_is_suspended_or_given_more_time_with_a_status(soort: Soort, action: str, given: Body) -> None:
    zaak = await soort.zaak()
    path = f"{ZAKEN}/{action}/{zaak['uuid']}"
    status = without(status_body(HERE, soort.begin))
    code, answer = await soort.api("POST", path, {"zaak": given | {"omschrijving": "Niet"}, "status": status})
    assert code == 200
    assert answer["zaak"] == await soort.again(zaak)
    assert (answer["zaak"]["status"], answer["zaak"]["omschrijving"]) == (answer["status"]["url"], zaak["omschrijving"])
    name = next(iter(given))
    assert given[name].items() <= answer["zaak"][name].items()
    assert await soort.api.told("POST", path, {"zaak": {}, "status": status}) == [(f"zaak.{name}", "required")]
    ending = without(status_body(HERE, soort.eind))
    await soort.api.made(f"{ZAKEN}/resultaten", resultaat_body(zaak["url"], soort.resultaattypen["afgehandeld"]))
    told = await soort.api.told("POST", path, {"zaak": given, "status": ending})
    assert told == [("status.nonFieldErrors", "eindstatus-not-allowed")]
    assert (await soort.again(zaak))["einddatum"] is None
    missing = path.replace(zaak["uuid"][:8], "00000000")
    assert (await soort.api("POST", missing, {"zaak": given, "status": status}))[0] == 404


async def test_a_zaak_is_closed_with_its_resultaat(soort: Soort) -> None:
    zaak = await soort.zaak()
    path = f"{ZAKEN}/zaak_afsluiten/{zaak['uuid']}"
    body = {
        "zaak": {"toelichting": "Klaar"},
        "resultaat": without(resultaat_body(HERE, soort.resultaattypen["afgehandeld"])),
        "status": without(status_body(HERE, soort.begin)),
    }
    told = await soort.api.told("POST", path, body)
    assert told == [("status.nonFieldErrors", "eindstatus-required")]
    assert (await soort.again(zaak))["resultaat"] is None
    body["status"] = without(status_body(HERE, soort.eind))
    code, answer = await soort.api("POST", path, body)
    assert (code, answer["zaak"]["einddatum"], answer["zaak"]["toelichting"]) == (200, "2026-11-03", "Klaar")
    assert answer["zaak"]["archiefactiedatum"] == "2031-11-03"
    assert answer["zaak"] == await soort.again(zaak)
    clerk = await with_rights(soort, "samen-klerk", "zaken.bijwerken", "zaken.statussen.toevoegen")
    assert (await clerk("POST", path, body))[0] == 403


async def test_the_rollen_that_are_sent_are_all_there_are(soort: Soort) -> None:
    zaak = await soort.zaak()
    path = f"{ZAKEN}/zaak_bijwerken/{zaak['uuid']}"
    stays, goes = [
        await soort.api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype, afwijkendeNaamBetrokkene=name))
        for name in ("blijft", "gaat")
    ]
    status = without(status_body(HERE, soort.begin))
    code, answer = await soort.api("POST", path, {"status": status})
    assert (code, answer["zaak"]["rollen"]) == (200, [stays["url"], goes["url"]])
    changed = without(rol_body(HERE, soort.roltype, afwijkendeNaamBetrokkene="anders")) | {"uuid": stays["uuid"]}
    new = without(rol_body(HERE, soort.roltype, afwijkendeNaamBetrokkene="nieuw"))
    status = without(status_body(HERE, soort.begin, datumStatusGezet="2026-11-04T10:00:00Z"))
    body = {"zaak": {"omschrijving": "Bijgewerkt"}, "rollen": [changed, new], "status": status}
    code, answer = await soort.api("POST", path, body)
    assert code == 200, answer
    assert [each["afwijkendeNaamBetrokkene"] for each in answer["rollen"]] == ["anders", "nieuw"]
    assert answer["zaak"]["rollen"] == [each["url"] for each in answer["rollen"]]
    assert answer["zaak"]["omschrijving"] == "Bijgewerkt"
    assert (await soort.api("GET", goes["url"]))[0] == 404
    wrong = [changed, changed, new | {"uuid": goes["uuid"]}]
    told = await soort.api.told("POST", path, body | {"rollen": wrong})
    assert told == [("rollen.1.uuid", "duplicate"), ("rollen.2.uuid", "missing-relation")]


# --- a document ---------------------------------------------------------------------------------------------------


async def test_a_document_is_registered_in_its_zaak(soort: Soort) -> None:
    zaak = await soort.zaak()
    path = f"{DOCUMENTEN}/document_registreren"
    body = {
        "enkelvoudiginformatieobject": document_body(soort.informatieobjecttype),
        "zaakinformatieobject": {"zaak": zaak["url"], "titel": "Foto"},
    }
    made = await soort.api.made(path, body)
    document = await soort.api.got(made["enkelvoudiginformatieobject"]["url"])
    assert made["zaakinformatieobject"]["informatieobject"] == document["url"]
    assert (await soort.again(zaak))["zaakinformatieobjecten"] == [made["zaakinformatieobject"]["url"]]
    mirrors = await soort.api.got(f"{DOCUMENTEN}/objectinformatieobjecten?informatieobject={document['url']}")
    assert [each["object"] for each in mirrors] == [zaak["url"]]
    before = await counted(soort)
    missing = zaak["url"].replace(zaak["uuid"][:8], "00000000")
    told = await soort.api.told("POST", path, body | {"zaakinformatieobject": {"zaak": missing}})
    assert [name for name, _ in told] == ["zaakinformatieobject.zaak"]
    writer = await with_rights(soort, "samen-zonder-documenten", "zaken.aanmaken", "zaken.bijwerken")
    assert (await writer("POST", path, body))[0] == 403
    assert (await counted(soort))[:-3] == before[:-3]
    assert (await counted(soort))[-3:] == before[-3:]


# --- a besluit ----------------------------------------------------------------------------------------------------


async def test_a_besluit_is_taken_in_its_zaak_with_its_documents(soort: Soort, anders: Soort) -> None:
    path = f"{BESLUITEN}/besluit_verwerken"
    zaak, document, other = await soort.zaak(), await soort.document(), await anders.document()
    body = {
        "besluit": besluit_body(soort.besluittype, zaak=zaak["url"]),
        "besluitinformatieobjecten": [{"informatieobject": document["url"]}, {"informatieobject": other["url"]}],
    }
    before = await counted(soort)
    told = await soort.api.told("POST", path, body)
    assert told == [("besluitinformatieobjecten.1.nonFieldErrors", "missing-besluittype-informatieobjecttype-relation")]
    assert await counted(soort) == before
    made = await soort.api.made(path, body | {"besluitinformatieobjecten": body["besluitinformatieobjecten"][:1]})
    besluit = await soort.api.got(made["besluit"]["url"])
    assert made["besluitinformatieobjecten"][0]["besluit"] == besluit["url"]
    assert [each["besluit"] for each in await soort.api.got(f"{zaak['url']}/besluiten")] == [besluit["url"]]
    mirrors = await soort.api.got(f"{DOCUMENTEN}/objectinformatieobjecten?informatieobject={document['url']}")
    assert [each["object"] for each in mirrors] == [besluit["url"]]
    assert (await soort.again(zaak))["laatstGemuteerd"] > zaak["laatstGemuteerd"]


def test_the_document_says_which_rights_go_together() -> None:
    operation = own("zaken").document["paths"]["/zaak_registreren"]["post"]
    assert {"JWT-Claims": ["zaken.aanmaken", "zaken.bijwerken"]} in operation["security"]
    assert operation["x-experimental"] is True
    changing = own("zaken").document["paths"]["/zaak_bijwerken/{uuid}"]["post"]["security"]
    assert {"JWT-Claims": ["zaken.bijwerken", "zaken.statussen.toevoegen"]} in changing
    assert all(len(each["JWT-Claims"]) == 2 for each in changing)
    asked = operation["requestBody"]["content"]["application/json"]["schema"]
    assert asked["required"] == ["zaak", "rollen", "status"]
    status = own("zaken").document["components"]["schemas"]["StatusDeelRequest"]
    assert status["required"] == ["statustype", "datumStatusGezet"]
