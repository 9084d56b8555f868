"""Filters: from query parameters, or the body of `_zoek`, to conditions. What is not declared is refused."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, cast

import msgspec

from grondslag.kernel.declare import AtMost, Choice, Find, InForce, Same, Through, Within
from grondslag.kernel.decode import read_date, read_datetime
from grondslag.kernel.links import UUID, Links, is_url
from grondslag.kernel.names import to_wire
from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import Field, Shape, World

_INTEGER = re.compile(r"-?[0-9]{1,18}")
RANGE = {"__lt": "<", "__lte": "<=", "__gt": ">", "__gte": ">="}
_AMONG = {Find.IN: ("__in", "= any"), Find.NOT_IN: ("__not_in", "<> all"), Find.OVERLAP: ("__overlap", "&& ")}
_PART = {Find.ICONTAINS: "__icontains", Find.PART: ""}
MAX_TEXT = 1000
MAX_LIST = 1000


class Params:
    """Collects the parameters of a statement and hands out their places."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def add(self, value: Any, cast: str = "") -> str:
        """The placeholder of a value."""
        self.values.append(value)
        return f"${len(self.values)}{cast}"


Build = Callable[[Params], str]
"""Writes the condition on row `t`, adding its values."""
Read = Callable[[Any, Links], Any]


