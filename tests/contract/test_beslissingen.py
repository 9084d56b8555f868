"""Decisions by the own rights alone: each on record, and found again by trace, time and client."""

import asyncio
import json
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from grondslag.integration.logboek import beslissingen
from grondslag.integration.logboek.beslissingen import LONGEST_WINDOW, Sought, find, shown, sought
from grondslag.opening import own_call
from grondslag.runtime.accounted import _decision
from grondslag.runtime.partitions import log_schemas
from grondslag.runtime.routes import Routes
from grondslag.surfaces.decisions import Decision
from grondslag.surfaces.problems import Invalid
from tests.api import Api
from tests.builders import zaak_body
from tests.objects import free_port
from tests.points import KEY
from tests.running import run, serving
from tests.server import temporary_directory
from tests.soorten import CATALOGI, ZAKEN, Soort, with_rights

LIST = f"{ZAKEN}/zaken"
PARENT = "c4e1d75a3f9b8240"


async def of_trace(soort: Soort, trace: str) -> list[dict[str, Any]]:
    """The records of a trace, oldest first, as the API shows them."""
    pool = soort.api.program.pool
    found = await find(pool, await log_schemas(pool), Sought(trace=bytes.fromhex(trace)))
    assert found.complete
    return json.loads(msgspec.json.encode(shown(found, "http://localhost")))[::-1]


async def test_every_decision_is_on_record_with_what_it_rests_on(soort: Soort) -> None:
    trace = "1" * 32
    reader = await with_rights(soort, "lezer-van-beslissingen", "zaken.lezen")
    said = {"traceparent": f"00-{trace}-{PARENT}-01"}
    zaak = await soort.zaak()
    assert (await reader("GET", zaak["url"], **said))[0] == 200
    assert (await reader("DELETE", zaak["url"], **said))[0] == 403
    assert (await reader("GET", f"{LIST}/{KEY}", **said))[0] == 404
    assert (await reader("GET", f"{CATALOGI}/zaaktypen", **said))[0] == 200
    found = await of_trace(soort, trace)
    told = [
        (each["body"]["adl.core.request"]["action"]["name"], each["body"]["adl.core.response"]["decision"])
        for each in found
    ]
    assert sorted(told) == [
        ("zaken.lezen", True), ("zaken.lezen", True), ("zaken.lezen", True), ("zaken.verwijderen", False),
    ]  # fmt: skip
    first = found[0]
    assert (first["event_name"], first["status"], first["trace_id"]) == ("adl.access_evaluation", "Unset", trace)
    assert first["resource"]["service.namespace"] == "zaken"
    rights = first["attributes"]["adl.core.policies"]["autorisaties"]
    assert rights == soort.api.program.clients.version
    assert len({each["span_id"] for each in found}) == len(found)
    assert "user" not in json.dumps(found)


async def test_a_decision_of_which_nobody_heard_that_it_was_written_is_not_kept_twice(soort: Soort) -> None:
    """In the transaction of a change, and once more in a flush, when the end of the first was not heard."""
    program, chance = soort.api.program, random.Random(7)
    routes, call = Routes(program.world, program.served, ()), own_call(program)
    made: list[Decision] = []
    for _ in range(50):
        call.began = time.time() - chance.random()
        decision = program.town.deciding.begin(call, routes.find(LIST))
        assert decision is not None
        made.append(decision)
    for each in made:
        values = _decision(each, "zaken").values
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        await program.pool.execute(f"insert into zaken.beslissing values ({places})", *values)
    await program.town.accounting.write("zaken", None, made)
    keys = [bytes.fromhex(each.span_id) for each in made]
    count = "select count(*) from zaken.beslissing where span_id = any($1)"
    assert await program.pool.fetchval(count, keys) == len(made)


async def test_what_a_decision_rests_on_changes_with_the_rights(soort: Soort) -> None:
    before = soort.api.program.town.deciding._in_force()
    await with_rights(soort, "nieuwe-client", "zaken.lezen")
    assert soort.api.program.town.deciding._in_force() != before


