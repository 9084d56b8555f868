"""Documenten over HTTP: a document in its versions, its lock, and what belongs to it."""

from typing import Any

import pytest

from tests.builders import document_body, zaakinformatieobject_body
from tests.soorten import DOCUMENTEN, ZAKEN, Body, Soort

DOCUMENTS = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"
UNKNOWN = "11111111-0000-4000-8000-000000000001"


async def a_document(soort: Soort, **said: Any) -> Body:
    """A new document."""
    return await soort.api.made(DOCUMENTS, document_body(soort.informatieobjecttype, **said))


async def lock(soort: Soort, document: Body) -> str:
    """The key of a new lock on a document."""
    status, answer = await soort.api("POST", document["url"] + "/lock")
    assert status == 200, answer
    return answer["lock"]


async def changed(soort: Soort, document: Body, **said: Any) -> Body:
    """The document after a change under a lock of its own."""
    key = await lock(soort, document)
    status, answer = await soort.api("PATCH", document["url"], said | {"lock": key})
    assert status == 200, answer
    assert (await soort.api("POST", document["url"] + "/unlock", {"lock": key}))[0] == 204
    return answer


def rights_body(document: str, **said: Any) -> Body:
    """Rights on this document."""
    usual: Body = {
        "informatieobject": document,
        "startdatum": "2026-11-02T00:00:00Z",
        "omschrijvingVoorwaarden": "Alleen om te lezen.",
    }
    return usual | said


async def reads_documents(soort: Soort, client: str, most: str, *scopes: str, **said: Any) -> Any:
    """A client that may read documents of the kind."""
    right = {
        "component": "drc",
        "scopes": ["documenten.lezen", *scopes],
        "informatieobjecttype": soort.informatieobjecttype,
        "maxVertrouwelijkheidaanduiding": most,
    }
    return await soort.api.known_as(client, right, **said)


# --- versions -----------------------------------------------------------------------------------------------------


async def test_each_version_can_be_asked_for(soort: Soort) -> None:
    first = await a_document(soort, titel="Een")
    second = await changed(soort, first, titel="Twee")
    third = await changed(soort, first, titel="Drie")
    url = first["url"]
    for version in (first, second, third):
        found = await soort.api.got(f"{url}?versie={version['versie']}")
        assert (found["titel"], found["beginRegistratie"]) == (version["titel"], version["beginRegistratie"])
        at = await soort.api.got(f"{url}?registratieOp={version['beginRegistratie']}")
        assert at == found
    assert await soort.api.got(url) == await soort.api.got(f"{url}?versie=3") == await soort.api.got(f"{url}?versie=")
    assert (await soort.api.got(f"{url}?versie=1&registratieOp={third['beginRegistratie']}"))["versie"] == 1
    assert (await soort.api("GET", f"{url}?versie=3&registratieOp={second['beginRegistratie']}"))[0] == 404


async def test_a_version_that_is_not_there_is_not_found(soort: Soort) -> None:
    url = (await changed(soort, await a_document(soort), titel="Twee"))["url"]
    for query in ("versie=0", "versie=3", "versie=999999999999999999", "registratieOp=2020-01-01T00:00:00Z"):
        for method in ("GET", "HEAD"):
            assert (await soort.api.raw(method, f"{url}?{query}"))[0] == 404, query
    assert (await soort.api("GET", f"{DOCUMENTS}/{UNKNOWN}?versie=1"))[0] == 404


async def test_what_is_no_version_is_told(soort: Soort) -> None:
    url = (await a_document(soort))["url"]
    told = await soort.api.told("GET", f"{url}?versie=een&registratieOp=gisteren&versies=2")
    assert sorted(told) == [
        ("nonFieldErrors", "unknown-parameters"),
        ("registratieOp", "invalid"),
        ("versie", "invalid"),
    ]
    assert await soort.api.told("GET", f"{url}?versie=-1") == [("versie", "invalid")]
    right = await soort.api.made(f"{DOCUMENTEN}/gebruiksrechten", rights_body(url))
    assert await soort.api.told("GET", right["url"] + "?versie=1") == [("nonFieldErrors", "unknown-parameters")]


async def test_the_lock_is_of_the_document_and_not_of_a_version(soort: Soort) -> None:
    document = await a_document(soort)
    await changed(soort, document, titel="Twee")
    url = document["url"]
    assert (await soort.api.got(url + "?versie=1"))["locked"] is False
    key = await lock(soort, document)
    assert (await soort.api.got(url + "?versie=1"))["locked"] is True
    assert (await soort.api.got(url + "?versie=2"))["locked"] is True
    assert (await soort.api("POST", url + "/unlock", {"lock": key}))[0] == 204


