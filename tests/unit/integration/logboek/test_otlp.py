"""Records as OTLP: as the published messages have it, the same on the way back, and strict in what comes in."""

import base64
import json
from typing import Any

import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from grondslag.integration.logboek import otlp
from grondslag.integration.logboek.records import Verwerking
from grondslag.registers.logboek import names
from tests.logboek_builders import ACTIVITY, NOW, REGISTER, a_record, records

MARKS = {1: "00112233aabbccdd", 2: "ffeeddcc44332211"}
NUMBERS = {mark: number for number, mark in MARKS.items()}


def back(line: bytes) -> list[tuple[str, Verwerking]]:
    return [(service, otlp.record_of(span, NUMBERS)[0]) for service, span in otlp.spans(line)]


@given(st.lists(st.tuples(st.sampled_from(["zaken", "documenten", "logboek"]), records((1, 2))), max_size=5))
def test_a_record_out_is_a_record_in(those: list[tuple[str, Verwerking]]) -> None:
    key = lambda each: (each[0], each[1].place)  # noqa: E731
    assert sorted(back(otlp.line(those, REGISTER, MARKS)), key=key) == sorted(those, key=key)


def as_protobuf(line: bytes) -> ExportTraceServiceRequest:
    """As the published messages read it: OTLP writes ids in hexadecimal digits, where protobuf writes base64."""
    found = json.loads(line)
    for each in found["resourceSpans"]:
        for scoped in each["scopeSpans"]:
            for span in scoped["spans"]:
                for name in ("traceId", "spanId", "parentSpanId"):
                    if name in span:
                        span[name] = base64.b64encode(bytes.fromhex(span[name])).decode()
    return json_format.ParseDict(found, ExportTraceServiceRequest())


@given(records())
def test_what_goes_out_is_what_the_published_messages_say(record: Verwerking) -> None:
    request = as_protobuf(otlp.line([("zaken", record)], REGISTER, MARKS))
    (resourced,) = request.resource_spans
    said = {each.key: each.value.string_value for each in resourced.resource.attributes}
    assert said == {names.NAMESPACE: "grondslag", names.SERVICE: "zaken"}
    (span,) = resourced.scope_spans[0].spans
    assert (span.trace_id, span.span_id, span.parent_span_id) == (
        record.trace_id, record.span_id, record.ouder_span_id or b"",
    )  # fmt: skip
    assert span.start_time_unix_nano == names.nanos(record.tijd)
    assert span.end_time_unix_nano == names.nanos(record.einde)
    assert (span.name, span.status.code) == (record.naam, record.status)
    found = {each.key: each.value for each in span.attributes}
    if record.activiteit:
        assert found[names.ACTIVITY].string_value == f"{REGISTER}{names.ACTIVITY_PATH}{record.activiteit}"
    if record.betrokkene:
        assert found[names.SUBJECT].string_value == record.betrokkene.hex()
        assert found[names.SUBJECT_TYPE].string_value == names.TYPES[record.betrokkene[0]]
    if record.versie is not None:
        assert found[names.VERSION].int_value == record.versie


def a_span(**given: Any) -> dict[str, Any]:
    usual = {
        "traceId": "0af7651916cd43dd8448eb211c80319c",
        "spanId": "b7ad6b7169203331",
        "name": "ophalen",
        "kind": 2,
        "startTimeUnixNano": str(names.nanos(NOW)),
        "endTimeUnixNano": str(names.nanos(NOW) + 5_000_000),
        "status": {"code": 1},
        "attributes": [{"key": names.ACTIVITY, "value": {"stringValue": ACTIVITY}}],
    }
    return {name: value for name, value in (usual | given).items() if value is not None}


def a_request(*spans: Any, resource: Any = None) -> bytes:
    resourced = {"scopeSpans": [{"spans": spans}]} | ({} if resource is None else {"resource": resource})
    return json.dumps({"resourceSpans": [resourced]}).encode()


def an_attribute(name: str, value: Any) -> dict[str, Any]:
    kind = "intValue" if isinstance(value, int) else "arrayValue" if isinstance(value, list) else "stringValue"
    return {"key": name, "value": {kind: {"values": value} if isinstance(value, list) else value}}


