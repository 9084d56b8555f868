"""The catalogue over HTTP: types by name, publishing, corrections, filters, and what belongs to a zaaktype."""

import asyncio
from typing import Any

import pytest

from tests.api import Api

ROOT = "/catalogi/api/v1"
LIJST = "https://elders.example/api/v1"
PROCESTYPE_INRICHTEN = f"{LIJST}/procestypen/aa8aa2fd-b9c6-4e34-9a6c-58a677f60ea0"
PROCESTYPE = f"{LIJST}/procestypen/0f86ece3-f863-4c67-928e-cc71ad0e2318"


_NUMBERS = iter(range(1000))


async def a_catalogus(api: Api) -> str:
    body = {"domein": f"D{next(_NUMBERS)}", "rsin": "000000000", "contactpersoonBeheerNaam": "Beheer"}
    return (await api.made(f"{ROOT}/catalogussen", body))["url"]


async def a_document(api: Api, catalogus: str, **said: Any) -> dict[str, Any]:
    body = {
        "catalogus": catalogus,
        "omschrijving": "Brief",
        "vertrouwelijkheidaanduiding": "openbaar",
        "beginGeldigheid": "2019-01-01",
        "informatieobjectcategorie": "brieven",
    }
    return await api.made(f"{ROOT}/informatieobjecttypen", body | said)


async def a_decision(api: Api, catalogus: str, **said: Any) -> dict[str, Any]:
    body = {
        "catalogus": catalogus,
        "omschrijving": "Vergunning",
        "publicatieIndicatie": False,
        "informatieobjecttypen": [],
        "beginGeldigheid": "2019-01-01",
    }
    return await api.made(f"{ROOT}/besluittypen", body | said)


def zaaktype_body(catalogus: str, **said: Any) -> dict[str, Any]:
    return {
        "identificatie": f"Z{next(_NUMBERS)}",
        "omschrijving": "Melding",
        "vertrouwelijkheidaanduiding": "openbaar",
        "doel": "Oplossen",
        "aanleiding": "Een melding",
        "indicatieInternOfExtern": "extern",
        "handelingInitiator": "melden",
        "onderwerp": "openbare ruimte",
        "handelingBehandelaar": "oplossen",
        "doorlooptijd": "P10D",
        "opschortingEnAanhoudingMogelijk": False,
        "verlengingMogelijk": False,
        "publicatieIndicatie": False,
        "productenOfDiensten": [],
        "selectielijstProcestype": PROCESTYPE,
        "referentieproces": {"naam": "Melden", "link": ""},
        "verantwoordelijke": "Beheer",
        "catalogus": catalogus,
        "besluittypen": [],
        "gerelateerdeZaaktypen": [],
        "beginGeldigheid": "2019-01-01",
    } | said


async def a_zaaktype(api: Api, catalogus: str, **said: Any) -> dict[str, Any]:
    return await api.made(f"{ROOT}/zaaktypen", zaaktype_body(catalogus, **said))


async def published(api: Api, *urls: str) -> None:
    for url in urls:
        status, answer = await api("POST", url + "/publish")
        assert (status, answer["concept"]) == (200, False), answer


async def found(api: Api, path: str) -> list[str]:
    status, answer = await api("GET", ROOT + path)
    assert status == 200, answer
    return [each["url"] for each in answer["results"]]


@pytest.mark.parametrize("by", ["name", "url"])
async def test_types_are_named_or_pointed_at(api: Api, by: str) -> None:
    catalogus = await a_catalogus(api)
    brief = await a_document(api, catalogus)
    vergunning = await a_decision(api, catalogus, informatieobjecttypen=["Brief" if by == "name" else brief["url"]])
    deel = await a_zaaktype(api, catalogus)
    relation = {"zaaktype": deel["identificatie"] if by == "name" else deel["url"], "aardRelatie": "vervolg"}
    hoofd = await a_zaaktype(
        api,
        catalogus,
        besluittypen=["Vergunning" if by == "name" else vergunning["url"]],
        deelzaaktypen=[relation["zaaktype"]],
        gerelateerdeZaaktypen=[relation],
    )
    assert vergunning["informatieobjecttypen"] == [brief["url"]]
    assert vergunning["informatieobjecttypeOmschrijvingen"] == vergunning["vastgelegdIn"] == ["Brief"]
    assert hoofd["besluittypen"] == [vergunning["url"]]
    assert hoofd["besluittypeOmschrijving"] == ["Vergunning"]
    assert hoofd["deelzaaktypen"] == [deel["url"]]
    assert hoofd["deelzaaktypeIdentificaties"] == [deel["identificatie"]]
    assert hoofd["gerelateerdeZaaktypen"][0]["zaaktype"] == deel["url"]
    assert hoofd["gerelateerdeZaaktypen"][0]["zaaktypeIdentificatie"] == deel["identificatie"]


