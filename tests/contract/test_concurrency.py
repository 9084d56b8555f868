"""Many clients at once: numbers are unique, rules hold, nobody waits for ever and nothing is half-written."""

import asyncio
from typing import Any

import pytest

from grondslag.runtime import changing
from tests.builders import (
    RSIN,
    document_body,
    resultaat_body,
    rol_body,
    status_body,
    zaak_body,
    zaakeigenschap_body,
    zaaknotitie_body,
)
from tests.soorten import CATALOGI, DOCUMENTEN, ZAKEN, Body, Soort, with_rights

LIST = f"{ZAKEN}/zaken"


async def at_once(*requests: Any) -> list[tuple[int, Any]]:
    answers: list[tuple[int, Any]] = await asyncio.gather(*requests)
    assert all(status < 500 for status, _ in answers), answers
    return answers


async def test_numbers_are_unique_under_fifty_clients(soort: Soort) -> None:
    organisations = [RSIN, "002564440"]

    async def client(at: int) -> list[str]:
        mine: list[str] = []
        for turn in range(4):
            if turn % 2:
                body = {"bronorganisatie": organisations[at % 2], "aantal": 3}
                status, answer = await soort.api("POST", f"{ZAKEN}/zaaknummer_reserveren", body)
                mine += [each["zaaknummer"] for each in answer]
            else:
                status, answer = await soort.api(
                    "POST", LIST, zaak_body(soort.zaaktype, bronorganisatie=organisations[at % 2])
                )
                mine.append(answer["identificatie"])
            assert status == 201, answer
        return [f"{organisations[at % 2]} {each}" for each in mine]

    given = [each for mine in await asyncio.gather(*(client(at) for at in range(50))) for each in mine]
    assert len(set(given)) == len(given) == 50 * 8


async def test_a_name_is_given_once(soort: Soort) -> None:
    body = zaak_body(soort.zaaktype, identificatie="DE-ENE")
    answers = await at_once(*(soort.api("POST", LIST, body) for _ in range(12)))
    assert sorted(status for status, _ in answers) == [201] + [400] * 11
    told = [each["invalidParams"][0] for status, each in answers if status == 400]
    assert {(each["name"], each["code"]) for each in told} == {("identificatie", "identificatie-niet-uniek")}


async def test_a_number_that_was_named_already_is_skipped(soort: Soort) -> None:
    body = {"bronorganisatie": "111222333"}
    first = (await soort.api.made(f"{ZAKEN}/zaaknummer_reserveren", body))["zaaknummer"]
    head, _, number = first.rpartition("-")
    for ahead in (1, 2):
        name = f"{head}-{int(number) + ahead:010d}"
        await soort.zaak(bronorganisatie="111222333", identificatie=name)
    made = await soort.zaak(bronorganisatie="111222333")
    assert made["identificatie"] == f"{head}-{int(number) + 3:010d}"
    assert (await soort.zaak(bronorganisatie="111222333", identificatie=first))["identificatie"] == first


@pytest.mark.parametrize("count", [1, 3])
async def test_numbers_go_on_above_what_clients_named(soort: Soort, count: int) -> None:
    """Zaken that came along from another register have the numbers that would be next."""
    rsin = {1: "002564440", 3: "111222333"}[count]
    last = (await soort.zaak(bronorganisatie=rsin))["identificatie"]
    head, _, number = last.rpartition("-")
    named = {f"{head}-{int(number) + ahead:010d}" for ahead in range(1, 12)}
    for name in (*named, f"{head}-000000{int(number) + 40}", f"{head}-9999999999x"):
        await soort.zaak(bronorganisatie=rsin, identificatie=name)
    for turn in range(3):
        body = {"bronorganisatie": rsin, "aantal": count}
        status, reserved = await soort.api("POST", f"{ZAKEN}/zaaknummer_reserveren", body)
        assert status == 201
        for each in [reserved] if count == 1 else reserved:
            assert each["zaaknummer"] not in named
            assert (await soort.zaak(bronorganisatie=rsin, identificatie=each["zaaknummer"]))["uuid"]
        made = await soort.zaak(bronorganisatie=rsin)
        assert made["identificatie"] > max(named), turn


