"""The names of the draft, as they go over the wire: who renames one sees here what changes for others."""

from datetime import UTC, datetime, timedelta

import pytest

from grondslag.integration.logboek.records import shown
from grondslag.registers.logboek import names
from grondslag.runtime.pseudonyms import KINDS
from tests.logboek_builders import ACTIVITY, BASE, REGISTER, a_record


def test_a_record_as_the_extension_for_reading_shows_it() -> None:
    record = a_record(
        tijd=datetime(2025, 11, 25, 11, 1, 10, 669_999, UTC),
        einde=datetime(2025, 11, 25, 11, 1, 10, 670_000, UTC),
        ouder_span_id=bytes.fromhex("00f067aa0ba902b7"),
        activiteit=ACTIVITY,
        versie=3,
        betrokkene=b"\x01" + b"\xab" * 16,
        sleutel=1,
        verwerker="https://andere.example/api",
        lees_api="https://andere.example/lezen",
    )
    assert shown("zaken", record, REGISTER) == {
        "traceId": "00000000000000000000000000000001",
        "spanId": "0000000000000001",
        "parentSpanId": "00f067aa0ba902b7",
        "status": "Ok",
        "name": "zaken.zaak.lezen",
        "startTime": 1764068470669,
        "endTime": 1764068470670,
        "resource": {"attributes": {"service.name": "zaken"}},
        "attributes": {
            "dpl.core.processing_activity_id": f"{BASE}/verwerkingen/api/v1/processing_activities/{ACTIVITY}",
            "dpl.core.data_subject_id": "01" + "ab" * 16,
            "dpl.core.data_subject_id_type": "BSN",
            "dpl.core.foreign_operation.processor": "https://andere.example/api",
            "dpl.read.externalReadAPI_id": "https://andere.example/lezen",
            "grondslag.versie": 3,
            "grondslag.client": "balie",
            "grondslag.objecten": ["zaken.zaak/00000000-0000-4000-8000-000000000001"],
        },
    }


def test_every_kind_of_person_that_is_recorded_can_be_shown_and_asked() -> None:
    assert {names.KINDS[name]: number for number, name in names.TYPES.items()} == KINDS
    for number in KINDS.values():
        person = bytes((number,)) + b"\xab" * 16
        assert names.PSEUDONYM.fullmatch(person.hex())
        found = shown("zaken", a_record(betrokkene=person, sleutel=1), REGISTER)
        assert found["attributes"][names.SUBJECT_TYPE] == names.TYPES[number]


def test_what_there_is_not_is_left_out() -> None:
    found = shown("zaken", a_record(status=0, objecten=()), REGISTER)
    assert found["status"] == "Unset"
    assert "parentSpanId" not in found
    assert found["attributes"] == {"grondslag.client": "balie", "grondslag.objecten": []}


@pytest.mark.parametrize("text", [ACTIVITY, ACTIVITY.upper(), f"{REGISTER}{names.ACTIVITY_PATH}{ACTIVITY}"])
def test_an_activity_by_its_key_or_its_url(text: str) -> None:
    assert names.activity_of(text) == ACTIVITY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "burgerzaken",
        f"{BASE}/{ACTIVITY}",
        f"{REGISTER}{names.ACTIVITY_PATH}{ACTIVITY}/x",
        f"{BASE}{names.ACTIVITY_PATH}{ACTIVITY}",
    ],
)
def test_what_is_no_activity_of_ours(text: str) -> None:
    assert names.activity_of(text) is None


def test_a_trace_as_hexadecimal_digits_or_as_a_uuid() -> None:
    trace = bytes.fromhex("ef4e77b9b03b585fb6135fcf8d8555fb")
    assert names.trace_of("ef4e77b9b03b585fb6135fcf8d8555fb") == trace
    assert names.trace_of("EF4E77B9-b03b-585f-b613-5fcf8d8555fb") == trace
    for wrong in ("", "0" * 32, "ef4e77b9", "ef4e77b9b03b-585fb6135fcf8d8555fb", "g" * 32):
        assert names.trace_of(wrong) is None


def test_moments_go_to_numbers_and_back() -> None:
    moment = datetime(2026, 11, 26, 12, 0, 0, 123_456, UTC)
    assert names.moment_of_nanos(names.nanos(moment)) == moment
    assert names.moment_of(names.millis(moment)) == moment.replace(microsecond=123_000)
    assert names.millis(moment + timedelta(microseconds=543)) == names.millis(moment)
    assert names.moment_of(-1) is names.moment_of(2**62) is names.moment_of_nanos(2**80) is None


def test_every_kind_of_person_that_we_name_can_be_shown_and_asked_for() -> None:
    assert {names.KINDS[word]: number for number, word in names.TYPES.items()} == KINDS
    assert all(names.PSEUDONYM.fullmatch(f"{number:02x}" + "ab" * 16) for number in KINDS.values())