async def test_a_type_of_another_catalogus_is_refused(api: Api) -> None:
    here, there = await a_catalogus(api), await a_catalogus(api)
    vergunning = await a_decision(api, there, omschrijving="Ontheffing")
    told = await api.told("POST", f"{ROOT}/zaaktypen", zaaktype_body(here, besluittypen=[vergunning["url"]]))
    assert told == [("nonFieldErrors", "relations-incorrect-catalogus")]
    zaaktype = await a_zaaktype(api, here, besluittypen=["Ontheffing"])  # a name is looked up at home alone
    assert (zaaktype["besluittypen"], zaaktype["besluittypeOmschrijving"]) == ([], ["Ontheffing"])
    foto = await a_document(api, there, omschrijving="Alleen daar")
    tie = {"zaaktype": zaaktype["url"], "informatieobjecttype": foto["url"], "volgnummer": 1, "richting": "intern"}
    told = await api.told("POST", f"{ROOT}/zaaktype-informatieobjecttypen", tie)
    assert told == [("nonFieldErrors", "relations-incorrect-catalogus")]
    told = await api.told(
        "POST", f"{ROOT}/zaaktype-informatieobjecttypen", tie | {"informatieobjecttype": "Alleen daar"}
    )
    assert told == [("informatieobjecttype", "does_not_exist")]
    nowhere = foto["url"][:-12] + "000000000000"
    told = await api.told("POST", f"{ROOT}/zaaktype-informatieobjecttypen", tie | {"informatieobjecttype": nowhere})
    assert told == [("informatieobjecttype", "bad-url")]


async def test_a_newer_version_takes_the_place_of_the_older(api: Api) -> None:
    catalogus = await a_catalogus(api)
    old = await a_decision(api, catalogus, eindeGeldigheid="2020-12-31")
    new = await a_decision(api, catalogus, beginGeldigheid="2021-01-01")
    zaaktype = await a_zaaktype(api, catalogus, besluittypen=["Vergunning"])
    await published(api, old["url"], new["url"], zaaktype["url"])
    assert (await api("GET", zaaktype["url"]))[1]["besluittypen"] == [new["url"]]
    then = await api("GET", zaaktype["url"] + "?datumGeldigheid=2020-12-31")
    assert then[1]["besluittypen"] == [old["url"]]
    query = f"/besluittypen?catalogus={catalogus}"
    assert set(await found(api, query)) == {old["url"], new["url"]}
    assert await found(api, query + "&datumGeldigheid=2020-12-31") == [old["url"]]
    assert (await api("GET", new["url"]))[1]["beginObject"] == "2019-01-01"
    assert (await api("GET", old["url"]))[1]["eindeObject"] is None


async def test_lists_show_what_is_published_unless_asked_otherwise(api: Api) -> None:
    catalogus = await a_catalogus(api)
    public, concept = await a_zaaktype(api, catalogus), await a_zaaktype(api, catalogus)
    for each in (public, concept):
        await api.made(f"{ROOT}/statustypen", {"zaaktype": each["url"], "omschrijving": "Begin", "volgnummer": 1})
    await published(api, public["url"])
    query = f"/zaaktypen?catalogus={catalogus}"
    assert await found(api, query) == await found(api, query + "&status=definitief") == [public["url"]]
    assert await found(api, query + "&status=concept") == [concept["url"]]
    assert set(await found(api, query + "&status=alles")) == {public["url"], concept["url"]}
    assert await api.told("GET", f"{ROOT}{query}&status=anders") == [("status", "invalid_choice")]
    parts = f"/statustypen?zaaktype={concept['url']}"
    assert not await found(api, parts)
    assert len(await found(api, parts + "&status=alles")) == 1
    assert len(await found(api, f"/statustypen?zaaktypeIdentificatie={public['identificatie']}")) == 1


