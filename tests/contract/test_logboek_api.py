"""The log over HTTP: who may ask what, that a look-up is itself in the log, and what others may hand in."""

import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grondslag.integration.logboek import otlp
from grondslag.integration.logboek.records import Verwerking
from grondslag.registers.logboek import names
from grondslag.runtime.log_rows import records
from grondslag.runtime.secrets import SecretBox
from tests.api import Api, served
from tests.logboek_builders import ACTIVITY, BSN, REGISTER, a_record
from tests.server import Databases

SEARCH = "/logboek/api/v1/processing-activities"
TAKE = "/logboek/api/v1/v1/traces"
PERSON = {names.SUBJECT_TYPE: "BSN", names.SUBJECT: BSN}


@pytest.fixture(scope="module")
async def api(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    dsn = databases.fresh()
    async with served(dsn, Path(tmp_path_factory.mktemp("data"))) as made:
        yield made
    databases.drop(dsn)


async def with_scopes(api: Api, client: str, *scopes: str) -> Api:
    """A client with these scopes on the log; without them with a right on something else."""
    right = (
        {"component": "logboek", "scopes": scopes} if scopes else {"component": "ac", "scopes": ["autorisaties.lezen"]}
    )
    return await api.known_as(client, right)


def now() -> datetime:
    return datetime.fromtimestamp(int(time.time()), UTC)


def recent(number: int, **given: Any) -> Verwerking:
    return a_record(number, tijd=now(), einde=now(), **given)


def line(*those: Verwerking, bsn: str = "") -> bytes:
    """Records as another application sends them; of one person when a BSN is given."""
    marker = b"\x01" + b"\xee" * 16
    marked = [recent_of(each, marker) if bsn else each for each in those]
    return otlp.line([("zaken", each) for each in marked], REGISTER, {}).replace(marker.hex().encode(), bsn.encode())


def recent_of(record: Verwerking, person: bytes) -> Verwerking:
    return msgspec.structs.replace(record, betrokkene=person)


async def found(api: Api, **asked: Any) -> list[Any]:
    status, answer = await api("POST", SEARCH, asked)
    assert status == 200, answer
    return answer["processingActivities"]


async def spans(api: Api, name: str) -> list[tuple[str, bool, str]]:
    """What the log says of looking in the log: who, whether of a person, and its trace."""
    rows = await api.program.pool.fetch(
        f"select client, betrokkene is not null, encode(trace_id, 'hex') from ({records('logboek')}) r "
        "where naam = $1 order by tijd",
        name,
    )
    return [tuple(row) for row in rows]


async def test_what_another_hands_in_is_found_by_person_trace_and_activity(api: Api) -> None:
    writer = await with_scopes(api, "zaaksysteem", "logboek.schrijven")
    reader = await with_scopes(api, "fg", "logboek.lezen")
    record = recent(101, activiteit=ACTIVITY, client="wie dan ook")
    assert await writer("POST", TAKE, line(record, bsn=BSN)) == (200, {})
    for asked in (
        PERSON,
        {"traceId": record.trace_id.hex()},
        {names.ACTIVITY: f"{REGISTER}/processing_activities/{ACTIVITY}"},
    ):
        mine = [each for each in await found(reader, **asked) if each["traceId"] == record.trace_id.hex()]
        assert [each["attributes"][names.CLIENT] for each in mine] == ["zaaksysteem"], "whatever it says of itself"
        assert mine[0]["resource"]["attributes"][names.SERVICE] == "logboek"
        said = mine[0]["attributes"]
        assert said[names.ACTIVITY] == f"http://localhost/verwerkingen/api/v1/processing_activities/{ACTIVITY}"
        assert said[names.SUBJECT] != BSN
        assert said[names.SUBJECT_TYPE] == "BSN"


async def test_a_look_up_is_in_the_log_itself_once(api: Api) -> None:
    reader = await with_scopes(api, "inzage", "logboek.lezen")
    trace = "1b" * 16
    before = await spans(api, "logboek.doorzoeken")
    status, _ = await reader("POST", SEARCH, PERSON, traceparent=f"00-{trace}-00f067aa0ba902b7-01")
    assert status == 200
    await found(reader, traceId="2b" * 16)
    assert [each[:2] for each in await spans(api, "logboek.doorzoeken")][len(before) :] == [
        ("inzage", True),
        ("inzage", False),
    ]
    assert (await spans(api, "logboek.doorzoeken"))[len(before)][2] == trace
    again = [each for each in await found(reader, **PERSON) if each["name"] == "logboek.doorzoeken"]
    assert {each["attributes"][names.CLIENT] for each in again} >= {"inzage"}, "who asked of whom is found too"


async def test_a_look_up_is_one_decision_and_one_span_of_the_same_trace(api: Api) -> None:
    for number, asked in enumerate((PERSON, {"traceId": "3b" * 16}), start=1):
        trace = f"{number:032x}"
        assert (await api("POST", SEARCH, asked, traceparent=f"00-{trace}-00f067aa0ba902b7-01"))[0] == 200
        for table in ("verwerking", "beslissing"):
            count = f"select count(*) from logboek.{table} where trace_id = decode($1, 'hex')"
            assert await api.program.pool.fetchval(count, trace) == 1, table


async def test_a_refused_question_is_no_use_of_data(api: Api) -> None:
    trace = f"{9:032x}"
    asked = {names.SUBJECT: BSN}
    assert (await api("POST", SEARCH, asked, traceparent=f"00-{trace}-00f067aa0ba902b7-01"))[0] == 400
    count = "select count(*) from logboek.verwerking where trace_id = decode($1, 'hex')"
    assert await api.program.pool.fetchval(count, trace) == 0


async def test_to_hand_in_is_not_in_the_log(api: Api) -> None:
    await api("POST", TAKE, line(recent(111), bsn=BSN))
    assert await spans(api, "logboek.aanleveren") == []


async def test_a_replay_is_known_and_other_content_is_told(api: Api) -> None:
    first, other = recent(121), recent(122)
    assert await api("POST", TAKE, line(first, bsn=BSN)) == (200, {})
    assert await api("POST", TAKE, line(first, bsn=BSN)) == (200, {})
    changed = msgspec.structs.replace(first, naam="anders")
    status, answer = await api("POST", TAKE, line(changed, other, bsn=BSN))
    assert (status, answer["partialSuccess"]["rejectedSpans"]) == (200, "1")
    assert "al bekend" in answer["partialSuccess"]["errorMessage"]
    count = "select count(*) from logboek.verwerking where trace_id = any($1)"
    assert await api.program.pool.fetchval(count, [first.trace_id, other.trace_id]) == 2


async def test_what_was_long_ago_is_handed_in_by_a_signed_file_alone(api: Api) -> None:
    moment = now().replace(year=now().year - 6, day=1)
    old = a_record(127, tijd=moment, einde=moment)
    _, answer = await api("POST", TAKE, line(old, recent(128)))
    assert answer["partialSuccess"]["errorMessage"] == "1x Het tijdstip ligt te ver van nu."


async def test_the_read_api_of_who_was_called_is_kept(api: Api) -> None:
    record = recent(126, verwerker="https://andere.example/", lees_api="https://andere.example/lezen")
    assert await api("POST", TAKE, line(record)) == (200, {})
    (kept,) = await found(api, traceId=record.trace_id.hex())
    assert kept["attributes"][names.READ_API] == "https://andere.example/lezen"


async def test_a_bsn_is_never_told_back(api: Api) -> None:
    asked: dict[str, Any] = PERSON | {"traceId": "geen trace", "cursor": BSN}
    _, _, raw = await api.raw("POST", SEARCH, asked)
    assert BSN.encode() not in raw
    _, _, raw = await api.raw("POST", SEARCH, PERSON | {"limit": 1000})
    assert BSN.encode() not in raw
    assert await api.told("POST", f"{SEARCH}?bsn={BSN}", PERSON) == [("bsn", "sensitive-data")]
    _, answer = await api("POST", TAKE, line(recent(131, naam=f"ophalen {BSN}")))
    assert BSN not in json.dumps(answer)
    assert answer["partialSuccess"]["rejectedSpans"] == "1"


async def test_who_may_do_what(api: Api) -> None:
    reader = await with_scopes(api, "alleen-lezen", "logboek.lezen")
    writer = await with_scopes(api, "alleen-schrijven", "logboek.schrijven")
    nobody = await with_scopes(api, "niets")
    assert (await reader("POST", TAKE, line(recent(141))))[0] == 403
    assert (await writer("POST", SEARCH, PERSON))[0] == 403
    assert [(await nobody("POST", path, PERSON))[0] for path in (SEARCH, TAKE)] == [403, 403]
    assert (await api("POST", SEARCH, PERSON, authorization=""))[0] == 403
    assert (await api("GET", SEARCH))[0] == 405


async def test_a_question_names_what_it_is_about(api: Api) -> None:
    assert await api.told("POST", SEARCH, {}) == [("nonFieldErrors", "required")]
    assert await api.told("POST", SEARCH, {"startTime": 1, "endTime": 2}) == [("nonFieldErrors", "required")]
    assert await api.told("POST", SEARCH, {names.SUBJECT: BSN}) == [(names.SUBJECT_TYPE, "invalid_choice")]


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'"x"', b"\xff", b"[" * 100_000])
async def test_what_is_no_json_object(api: Api, raw: bytes) -> None:
    for path in (SEARCH, TAKE):
        assert (await api("POST", path, raw))[0] == 400


