"""Records of the log for tests, and strategies that make any record there can be."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from grondslag.integration.logboek.records import Verwerking
from grondslag.registers.logboek import names

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
BSN = "999990019"
ACTIVITY = "9c6a1b1e-5f0e-4b7f-8f5d-3a4b5c6d7e8f"
BASE = "https://gemeente.example"
REGISTER = f"{BASE}/verwerkingen/api/v1"


def a_record(number: int = 1, **given: Any) -> Verwerking:
    """A record; each number another."""
    usual: dict[str, Any] = {
        "tijd": NOW - timedelta(minutes=number),
        "einde": NOW - timedelta(minutes=number) + timedelta(milliseconds=12),
        "trace_id": number.to_bytes(16, "big"),
        "span_id": number.to_bytes(8, "big"),
        "naam": "zaken.zaak.lezen",
        "status": 1,
        "client": "balie",
        "objecten": (f"zaken.zaak/00000000-0000-4000-8000-{number:012}",),
    }
    return Verwerking(**(usual | given))


_text = st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), min_size=1, max_size=40).filter(
    lambda text: not any(len(part) == 9 and part.isdigit() for part in text.split())
)
_ids = st.integers(1, 2**64 - 1)


@st.composite
def records(draw: st.DrawFn, keys: tuple[int, ...] = (1,)) -> Verwerking:
    """Any record there can be."""
    begin = draw(st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    person = draw(st.none() | st.tuples(st.sampled_from(list(names.TYPES)), st.binary(min_size=16, max_size=16)))
    parent = draw(st.none() | _ids)
    return Verwerking(
        tijd=begin,
        einde=begin + draw(st.timedeltas(timedelta(0), timedelta(hours=1))),
        trace_id=draw(st.integers(1, 2**128 - 1)).to_bytes(16, "big"),
        span_id=draw(_ids).to_bytes(8, "big"),
        ouder_span_id=None if parent is None else parent.to_bytes(8, "big"),
        naam=draw(_text),
        status=draw(st.integers(0, 2)),
        activiteit=draw(st.none() | st.uuids().map(str)),
        versie=draw(st.none() | st.integers(0, 2**31 - 1)),
        client=draw(_text),
        betrokkene=None if person is None else bytes((person[0],)) + person[1],
        sleutel=None if person is None else draw(st.sampled_from(keys)),
        objecten=tuple(draw(st.lists(_text, max_size=4))),
        verwerker=draw(st.none() | st.just("https://andere.example/api")),
        lees_api=draw(st.none() | st.just("https://andere.example/lezen")),
    )