async def test_zaaktypen_are_found_by_a_part_of_their_name(api: Api) -> None:
    one = await a_zaaktype(api, await a_catalogus(api), identificatie="AANVRAAG-9", omschrijving="Kapvergunning 9")
    for query in ("identificatie__icontains=vraag-9", "omschrijving__icontains=kapVERGUNNING 9"):
        assert await found(api, f"/zaaktypen?status=alles&{query.replace(' ', '%20')}") == [one["url"]]


async def test_what_is_published_shows_no_concepts(api: Api) -> None:
    catalogus = await a_catalogus(api)
    brief, vergunning = await a_document(api, catalogus), await a_decision(api, catalogus)
    deel = await a_zaaktype(api, catalogus)
    said: dict[str, Any] = {
        "deelzaaktypen": [deel["url"]],
        "gerelateerdeZaaktypen": [{"zaaktype": deel["url"], "aardRelatie": "vervolg"}],
    }
    zaaktype = await a_zaaktype(api, catalogus, besluittypen=["Vergunning"], **said)
    body = {"zaaktype": zaaktype["url"], "informatieobjecttype": "Brief", "volgnummer": 1, "richting": "inkomend"}
    await api.made(f"{ROOT}/zaaktype-informatieobjecttypen", body)
    assert (await api.got(zaaktype["url"]))["informatieobjecttypen"] == [brief["url"]]
    await published(api, vergunning["url"], brief["url"])
    assert (await api.got(vergunning["url"]))["zaaktypen"] == []  # the zaaktype is a concept still
    await published(api, zaaktype["url"])
    assert (await api.got(vergunning["url"]))["zaaktypen"] == [zaaktype["url"]]
    shown = await api.got(zaaktype["url"])
    assert (shown["deelzaaktypen"], shown["deelzaaktypeIdentificaties"]) == ([], [deel["identificatie"]])
    assert shown["gerelateerdeZaaktypen"][0]["zaaktype"] == deel["url"]  # one reference always leads somewhere
    await published(api, deel["url"])
    shown = await api.got(zaaktype["url"])
    assert shown["deelzaaktypen"] == [shown["gerelateerdeZaaktypen"][0]["zaaktype"]] == [deel["url"]]


