"""Every use of data of persons is in the log before anybody sees it: by whom, for what, of whom."""

import asyncio
import time
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from grondslag.kernel.access import Caller
from grondslag.opening import own_call
from grondslag.runtime.activities import Activity
from grondslag.runtime.log_rows import records
from grondslag.runtime.own_requests import OwnRequests
from grondslag.runtime.town import Call
from grondslag.surfaces.problems import Unavailable
from tests.api import Api
from tests.builders import (
    BSN,
    besluit_body,
    besluitinformatieobject_body,
    rol_body,
    status_body,
    zaak_body,
    zaakinformatieobject_body,
    zaakobject_body,
)
from tests.logged import Logged, forget, logged
from tests.soorten import BESLUITEN, CATALOGI, DOCUMENTEN, ZAKEN, Body, Soort
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body

OTHER = "999990019"
PEOPLE = (f"bsn:{BSN}", f"bsn:{OTHER}")
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def key_of(record: Body) -> str:
    return record["url"].rpartition("/")[2]


async def with_person(soort: Soort, bsn: str = BSN, zaak: Body | None = None) -> tuple[Body, Body]:
    """A zaak in which this person has a rol."""
    zaak = zaak or await soort.zaak()
    body = rol_body(zaak["url"], soort.roltype, betrokkeneIdentificatie={"inpBsn": bsn})
    return zaak, await soort.api.made(f"{ZAKEN}/rollen", body)


async def of(api: Api, *more: str) -> list[Logged]:
    return await logged(api, (*PEOPLE, *more))


async def test_reading_a_zaak_is_logged_for_everyone_in_it(soort: Soort) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    await forget(api)
    await api.got(zaak["url"])
    (record,) = await of(api)
    assert record[:3] == (PEOPLE[0], "zaken.zaak.lezen", api.client)
    assert record.things == (f"zaken.zaak/{key_of(zaak)}",)
    await with_person(soort, OTHER, zaak)
    await forget(api)
    await api.got(zaak["url"])
    found = await of(api)
    parent = next(each for each in found if each.person is None)
    children = [each for each in found if each.person is not None]
    assert {each.person for each in children} == set(PEOPLE)
    assert {each.parent for each in children} == {parent.span}
    assert len({each.span for each in found}) == 3


async def test_a_zaak_of_nobody_leaves_no_record(soort: Soort) -> None:
    zaak = await soort.zaak()
    medewerker = {"betrokkeneType": "medewerker", "betrokkeneIdentificatie": {"identificatie": "m1"}}
    await soort.api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype, **medewerker))
    await forget(soort.api)
    await soort.api.got(zaak["url"])
    assert await of(soort.api) == []


async def test_a_list_is_one_span_with_a_child_for_each_person(soort: Soort) -> None:
    api = soort.api
    zaken = [(await with_person(soort, bsn))[0] for bsn in (BSN, OTHER, BSN)]
    await forget(api)
    await api.got(f"{ZAKEN}/zaken?zaaktype={soort.zaaktype}&pageSize=3&ordering=-identificatie")
    found = {each.person: each for each in await of(api)}
    assert set(found) == {None, *PEOPLE}
    assert set(found[PEOPLE[0]].things) == {f"zaken.zaak/{key_of(zaken[index])}" for index in (0, 2)}
    assert found[None].name == "zaken.zaak.lijst"


async def test_what_lies_under_a_zaak_is_data_of_everyone_in_it(soort: Soort) -> None:
    api = soort.api
    zaak, rol = await with_person(soort)
    person = {"objectType": "natuurlijk_persoon", "objectIdentificatie": {"inpBsn": OTHER}}
    thing = await api.made(f"{ZAKEN}/zaakobjecten", zaakobject_body(zaak["url"], **person))
    await soort.stand(zaak, soort.begin)
    zaak = await soort.again(zaak)
    for url, people in ((rol["url"], PEOPLE[:1]), (zaak["status"], PEOPLE[:1]), (thing["url"], PEOPLE)):
        await forget(api)
        await api.got(url)
        assert {each.person for each in await of(api)} - {None} == set(people), url
    await forget(api)
    await api.got(f"{zaak['url']}/audittrail")
    assert {each.person for each in await of(api)} == {None, *PEOPLE}, "it shows what the zaak is about as well"


