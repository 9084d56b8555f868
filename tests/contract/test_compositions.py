"""One contract for both compositions: a client cannot tell whether components run together or apart."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    document_body,
    resultaat_body,
    rol_body,
    status_body,
    zaak_body,
    zaakeigenschap_body,
    zaakinformatieobject_body,
)
from tests.composed import COMPOSITIONS, Remote, composed, eventually
from tests.server import Databases
from tests.soorten import CATALOGI, DOCUMENTEN, ZAKEN, Soort, two_soorten

LIST = f"{ZAKEN}/zaken"
AC = "/autorisaties/api/v1/applicaties"


@pytest.fixture(scope="module", params=list(COMPOSITIONS))
async def soorten(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Soort, Soort]]:
    async with composed(databases, Path(tmp_path_factory.mktemp("data")), request.param) as api:
        yield await two_soorten(api)


async def test_a_zaak_lives_from_begin_to_end(soort: Soort) -> None:
    api = soort.api
    zaak = await soort.zaak()
    assert (zaak["zaaktype"], zaak["vertrouwelijkheidaanduiding"]) == (soort.zaaktype, "intern")
    part = await soort.zaak(hoofdzaak=zaak["url"])
    status = await soort.stand(zaak, soort.begin)
    rol = await api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype))
    assert (rol["omschrijving"], rol["omschrijvingGeneriek"]) == ("Melder", "initiator")
    body = zaakeigenschap_body(zaak["url"], soort.eigenschap, waarde="veel te lang voor tien")
    code, heads, _ = await api.raw("POST", zaak["url"] + "/zaakeigenschappen", body)
    assert (code, "kleur" in heads["x-warning"]) == (201, True)
    assert await api.told("POST", f"{ZAKEN}/statussen", status_body(zaak["url"], soort.eind)) == [
        ("nonFieldErrors", "resultaat-does-not-exist")
    ]
    await api.made(f"{ZAKEN}/resultaten", resultaat_body(part["url"], soort.resultaattypen["hoofdzaak"]))
    closed = await soort.closed(zaak, "termijn")
    assert (closed["einddatum"], closed["archiefnominatie"]) == ("2026-11-10", "vernietigen")
    assert (closed["archiefactiedatum"], closed["deelzaken"]) == ("2032-11-10", [part["url"]])
    assert (await api("GET", status["url"]))[1]["indicatieLaatstGezetteStatus"] is False
    await soort.stand(zaak, soort.begin, datumStatusGezet="2026-11-11T12:00:00Z")
    opened = await soort.again(zaak)
    assert (opened["einddatum"], opened["archiefactiedatum"], opened["archiefnominatie"]) == (None, None, None)
    trail = await api.got(zaak["url"] + "/audittrail")
    assert [each["resource"] for each in trail if each["actie"] == "create"][:3] == ["zaak", "status", "rol"]
    assert (await api("DELETE", zaak["url"]))[0] == 204
    assert (await api("GET", part["url"]))[0] == 404


async def test_references_are_judged_alike(soort: Soort, anders: Soort) -> None:
    api, zaak = soort.api, await soort.zaak()
    nothing = soort.zaaktype[:-12] + "000000000000"
    for zaaktype, code in ((nothing, "bad-url"), (soort.roltype, "invalid-resource"), ("x", "bad-url")):
        assert await api.told("POST", LIST, zaak_body(zaaktype)) == [("zaaktype", code)]
    foreign = "https://elders.example/zaaktypen/1"
    assert await api.told("POST", LIST, zaak_body(foreign)) == [("zaaktype", "bad-url")]
    assert await api.told("POST", f"{ZAKEN}/statussen", status_body(zaak["url"], anders.begin)) == [
        ("nonFieldErrors", "zaaktype-mismatch")
    ]
    assert await api.told("POST", f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.begin)) == [
        ("roltype", "invalid-resource")
    ]
    assert await api.told("POST", LIST, zaak_body(soort.zaaktype, productenOfDiensten=["https://x.example"])) == [
        ("productenOfDiensten", "invalid-products-services")
    ]


async def test_a_concept_is_refused_until_it_is_published(soort: Soort) -> None:
    api = soort.api
    body = {
        name: value
        for name, value in (await api.got(soort.zaaktype)).items()
        if name not in ("deelzaaktypen", "eindeGeldigheid", "beginObject")
    }
    concept = (await api.made(f"{CATALOGI}/zaaktypen", body | {"identificatie": "LATER"}))["url"]
    assert await api.told("POST", LIST, zaak_body(concept)) == [("zaaktype", "not-published")]
    for kind, more in (
        ("statustypen", {"omschrijving": "Een", "volgnummer": 1}),
        ("statustypen", {"omschrijving": "Twee", "volgnummer": 2}),
        ("roltypen", {"omschrijving": "Melder", "omschrijvingGeneriek": "initiator"}),
    ):
        await api.made(f"{CATALOGI}/{kind}", {"zaaktype": concept} | more)
    status, answer = await api("POST", concept + "/publish")
    if status == 200:

        async def made() -> int:
            return (await api("POST", LIST, zaak_body(concept)))[0]

        await eventually(made, 201)
    else:
        assert {each["code"] for each in answer["invalidParams"]} == {"concept-relation"}


async def test_neighbours_are_embedded(soort: Soort) -> None:
    zaak = await soort.zaak()
    await soort.stand(zaak, soort.begin)
    shown = await soort.api.got(f"{zaak['url']}?expand=zaaktype.catalogus,status.statustype,zaaktype.statustypen")
    found = shown["_expand"]
    alone: dict[str, Any] = await soort.api.got(soort.zaaktype)
    assert {name: value for name, value in found["zaaktype"].items() if name != "_expand"} == alone
    assert found["zaaktype"]["_expand"]["catalogus"]["domein"] == "TESTS"
    assert found["status"]["_expand"]["statustype"]["url"] == soort.begin
    assert {each["url"] for each in found["zaaktype"]["_expand"]["statustypen"]} == {soort.begin, soort.eind}


async def test_a_document_of_a_zaak_is_mirrored_where_documents_are(soort: Soort) -> None:
    api, zaak = soort.api, await soort.zaak()
    document = await api.made(f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", document_body(soort.informatieobjecttype))
    body = zaakinformatieobject_body(zaak["url"], document["url"])
    status, heads, _ = await api.raw("POST", f"{ZAKEN}/zaakinformatieobjecten", body)
    assert (status, heads.get("x-warning")) == (201, None)
    mirrors = f"{DOCUMENTEN}/objectinformatieobjecten?informatieobject={document['url']}"
    assert [(each["object"], each["objectType"]) for each in await api.got(mirrors)] == [(zaak["url"], "zaak")]
    assert (await api("DELETE", document["url"]))[0] == 400, "a zaak has it"
    [relation] = await api.got(f"{ZAKEN}/zaakinformatieobjecten?zaak={zaak['url']}")
    assert (relation["informatieobject"], relation["zaak"]) == (document["url"], zaak["url"])
    shown = await api.got(f"{ZAKEN}/zaakinformatieobjecten?informatieobject={document['url']}")
    assert [each["url"] for each in shown] == [relation["url"]]
    status, heads, _ = await api.raw("DELETE", relation["url"])
    assert (status, heads.get("x-warning")) == (204, None)
    assert await api.got(mirrors) == []


async def test_rights_hold_in_every_process(soort: Soort, anders: Soort) -> None:
    mine, theirs = await soort.zaak(), await anders.zaak()
    right = {
        "component": "zrc",
        "scopes": ["zaken.lezen"],
        "zaaktype": soort.zaaktype,
        "maxVertrouwelijkheidaanduiding": "intern",
    }
    reader = await soort.api.known_as("lezer", right)

    async def of(zaak: Any) -> int:
        return (await reader("GET", zaak["url"]))[0]

    await eventually(lambda: of(mine), 200)
    assert (await reader("GET", theirs["url"]))[0] == 403
    listed = await reader.got(LIST)
    assert {each["zaaktype"] for each in listed["results"]} == {soort.zaaktype}
    shown = await reader.got(f"{mine['url']}?expand=zaaktype")
    assert shown["_expand"]["zaaktype"]["url"] == soort.zaaktype, "who reads zaken reads the catalogue (ztc-014)"
    applicatie = await soort.api.got(f"{AC}/consumer?clientId=lezer")
    changed = right | {"zaaktype": anders.zaaktype}
    assert (await soort.api("PATCH", applicatie["url"], {"autorisaties": [changed]}))[0] == 200
    await eventually(lambda: of(mine), 403)
    assert await of(theirs) == 200
    assert (await soort.api("DELETE", applicatie["url"]))[0] == 204
    await eventually(lambda: of(theirs), 403)


async def test_a_search_and_a_filter_take_urls_of_neighbours(soort: Soort, anders: Soort) -> None:
    await soort.zaak()
    zaak = await anders.zaak()
    found = await soort.api.got(f"{LIST}?zaaktype={anders.zaaktype}")
    assert zaak["url"] in [each["url"] for each in found["results"]]
    assert {each["zaaktype"] for each in found["results"]} == {anders.zaaktype}
    status, answer = await soort.api("POST", f"{LIST}/_zoek", {"zaaktype__in": [anders.zaaktype]})
    assert (status, answer["count"]) == (200, found["count"])


async def test_a_neighbour_that_is_gone_is_no_failure(soort: Soort) -> None:
    """The last test: it stops the process that has the catalogue, where Zaken runs without it."""
    api = soort.api
    assert isinstance(api, Remote)
    if len(api.processes) == 1:
        return
    zaak = await soort.zaak()
    api.processes[0].stop()
    await asyncio.sleep(1.1)
    assert (await soort.again(zaak))["url"] == zaak["url"]
    assert (await api.got(LIST))["count"] > 0
    status, answer = await api("POST", LIST, zaak_body(soort.zaaktype))
    assert status in (400, 503), answer
