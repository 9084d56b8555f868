"""Expanding and searching over HTTP: what is embedded, what is chosen, and where a zaak lies."""

import asyncio
import json
import threading
from typing import Any

import pytest

from tests.builders import resultaat_body, rol_body, zaak_body, zaakeigenschap_body
from tests.soorten import CATALOGI, ZAKEN, Body, Soort

LIST = f"{ZAKEN}/zaken"
ZOEK = f"{LIST}/_zoek"


def square(west: float, south: float, side: float) -> Body:
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture(scope="module")
async def zaak(soort: Soort) -> Body:
    """A zaak with a bit of everything."""
    made = await soort.zaak(zaakgeometrie={"type": "Point", "coordinates": [5.5, 52.5]})
    await soort.stand(made, soort.begin)
    await soort.api.made(f"{ZAKEN}/rollen", rol_body(made["url"], soort.roltype))
    await soort.api.made(f"{ZAKEN}/resultaten", resultaat_body(made["url"], soort.resultaattypen["termijn"]))
    await soort.api.made(made["url"] + "/zaakeigenschappen", zaakeigenschap_body(made["url"], soort.eigenschap))
    await soort.zaak(hoofdzaak=made["url"])
    return await soort.again(made)


async def search(soort: Soort, **body: Any) -> list[Body]:
    status, answer = await soort.api("POST", ZOEK, body)
    assert status == 200, answer
    return answer["results"]


# --- expand -------------------------------------------------------------------------------------------------------


async def test_what_is_asked_is_embedded(soort: Soort, zaak: Body) -> None:
    paths = "zaaktype,status,status.statustype,rollen,rollen.roltype,resultaat,eigenschappen,deelzaken,hoofdzaak"
    shown = await soort.api.got(f"{zaak['url']}?expand={paths}")
    found = shown["_expand"]
    assert {name: value for name, value in shown.items() if name != "_expand"} == zaak
    assert found["zaaktype"]["url"] == soort.zaaktype
    assert found["status"]["url"] == zaak["status"]
    assert found["status"]["_expand"]["statustype"]["url"] == soort.begin
    assert [each["_expand"]["roltype"]["url"] for each in found["rollen"]] == [soort.roltype]
    assert found["eigenschappen"][0]["url"] == zaak["eigenschappen"][0]
    assert [each["url"] for each in found["deelzaken"]] == zaak["deelzaken"]
    assert found["hoofdzaak"] == {}, "it has none"
    listed = await soort.api.got(f"{LIST}?expand={paths}&identificatie={zaak['identificatie']}")
    assert listed["results"] == [shown]
    assert await search(soort, identificatie=zaak["identificatie"], expand=paths) == [shown]


async def test_an_embedded_record_is_as_it_answers_itself(soort: Soort, zaak: Body) -> None:
    shown = (await soort.api.got(zaak["url"] + "?expand=zaaktype.statustypen,zaaktype.catalogus"))["_expand"]
    alone = await soort.api.got(soort.zaaktype)
    assert {name: value for name, value in shown["zaaktype"].items() if name != "_expand"} == alone
    assert shown["zaaktype"]["_expand"]["catalogus"] == await soort.api.got(alone["catalogus"])
    assert len(shown["zaaktype"]["_expand"]["statustypen"]) == 2


async def test_circles_end_where_the_path_ends(soort: Soort, zaak: Body) -> None:
    path = "deelzaken.hoofdzaak.deelzaken.hoofdzaak"
    shown = await soort.api.got(f"{zaak['url']}?expand={path}")
    below = shown["_expand"]["deelzaken"][0]["_expand"]["hoofdzaak"]
    assert below["url"] == zaak["url"]
    assert below["_expand"]["deelzaken"][0]["_expand"]["hoofdzaak"]["url"] == zaak["url"]