async def test_relations_follow_a_new_name(api: Api) -> None:
    """The last version by a name takes the name along wherever it stands, and goes while it is named by force alone."""
    rights = {"component": "ztc", "scopes": ["catalogi.lezen", "catalogi.schrijven"]}
    writer = await api.known_as(f"schrijver{next(_NUMBERS)}", rights)
    catalogus, other = await a_catalogus(api), await a_catalogus(api)
    brief, vergunning = await a_document(api, catalogus), await a_decision(api, catalogus)
    besluit = await a_decision(api, catalogus, omschrijving="Besluit", informatieobjecttypen=["Brief", "Foto"])
    deel = await a_zaaktype(api, catalogus)
    said: dict[str, Any] = {
        "besluittypen": ["Vergunning"],
        "deelzaaktypen": [deel["url"]],
        "gerelateerdeZaaktypen": [{"zaaktype": deel["url"], "aardRelatie": "vervolg"}],
    }
    hoofd = await a_zaaktype(api, catalogus, **said, selectielijstProcestype=PROCESTYPE_INRICHTEN)
    result = {
        "zaaktype": hoofd["url"],
        "omschrijving": "Ingericht",
        "resultaattypeomschrijving": f"{LIJST}/resultaattypeomschrijvingen/7cb315fb-4f7b-4a43-aca1-e4522e4c73b3",
        "selectielijstklasse": f"{LIJST}/resultaten/{KLASSE}",
        "besluittypen": ["Vergunning"],
        "informatieobjecttypen": ["Brief"],
    }
    resultaattype = await api.made(f"{ROOT}/resultaattypen", result)
    stranger = await a_decision(api, other, informatieobjecttypen=["Brief"])
    tie = {"zaaktype": hoofd["url"], "informatieobjecttype": "Brief", "volgnummer": 1, "richting": "inkomend"}
    relation = await api.made(f"{ROOT}/zaaktype-informatieobjecttypen", tie)
    for url in (brief["url"], vergunning["url"], deel["url"]):
        assert await writer.told("DELETE", url) == [("nonFieldErrors", "pending-relations")]
    for url, name in (
        (brief["url"], "omschrijving"),
        (vergunning["url"], "omschrijving"),
        (deel["url"], "identificatie"),
    ):
        status, answer = await api("PATCH", url, {name: "Nieuw"})
        assert (status, answer[name]) == (200, "Nieuw")
    shown = await api.got(hoofd["url"])
    assert (shown["informatieobjecttypen"], shown["informatieobjecttypeOmschrijving"]) == ([brief["url"]], ["Nieuw"])
    assert (shown["besluittypen"], shown["besluittypeOmschrijving"]) == ([vergunning["url"]], ["Nieuw"])
    assert (shown["deelzaaktypen"], shown["deelzaaktypeIdentificaties"]) == ([deel["url"]], ["Nieuw"])
    assert shown["gerelateerdeZaaktypen"][0]["zaaktypeIdentificatie"] == "Nieuw"
    assert (await api.got(besluit["url"]))["vastgelegdIn"] == ["Nieuw", "Foto"]
    assert (await api.got(stranger["url"]))["vastgelegdIn"] == ["Brief"]
    assert (await api.got(relation["url"]))["informatieobjecttype"] == brief["url"]
    shown = await api.got(resultaattype["url"])
    assert shown["besluittypeOmschrijving"] == shown["informatieobjecttypeOmschrijving"] == ["Nieuw"]
    for url in (brief["url"], vergunning["url"], deel["url"]):
        assert (await api("DELETE", url))[0] == 204
    shown = await api.got(hoofd["url"])
    assert shown["informatieobjecttypeOmschrijving"] == shown["besluittypeOmschrijving"] == []
    assert shown["deelzaaktypeIdentificaties"] == shown["gerelateerdeZaaktypen"] == []
    assert (await api.got(besluit["url"]))["vastgelegdIn"] == ["Foto"]
    assert (await api("GET", relation["url"]))[0] == 404
    assert (await api.got(resultaattype["url"]))["besluittypeOmschrijving"] == []


async def test_a_version_may_go_its_own_way(api: Api) -> None:
    """While another version has the name, what is named is that one."""
    catalogus = await a_catalogus(api)
    old, new = await a_document(api, catalogus), await a_document(api, catalogus, beginGeldigheid="2020-01-01")
    besluit = await a_decision(api, catalogus, informatieobjecttypen=["Brief"])
    assert (await api("PATCH", new["url"], {"omschrijving": "Anders"}))[0] == 200
    assert (await api.got(besluit["url"]))["informatieobjecttypen"] == [old["url"]]
    assert (await api("PATCH", new["url"], {"omschrijving": "Brief"}))[0] == 200
    assert (await api("DELETE", old["url"]))[0] == 204
    assert (await api.got(besluit["url"]))["informatieobjecttypen"] == [new["url"]]
    rights = {"component": "ztc", "scopes": ["catalogi.lezen", "catalogi.schrijven"]}
    writer = await api.known_as(f"schrijver{next(_NUMBERS)}", rights)
    assert await writer.told("DELETE", new["url"]) == [("nonFieldErrors", "pending-relations")]


async def test_a_name_that_nobody_has_yet_is_shown(api: Api) -> None:
    zaaktype = await a_zaaktype(api, await a_catalogus(api), besluittypen=["Ontheffing", "Vergunning"])
    assert zaaktype["besluittypen"] == []
    assert zaaktype["besluittypeOmschrijving"] == ["Ontheffing", "Vergunning"]


