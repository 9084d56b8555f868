"""Documenten over HTTP: a document in its versions, its lock, and what belongs to it."""

from typing import Any

import pytest

from tests.builders import document_body, verzending_body, zaakinformatieobject_body
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


# --- the lock -----------------------------------------------------------------------------------------------------


async def test_a_lock_opens_with_its_key_or_by_force(soort: Soort) -> None:
    scopes = ("documenten.lock", "documenten.bijwerken", "documenten.verwijderen")
    clerk = await reads_documents(soort, "griffier", "zeer_geheim", *scopes)
    forcer = await reads_documents(soort, "breker", "zeer_geheim", "documenten.geforceerd-unlock")
    url = (await a_document(soort))["url"]
    key = (await clerk("POST", url + "/lock", {}))[1]["lock"]
    assert await clerk.told("POST", url + "/lock", {}) == [("nonFieldErrors", "existing-lock")]
    for body in ({}, {"lock": "verkeerd"}):
        assert await clerk.told("POST", url + "/unlock", body) == [("nonFieldErrors", "incorrect-lock-id")]
    assert await clerk.told("DELETE", url) == [("nonFieldErrors", "destroy-locked")]
    assert (await forcer("POST", url + "/unlock", {}))[0] == 204
    assert (await soort.api.got(url))["locked"] is False
    assert await clerk.told("POST", url + "/unlock", {"lock": key}) == [("nonFieldErrors", "incorrect-lock-id")]
    assert (await clerk("POST", url + "/unlock"))[0] == 204
    assert (await forcer("POST", url + "/lock"))[0] == 403
    assert (await clerk("DELETE", url))[0] == 204


async def test_a_change_asks_for_the_key_and_keeps_the_lock(soort: Soort) -> None:
    document = await a_document(soort)
    url, body = document["url"], document_body(soort.informatieobjecttype, titel="Nieuw")
    assert await soort.api.told("PUT", url, body) == [("lock", "required")]
    key = await lock(soort, document)
    assert await soort.api.told("PUT", url, body) == [("lock", "required")]
    assert await soort.api.told("PUT", url, body | {"lock": "x"}) == [("nonFieldErrors", "incorrect-lock-id")]
    for method, said in (("PUT", body), ("PATCH", {"titel": "Nieuwer"}), ("PATCH", {"titel": "Nieuwst"})):
        status, answer = await soort.api(method, url, said | {"lock": key})
        assert (status, answer["locked"], answer["titel"]) == (200, True, said["titel"])
        assert "lock" not in answer
    assert (await soort.api.got(url))["versie"] == 4
    assert (await soort.api("POST", url + "/unlock", {"lock": key}))[0] == 204


async def test_received_documents_are_finished(soort: Soort) -> None:
    received = {"ontvangstdatum": "2026-11-01"}
    body = document_body(soort.informatieobjecttype, status="in_bewerking", **received)
    assert await soort.api.told("POST", DOCUMENTS, body) == [("status", "invalid_for_received")]
    document = await a_document(soort, status="ter_vaststelling")
    key = await lock(soort, document)
    told = await soort.api.told("PATCH", document["url"], received | {"lock": key})
    assert told == [("status", "invalid_for_received")]
    changed_too = received | {"lock": key, "status": "definitief"}
    assert (await soort.api("PATCH", document["url"], changed_too))[0] == 200


# --- gebruiksrechten, verzendingen, and the end -------------------------------------------------------------------


async def test_gebruiksrechten_change_and_say_so_on_the_document(soort: Soort) -> None:
    api, path = soort.api, f"{DOCUMENTEN}/gebruiksrechten"
    document, other = await a_document(soort), await a_document(soort)
    first, second = [await api.made(path, rights_body(document["url"])) for _ in range(2)]
    assert (await api.got(document["url"]))["indicatieGebruiksrecht"] is True
    assert (await api.got(document["url"]))["versie"] == 1
    body = rights_body(document["url"], einddatum="2027-01-01T00:00:00Z", omschrijvingVoorwaarden="Anders")
    status, answer = await api("PUT", first["url"], body)
    assert (status, answer["omschrijvingVoorwaarden"]) == (200, "Anders")
    assert (await api("PATCH", first["url"], {"einddatum": None}))[1]["einddatum"] is None
    moved = {"informatieobject": other["url"]}
    assert await api.told("PATCH", first["url"], moved) == [("informatieobject", "wijzigen-niet-toegelaten")]
    assert (await api.raw("HEAD", first["url"]))[0] == 200
    assert await api.got(f"{path}?informatieobject={document['url']}&startdatum__lt=2026-01-01T00:00:00Z") == []
    assert len(await api.got(f"{path}?informatieobject={document['url']}&startdatum__gte=2026-11-02T00:00:00Z")) == 2
    key = await lock(soort, document)
    told = await api.told("PATCH", document["url"], {"indicatieGebruiksrecht": False, "lock": key})
    assert told == [("indicatieGebruiksrecht", "existing-gebruiksrechten")]
    assert (await api("PATCH", document["url"], {"indicatieGebruiksrecht": True, "lock": key}))[0] == 200
    for right, said in ((first, True), (second, None)):
        assert (await api("DELETE", right["url"]))[0] == 204
        assert (await api.got(document["url"]))["indicatieGebruiksrecht"] is said
    told = await api.told("PATCH", document["url"], {"indicatieGebruiksrecht": True, "lock": key})
    assert told == [("indicatieGebruiksrecht", "missing-gebruiksrechten")]
    assert (await api("PATCH", document["url"], {"indicatieGebruiksrecht": False, "lock": key}))[0] == 200