@pytest.mark.parametrize(
    "body", [{"resourceSpans": 1}, {"resourceSpans": [{"scopeSpans": [{"spans": [{"name": 1}]}]}]}]
)
async def test_what_is_no_request_of_otlp(api: Api, body: Any) -> None:
    assert (await api("POST", TAKE, body))[0] == 400


async def test_other_forms_of_otlp_are_told(api: Api) -> None:
    assert (await api("POST", TAKE, line(recent(151)), content_type="application/x-protobuf"))[0] == 415
    assert (await api("POST", TAKE, line(recent(151)), content_encoding="gzip"))[0] == 415


async def test_too_many_spans_at_once_are_refused_as_a_whole(api: Api) -> None:
    many = [recent(10_000 + number) for number in range(2001)]
    assert (await api("POST", TAKE, line(*many)))[0] == 413
    count = "select count(*) from logboek.verwerking where trace_id = $1"
    assert await api.program.pool.fetchval(count, many[0].trace_id) == 0
    assert (await api("POST", TAKE, line(*many[:2000])))[0] == 200


async def test_pages_follow_one_another(api: Api) -> None:
    bsn = "111222333"
    those = [recent(20_000 + number) for number in range(7)]
    await api("POST", TAKE, line(*those, bsn=bsn))
    asked: dict[str, Any] = {names.SUBJECT_TYPE: "BSN", names.SUBJECT: bsn, "limit": 3}
    seen: list[str] = []
    for _ in range(9):
        _, answer = await api("POST", SEARCH, asked)
        seen += [each["traceId"] for each in answer["processingActivities"] if each["name"] != "logboek.doorzoeken"]
        if "next" not in answer:
            break
        asked["cursor"] = answer["next"]
    assert sorted(seen) == sorted(each.trace_id.hex() for each in those)


async def test_a_key_that_cannot_be_opened_is_told(api: Api) -> None:
    keys = api.program.town.accounting.pseudonyms
    sealed = SecretBox(b"z" * 32).encrypt("00" * 32, "pseudoniemsleutel 99")
    await api.program.pool.execute("insert into grondslag.pseudoniemsleutel values (99, $1, '2020-01-01')", sealed)
    try:
        _, heads, _ = await api.raw("POST", SEARCH, PERSON)
        assert "sleutels" in heads["x-warning"]
    finally:
        await api.program.pool.execute("delete from grondslag.pseudoniemsleutel where id = 99")
        await keys.refresh(api.program.pool, now().date())


async def test_the_document_tells_of_both(api: Api) -> None:
    answer = await api.got("/logboek/api/v1/openapi.json")
    assert {"/processing-activities", "/v1/traces"} <= set(answer["paths"])
    assert answer["info"]["version"] == "0.9.0"