async def test_relations_are_found_by_name_and_by_url(api: Api) -> None:
    catalogus = await a_catalogus(api)
    foto = await a_document(api, catalogus, omschrijving="Foto")
    vergunning = await a_decision(api, catalogus, informatieobjecttypen=["Foto"])
    zaaktype = await a_zaaktype(api, catalogus, besluittypen=["Vergunning"])
    body = {"zaaktype": zaaktype["url"], "informatieobjecttype": "Foto", "volgnummer": 1, "richting": "inkomend"}
    tie = await api.made(f"{ROOT}/zaaktype-informatieobjecttypen", body)
    await published(api, foto["url"], vergunning["url"], zaaktype["url"])
    for value in ("Foto", foto["url"]):
        assert vergunning["url"] in await found(api, f"/besluittypen?informatieobjecttypen={value}")
        ties = await found(api, f"/zaaktype-informatieobjecttypen?informatieobjecttype={value}")
        assert tie["url"] in ties
    for value in (zaaktype["identificatie"], zaaktype["url"]):
        assert await found(api, f"/besluittypen?zaaktypen={value}") == [vergunning["url"]]
    shown = (await api("GET", foto["url"]))[1]
    assert shown["zaaktypen"] == [zaaktype["url"]]
    assert shown["zaaktypeIdentificaties"] == [zaaktype["identificatie"]]
    assert shown["besluittypeOmschrijving"] == ["Vergunning"]
    assert (await api("GET", zaaktype["url"]))[1]["informatieobjecttypen"] == [foto["url"]]


async def test_a_zaaktype_is_published_after_its_types_and_once_per_period(api: Api) -> None:
    catalogus = await a_catalogus(api)
    vergunning = await a_decision(api, catalogus)
    first = await a_zaaktype(api, catalogus, besluittypen=["Vergunning"])
    assert await api.told("POST", first["url"] + "/publish") == [("besluittypen", "concept-relation")]
    await published(api, vergunning["url"], first["url"], first["url"])
    second = await a_zaaktype(api, catalogus, identificatie=first["identificatie"])
    assert await api.told("POST", second["url"] + "/publish") == [("beginGeldigheid", "overlap")]
    assert (await api("PATCH", first["url"], {"eindeGeldigheid": "2020-12-31"}))[0] == 200
    assert (await api("PATCH", second["url"], {"beginGeldigheid": "2021-01-01"}))[0] == 200
    await published(api, second["url"])


async def test_what_is_published_changes_only_by_a_correction(api: Api) -> None:
    catalogus = await a_catalogus(api)
    zaaktype = await a_zaaktype(api, catalogus)
    step = {"zaaktype": zaaktype["url"], "omschrijving": "Begin", "volgnummer": 1}
    status = await api.made(f"{ROOT}/statustypen", step)
    await published(api, zaaktype["url"])
    rights = {"component": "ztc", "scopes": ["catalogi.lezen", "catalogi.schrijven"]}
    writer = await api.known_as(f"schrijver{next(_NUMBERS)}", rights)
    object_, part = [("nonFieldErrors", "non-concept-object")], [("nonFieldErrors", "non-concept-zaaktype")]
    assert await writer.told("PUT", zaaktype["url"], zaaktype_body(catalogus)) == object_
    assert await writer.told("PATCH", zaaktype["url"], {"omschrijving": "Anders"}) == object_
    assert await writer.told("DELETE", zaaktype["url"]) == object_
    assert await writer.told("POST", f"{ROOT}/statustypen", step | {"volgnummer": 2}) == part
    assert await writer.told("PATCH", status["url"], {"omschrijving": "Anders"}) == part
    assert await writer.told("DELETE", status["url"]) == part
    await a_document(api, catalogus)  # a concept: which way the document goes is no matter of its own
    tie = {"zaaktype": zaaktype["url"], "informatieobjecttype": "Brief", "volgnummer": 1, "richting": "intern"}
    relation = [("nonFieldErrors", "non-concept-relation")]
    assert await writer.told("POST", f"{ROOT}/zaaktype-informatieobjecttypen", tie) == relation
    made = await api.made(f"{ROOT}/zaaktype-informatieobjecttypen", tie)
    assert await writer.told("PUT", made["url"], tie) == relation
    assert await writer.told("PATCH", made["url"], {"volgnummer": 2}) == relation
    assert await writer.told("DELETE", made["url"]) == relation
    ended = await writer("PATCH", zaaktype["url"], {"eindeGeldigheid": "2030-01-01"})
    assert (ended[0], ended[1]["eindeGeldigheid"]) == (200, "2030-01-01")
    assert (await api("GET", status["url"]))[1]["eindeGeldigheid"] == "2030-01-01"
    assert (await api("PATCH", zaaktype["url"], {"omschrijving": "Anders"}))[0] == 200
    assert (await api("DELETE", zaaktype["url"]))[0] == 204
    assert (await api("GET", status["url"]))[0] == 404