async def test_who_is_no_longer_in_a_zaak_still_is_in_its_audit_trail(soort: Soort) -> None:
    api = soort.api
    zaak, rol = await with_person(soort)
    assert (await api("DELETE", rol["url"]))[0] == 204
    await forget(api)
    trail = await api.got(f"{zaak['url']}/audittrail")
    assert [each.person for each in await of(api)] == [PEOPLE[0]]
    line = next(each for each in trail if each["resource"] == "rol")
    await forget(api)
    await api.got(f"{zaak['url']}/audittrail/{line['uuid']}")
    assert [each.person for each in await of(api)] == [PEOPLE[0]]


async def test_an_answer_that_is_given_again_is_used_again(soort: Soort) -> None:
    api, key = soort.api, "nog-een-keer"
    zaak = zaak_body(soort.zaaktype)
    rol = {name: value for name, value in rol_body("", soort.roltype).items() if name != "zaak"}
    status = {name: value for name, value in status_body("", soort.begin).items() if name != "zaak"}
    body = {"zaak": zaak, "rollen": [rol], "status": status}
    code, made = await api("POST", f"{ZAKEN}/zaak_registreren", body, idempotency_key=key)
    assert code == 201
    await forget(api)
    assert await api("POST", f"{ZAKEN}/zaak_registreren", body, idempotency_key=key) == (201, made)
    assert [each.person for each in await of(api)] == [PEOPLE[0]]
    changed = rol_body(made["zaak"]["url"], soort.roltype, betrokkeneIdentificatie={"inpBsn": OTHER})
    assert (await api("PUT", made["rollen"][0]["url"], changed))[0] == 200
    await forget(api)
    assert await api("POST", f"{ZAKEN}/zaak_registreren", body, idempotency_key=key) == (201, made)
    assert {each.person for each in await of(api)} == {None, *PEOPLE}, "who is in it now, and whom it shows"


async def test_a_right_on_a_house_is_data_of_who_has_it(soort: Soort) -> None:
    api, zaak = soort.api, await soort.zaak()
    who = {"natuurlijkPersoon": {"inpBsn": OTHER}}
    right = {"identificatie": "1", "avgAard": "eigendom", "heeftAlsGerechtigde": who}
    said = zaakobject_body(zaak["url"], objectType="zakelijk_recht", objectIdentificatie=right)
    await forget(api)
    thing = await api.made(f"{ZAKEN}/zaakobjecten", said)
    assert [each[:2] for each in await of(api)] == [(PEOPLE[1], "zaken.zaakobject.create")]
    await forget(api)
    await api.got(f"{ZAKEN}/zaakobjecten?zaak={zaak['url']}")
    assert [each.person for each in await of(api)] == [PEOPLE[1]]
    assert thing["objectIdentificatie"]["heeftAlsGerechtigde"]["natuurlijkPersoon"]["inpBsn"] == OTHER


async def test_documents_and_besluiten_are_data_of_everyone_in_their_zaak(soort: Soort) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    document = await soort.document()
    await api.made(f"{ZAKEN}/zaakinformatieobjecten", zaakinformatieobject_body(zaak["url"], document["url"]))
    besluit = await api.made(f"{BESLUITEN}/besluiten", besluit_body(soort.besluittype, zaak=zaak["url"]))
    for url, name in (
        (document["url"], "documenten.enkelvoudiginformatieobject"),
        (besluit["url"], "besluiten.besluit"),
    ):
        await forget(api)
        await api.got(url)
        (record,) = await of(api)
        assert record[:2] == (PEOPLE[0], f"{name}.lezen")
        assert record.things == (f"{name}/{url.rpartition('/')[2]}",)
    await forget(api)
    await api.got(zaak["url"] + "?expand=zaakinformatieobjecten.informatieobject")
    (record,) = await of(api)
    assert {each.partition("/")[0] for each in record.things} == {
        "zaken.zaak", "zaken.zaakinformatieobject", "documenten.enkelvoudiginformatieobject",
    }  # fmt: skip


@pytest.mark.parametrize(("method", "done"), [("GET", "download"), ("HEAD", "lezen")])
async def test_who_is_told_of_content_is_in_the_log_and_whoever_got_it_has_it(
    soort: Soort, method: str, done: str
) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    document = await soort.document(inhoud="SGFsbG8=", bestandsomvang=5)
    await api.made(f"{ZAKEN}/zaakinformatieobjecten", zaakinformatieobject_body(zaak["url"], document["url"]))
    await forget(api)
    status, _, content = await api.raw(method, document["inhoud"])
    assert (status, content) == (200, b"Hallo" if method == "GET" else b"")
    (record,) = await of(api)
    assert record[:2] == (PEOPLE[0], f"documenten.enkelvoudiginformatieobject.{done}")


