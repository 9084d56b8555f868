"""The tables of a component, derived from its declarations: a schema in the database, as comparable values.

What a write needs beside its rows (audit trail, outbox, idempotency) lies in the same schema, so that one statement
never leaves it. Nothing here asks more of the engine than PostgreSQL 15: no triggers, no sequences, nothing deferrable.
"""

import enum
import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from grondslag.kernel.declare import Find, Through
from grondslag.kernel.names import to_wire
from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import Field, Shape, World, fields_of
from grondslag.surfaces.person_numbers import holders, other_holders
from grondslag.surfaces.plumbing import AUDITTRAIL, BESLISSING, GEZIEN, IDEMPOTENTIE, OUTBOX, SPIEGEL, VERWERKING

OnDelete = Literal["cascade", "set null", "no action"]
_LONGEST_NAME = 63
_FILL_OF_A_ROOT = 80
_LENGTH_OF_A_CODE = 9
_LONGEST_INDEXED = 600
_RESERVED = (
    "all analyse analyze and any array as asc both case cast check collate column constraint create default desc "
    "distinct do else end except false fetch for foreign from grant group having in initially intersect into lateral "
    "leading limit not null offset on only or order placing primary references returning select some symmetric table "
    "then to trailing true union unique user using variadic when where window with"
)
_CODES = {"ac-001": ("clientId-exists", "clientIds")}
_TAKEN = "identificatie-niet-uniek"
"""What the standard calls a collision, where that is not `unique`: by rule, and of a field that has numbers."""


