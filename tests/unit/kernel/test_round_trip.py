"""What a client sends is what it reads back: rendering and decoding of every resource undo each other."""

import re
import string
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grondslag import targets
from grondslag.kernel.decode import decode_record
from grondslag.kernel.links import Links
from grondslag.kernel.names import to_wire
from grondslag.kernel.render import project, show
from grondslag.kernel.shape import Field, Shape, World, fields_of

WORLD: World = targets.world()
BASE = "https://gemeente.example"
LINKS = Links(WORLD, {name: BASE + each.path for name, each in WORLD.components.items()})
KEY = "01a20ae2-c628-71e7-8e09-00000000000{}"
NOTHING = (None, "", "0001-01-01")
PLENTY = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
    ],
)
SHAPES = [key for key, shape in WORLD.shapes.items() if "C" in shape.said.methods]

a_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=30)
a_point = st.tuples(st.floats(3, 7), st.floats(50, 53)).map(lambda at: {"type": "Point", "coordinates": list(at)})
SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "Rsin": st.sampled_from(("002564440", "111222333")),
    "duration": st.sampled_from(("P1D", "P10Y", "P2W", "P1Y2M", "P0D")),
    "email": st.just("iemand@voorbeeld.nl"),
}


def _passes(field: Field, value: Any) -> bool:
    return field.form.check is None or not list(field.form.check(value))


def _texts(field: Field) -> st.SearchStrategy[Any]:
    if field.choices:
        return st.sampled_from([each for each in field.choices if each] or [""])
    if field.form.format == "uri":
        return st.sampled_from(("https://elders.example/a/1", "http://elders.example/?x=y#z"))
    if field.form.format in SPECIAL:
        return SPECIAL[field.form.format]
    known = ("002564440", "12345678", "00000001002564440000", "x", "blauw", "https://elders.example/a/1")
    fixed = [each for each in known if _fits(field, each)]
    if field.limit.pattern:
        return st.from_regex(field.limit.pattern, fullmatch=True).filter(lambda each: _fits(field, each))
    free = a_text.filter(lambda each: _fits(field, each))
    return st.sampled_from(fixed) if field.form.check is not None else free


def _fits(field: Field, text: str) -> bool:
    limit = field.limit
    long_enough = (limit.min_length or 0) <= len(text) <= (limit.max_length or 1000)
    fits = not limit.pattern or re.fullmatch(limit.pattern, text) is not None
    return long_enough and fits and _passes(field, text)


def _references(field: Field) -> st.SearchStrategy[Any]:
    target = field.to.target if field.to else ""
    urls = [LINKS.url(target, KEY.format(at), KEY.format(9)) for at in range(3)] if target in WORLD.shapes else []
    own = [] if field.named is None else ["Een naam", "Nog een"]
    if not urls and not own:
        return st.just("https://elders.example/x/1")
    return st.sampled_from(own or urls)


def values(field: Field, by: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What a client may send in one element of this field."""
    if field.one_of is not None:
        group = field.one_of.groups.get(by.get(field.one_of.by, ""))
        return st.none() if group is None else bodies(fields_of(group))
    kinds: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "text": lambda: _texts(field),
        "ref": lambda: _references(field),
        "integer": lambda: st.integers(field.limit.ge or 0, min(field.limit.le or 2**31, 2**31)),
        "number": lambda: st.floats(field.limit.ge or 0, 90),
        "boolean": st.booleans,
        "date": lambda: st.dates(date(1900, 1, 1), date(9999, 12, 31)).map(date.isoformat),
        "datetime": lambda: st.integers(-(10**9), 10**11).map(
            lambda each: datetime.fromtimestamp(each, UTC).isoformat().replace("+00:00", "Z")
        ),
        "ranked": lambda: st.sampled_from([each.name for each in field.ranked]),
        "group": lambda: bodies(field.nested),
        "json": lambda: st.dictionaries(a_text, a_text, max_size=3) if field.form.box is None else a_point,
    }
    return kinds[field.kind]()


@st.composite
def bodies(draw: Any, fields: tuple[Field, ...]) -> dict[str, Any]:
    """A body with all that is required, and some of the rest."""
    body: dict[str, Any] = {}
    said: dict[str, Any] = {}
    for field in fields:
        if field.read_only or field.is_in or field.hidden or not (field.required or draw(st.booleans())):
            continue
        one = values(field, said)
        value = draw(st.lists(one, max_size=3, unique_by=msgspec.json.encode) if field.many else one)
        said[field.name] = body[field.wire] = value
    return body


def _record(shape: Shape, body: dict[str, Any]) -> Any:
    above = shape.field(shape.said.part_of).wire if shape.said.under else ""
    parent = body.get(above, KEY.format(9))[-36:] if above else ""
    decoded = decode_record(shape, body, LINKS, partial=False, parent=parent)
    assert decoded.violations == []
    return shape.record(id=KEY.format(7), rev=1, **decoded.values)


@pytest.mark.parametrize("key", SHAPES)
def test_what_is_sent_is_shown(key: str) -> None:
    shape = WORLD.shapes[key]
    projection = project(WORLD, shape)
    sent = [each for each in shape.fields if each.sent and not each.is_in]
    kept = [each for each in sent if each.name not in projection.derived]

    @PLENTY
    @given(bodies(shape.fields))
    def sent_and_shown(body: dict[str, Any]) -> None:
        record = _record(shape, body)
        shown = msgspec.json.decode(msgspec.json.encode(show(projection, record, LINKS)))
        for field in kept:
            if field.wire in body and not (shape.said.under and field.name == shape.said.part_of):
                assert _same(shown[field.wire], body[field.wire]), field.name
        again = {field.wire: shown[field.wire] for field in kept if shown.get(field.wire) not in NOTHING}
        rest = {each.wire: body[each.wire] for each in sent if each not in kept and each.wire in body}
        copy = _record(shape, again | rest)
        for field in kept:
            assert getattr(copy, field.name) == getattr(record, field.name), field.name

    sent_and_shown()


def _same(shown: Any, sent: Any) -> bool:
    """Whether all that was sent is shown; groups may be shown with more."""
    if isinstance(sent, dict):
        return isinstance(shown, dict) and all(_same(shown.get(name), value) for name, value in sent.items())
    if isinstance(sent, list):
        return len(shown) == len(sent) and all(map(_same, shown, sent))
    if isinstance(sent, str) and isinstance(shown, str) and shown != sent and "T" in sent:
        return datetime.fromisoformat(shown) - datetime.fromisoformat(sent) == timedelta(0)
    return shown == sent


# --- names --------------------------------------------------------------------------------------------------------

HUMP = re.compile(r"(?<![A-Z_])(?=[A-Z])")


def to_python(name: str) -> str:
    """The inverse of `to_wire`: that there is one is what makes the rule mechanical."""
    return "__".join(HUMP.sub("_", part).lower() for part in name.split("_"))


a_word = st.text(string.ascii_lowercase, min_size=2, max_size=8)


@given(st.lists(st.lists(a_word, min_size=1, max_size=4), min_size=1, max_size=3))
def test_names_of_words_come_back(parts: list[list[str]]) -> None:
    name = "__".join("_".join(words) for words in parts)
    assert to_python(to_wire(name)) == name


def test_every_declared_name_comes_back() -> None:
    def walk(fields: tuple[Field, ...]) -> list[str]:
        return [name for each in fields for name in (each.name, *walk(each.nested))]

    names = {name for shape in WORLD.shapes.values() for name in walk(shape.fields)}
    assert sorted(name for name in names if to_python(to_wire(name)) != name) == []
    assert len({to_wire(name) for name in names}) == len(names)