@pytest.mark.parametrize("path", ["nergens", "status.nergens", "omschrijving", "zaaktype.nergens.x", "_expand", "url"])
async def test_an_attribute_that_is_not_there_is_not_found(soort: Soort, zaak: Body, path: str) -> None:
    for method, url, body in (
        ("GET", f"{zaak['url']}?expand={path}", None),
        ("GET", f"{LIST}?expand={path}", None),
        ("POST", ZOEK, {"expand": path}),
    ):
        status, said = await soort.api(method, url, body)
        assert (status, said["code"]) == (404, "not_found")


async def test_expanding_has_bounds(soort: Soort, zaak: Body) -> None:
    deep = ".".join(["hoofdzaak", "deelzaken"] * 6)
    many = ",".join(["zaaktype"] * 51)
    for path in (deep, many, "x" * 5001):
        assert await soort.api.told("GET", f"{zaak['url']}?expand={path}") == [("expand", "invalid")]
        assert await soort.api.told("POST", ZOEK, {"expand": path}) == [("expand", "invalid")]


async def test_what_the_answer_repeats_counts_each_time(soort: Soort) -> None:
    """A few records that refer to each other are many objects after a few steps."""
    hoofdzaak = await soort.zaak()
    for _ in range(17):
        await soort.zaak(hoofdzaak=hoofdzaak["url"])
    around = ["deelzaken", "hoofdzaak"]
    shown = await soort.api.got(f"{hoofdzaak['url']}?expand={'.'.join(around * 2)}")
    assert json.dumps(shown).count('"_expand"') == 1 + 17 + 17 + 17 * 17
    path = ".".join(around * 3)
    assert await soort.api.told("GET", f"{hoofdzaak['url']}?expand={path}") == [("expand", "invalid")]
    fields: Any = ["url"]
    for name in reversed(around * 3):
        fields = [{name: fields}]
    for body in ({"expand": path}, {"fields": fields}):
        told = await soort.api.told("POST", ZOEK, body | {"uuid__in": [hoofdzaak["uuid"]]})
        assert told == [("expand", "invalid")]


async def test_what_the_answer_repeats_weighs_each_time(soort: Soort) -> None:
    line = {"type": "LineString", "coordinates": [[5 + at / 1e13, 52 + at / 1e12] for at in range(4_999)]}
    hoofdzaak = await soort.zaak(zaakgeometrie=line)
    for _ in range(99):
        await soort.zaak(hoofdzaak=hoofdzaak["url"])
    shown = await soort.api.got(f"{hoofdzaak['url']}?expand=deelzaken")
    assert len(shown["_expand"]["deelzaken"]) == 99
    told = await soort.api.told("GET", f"{hoofdzaak['url']}?expand=deelzaken.hoofdzaak")
    assert told == [("expand", "invalid")]


@pytest.mark.parametrize("value", [5, {"a": 1}, [[1]], [None], True])
async def test_an_expand_of_another_form_is_no_failure(soort: Soort, value: Any) -> None:
    status, _ = await soort.api("POST", ZOEK, {"expand": value})
    assert status in (400, 404)


# --- searching ----------------------------------------------------------------------------------------------------


async def test_the_filters_of_the_list_search_too(soort: Soort, zaak: Body) -> None:
    assert [each["url"] for each in await search(soort, uuid__in=[zaak["uuid"]])] == [zaak["url"]]
    assert await search(soort, uuid__in=[zaak["uuid"]], startdatum__gt="2100-01-01") == []
    assert await search(soort, uuid__in=[]) == []
    both = await search(soort, uuid__in=[zaak["uuid"], zaak["deelzaken"][0].rpartition("/")[2]])
    assert len(both) == 2
    named = {"zaaktype__in": [soort.zaaktype], "identificatie": zaak["identificatie"], "ordering": "-startdatum"}
    assert [each["url"] for each in await search(soort, **named)] == [zaak["url"]]


