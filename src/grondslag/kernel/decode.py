"""From the wire to a record: every value checked, every mistake told at once."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec

from grondslag.kernel.declare import Content, Group
from grondslag.kernel.links import Links, is_url
from grondslag.kernel.rules import MAX_TOLD, Violation
from grondslag.kernel.shape import Field, Shape, fields_of

REQUIRED = "Dit veld is vereist."
EMPTY = "Dit veld mag niet leeg zijn."
MAX_TEXT = 1_000_000
NETHERLANDS = ZoneInfo("Europe/Amsterdam")
"""The time zone in which Dutch law counts days."""
Told = list[Violation]
_BAD: Any = object()  # stands for a value that was refused: the complaint is in the list


class Key(str):
    """What a URL led to, in a field that keeps names: so that a name that looks like a key stays a name."""

    __slots__ = ()


def _tell(told: Told, code: str, reason: str, name: str) -> Any:
    told.append(Violation(code, reason, name))
    return _BAD


def _text(field: Field, value: Any, name: str, told: Told) -> Any:
    if type(value) is int and abs(value) < 2**63:
        value = str(value)  # as the incumbent, and the published collections lean on it
    if not isinstance(value, str):
        return _tell(told, "invalid", "Geen geldige tekst.", name)
    if field.choices:
        known = value in field.choices
        return value if known else _tell(told, "invalid_choice", f"'{value[:50]}' is geen geldige keuze.", name)
    if not value:
        may_be_blank = field.limit.blank if field.limit.blank is not None else not field.required
        if may_be_blank:
            return None if field.nullable and field.form.format else value
        return _tell(told, "blank", EMPTY, name)
    wrong = _unfit(field, value)
    return _tell(told, *wrong, name) if wrong else value


def _unfit(field: Field, value: str) -> tuple[str, str] | None:
    """Why a text does not fit its limits: code and sentence."""
    limit = field.limit
    if len(value) > (limit.max_length or MAX_TEXT):
        reason = f"Zorg ervoor dat dit veld niet meer dan {limit.max_length or MAX_TEXT} karakters bevat."
        return "max_length", reason
    if limit.min_length and len(value) < limit.min_length:
        return "min_length", f"Zorg ervoor dat dit veld ten minste {limit.min_length} karakters bevat."
    if "\x00" in value:
        return "null_characters_not_allowed", "Null-tekens zijn niet toegestaan."
    if limit.pattern and not re.fullmatch(limit.pattern, value):
        return "invalid", "Voer een geldige waarde in."
    if field.form.format == "uri" and not is_url(value):
        return "invalid", "Voer een geldige URL in."
    return None


def _number(field: Field, value: Any, name: str, told: Told) -> Any:
    wanted = (int,) if field.kind == "integer" else (int, float)
    if isinstance(value, bool) or not isinstance(value, wanted):
        return _tell(told, "invalid", "Een geldig getal is vereist.", name)
    low = field.limit.ge if field.limit.ge is not None else -(2**63)
    high = field.limit.le if field.limit.le is not None else 2**63 - 1
    if value < low:
        return _tell(told, "min_value", f"Zorg ervoor dat deze waarde groter of gelijk is aan {low}.", name)
    if value > high:
        return _tell(told, "max_value", f"Zorg ervoor dat deze waarde kleiner of gelijk is aan {high}.", name)
    return value


def read_date(value: Any) -> date | None:
    """A date as the wire writes it (`2026-11-23`); None when it is not one, or the very first there is."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            return None
        return found if found > date.min else None
    return None


def read_datetime(value: Any) -> datetime | None:
    """A moment as the wire writes it, in UTC; without a zone it is one in the Netherlands. None when it is not one.

    Not in the first or the last year that there is: it must be a moment in every zone.
    """
    try:
        found = msgspec.convert(value, datetime, strict=False) if isinstance(value, str) and "T" in value else None
    except msgspec.ValidationError:
        return None
    if found is None or not date.min.year < found.year < date.max.year:
        return None
    return (found if found.tzinfo is not None else found.replace(tzinfo=NETHERLANDS)).astimezone(UTC)