async def test_what_the_house_does_itself_is_in_the_log_where_it_looks_and_in_the_audit_trail_where_it_writes(
    soort: Soort,
) -> None:
    """As bulk import does: a client of nobody, without an activity."""
    api, program = soort.api, soort.api.program
    zaak, _ = await with_person(soort)
    document = await soort.document()
    house = OwnRequests(program.town, own_call(program).caller, program.document, "http://localhost")
    await forget(api)
    assert (await house.ask("zaken", "GET", urlsplit(zaak["url"]).path))[0] == 200
    (record,) = await of(api)
    assert record[:4] == (PEOPLE[0], "zaken.zaak.lezen", "grondslag", None)
    await forget(api)
    body = zaakinformatieobject_body(zaak["url"], document["url"])
    assert (await house.ask("zaken", "POST", f"{ZAKEN}/zaakinformatieobjecten", body))[0] == 201
    assert await of(api) == []
    assert (await api.got(f"{zaak['url']}/audittrail"))[-1]["applicatieId"] == "grondslag"


async def test_a_write_is_logged_in_its_own_transaction(soort: Soort) -> None:
    api = soort.api
    zaak = await soort.zaak()
    await forget(api)
    _, rol = await with_person(soort, zaak=zaak)
    (record,) = await of(api)
    assert record[:2] == (PEOPLE[0], "zaken.rol.create")
    await forget(api)
    status, _ = await api("PATCH", zaak["url"], {"omschrijving": "Anders"})
    assert status == 200
    assert [each[:2] for each in await of(api)] == [(PEOPLE[0], "zaken.zaak.partial_update")]
    await forget(api)
    status, _ = await api("PATCH", zaak["url"], {"omschrijving": "x" * 81})
    assert (status, await of(api)) == (400, [])
    assert (await api("DELETE", rol["url"]))[0] == 204
    assert [each[:2] for each in await of(api)] == [(PEOPLE[0], "zaken.rol.destroy")]
    await forget(api)
    await api.got(zaak["url"])
    assert await of(api) == []


async def test_a_write_with_many_persons_is_logged_for_all_of_them(soort: Soort) -> None:
    api, zaak = soort.api, await soort.zaak()
    rollen = [{"betrokkeneIdentificatie": {"geslachtsnaam": f"Persoon {index}"}} for index in range(25)]
    made = [await api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype, **each)) for each in rollen]
    await forget(api)
    status, _ = await api("PATCH", zaak["url"], {"omschrijving": "Anders"})
    assert status == 200
    found = await of(api, *(f"rol:{key_of(each)}" for each in made))
    assert {each.person for each in found} == {None, *(f"rol:{key_of(each)}" for each in made)}


async def test_a_trace_is_followed_and_a_wrong_one_is_begun_anew(soort: Soort) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    wrong = (
        PARENT.upper(),
        PARENT[:-3],
        "00-" + "0" * 32 + PARENT[35:],
        "ff" + PARENT[2:],
        PARENT + "-more",
        "x" * 5000,
    )
    for given, follows in ((PARENT, True), ("cc" + PARENT[2:] + "-later", True), *((each, False) for each in wrong)):
        await forget(api)
        assert (await api("GET", zaak["url"], traceparent=given))[0] == 200
        (record,) = await of(api)
        assert (record.trace == PARENT[3:35]) is follows, given
        assert record.parent == (PARENT[36:52] if follows else None)


async def test_a_log_that_cannot_be_written_withholds_the_answer(soort: Soort) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    await api.program.pool.execute("alter table zaken.verwerking rename to verwerking_elders")
    try:
        for url in (zaak["url"], f"{ZAKEN}/zaken"):
            status, answer = await api("GET", url)
            assert (status, answer["code"]) == (503, "service_unavailable")
            assert BSN not in str(answer)
            assert zaak["identificatie"] not in str(answer)
        with pytest.raises((AssertionError, asyncpg.PostgresError)):
            await with_person(soort, OTHER, zaak)
    finally:
        await api.program.pool.execute("alter table zaken.verwerking_elders rename to verwerking")
    assert len((await api.got(zaak["url"]))["rollen"]) == 1