async def test_numbers_are_unique_while_others_are_named(soort: Soort) -> None:
    rsin = "002564440"
    head, _, number = (await soort.zaak(bronorganisatie=rsin))["identificatie"].rpartition("-")

    async def client(at: int) -> list[str]:
        name = f"{head}-{int(number) + at:010d}" if at % 2 else ""
        body = zaak_body(soort.zaaktype, bronorganisatie=rsin, identificatie=name)
        status, answer = await soort.api("POST", LIST, body)
        assert (status, bool(name)) == (201, bool(name)) or (status, bool(name)) == (400, True), answer
        return [answer["identificatie"]] if status == 201 else []

    given = [each for mine in await asyncio.gather(*(client(at) for at in range(1, 51))) for each in mine]
    assert len(set(given)) == len(given) >= 25


async def test_all_that_is_added_at_once_is_there(soort: Soort) -> None:
    """Others move the zaak meanwhile: whoever was overtaken waits for a turn and is judged again."""
    zaak = await soort.zaak()
    body = rol_body(zaak["url"], soort.roltype)
    answers = await at_once(*(soort.api("POST", f"{ZAKEN}/rollen", body) for _ in range(20)))
    made = [answer["url"] for status, answer in answers if status == 201]
    assert len(made) == 20, answers
    assert sorted((await soort.again(zaak))["rollen"]) == sorted(made)
    listed = await soort.api.got(f"{ZAKEN}/rollen?zaak={zaak['url']}")
    assert listed["count"] == len(made)
    trail = await soort.api.got(zaak["url"] + "/audittrail")
    assert len(trail) == len(made) + 1
    events = "select rev from zaken.outbox where root = $1::uuid order by rev"
    revs = [row[0] for row in await soort.api.program.pool.fetch(events, zaak["uuid"])]
    assert revs == list(range(1, len(made) + 2))


async def test_closing_and_adding_do_not_pass_each_other(soort: Soort) -> None:
    """Whoever may not change a closed zaak adds before it closes or not at all."""
    adder = await with_rights(soort, "toevoeger", "zaken.lezen", "zaken.bijwerken")
    for _ in range(8):
        zaak = await soort.zaak()
        body = resultaat_body(zaak["url"], soort.resultaattypen["afgehandeld"])
        await soort.api.made(f"{ZAKEN}/resultaten", body)
        close = status_body(zaak["url"], soort.eind, datumStatusGezet="2026-11-10T12:00:00Z")
        rol = rol_body(zaak["url"], soort.roltype)
        closed, *added = await at_once(
            soort.api("POST", f"{ZAKEN}/statussen", close), *(adder("POST", f"{ZAKEN}/rollen", rol) for _ in range(3))
        )
        trail = await soort.api.got(zaak["url"] + "/audittrail")
        acts = [each["resource"] for each in trail if each["resource"] in ("status", "rol")]
        made = [status for status, _ in added].count(201)
        assert {status for status, _ in added} <= {201, 403, 409}
        if closed[0] == 201:
            assert acts == ["rol"] * made + ["status"]
            assert (await soort.again(zaak))["einddatum"] == "2026-11-10"
            assert (await adder("POST", f"{ZAKEN}/rollen", rol))[0] == 403
        assert len((await soort.again(zaak))["rollen"]) == made


async def test_hoofdzaken_make_no_circles_at_once(soort: Soort) -> None:
    for _ in range(5):
        one, two, three = [await soort.zaak() for _ in range(3)]
        await at_once(
            soort.api("PATCH", one["url"], {"hoofdzaak": two["url"]}),
            soort.api("PATCH", two["url"], {"hoofdzaak": three["url"]}),
            soort.api("PATCH", three["url"], {"hoofdzaak": one["url"]}),
        )
        after = {each["url"]: await soort.again(each) for each in (one, two, three)}
        for each in after.values():
            if each["hoofdzaak"]:
                assert after[each["hoofdzaak"]]["hoofdzaak"] is None
                assert each["url"] in after[each["hoofdzaak"]]["deelzaken"]
                assert not each["deelzaken"]


async def test_moving_a_deelzaak_keeps_both_arrays(soort: Soort) -> None:
    one, two = await soort.zaak(), await soort.zaak()
    part = await soort.zaak(hoofdzaak=one["url"])
    assert (await soort.again(one))["deelzaken"] == [part["url"]]
    assert (await soort.api("PATCH", part["url"], {"hoofdzaak": two["url"]}))[0] == 200
    assert ((await soort.again(one))["deelzaken"], (await soort.again(two))["deelzaken"]) == ([], [part["url"]])
    assert (await soort.api("PATCH", part["url"], {"hoofdzaak": None}))[0] == 200
    assert (await soort.again(two))["deelzaken"] == []
    again = await soort.zaak(hoofdzaak=one["url"])
    assert (await soort.api("DELETE", again["url"]))[0] == 204
    assert (await soort.again(one))["deelzaken"] == []