async def test_without_room_in_the_log_nothing_is_told(soort: Soort, monkeypatch: pytest.MonkeyPatch) -> None:
    api, pool = soort.api, soort.api.program.pool
    zaak, reader = await soort.zaak(), await with_rights(soort, "zonder-logboek", "zaken.lezen")
    await pool.execute("alter table zaken.beslissing rename to elders")
    try:
        for method, url, body in (("GET", zaak["url"], None), ("GET", LIST, None), ("GET", f"{LIST}/{KEY}", None)):
            status, answer = await api(method, url, body)
            assert (method, url, status, "omschrijving" in json.dumps(answer)) == (method, url, 503, False)
        assert (await reader("DELETE", zaak["url"]))[0] == 503
        with monkeypatch.context() as patched:
            patched.setattr(api.program.observer, "failed", lambda *_: None)
            made = await api("POST", LIST, zaak_body(soort.zaaktype, identificatie="ZONDER-1"))
        assert made[0] >= 500
    finally:
        await pool.execute("alter table zaken.elders rename to beslissing")
    assert (await api.got(f"{LIST}?identificatie=ZONDER-1"))["count"] == 0
    assert (await api("GET", zaak["url"]))[0] == 200


async def test_decisions_are_found_by_time_and_client(soort: Soort) -> None:
    reader = await with_rights(soort, "zoekt", "zaken.lezen")
    begin = datetime.now(UTC) - timedelta(seconds=1)
    await asyncio.gather(*(reader("GET", LIST) for _ in range(5)))
    await soort.api("GET", LIST)
    end = datetime.now(UTC) + timedelta(seconds=1)
    pool = soort.api.program.pool
    schemas = await log_schemas(pool)
    asked = Sought(client="zoekt", begin=begin, end=end)
    found = await find(pool, schemas, asked)
    assert (len(found.made), found.complete) == (5, True)
    times = [each.at for _, each in found.made]
    assert times == sorted(times, reverse=True)
    some = await find(pool, schemas, msgspec.structs.replace(asked, limit=3))
    assert ([each.span_id for _, each in some.made], some.complete) == (
        [each.span_id for _, each in found.made[:3]],
        False,
    )
    assert (await find(pool, schemas, msgspec.structs.replace(asked, begin=end, end=end + LONGEST_WINDOW))).made == []
    assert (await find(pool, schemas, msgspec.structs.replace(asked, client="iemand"))).made == []


TIMES = {"startTime": "2026-11-26T00:00:00Z", "endTime": "2026-11-27T00:00:00Z"}


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "nonFieldErrors"),
        ({"clientId": "x"}, "nonFieldErrors"),
        ({"startTime": "2026-11-26T00:00:00Z"}, "nonFieldErrors"),
        ({"traceId": "1" * 31}, "traceId"),
        ({"traceId": "G" * 32}, "traceId"),
        ({"traceId": ["1" * 32]}, "traceId"),
        (TIMES | {"endTime": "2026-11-26T00:00:00Z"}, "endTime"),
        (TIMES | {"endTime": "2027-11-26T00:00:00Z"}, "endTime"),
        ({"startTime": "9998-12-30T00:00:00Z", "endTime": "9998-12-30T00:00:00Z"}, "endTime"),
        (TIMES | {"startTime": "gisteren"}, "startTime"),
        (TIMES | {"startTime": 10**20}, "startTime"),
        (TIMES | {"startTime": True}, "startTime"),
        (TIMES | {"clientId": ""}, "clientId"),
        (TIMES | {"clientId": "\0"}, "clientId"),
        (TIMES | {"limit": 0}, "limit"),
        (TIMES | {"limit": 1001}, "limit"),
        (TIMES | {"limit": "10"}, "limit"),
        (TIMES | {"bsn": "999990019"}, "bsn"),
    ],
)
def test_a_search_is_bounded(body: dict[str, Any], name: str) -> None:
    with pytest.raises(Invalid) as refused:
        sought(body)
    assert [each.name for each in refused.value.violations] == [name]


