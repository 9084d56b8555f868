"""One contract for both compositions: a client cannot tell whether components run together or apart."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    RSIN,
    besluit_body,
    besluitinformatieobject_body,
    document_body,
    resultaat_body,
    rol_body,
    status_body,
    zaak_body,
    zaakeigenschap_body,
    zaakinformatieobject_body,
)
from tests.composed import COMPOSITIONS, Remote, composed, eventually
from tests.contract.test_correctie import VERZOEKEN, verzoek_body
from tests.contract.test_notificaties import NRC, abonnement_body
from tests.server import Databases
from tests.soorten import BESLUITEN, CATALOGI, DOCUMENTEN, ZAKEN, Soort, two_soorten
from tests.subscriber import subscribing
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body

LIST = f"{ZAKEN}/zaken"
BESLUIT = f"{BESLUITEN}/besluiten"
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


async def test_what_was_changed_at_a_neighbour_counts_at_once(soort: Soort) -> None:
    api, zaak = soort.api, await soort.zaak()
    example = await api.got(soort.zaaktype)
    wanted = {name: value for name, value in example.items() if name not in ("url", "concept", "statustypen")}
    concept = await api.made(f"{CATALOGI}/zaaktypen", wanted | {"identificatie": "ZOJUIST", "besluittypen": []})
    assert await api.told("POST", LIST, zaak_body(concept["url"])) == [("zaaktype", "not-published")]
    assert (await api("POST", concept["url"] + "/publish"))[0] == 200
    assert (await api("POST", LIST, zaak_body(concept["url"])))[0] == 201
    document = await soort.document(indicatieGebruiksrecht=False)
    await api.made(f"{ZAKEN}/zaakinformatieobjecten", zaakinformatieobject_body(zaak["url"], document["url"]))
    said = {"archiefstatus": "gearchiveerd", "archiefnominatie": "vernietigen", "archiefactiedatum": "2031-11-10"}
    assert await api.told("PATCH", zaak["url"], said) == [("archiefstatus", "documents-not-archived")]
    lock = (await api("POST", document["url"] + "/lock", {}))[1]["lock"]
    assert (await api("PATCH", document["url"], {"status": "gearchiveerd", "lock": lock}))[0] == 200
    assert (await api("PATCH", zaak["url"], said))[0] == 200


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


async def test_what_is_gone_at_a_neighbour_is_left_out(soort: Soort) -> None:
    api, zaak = soort.api, await soort.zaak()
    verzoek = await api.made(VERZOEKEN, verzoek_body(zaak=zaak["url"]))
    assert (await api.got(f"{verzoek['url']}?expand=zaak"))["_expand"]["zaak"]["url"] == zaak["url"]
    assert (await api("DELETE", zaak["url"]))[0] == 204
    for url in (verzoek["url"], VERZOEKEN):
        status, answer = await api("GET", f"{url}?expand=zaak.rollen")
        assert status == 200, answer
        found = answer if url == verzoek["url"] else answer["results"][0]
        assert (found["url"], found["_expand"]) == (verzoek["url"], {})


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


async def test_a_besluit_is_mirrored_where_its_zaak_and_its_documents_are(soort: Soort) -> None:
    api, zaak, document = soort.api, await soort.zaak(), await soort.document()
    status, heads, raw = await api.raw("POST", BESLUIT, besluit_body(soort.besluittype, zaak=zaak["url"]))
    assert (status, heads.get("x-warning")) == (201, None), raw
    besluit = await api.got(heads["location"])
    [relation] = await api.got(zaak["url"] + "/besluiten")
    assert relation["besluit"] == besluit["url"]
    assert await api.told("DELETE", relation["url"]) == [("nonFieldErrors", "inconsistent-relation")]
    alone = await soort.besluit()
    told = await api.told("POST", zaak["url"] + "/besluiten", {"besluit": alone["url"]})
    assert told == [("nonFieldErrors", "inconsistent-relation")]
    body = besluitinformatieobject_body(besluit["url"], document["url"])
    status, heads, raw = await api.raw("POST", f"{BESLUITEN}/besluitinformatieobjecten", body)
    assert (status, heads.get("x-warning")) == (201, None), raw
    mirrors = f"{DOCUMENTEN}/objectinformatieobjecten"
    assert [(each["object"], each["objectType"]) for each in await api.got(f"{mirrors}?object={besluit['url']}")] == [
        (besluit["url"], "besluit")
    ]
    again = {"informatieobject": document["url"], "object": alone["url"], "objectType": "besluit"}
    assert await api.told("POST", mirrors, again) == [("nonFieldErrors", "inconsistent-relation")]
    found = (await api.got(f"{besluit['url']}?expand=zaak.zaaktype,besluittype"))["_expand"]
    assert found["zaak"]["_expand"]["zaaktype"]["url"] == soort.zaaktype
    status, heads, _ = await api.raw("DELETE", besluit["url"])
    assert (status, heads.get("x-warning")) == (204, None)
    assert await api.got(zaak["url"] + "/besluiten") == []
    assert await api.got(f"{mirrors}?informatieobject={document['url']}") == []


async def test_a_besluit_gets_a_zaak_of_its_kind_later(soort: Soort, anders: Soort) -> None:
    api, zaak, other = soort.api, await soort.zaak(), await anders.zaak()
    besluit = await soort.besluit()
    mismatch = [("nonFieldErrors", "zaaktype-mismatch")]
    assert await api.told("PATCH", besluit["url"], {"zaak": other["url"]}) == mismatch
    status, heads, _ = await api.raw("PATCH", besluit["url"], {"zaak": zaak["url"]})
    assert (status, heads.get("x-warning")) == (200, None)
    assert [each["besluit"] for each in await api.got(zaak["url"] + "/besluiten")] == [besluit["url"]]
    for body in ({"zaak": other["url"]}, {"zaak": ""}):
        assert ("zaak", "wijzigen-niet-toegelaten") in await api.told("PATCH", besluit["url"], body)
    assert (await api("DELETE", zaak["url"]))[0] == 204
    status, heads, _ = await api.raw("DELETE", besluit["url"])
    assert (status, heads.get("x-warning")) == (204, None), "its zaak is gone, and with that the mirror"


@pytest.mark.parametrize(
    ("by", "at_first", "later"),
    [("ingangsdatum_besluit", "2031-12-01", "2032-02-01"), ("vervaldatum_besluit", "2035-01-01", "2035-06-01")],
)
async def test_besluiten_say_when_the_bewaartermijn_begins(soort: Soort, by: str, at_first: str, later: str) -> None:
    zaak = await soort.zaak()
    await soort.besluit(zaak=zaak["url"], ingangsdatum="2026-12-01", vervaldatum="2029-01-01")
    await soort.besluit(zaak=zaak["url"], ingangsdatum="2026-11-15", vervaldatum="2030-01-01")
    assert (await soort.closed(zaak, by))["archiefactiedatum"] == at_first
    await soort.besluit(zaak=zaak["url"], ingangsdatum="2027-02-01", vervaldatum="2030-06-01")
    assert (await soort.again(zaak))["archiefactiedatum"] == later


async def test_a_closed_zaak_guards_its_besluiten_everywhere(soort: Soort) -> None:
    zaak = await soort.zaak()
    await soort.closed(zaak)
    scopes = ["besluiten.lezen", "besluiten.aanmaken"]
    besluiten = {"component": "brc", "scopes": scopes, "besluittype": soort.besluittype}
    force = {"component": "zrc", "scopes": ["zaken.geforceerd-bijwerken"], "zaaktype": soort.zaaktype}
    body, codes = besluit_body(soort.besluittype, zaak=zaak["url"]), [403, 201]
    for at, rights in enumerate(([besluiten], [besluiten, force | {"maxVertrouwelijkheidaanduiding": "intern"}])):
        someone = await soort.api.known_as(f"besluiter-{at}", *rights)

        async def made(someone: Any = someone) -> int:
            return (await someone("GET", BESLUIT))[0]

        await eventually(made, 200)
        assert (await someone("POST", BESLUIT, body))[0] == codes[at]


async def test_a_besluittype_in_use_stays(soort: Soort) -> None:
    await soort.besluit()
    assert ("nonFieldErrors", "pending-relations") in await soort.api.told("DELETE", soort.besluittype)


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


async def test_who_sees_only_what_is_ready_for_publication_does_so_in_every_process(soort: Soort) -> None:
    api, zaak = soort.api, await soort.zaak()
    documents, relations = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", []
    for ready in (True, False):
        document = await api.made(documents, document_body(soort.informatieobjecttype, isGereedVoorPublicatie=ready))
        relation = zaakinformatieobject_body(zaak["url"], document["url"])
        relations.append(await api.made(f"{ZAKEN}/zaakinformatieobjecten", relation))
    reader = await api.known_as("publicatie", everything=True, alleenIsGereedVoorPublicatie=True)
    shown, hidden = relations

    async def of(url: str) -> int:
        return (await reader("GET", url))[0]

    await eventually(lambda: of(shown["informatieobject"]), 200)
    await eventually(lambda: of(zaak["url"]), 200)
    assert await of(hidden["informatieobject"]) == 403
    assert {each["isGereedVoorPublicatie"] for each in (await reader.got(documents))["results"]} == {True}
    found = await reader.got(f"{ZAKEN}/zaakinformatieobjecten?zaak={zaak['url']}&expand=informatieobject")
    assert [each["url"] for each in found if "informatieobject" in each["_expand"]] == [shown["url"]]


async def test_a_search_and_a_filter_take_urls_of_neighbours(soort: Soort, anders: Soort) -> None:
    await soort.zaak()
    zaak = await anders.zaak()
    found = await soort.api.got(f"{LIST}?zaaktype={anders.zaaktype}")
    assert zaak["url"] in [each["url"] for each in found["results"]]
    assert {each["zaaktype"] for each in found["results"]} == {anders.zaaktype}
    status, answer = await soort.api("POST", f"{LIST}/_zoek", {"zaaktype__in": [anders.zaaktype]})
    assert (status, answer["count"]) == (200, found["count"])


async def test_who_has_an_abonnement_is_told_wherever_it_happens(soort: Soort, anders: Soort) -> None:
    api = soort.api
    await eventually(lambda: _has_kanaal(soort), True)
    async with subscribing() as subscriber:
        wanted = {"naam": "zaken", "filters": {"zaaktype": soort.zaaktype}}
        made = await api.made(f"{NRC}/abonnement", abonnement_body(subscriber, wanted))
        zaak = await soort.zaak()
        await anders.zaak()
        await soort.stand(zaak, soort.begin)
        for number in range(5):
            assert (await api("PATCH", zaak["url"], {"omschrijving": f"{number}"}))[0] == 200

        async def arrived() -> int:
            return sum(each["hoofdObject"] == zaak["url"] for each in subscriber.told)

        await eventually(arrived, 7)
        assert {each["kenmerken"]["zaaktype"] for each in subscriber.told} == {soort.zaaktype}
        told = [each for each in subscriber.told if each["hoofdObject"] == zaak["url"]]
        assert [each["resource"] for each in told] == ["zaak", "status", *["zaak"] * 5]
        assert [each["actie"] for each in told] == ["create", "create", *["partial_update"] * 5]
        kenmerken = {"zaaktype": soort.zaaktype, "bronorganisatie": RSIN, "vertrouwelijkheidaanduiding": "intern"}
        assert all(each["kenmerken"] == kenmerken for each in told)
        assert (await api("DELETE", made["url"]))[0] == 204


async def _has_kanaal(soort: Soort) -> bool:
    """Apart, a component makes its kanaal known when it has something to tell."""
    await soort.zaak()
    return bool(await soort.api.got(f"{NRC}/kanaal?naam=zaken"))


async def test_an_activity_is_tied_to_what_is_elsewhere(soort: Soort) -> None:
    api = soort.api
    applicatie = (await api.made(AC, {"clientIds": ["avg"], "label": "AVG", "heeftAlleAutorisaties": True}))["url"]
    body = activiteit_body("samen", applicaties=[applicatie], zaaktypen=[soort.zaaktype])
    made = await api.made(ACTIVITEITEN, body)
    assert (made["applicaties"], made["zaaktypen"]) == ([applicatie], [soort.zaaktype])
    await api.made(made["url"] + "/versies", versie_body())
    found = await api.got(f"{ACTIVITEITEN}?applicaties={applicatie}")
    assert [each["identificatie"] for each in found["results"]] == ["samen"]
    nothing = soort.zaaktype[:-12] + "000000000000"
    assert await api.told("PATCH", made["url"], {"zaaktypen": [nothing]}) == [("zaaktypen.0", "bad-url")]
    expanded = await api.got(made["url"] + "?expand=versies,zaaktypen")
    assert expanded["_expand"]["zaaktypen"][0]["url"] == soort.zaaktype
    assert expanded["_expand"]["versies"][0]["versie"] == 1


async def test_a_process_knows_the_activities_that_another_keeps(soort: Soort) -> None:
    api = soort.api
    caller = await api.known_as("doelgericht", everything=True)
    applicatie = (await api.got(f"{AC}/consumer?clientId=doelgericht"))["url"]
    made = await api.made(ACTIVITEITEN, activiteit_body("doelgericht", applicaties=[applicatie]))
    await api.made(made["url"] + "/versies", versie_body())

    async def status() -> int:
        return (await caller("GET", LIST, X_Verwerkingsactiviteit="doelgericht"))[0]

    await eventually(status, 200)
    assert (await caller("GET", LIST, X_Verwerkingsactiviteit="een-ander"))[0] == 403
    assert (await api("PATCH", made["url"], {"actief": False}))[0] == 200
    await eventually(status, 403)


async def test_a_neighbour_that_is_gone_is_no_failure(soort: Soort) -> None:
    """For a while it stops the process that has the catalogue, where Zaken runs without it."""
    api = soort.api
    assert isinstance(api, Remote)
    if len(api.processes) == 1:
        return
    zaak = await soort.zaak()
    gone = api.processes[0]
    gone.stop()
    try:
        await asyncio.sleep(1.1)
        assert (await soort.again(zaak))["url"] == zaak["url"]
        assert (await api.got(LIST))["count"] > 0
        status, answer = await api("POST", LIST, zaak_body(soort.zaaktype))
        assert status in (400, 503), answer
    finally:
        gone.start()
        gone.wait_until_ready()
