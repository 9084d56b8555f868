"""The BRP API over HTTP: who may ask, how it is refused, what is found, and what is left in the log."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from grondslag.integration.personen.bewaren import bewaar
from grondslag.integration.personen.problemen import INSTANCE
from grondslag.runtime.log_rows import records
from tests.api import Api, served
from tests.personen_builders import a_persoon, living_at
from tests.server import Databases
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body

PERSONEN = "/haalcentraal/api/brp/personen"
ZOEK: dict[str, Any] = {"type": "ZoekMetPostcodeEnHuisnummer", "postcode": "2628hj", "huisnummer": 2}
BSN = ["burgerservicenummer"]
LEZEN = [{"component": "personen", "componentWeergave": "", "scopes": ["personen.lezen"]}]


@pytest.fixture(scope="module")
async def api(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    dsn = databases.fresh()
    async with served(dsn, Path(tmp_path_factory.mktemp("data"))) as running:
        yield running
    databases.drop(dsn)


@pytest.fixture(autouse=True)
async def nobody(api: Api) -> None:
    await api.program.pool.execute("truncate personen.persoon, personen.tabelwaarde")


async def _known(api: Api, *lijsten: Any) -> int:
    return sum(await bewaar(api.program.pool, api.program.town.fresh_id, lijsten))


async def _asked(api: Api, bsns: list[str], fields: list[str], **said: Any) -> Any:
    body = {"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": bsns, "fields": fields} | said
    return await api("POST", PERSONEN, body)


async def _found(api: Api, body: dict[str, Any]) -> list[str]:
    status, answer = await api("POST", PERSONEN, {"fields": BSN} | body)
    assert status == 200, answer
    return [each["burgerservicenummer"] for each in answer["personen"]]


# --- who may ask, and in which form -------------------------------------------------------------------------------


async def test_a_stranger_is_told_in_the_form_of_the_standard(api: Api) -> None:
    status, heads, raw = await api.raw("POST", PERSONEN, ZOEK | {"fields": BSN}, authorization="Bearer nonsense")
    told = json.loads(raw)
    assert (status, heads["content-type"], heads["www-authenticate"]) == (401, "application/problem+json", "Bearer")
    assert (told["code"], told["status"], told["instance"]) == ("authentication", 401, INSTANCE)
    assert (await api("POST", PERSONEN, {}, authorization=""))[0] == 401


async def test_who_has_no_right_may_not_ask(api: Api) -> None:
    without = await api.known_as("zonder", {"component": "ac", "scopes": ["autorisaties.lezen"]})
    status, told = await without("POST", PERSONEN, ZOEK | {"fields": BSN})
    assert (status, told["code"]) == (403, "autorisation")
    allowed = await api.known_as("met", *LEZEN)
    assert (await allowed("POST", PERSONEN, ZOEK | {"fields": BSN}))[0] == 200


async def test_the_form_of_the_answer_goes_before_that_of_the_question(api: Api) -> None:
    status, told = await api("POST", PERSONEN, b"{", accept="application/xml", content_type="text/csv")
    assert (status, told["code"]) == (406, "notAcceptable")
    status, told = await api("POST", PERSONEN, b"{", content_type="text/csv")
    assert (status, told["code"]) == (415, "unsupportedMediaType")
    status, told = await api("POST", PERSONEN, b"{")
    assert (status, told["code"]) == (400, "paramsValidation")


@pytest.mark.parametrize("body", [b"[]", b"null", b"1", b"\xff", b"[" * 60_000, b'{"type": "\\ud800"}'])
async def test_a_body_that_is_no_question_is_refused(api: Api, body: bytes) -> None:
    status, told = await api("POST", PERSONEN, body)
    assert (status, told["code"]) == (400, "paramsValidation")


async def test_a_body_is_bounded(api: Api) -> None:
    status, told = await api("POST", PERSONEN, json.dumps(ZOEK | {"fields": ["a" * 200] * 1000}).encode())
    assert (status, told["code"]) == (413, "requestEntityTooLarge")


async def test_an_empty_body_asks_nothing(api: Api) -> None:
    status, told = await api("POST", PERSONEN, b"", content_type="")
    assert (status, told["detail"]) == (400, "De foutieve parameter(s) zijn: type.")
    assert told["invalidParams"] == [{"name": "type", "code": "required", "reason": "Parameter is verplicht."}]


async def test_a_number_of_a_person_never_stands_in_an_address(api: Api) -> None:
    status, told = await api("POST", PERSONEN + "?bsn=999990019", ZOEK | {"fields": BSN})
    assert (status, told["instance"]) == (400, INSTANCE)
    assert told["invalidParams"][0]["code"] == "sensitiveData"


async def test_it_is_asked_by_post_alone(api: Api) -> None:
    status, heads, raw = await api.raw("GET", PERSONEN)
    assert (status, heads["allow"], json.loads(raw)["instance"]) == (405, "POST", INSTANCE)


async def test_an_answer_is_never_kept(api: Api) -> None:
    _, heads, _ = await api.raw("POST", PERSONEN, ZOEK | {"fields": BSN})
    assert heads["cache-control"] == "no-store"
    assert heads["content-type"] == "application/json; charset=utf-8"
    assert "etag" not in heads


# --- what is found ------------------------------------------------------------------------------------------------


async def test_persons_come_in_the_order_in_which_they_were_asked_and_once(api: Api) -> None:
    await _known(api, *(a_persoon(each) for each in ("999990019", "999990020", "999990032")))
    status, answer = await _asked(api, ["999990032", "999990019", "999990032", "999999999"], BSN)
    assert status == 200
    assert [each["burgerservicenummer"] for each in answer["personen"]] == ["999990032", "999990019"]


async def test_a_person_is_found_within_a_municipality(api: Api) -> None:
    await _known(api, a_persoon("999990019", {"08": living_at(gemeente="0599")}))
    for where, found in (("0599", 1), ("0518", 0)):
        _, answer = await _asked(api, ["999990019"], BSN, gemeenteVanInschrijving=where)
        assert len(answer["personen"]) == found
        assert len(await _found(api, ZOEK | {"gemeenteVanInschrijving": where})) == found


async def test_ten_are_shown_and_eleven_are_too_many(api: Api) -> None:
    lijsten = [a_persoon(f"{each:09}", {"08": living_at()}) for each in range(1, 11)]
    await _known(api, *lijsten)
    assert len(await _found(api, ZOEK)) == 10
    dead = a_persoon("000000011", {"07": {"6720": "O"}, "08": living_at()})
    wrong = a_persoon("000000012", {"07": {"6720": "F"}, "08": living_at()})
    await _known(api, dead, wrong)
    assert len(await _found(api, ZOEK)) == 10
    status, told = await api("POST", PERSONEN, ZOEK | {"fields": BSN, "inclusiefOverledenPersonen": True})
    assert (status, told["code"], "invalidParams" in told) == (400, "tooManyResults", False)


async def test_a_birthday_that_is_not_wholly_known_is_not_found_by_a_day(api: Api) -> None:
    await _known(api, a_persoon("999990019", e0240="Jansen", e0310="19830500"))
    body = {"type": "ZoekMetGeslachtsnaamEnGeboortedatum", "geslachtsnaam": "jansen"}
    assert await _found(api, body | {"geboortedatum": "1983-05-01"}) == []
    await _known(api, a_persoon("999990019", e0240="Jansen", e0310="19830501"))
    assert await _found(api, body | {"geboortedatum": "1983-05-01"}) == ["999990019"]


async def test_signs_of_a_pattern_stand_for_themselves(api: Api) -> None:
    await _known(api, a_persoon("999990019", e0240="O.K. d'Jansen", e0210="A", e0310="19830501"))
    body = {"type": "ZoekMetGeslachtsnaamEnGeboortedatum", "geboortedatum": "1983-05-01"}
    assert await _found(api, body | {"geslachtsnaam": "o.k. d'*"}) == ["999990019"]
    assert await _found(api, body | {"geslachtsnaam": "o.k. d.jansen"}) == []


async def test_spaces_are_no_letters_before_what_is_left_open(api: Api) -> None:
    await _known(api, a_persoon("999990019", {"08": living_at()}, e0240="Jansen", e0210="Noor", e0310="19830501"))
    born = {"type": "ZoekMetGeslachtsnaamEnGeboortedatum", "geboortedatum": "1983-05-01"}
    at_home = {
        "type": "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving",
        "huisnummer": 2,
        "gemeenteVanInschrijving": "0599",
    }
    await _known(api, a_persoon("999990020", e0310="19830501"))
    for naam in ("   *", "  j*", "   "):
        assert await _found(api, born | {"geslachtsnaam": naam}) == []
        assert await _found(api, born | {"geslachtsnaam": "jansen", "voornamen": naam}) == []
    for straat in ("*       ", "       *"):
        assert await _found(api, at_home | {"straat": straat}) == []
    assert await _found(api, at_home | {"straat": "boterdi*"}) == ["999990019"]
    assert await _found(api, born | {"geslachtsnaam": " jansen ", "voornamen": "n*"}) == ["999990019"]


async def test_who_asks_for_gezag_is_told_that_it_is_not_derived(api: Api) -> None:
    await _known(api, a_persoon("999990019"))
    body = {"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": ["999990019"]}
    _, heads, raw = await api.raw("POST", PERSONEN, body | {"fields": ["gezag"]})
    assert json.loads(raw)["personen"] == [{}]
    assert "Gezag" in heads["x-warning"]
    _, heads, _ = await api.raw("POST", PERSONEN, body | {"fields": ["naam"]})
    assert "x-warning" not in heads


# --- what is kept -------------------------------------------------------------------------------------------------


async def test_a_list_takes_the_place_of_the_one_before(api: Api) -> None:
    assert await _known(api, a_persoon("999990019", {"08": living_at(huisnummer="1")})) == 1
    assert await _known(api, a_persoon("999990019", {"08": living_at(huisnummer="2")}), a_persoon("")) == 1
    assert await _found(api, ZOEK) == ["999990019"]


async def test_a_list_that_was_a_mistake_never_hides_the_one_that_counts(api: Api) -> None:
    good = a_persoon("999990019", {"08": living_at()}, e0110="1111111111")
    wrong = a_persoon("999990019", {"07": {"6720": "F"}, "08": living_at()}, e0110="2222222222")
    for order in ((good, wrong), (wrong, good)):
        await _known(api, *order)
        assert await _found(api, ZOEK) == ["999990019"]
        for each in order:
            await _known(api, each)
        assert await _found(api, ZOEK) == ["999990019"]
    await _known(api, a_persoon("999990019", {"07": {"6720": "F"}, "08": living_at()}, e0110="1111111111"))
    assert await _found(api, ZOEK) == []


# --- for what purpose ---------------------------------------------------------------------------------------------


async def _acting(api: Api, client: str, *velden: str) -> Api:
    """A client with one activity that may see these fields."""
    asker = await api.known_as(client, *LEZEN)
    await _an_activity(api, client, client, *velden)
    return asker


async def _an_activity(api: Api, client: str, name: str, *velden: str, **said: Any) -> None:
    """One more activity of a client."""
    key = await api.program.pool.fetchval("select id::text from autorisaties.applicatie where label = $1", client)
    url = f"http://localhost/autorisaties/api/v1/applicaties/{key}"
    made = await api.made(ACTIVITEITEN, activiteit_body(name, applicaties=[url]))
    await api.made(made["url"] + "/versies", versie_body(velden=list(velden), **said))
    await api.program.clients.refresh()


async def test_fields_outside_the_activity_are_refused_with_their_names(api: Api) -> None:
    asker = await _acting(api, "balie", "burgerservicenummer", "naam", "verblijfplaatsBinnenland")
    assert (await _asked(asker, ["999990019"], ["naam.voornamen", "burgerservicenummer"]))[0] == 200
    status, heads, raw = await asker.raw(
        "POST",
        PERSONEN,
        {
            "type": "RaadpleegMetBurgerservicenummer",
            "burgerservicenummer": ["999990019"],
            "fields": ["naam", "geboorte", "partners.naam"],
        },
    )
    told = json.loads(raw)
    assert (status, told["code"], told["instance"]) == (403, "unauthorizedField", INSTANCE)
    assert told["detail"].endswith(": geboorte, partners.naam.")
    assert heads["x-warning"] == told["detail"]


async def test_who_names_no_activity_sees_no_more_than_they_allow_together(api: Api) -> None:
    asker = await _acting(api, "twee-profielen", "naam")
    await _an_activity(api, "twee-profielen", "twee-profielen-2", "geboorte")
    assert (await _asked(asker, ["999990019"], ["naam", "geboorte.datum"]))[0] == 200
    status, told = await _asked(asker, ["999990019"], ["naam", "partners"])
    assert (status, told["code"]) == (403, "unauthorizedField")
    over = await api.known_as("profiel-voorbij", *LEZEN)
    await _an_activity(api, "profiel-voorbij", "profiel-voorbij", "naam", eindeGeldigheid="2021-01-01")
    assert (await _asked(over, ["999990019"], ["naam"]))[0] == 200, "this municipality only counts it"
    assert (await _asked(over, ["999990019"], ["partners"]))[0] == 403, "what is over opens no more than it did"


async def test_who_may_see_addresses_here_is_refused_those_abroad_as_the_standard_has_it(api: Api) -> None:
    asker = await _acting(api, "binnenland", "verblijfplaatsBinnenland")
    assert (await _asked(asker, ["999990019"], ["verblijfplaatsBinnenland.datumVan"]))[0] == 200
    status, told = await _asked(asker, ["999990019"], ["verblijfplaats.datumVan"])
    assert (status, told["code"], "detail" in told) == (403, "unauthorizedField", False)


async def test_everyone_who_is_shown_is_in_the_log_and_nobody_else(api: Api) -> None:
    await _known(
        api,
        a_persoon("999990019", {"08": living_at(), "05": {"0120": "999990044", "0240": "Partner"}}),
        a_persoon("999990020", {"08": living_at()}),
        a_persoon("999990032", {"08": living_at(huisnummer="9")}),
    )
    pool, seen = api.program.pool, api.program.accounting.pseudonyms
    count = f"select count(*) from ({records('personen')}) r where betrokkene is not null"
    before = await pool.fetchval(count)
    assert len(await _found(api, ZOEK)) == 2
    rows = await pool.fetch(
        f"select encode(betrokkene, 'hex') as wie, naam, objecten from ({records('personen')}) r "
        "where betrokkene is not null order by tijd desc, span_id limit 2"
    )
    assert await pool.fetchval(count) == before + 2
    assert {row["wie"] for row in rows} == {seen.of("bsn:999990019"), seen.of("bsn:999990020")}
    assert {row["naam"] for row in rows} == {"personen.bevragen"}
    assert {tuple(row["objecten"]) for row in rows} == {("personen.persoon",)}


# --- the document -------------------------------------------------------------------------------------------------


async def test_the_document_tells_the_kinds_of_questions(api: Api) -> None:
    document = await api.got("/haalcentraal/api/brp/openapi.json")
    schemas = document["components"]["schemas"]
    assert len(schemas["PersonenQuery"]["oneOf"]) == 7
    assert schemas["ZoekMetPostcodeEnHuisnummer"]["required"] == ["type", "fields", "postcode", "huisnummer"]
    assert document["servers"] == [{"url": "http://localhost/haalcentraal/api/brp"}]


async def test_without_a_purpose_nobody_is_shown_where_that_is_refused(databases: Databases, tmp_path: Path) -> None:
    async with served(databases.fresh(), tmp_path, unknown_use="refuse") as strict:
        await _known(strict, a_persoon("999990019"))
        status, told = await _asked(strict, ["999990019"], BSN)
        assert (status, told["code"], told["instance"]) == (403, "activityRequired", INSTANCE)
        asker = await _acting(strict, "balie", "burgerservicenummer")
        assert (await _asked(asker, ["999990019"], BSN))[0] == 200
        asked = {"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": ["999990019"], "fields": BSN}
        status, told = await asker("POST", PERSONEN, asked, x_verwerkingsactiviteit="van-een-ander")
        assert (status, told["code"]) == (403, "activityNotAllowed")


async def test_it_runs_alone(databases: Databases, tmp_path: Path) -> None:
    async with served(databases.fresh(), tmp_path, target=("personen",)) as alone:
        await _known(alone, a_persoon("999990019", {"08": living_at()}))
        assert await _found(alone, ZOEK) == ["999990019"]
        assert (await alone("GET", "/haalcentraal/api/brp/persoonslijsten"))[0] == 405
