"""Questions about persons in both roles: answered by their source, and by a client of a source elsewhere.

Whoever asks cannot tell the roles apart; the log of the one who was asked tells whose data were shown.
"""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from grondslag.integration.personen import elsewhere as at_the_brp
from grondslag.integration.personen.bewaren import bewaar
from grondslag.registers.personen.lo3 import Persoonslijst
from grondslag.runtime.clients import make_token
from grondslag.runtime.log_rows import records
from tests.api import FIRST, SECRET, Api, served
from tests.brp_elsewhere import Answering, Real, giving, listening
from tests.personen_builders import a_persoon, living_at
from tests.server import Databases
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body

PERSONEN = "/haalcentraal/api/brp/personen"
NOOR, DAAN = "999990019", "999990020"
GEHUWD, PARTNER, KIND, OUDER = "999990044", "999990056", "999990068", "999990081"
ZOEK: dict[str, Any] = {"type": "ZoekMetPostcodeEnHuisnummer", "postcode": "2628hj", "huisnummer": 2}
RAADPLEEG: dict[str, Any] = {"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [NOOR]}


def gehuwd() -> Persoonslijst:
    """Somebody with a partner, a child and two parents, of whom one has no number; that of the child is in doubt."""
    relatives = {
        "02": {"0120": OUDER, "0240": "Karper"},
        "03": {"0240": "Dupont"},
        "05": {"0120": PARTNER, "0240": "Zeelt", "0610": "20100101", "1510": "H"},
        "09": {"0120": KIND, "0240": "Karper", "8310": "090120", "8320": "20240101"},
    }
    return a_persoon(GEHUWD, relatives | {"08": living_at(huisnummer="5")}, e0210="Guus", e0240="Karper")


@pytest.fixture(scope="module")
async def source(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    dsn = databases.fresh()
    async with served(dsn, Path(tmp_path_factory.mktemp("bron"))) as api:
        await bewaar(
            api.program.pool,
            api.program.town.fresh_id,
            [
                a_persoon(NOOR, {"08": living_at()}, e0210="Noor", e0240="Rietzanger", e0310="19800101"),
                a_persoon(DAAN, {"08": living_at()}, e0210="Daan", e0240="Meerkoet", e0310="19900000"),
                gehuwd(),
                *(a_persoon(f"{each:09}", {"08": living_at(huisnummer="9")}) for each in range(1, 12)),
            ],
        )
        yield api
    databases.drop(dsn)


@pytest.fixture(scope="module")
async def real(source: Api) -> AsyncIterator[Real]:
    async with listening(source) as found:
        yield found


@pytest.fixture(scope="module")
async def elsewhere(databases: Databases, real: Real, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """A municipality that has no persons itself."""
    dsn = databases.fresh()
    token = make_token(FIRST, SECRET, time.time())
    headers = {"Authorization": f"Bearer {token}", "X-Doelbinding": "{activiteit}", "X-Sleutel": "geheim"}
    async with served(
        dsn, Path(tmp_path_factory.mktemp("client")), brp_url=real.at, brp_headers=headers, body_limit=2**20
    ) as api:
        yield api
    databases.drop(dsn)


@pytest.fixture(params=["source", "client"])
def api(request: pytest.FixtureRequest, source: Api, elsewhere: Api) -> Api:
    return source if request.param == "source" else elsewhere


@pytest.fixture(autouse=True)
def as_it_is(real: Real) -> None:
    real.answering = real.ours
    real.asked.clear()


async def shown(api: Api) -> set[str]:
    """The pseudonyms of those whose data were shown last."""
    rows = await api.program.pool.fetch(
        f"select encode(betrokkene, 'hex') from ({records('personen')}) r where betrokkene is not null "
        "and trace_id = (select trace_id from personen.verwerking order by einde desc, tijd desc limit 1)"
    )
    return {row[0] for row in rows}


async def count(api: Api) -> int:
    return await api.program.pool.fetchval(
        f"select count(*) from ({records('personen')}) r where betrokkene is not null"
    )


# --- one contract for both roles ----------------------------------------------------------------------------------


async def test_who_does_not_ask_for_the_number_does_not_see_it_and_the_log_knows_who_it_was(api: Api) -> None:
    status, answer = await api("POST", PERSONEN, RAADPLEEG | {"fields": ["naam.voornamen", "naam.geslachtsnaam"]})
    assert (status, answer["type"]) == (200, "RaadpleegMetBurgerservicenummer")
    assert answer["personen"] == [{"naam": {"voornamen": "Noor", "geslachtsnaam": "Rietzanger"}}]
    assert await shown(api) == {api.program.accounting.pseudonyms.of(f"bsn:{NOOR}")}


async def test_everybody_who_is_found_is_shown_and_noted(api: Api) -> None:
    status, answer = await api("POST", PERSONEN, ZOEK | {"fields": ["burgerservicenummer"]})
    assert status == 200
    assert {each["burgerservicenummer"] for each in answer["personen"]} == {NOOR, DAAN}
    of = api.program.accounting.pseudonyms.of
    assert await shown(api) == {of(f"bsn:{NOOR}"), of(f"bsn:{DAAN}")}


async def test_an_answer_without_persons_notes_nobody(api: Api) -> None:
    before = await count(api)
    status, answer = await api("POST", PERSONEN, ZOEK | {"huisnummer": 3, "fields": ["naam"]})
    assert (status, answer["personen"]) == (200, [])
    assert await count(api) == before


RELATIVES: list[tuple[list[str], set[str], dict[str, Any]]] = [
    (["naam.voornamen"], set(), {"naam": {"voornamen": "Guus"}}),
    (["partners.naam.geslachtsnaam"], {PARTNER}, {"partners": [{"naam": {"geslachtsnaam": "Zeelt"}}]}),
    (["kinderen.naam"], {KIND}, {"kinderen": [{"naam": {"geslachtsnaam": "Karper"}}]}),
    (["kinderen.geboorte"], {KIND}, {"kinderen": [{"geboorte": {}}]}),
    (
        ["ouders.ouderAanduiding", "partners.soortVerbintenis.code"],
        {OUDER, PARTNER},
        {
            "ouders": [{"ouderAanduiding": "1"}, {"ouderAanduiding": "2"}],
            "partners": [{"soortVerbintenis": {"code": "H", "omschrijving": "huwelijk"}}],
        },
    ),
    (["partners.burgerservicenummer"], {PARTNER}, {"partners": [{"burgerservicenummer": PARTNER}]}),
]


@pytest.mark.parametrize(("fields", "relatives", "wanted"), RELATIVES)
async def test_relatives_in_an_answer_are_noted_and_their_numbers_shown_to_who_asks_for_them(
    api: Api, fields: list[str], relatives: set[str], wanted: dict[str, Any]
) -> None:
    status, answer = await api("POST", PERSONEN, RAADPLEEG | {"burgerservicenummer": [GEHUWD], "fields": fields})
    assert (status, answer["personen"]) == (200, [wanted])
    of = api.program.accounting.pseudonyms.of
    assert await shown(api) == {of(f"bsn:{each}") for each in {GEHUWD, *relatives}}


async def test_what_we_ask_ourselves_is_not_held_against_the_activity(api: Api, real: Real) -> None:
    asker = await _acting(api, "verwanten", "partners.naam")
    asked = RAADPLEEG | {"burgerservicenummer": [GEHUWD]}
    status, answer = await asker("POST", PERSONEN, asked | {"fields": ["partners.naam"]})
    assert (status, answer["personen"]) == (200, [{"partners": [{"naam": {"geslachtsnaam": "Zeelt"}}]}])
    status, told = await asker("POST", PERSONEN, asked | {"fields": ["partners.burgerservicenummer"]})
    assert (status, told["code"]) == (403, "unauthorizedField")


REFUSED: list[tuple[Any, dict[str, str], int, str]] = [
    ({"type": "Nergens"}, {}, 400, "paramsValidation"),
    (RAADPLEEG, {}, 400, "paramsValidation"),
    (RAADPLEEG | {"fields": ["bestaatNiet"]}, {}, 400, "paramsValidation"),
    (RAADPLEEG | {"fields": [1, None]}, {}, 400, "paramsValidation"),
    (RAADPLEEG | {"fields": "naam"}, {}, 400, "paramsValidation"),
    (RAADPLEEG | {"fields": ["naam"], "meer": 1}, {}, 400, "paramsValidation"),
    (ZOEK | {"huisnummer": 9, "fields": ["naam"]}, {}, 400, "tooManyResults"),
    (b"{", {}, 400, "paramsValidation"),
    (b"[]", {}, 400, "paramsValidation"),
    (b"", {}, 400, "paramsValidation"),
    (b"\xff", {}, 400, "paramsValidation"),
    (RAADPLEEG | {"fields": ["naam"]}, {"accept": "application/xml"}, 406, "notAcceptable"),
    (RAADPLEEG | {"fields": ["naam"]}, {"content_type": "text/csv"}, 415, "unsupportedMediaType"),
    (b" " * (65 * 1024), {}, 413, "requestEntityTooLarge"),
]


@pytest.mark.parametrize(("body", "headers", "status", "code"), REFUSED)
async def test_a_question_is_refused_the_same_way(
    api: Api, source: Api, body: Any, headers: dict[str, str], status: int, code: str
) -> None:
    before = await count(api)
    _, _, wanted = await source.raw("POST", PERSONEN, body, **headers)
    found = await api.raw("POST", PERSONEN, body, **headers)
    told = json.loads(found[2])
    assert (found[0], told["code"]) == (status, code)
    assert told == json.loads(wanted)
    assert await count(api) == before


async def test_fields_outside_the_activity_are_refused_here(api: Api, real: Real) -> None:
    asker = await _acting(api, "balie", "naam")
    status, told = await asker("POST", PERSONEN, RAADPLEEG | {"fields": ["naam", "geboorte"]})
    assert (status, told["code"]) == (403, "unauthorizedField")
    assert told["detail"].endswith(": geboorte.")
    assert real.asked == []
    assert (await asker("POST", PERSONEN, RAADPLEEG | {"fields": ["naam"]}))[0] == 200


async def _acting(api: Api, name: str, *velden: str) -> Api:
    """A client with one activity that may see these fields."""
    await api.keep(name)
    key = await api.program.pool.fetchval(
        "insert into autorisaties.applicatie (id, client_ids, label, heeft_alle_autorisaties, "
        "alleen_is_gereed_voor_publicatie, autorisaties) values (gen_random_uuid(), $1, $2, false, false, $3) "
        "returning id::text",
        [name],
        name,
        json.dumps([{"component": "personen", "componentWeergave": "", "scopes": ["personen.lezen"]}]),
    )
    url = f"http://localhost/autorisaties/api/v1/applicaties/{key}"
    made = await api.made(ACTIVITEITEN, activiteit_body(name, applicaties=[url]))
    await api.made(made["url"] + "/versies", versie_body(velden=list(velden)))
    await api.program.clients.refresh()
    return api.as_client(name)


# --- the client alone ---------------------------------------------------------------------------------------------


async def test_the_number_is_asked_in_addition_and_nothing_else_is_changed(elsewhere: Api, real: Real) -> None:
    await elsewhere("POST", PERSONEN, RAADPLEEG | {"fields": ["naam"]})
    assert real.question == RAADPLEEG | {"fields": ["naam", "burgerservicenummer"]}
    sent = RAADPLEEG | {"fields": ["burgerservicenummer", "naam"]}
    await elsewhere("POST", PERSONEN, sent)
    assert real.question == sent


async def test_a_name_that_stands_there_twice_is_read_one_way(elsewhere: Api, real: Real) -> None:
    asker = await _acting(elsewhere, "tweemaal", "naam")
    body = json.dumps(RAADPLEEG)[:-1].encode()
    status, told = await asker("POST", PERSONEN, body + b', "fields": ["naam"], "fields": ["geboorte"]}')
    assert (status, told["code"]) == (403, "unauthorizedField")
    assert (await asker("POST", PERSONEN, body + b', "fields": ["geboorte"], "fields": ["naam"]}'))[0] == 200
    assert real.asked[-1][1].count(b"fields") == 1


async def test_a_question_that_is_not_understood_never_passes_a_profile(elsewhere: Api, real: Real) -> None:
    asker = await _acting(elsewhere, "profiel", "naam")
    for more in ({"fields": "naam"}, {"fields": ["naam", 1]}, {"fields": ["naam"], "type": "Nieuw"}):
        assert (await asker("POST", PERSONEN, RAADPLEEG | more))[0] == 400
    assert real.asked == []


async def test_purpose_and_trace_go_along_and_the_token_of_the_caller_does_not(elsewhere: Api, real: Real) -> None:
    asker = await _acting(elsewhere, "loket", "naam")
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    await asker("POST", PERSONEN, RAADPLEEG | {"fields": ["naam"]}, traceparent=f"00-{trace}-00f067aa0ba902b7-01")
    headers, _ = real.asked[-1]
    assert (headers["x-doelbinding"], headers["x-sleutel"]) == ("loket", "geheim")
    assert headers["traceparent"].split("-")[1] == trace
    assert headers["traceparent"].split("-")[2] != "00f067aa0ba902b7"
    claims = headers["authorization"].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["client_id"] == FIRST
    await elsewhere("POST", PERSONEN, RAADPLEEG | {"fields": ["naam"]})
    assert "x-doelbinding" not in real.asked[-1][0]


async def test_there_must_be_room_for_the_number(elsewhere: Api, real: Real) -> None:
    status, told = await elsewhere("POST", PERSONEN, RAADPLEEG | {"fields": ["naam"] * 130})
    assert status == 400
    assert told["invalidParams"] == [
        {"name": "fields", "code": "maxItems", "reason": "Array bevat meer dan 129 items."}
    ]
    assert real.asked == []


async def test_there_must_be_room_for_the_numbers_of_relatives(elsewhere: Api, real: Real) -> None:
    fields = ["partners.naam", "kinderen.naam", "ouders.naam"]
    status, told = await elsewhere("POST", PERSONEN, RAADPLEEG | {"fields": fields * 43})
    assert (status, told["invalidParams"][0]["reason"]) == (400, "Array bevat meer dan 126 items.")
    assert real.asked == []
    assert (await elsewhere("POST", PERSONEN, RAADPLEEG | {"fields": fields * 42}))[0] == 200
    assert len(real.question["fields"]) == 130


async def test_all_who_have_gezag_are_noted(elsewhere: Api, real: Real) -> None:
    gezag = {"type": "EenhoofdigOuderlijkGezag", "minderjarige": {"burgerservicenummer": KIND}}
    gezag["ouder"] = {"burgerservicenummer": OUDER, "naam": {"volledigeNaam": "Jo Karper"}}
    persoon = {"burgerservicenummer": GEHUWD, "gezag": [gezag]}
    real.answering = giving({"type": RAADPLEEG["type"], "personen": [persoon]})
    status, answer = await elsewhere("POST", PERSONEN, RAADPLEEG | {"fields": ["gezag"]})
    assert (status, answer["personen"]) == (200, [{"gezag": [gezag]}])
    of = elsewhere.program.accounting.pseudonyms.of
    assert await shown(elsewhere) == {of(f"bsn:{each}") for each in (GEHUWD, KIND, OUDER)}


ODD: dict[str, Answering] = {
    "a failure": giving({}, 500),
    "a stranger to it": giving({}, 401),
    "somewhere else": giving({}, 302, location="http://127.0.0.1:1/"),
    "no JSON": giving(b"<html>"),
    "no persons": giving({"type": "x"}),
    "persons that are none": giving({"personen": [1]}),
    "persons without a number": giving({"personen": [{"naam": {}}]}),
    "persons with half a number": giving({"personen": [{"burgerservicenummer": "12345"}]}),
    "relatives of whom no number was asked": giving({"personen": [{"burgerservicenummer": NOOR, "partners": [{}]}]}),
    "relatives that are none": giving({"personen": [{"burgerservicenummer": NOOR, "ouders": ["x"]}]}),
    "relatives with half a number": giving(
        {"personen": [{"burgerservicenummer": NOOR, "kinderen": [{"burgerservicenummer": "1"}]}]}
    ),
    "nested without end": giving(b"[" * 100_000),
    "more than fits": giving(b" " * (9 * 1024 * 1024)),
}


@pytest.mark.parametrize("kind", ODD)
async def test_an_answer_that_is_none_is_told_as_a_source_that_is_not_there(
    elsewhere: Api, real: Real, kind: str
) -> None:
    real.answering = ODD[kind]
    before = await count(elsewhere)
    status, told = await elsewhere("POST", PERSONEN, RAADPLEEG | {"fields": ["naam"]})
    assert (status, told["code"], told["instance"]) == (503, "notAvailable", PERSONEN)
    wrong = {"a failure": "500", "a stranger to it": "401", "somewhere else": "302"}.get(kind)
    assert wrong is None or f"(status {wrong})" in told["detail"], "who runs it, sees why"
    assert await count(elsewhere) == before


async def test_a_source_that_is_silent_does_not_hold_anybody_up(
    elsewhere: Api, real: Real, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    monkeypatch.setattr(at_the_brp, "PATIENCE", 0.2)
    real.answering = never
    begun = time.monotonic()
    status, told = await elsewhere("POST", PERSONEN, RAADPLEEG | {"fields": ["naam"]})
    assert (status, told["code"]) == (503, "notAvailable")
    assert time.monotonic() - begun < 5


async def test_a_source_that_is_not_there(databases: Databases, tmp_path: Path) -> None:
    dsn = databases.fresh()
    async with served(dsn, tmp_path, brp_url="http://127.0.0.1:9/haalcentraal/api/brp") as api:
        status, told = await api("POST", PERSONEN, RAADPLEEG | {"fields": ["naam"]})
        assert (status, told["code"]) == (503, "notAvailable")
    databases.drop(dsn)


async def test_that_it_is_asked_too_often_comes_through(elsewhere: Api, real: Real) -> None:
    told = {
        "type": "https://www.rfc-editor.org/rfc/rfc6585",
        "title": "Te veel",
        "status": 429,
        "code": "tooManyRequests",
        "instance": "/personen",
    }
    real.answering = giving(told, 429, content_type="application/problem+json", retry_after="7")
    status, heads, raw = await elsewhere.raw("POST", PERSONEN, RAADPLEEG | {"fields": ["naam"]})
    assert (status, heads["retry-after"], json.loads(raw)) == (429, "7", told)


async def test_an_answer_is_never_kept(elsewhere: Api, real: Real) -> None:
    for _ in range(2):
        _, heads, _ = await elsewhere.raw("POST", PERSONEN, RAADPLEEG | {"fields": ["naam"]})
        assert heads["cache-control"] == "no-store"
    assert len(real.asked) == 2


async def test_persons_elsewhere_cannot_be_followed_here(elsewhere: Api) -> None:
    for path in ("volgindicaties", "wijzigingen", f"volgindicaties/{NOOR}"):
        assert (await elsewhere.ask("GET", f"/haalcentraal/api/brp/{path}", {}, b""))[0] == 404