async def test_many_reads_at_once_share_a_flush(soort: Soort) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    await forget(api)
    flushes: list[Any] = []
    insert = api.program.accounting._insert

    async def counted(component: str, batch: Any) -> None:
        flushes.append(batch)
        await insert(component, batch)

    api.program.accounting._insert = counted
    try:
        await asyncio.gather(*(api.got(zaak["url"]) for _ in range(40)))
    finally:
        api.program.accounting._insert = insert
    assert len(await of(api)) == 40
    assert len(flushes) < 20


async def an_activity(api: Api, name: str, *clients: Api, **said: Any) -> Body:
    """An activity in force for these clients."""
    applicaties = [(await applicatie_of(each))["url"] for each in clients]
    made = await api.made(ACTIVITEITEN, activiteit_body(name, applicaties=applicaties, **said))
    await api.made(f"{made['url']}/versies", versie_body())
    return made


async def applicatie_of(api: Api) -> Body:
    return await api.got(f"/autorisaties/api/v1/applicaties/consumer?clientId={api.client}")


async def test_a_request_names_its_activity(soort: Soort, anders: Soort) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    one = await api.known_as("een-doel", everything=True)
    two = await api.known_as("twee-doelen", everything=True)
    first = await an_activity(api, "eerste", one, two)
    second = await an_activity(api, "tweede", two, zaaktypen=[anders.zaaktype])
    await forget(api)
    await one.got(zaak["url"])
    assert [(each.client, each.activity) for each in await of(api)] == [("een-doel", key_of(first))]
    await forget(api)
    for name in ("eerste", key_of(first), first["url"]):
        assert (await two("GET", zaak["url"], X_Verwerkingsactiviteit=name))[0] == 200
    assert {each.activity for each in await of(api)} == {key_of(first)}
    for client, name in ((one, "tweede"), (two, "derde"), (api, "eerste")):
        status, answer = await client("GET", zaak["url"], X_Verwerkingsactiviteit=name)
        assert (status, answer["code"]) == (403, "activity-not-allowed")
    status, _ = await two("GET", zaak["url"], X_Verwerkingsactiviteit="tweede")
    assert status == 403, "the activity is about zaken of another type"
    status, found = await two("GET", f"{ZAKEN}/zaken", X_Verwerkingsactiviteit="tweede")
    assert status == 200
    assert {each["zaaktype"] for each in found["results"]} <= {anders.zaaktype}
    await forget(api)
    assert (await two("GET", zaak["url"]))[0] == 200, "this municipality only counts it"
    assert {each.activity for each in await of(api)} == {None}
    assert second["zaaktypen"] == [anders.zaaktype]


async def test_an_activity_about_some_zaken_leaves_documents_and_besluiten_of_others(
    soort: Soort, anders: Soort
) -> None:
    api = soort.api
    client = await api.known_as("gebonden-doel", everything=True)
    await an_activity(api, "gebonden", client, zaaktypen=[anders.zaaktype])
    zaken = [await soort.zaak(), await anders.zaak()]
    papers = [await each.document() for each in (soort, anders, soort)]
    besluiten = [await each.besluit(zaak=zaak["url"]) for each, zaak in zip((soort, anders), zaken, strict=True)]
    besluiten.append(await soort.besluit())
    for zaak, paper in zip(zaken, papers[:2], strict=True):
        await api.made(f"{ZAKEN}/zaakinformatieobjecten", zaakinformatieobject_body(zaak["url"], paper["url"]))
    body = besluitinformatieobject_body(besluiten[0]["url"], papers[0]["url"])
    await api.made(f"{BESLUITEN}/besluitinformatieobjecten", body)
    for url, allowed in (
        (papers[0]["url"], False), (papers[1]["url"], True), (papers[2]["url"], True),
        (besluiten[0]["url"], False), (besluiten[1]["url"], True), (besluiten[2]["url"], True),
    ):  # fmt: skip
        status, answer = await client("GET", url)
        assert status == (200 if allowed else 403), url
        assert allowed or answer["code"] == "activity-not-allowed"
        assert (await client("PATCH", url, {"toelichting": "x"}))[0] in ((200, 400) if allowed else (400, 403)), url
    assert (await client("PATCH", besluiten[0]["url"], {"toelichting": "x"}))[0] == 403
    assert (await api.got(besluiten[0]["url"]))["toelichting"] == ""
    told = await client("POST", f"{BESLUITEN}/besluiten", besluit_body(soort.besluittype, zaak=zaken[0]["url"]))
    assert told[0] == 403
    relations = f"{DOCUMENTEN}/objectinformatieobjecten?object="
    assert (await client("GET", relations + zaken[1]["url"]))[0] == 200
    assert (await client("GET", relations + zaken[0]["url"]))[0] == 403