async def test_verzendingen_live_from_begin_to_end(soort: Soort) -> None:
    api, path = soort.api, f"{DOCUMENTEN}/verzendingen"
    document = await a_document(soort)
    sent = await api.made(path, verzending_body(document["url"]))
    assert sent["binnenlandsCorrespondentieadres"]["huisletter"] == ""
    assert (sent["mijnOverheid"], sent["buitenlandsCorrespondentieadres"]) == (False, None)
    other = await a_document(soort)
    got = await api.made(path, verzending_body(other["url"], aardRelatie="afzender", betrokkene="https://b.example/2"))
    for query, found in (
        ("aardRelatie=geadresseerde", [sent]),
        ("aardRelatie=afzender", [got]),
        (f"informatieobject={document['url']}", [sent]),
        ("betrokkene=https://b.example/2", [got]),
        ("page=1&pageSize=1", [got]),
    ):
        page = await api.got(f"{path}?{query}")
        assert page["results"] == found, query
    assert await api.told("GET", f"{path}?aardRelatie=iets") == [("aardRelatie", "invalid_choice")]
    shown = await api.got(sent["url"] + "?expand=informatieobject.informatieobjecttype")
    assert shown["_expand"]["informatieobject"]["_expand"]["informatieobjecttype"]["url"] == soort.informatieobjecttype
    _, headers, _ = await api.raw("HEAD", sent["url"])
    assert (await api.raw("GET", sent["url"], if_none_match=headers["etag"]))[0] == 304
    both = {"emailadres": "a@b.example"}
    assert await api.told("PATCH", sent["url"], both) == [("nonFieldErrors", "invalid-address")]
    instead = both | {"binnenlandsCorrespondentieadres": None, "verzenddatum": "2026-11-03"}
    status, answer = await api("PATCH", sent["url"], instead)
    assert (status, answer["emailadres"], answer["verzenddatum"]) == (200, "a@b.example", "2026-11-03")
    assert (await api("PUT", sent["url"], answer))[0] == 200
    moved = {"informatieobject": other["url"]}
    assert await api.told("PATCH", sent["url"], moved) == [("informatieobject", "wijzigen-niet-toegelaten")]
    assert (await api("DELETE", got["url"]))[0] == 204
    assert (await api("GET", got["url"]))[0] == 404


async def test_a_verzending_is_told_what_is_wrong_with_it(soort: Soort) -> None:
    path = f"{DOCUMENTEN}/verzendingen"
    told = await soort.api.told("POST", path, {"correspondentiePostadres": {"postBusOfAntwoordnummer": 0}})
    assert sorted(told) == [
        ("aardRelatie", "required"),
        ("betrokkene", "required"),
        ("contactPersoon", "required"),
        ("correspondentiePostadres.postBusOfAntwoordnummer", "min_value"),
        ("correspondentiePostadres.postadresPostcode", "required"),
        ("correspondentiePostadres.postadresType", "required"),
        ("correspondentiePostadres.woonplaatsnaam", "required"),
        ("informatieobject", "required"),
    ]
    unknown = verzending_body(f"{DOCUMENTS}/{UNKNOWN}")
    assert ("informatieobject", "no_match") in await soort.api.told("POST", path, unknown)


