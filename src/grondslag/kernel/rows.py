"""From a record to a row: for each resource its columns, and one plain function that reads a record into them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import msgspec

from grondslag.kernel.shape import Field, Shape, fields_of

_json = msgspec.json.Encoder().encode
LAST_DAY = date.max.isoformat()


def stored(shape: Shape, field: Field, value: str) -> str:
    """The expression of a field's value as its column takes it: JSON as text, ranks as numbers, the rest as it is."""
    if shape.column(field) == "jsonb":
        return f"None if (v := {value}) is None else json(v).decode()"
    if field.kind == "ranked":
        return f"None if (v := {value}) is None else int(v)"
    return f"{value} or None" if shape.column(field) == "uuid" else value


def reader(shape: Shape, expressions: Iterable[str], **scope: Any) -> Callable[[Any], list[Any]]:
    """The function that reads these expressions from `x`."""
    found: dict[str, Any] = {"json": _json, **scope}
    text = "def read(x):\n    return [\n        (" + "),\n        (".join(expressions) + "),\n    ]\n"
    exec(compile(text, f"<read {shape.key}>", "exec"), found)  # noqa: S102 - our own text, no input in it
    return found["read"]


class Row(NamedTuple):
    """The row of a resource: its columns with their types, in order (`id uuid, zaak uuid`), and their values.

    `each` is the same of one field, by its name: its columns, and what they take of its value.
    """

    columns: str
    values: Callable[[Any], list[Any]]
    each: Mapping[str, tuple[Sequence[str], Callable[[Any], list[Any]]]]


def _cells(shape: Shape, field: Field, value: str) -> dict[str, str]:
    """The columns of a field, with their types, and the expressions of what they take; a geometry has its box."""
    found = {f"{field.name} {shape.column(field)}": stored(shape, field, value)}
    if field.form.box is not None:
        found[f"{field.name}_box box"] = f"None if (v := {value}) is None else corners(*box_{field.name}(v))"
    return found


@cache
def row_of(shape: Shape) -> Row:
    """The row of a resource, derived once."""
    scope = {f"box_{each.name}": each.form.box for each in shape.stored} | {"corners": _corners}
    cells, each = {"id uuid": "x.id"}, dict[str, Any]()
    for field in shape.stored:
        cells |= _cells(shape, field, f"x.{field.name}")
        own = _cells(shape, field, "x")
        each[field.name] = tuple(own), reader(shape, own.values(), **scope)
    return Row(", ".join(cells), reader(shape, cells.values(), **scope), each)


def _corners(west: float, south: float, east: float, north: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """A box as the database takes it."""
    return (east, north), (west, south)


def from_json(text: str | bytes, kind: Any, *, many: bool = False) -> Any:
    """A record or view, or a list of them, from the JSON of its row."""
    try:
        return msgspec.json.decode(text, type=list[kind] if many else kind)
    except msgspec.ValidationError:
        # The last day there is goes into the database as `infinity`, and comes out of its JSON so.
        rows = msgspec.json.decode(text)
        found = [msgspec.convert(_dated(kind, row), kind) for row in (rows if many else [rows])]
        return found if many else found[0]


def _dated(kind: Any, row: dict[str, Any]) -> dict[str, Any]:
    dates = {field.name for field in fields_of(kind) if field.kind == "date"}
    return {name: LAST_DAY if value == "infinity" and name in dates else value for name, value in row.items()}