async def test_the_last_step_is_the_end(api: Api) -> None:
    zaaktype = await a_zaaktype(api, await a_catalogus(api))
    steps = [
        await api.made(f"{ROOT}/statustypen", {"zaaktype": zaaktype["url"], "omschrijving": "Stap", "volgnummer": each})
        for each in (1, 2, 3)
    ]

    async def ends() -> list[bool]:
        return [(await api("GET", each["url"]))[1]["isEindstatus"] for each in steps]

    assert await ends() == [False, False, True]
    assert (await api("PATCH", steps[0]["url"], {"volgnummer": 9}))[1]["isEindstatus"] is True
    assert await ends() == [True, False, False]
    assert (await api("DELETE", steps.pop(0)["url"]))[0] == 204
    assert await ends() == [False, True]
    assert (await api("GET", zaaktype["url"]))[1]["statustypen"] == [each["url"] for each in steps]
    twice = {"zaaktype": zaaktype["url"], "omschrijving": "Stap", "volgnummer": 2}
    assert await api.told("POST", f"{ROOT}/statustypen", twice) == [("volgnummer", "unique")]


async def test_a_step_and_its_eigenschappen_agree(api: Api) -> None:
    zaaktype = await a_zaaktype(api, await a_catalogus(api))
    form = {"formaat": "datum", "lengte": "8", "kardinaliteit": "1"}
    body = {"zaaktype": zaaktype["url"], "naam": "dag", "definitie": "De dag", "specificatie": form}
    wrong = body | {"specificatie": form | {"lengte": "10"}}
    assert await api.told("POST", f"{ROOT}/eigenschappen", wrong) == [("specificatie.lengte", "invalid")]
    dag = await api.made(f"{ROOT}/eigenschappen", body)
    step = {"zaaktype": zaaktype["url"], "omschrijving": "Stap", "volgnummer": 1, "eigenschappen": [dag["url"]]}
    made = await api.made(f"{ROOT}/statustypen", step)
    assert made["eigenschappen"] == [dag["url"]]
    assert (await api("GET", dag["url"]))[1]["statustype"] == made["url"]
    assert (await api("PATCH", made["url"], {"eigenschappen": []}))[1]["eigenschappen"] == []
    assert (await api("GET", dag["url"]))[1]["statustype"] is None


async def test_a_tie_may_move_to_another_zaaktype(api: Api) -> None:
    catalogus = await a_catalogus(api)
    await a_document(api, catalogus)
    one, two = await a_zaaktype(api, catalogus), await a_zaaktype(api, catalogus)
    body = {"zaaktype": one["url"], "informatieobjecttype": "Brief", "volgnummer": 1, "richting": "intern"}
    tie = await api.made(f"{ROOT}/zaaktype-informatieobjecttypen", body)
    status, moved = await api("PUT", tie["url"], body | {"zaaktype": two["url"]})
    assert (status, moved["zaaktype"]) == (200, two["url"])
    assert (await api("GET", one["url"]))[1]["informatieobjecttypeOmschrijving"] == []
    assert (await api("GET", two["url"]))[1]["informatieobjecttypeOmschrijving"] == ["Brief"]


async def test_a_part_may_move_to_another_zaaktype(api: Api) -> None:
    catalogus = await a_catalogus(api)
    one, two = await a_zaaktype(api, catalogus), await a_zaaktype(api, catalogus)
    body = {"zaaktype": one["url"], "omschrijving": "Melder", "omschrijvingGeneriek": "initiator"}
    rol = await api.made(f"{ROOT}/roltypen", body)
    assert (await api("PATCH", rol["url"], {"zaaktype": two["url"]}))[0] == 200
    assert (await api("GET", one["url"]))[1]["roltypen"] == []
    assert (await api("GET", two["url"]))[1]["roltypen"] == [rol["url"]]


KLASSE = "6711baff-798b-4c7f-9133-8ad02c8b7c6f"