async def test_all_that_belongs_to_a_document_stands_in_its_trail_and_goes_with_it(soort: Soort) -> None:
    api = soort.api
    document = await a_document(soort)
    right = await api.made(f"{DOCUMENTEN}/gebruiksrechten", rights_body(document["url"]))
    sent = await api.made(f"{DOCUMENTEN}/verzendingen", verzending_body(document["url"]))
    await changed(soort, document, titel="Twee")
    assert (await api("DELETE", sent["url"]))[0] == 204
    trail = await api.got(document["url"] + "/audittrail")
    lines = [(each["resource"], each["actie"]) for each in trail]
    assert lines == [
        ("enkelvoudiginformatieobject", "create"),
        ("gebruiksrechten", "create"),
        ("enkelvoudiginformatieobject", "partial_update"),
        ("verzending", "create"),
        ("enkelvoudiginformatieobject", "partial_update"),
        ("enkelvoudiginformatieobject", "partial_update"),
        ("enkelvoudiginformatieobject", "partial_update"),
        ("verzending", "destroy"),
    ]
    assert {each["hoofdObject"] for each in trail} == {document["url"]}
    one = await api.got(f"{document['url']}/audittrail/{trail[0]['uuid']}")
    assert one == trail[0]
    assert (await api("DELETE", document["url"]))[0] == 204
    for url in (document["url"], right["url"], document["url"] + "/audittrail", document["url"] + "?versie=1"):
        assert (await api("GET", url))[0] == 404, url
    rows = "select count(*) from documenten.enkelvoudiginformatieobject_versie where id = $1::uuid"
    assert await api.program.pool.fetchval(rows, document["url"][-36:]) == 0


async def test_what_a_document_belongs_to_is_there_as_what_it_is_said_to_be(soort: Soort) -> None:
    api, zaak, document = soort.api, await soort.zaak(), await a_document(soort)
    path = f"{DOCUMENTEN}/objectinformatieobjecten"
    for url, kind, code in (
        (zaak["url"][:-12] + "000000000000", "zaak", "bad-url"),
        ("https://niet.invalid/zaken/1", "zaak", "bad-url"),
        (soort.zaaktype, "zaak", "invalid-resource"),
        (zaak["url"], "besluit", "invalid-resource"),
        (zaak["url"], "verzoek", "invalid-resource"),
        ("https://niet.invalid/verzoeken/1", "verzoek", "bad-url"),
    ):
        body = {"informatieobject": document["url"], "object": url, "objectType": kind}
        assert await api.told("POST", path, body) == [("object", code)], (url, kind)
    body = {"informatieobject": document["url"], "object": zaak["url"], "objectType": "zaak"}
    assert await api.told("POST", path, body) == [("nonFieldErrors", "inconsistent-relation")]


async def test_a_relation_is_recorded_once(soort: Soort) -> None:
    api, zaak, document = soort.api, await soort.zaak(), await a_document(soort)
    await api.made(f"{ZAKEN}/zaakinformatieobjecten", zaakinformatieobject_body(zaak["url"], document["url"]))
    relation = {"informatieobject": document["url"], "object": zaak["url"], "objectType": "zaak"}
    told = await api.told("POST", f"{DOCUMENTEN}/objectinformatieobjecten", relation)
    assert told == [("nonFieldErrors", "unique")]
    [mirror] = await api.got(f"{DOCUMENTEN}/objectinformatieobjecten?object={zaak['url']}")
    assert (await api.raw("HEAD", mirror["url"]))[0] == 200
    shown = await api.got(mirror["url"] + "?expand=informatieobject,object")
    assert shown["_expand"]["informatieobject"]["url"] == document["url"]
    assert shown["_expand"]["object"]["url"] == zaak["url"]
    assert await api.told("DELETE", document["url"]) == [("nonFieldErrors", "pending-relations")]


# --- finding ------------------------------------------------------------------------------------------------------


async def titles(soort: Soort, query: str) -> list[str]:
    """The titles of the documents that a list answers."""
    return [each["titel"] for each in (await soort.api.got(f"{DOCUMENTS}?{query}"))["results"]]