@pytest.mark.parametrize(
    ("body", "name", "code"),
    [
        ({"onbekend": 1}, "onbekend", "unknown-parameters"),
        ({"page": 2}, "page", "unknown-parameters"),
        ({"uuid__in": "x"}, "uuid__in", "invalid"),
        ({"uuid__in": [1]}, "uuid__in", "invalid"),
        ({"uuid__in": {}}, "uuid__in", "invalid"),
        ({"zaaktype__in": ["x"]}, "zaaktype__in", "invalid"),
        ({"startdatum": 5}, "startdatum", "invalid"),
        ({"startdatum": ["2026-01-01"]}, "startdatum", "invalid"),
        ({"identificatie": {}}, "identificatie", "invalid"),
        ({"ordering": "omschrijving"}, "ordering", "invalid_choice"),
        ({"ordering": {}}, "ordering", "invalid"),
        ({"fields": "url"}, "fields", "invalid"),
        ({"fields": [1]}, "fields", "invalid"),
        ({"fields": [["url"]]}, "fields", "invalid"),
        ({"fields": [{"status": "url"}]}, "fields", "invalid"),
        ({"fields": ["url"] * 501}, "fields", "invalid"),
        ({"fields": ["url"], "expand": "status"}, "fields", "invalid"),
        ({"zaakgeometrie": "x"}, "zaakgeometrie", "unknown-parameters"),
        ({"zaakgeometrie": {}}, "zaakgeometrie.within", "required"),
        ({"zaakgeometrie": {"within": {}}}, "zaakgeometrie.within", "invalid_choice"),
    ],
)
async def test_a_wrong_search_is_named(soort: Soort, body: Body, name: str, code: str) -> None:
    assert await soort.api.told("POST", ZOEK, body) == [(name, code)]


async def test_a_parameter_that_is_no_steering_is_refused(soort: Soort, zaak: Body) -> None:
    told = await soort.api.told("POST", f"{ZOEK}?startdatum=2026-01-01&page=1", {"uuid__in": [zaak["uuid"]]})
    assert told == [("nonFieldErrors", "unknown-parameters")]
    status, answer = await soort.api("POST", f"{ZOEK}?expand=zaaktype&page=1", {"uuid__in": [zaak["uuid"]]})
    assert (status, answer["results"][0]["_expand"]["zaaktype"]["url"]) == (200, zaak["zaaktype"])


async def test_what_lies_within_is_found(soort: Soort) -> None:
    shapes = {
        "point": {"type": "Point", "coordinates": [6.5, 51.5]},
        "line": {"type": "LineString", "coordinates": [[6.1, 51.1], [6.9, 51.9]]},
        "across": {"type": "LineString", "coordinates": [[6.5, 51.5], [7.5, 52.5]]},
        "square": square(6.2, 51.2, 0.2),
        "beside": square(8.0, 51.0, 0.5),
        "several": {"type": "MultiPoint", "coordinates": [[6.2, 51.2], [6.3, 51.3]]},
        "together": {"type": "GeometryCollection", "geometries": [square(6.4, 51.4, 0.1)]},
    }
    made = {name: (await soort.zaak(zaakgeometrie=each))["url"] for name, each in shapes.items()}
    for name, url in made.items():
        assert (await soort.api.got(url))["zaakgeometrie"] == shapes[name]
    results = await search(soort, zaakgeometrie={"within": square(6.0, 51.0, 1.0)})
    assert {each["url"] for each in results} == {made[each] for each in made if each not in ("across", "beside")}
    triangle = {"type": "Polygon", "coordinates": [[[6.0, 51.0], [6.9, 51.0], [6.0, 51.9], [6.0, 51.0]]]}
    results = await search(soort, zaakgeometrie={"within": triangle})
    assert {each["url"] for each in results} == {made["several"], made["square"]}
    assert await search(soort, zaakgeometrie={"within": square(0, 0, 1)}) == []


