"""A client whose activity is about zaken of one type reaches no document or besluit of others, whatever it tries.

Together in one process, and apart in five that know each other by URL only.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grondslag import targets
from grondslag.kernel.shape import Field, Shape
from grondslag.registers.logboek import names
from grondslag.runtime.database import open_pool
from grondslag.surfaces.subjects import whose_sql
from tests.api import Api
from tests.builders import (
    besluit_body,
    besluitinformatieobject_body,
    document_body,
    rol_body,
    zaakinformatieobject_body,
    zaakobject_body,
)
from tests.composed import Remote, composed, eventually
from tests.contract.test_correctie import VERZOEKEN, verzoek_body
from tests.contract.test_documenten import rights_body, verzending_body
from tests.contract.test_statements import counted, rights_known
from tests.kast import form
from tests.server import Databases
from tests.soorten import BESLUITEN, CATALOGI, DOCUMENTEN, ZAKEN, Body, Soort, a_gemeente, two_soorten
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body

PAPERS = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"
OBJECTS = f"{DOCUMENTEN}/objectinformatieobjecten"
NAMES = ("together", "apart")
REFUSED = (403, "activity-not-allowed")


class Hall(msgspec.Struct, kw_only=True):
    """What there is: of zaken within the activity (`in`) and outside it (`out`), and what belongs to none (`free`)."""

    api: Any
    client: Any
    """Bound to the zaaktype of what is within."""
    loose: Any
    """Has two such activities, and names none."""
    ours: Soort
    other: Soort
    zaken: dict[str, Body]
    papers: dict[str, Body]
    besluiten: dict[str, Body]

    async def paper(self, *zaken: str) -> Body:
        """A document of a kind that all of them know, in these zaken."""
        paper = await self.ours.document(indicatieGebruiksrecht=None)
        for each in zaken:
            body = zaakinformatieobject_body(self.zaken[each]["url"], paper["url"])
            await self.api.made(f"{ZAKEN}/zaakinformatieobjecten", body)
        return paper


@pytest.fixture(scope="module", params=NAMES)
async def soorten(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Soort, Soort]]:
    data = Path(tmp_path_factory.mktemp("data"))
    if request.param == "together":
        async with a_gemeente(databases, data) as made:
            yield made
    else:
        async with composed(databases, data, "apart") as api:
            yield await two_soorten(api)


@pytest.fixture(scope="module")
async def hall(soort: Soort, anders: Soort) -> Hall:
    api = soort.api
    await both_know_the_same(soort, anders)
    zaken = {"in": await anders.zaak(), "out": await soort.zaak()}
    hall = Hall(
        api=api, client=await bound(api, "gebonden", anders.zaaktype),
        loose=await bound(api, "los", anders.zaaktype, anders.zaaktype), ours=anders, other=soort, zaken=zaken,
        papers={}, besluiten={},
    )  # fmt: skip
    hall.papers = {"in": await hall.paper("in"), "out": await hall.paper("out"), "free": await hall.paper()}
    besluiten = {name: await anders.besluit(zaak=zaak["url"]) for name, zaak in zaken.items()}
    hall.besluiten = besluiten | {"free": await anders.besluit()}
    out = (zaken["out"]["url"], hall.papers["out"]["url"], besluiten["out"]["url"])
    # Each process looks by itself for what clients may do.
    for client, url in ((client, url) for client in (hall.client, hall.loose) for url in out):

        async def told(client: Any = client, url: str = url) -> int:
            return (await client("GET", url))[0]

        await eventually(told, 403)
    return hall


async def both_know_the_same(soort: Soort, anders: Soort) -> None:
    """The other zaaktype knows the documents and besluiten of ours, so that no rule of the standard is in the way."""
    api, kinds = soort.api, anders.informatieobjecttype
    name = (await api.got(kinds))["omschrijving"]
    body = {"zaaktype": soort.zaaktype, "informatieobjecttype": name, "volgnummer": 2, "richting": "inkomend"}
    await api.made(f"{CATALOGI}/zaaktype-informatieobjecttypen", body)
    besluittypen = [(await api.got(each.besluittype))["omschrijving"] for each in (soort, anders)]
    status, answer = await api("PATCH", soort.zaaktype, {"besluittypen": besluittypen})
    assert status == 200, answer


async def bound(api: Any, name: str, *zaaktypen: str) -> Any:
    """A client that may do everything, for activities about zaken of one type each."""
    client = await api.known_as(name, everything=True)
    applicatie = (await api.got(f"/autorisaties/api/v1/applicaties/consumer?clientId={name}"))["url"]
    for at, zaaktype in enumerate(zaaktypen):
        body = activiteit_body(f"{name}-{at}", applicaties=[applicatie], zaaktypen=[zaaktype])
        made = await api.made(ACTIVITEITEN, body)
        await api.made(made["url"] + "/versies", versie_body())
    return client


async def code(client: Api, method: str, url: str, body: Any = None, **headers: str) -> tuple[int, str]:
    """Status and code of an answer."""
    status, answer = await client(method, url, body, **headers)
    return status, answer.get("code", "") if isinstance(answer, dict) else ""


# --- what is read -------------------------------------------------------------------------------------------------


async def test_who_names_none_of_its_activities_goes_no_further_than_they_do_together(hall: Hall) -> None:
    for what in (hall.papers, hall.besluiten):
        assert await code(hall.loose, "GET", what["out"]["url"]) == REFUSED
        assert await code(hall.loose, "GET", what["in"]["url"]) == (200, "")
        assert await code(hall.loose, "GET", what["free"]["url"]) == (200, "")


@pytest.mark.parametrize("more", ["", "/audittrail", "/audittrail/00000000-0000-4000-8000-000000000001"])
async def test_nothing_is_told_of_what_is_not_for_the_activity(hall: Hall, more: str) -> None:
    for what in (hall.papers, hall.besluiten):
        for method in ("GET", "HEAD") if not more else ("GET",):
            status, heads, _ = await hall.client.raw(method, what["out"]["url"] + more)
            assert (status, "etag" in heads) == (403, False)


async def test_who_knows_the_etag_is_not_told_whether_it_still_holds(hall: Hall) -> None:
    paper = await content_of(hall, await hall.paper("out"))
    for url in (paper["url"], hall.besluiten["out"]["url"], paper["inhoud"]):
        _, heads, _ = await hall.api.raw("GET", url)
        for tag in (heads["etag"], '"anders"', "*"):
            assert await code(hall.client, "GET", url, If_None_Match=tag) == REFUSED


async def content_of(hall: Hall, paper: Body) -> Body:
    """The document in a second version, that has content."""
    lock = (await hall.api("POST", paper["url"] + "/lock", {}))[1]["lock"]
    said = {"lock": lock, "inhoud": "aW5ob3Vk", "bestandsomvang": 6}
    status, answer = await hall.api("PATCH", paper["url"], said)
    assert status == 200, answer
    assert (await hall.api("POST", paper["url"] + "/unlock", {"lock": lock}))[0] == 204
    return answer


@pytest.mark.parametrize(
    "query",
    ["?versie=1", "?versie=2", "?versie=3", "?registratieOp=2020-01-01T00:00:00Z", "?expand=informatieobjecttype"],
)
async def test_nor_which_versions_there_are_or_how_large_the_content_is(hall: Hall, query: str) -> None:
    url = (await content_of(hall, await hall.paper("out")))["url"]
    assert await code(hall.client, "GET", url + query) == REFUSED
    if "expand" not in query:
        for asked in ("bytes=0-1", "bytes=999-"):
            assert await code(hall.client, "GET", f"{url}/download{query}", Range=asked) == REFUSED
        status, heads, _ = await hall.client.raw("HEAD", f"{url}/download{query}")
        assert (status, "etag" in heads) == (403, False)
    assert await code(hall.client, "GET", hall.papers["out"]["url"] + "/download") == REFUSED, "it has no content"


async def test_no_list_or_search_shows_it(hall: Hall) -> None:
    out = hall.zaken["out"]["url"]
    for path in (
        f"{PAPERS}?objectinformatieobjecten__object={out}",
        f"{OBJECTS}?object={out}",
        f"{OBJECTS}?informatieobject={hall.papers['out']['url']}",
        f"{BESLUITEN}/besluiten?zaak={out}",
        f"{DOCUMENTEN}/gebruiksrechten?informatieobject={(await with_rights_on_it(hall))['url']}",
    ):
        assert await code(hall.client, "GET", path) == REFUSED, path
    found = {"uuid__in": [hall.papers["out"]["url"].rpartition("/")[2]]}
    assert await code(hall.client, "POST", f"{PAPERS}/_zoek", found) == REFUSED
    assert await code(hall.client, "GET", f"{ZAKEN}/zaakinformatieobjecten?zaak={out}") == (200, "")
    assert (await hall.client("GET", f"{ZAKEN}/zaakinformatieobjecten?zaak={out}"))[1] == []
    assert (await code(hall.client, "GET", f"{out}/besluiten"))[0] == 403


async def with_rights_on_it(hall: Hall) -> Body:
    """A document outside the activity that has gebruiksrechten."""
    paper = await hall.paper("out")
    await hall.api.made(f"{DOCUMENTEN}/gebruiksrechten", rights_body(paper["url"]))
    return paper


async def test_nothing_embeds_it(hall: Hall) -> None:
    """The object of a zaak, and who takes part in it, may be any URL: also that of a document which one may not see."""
    zaak, paper, besluit = hall.zaken["in"]["url"], hall.papers["out"]["url"], hall.besluiten["out"]["url"]
    for known in (paper, besluit):
        said = {"objectType": "overige", "objectTypeOverige": "document", "objectIdentificatie": None}
        thing = await hall.client.made(f"{ZAKEN}/zaakobjecten", zaakobject_body(zaak, object=known, **said))
        rol = rol_body(zaak, hall.ours.roltype, betrokkene=known, betrokkeneIdentificatie=None)
        rol = await hall.client.made(f"{ZAKEN}/rollen", rol)
        for url in (
            f"{thing['url']}?expand=object",
            f"{rol['url']}?expand=betrokkene",
            f"{zaak}?expand=zaakobjecten.object",
            f"{ZAKEN}/zaken?expand=rollen.betrokkene",
        ):
            assert await code(hall.client, "GET", url) == REFUSED, url
        for made in (thing, rol):
            assert (await hall.client("DELETE", made["url"]))[0] == 204


async def test_what_the_types_are_embeds_as_before(hall: Hall) -> None:
    """A besluittype is of several zaaktypen; nothing belongs to a zaak by that."""
    for url in (hall.zaken["in"]["url"] + "?expand=zaaktype",
                hall.besluiten["in"]["url"] + "?expand=besluittype.zaaktypen,zaak"):  # fmt: skip
        assert await code(hall.client, "GET", url) == (200, ""), url


async def test_a_request_to_correct_belongs_to_its_zaak(hall: Hall) -> None:
    if isinstance(hall.api, Remote):
        pytest.skip("Inzage runs in none of those processes")
    made = {name: await hall.api.made(VERZOEKEN, verzoek_body(zaak=zaak["url"])) for name, zaak in hall.zaken.items()}
    assert await code(hall.client, "GET", made["in"]["url"]) == (200, "")
    for method, more, body in (
        ("GET", "", None), ("GET", "/audittrail", None), ("PATCH", "", {"toelichting": "x"}),
    ):  # fmt: skip
        assert await code(hall.client, method, made["out"]["url"] + more, body) == REFUSED
    assert await code(hall.client, "GET", VERZOEKEN) == REFUSED
    assert await code(hall.client, "GET", f"{VERZOEKEN}?zaak={hall.zaken['in']['url']}") == (200, "")


async def test_what_tells_of_zaken_of_all_types_is_not_for_it(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    if isinstance(hall.api, Remote):
        pytest.skip("Inzage and the log run in none of those processes")
    monkeypatch.setattr("tests.api.complaints", lambda *_, **__: [])
    trace = {"traceId": "5a" * 16}
    for path, body in (
        ("/inzage/api/v1/pakketten", {"burgerservicenummer": "999993653"}),
        (f"/logboek/api/v1{names.SEARCH_PATH}", trace),
        (f"/logboek/api/v1{names.DECISIONS_PATH}", trace),
    ):
        for client in (hall.client, hall.loose):
            assert await code(client, "POST", path, body) == REFUSED, path
    assert await code(hall.api, "POST", f"/logboek/api/v1{names.SEARCH_PATH}", trace) == (200, "")


async def test_an_answer_given_again_is_within_the_activity_of_today(hall: Hall) -> None:
    again = {"idempotency_key": "nog-eens"}
    body = document_body(hall.ours.informatieobjecttype)
    status, paper = await hall.client("POST", PAPERS, body, **again)
    assert status == 201
    relation = zaakinformatieobject_body(hall.zaken["out"]["url"], paper["url"])
    await hall.api.made(f"{ZAKEN}/zaakinformatieobjecten", relation)
    assert await code(hall.client, "POST", PAPERS, body, **again) == REFUSED


# --- what is written ----------------------------------------------------------------------------------------------


def ties() -> Iterator[str]:
    """Every reference by which a client may let a record belong to another, of which the activity does not tell."""
    world = targets.world()

    def is_looked_at(target: str) -> bool:
        shape = world.shapes.get(target)
        return shape is not None and shape.component != "zaken" and bool(whose_sql(world, world.root_of(shape)))

    def says_whose(shape: Shape, field: Field) -> bool:
        says = field.subject is not None and not field.subject.path
        of_zaak = shape.component != "zaken" and field.to is not None and field.to.target == "zaken.zaak"
        return of_zaak or (says and (field.to is not None or field.form.format == "uri"))

    def given(shape: Shape, field: Field) -> bool:
        changes = not field.fixed and {"U", "P"} & set(shape.said.methods)
        sent = field.sent or field.name == shape.said.part_of
        return sent and not field.read_only and bool("C" in shape.said.methods or changes)

    for shape in world.shapes.values():
        for field in shape.fields:
            for each in (field, *field.nested):
                if given(shape, field) and (says_whose(shape, each) or (each.to and is_looked_at(each.to.target))):
                    yield f"{shape.key}.{field.name}"


async def attempts(hall: Hall, name: str) -> dict[str, list[tuple[str, str, Body]]]:
    """For each such reference, requests by which a client within its activity lets one (`out`, `in`, `free`) belong
    to what is within it."""
    zaak, paper = hall.zaken["in"]["url"], hall.papers[name]["url"]
    besluit = hall.besluiten["in"]["url"]
    other = hall.besluiten[name]["url"]
    relations, decided = f"{ZAKEN}/zaakinformatieobjecten", f"{BESLUITEN}/besluitinformatieobjecten"
    fresh = besluit_body(hall.ours.besluittype, zaak=zaak)
    holder = await hall.ours.besluit()
    await hall.api.made(decided, besluitinformatieobject_body(holder["url"], paper))
    of_zaak = hall.zaken.get(name, hall.zaken["in"])["url"]
    request = await hall.ours.document()
    return {
        "zaken.zaakinformatieobject.informatieobject": [
            ("POST", relations, zaakinformatieobject_body(zaak, paper)),
        ],
        "zaken.zaakbesluit.besluit": [("POST", f"{zaak}/besluiten", {"besluit": other})],
        "besluiten.besluit.zaak": [
            ("POST", f"{BESLUITEN}/besluiten", besluit_body(hall.ours.besluittype, zaak=of_zaak)),
            ("PATCH", holder["url"], {"zaak": zaak}),
            ("PUT", holder["url"], fresh | {"identificatie": holder["identificatie"]}),
            *([("PATCH", other, {"zaak": zaak})] if name == "out" else []),
        ],
        "besluiten.besluitinformatieobject.informatieobject": [
            ("POST", decided, besluitinformatieobject_body(besluit, paper)),
            ("POST", decided, besluitinformatieobject_body(hall.besluiten["free"]["url"], paper)),
        ],
        "besluiten.besluitinformatieobject.besluit": [
            ("POST", decided, besluitinformatieobject_body(other, request["url"]))
        ],
        "documenten.objectinformatieobject.informatieobject": [
            ("POST", OBJECTS, {"informatieobject": paper, "object": zaak, "objectType": "zaak"})
        ],
        "documenten.objectinformatieobject.object": [
            ("POST", OBJECTS, {"informatieobject": request["url"], "object": of_zaak, "objectType": "zaak"})
        ],
        "documenten.gebruiksrechten.informatieobject": [("POST", f"{DOCUMENTEN}/gebruiksrechten", rights_body(paper))],
        "documenten.verzending.informatieobject": [("POST", f"{DOCUMENTEN}/verzendingen", verzending_body(paper))],
        "inzage.correctieverzoek.bewijs": [("POST", VERZOEKEN, verzoek_body(zaak=zaak, bewijs=paper))],
        "inzage.correctieverzoek.zaak": [("POST", VERZOEKEN, verzoek_body(zaak=of_zaak))],
        "documenten.bestandsdeel.informatieobject": [],  # it is made with its document, and never moves
    }


async def test_every_reference_by_which_records_belong_together_is_tried(hall: Hall) -> None:
    assert set(await attempts(hall, "free")) == set(ties()) | {"documenten.bestandsdeel.informatieobject"}


async def test_what_is_not_for_the_activity_is_tied_to_nothing(hall: Hall) -> None:
    tried = await attempts(hall, "out")
    for name, requests in tried.items():
        for method, url, body in requests:
            if url == VERZOEKEN and isinstance(hall.api, Remote):
                continue  # it runs in none of those processes
            assert await code(hall.client, method, url, body) == REFUSED, (name, method, url)
    assert await code(hall.client, "GET", hall.papers["out"]["url"]) == REFUSED
    assert await code(hall.client, "GET", hall.besluiten["out"]["url"]) == REFUSED
    assert (await hall.api.got(hall.besluiten["out"]["url"]))["zaak"] == hall.zaken["out"]["url"]


async def test_what_belongs_to_nothing_yet_may_be_tied(hall: Hall) -> None:
    for name in (
        "zaken.zaakinformatieobject.informatieobject",
        "besluiten.besluit.zaak",
        "besluiten.besluitinformatieobject.informatieobject",
        "documenten.gebruiksrechten.informatieobject",
        "documenten.verzending.informatieobject",
    ):
        hall.papers["free"] = await hall.paper()
        method, url, body = (await attempts(hall, "free"))[name][0]
        status, answer = await hall.client(method, url, body)
        assert status == 201, (name, answer)
    hall.papers["free"] = await hall.paper()
    method, url, body = (await attempts(hall, "free"))["besluiten.besluit.zaak"][1]
    assert await code(hall.client, method, url, body) == (200, "")


async def test_no_call_of_several_parts_ties_it(hall: Hall) -> None:
    zaak, paper = hall.zaken["in"]["url"], hall.papers["out"]["url"]
    before = (await hall.api.got(f"{BESLUITEN}/besluiten"))["count"]
    body = {
        "besluit": besluit_body(hall.ours.besluittype, zaak=zaak),
        "besluitinformatieobjecten": [{"informatieobject": paper}],
    }
    assert await code(hall.client, "POST", f"{BESLUITEN}/besluit_verwerken", body) == REFUSED
    assert (await hall.api.got(f"{BESLUITEN}/besluiten"))["count"] == before
    assert await code(hall.client, "GET", paper) == REFUSED


async def test_a_refusal_to_write_tells_nothing_of_the_record(hall: Hall) -> None:
    besluit, paper = hall.besluiten["out"], hall.papers["out"]
    for said in ({"identificatie": besluit["identificatie"]}, {"identificatie": "X"}, {"datum": "geen"}, {}):
        assert await code(hall.client, "PATCH", besluit["url"], said) == REFUSED
    for method, more, body in (
        ("PATCH", "", {"lock": "x"}), ("POST", "/lock", {}), ("POST", "/unlock", {}), ("DELETE", "", None),
    ):  # fmt: skip
        assert await code(hall.client, method, paper["url"] + more, body) == REFUSED
    assert await code(hall.client, "DELETE", besluit["url"]) == REFUSED


async def test_content_of_it_is_not_sent_in_parts(hall: Hall) -> None:
    paper = await hall.ours.document(bestandsomvang=6, bestandsnaam="inhoud.txt")
    body = zaakinformatieobject_body(hall.zaken["out"]["url"], paper["url"])
    await hall.api.made(f"{ZAKEN}/zaakinformatieobjecten", body)
    sent, kind = form({"lock": paper["lock"]}, b"inhoud")
    url = paper["bestandsdelen"][0]["url"]
    assert await code(hall.client, "PUT", url, sent, content_type=kind) == REFUSED
    assert await code(hall.api, "PUT", url, sent, content_type=kind) == (200, "")


async def test_a_record_in_several_zaken_is_for_the_activity_of_each(hall: Hall) -> None:
    paper = await hall.paper("out", "in")
    assert await code(hall.client, "GET", paper["url"]) == (200, "")
    body = verzending_body(paper["url"])
    assert await code(hall.client, "POST", f"{DOCUMENTEN}/verzendingen", body) == (201, "")


# --- what it costs ------------------------------------------------------------------------------------------------


async def a_list(hall: Hall, count: int) -> tuple[str, str]:
    """Lists of so many documents and besluiten, each in a zaak of its own."""
    title = f"Lijst van {count}"
    for _ in range(count):
        zaak = (await hall.ours.zaak())["url"]
        paper = await hall.ours.document(titel=title)
        besluit = await hall.ours.besluit(zaak=zaak, verantwoordelijkeOrganisatie="517439943")
        await hall.api.made(f"{BESLUITEN}/besluitinformatieobjecten",
                            besluitinformatieobject_body(besluit["url"], paper["url"]))  # fmt: skip
    return f"{PAPERS}?titel={title}", f"{BESLUITEN}/besluiten?verantwoordelijkeOrganisatie=517439943"


async def test_a_list_costs_one_question_for_each_resource(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    few, _ = await a_list(hall, 2)
    many, besluiten = await a_list(hall, 9)
    if isinstance(hall.api, Remote):
        costs = [await asked_apart(hall, url) for url in (few, many, besluiten)]
        # Documents lead to besluiten, and these to zaken; besluiten to zaken.
        assert costs == [{"besluiten": 1, "zaken": 1}, {"besluiten": 1, "zaken": 1}, {"besluiten": 0, "zaken": 1}]
        return
    await rights_known(hall.ours, monkeypatch)
    costs = []
    for url in (few, many, besluiten):
        with counted(monkeypatch) as said:
            assert (await hall.client("GET", url))[0] == 200
        costs.append(sum("array['catalogi.zaaktype/'" in sql or "array['zaken.zaak/'" in sql for sql in said))
    # The list of besluiten itself tells to which zaken they belong.
    assert costs[0] == costs[1]
    assert costs[1:] == [3, 2]


async def asked_apart(hall: Hall, url: str) -> dict[str, int]:
    """How many questions of this kind each neighbour was asked for one request: it keeps a record of each."""
    before = await questions(hall)
    assert (await hall.client("GET", url))[0] == 200
    after = await questions(hall)
    return {name: after[name] - before[name] for name in ("besluiten", "zaken")}


async def questions(hall: Hall) -> dict[str, int]:
    """How many each component was asked until now."""
    found: dict[str, int] = {}
    for process in hall.api.processes:
        pool = await open_pool(process.dsn, 1, 10_000)
        for name in ("besluiten", "zaken"):
            sql = f"select count(*) from {name}.beslissing where actie = 'verwijzingen'"
            found[name] = found.get(name, 0) + await pool.fetchval(sql)
        await pool.close()
    return found