async def test_documents_are_found_by_what_the_standard_and_the_incumbent_know(soort: Soort, anders: Soort) -> None:
    org = "111222333"
    one = await a_document(
        soort,
        bronorganisatie=org,
        titel="Brief 100% af",
        auteur="Ada",
        beschrijving="Over de Stoep",
        trefwoorden=["stoep", "tegel"],
        creatiedatum="2026-01-01",
        vertrouwelijkheidaanduiding="geheim",
        formaat="b",
    )
    two = await a_document(
        anders, bronorganisatie=org, titel="Foto", auteur="Bob", trefwoorden=["tegel"], creatiedatum="2026-02-01"
    )
    zaak = await soort.zaak()
    await soort.api.made(f"{ZAKEN}/zaakinformatieobjecten", zaakinformatieobject_body(zaak["url"], one["url"]))
    key = await lock(soort, two)
    first, second, both = ["Brief 100% af"], ["Foto"], ["Foto", "Brief 100% af"]
    for query, found in (
        ("", both),
        (f"identificatie={one['identificatie']}", first),
        ("auteur=ada", first),
        ("beschrijving=STOEP", first),
        ("titel=100%25", first),
        ("titel=%25", first),
        ("creatiedatum__gte=2026-02-01", second),
        ("creatiedatum__lte=2026-01-31", first),
        (f"informatieobjecttype={anders.informatieobjecttype}", second),
        ("locked=true", second),
        ("locked=false", first),
        ("vertrouwelijkheidaanduiding=geheim", first),
        ("trefwoorden=tegel", both),
        ("trefwoorden=stoep,tegel", first),
        ("trefwoorden__overlap=stoep,gras", first),
        ("trefwoorden__overlap=stoep,tegel", both),
        (f"objectinformatieobjecten_object={zaak['url']}", first),
        ("objectinformatieobjecten_objectType=zaak", first),
        (f"objectinformatieobjecten__object={zaak['url']}", first),
        ("objectinformatieobjecten__objectType=besluit", []),
        ("ordering=creatiedatum", first + second),
        ("ordering=-auteur", both),
        ("ordering=vertrouwelijkheidaanduiding,titel", both),
    ):
        assert await titles(soort, f"bronorganisatie={org}&{query}".rstrip("&")) == found, query
    assert (await soort.api("POST", two["url"] + "/unlock", {"lock": key}))[0] == 204


async def test_a_filter_that_cannot_be_read_is_told(soort: Soort) -> None:
    for query, name, code in (
        ("locked=misschien", "locked", "invalid"),
        ("vertrouwelijkheidaanduiding=hoog", "vertrouwelijkheidaanduiding", "invalid_choice"),
        ("creatiedatum__gte=gisteren", "creatiedatum__gte", "invalid"),
        ("informatieobjecttype=1", "informatieobjecttype", "invalid"),
        ("objectinformatieobjecten__objectType=pand", "objectinformatieobjecten__objectType", "invalid_choice"),
        ("ordering=identificatie", "ordering", "invalid_choice"),
        ("taal=dut", "nonFieldErrors", "unknown-parameters"),
    ):
        assert await soort.api.told("GET", f"{DOCUMENTS}?{query}") == [(name, code)], query


async def test_a_search_takes_keys_filters_order_and_expand(soort: Soort) -> None:
    documents = [await a_document(soort, titel=f"Zoek {each}", bronorganisatie="000000012") for each in "bca"]
    keys = [each["url"][-36:] for each in documents]
    body: Body = {"uuid__in": keys, "ordering": "titel", "expand": "informatieobjecttype"}
    status, answer = await soort.api("POST", f"{DOCUMENTS}/_zoek", body)
    assert (status, answer["count"]) == (200, 3)
    assert [each["titel"] for each in answer["results"]] == ["Zoek a", "Zoek b", "Zoek c"]
    for each in answer["results"]:
        assert each["_expand"]["informatieobjecttype"]["url"] == soort.informatieobjecttype
    for said, found in (
        ({"uuid__in": keys[:1]}, ["Zoek b"]),
        ({"uuid__in": keys, "identificatie": documents[1]["identificatie"]}, ["Zoek c"]),
        ({"bronorganisatie": "000000012", "ordering": "-titel"}, ["Zoek c", "Zoek b", "Zoek a"]),
        ({"uuid__in": keys, "bronorganisatie": "123456782"}, []),
        ({"uuid__in": []}, []),
    ):
        status, answer = await soort.api("POST", f"{DOCUMENTS}/_zoek", said)
        assert (status, [each["titel"] for each in answer["results"]]) == (200, found), said
    assert await soort.api.told("POST", f"{DOCUMENTS}/_zoek", {"uuid__in": ["x"]}) == [("uuid__in", "invalid")]
    assert (await soort.api("POST", f"{DOCUMENTS}/_zoek?page=2", {"uuid__in": keys}))[0] == 404


async def test_documents_are_embedded_in_what_refers_to_them(soort: Soort) -> None:
    zaak, document = await soort.zaak(), await a_document(soort)
    await soort.api.made(f"{ZAKEN}/zaakinformatieobjecten", zaakinformatieobject_body(zaak["url"], document["url"]))
    path = "zaakinformatieobjecten.informatieobject.informatieobjecttype"
    [relation] = (await soort.api.got(f"{zaak['url']}?expand={path}"))["_expand"]["zaakinformatieobjecten"]
    shown = relation["_expand"]["informatieobject"]
    assert shown["url"] == document["url"]
    assert shown["_expand"]["informatieobjecttype"]["url"] == soort.informatieobjecttype