async def test_what_lies_within_comes_in_pages_and_in_order(soort: Soort) -> None:
    def there(number: int) -> Body:
        return {"type": "Point", "coordinates": [7.1 + number / 1000, 53.1]}

    made = [
        await soort.zaak(zaakgeometrie=there(number), identificatie=f"PLAATS-{number:03d}") for number in range(101)
    ]
    asked = {"zaakgeometrie": {"within": square(7.0, 53.0, 1.0)}, "ordering": "identificatie"}
    pages = [(await soort.api("POST", f"{ZOEK}?page={number}", asked))[1] for number in (1, 2)]
    assert [page["count"] for page in pages] == [101, 101]
    assert [each["url"] for page in pages for each in page["results"]] == [each["url"] for each in made]
    assert (pages[0]["previous"], pages[1]["next"]) == (None, None)
    assert pages[0]["next"].endswith("/zaken/_zoek?page=2")
    status, answer = await soort.api("POST", f"{ZOEK}?page=3", asked)
    assert (status, answer["code"]) == (404, "not_found")


async def test_an_area_with_too_many_is_refused(soort: Soort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.runtime.reading.MAX_CANDIDATES", 2)
    for number in range(3):
        await soort.zaak(zaakgeometrie={"type": "Point", "coordinates": [3.1 + number / 10, 50.1]})
    status, answer = await soort.api("POST", ZOEK, {"zaakgeometrie": {"within": square(3.0, 50.0, 1.0)}})
    assert (status, [each["name"] for each in answer["invalidParams"]]) == (400, ["zaakgeometrie.within"])
    assert len(await search(soort, zaakgeometrie={"within": square(3.05, 50.0, 0.2)})) == 2


async def test_an_area_of_large_geometries_is_refused(soort: Soort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.runtime.reading.MAX_CANDIDATE_BYTES", 1000)
    line = [[3.1 + number / 1000, 49.1] for number in range(100)]
    await soort.zaak(zaakgeometrie={"type": "LineString", "coordinates": line})
    body = {"zaakgeometrie": {"within": square(3.0, 49.0, 0.9)}}
    assert await soort.api.told("POST", ZOEK, body) == [("zaakgeometrie.within", "invalid")]


async def test_an_area_whose_edges_cross_is_neither_searched_nor_kept(soort: Soort) -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    searched = await soort.api.told("POST", ZOEK, {"zaakgeometrie": {"within": bow}})
    assert searched == [("zaakgeometrie.within", "invalid")]
    kept = await soort.api.told("POST", LIST, zaak_body(soort.zaaktype, zaakgeometrie=bow))
    assert kept == [("zaakgeometrie.coordinates", "invalid")]


async def test_others_are_answered_while_an_area_is_searched(
    soort: Soort, zaak: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exact test waits here until another request was answered."""
    started, answered = threading.Event(), threading.Event()

    def waits(_form: Any, _around: Any, rows: list[Any]) -> list[bool]:
        started.set()
        return [answered.wait(10)] * len(rows)

    monkeypatch.setattr("grondslag.runtime.reading._lie_inside", waits)
    searching = asyncio.ensure_future(search(soort, zaakgeometrie={"within": square(5.4, 52.4, 0.2)}))
    await asyncio.to_thread(started.wait, 10)
    await soort.api.got(zaak["url"])
    answered.set()
    assert [each["url"] for each in await searching] == [zaak["url"]]


async def test_pages_of_a_search_keep_what_was_asked(soort: Soort, zaak: Body) -> None:
    status, answer = await soort.api("POST", ZOEK + "?page=1", {"uuid__in": [zaak["uuid"]]})
    assert (status, answer["count"], answer["next"], answer["previous"]) == (200, 1, None, None)
    assert (await soort.api("POST", ZOEK + "?page=2", {"uuid__in": [zaak["uuid"]]}))[0] == 404


# --- fields -------------------------------------------------------------------------------------------------------


async def test_only_what_was_chosen_is_shown(soort: Soort, zaak: Body) -> None:
    one = {"uuid__in": [zaak["uuid"]]}
    chosen = await search(
        soort, **one, fields=["url", "identificatie", {"status": ["url", {"statustype": ["volgnummer"]}]}]
    )
    assert chosen == [
        {
            "url": zaak["url"],
            "identificatie": zaak["identificatie"],
            "_expand": {"status": {"url": zaak["status"], "_expand": {"statustype": {"volgnummer": 1}}}},
        }
    ]
    assert await search(soort, **one, fields=["*"]) == [zaak]
    assert await search(soort, **one, fields=[]) == [{}]
    several = await search(soort, **one, fields=[{"rollen": [{"roltype": ["omschrijving"]}]}])
    assert several == [{"_expand": {"rollen": [{"_expand": {"roltype": {"omschrijving": "Melder"}}}]}}]


async def test_groups_are_chosen_from(soort: Soort) -> None:
    made = await soort.zaak(
        kenmerken=[{"kenmerk": "a", "bron": "b"}],
        verlenging={"reden": "Meer tijd", "duur": "P1W"},
    )
    fields = [{"kenmerken": ["bron"], "verlenging": ["duur"], "opschorting": ["reden"]}]
    assert await search(soort, uuid__in=[made["uuid"]], fields=fields) == [
        {"kenmerken": [{"bron": "b"}], "verlenging": {"duur": "P1W"}, "opschorting": {"reden": ""}}
    ]


async def test_a_group_is_chosen_once_however_it_is_spelled(soort: Soort, zaak: Body) -> None:
    fields = [{"zaakgeometrie": ["type"], "Zaakgeometrie": ["type"], "ZAAKGEOMETRIE": ["type"]}]
    assert await search(soort, uuid__in=[zaak["uuid"]], fields=fields) == [{"zaakgeometrie": {"type": "Point"}}]


async def test_the_example_of_the_standard_works(soort: Soort, zaak: Body) -> None:
    """Its names are not all those of the resources; pasted as printed it must not fail."""
    example = [
        "url", "uuid", "identificatie", "bronorganisatie",
        {
            "zaaktype": ["identificatie", "omschrijving", {"catalogus": ["domein"]}],
            "status": ["volgnummer", "datumstatusgezet"],
            "resultaat": ["*"],
            "zaakinformatieobjecten": [{"informatieobject": ["inhoud", "bestandsnaam", "bestandsomvang"]}],
            "processobject": ["identificatie"],
        },
    ]  # fmt: skip
    shown = (await search(soort, uuid__in=[zaak["uuid"]], fields=example))[0]
    assert shown["_expand"]["zaaktype"]["_expand"]["catalogus"] == {"domein": "TESTS"}
    assert shown["_expand"]["status"] == {"datumStatusGezet": "2026-11-03T10:00:00Z"}
    assert shown["_expand"]["resultaat"]["url"] == zaak["resultaat"]


async def test_a_choice_of_what_is_not_there_is_not_found(soort: Soort) -> None:
    for fields in ([{"nergens": ["url"]}], [{"status": [{"nergens": ["url"]}]}]):
        status, said = await soort.api("POST", ZOEK, {"fields": fields})
        assert (status, said["code"]) == (404, "not_found")


async def test_deep_choices_are_refused(soort: Soort) -> None:
    fields: Any = ["url"]
    for at in range(40):
        fields = [{"deelzaken" if at % 2 else "hoofdzaak": fields}]
    assert await soort.api.told("POST", ZOEK, {"fields": fields}) == [("fields", "invalid")]


# --- the audit trail ----------------------------------------------------------------------------------------------


async def test_every_write_is_in_the_audit_trail(soort: Soort) -> None:
    api = soort.api
    made = await soort.zaak()
    status, patched = await api("PATCH", made["url"], {"toelichting": "Nieuw"}, x_audit_toelichting="Op verzoek")
    assert status == 200
    await soort.stand(made, soort.begin)
    rol = await api.made(f"{ZAKEN}/rollen", rol_body(made["url"], soort.roltype))
    assert (await api("DELETE", rol["url"]))[0] == 204
    trail = await api.got(made["url"] + "/audittrail")
    assert [(each["resource"], each["actie"], each["resultaat"]) for each in trail] == [
        ("zaak", "create", 201),
        ("zaak", "partial_update", 200),
        ("status", "create", 201),
        ("rol", "create", 201),
        ("rol", "destroy", 204),
    ]
    first, second, *_, last = trail
    assert first["wijzigingen"] == {"oud": None, "nieuw": made}
    assert second["wijzigingen"] == {"oud": made, "nieuw": patched}
    assert last["wijzigingen"] == {"oud": rol, "nieuw": None}
    assert {each["hoofdObject"] for each in trail} == {made["url"]}
    assert first["resourceWeergave"] == f"{made['bronorganisatie']} - {made['identificatie']}"
    assert (second["toelichting"], second["bron"], second["applicatieId"]) == ("Op verzoek", "zrc", "tests")
    assert last["resourceUrl"] == rol["url"]
    line = f"{made['url']}/audittrail/{second['uuid']}"
    assert await api.got(line) == second
    assert (await api("GET", line[:-12] + "000000000000"))[0] == 404
    other = await soort.zaak()
    assert (await api("GET", f"{other['url']}/audittrail/{second['uuid']}"))[0] == 404
    assert (await api("DELETE", made["url"]))[0] == 204
    assert (await api("GET", made["url"] + "/audittrail"))[0] == 404
    left = "select count(*) from zaken.audittrail where root = $1::uuid"
    assert await api.program.pool.fetchval(left, made["uuid"]) == 0


async def test_the_audit_trail_follows_the_writes_whatever_the_clocks_said(soort: Soort) -> None:
    made = await soort.zaak()
    for text in ("a", "b"):
        assert (await soort.api("PATCH", made["url"], {"toelichting": text}))[0] == 200
    # The first line comes from a process whose clock is ahead: by its key it would be the last.
    await soort.api.program.pool.execute(
        "update zaken.audittrail set id = 'ffffffff-ffff-7fff-bfff-ffffffffffff' where root = $1::uuid and rev = 1",
        made["uuid"],
    )
    trail = await soort.api.got(made["url"] + "/audittrail")
    assert [(each["wijzigingen"]["nieuw"] or {})["toelichting"] for each in trail] == ["", "a", "b"]


async def test_every_write_leaves_an_event(soort: Soort) -> None:
    made = await soort.zaak()
    await soort.stand(made, soort.begin)
    assert (await soort.api("PATCH", made["url"], {"toelichting": "x"}))[0] == 200
    assert (await soort.api("DELETE", made["url"]))[0] == 204
    rows = await soort.api.program.pool.fetch(
        "select kanaal, hoofdobject_pad, resource, resource_pad, actie, inhoud from zaken.outbox "
        "where root = $1::uuid order by id",
        made["uuid"],
    )
    path = made["url"].removeprefix("http://localhost")
    assert [(row[2], row[4]) for row in rows] == [
        ("zaak", "create"),
        ("status", "create"),
        ("zaak", "partial_update"),
        ("zaak", "destroy"),
    ]
    assert {(row[0], row[1]) for row in rows} == {("zaken", path)}
    zaaktype = soort.api.program.town.base + soort.zaaktype.removeprefix("http://localhost")
    kenmerken = {"bronorganisatie": "123456782", "zaaktype": zaaktype, "vertrouwelijkheidaanduiding": "intern"}
    assert all(json.loads(row[5]) == kenmerken for row in rows)


async def test_a_type_has_events_on_its_channel(soort: Soort) -> None:
    rows = await soort.api.program.pool.fetch(
        "select distinct kanaal, resource from catalogi.outbox where root = $1::uuid", soort.zaaktype[-36:]
    )
    assert {row[0] for row in rows} == {"zaaktypen"}
    assert (await soort.api("GET", f"{CATALOGI}/zaaktypen/{soort.zaaktype[-36:]}/audittrail"))[0] == 404