async def test_removing_while_adding_leaves_nothing(soort: Soort) -> None:
    for _ in range(5):
        zaak = await soort.zaak()
        body = rol_body(zaak["url"], soort.roltype)
        removed, *_ = await at_once(
            soort.api("DELETE", zaak["url"]), *(soort.api("POST", f"{ZAKEN}/rollen", body) for _ in range(4))
        )
        assert removed[0] in (204, 409)
        if removed[0] == 204:
            left = "select count(*) from zaken.rol where zaak = $1::uuid"
            assert await soort.api.program.pool.fetchval(left, zaak["uuid"]) == 0
            assert (await soort.api("POST", f"{ZAKEN}/rollen", body))[0] in (400, 404)


async def test_a_newcomer_joins_those_who_wait(soort: Soort) -> None:
    zaak = await soort.zaak()
    turn = soort.api.program.town.turn("zaken.zaak", zaak["uuid"])
    async with turn:
        late = asyncio.ensure_future(soort.api("POST", f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype)))
        while not turn._waiters:
            assert not late.done(), "it went first"
            await asyncio.sleep(0)
    assert (await late)[0] == 201


def meanwhile(monkeypatch: pytest.MonkeyPatch, soort: Soort, *other: Any) -> None:
    """Let another client write once, right after the next change has read its record and before it reads the rest."""
    read, waiting = changing._before, [other]

    async def overtaken(*given: Any) -> Any:
        found = await read(*given)
        if waiting:
            status, answer = await soort.api(*waiting.pop())
            assert status < 300, answer
        return found

    monkeypatch.setattr(changing, "_before", overtaken)


async def test_a_part_that_was_changed_meanwhile_is_judged_as_it_is(
    soort: Soort, monkeypatch: pytest.MonkeyPatch
) -> None:
    zaak = await soort.zaak()
    notitie = await soort.api.made(f"{ZAKEN}/zaaknotities", zaaknotitie_body(zaak["url"]))
    meanwhile(monkeypatch, soort, "PATCH", notitie["url"], {"status": "definitief"})
    assert (await soort.api("PATCH", notitie["url"], {"tekst": "Te laat"}))[0] == 400
    assert (await soort.api.got(notitie["url"]))["tekst"] == notitie["tekst"]


@pytest.mark.parametrize(("method", "body"), [("DELETE", None), ("PATCH", {"waarde": "Te laat"})])
@pytest.mark.parametrize("gone", ["eigenschap", "zaak"])
async def test_what_was_removed_meanwhile_is_not_there(
    soort: Soort, monkeypatch: pytest.MonkeyPatch, gone: str, method: str, body: Body | None
) -> None:
    zaak = await soort.zaak()
    url = zaak["url"] + "/zaakeigenschappen"
    eigenschap = await soort.api.made(url, zaakeigenschap_body(zaak["url"], soort.eigenschap))
    meanwhile(monkeypatch, soort, "DELETE", eigenschap["url"] if gone == "eigenschap" else zaak["url"])
    assert (await soort.api(method, eigenschap["url"], body))[0] == 404
    said = "select count(*) from zaken.outbox where root = $1::uuid and resource = 'zaakeigenschap'"
    removed = gone == "eigenschap"
    assert await soort.api.program.pool.fetchval(said, zaak["uuid"]) == 1 + removed


async def test_a_hoofdzaak_goes_with_its_many_deelzaken(soort: Soort) -> None:
    hoofdzaak, before = await soort.zaak(), (await soort.api.got(LIST))["count"]
    deelzaken = [await soort.zaak(hoofdzaak=hoofdzaak["url"]) for _ in range(60)]
    assert (await soort.api("DELETE", hoofdzaak["url"]))[0] == 204
    assert (await soort.api.got(LIST))["count"] == before - 1
    left = "select (select count(*) from zaken.{0} where {1} = any($1::uuid[]))"
    keys = [each["uuid"] for each in (hoofdzaak, *deelzaken)]
    for table, column in (("zaak", "id"), ("audittrail", "root")):
        assert await soort.api.program.pool.fetchval(left.format(table, column), keys) == 0
    told = "select root::text, rev from zaken.outbox where actie = 'destroy' and root = any($1::uuid[])"
    found = dict(await soort.api.program.pool.fetch(told, keys))
    assert found == {hoofdzaak["uuid"]: 62} | {each["uuid"]: 2 for each in deelzaken}