class Column(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One column. `filler` is the SQL value for rows that are there before the column is; it does not stay."""

    name: str
    type: str
    nullable: bool = False
    default: str = ""
    filler: str = ""


class Unique(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A named demand that no two rows agree in these columns."""

    name: str
    columns: tuple[str, ...]


class ForeignKey(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A reference to the key of another table of the same schema."""

    name: str
    column: str
    target: str
    on_delete: OnDelete


class Index(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An index; `keys` are SQL: a column, or an expression in parentheses, with an operator class where needed."""

    name: str
    keys: tuple[str, ...]
    method: str = "btree"
    include: tuple[str, ...] = ()
    where: str = ""
    options: str = ""


class Table(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One table. `fill` leaves room on each page, so that rewriting a row touches no index. `by`: the moment by whose
    month it is parted; `runtime.partitions` makes the parts."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    uniques: tuple[Unique, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    fill: int = 0
    by: str = ""

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((each for each in self.columns if each.name == name), None)


class Schema(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All tables of one component."""

    name: str
    tables: tuple[Table, ...]

    def table(self, name: str) -> Table | None:
        """The table of that name."""
        return next((each for each in self.tables if each.name == name), None)


def schema(world: World, component: str) -> Schema:
    """Derive the tables of a component. ValueError when a name cannot be one in SQL."""
    shapes = [each for each in world.shapes.values() if each.component == component]
    tables: list[Table] = []
    for shape in shapes:
        tables.append(_table(shape, shapes))
        if shape.said.versioned:
            tables.append(_versions(tables[-1]))
    tables += _plumbing(shapes)
    reserved = _RESERVED.split()
    for table in tables:
        for name in (table.name, *(each.name for each in table.columns)):
            if name in reserved or len(name) > _LONGEST_NAME or not name.isascii():
                raise ValueError(f"{component}.{table.name}: {name} cannot be a name in SQL")
    return Schema(name=component, tables=tuple(tables))


# --- the table of a resource --------------------------------------------------------------------------------------


def _table(shape: Shape, shapes: list[Shape]) -> Table:
    columns = [Column(name="id", type="uuid")]
    if shape.said.root:
        columns.append(Column(name="rev", type="bigint", default="1"))
    for field in shape.stored:
        columns += _columns(shape, field)
    uniques = tuple(Unique(name=unique_name(code, shape), columns=fields) for code, fields in shape.said.unique.items())
    return Table(
        name=shape.name,
        columns=tuple(columns),
        key=("id",),
        uniques=uniques,
        foreign_keys=tuple(_foreign_keys(shape)),
        indexes=_indexes(shape, shapes),
        fill=_FILL_OF_A_ROOT if shape.said.root else 0,
    )


def _versions(latest: Table) -> Table:
    """Beside the table with the latest version: the older ones, as rows with the same columns in the same order."""
    name = f"{latest.name}_versie"
    key = ForeignKey(name=_name("fk", name, "id"), column="id", target=latest.name, on_delete="cascade")
    columns = tuple(msgspec.structs.replace(each, default="") for each in latest.columns)
    return Table(name=name, columns=columns, key=("id", "versie"), foreign_keys=(key,))


def _columns(shape: Shape, field: Field) -> Iterator[Column]:
    nullable = may_be_null(shape, field)
    filler = "" if nullable or field.required else _literal(shape.column(field), field.default)
    yield Column(name=field.name, type=shape.column(field), nullable=nullable, filler=filler)
    if is_geometry(field):
        yield Column(name=box_of(field), type="box", nullable=True)


def may_be_null(shape: Shape, field: Field) -> bool:
    """Whether its column takes null: a key that may be left out has no empty text to stand for it."""
    return field.nullable or (shape.column(field) == "uuid" and not field.required)


def _literal(kind: str, value: Any) -> str:
    """The default of a field as SQL; '' when it has none that can stand in the database."""
    if value is None:
        return ""
    if kind.endswith("[]"):
        return "'{}'" if not value else ""
    if kind == "jsonb":
        return _quote(msgspec.json.encode(value).decode())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, enum.IntEnum | int | float):
        return str(value.value if isinstance(value, enum.IntEnum) else value)
    if isinstance(value, date | datetime):
        return _quote(value.isoformat())
    return _quote(str(value))


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _foreign_keys(shape: Shape) -> Iterator[ForeignKey]:
    for field in shape.stored:
        if not _refers(shape, field) or field.to is None:
            continue
        on_delete: OnDelete = "set null" if may_be_null(shape, field) else "no action"
        if field.name == shape.said.part_of:
            on_delete = "cascade"
        target = field.to.target.partition(".")[2]
        yield ForeignKey(
            name=_name("fk", shape.name, field.name), column=field.name, target=target, on_delete=on_delete
        )


def _refers(shape: Shape, field: Field) -> bool:
    """Whether the column holds the key of one record of the same component."""
    return shape.own(field) and not field.many and field.named is None


# --- indexes ------------------------------------------------------------------------------------------------------


def _indexes(shape: Shape, shapes: list[Shape]) -> tuple[Index, ...]:
    """The indexes of a resource; of those that begin with the same column the first one stands."""
    said = shape.said
    found = {_name("ix", shape.name, *fields): fields for fields in said.indexes}
    indexes = [Index(name=name, keys=fields) for name, fields in found.items()]
    led = {fields[0] for fields in (*said.unique.values(), *said.indexes)} - set(said.guarded_by[:1])
    for index in _candidates(shape, shapes):
        if index.keys[0] not in led:
            led.add(index.keys[0])
            indexes.append(index)
    return tuple(indexes)


def _candidates(shape: Shape, shapes: list[Shape]) -> Iterator[Index]:
    said = shape.said
    if said.part_of:
        yield Index(name=_name("ix", shape.name, said.part_of), keys=(said.part_of, "id"))
    if said.root and said.guarded_by:
        first, *rest = said.guarded_by
        yield Index(name=_name("ix", shape.name, first), keys=(first, "id"), include=tuple(rest))
    ordered = {each.strip().lstrip("-") for each in (*said.order.split(","), *said.sort)}
    ordered.discard(said.moved)  # every write changes it: an index on it would cost each of them
    for field in shape.stored:
        yield from _of_field(shape, field, field.name in ordered)
    for other in shapes:
        for special in other.said.filters.values():
            if isinstance(special, Through) and special.target == shape.key:
                yield from _of_filter(shape, special)
    yield from _of_persons(shape)


def _of_field(shape: Shape, field: Field, ordered: bool) -> Iterator[Index]:
    ordered = ordered or Find.SORT in field.find
    if is_geometry(field):
        yield Index(name=_name("ix", shape.name, box_of(field)), keys=(box_of(field),), method="gist")
    elif Find.HAS in field.find:
        yield _of_array(shape, field)
    elif _selective(field) and (ordered or field.find & (Find.EXACT | Find.IN | Find.RANGE) or _refers(shape, field)):
        # Without an order to serve, rows that have no value need not stand in the index.
        where = f"{field.name} is not null" if may_be_null(shape, field) and not ordered else ""
        yield Index(name=_name("ix", shape.name, field.name), keys=(field.name, "id"), where=where)


def _of_persons(shape: Shape) -> Iterator[Index]:
    """What finds all that is kept of one person: the place of the number in each field that names one."""
    for field, path in (*holders(shape), *other_holders(shape)):
        if not path:
            yield Index(name=_name("ix", shape.name, field.name), keys=(field.name, "id"))
            continue
        value, name = json_text(field.name, path), _name("ix", shape.name, field.name, *path.split("."))
        yield Index(name=name, keys=(f"({value})",), where=f"({value}) is not null")


def _of_array(shape: Shape, field: Field) -> Index:
    keys = f"{field.name} jsonb_path_ops" if shape.column(field) == "jsonb" else field.name
    return Index(name=_name("ix", shape.name, field.name), keys=(keys,), method="gin")


def _of_filter(shape: Shape, through: Through) -> Iterator[Index]:
    """What a filter over the parts looks up: a value inside a group, an element of a list, or a plain column."""
    field = shape.field(through.field)
    if field.many:
        yield _of_array(shape, field)
    elif through.path and all(_fits(each) for each in _inside(field, through.path)):
        value, name = json_text(field.name, through.path), _name("ix", shape.name, field.name, *through.path.split("."))
        yield Index(name=name, keys=(f"({value})",), where=f"({value}) is not null")
    elif not through.path and _selective(field):
        yield Index(name=_name("ix", shape.name, field.name), keys=(field.name, "id"))


def _inside(field: Field, path: str) -> list[Field]:
    """The fields at a path inside a group, one for each class that the group may have and that knows the path."""
    found = [field]
    for name in path.split("."):
        groups = [group for each in found for group in (each.one_of.groups.values() if each.one_of else [each.group])]
        found = [each for group in dict.fromkeys(groups) if group for each in fields_of(group) if each.name == name]
    return found


def _selective(field: Field) -> bool:
    """Whether one value of the field picks few rows: a moment, a reference or a text; no word from a short list, and
    no short code, such as the number of an organisation: a municipality mostly stores its own."""
    code = field.kind == "text" and (field.limit.max_length or _LONGEST_INDEXED) <= _LENGTH_OF_A_CODE
    return _fits(field) and field.kind in ("date", "datetime", "ref", "text") and not code


def _fits(field: Field) -> bool:
    """Whether every value of the field can stand in an index, which holds no more than a third of a page."""
    if field.many or field.choices:
        return False
    is_prose = field.kind == "text" and field.form.format != "uri"
    return not is_prose or (field.limit.max_length or _LONGEST_INDEXED + 1) <= _LONGEST_INDEXED


def is_geometry(field: Field) -> bool:
    """Whether the field holds GeoJSON, beside which its box is kept for the index."""
    return field.form.box is not None


def box_of(field: Field) -> str:
    """The column that holds the box around a geometry."""
    return f"{field.name}_box"


def json_text(column: str, path: str) -> str:
    """The text at a dotted path inside a jsonb column: the expression of the index, and so of the query."""
    *outer, last = (to_wire(each) for each in path.split("."))
    return column + "".join(f" -> {_quote(each)}" for each in outer) + f" ->> {_quote(last)}"


# --- what stands beside the resources -----------------------------------------------------------------------------


def _plumbing(shapes: list[Shape]) -> Iterator[Table]:
    yield _plain("audittrail", AUDITTRAIL, key=("id",), indexes=(("root", "id"),))
    outbox = _plain("outbox", OUTBOX, key=("id",))
    # What is still to be sent to a neighbour is looked up by its root; nearly all rows are something else.
    unsent = Index(name="ix__outbox__spiegel", keys=("root", "id"), where=f"soort = '{SPIEGEL}'")
    yield msgspec.structs.replace(outbox, indexes=(unsent,))
    yield _plain("idempotentie", IDEMPOTENTIE, key=("client", "sleutel"), indexes=(("gemaakt_op",),))
    yield from _logs()
    if any(shape.content for shape in shapes):
        yield _plain(
            "ontvangen",
            "sleutel text, client text, omvang bigint, sinds timestamptz",
            key=("sleutel",),
            indexes=(("sinds",),),
        )
    if any(shape.said.numbers for shape in shapes):
        yield _plain("nummer", "reeks text, volgende bigint", key=("reeks",))
    for shape in shapes:
        if shape.said.root and shape.said.guarded_by:
            yield _counts(shape)


def _logs() -> Iterator[Table]:
    """The log of what was done with data of persons, and of what was decided on access; parted by month."""
    key = ("trace_id", "span_id", "tijd")
    done = _plain("verwerking", VERWERKING, key=key, indexes=(("activiteit", "tijd"),))
    showing = Index(name="ix__verwerking__gezien", keys=("gezien", "tijd"), where="gezien is not null")
    unknown = Index(name="ix__verwerking__onbekend", keys=("client", "tijd"), where="activiteit is null")
    yield msgspec.structs.replace(done, indexes=(*done.indexes, showing, unknown), by="tijd")
    # Not put off: whoever comes when the list of what waits is full, would wait for all of it.
    of_a_person = Index(name="ix__gezien__betrokkenen", keys=("betrokkenen",), method="gin", options="fastupdate = off")
    seen = _plain("gezien", GEZIEN, key=("id", "tijd"))
    yield msgspec.structs.replace(seen, indexes=(of_a_person,), by="tijd")
    yield msgspec.structs.replace(_plain("beslissing", BESLISSING, key=key, indexes=(("tijd",),)), by="tijd")


def _counts(shape: Shape) -> Table:
    """How many records there are per value of the guards: differences, appended by writes and folded by a worker."""
    guards = [shape.field(name) for name in shape.said.guarded_by]
    columns = [Column(name=each.name, type=shape.column(each), nullable=each.nullable) for each in guards]
    name, first = f"telling_{shape.name}", guards[0].name
    index = Index(name=_name("ix", name, first), keys=(first,))
    return Table(name=name, columns=(*columns, Column(name="aantal", type="bigint")), indexes=(index,))


def _plain(name: str, columns: str, key: tuple[str, ...] = (), indexes: tuple[tuple[str, ...], ...] = ()) -> Table:
    """A table from a line of `name type` pairs; a question mark allows null."""
    made: list[Column] = []
    for pair in columns.split(", "):
        column, kind = pair.split(" ")
        made.append(Column(name=column, type=kind.rstrip("?"), nullable=kind.endswith("?")))
    found = (Index(name=_name("ix", name, *keys), keys=keys) for keys in indexes)
    return Table(name=name, columns=tuple(made), key=key, indexes=tuple(found))


# --- names --------------------------------------------------------------------------------------------------------


def _name(*parts: str) -> str:
    """`fk__status__zaak`; what is longer than a name in SQL may be ends in a digest of the whole."""
    whole = "__".join(parts)
    if len(whole) <= _LONGEST_NAME:
        return whole
    return f"{whole[: _LONGEST_NAME - 9]}_{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def unique_name(code: str, shape: Shape) -> str:
    """`zrc_002__zaak`: the constraint that keeps this rule."""
    return _name(code.replace("-", "_"), shape.name)


def constraint_violation(world: World, constraint: str, component: str = "") -> Violation | None:
    """What a client is told when a value that must be unique is there already; None when no declaration says so."""
    for shape in (each for each in world.shapes.values() if component in ("", each.component)):
        for code, fields in shape.said.unique.items():
            if unique_name(code, shape) == constraint:
                numbered = shape.said.numbers is not None and fields[-1] == shape.said.numbers.field
                said, name = _CODES.get(code, (_TAKEN if numbered else "unique", to_wire(fields[-1])))
                return Violation(said, f"Er is al een {shape.name} met deze gegevens.", name)
    return None