def _ranked(field: Field, value: Any, name: str, told: Told) -> Any:
    if isinstance(value, str) and value in field.ranked.__members__:
        return field.ranked[value]
    return _tell(told, "invalid_choice", f"'{str(value)[:50]}' is geen geldige keuze.", name)


def _parsed(parse: Callable[[Any], Any], reason: str) -> Callable[[Field, Any, str, Told], Any]:
    def read(_field: Field, value: Any, name: str, told: Told) -> Any:
        found = parse(value)
        return _tell(told, "invalid", reason, name) if found is None else found

    return read


_KINDS: dict[str, Callable[[Field, Any, str, Told], Any]] = {
    "text": _text,
    "integer": _number,
    "number": _number,
    "boolean": _parsed(lambda value: value if isinstance(value, bool) else None, "Dit is geen geldige boolean."),
    "date": _parsed(read_date, "Datum heeft het verkeerde formaat, gebruik YYYY-MM-DD."),
    "datetime": _parsed(
        read_datetime, "Datetime heeft het verkeerde formaat, gebruik YYYY-MM-DDThh:mm:ss met tijdzone."
    ),
    "ranked": _ranked,
    "content": _parsed(lambda value: value if isinstance(value, Content) else None, "Dit is geen geldige inhoud."),
    "json": _parsed(lambda value: cast("Any", value) if isinstance(value, dict) else None, "Een object is vereist."),
}


def decode_ref(field: Field, own: bool, value: Any, name: str, told: Told, links: Links) -> Any:
    """A reference as its key. Own component: `no_match`; a neighbour or elsewhere: `bad-url` or `invalid-resource`."""
    if value == "" and not field.required:
        return None if field.nullable else ""
    if not isinstance(value, str) or len(value) > (field.limit.max_length or 1000) or not is_url(value):
        if field.named is not None and isinstance(value, str) and 0 < len(value) <= (field.limit.max_length or 1000):
            return value
        code = "no_match" if own else "bad-url"
        return _tell(told, code, "Ongeldige hyperlink: geen geldige URL.", name)
    target = field.to.target if field.to else ""
    key = links.key(target, value)
    if key is None or (own and key == value):
        reason = f"De URL verwijst niet naar een {target.partition('.')[2]}."
        return _tell(told, "no_match" if own else "invalid-resource", reason, name)
    return Key(key) if field.named is not None else key


def decode_value(field: Field, own: bool, value: Any, name: str, told: Told, links: Links) -> Any:
    """One value of the field, checked against its kind, limits and the check of its vocabulary type."""
    if field.kind == "ref":
        return decode_ref(field, own, value, name, told, links)
    if field.kind == "group":
        return decode_group(field.group, value, name, told, links)
    found = _KINDS[field.kind](field, value, name, told)
    if found is not _BAD and field.form.check is not None and found not in (None, ""):
        for below, code, reason in field.form.check(found):
            told.append(Violation(code, reason, f"{name}.{below}" if below else name))
            found = _BAD
    return found