async def test_a_change_of_too_much_at_once_is_refused(soort: Soort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.runtime.storing.MAX_ROWS", 3)
    hoofdzaak = await soort.zaak()
    deelzaken = [await soort.zaak(hoofdzaak=hoofdzaak["url"]) for _ in range(3)]
    status, answer = await soort.api("DELETE", hoofdzaak["url"])
    assert (status, answer["invalidParams"][0]["code"]) == (400, "pending-relations")
    assert (await soort.api("DELETE", deelzaken[0]["url"]))[0] == 204
    assert (await soort.api("DELETE", hoofdzaak["url"]))[0] == 204


async def test_publishing_against_adding(soort: Soort) -> None:
    """Either the step came first, or it was refused because the zaaktype is published."""
    right = {"component": "ztc", "scopes": ["catalogi.lezen", "catalogi.schrijven"]}
    writer = await soort.api.known_as("schrijver", right)
    body = {
        name: value
        for name, value in (await soort.api.got(soort.zaaktype)).items()
        if name not in ("deelzaaktypen", "eindeGeldigheid", "beginObject")
    }
    for at in range(4):
        concept = await writer.made(f"{CATALOGI}/zaaktypen", body | {"identificatie": f"TEGELIJK-{at}"})
        for kind, more in (
            ("statustypen", {"omschrijving": "Een", "volgnummer": 1}),
            ("statustypen", {"omschrijving": "Twee", "volgnummer": 2}),
            ("roltypen", {"omschrijving": "Melder", "omschrijvingGeneriek": "initiator"}),
        ):
            await writer.made(f"{CATALOGI}/{kind}", {"zaaktype": concept["url"]} | more)
        step = {"zaaktype": concept["url"], "omschrijving": "Drie", "volgnummer": 3}
        published, added = await at_once(
            writer("POST", concept["url"] + "/publish"), writer("POST", f"{CATALOGI}/statustypen", step)
        )
        shown = await writer.got(concept["url"])
        assert shown["concept"] is (published[0] != 200)
        assert len(shown["statustypen"]) == 2 + (added[0] == 201)


async def test_patches_of_one_zaak_all_count(soort: Soort) -> None:
    zaak = await soort.zaak()
    names = ("omschrijving", "toelichting", "processobjectaard")
    answers = await at_once(*(soort.api("PATCH", zaak["url"], {name: name}) for name in names))
    kept = await soort.again(zaak)
    for name, (status, _) in zip(names, answers, strict=True):
        assert (status, kept[name]) == (200, name)


async def test_a_lock_is_given_once(soort: Soort) -> None:
    body = document_body(soort.informatieobjecttype)
    document: Body = await soort.api.made(f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", body)
    answers = await at_once(*(soort.api("POST", document["url"] + "/lock") for _ in range(6)))
    assert [status for status, _ in answers].count(200) == 1
    assert {status for status, _ in answers} <= {200, 400, 409}


async def test_who_set_a_status_may_leave(soort: Soort) -> None:
    zaak = await soort.zaak()
    rol = await soort.api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype))
    status = await soort.stand(zaak, soort.begin, gezetdoor=rol["url"])
    assert (await soort.api.got(rol["url"]))["statussen"] == [status["url"]]
    assert (await soort.api("DELETE", rol["url"]))[0] == 204
    assert (await soort.api.got(status["url"]))["gezetdoor"] == ""
    assert (await soort.again(zaak))["rollen"] == []


@pytest.mark.parametrize("clients", [40])
async def test_more_clients_than_connections_are_all_served(soort: Soort, clients: int) -> None:
    answers = await at_once(*(soort.api("GET", LIST) for _ in range(clients)))
    assert {status for status, _ in answers} == {200}


async def test_who_gives_up_takes_nobody_along_who_asks_for_the_same(soort: Soort) -> None:
    zaak = await soort.zaak()
    asked = [asyncio.ensure_future(soort.api("GET", zaak["url"])) for _ in range(8)]
    for _ in range(200):  # as far as the question that they share
        await asyncio.sleep(0)
        if soort.api.program.pool._lent:
            break
    asked[0].cancel()
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert [each[0] for each in answers[1:] if not isinstance(each, BaseException)] == [200] * 7
