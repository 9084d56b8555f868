"""Besluiten over HTTP: numbers, types, zaken and documents, removal, rights, and what the standard says of each."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api import Api
from tests.builders import RSIN, besluit_body, besluitinformatieobject_body
from tests.soorten import BESLUITEN, CATALOGI, DOCUMENTEN, LIJST, ZAKEN, Body, Soort

LIST = f"{BESLUITEN}/besluiten"
DOCUMENTS = f"{BESLUITEN}/besluitinformatieobjecten"
ALL = ("besluiten.lezen", "besluiten.aanmaken", "besluiten.bijwerken", "besluiten.verwijderen", "audittrails.lezen")
NOTHING = "http://localhost{}/00000000-0000-4000-8000-000000000000"


async def document_of(soort: Soort, besluit: Body, document: Body) -> Body:
    """The besluit stands in the document."""
    return await soort.api.made(DOCUMENTS, besluitinformatieobject_body(besluit["url"], document["url"]))


async def with_rights(soort: Soort, client: str, *scopes: str) -> Api:
    """A client with these rights on besluiten of the kind."""
    right = {"component": "brc", "scopes": list(scopes), "besluittype": soort.besluittype}
    return await soort.api.known_as(client, right)


# --- the besluit itself -------------------------------------------------------------------------------------------


async def test_a_besluit_is_made_changed_and_found(soort: Soort) -> None:
    made = await soort.besluit(vervaldatum="2027-01-01", vervalreden="tijdelijk", identificatie="EEN")
    assert (made["identificatie"], made["zaak"], made["publicatiedatum"]) == ("EEN", "", None)
    assert made["vervalredenWeergave"] == "Besluit met tijdelijke werking"
    status, changed = await soort.api("PATCH", made["url"], {"bestuursorgaan": "Burgemeester", "vervalreden": ""})
    assert (status, changed["bestuursorgaan"], changed["vervalredenWeergave"]) == (200, "Burgemeester", "")
    body = besluit_body(soort.besluittype, toelichting="Anders", identificatie="EEN")
    status, changed = await soort.api("PUT", made["url"], body)
    assert (status, changed["toelichting"]) == (200, "Anders")
    for query in (f"identificatie=EEN&verantwoordelijkeOrganisatie={RSIN}", f"identificatie=EEN&zaak={made['url']}"):
        found = await soort.api.got(f"{LIST}?{query}")
        assert [each["url"] for each in found["results"]] == ([] if "zaak" in query else [made["url"]])
    assert (await soort.api("GET", f"{LIST}?datum=2026-11-03"))[0] == 400, "the standard has no such filter"


async def test_a_besluit_has_an_etag_and_answers_head(soort: Soort) -> None:
    made = await soort.besluit()
    document = await document_of(soort, made, await soort.document())
    for url in (made["url"], document["url"]):
        _, heads, raw = await soort.api.raw("GET", url)
        assert raw
        assert (await soort.api.raw("GET", url, if_none_match=heads["etag"]))[0] == 304
        assert (await soort.api.raw("GET", url, if_none_match='"x", ' + heads["etag"]))[0] == 304
        status, told, raw = await soort.api.raw("HEAD", url)
        assert (status, told["etag"]) == (200, heads["etag"])
    _, heads, _ = await soort.api.raw("GET", made["url"])
    await soort.api("PATCH", made["url"], {"toelichting": "Anders"})
    assert (await soort.api.raw("GET", made["url"], if_none_match=heads["etag"]))[0] == 200


async def test_the_besluittype_is_there_is_one_and_stays(soort: Soort, anders: Soort) -> None:
    """brc-001."""
    api = soort.api
    for besluittype, code in (
        (NOTHING.format(f"{CATALOGI}/besluittypen"), "bad-url"),
        (soort.zaaktype, "invalid-resource"),
        (f"{LIJST}/besluittypen/1", "bad-url"),
        ("x", "bad-url"),
    ):
        assert await api.told("POST", LIST, besluit_body(besluittype)) == [("besluittype", code)]
    concept = {name: value for name, value in (await api.got(soort.besluittype)).items() if name != "beginObject"}
    concept = await api.made(f"{CATALOGI}/besluittypen", concept | {"omschrijving": "Later"})
    assert await api.told("POST", LIST, besluit_body(concept["url"])) == [("besluittype", "not-published")]
    made = await soort.besluit()
    for method, body in (("PUT", besluit_body(anders.besluittype)), ("PATCH", {"besluittype": anders.besluittype})):
        assert await api.told(method, made["url"], body) == [("besluittype", "wijzigen-niet-toegelaten")]


async def test_the_identificatie_is_unique_given_and_stays(soort: Soort) -> None:
    """brc-002."""
    api, year = soort.api, datetime.now(UTC).year
    first, second = await soort.besluit(), await soort.besluit()
    assert first["identificatie"].startswith(f"BESLUIT-{year}-")
    assert first["identificatie"] < second["identificatie"]
    body = besluit_body(soort.besluittype, identificatie=first["identificatie"])
    assert await api.told("POST", LIST, body) == [("identificatie", "identificatie-niet-uniek")]
    await api.made(LIST, body | {"verantwoordelijkeOrganisatie": "000000000"})
    for method in ("PUT", "PATCH"):
        for name, value in (("identificatie", "X"), ("verantwoordelijkeOrganisatie", "000000000")):
            changed = besluit_body(soort.besluittype, identificatie=first["identificatie"]) | {name: value}
            body = changed if method == "PUT" else {name: value}
            assert await api.told(method, first["url"], body) == [(name, "wijzigen-niet-toegelaten")]


async def test_bad_values_are_told(soort: Soort) -> None:
    tomorrow = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
    body = besluit_body(soort.besluittype, verantwoordelijkeOrganisatie="123456789", vervalreden="zomaar", datum="nu")
    assert sorted(await soort.api.told("POST", LIST, body)) == [
        ("datum", "invalid"),
        ("verantwoordelijkeOrganisatie", "invalid"),
        ("vervalreden", "invalid_choice"),
    ]
    assert await soort.api.told("POST", LIST, besluit_body(soort.besluittype, datum=tomorrow)) == [
        ("datum", "future_not_allowed")
    ]
    assert sorted(await soort.api.told("POST", LIST, {})) == [
        (name, "required") for name in ("besluittype", "datum", "ingangsdatum", "verantwoordelijkeOrganisatie")
    ]


# --- zaken --------------------------------------------------------------------------------------------------------


async def besluiten_of(soort: Soort, zaak: Body) -> list[str]:
    return [each["besluit"] for each in await soort.api.got(zaak["url"] + "/besluiten")]


async def test_a_zaak_shows_its_besluit(soort: Soort) -> None:
    """brc-006, brc-009."""
    api, zaak = soort.api, await soort.zaak()
    status, heads, _ = await api.raw("POST", LIST, besluit_body(soort.besluittype, zaak=zaak["url"]))
    assert (status, heads.get("x-warning")) == (201, None)
    made = await api.got(heads["location"])
    assert await besluiten_of(soort, zaak) == [made["url"]]
    assert [each["url"] for each in (await api.got(f"{LIST}?zaak={zaak['url']}"))["results"]] == [made["url"]]
    trail = await api.got(zaak["url"] + "/audittrail")
    assert (trail[-1]["resource"], trail[-1]["actie"]) == ("zaakbesluit", "create")
    status, heads, _ = await api.raw("DELETE", made["url"])
    assert (status, heads.get("x-warning")) == (204, None)
    assert await besluiten_of(soort, zaak) == []


async def test_a_besluit_gets_a_zaak_once(soort: Soort) -> None:
    """brc-006: it may come later, and then stays."""
    api, zaak, other = soort.api, await soort.zaak(), await soort.zaak()
    made = await soort.besluit()
    assert (await api("PATCH", made["url"], {"zaak": zaak["url"]}))[0] == 200
    assert await besluiten_of(soort, zaak) == [made["url"]]
    for value in (other["url"], ""):
        assert await api.told("PATCH", made["url"], {"zaak": value}) == [("zaak", "wijzigen-niet-toegelaten")]
    assert (await api("PUT", made["url"], besluit_body(soort.besluittype, zaak=zaak["url"])))[0] == 200
    status, shown = await api("PUT", made["url"], besluit_body(soort.besluittype))
    assert (status, shown["zaak"]) == (200, zaak["url"]), "what is left out stays"
    assert await besluiten_of(soort, zaak) == [made["url"]]


async def test_the_zaaktype_knows_the_besluittype(soort: Soort, anders: Soort) -> None:
    """brc-007."""
    zaak, mismatch = await anders.zaak(), [("nonFieldErrors", "zaaktype-mismatch")]
    assert await soort.api.told("POST", LIST, besluit_body(soort.besluittype, zaak=zaak["url"])) == mismatch
    made = await soort.besluit()
    assert await soort.api.told("PATCH", made["url"], {"zaak": zaak["url"]}) == mismatch
    for url, code in ((NOTHING.format(f"{ZAKEN}/zaken"), "bad-url"), (soort.begin, "invalid-resource")):
        assert await soort.api.told("PATCH", made["url"], {"zaak": url}) == [("zaak", code)]
    assert await besluiten_of(soort, zaak) == []


async def test_the_mirror_of_a_besluit_follows_it(soort: Soort) -> None:
    """Nobody makes or removes it apart from the besluit."""
    api, zaak, inconsistent = soort.api, await soort.zaak(), [("nonFieldErrors", "inconsistent-relation")]
    alone, with_zaak = await soort.besluit(), await soort.besluit(zaak=zaak["url"])
    relations = zaak["url"] + "/besluiten"
    assert await api.told("POST", relations, {"besluit": alone["url"]}) == inconsistent
    assert await api.told("POST", relations, {"besluit": with_zaak["url"]}) == [("nonFieldErrors", "unique")]
    [relation] = await api.got(relations)
    assert await api.told("DELETE", relation["url"]) == inconsistent
    assert (await api("DELETE", with_zaak["url"]))[0] == 204
    assert (await api("GET", relation["url"]))[0] == 404


async def test_a_besluit_outlives_its_zaak(soort: Soort) -> None:
    zaak = await soort.zaak()
    made = await soort.besluit(zaak=zaak["url"])
    assert (await soort.api("DELETE", zaak["url"]))[0] == 204
    assert (await soort.api("PATCH", made["url"], {"toelichting": "Blijft"}))[0] == 200
    assert (await soort.api.got(made["url"]))["zaak"] == zaak["url"]
    assert (await soort.api("DELETE", made["url"]))[0] == 204


async def test_a_closed_zaak_takes_force(soort: Soort) -> None:
    """zrc-007: what is done to a besluit is done to its zaak, and takes the right to do so there."""
    zaak = await soort.zaak()
    made = await soort.besluit(zaak=zaak["url"])
    await soort.closed(zaak)
    of_besluiten = {"component": "brc", "scopes": list(ALL), "besluittype": soort.besluittype}
    in_zaken = {"component": "zrc", "scopes": ["zaken.geforceerd-bijwerken"], "zaaktype": soort.zaaktype}
    body = besluit_body(soort.besluittype, zaak=zaak["url"])
    asked = (("PATCH", made["url"], {"toelichting": "x"}), ("POST", LIST, body), ("DELETE", made["url"], None))
    for at, most_confidential in enumerate(("", "openbaar", "intern")):
        rights = [of_besluiten] + ([in_zaken | {"maxVertrouwelijkheidaanduiding": most_confidential}] if at else [])
        someone = await soort.api.known_as(f"dwang-{at}", *rights)
        answers = [(await someone(*question))[0] for question in asked]
        assert answers == ([200, 201, 204] if at == 2 else [403, 403, 403]), "intern is what the zaak is"


async def test_an_archived_zaak_keeps_its_besluiten(soort: Soort) -> None:
    """zrc-022."""
    zaak = await soort.zaak()
    made = await soort.besluit(zaak=zaak["url"])
    closed = await soort.closed(zaak)
    assert (await soort.api("PATCH", closed["url"], {"archiefstatus": "gearchiveerd"}))[0] == 200
    refused = [("nonFieldErrors", "zaak-archiefstatus-invalid")]
    assert await soort.api.told("POST", LIST, besluit_body(soort.besluittype, zaak=zaak["url"])) == refused
    assert await soort.api.told("DELETE", made["url"]) == refused
    assert (await soort.api("PATCH", made["url"], {"toelichting": "x"}))[0] == 200


@pytest.mark.parametrize(
    ("by", "first", "last"), [("ingangsdatum_besluit", "2031-12-15", "2032-02-01"), ("vervaldatum_besluit", None, None)]
)
async def test_a_besluit_says_when_the_bewaartermijn_begins(
    soort: Soort, by: str, first: str | None, last: str | None
) -> None:
    """zrc-021: five years from the latest of the besluiten; one that does not expire leaves it open.

    When one is removed the day stays: what it said is gone, and a day that is too early destroys too soon.
    """
    zaak = await soort.zaak()
    await soort.besluit(zaak=zaak["url"], ingangsdatum="2026-12-01", vervaldatum="2028-01-01")
    await soort.besluit(zaak=zaak["url"], ingangsdatum="2026-12-15")
    closed = await soort.closed(zaak, by)
    assert (closed["archiefnominatie"], closed["archiefactiedatum"]) == ("vernietigen", first)
    later = await soort.besluit(zaak=zaak["url"], ingangsdatum="2027-02-01")
    assert (await soort.again(zaak))["archiefactiedatum"] == last
    assert (await soort.api("DELETE", later["url"]))[0] == 204
    assert (await soort.again(zaak))["archiefactiedatum"] == last


async def test_the_last_vervaldatum_counts(soort: Soort) -> None:
    zaak = await soort.zaak()
    for vervaldatum in ("2028-01-01", "2027-06-01"):
        await soort.besluit(zaak=zaak["url"], vervaldatum=vervaldatum)
    assert (await soort.closed(zaak, "vervaldatum_besluit"))["archiefactiedatum"] == "2033-01-01"


# --- documents ----------------------------------------------------------------------------------------------------


async def test_a_document_knows_its_besluit(soort: Soort) -> None:
    """brc-005, both ways."""
    api, besluit, document = soort.api, await soort.besluit(), await soort.document()
    status, heads, _ = await api.raw("POST", DOCUMENTS, besluitinformatieobject_body(besluit["url"], document["url"]))
    assert (status, heads.get("x-warning")) == (201, None)
    made = await api.got(heads["location"])
    assert set(made) == {"url", "besluit", "informatieobject"}
    mirrors = f"{DOCUMENTEN}/objectinformatieobjecten?object={besluit['url']}&informatieobject={document['url']}"
    assert [each["objectType"] for each in await api.got(mirrors)] == ["besluit"]
    for query in (f"besluit={besluit['url']}", f"informatieobject={document['url']}"):
        assert await api.got(f"{DOCUMENTS}?{query}") == [made]
    assert await api.told("DELETE", document["url"]) == [("nonFieldErrors", "pending-relations")]
    body = besluitinformatieobject_body(besluit["url"], document["url"])
    assert await api.told("POST", DOCUMENTS, body) == [("nonFieldErrors", "unique")]
    for method in ("PUT", "PATCH"):
        assert (await api(method, made["url"], body))[0] == 405
    status, heads, _ = await api.raw("DELETE", made["url"])
    assert (status, heads.get("x-warning")) == (204, None)
    assert await api.got(mirrors) == []
    trail = [(each["resource"], each["actie"]) for each in await api.got(besluit["url"] + "/audittrail")]
    assert trail == [
        ("besluit", "create"),
        ("besluitinformatieobject", "create"),
        ("besluitinformatieobject", "destroy"),
    ]


async def test_a_document_is_one_that_the_besluittype_knows(soort: Soort, anders: Soort) -> None:
    """brc-003, brc-008."""
    besluit, document = await soort.besluit(), await anders.document()
    body = besluitinformatieobject_body(besluit["url"], document["url"])
    assert await soort.api.told("POST", DOCUMENTS, body) == [
        ("nonFieldErrors", "missing-besluittype-informatieobjecttype-relation")
    ]
    for url, code in (
        (NOTHING.format(f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"), "bad-url"),
        (soort.zaaktype, "invalid-resource"),
        (f"{LIJST}/404", "bad-url"),
    ):
        told = await soort.api.told("POST", DOCUMENTS, besluitinformatieobject_body(besluit["url"], url))
        assert told == [("informatieobject", code)]
    body = besluitinformatieobject_body(NOTHING.format(LIST), document["url"])
    assert ("besluit", "does_not_exist") in await soort.api.told("POST", DOCUMENTS, body)


async def test_a_relation_stands_with_the_besluit_first(soort: Soort) -> None:
    """drc-002, drc-003, drc-004."""
    api, besluit, document = soort.api, await soort.besluit(), await soort.document()
    body = {"informatieobject": document["url"], "object": besluit["url"], "objectType": "besluit"}
    path, inconsistent = f"{DOCUMENTEN}/objectinformatieobjecten", ("nonFieldErrors", "inconsistent-relation")
    assert await api.told("POST", path, body) == [inconsistent]
    for url, code in (
        (f"{LIJST}/404", "bad-url"),
        (NOTHING.format(LIST), "bad-url"),
        (soort.zaaktype, "invalid-resource"),
    ):
        assert await api.told("POST", path, body | {"object": url}) == [("object", code)]
    made = await document_of(soort, besluit, document)
    assert [code for _, code in await api.told("POST", path, body)] == ["unique"]
    [mirror] = await api.got(f"{path}?object={besluit['url']}")
    assert await api.told("DELETE", mirror["url"]) == [("nonFieldErrors", "remote-relation-exists")]
    assert (await api("DELETE", made["url"]))[0] == 204
    assert (await api("GET", mirror["url"]))[0] == 404


async def test_a_removed_besluit_is_gone_with_all_of_it(soort: Soort) -> None:
    """brc-009."""
    api, besluit = soort.api, await soort.besluit(zaak=(await soort.zaak())["url"])
    documents = [await soort.document(), await soort.document()]
    made = [await document_of(soort, besluit, each) for each in documents]
    assert (await api("DELETE", besluit["url"]))[0] == 204
    assert await api.got(f"{DOCUMENTS}?besluit={besluit['url']}") == []
    for url in (besluit["url"], besluit["url"] + "/audittrail", *(each["url"] for each in made)):
        assert (await api("GET", url))[0] == 404
    for document in documents:
        assert await api.got(f"{DOCUMENTEN}/objectinformatieobjecten?informatieobject={document['url']}") == []
        assert (await api("DELETE", document["url"]))[0] == 204
    rows = await api.program.pool.fetchval(
        "select count(*) from besluiten.audittrail where root = $1::uuid", besluit["url"][-36:]
    )
    assert rows == 0


async def test_a_besluittype_in_use_stays(soort: Soort) -> None:
    """ztc-009."""
    await soort.besluit()
    told = await soort.api.told("DELETE", soort.besluittype)
    assert ("nonFieldErrors", "pending-relations") in told


# --- rights, events and what is embedded --------------------------------------------------------------------------


async def test_rights_are_per_besluittype(soort: Soort, anders: Soort) -> None:
    mine, theirs = await soort.besluit(), await anders.besluit()
    document = await document_of(soort, mine, await soort.document())
    other = await document_of(anders, theirs, await anders.document())
    reader = await with_rights(soort, "lezer-van-besluiten", *ALL)
    listed = await reader.got(LIST)
    assert {each["besluittype"] for each in listed["results"]} == {soort.besluittype}
    assert listed["count"] == (await soort.api.got(f"{LIST}?besluittype={soort.besluittype}"))["count"]
    assert (await reader.got(f"{LIST}?besluittype={anders.besluittype}"))["count"] == 0
    shown = [each["url"] for each in await reader.got(DOCUMENTS)]
    assert document["url"] in shown
    assert other["url"] not in shown
    for url in (mine["url"], document["url"], mine["url"] + "/audittrail"):
        assert (await reader("GET", url))[0] == 200
    for url in (theirs["url"], other["url"], theirs["url"] + "/audittrail"):
        assert (await reader("GET", url))[0] == 403
    assert (await reader("PATCH", theirs["url"], {"toelichting": "x"}))[0] == 403
    assert (await reader("DELETE", theirs["url"]))[0] == 403
    assert (await reader("POST", LIST, besluit_body(anders.besluittype)))[0] == 403
    assert (await reader("POST", LIST, besluit_body(soort.besluittype)))[0] == 201


@pytest.mark.parametrize("scope", ALL[:4])
async def test_each_scope_opens_its_own(soort: Soort, scope: str) -> None:
    besluit = await soort.besluit()
    someone = await with_rights(soort, scope.replace(".", "-"), scope)
    asked: dict[str, tuple[str, str, Any]] = {
        "besluiten.lezen": ("GET", besluit["url"], None),
        "besluiten.aanmaken": ("POST", LIST, besluit_body(soort.besluittype)),
        "besluiten.bijwerken": ("PATCH", besluit["url"], {"toelichting": "x"}),
        "besluiten.verwijderen": ("DELETE", besluit["url"], None),
    }
    for other, question in asked.items():
        if other != scope:
            assert (await someone(*question))[0] == 403
    assert (await someone(*asked[scope]))[0] in (200, 201, 204)
    assert (await someone("GET", besluit["url"] + "/audittrail"))[0] in (403, 404)


async def test_neighbours_are_embedded_as_far_as_the_rights_go(soort: Soort) -> None:
    zaak, document = await soort.zaak(), await soort.document()
    besluit = await soort.besluit(zaak=zaak["url"])
    relation = await document_of(soort, besluit, document)
    found = (await soort.api.got(f"{besluit['url']}?expand=zaak.zaaktype,besluittype"))["_expand"]
    assert (found["zaak"]["url"], found["besluittype"]["url"]) == (zaak["url"], soort.besluittype)
    assert found["zaak"]["_expand"]["zaaktype"]["url"] == soort.zaaktype
    found = (await soort.api.got(f"{relation['url']}?expand=besluit.zaak,informatieobject"))["_expand"]
    assert (found["besluit"]["url"], found["informatieobject"]["url"]) == (besluit["url"], document["url"])
    assert found["besluit"]["_expand"]["zaak"]["url"] == zaak["url"]
    assert (await soort.api("GET", f"{besluit['url']}?expand=niets"))[0] == 404
    alone = await soort.besluit()
    assert list((await soort.api.got(f"{alone['url']}?expand=zaak,besluittype"))["_expand"]) == ["besluittype"]
    reader = await with_rights(soort, "lezer-zonder-zaken", "besluiten.lezen")
    shown = await reader.got(f"{LIST}?zaak={zaak['url']}&expand=zaak,besluittype")
    assert [(each["zaak"], each["_expand"]) for each in shown["results"]] == [(zaak["url"], {})]


async def test_what_happens_is_told_on_its_channel(soort: Soort) -> None:
    besluit = await soort.besluit()
    await document_of(soort, besluit, await soort.document())
    await soort.api("PATCH", besluit["url"], {"toelichting": "x"})
    rows = await soort.api.program.pool.fetch(
        "select kanaal, resource, actie, inhoud::jsonb -> 'kenmerken' ->> 'besluittype', inhoud::text "
        "from besluiten.outbox where root = $1::uuid and soort = 'notificatie' order by id",
        besluit["url"][-36:],
    )
    assert [tuple(row)[:3] for row in rows] == [
        ("besluiten", "besluit", "create"),
        ("besluiten", "besluitinformatieobject", "create"),
        ("besluiten", "besluit", "partial_update"),
    ]
    assert all(RSIN in row[4] and "verantwoordelijke_organisatie" in row[4] for row in rows)


async def test_a_list_is_paged(soort: Soort) -> None:
    before, key = (await soort.api.got(LIST))["count"], f"{time.time_ns()}"
    for at in range(3):
        await soort.besluit(identificatie=f"{key}-{at}")
    first = await soort.api.got(f"{LIST}?pageSize=2")
    assert (first["count"], len(first["results"])) == (before + 3, 2)
    assert [each["identificatie"] for each in first["results"]] == [f"{key}-2", f"{key}-1"]
    assert (await soort.api.got(first["next"]))["previous"]


async def test_a_document_may_hold_several_besluiten(soort: Soort) -> None:
    one, other, document = await soort.besluit(), await soort.besluit(), await soort.document()
    for besluit in (one, other):
        await document_of(soort, besluit, document)
    assert len(await soort.api.got(f"{DOCUMENTS}?informatieobject={document['url']}")) == 2
    assert len(await soort.api.got(f"{DOCUMENTEN}/objectinformatieobjecten?informatieobject={document['url']}")) == 2