def test_another_writes_it_a_little_differently() -> None:
    sent = a_span(
        traceId="0AF7651916CD43DD8448EB211C80319C",
        startTimeUnixNano=names.nanos(NOW) + 999,
        kind="SPAN_KIND_SERVER",
        status={},
        flags=1,
        events=[{"name": "x"}],
        attributes=[an_attribute("http.method", "GET"), {"key": "ratio", "value": {"doubleValue": 1.5}}],
    )
    ((service, record),) = back(a_request(sent))
    assert service == "logboek"
    assert (record.trace_id.hex(), record.tijd, record.status) == ("0af7651916cd43dd8448eb211c80319c", NOW, 0)


def test_only_who_says_it_is_ours_names_a_component_of_ours() -> None:
    service = an_attribute(names.SERVICE, "zaken")
    ours = {"attributes": [service, an_attribute(names.NAMESPACE, "grondslag")]}
    assert [each[0] for each in back(a_request(a_span(), resource=ours))] == ["zaken"]
    assert [each[0] for each in back(a_request(a_span(), resource={"attributes": [service]}))] == ["logboek"]


def test_a_pseudonym_of_another_key_is_kept_without_a_number() -> None:
    person = [an_attribute(names.SUBJECT, "01" + "ab" * 16), an_attribute(names.SUBJECT_TYPE, "BSN")]
    for mark, number in ((MARKS[2], 2), ("1111111111111111", None)):
        ((_, record),) = back(a_request(a_span(attributes=[*person, an_attribute(names.KEY, mark)])))
        assert (record.betrokkene, record.sleutel) == (b"\x01" + b"\xab" * 16, number)


def test_a_person_with_its_kind_still_needs_a_pseudonym() -> None:
    said = [an_attribute(names.SUBJECT, "999990019"), an_attribute(names.SUBJECT_TYPE, "BSN")]
    ((_, span),) = otlp.spans(a_request(a_span(attributes=said)))
    record, plain = otlp.record_of(span, NUMBERS)
    assert (record.betrokkene, plain) == (None, otlp.Plain("bsn:999990019"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"traceId": "0" * 32},
        {"traceId": "0af7651916cd43dd"},
        {"traceId": None},
        {"spanId": "b7ad6b716920333"},
        {"spanId": "0" * 16},
        {"parentSpanId": "x" * 16},
        {"name": ""},
        {"name": "x" * 201},
        {"name": "met\0nul"},
        {"startTimeUnixNano": "0"},
        {"startTimeUnixNano": None},
        {"startTimeUnixNano": "-1"},
        {"startTimeUnixNano": "9" * 30},
        {"endTimeUnixNano": str(names.nanos(NOW) - 1000)},
        {"status": {"code": 3}},
        {"status": {"code": -1}},
        {"attributes": [an_attribute(names.ACTIVITY, "https://elders.example/register/1")]},
        {"attributes": [an_attribute(names.VERSION, "twee")]},
        {"attributes": [an_attribute(names.VERSION, 2**31)]},
        {"attributes": [an_attribute(names.SUBJECT, "999990019")]},
        {"attributes": [an_attribute(names.SUBJECT, "x"), an_attribute(names.SUBJECT_TYPE, "schoenmaat")]},
        {"attributes": [an_attribute(names.SUBJECT, "01" + "ab" * 16), an_attribute(names.SUBJECT_TYPE, "rol")]},
        {"attributes": [an_attribute(names.PROCESSOR, "x" * 2001)]},
        {"attributes": [an_attribute(names.OBJECTS, "geen lijst")]},
        {"attributes": [an_attribute(names.OBJECTS, [{"stringValue": ""}])]},
        {"attributes": [an_attribute(names.OBJECTS, [{"intValue": 1}])]},
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(wrong: dict[str, Any]) -> None:
    ((_, span),) = otlp.spans(a_request(a_span(**wrong)))
    with pytest.raises(otlp.Refused, match=r"\w+ .*\."):
        otlp.record_of(span, NUMBERS)


def test_without_a_mark_for_its_key_a_record_says_no_key() -> None:
    record = a_record(betrokkene=b"\x01" + b"\xab" * 16, sleutel=9)
    assert b"grondslag.sleutel" not in otlp.line([("zaken", record)], REGISTER, MARKS)