async def test_who_names_no_activity_goes_no_further_than_they_do_together(soort: Soort, anders: Soort) -> None:
    api = soort.api
    (zaak, _), (other, _) = await with_person(soort), await with_person(anders)
    client = await api.known_as("begrensd", everything=True)
    for name in ("begrensd-een", "begrensd-twee"):
        await an_activity(api, name, client, zaaktypen=[anders.zaaktype])
    assert (await client("GET", other["url"]))[0] == 200
    assert (await client("GET", zaak["url"]))[0] == 403
    over = await api.known_as("begrensd-voorbij", everything=True)
    applicaties = [(await applicatie_of(over))["url"]]
    body = activiteit_body("begrensd-over", applicaties=applicaties, zaaktypen=[anders.zaaktype])
    made = await api.made(ACTIVITEITEN, body)
    await api.made(f"{made['url']}/versies", versie_body(eindeGeldigheid="2021-01-01"))
    assert (await over("GET", other["url"]))[0] == 200, "this municipality only counts it"
    assert (await over("GET", zaak["url"]))[0] == 403, "what is over opens no more than it did"
    assert (await api("PATCH", made["url"], {"actief": False}))[0] == 200
    assert (await over("GET", other["url"]))[0] == 200
    assert (await over("GET", zaak["url"]))[0] == 403, "nor what is switched off"
    status, answer = await over("GET", other["url"], X_Verwerkingsactiviteit="begrensd-over")
    assert (status, answer["code"]) == (403, "activity-expired")
    await an_activity(api, "begrensd-niet", client)
    assert (await client("GET", zaak["url"]))[0] == 200


async def test_unknown_use_is_refused_where_that_is_chosen(soort: Soort) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    without = await api.known_as("zonder-doel", everything=True)
    edge, clients = api.program.api, api.program.clients
    edge.unknown_use = "refuse"
    try:
        for url in (zaak["url"], f"{ZAKEN}/zaken"):
            status, answer = await without("GET", url)
            assert (status, answer["code"]) == (403, "activity-required")
        assert (await without("GET", "/catalogi/api/v1/zaaktypen"))[0] == 200, "no data of persons"
        known = clients.applications
        old = Activity(id="x", identificatie="oud", versie=1, naam="", begin=None, einde=api.program.town.today(),
                       zaaktypen=frozenset(), velden=frozenset())  # fmt: skip
        clients.applications = {**known, "zonder-doel": type(known["zonder-doel"])("", True, (), False, (old,))}
        clients.checked_at = time.monotonic()
        for headers in ({}, {"X_Verwerkingsactiviteit": "oud"}):
            status, answer = await without("GET", zaak["url"], **headers)
            assert (status, answer["code"]) == (403, "activity-expired")
        clients.applications = known
    finally:
        edge.unknown_use = "warn"


async def test_nor_is_anybody_seen_without_a_purpose_within_what_is_nobodys(soort: Soort) -> None:
    """A zaaktype may refer to anything; where that is a zaak, `expand` shows it."""
    api = soort.api
    zaak, _ = await with_person(soort)
    body = await api.got(soort.zaaktype) | {"identificatie": "verwijst", "productenOfDiensten": [zaak["url"]]}
    zaaktype = (await api.made(f"{CATALOGI}/zaaktypen", body))["url"]
    without = await api.known_as("zonder-doel-bij-typen", everything=True)
    url = f"{zaaktype}?expand=productenOfDiensten.rollen"
    assert (await without("GET", url))[0] == 200, "this municipality only counts it"
    found = await logged(api, [f"bsn:{BSN}"], ["catalogi"])
    assert {(each.person, each.client) for each in found} == {(f"bsn:{BSN}", "zonder-doel-bij-typen")}
    edge = api.program.api
    edge.unknown_use = "refuse"
    try:
        status, answer = await without("GET", url)
        assert (status, answer["code"]) == (403, "activity-required")
        assert (await without("GET", zaaktype))[0] == 200, "a zaaktype is nobody's"
        await an_activity(api, "bij-typen", without)
        shown = (await without("GET", url))[1]["_expand"]["productenOfDiensten"]
        assert [each["url"] for each in shown] == [zaak["url"]]
    finally:
        edge.unknown_use = "warn"