class Unreadable(Exception):
    """A filter value that cannot be read: code and Dutch sentence."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Filter(msgspec.Struct, frozen=True):
    """One query parameter: how its value is read, and the condition it makes. `body`: only in `_zoek`."""

    name: str
    read: Read
    build: Callable[[Any, Params], str]
    body: bool = False
    many: bool = False
    exact: str = ""
    """The geometry that must still be tested exactly."""


def read_value(field: Field, cast: str = "") -> Read:
    """How one value of this field is read from text. Where only keys are kept, the URL of anything else equals none."""
    kind, keys_only = _READERS.get(field.kind, _read_text), cast == "::uuid"

    def read(value: Any, links: Links) -> Any:
        found = kind(field, _as_text(value), links)
        return None if keys_only and not UUID.fullmatch(found) else found

    return read


def _as_text(value: Any) -> str:
    if not isinstance(value, str | int | float):
        raise Unreadable("invalid", "Voer een geldige waarde in.")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if len(text) > MAX_TEXT or "\x00" in text:
        raise Unreadable("max_length", f"Een filterwaarde mag hoogstens {MAX_TEXT} karakters bevatten.")
    return text


def _read_text(field: Field, text: str, _links: Links) -> Any:
    words = field.ranked.__members__ if field.ranked is not None else field.choices
    if words and text not in words:
        raise Unreadable("invalid_choice", f"Selecteer een geldige keuze. '{text[:50]}' is geen beschikbare keuze.")
    return int(field.ranked[text]) if field.ranked is not None else text


def _read_ref(field: Field, text: str, links: Links) -> str:
    if not is_url(text):
        raise Unreadable("invalid", "Voer een geldige URL in.")
    return (links.key(field.to.target, text) if field.to else text) or text


def _read_or_refuse(parse: Callable[[str], Any], reason: str) -> Callable[[Field, str, Links], Any]:
    def read(_field: Field, text: str, _links: Links) -> Any:
        found = parse(text)
        if found is None:
            raise Unreadable("invalid", reason)
        return found

    return read


_BOOLS = {"true": True, "True": True, "false": False, "False": False}
_READERS: dict[str, Callable[[Field, str, Links], Any]] = {
    "ref": _read_ref,
    "integer": _read_or_refuse(lambda text: int(text) if _INTEGER.fullmatch(text) else None, "Voer een getal in."),
    "uuid": _read_or_refuse(lambda text: text if UUID.fullmatch(text.lower()) else None, "Voer een geldige UUID in."),
    "boolean": _read_or_refuse(_BOOLS.get, "Voer true of false in."),
    "date": _read_or_refuse(read_date, "Voer een geldige datum in."),
    "datetime": _read_or_refuse(read_datetime, "Voer een geldige datum met tijd in."),
}


def _read_list(read: Read) -> Read:
    def several(value: Any, links: Links) -> list[Any]:
        found = cast("list[Any]", value.split(",") if isinstance(value, str) else value)
        if not isinstance(value, str | list) or len(found) > MAX_LIST:
            raise Unreadable("invalid", f"Voer een lijst van hoogstens {MAX_LIST} waarden in.")
        return [read(each, links) for each in found]

    return several


def _cast(shape: Shape, field: Field) -> str:
    return f"::{shape.column(field) or field.kind}".replace("[]", "")


def _read_part(read: Read) -> Read:
    """A text as the pattern of all that hold it."""
    return lambda value, links: "%" + re.sub(r"([\\%_])", r"\\\1", read(value, links)) + "%"


def _compare(name: str, read: Read, test: str, cast: str, **said: Any) -> Filter:
    """The filter that puts its value at the place `$` of a condition."""
    return Filter(name, read, lambda value, params: test.replace("$", params.add(value, cast)), **said)


def _found_by(shape: Shape, field: Field, column: str) -> Iterator[Filter]:
    """The parameters that the Find marks of a field give."""
    cast, wire = _cast(shape, field), field.wire
    read = read_value(field, cast)
    if Find.EXACT in field.find:
        yield _compare(wire, read, f"$ = any({column})" if field.many else f"{column} = $", cast)
    if Find.HAS in field.find and field.kind == "text":
        yield _compare(wire, _read_list(read), f"{column} @> $", cast + "[]", many=True)
    elif Find.HAS in field.find and Find.EXACT not in field.find:
        yield _compare(wire, read, f"{column} @> array[$]", cast)
    yield from (
        _compare(wire + end, _read_list(read), f"{column} {among}($)", cast + "[]", many=True)
        for mark, (end, among) in _AMONG.items()
        if mark in field.find
    )
    if Find.RANGE in field.find:
        for end, sign in RANGE.items():
            yield _compare(wire + end, read, f"{column} {sign} $", cast)
    if Find.ISNULL in field.find:
        boolean = read_value(Field(name="", wire="", kind="boolean"))
        yield Filter(wire + "__isnull", boolean, lambda value, _: f"{column} is {'' if value else 'not '}null")
    yield from (
        _compare(wire + end, _read_part(read), f"{column} ilike $", "::text")
        for mark, end in _PART.items()
        if mark in field.find
    )


def _by_name_or_url(name: str, target: Shape, by_name: str, by_key: str) -> Filter:
    """The parameter of a reference by name: a name, or the URL of any version, of which the key is taken."""

    def read(value: Any, links: Links) -> str:
        text = _as_text(value)
        return (links.key(target.key, text) or text) if is_url(text) else text

    def named_so(value: str, params: Params) -> str:
        test, cast = (by_key, "::uuid") if UUID.fullmatch(value) else (by_name, "::text")
        return test.replace("$", params.add(value, cast))

    return Filter(name, read, named_so)


def _by_name(world: World, field: Field, column: str) -> Filter:
    """The parameter of a reference that is kept by name."""
    assert field.to is not None and field.named is not None  # noqa: S101, PT018 - Named goes with To
    target, named = world.shapes[field.to.target], field.named.field
    test = f"$ = any({column})" if field.many else f"{column} = $"
    name_of = f"(select v.{named} from {target.table} v where v.id = $)"
    return _by_name_or_url(field.wire, target, test, test.replace("$", name_of))


def _named_through(world: World, name: str, said: Through) -> Filter:
    """The records that are named by some record of `target`: one with this value in `field`, or with this URL."""
    target = world.shapes[said.target]
    back = target.field(said.back)
    assert back.named is not None  # noqa: S101 - the caller looked
    same = f"x.{back.named.within} = t.{back.named.within}"
    named = f"t.{back.named.field} = " + (f"any(x.{back.name})" if back.many else f"x.{back.name}")
    exists = f"exists (select 1 from {target.table} x where {same} and {named} and x"
    return _by_name_or_url(name, target, f"{exists}.{said.field} = $)", f"{exists}.id = $)")


def _in_list(name: str, said: Through) -> Filter:
    """Some group of a list of row `t` has these values: one, or several as `<bron>:<kenmerk>`."""
    parts = [to_wire(each) for each in said.path.split(":")]

    def read(value: Any, _links: Links) -> str:
        found = _as_text(value).split(":", len(parts) - 1)
        if len(found) < len(parts):
            raise Unreadable("invalid", f"Voer een waarde in als <{'>:<'.join(parts)}>.")
        return msgspec.json.encode([dict(zip(parts, found, strict=True))]).decode()

    return Filter(name, read, lambda value, params: f"t.{said.field} @> {params.add(value, '::jsonb')}")


def _through(world: World, name: str, said: Through) -> Filter:
    target = world.shapes[said.target]
    field = target.field(said.field)
    if field.many and said.path:
        return _in_list(name, said)
    if said.back != "id" and target.field(said.back).named is not None:
        return _named_through(world, name, said)
    own = said.back == "id"
    row = "t" if own else "x"
    if said.path:
        wires = [to_wire(each) for each in said.path.split(".")]
        column = f"{row}.{field.name}" + "".join(f" -> '{each}'" for each in wires[:-1]) + f" ->> '{wires[-1]}'"
        read, cast = read_value(Field(name="", wire="", kind="text", choices=said.enum)), "::text"
    else:
        column, read, cast = f"{row}.{field.name}", read_value(field, _cast(target, field)), _cast(target, field)
    fixed = "".join(f" and {row}.{other} = '{word}'" for other, word in said.match.items())
    fixed += f" and x.id = t.{said.kept}" if said.kept else ""
    test = f"{column} = ${fixed}"
    if not own:
        test = f"exists (select 1 from {target.table} x where x.{said.back} = t.id and {test})"
    return _compare(name, read, test, cast)


def column_of(world: World, shape: Shape, path: str, alias: str = "t") -> tuple[str, Shape, Field]:
    """The SQL of the field at the end of a path over local references, with its shape and field."""
    head, _, rest = path.partition(".")
    field = shape.field(head)
    if not rest and field.out is not None and field.out.sql:
        return field.out.sql.replace("t.", f"{alias}."), shape, field
    if not rest:
        return f"{alias}.{head}", shape, field
    assert field.to is not None, f"{path} does not start at a reference"  # noqa: S101 - an error of the room
    target = world.shapes[field.to.target]
    inner, owner, last = column_of(world, target, rest, alias + "x")
    return f"(select {inner} from {target.table} {alias}x where {alias}x.id = {alias}.{head})", owner, last


def _special(world: World, shape: Shape, name: str, said: Any) -> Filter:
    if isinstance(said, Through):
        return _through(world, name, said)
    if isinstance(said, AtMost | Same):
        column, owner, field = column_of(world, shape, said.field)
        sign, cast = ("<=" if isinstance(said, AtMost) else "="), _cast(owner, field)
        test = f"$ = any({column})" if field.many else f"{column} {sign} $"
        return _compare(name, read_value(field, cast), test, cast)
    if isinstance(said, InForce):
        day = read_value(Field(name="", wire="", kind="date"))
        begin, end = (column_of(world, shape, each)[0] for each in (said.begin, said.end))

        def held(value: Any, params: Params) -> str:
            at = params.add(value, "::date")
            return f"{begin} <= {at} and ({end} is null or {end} >= {at})"

        return Filter(name, day, held)
    if isinstance(said, Choice):
        return _choice(world, shape, name, said)
    assert isinstance(said, Within)  # noqa: S101 - the last of the special filters
    return _within(shape, name, said)


def _choice(world: World, shape: Shape, name: str, said: Choice) -> Filter:
    column, owner, field = column_of(world, shape, said.field)

    def word(value: Any, links: Links) -> str:
        if value not in said.words:
            raise Unreadable("invalid_choice", f"Selecteer een geldige keuze: {', '.join(said.words)}.")
        return value

    def chosen(value: str, params: Params) -> str:
        wanted = said.words[value]
        return "true" if wanted is None else f"{column} = {params.add(wanted, _cast(owner, field))}"

    return Filter(name, word, chosen)


def _within(shape: Shape, name: str, said: Within) -> Filter:
    """The boxes choose, the exact test on the geometries themselves follows in the reader."""
    form = shape.field(said.field).form

    def read(value: Any, links: Links) -> Any:
        for _, code, reason in form.check(value) if form.check else ():
            raise Unreadable(code, reason)
        return value

    def boxed(value: Any, params: Params) -> str:
        assert form.box is not None  # noqa: S101 - a geometry always has one
        west, south, east, north = form.box(value)
        return f"t.{said.field}_box <@ {params.add(((east, north), (west, south)), '::box')}"

    return Filter(name, read, boxed, body=True, exact=said.field)


def filters_of(world: World, shape: Shape) -> dict[str, Filter]:
    """Every filter of a resource, by the name of its parameter."""
    found: dict[str, Filter] = {}
    for field in shape.fields:
        if field.find:
            column = f"t.{field.name}"
            for each in (_by_name(world, field, column),) if field.named else _found_by(shape, field, column):
                found[each.name] = each
    for name, said in shape.said.filters.items():
        found[name] = _special(world, shape, name, said)
    if shape.said.zoek:
        uuids = _read_list(read_value(Field(name="", wire="", kind="uuid")))
        found["uuid__in"] = _compare("uuid__in", uuids, "t.id = any($)", "::uuid[]", body=True, many=True)
    return found


def read_filters(
    filters: Mapping[str, Filter], said: Sequence[tuple[str, Any]], links: Links, *, body: bool = False
) -> tuple[list[Build], list[Violation]]:
    """The conditions behind named values, and all that is wrong with them."""
    builds: list[Build] = []
    told: list[Violation] = []
    for name, value in said:
        found = filters.get(name)
        if found is None or (found.body and not body):
            told.append(Violation("unknown-parameters", f"Onbekende parameter: {name[:100]}."))
            continue
        try:
            read = found.read(value, links)
        except Unreadable as wrong:
            told.append(Violation(wrong.code, wrong.reason, name))
            continue
        builds.append(partial(found.build, read))
    return builds, told