async def test_the_selectielijst_fills_in_a_resultaattype(api: Api) -> None:
    procestype = PROCESTYPE_INRICHTEN
    zaaktype = await a_zaaktype(api, await a_catalogus(api), selectielijstProcestype=procestype)
    body = {
        "zaaktype": zaaktype["url"],
        "omschrijving": "Ingericht",
        "resultaattypeomschrijving": f"{LIJST}/resultaattypeomschrijvingen/7cb315fb-4f7b-4a43-aca1-e4522e4c73b3",
        "selectielijstklasse": f"{LIJST}/resultaten/{KLASSE}",
    }
    made = await api.made(f"{ROOT}/resultaattypen", body)
    assert (await api.got(zaaktype["url"]))["resultaattypeOmschrijving"] == ["Ingericht"]
    for asked in (("POST", f"{ROOT}/resultaattypen"), ("PUT", made["url"])):
        status, answer = await api(*asked, body | {"archiefactietermijn": None, "archiefnominatie": ""})
        assert (answer["archiefnominatie"], answer["archiefactietermijn"]) == ("vernietigen", "P10Y"), status
    assert made["omschrijvingGeneriek"] == "Afgehandeld"
    assert (made["archiefnominatie"], made["archiefactietermijn"]) == ("vernietigen", "P10Y")
    procedure = {"afleidingswijze": "eigenschap", "procestermijn": "P5M"}
    told = await api.told("POST", f"{ROOT}/resultaattypen", body | {"brondatumArchiefprocedure": procedure})
    assert told == [
        ("brondatumArchiefprocedure.datumkenmerk", "required"),
        ("brondatumArchiefprocedure.procestermijn", "must-be-empty"),
        ("nonFieldErrors", "invalid-afleidingswijze-for-procestermijn"),
    ]
    other = await a_zaaktype(api, await a_catalogus(api))
    told = await api.told("POST", f"{ROOT}/resultaattypen", body | {"zaaktype": other["url"]})
    assert told[0] == ("nonFieldErrors", "procestype-mismatch")
    wrong = body | {"selectielijstklasse": zaaktype["url"]}
    assert ("selectielijstklasse", "invalid-resource") in await api.told("POST", f"{ROOT}/resultaattypen", wrong)
    wrong = body | {"selectielijstklasse": procestype, "resultaattypeomschrijving": body["selectielijstklasse"]}
    assert await api.told("POST", f"{ROOT}/resultaattypen", wrong) == [
        ("resultaattypeomschrijving", "invalid-resource"),
        ("selectielijstklasse", "invalid-resource"),
    ]
    wrong = zaaktype_body(zaaktype["catalogus"], selectielijstProcestype=body["selectielijstklasse"])
    assert await api.told("POST", f"{ROOT}/zaaktypen", wrong) == [("selectielijstProcestype", "invalid-resource")]


async def test_a_term_goes_with_the_possibility(api: Api) -> None:
    catalogus = await a_catalogus(api)
    body = zaaktype_body(catalogus, verlengingstermijn="P10D")
    assert await api.told("POST", f"{ROOT}/zaaktypen", body) == [("verlengingstermijn", "must-be-empty")]
    zaaktype = await api.made(f"{ROOT}/zaaktypen", body | {"verlengingMogelijk": True})
    told = await api.told("PATCH", zaaktype["url"], {"verlengingMogelijk": False})
    assert told == [("verlengingstermijn", "must-be-empty")]
    none = {"verlengingMogelijk": False, "verlengingstermijn": "", "servicenorm": ""}
    status, answer = await api("PATCH", zaaktype["url"], none)
    assert (status, answer["verlengingstermijn"], answer["servicenorm"]) == (200, None, None)


async def test_an_address_is_one(api: Api) -> None:
    body = {"domein": "POST", "rsin": "000000000", "contactpersoonBeheerNaam": "Beheer"}
    for wrong in ("beheer", "beheer@", "@gemeente.nl", "be heer@gemeente.nl", "beheer@gemeente", "a@b..nl"):
        told = await api.told("POST", f"{ROOT}/catalogussen", body | {"contactpersoonBeheerEmailadres": wrong})
        assert told == [("contactpersoonBeheerEmailadres", "invalid")], wrong
    await api.made(f"{ROOT}/catalogussen", body | {"contactpersoonBeheerEmailadres": "j.d'a+x@team.gemeente.nl"})