async def test_a_bsn_in_a_query_is_refused_on_our_own_apis_and_kept_on_those_of_the_standard(soort: Soort) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    name = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
    found = await api.got(f"{ZAKEN}/zaken?{name}={BSN}")
    assert zaak["url"] in {each["url"] for each in found["results"]}
    status, answer = await api("GET", f"{ACTIVITEITEN}?identificatie={BSN}")
    assert status == 400
    assert [each["code"] for each in answer["invalidParams"]] == ["sensitive-data"]
    assert BSN not in str(answer)


async def test_only_our_own_components_may_ask_whose_records_are_and_where_they_belong(soort: Soort) -> None:
    zaak, _ = await with_person(soort)
    body = {"resource": "zaken.zaak", "sleutels": [key_of(zaak)]}
    for path in ("_betrokkenen", "_verwijzingen"):
        assert (await soort.api("POST", f"{ZAKEN}/{path}", body))[0] == 403


async def test_nobody_calls_under_a_name_of_our_own_components(soort: Soort) -> None:
    """A client of an older version could be called so: it would read without a record."""
    zaak, _ = await with_person(soort)
    for name in ("grondslag", "grondslag-mij"):
        called_so = await soort.api.known_as(name, everything=True)
        status, answer = await called_so("GET", zaak["url"])
        assert (status, answer["code"]) == (403, "invalid-client-identifier"), answer


async def test_somebody_without_a_number_in_a_zaakobject_is_shown_and_exported_like_all_others(soort: Soort) -> None:
    api = soort.api
    zaak = await soort.zaak()
    person = {"objectType": "natuurlijk_persoon", "objectIdentificatie": {"geslachtsnaam": "Zonder Nummer"}}
    thing = await api.made(f"{ZAKEN}/zaakobjecten", zaakobject_body(zaak["url"], **person))
    trace = "5a" * 16
    await api("GET", thing["url"], traceparent=f"00-{trace}-00f067aa0ba902b7-01")
    status, found = await api("POST", "/logboek/api/v1/processing-activities", {"traceId": trace})
    assert status == 200
    (record,) = found["processingActivities"]
    assert record["attributes"]["dpl.core.data_subject_id_type"] == "zaakobject"


async def test_a_record_that_cannot_be_written_stops_nobody_else(soort: Soort) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    await forget(api)
    accounting = api.program.accounting
    call = Call(caller=Caller(client=api.client), links=api.program.town.links("http://localhost"), method="", path="")
    call.trace_id, call.span_id = "6b" * 16, "6b" * 8
    bad = accounting.span(call, "zaken.zaak.lezen", [(PEOPLE[0], "een\0nul")])
    accounting.under_way, usual = (lambda: 10), accounting.under_way
    try:
        poisoned = accounting.write("zaken", bad)
        read = await asyncio.gather(poisoned, *(api("GET", zaak["url"]) for _ in range(5)), return_exceptions=True)
    finally:
        accounting.under_way = usual
    assert isinstance(read[0], Unavailable)
    assert [each[0] for each in read[1:] if not isinstance(each, BaseException)] == [200] * 5
    assert len(await of(api)) == 5


