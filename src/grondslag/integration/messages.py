"""What a subscriber gets: the notificatie of the standard, or the same as a CloudEvent (NL GOV profile 1.1).

An abonnement that says `sendCloudevents` gets CloudEvents, as with the incumbent; `cloudeventsModus` says how: the
whole event as the body (`structured`, the default), or its attributes in `ce-` headers and its data as the body
(`binary`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import msgspec

from grondslag.kernel.names import to_wire

ANYTHING = "*"
SOURCE = "urn:nld:systeem:grondslag"
"""The source of events whose sender said none, until `cloudevents_source` names one."""
_encode = msgspec.json.Encoder().encode
_JSON = "application/json"


def matches(filters: Mapping[str, str], kenmerken: Mapping[str, str]) -> bool:
    """Whether an event with these kenmerken passes the filters: each kenmerk that both name is equal, or any will do.

    A filter on a kenmerk that the event does not have holds nothing back, as with the incumbent.
    """
    said = {to_wire(name): value for name, value in kenmerken.items()}
    return all(
        value == ANYTHING or said.get(to_wire(name), value) == value  # absent: as if it were equal
        for name, value in filters.items()
    )


def moment(at: datetime) -> str:
    """A moment as the wire writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def notificatie(said: Mapping[str, Any]) -> bytes:
    """The body of the standard; these bytes go to every subscriber. `source` is there only when it was given."""
    return _encode({name: value for name, value in said.items() if name != "source" or value})


def cloudevent(bericht: bytes, key: str, source: str) -> dict[str, Any]:
    """The attributes and data of the same event as a CloudEvent; its id is that of the event.

    Its data is what the incumbent sends: the kenmerken and the hoofdObject. No more is told, and `dataref` says where
    to ask (information-poor). `subject` is the key of the resource, never a person.
    """
    said: dict[str, Any] = msgspec.json.decode(bericht)
    return {
        "specversion": "1.0",
        "id": key,
        "source": said.get("source") or source or SOURCE,
        "type": ".".join(("nl.overheid", *(_word(said[each]) for each in ("kanaal", "resource", "actie")))),
        "subject": said["resourceUrl"].rstrip("/").rpartition("/")[2],
        "time": said["aanmaakdatum"],
        "datacontenttype": _JSON,
        "dataref": said["resourceUrl"],
        "data": {**said["kenmerken"], "hoofdObject": said["hoofdObject"]},
    }


def _word(text: str) -> str:
    """A part of a type: letters, digits and what may stand between them."""
    return "".join(each if each.isascii() and (each.isalnum() or each in "-_") else "-" for each in text)


def structured(event: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
    """A CloudEvent as one body, and the headers that go with it."""
    return _encode(event), {"Content-Type": "application/cloudevents+json; charset=UTF-8"}


def binary(event: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
    """A CloudEvent as its data alone, and its attributes as headers."""
    named = {name: value for name, value in event.items() if name not in ("data", "datacontenttype")}
    heads = {f"ce-{name}": quote(str(value), safe=_PLAIN) for name, value in named.items()}
    return _encode(event["data"]), {"Content-Type": _JSON} | heads


_PLAIN = "".join(chr(each) for each in range(0x21, 0x7F) if chr(each) not in '"%')
"""What stands in a header as it is; all else is written with percents (CloudEvents HTTP binding, 3.1.3.2)."""