def _spelled(fields: Sequence[Field], body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body under the names of the wire. `aard_relatie` is taken for `aardRelatie`: the incumbent reads both."""
    if not any("_" in name for name in body):
        return body
    wires = {each.name: each.wire for each in fields}
    return {wires.get(name, name): value for name, value in body.items()}


def decode_group(group: type[Group], value: Any, name: str, told: Told, links: Links) -> Any:
    """A nested object, judged whole."""
    if not isinstance(value, dict):
        return _tell(told, "invalid", "Een object is vereist.", name)
    before, given = len(told), _spelled(fields_of(group), cast("dict[str, Any]", value))
    found = {
        field.name: decode_field(field, False, given[field.wire], f"{name}.{field.wire}", told, links)
        for field in fields_of(group)
        if field.wire in given and not field.read_only
    }
    for field in fields_of(group):
        if field.required and field.wire not in given:
            told.append(Violation("required", REQUIRED, f"{name}.{field.wire}"))
    return group(**found) if len(told) == before else _BAD


def _is_blank(field: Field, value: Any) -> bool:
    """Whether a group that may be blank was sent whole, with all its parts empty: that means there is none."""
    if field.blank is None or not isinstance(value, dict):
        return False
    given = cast("dict[str, Any]", value)
    return not any(given.values()) and all(each.wire in given for each in field.nested if each.required)


def decode_field(field: Field, own: bool, value: Any, name: str, told: Told, links: Links) -> Any:
    """The whole field: null, a list with its indexes, or one value."""
    if value is None or _is_blank(field, value):
        return None if field.nullable else _tell(told, "null", EMPTY, name)
    if not field.many:
        return decode_value(field, own, value, name, told, links)
    if not isinstance(value, list):
        return _tell(told, "not_a_list", "Verwacht een lijst met items.", name)
    values = cast("list[Any]", value)
    if len(values) > field.limit.items:
        return _tell(told, "max_length", f"Deze lijst mag hoogstens {field.limit.items} items bevatten.", name)
    found = [
        decode_value(field.item, own, each, f"{name}.{index}", told, links)
        for index, each in enumerate(values)
        if len(told) <= MAX_TOLD
    ]
    return _BAD if any(each is _BAD for each in found) else found


def _decode_one_of(field: Field, by: Any, value: Any, name: str, told: Told, links: Links) -> Any:
    """The group that goes with the value of the deciding field, kept in its wire form."""
    assert field.one_of is not None  # noqa: S101 - the caller looked
    group = field.one_of.groups.get(by)
    if value is None or group is None:
        return None
    found = decode_group(group, value, name, told, links)
    return _BAD if found is _BAD else msgspec.to_builtins(found)


class Decoded(msgspec.Struct, frozen=True, kw_only=True):
    """What a body said: Python values by field, the IN fields apart, and all that is wrong with it."""

    values: Mapping[str, Any]
    raw: Mapping[str, Any]
    violations: list[Violation]


def decode_record(
    shape: Shape, body: Mapping[str, Any], links: Links, *, partial: bool, parent: str = "", before: Any = None
) -> Decoded:
    """Read a body for this resource. `partial`: absent fields are not missed (PATCH; PUT keeps what is absent too).

    Fields that we set ourselves and names we do not know are passed over, as the incumbent does.
    """
    told: Told = []
    values: dict[str, Any] = {}
    raw: dict[str, Any] = {}
    body, above = _spelled(shape.fields, body), shape.said.part_of if shape.said.under else ""
    for field in shape.sent:
        if field.name == above:
            named = parent and field.sent and field.wire in body
            said = decode_field(field, True, body[field.wire], field.wire, told, links) if named else parent
            values[field.name] = parent if before is None else said
            if before is None and said not in (parent, _BAD):
                _tell(told, "invalid", "Dit is een ander object dan dat in het pad.", field.wire)
        elif field.wire not in body or _is_left_open(field, body[field.wire]):
            if field.required and not partial:
                told.append(Violation("required", REQUIRED, field.wire))
        elif field.one_of is not None:
            by = values.get(field.one_of.by, getattr(before, field.one_of.by, None))
            values[field.name] = _decode_one_of(field, by, body[field.wire], field.wire, told, links)
        else:
            found = decode_field(field, shape.own(field), body[field.wire], field.wire, told, links)
            (raw if field.is_in else values)[field.name] = found
    values = {name: value for name, value in values.items() if value is not _BAD}
    return Decoded(values=values, raw=raw, violations=told)


def _is_left_open(field: Field, value: Any) -> bool:
    """A rank has no empty value: an empty text leaves the choice to us, as if the field were not there."""
    return field.kind == "ranked" and value == "" and not field.required