async def test_a_flush_that_hangs_is_given_up_and_the_next_goes_on(
    soort: Soort, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    monkeypatch.setattr("grondslag.runtime.accounting.FLUSH_SECONDS", 0.3)
    blocker = await asyncpg.connect(api.program.dsn)
    try:
        async with blocker.transaction():
            await blocker.execute("lock table zaken.verwerking in access exclusive mode")
            began = time.monotonic()
            assert (await api("GET", zaak["url"]))[0] == 503
            assert time.monotonic() - began < 5
    finally:
        await blocker.close()
    assert (await api("GET", zaak["url"]))[0] == 200


async def test_a_record_of_very_many_persons_keeps_nobody_else_waiting(
    soort: Soort, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = soort.api
    accounting, flushes = api.program.accounting, list[int]()
    insert = accounting._insert

    async def counted(component: str, waiting: Any) -> None:
        flushes.append(sum(len(each.span.wie or ()) for each in waiting if each.span is not None))
        await insert(component, waiting)

    monkeypatch.setattr(accounting, "_insert", counted)
    call = Call(caller=Caller(client=api.client), links=api.program.town.links("http://localhost"), method="", path="")
    call.trace_id, call.span_id = "7c" * 16, "7c" * 8
    many = accounting.span(call, "zaken.zaak.lezen", ((f"rol:{number}", "zaken.zaak/1") for number in range(2_500)))
    call.span_id = "7d" * 8
    one = accounting.span(call, "zaken.zaak.lezen", [(PEOPLE[0], "zaken.zaak/1")])
    monkeypatch.setattr(accounting, "under_way", lambda: 10)
    await asyncio.gather(*(accounting.write("zaken", each) for each in (many, one)))
    assert sorted(flushes) == [1, 2_500]
    sql = f"select count(*) from ({records('zaken')}) r where trace_id = $1"
    assert await api.program.pool.fetchval(sql, bytes.fromhex(many.trace_id)) == 2_502


async def test_a_month_that_the_log_has_no_room_for_is_made_by_who_writes_first(soort: Soort) -> None:
    api, pool = soort.api, soort.api.program.pool
    sql = "select inhrelid::regclass::text from pg_inherits where inhparent = any($1::text[]::regclass[])"
    for row in await pool.fetch(sql, ["zaken.verwerking", "zaken.gezien", "zaken.beslissing"]):
        await pool.execute(f"drop table {row[0]}")
    status, answer = await api("POST", f"{ZAKEN}/zaken", zaak_body(soort.zaaktype))
    assert (status, answer["code"]) == (503, "service_unavailable")
    await soort.zaak()


async def test_what_is_shown_again_is_kept_once_and_counts_each_time(soort: Soort) -> None:
    api, pool = soort.api, soort.api.program.pool
    zaken = [await soort.zaak(startdatum="2019-05-01") for _ in PEOPLE]
    for zaak, bsn in zip(zaken, (BSN, OTHER), strict=True):
        await with_person(soort, bsn, zaak)
    those = f"{ZAKEN}/zaken?startdatum=2019-05-01"
    await forget(api)
    await pool.execute("delete from zaken.gezien")
    for _ in range(3):
        await api.got(those)
    assert await pool.fetchval("select count(*) from zaken.gezien") == 1
    assert await pool.fetchval("select count(*) from zaken.verwerking") == 3
    found = await of(api)
    assert len(found) == 9, "three lists, each a span with two persons"
    for person, zaak in zip(PEOPLE, zaken, strict=True):
        assert [each.things for each in found if each.person == person] == [(f"zaken.zaak/{key_of(zaak)}",)] * 3
    await with_person(soort, OTHER, zaken[0])
    await forget(api)
    await api.got(those)
    (both,) = [set(each.things) for each in await of(api) if each.person == PEOPLE[1]]
    assert both == {f"zaken.zaak/{key_of(each)}" for each in zaken}


async def test_what_is_no_longer_there_is_written_anew(soort: Soort) -> None:
    api, pool = soort.api, soort.api.program.pool
    zaak, _ = await with_person(soort)
    for _ in range(2):
        await forget(api)
        await pool.execute("delete from zaken.gezien")  # as when a backup was put back while we served
        await asyncio.gather(*(api.got(zaak["url"]) for _ in range(4)))
        found = await of(api)
        assert [each.person for each in found] == [PEOPLE[0]] * 4
        assert {each.things for each in found} == {(f"zaken.zaak/{key_of(zaak)}",)}
        decisions = "select count(*) from zaken.beslissing where trace_id = any($1::bytea[])"
        assert await pool.fetchval(decisions, [bytes.fromhex(each.trace) for each in found]) == 4


async def test_what_refers_to_nothing_even_when_told_anew_is_withheld(
    soort: Soort, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = soort.api
    zaak, _ = await with_person(soort)
    accounting = api.program.accounting

    async def nothing_written(*_: Any) -> int:
        return 1

    monkeypatch.setattr(accounting, "_execute", nothing_written)
    assert (await api("GET", zaak["url"]))[0] == 503
