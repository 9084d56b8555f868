"""What a subscriber gets, and whether it wants it: pure functions."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from grondslag.integration.delivering import Patience
from grondslag.integration.messages import SOURCE, binary, cloudevent, matches, moment, notificatie, structured
from grondslag.integration.publishing import Event, Wants

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
BODY = {
    "kanaal": "zaken",
    "hoofdObject": "https://x.example/zaken/1",
    "resource": "status",
    "resourceUrl": "https://x.example/statussen/2",
    "actie": "create",
    "aanmaakdatum": "2026-11-23T12:00:00Z",
    "kenmerken": {"zaaktype": "t", "verantwoordelijke_organisatie": "1"},
}


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({}, True),
        ({"zaaktype": "t"}, True),
        ({"zaaktype": "u"}, False),
        ({"zaaktype": "*"}, True),
        ({"zaaktype": "t", "verantwoordelijkeOrganisatie": "2"}, False),
        ({"zaaktype": "*", "verantwoordelijkeOrganisatie": "1"}, True),
        ({"kleur": "rood"}, True),
        ({"zaaktype": "#"}, False),
    ],
)
def test_filters(filters: dict[str, str], wanted: bool) -> None:
    assert matches(filters, BODY["kenmerken"]) is wanted  # type: ignore[arg-type]


def test_an_abonnement_takes_what_any_of_its_filters_takes_from_its_beginning_on() -> None:
    event = Event("e", "r", "zaken", "h", {"zaaktype": "t"}, b"", AT)
    wants = Wants("a", {"zaken": [{"zaaktype": "u"}, {"zaaktype": "t"}]}, AT)
    assert wants.takes(event)
    assert not wants.takes(msgspec.structs.replace(event, since=AT - timedelta(seconds=1)))
    assert not wants.takes(msgspec.structs.replace(event, kanaal="besluiten"))
    assert not wants.takes(msgspec.structs.replace(event, kenmerken={"zaaktype": "v"}))
    assert msgspec.structs.replace(wants, since=None).takes(event)


def test_a_notificatie_is_as_it_was_told() -> None:
    assert msgspec.json.decode(notificatie(BODY | {"source": ""})) == BODY
    assert msgspec.json.decode(notificatie(BODY | {"source": "urn:x"}))["source"] == "urn:x"
    assert moment(datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))) == "2026-01-01T00:00:00Z"


def test_a_cloudevent_says_little_and_where_to_ask() -> None:
    event = cloudevent(notificatie(BODY), "e-1", "")
    assert event == {
        "specversion": "1.0",
        "id": "e-1",
        "source": SOURCE,
        "type": "nl.overheid.zaken.status.create",
        "subject": "2",
        "time": BODY["aanmaakdatum"],
        "datacontenttype": "application/json",
        "dataref": BODY["resourceUrl"],
        "data": {"zaaktype": "t", "verantwoordelijke_organisatie": "1", "hoofdObject": BODY["hoofdObject"]},
    }
    assert cloudevent(notificatie(BODY), "e", "urn:ours")["source"] == "urn:ours"
    assert cloudevent(notificatie(BODY | {"source": "urn:theirs"}), "e", "urn:ours")["source"] == "urn:theirs"
    assert cloudevent(notificatie(BODY | {"actie": "a b\r\n.c"}), "e", "")["type"] == "nl.overheid.zaken.status.a-b---c"


def test_a_cloudevent_in_two_forms() -> None:
    event = cloudevent(notificatie(BODY), "e-1", "urn:x:é\r\ny")
    body, heads = structured(event)
    assert msgspec.json.decode(body) == event
    assert heads == {"Content-Type": "application/cloudevents+json; charset=UTF-8"}
    body, heads = binary(event)
    assert msgspec.json.decode(body) == event["data"]
    assert heads["Content-Type"] == "application/json"
    assert heads["ce-source"] == "urn:x:%C3%A9%0D%0Ay"
    assert heads["ce-dataref"] == BODY["resourceUrl"]
    assert "ce-data" not in heads
    assert "ce-datacontenttype" not in heads


def test_patience_grows_to_a_bound() -> None:
    patience = Patience()
    waits = [patience.after(failures).total_seconds() for failures in (0, 1, 2, 5, 20, 10_000)]
    for wait, middle in zip(waits, (1, 2, 4, 32, 21_600, 21_600), strict=True):
        assert middle * 0.8 <= wait <= middle * 1.2
    assert patience.in_all == timedelta(days=3)
