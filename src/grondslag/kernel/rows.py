"""From a record to a row: for each resource its columns, and one plain function that reads a record into them."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import msgspec

from grondslag.kernel.shape import Field, Shape, fields_of

_json = msgspec.json.Encoder().encode
LAST_DAY = date.max.isoformat()


def to_sql(shape: Shape, field: Field, value: Any) -> Any:
    """A value as its column takes it: JSON as text, ranks as numbers, the rest as it is."""
    if value is None or (value == "" and shape.column(field) == "uuid"):
        return None
    if shape.column(field) == "jsonb":
        return _json(value).decode()
    if field.kind == "ranked":
        return int(value)
    return value


def box_around(field: Field, value: Any) -> Any:
    """The box around a geometry, as two corners."""
    if value is None or field.form.box is None:
        return None
    west, south, east, north = field.form.box(value)
    return (east, north), (west, south)


def stored(shape: Shape, field: Field) -> str:
    """The expression of a field of record `x` as its column takes it: `to_sql`, written out."""
    value = f"x.{field.name}"
    if shape.column(field) == "jsonb":
        return f"None if (v := {value}) is None else json(v).decode()"
    if field.kind == "ranked":
        return f"None if (v := {value}) is None else int(v)"
    return f"{value} or None" if shape.column(field) == "uuid" else value


def reader(shape: Shape, expressions: list[str], **scope: Any) -> Callable[[Any], list[Any]]:
    """The function that reads these expressions from a record."""
    found: dict[str, Any] = {"json": _json, **scope}
    text = "def read(x):\n    return [\n        (" + "),\n        (".join(expressions) + "),\n    ]\n"
    exec(compile(text, f"<read {shape.key}>", "exec"), found)  # noqa: S102 - our own text, no input in it
    return found["read"]


class Row(NamedTuple):
    """The row of a resource: its columns with their types, in order (`id uuid, zaak uuid`), and their values."""

    columns: str
    values: Callable[[Any], list[Any]]


@cache
def row_of(shape: Shape) -> Row:
    """The row of a resource, derived once."""
    pairs, expressions, scope = ["id uuid"], ["x.id"], dict[str, Any]()
    for field in shape.stored:
        pairs.append(f"{field.name} {shape.column(field)}")
        expressions.append(stored(shape, field))
        if field.form.box is not None:
            pairs.append(f"{field.name}_box box")
            expressions.append(f"box(f_{field.name}, x.{field.name})")
            scope |= {"box": box_around, f"f_{field.name}": field}
    return Row(", ".join(pairs), reader(shape, expressions, **scope))


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