def test_the_last_days_of_the_calendar_may_be_asked() -> None:
    assert sought({"startTime": "9998-12-30T00:00:00Z", "endTime": "9998-12-31T00:00:00Z"}).end is not None


def test_times_may_be_milliseconds_too() -> None:
    said = sought({"startTime": 1757240136089, "endTime": 1757240137000, "clientId": "balie", "limit": 7})
    assert (said.begin, said.client, said.limit) == (
        datetime(2025, 9, 7, 10, 15, 36, 89_000, tzinfo=UTC), "balie", 7,
    )  # fmt: skip
    assert sought({"traceId": "1" * 32}).trace == b"\x11" * 16
    assert beslissingen.SEARCH.scope == "logboek.lezen"


# --- over HTTP, and by command ------------------------------------------------------------------------------------

SEARCH = "/logboek/api/v1/authorization-decisions"


async def an_auditor(api: Api) -> Api:
    """A client that may read the log and nothing else."""
    return await api.known_as("auditor", {"component": "logboek", "scopes": ["logboek.lezen"]})


async def test_who_may_read_the_log_finds_decisions_and_leaves_one(soort: Soort) -> None:
    api, trace, mine = soort.api, "2" * 32, "3" * 32
    await api("GET", LIST, traceparent=f"00-{trace}-{PARENT}-01")
    auditor = await an_auditor(api)
    asked = {"traceId": trace}
    status, answer = await auditor("POST", SEARCH, asked, traceparent=f"00-{mine}-{PARENT}-01")
    assert (status, answer["complete"], len(answer["decisions"])) == (200, True, 1)
    record = answer["decisions"][0]
    assert (record["trace_id"], record["event_name"]) == (trace, "adl.access_evaluation")
    assert record["body"]["adl.core.request"]["resource"] == {"id": "*", "type": "zaken.zaak"}
    reader = await with_rights(soort, "geen-auditor", "zaken.lezen")
    assert (await reader("POST", SEARCH, asked))[0] == 403
    assert await api.told("POST", SEARCH, {}) == [("nonFieldErrors", "required")]
    [looked] = await of_trace(soort, mine)
    assert looked["body"]["adl.core.request"]["action"] == {
        "name": "logboek.lezen",
        "properties": {"operation": "logboek.beslissingen_doorzoeken"},
    }
    spans = "select count(*) from logboek.verwerking where trace_id = $1"
    assert await api.program.pool.fetchval(spans, bytes.fromhex(mine)) == 1


def test_a_command_shows_them() -> None:
    """Also when the decision point is silent: that is when one wants to know."""
    with temporary_directory() as folder, serving(folder / "var") as running:
        assert running.command("client", "add", "balie", "--all").code == 0
        token = running.command("token", "balie").out.strip()
        trace = "4" * 32
        assert running.ask(LIST, token=token, traceparent=f"00-{trace}-{PARENT}-01").status == 200
        done = running.command("logboek", "decisions", "--trace", trace)
        assert done.code == 0, done.err
        head, row = [line.split("\t") for line in done.out.splitlines()]
        assert head == ["when", "client", "decision", "action", "operation", "resource", "rights", "trace"]
        assert row[1:6] == ["balie", "allow", "zaken.lezen", "list", "zaken.zaak/*"]
        again = running.command("logboek", "decisions", "--client", "grondslag", "--json")
        assert [each["body"]["adl.core.request"]["action"]["name"] for each in json.loads(again.out)][:1] == [
            "logboek.lezen"
        ]
        away = {"GRONDSLAG_PDP_URL": f"http://127.0.0.1:{free_port()}"}
        silent = run("logboek", "decisions", "--trace", trace, data=running.data, environ=away)
        assert (silent.code, silent.out) == (0, done.out), silent.err
        refused = running.command("logboek", "decisions", "--trace", "x")
        assert (refused.code, "traceId" in refused.err) == (1, True)