async def test_a_day_that_is_not_filled_in_is_not_asked(api: Api) -> None:
    zaaktype = await a_zaaktype(api, await a_catalogus(api))
    assert (await api.got(zaaktype["url"] + "?datumGeldigheid="))["url"] == zaaktype["url"]


async def test_a_tie_is_no_event_of_its_zaaktype(api: Api) -> None:
    catalogus = await a_catalogus(api)
    await a_document(api, catalogus)
    zaaktype = await a_zaaktype(api, catalogus)
    body = {"zaaktype": zaaktype["url"], "informatieobjecttype": "Brief", "volgnummer": 1, "richting": "intern"}
    await api.made(f"{ROOT}/zaaktype-informatieobjecttypen", body)
    told = "select actie from catalogi.outbox where root = $1::uuid and kanaal = 'zaaktypen'"
    assert [row[0] for row in await api.program.pool.fetch(told, zaaktype["url"][-36:])] == ["create"]


async def test_a_group_that_is_not_there_is_shown_and_taken_as_empty(api: Api) -> None:
    catalogus = await a_catalogus(api)
    none = {
        "broncatalogus": {"url": "", "domein": "", "rsin": ""},
        "bronzaaktype": {"url": "", "identificatie": "", "omschrijving": ""},
    }
    zaaktype = await a_zaaktype(api, catalogus, **none)
    assert {name: zaaktype[name] for name in none} == none
    half = none | {"broncatalogus": none["broncatalogus"] | {"domein": "A"}}
    told = await api.told("POST", f"{ROOT}/zaaktypen", zaaktype_body(catalogus, **half))
    assert told == [("broncatalogus.url", "blank"), ("broncatalogus.rsin", "blank")]
    document = await a_document(api, catalogus)
    generic = document["omschrijvingGeneriek"]
    assert set(generic.values()) == {""}
    assert len(generic) == 5
    given = dict.fromkeys(generic, "x")
    for group, shown in ((given, given), (generic, generic), (given, given), (None, generic)):
        status, answer = await api("PATCH", document["url"], {"omschrijvingGeneriek": group})
        assert (status, answer["omschrijvingGeneriek"]) == (200, shown)


async def test_who_reads_zaken_reads_the_catalogus(api: Api) -> None:
    zaaktype = await a_zaaktype(api, await a_catalogus(api))
    right = {
        "component": "zrc",
        "scopes": ["zaken.lezen"],
        "zaaktype": zaaktype["url"],
        "maxVertrouwelijkheidaanduiding": "openbaar",
    }
    reader = await api.known_as(f"lezer{next(_NUMBERS)}", right)
    assert (await reader("GET", zaaktype["url"]))[0] == 200
    assert (await reader("GET", f"{ROOT}/catalogussen"))[0] == 200
    assert (await reader("PATCH", zaaktype["url"], {"doel": "x"}))[0] == 403


async def test_the_validity_of_a_part_cannot_be_another(api: Api) -> None:
    zaaktype = await a_zaaktype(api, await a_catalogus(api))
    body = {"zaaktype": zaaktype["url"], "omschrijving": "Melder", "omschrijvingGeneriek": "initiator"}
    made = await api.made(f"{ROOT}/roltypen", body | {"beginGeldigheid": "2019-01-01"})
    assert (made["beginGeldigheid"], made["catalogus"]) == ("2019-01-01", zaaktype["catalogus"])
    told = await api.told("POST", f"{ROOT}/roltypen", body | {"beginGeldigheid": "2018-01-01"})
    assert told == [("beginGeldigheid", "date-mismatch")]


async def test_two_zaaktypen_published_at_once_do_not_overlap(api: Api) -> None:
    catalogus = await a_catalogus(api)
    first = await a_zaaktype(api, catalogus)
    others = [await a_zaaktype(api, catalogus, identificatie=first["identificatie"]) for _ in range(4)]
    every = [first, *others]
    answers = await asyncio.gather(*(api("POST", each["url"] + "/publish") for each in every))
    assert [status for status, _ in answers].count(200) == 1
    assert len(await found(api, f"/zaaktypen?catalogus={catalogus}")) == 1