async def test_an_older_version_is_expanded_and_has_an_etag_of_its_own(soort: Soort) -> None:
    document = await a_document(soort)
    await changed(soort, document, titel="Twee")
    url = document["url"]
    found = await soort.api.got(url + "?versie=1&expand=informatieobjecttype")
    assert (found["versie"], found["_expand"]["informatieobjecttype"]["url"]) == (1, soort.informatieobjecttype)
    tags = {}
    for query in ("", "?versie=1", "?versie=2"):
        _, headers, _ = await soort.api.raw("GET", url + query)
        _, of_head, raw = await soort.api.raw("HEAD", url + query)
        assert (of_head["etag"], raw) == (headers["etag"], b"")
        tags[query] = headers["etag"]
    assert tags[""] == tags["?versie=2"] != tags["?versie=1"]
    assert (await soort.api.raw("GET", url + "?versie=1", if_none_match=tags["?versie=1"]))[0] == 304
    assert (await soort.api.raw("GET", url, if_none_match=tags["?versie=1"]))[0] == 200


@pytest.mark.parametrize("most", ["openbaar", "geheim"])
async def test_the_latest_version_decides_who_may_read_the_older_ones(soort: Soort, most: str) -> None:
    document = await a_document(soort, vertrouwelijkheidaanduiding="openbaar")
    await changed(soort, document, vertrouwelijkheidaanduiding="vertrouwelijk")
    reader = await reads_documents(soort, f"lezer-{most}", most)
    status, _ = await reader("GET", document["url"] + "?versie=1")
    assert status == (403 if most == "openbaar" else 200)


# --- ready to be published ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("everything", [True, False])
async def test_who_sees_only_what_is_ready_for_publication_sees_nothing_else(soort: Soort, everything: bool) -> None:
    api, only = soort.api, {"alleenIsGereedVoorPublicatie": True}
    ready, hidden, unknown = [await a_document(soort, isGereedVoorPublicatie=each) for each in (True, False, None)]
    if everything:
        reader = await api.known_as("publicatie-alles", everything=True, **only)
    else:
        scopes = ("audittrails.lezen", "documenten.bijwerken", "documenten.aanmaken")
        reader = await reads_documents(soort, "publicatie", "zeer_geheim", *scopes, **only)
    rights = {
        each["url"]: await api.made(f"{DOCUMENTEN}/gebruiksrechten", rights_body(each["url"]))
        for each in (ready, hidden)
    }
    for document in (ready, hidden, unknown):
        status = 200 if document is ready else 403
        for url in (document["url"], document["url"] + "?versie=1", document["url"] + "/audittrail"):
            assert (await reader("GET", url))[0] == status, url
        assert (await reader.raw("HEAD", document["url"]))[0] == status
    listed = await reader.got(DOCUMENTS)
    assert all(each["isGereedVoorPublicatie"] for each in listed["results"])
    assert listed["count"] == len(listed["results"]) >= 1
    found = (await reader("POST", f"{DOCUMENTS}/_zoek", {"uuid__in": [ready["url"][-36:], hidden["url"][-36:]]}))[1]
    assert [each["url"] for each in found["results"]] == [ready["url"]]
    assert (await reader("GET", rights[ready["url"]]["url"]))[0] == 200
    assert (await reader("GET", rights[hidden["url"]]["url"]))[0] == 403
    shown = await reader.got(f"{DOCUMENTEN}/gebruiksrechten")
    assert rights[hidden["url"]]["url"] not in str(shown)


async def test_nobody_makes_or_hides_what_they_may_not_see(soort: Soort) -> None:
    only = {"alleenIsGereedVoorPublicatie": True}
    writer = await soort.api.known_as("publicatie-schrijver", everything=True, **only)
    body = document_body(soort.informatieobjecttype)
    assert (await writer("POST", DOCUMENTS, body))[0] == 403
    document = await writer.made(DOCUMENTS, body | {"isGereedVoorPublicatie": True})
    key = (await writer("POST", document["url"] + "/lock", {}))[1]["lock"]
    hide = {"lock": key, "isGereedVoorPublicatie": False}
    assert (await writer("PATCH", document["url"], hide))[0] == 403
    assert (await soort.api("PATCH", document["url"], hide))[0] == 200
    assert (await writer("GET", document["url"]))[0] == 403


async def test_that_bound_is_about_documents_only(soort: Soort) -> None:
    reader = await soort.api.known_as("publicatie-zaken", everything=True, alleenIsGereedVoorPublicatie=True)
    zaak = await soort.zaak()
    document = await a_document(soort, isGereedVoorPublicatie=False)
    relation = zaakinformatieobject_body(zaak["url"], document["url"])
    made = await soort.api.made(f"{ZAKEN}/zaakinformatieobjecten", relation)
    found = await reader.got(made["url"] + "?expand=informatieobject,zaak")
    assert found["informatieobject"] == document["url"]
    assert set(found["_expand"]) == {"zaak"}
    assert (await reader("GET", f"{DOCUMENTEN}/objectinformatieobjecten?object={zaak['url']}"))[1] == []
