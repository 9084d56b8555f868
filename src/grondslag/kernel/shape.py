"""The derived description of every declared resource: what its fields are on the wire, in Python and in SQL."""

import enum
import types
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, cached_property, reduce
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from grondslag.kernel.declare import (
    DECLARED,
    EXTRA,
    FIXED,
    HIDDEN,
    IN,
    OURS,
    Component,
    Content,
    Find,
    Form,
    Group,
    Inverse,
    Limit,
    Named,
    OneOf,
    Out,
    Record,
    Resource,
    Subject,
    To,
)
from grondslag.kernel.names import to_wire
from grondslag.kernel.rules import ACTS, Act

_COLUMNS = {
    "text": "text",
    "integer": "bigint",
    "boolean": "boolean",
    "number": "double precision",
    "date": "date",
    "datetime": "timestamptz",
    "ranked": "smallint",
    "group": "jsonb",
    "json": "jsonb",
    "ref": "text",
}
_SCALARS: dict[Any, str] = {
    str: "text",
    int: "integer",
    bool: "boolean",
    float: "number",
    date: "date",
    datetime: "datetime",
    dict: "json",
    Any: "json",
    Content: "content",
}
_MARKS: dict[type, str] = {
    To: "to",
    Inverse: "inverse",
    Named: "named",
    OneOf: "one_of",
    Out: "out",
    Form: "form",
    Subject: "subject",
    str: "doc",
}
"""The marks that are kept as they are, and the attribute that holds them; the innermost stands."""


class Field(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One field: `kind` is what a single value is, `many` whether it is a list of them."""

    name: str
    wire: str
    kind: str
    many: bool = False
    required: bool = False
    nullable: bool = False
    default: Any = None
    choices: tuple[Any, ...] = ()
    ranked: Any = None
    group: Any = None
    nested: tuple["Field", ...] = ()
    one_of: OneOf | None = None
    to: To | None = None
    inverse: Inverse | None = None
    named: Named | None = None
    out: Out | None = None
    is_in: bool = False
    fixed: bool = False
    ours: bool = False
    hidden: bool = False
    extra: bool = False
    find: Find = Find(0)
    limit: Limit = Limit()
    form: Form = Form()
    subject: Subject | None = None
    doc: str = ""

    @cached_property
    def read_only(self) -> bool:
        """Shown, never taken from a client."""
        return self.ours or self.inverse is not None or self.out is not None

    @cached_property
    def sent(self) -> bool:
        """Whether a body may hold it."""
        return not self.hidden and (self.is_in or not self.read_only)

    @cached_property
    def shown(self) -> bool:
        """Whether an answer holds it: an IN field only when something derived stands in its place."""
        return not self.hidden and (not self.is_in or self.out is not None or self.inverse is not None)

    @cached_property
    def item(self) -> "Field":
        """The field of one value of its list."""
        return self if self.choices else msgspec.structs.replace(self, many=False, required=True)

    @cached_property
    def blank(self) -> dict[str, Any] | None:
        """How a group is shown that may be blank and is not there: with all its parts empty (zrc-012)."""
        may_be = self.kind == "group" and self.limit.blank
        return {each.wire: False if each.kind == "boolean" else "" for each in self.nested} if may_be else None

    @cached_property
    def has_refs(self) -> bool:
        """A group in which references must be turned into URLs when it is shown."""
        return any(inner.to for inner in self.nested)


def _bare(hint: Any) -> tuple[Any, list[Any], bool, bool]:
    """The type of one value, its marks (innermost first), whether null is allowed and whether it is a list."""
    marks: list[Any] = []
    nullable = many = False
    while True:
        origin, inner = get_origin(hint), get_args(hint)
        if origin is Annotated:
            hint, marks = inner[0], [*inner[1:], *marks]
        elif origin in (Union, types.UnionType):
            nullable = nullable or (type(None) in inner and not many)
            hint = next(each for each in inner if each is not type(None))
        elif origin in (list, tuple):
            hint, many = inner[0], True
        else:
            return hint, marks, nullable, many


def _kind(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is Literal:
        return {"kind": "text", "choices": get_args(hint)}
    if isinstance(hint, type):
        if issubclass(hint, Group):
            return {"kind": "group", "group": hint, "nested": fields_of(hint)}
        if issubclass(hint, enum.IntEnum):
            return {"kind": "ranked", "ranked": hint}
    found = _SCALARS.get(get_origin(hint) or hint)
    if found is None:
        raise TypeError(f"no column for {hint!r}")
    return {"kind": found}


def _merge_limits(marks: list[Any]) -> Limit:
    found: dict[str, Any] = {}
    for mark in reversed([mark for mark in marks if isinstance(mark, Limit)]):
        found |= {
            name: value for name, value in msgspec.structs.asdict(mark).items() if value != getattr(Limit(), name)
        }
    return Limit(**found)


def _field(name: str, hint: Any, default: Any, required: bool) -> Field:
    bare, marks, nullable, many = _bare(hint)
    said = _kind(bare) | {_MARKS[type(each)]: each for each in reversed(marks) if type(each) in _MARKS}
    if said.keys() & {"to", "inverse", "named"}:
        said["kind"] = "ref"
    return Field(
        name=name,
        wire=to_wire(name),
        many=many,
        required=required,
        nullable=nullable,
        default=default,
        is_in=IN in marks,
        fixed=FIXED in marks,
        ours=OURS in marks,
        hidden=HIDDEN in marks,
        extra=EXTRA in marks,
        find=reduce(Find.__or__, (each for each in marks if isinstance(each, Find)), Find(0)),
        limit=_merge_limits(marks),
        **said,
    )


@cache
def fields_of(cls: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The declared fields of a record, group or view, in order, without `id` and `rev`."""
    hints = get_type_hints(cls, include_extras=True)
    found: list[Field] = []
    for info in msgspec.structs.fields(cls):
        if info.name in ("id", "rev"):
            continue
        default = info.default
        if info.default_factory is not msgspec.NODEFAULT:
            default = info.default_factory()
        found.append(_field(info.name, hints[info.name], None if info.required else default, info.required))
    return tuple(found)


class Shape(msgspec.Struct, frozen=True, kw_only=True, dict=True, eq=False):
    """A resource as the rest of the kernel sees it. What is derived from it more than once is remembered."""

    key: str
    component: str
    name: str
    record: type[Record]
    said: Resource
    fields: tuple[Field, ...]
    acts: tuple[Act, ...] = ()
    path: str = ""
    """`/zaken/api/v1/statussen`; for a resource under another the path up to its own collection, with `{parent}`."""

    @cached_property
    def table(self) -> str:
        """Schema and table."""
        return f"{self.component}.{self.name}"

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {each.name: each for each in self.fields}

    @cached_property
    def _columns(self) -> dict[str, str]:
        return {each.name: self._column(each) for each in self.fields}

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        """The fields that have a column, in order."""
        return tuple(each for each in self.fields if self._columns[each.name])

    @cached_property
    def content(self) -> Field | None:
        """The field that takes bytes: they are streamed to the store, and reach the rules as a `Content`."""
        return next((each for each in self.fields if each.kind == "content"), None)

    @cached_property
    def sent(self) -> tuple[Field, ...]:
        """The fields that a body may hold, and the one that its address says."""
        above = self.said.part_of if self.said.under else ""
        return tuple(each for each in self.fields if each.sent or each.name == above)

    def field(self, name: str) -> Field:
        """The field of that Python name. KeyError when there is none."""
        found = self._by_name.get(name)
        if found is None:
            raise KeyError(f"{self.key} has no field {name}")
        return found

    def has(self, name: str) -> bool:
        """Whether there is a field of that Python name."""
        return name in self._by_name

    def column(self, field: Field) -> str:
        """The SQL type of its column; '' when it is not stored in one."""
        return self._columns[field.name] if self._by_name.get(field.name) is field else self._column(field)

    def _column(self, field: Field) -> str:
        if field.out is not None or field.is_in or (field.inverse is not None and not self.keeps(field)):
            return ""
        if field.form.column:
            return field.form.column
        if field.one_of is not None:
            return "jsonb"
        if field.many:
            if field.kind in ("group", "json"):
                return "jsonb"
            own = field.inverse is not None or (field.to is not None and self.own(field) and field.named is None)
            return "uuid[]" if own else "text[]" if field.kind in ("text", "ref") else _COLUMNS[field.kind] + "[]"
        if field.kind == "ref" and field.named is None:
            target = field.to.target if field.to else field.inverse.target if field.inverse else ""
            return "uuid" if target.startswith(self.component + ".") else "text"
        return _COLUMNS[field.kind]

    def own(self, field: Field) -> bool:
        """Whether a reference stays inside the component."""
        return field.to is not None and field.to.target.startswith(self.component + ".")

    def keeps(self, field: Field) -> bool:
        """Whether an Inverse is kept on the row: on a root, of its own parts or of its own kind."""
        inverse = field.inverse
        if inverse is None or not self.said.root or not inverse.target.startswith(self.component + "."):
            return False
        if inverse.target == self.key:
            return True
        other = next((cls for cls in DECLARED if key_of(cls) == inverse.target), None)
        return other is not None and DECLARED[other].part_of == inverse.field


@cache
def key_of(record: type[Record]) -> str:
    """`component.resource`: the package of its room and the name of its class."""
    return f"{record.__module__.split('.')[-2]}.{record.__name__.lower()}"


class World(msgspec.Struct, frozen=True, dict=True):
    """All components known to this program, served here or not, and the shapes of their resources by key."""

    components: Mapping[str, Component]
    shapes: Mapping[str, Shape]

    def of(self, record: type[Record]) -> Shape:
        """The shape of a record class."""
        return self.shapes[key_of(record)]

    def root_of(self, shape: Shape) -> Shape:
        """The root under whose `rev` the resource is written: itself, or that of the record it is part of."""
        return self._roots[shape.key]

    @cached_property
    def _roots(self) -> dict[str, Shape]:
        found = dict(self.shapes)
        for key in self.shapes:
            while not (top := found[key]).said.root and top.said.part_of and (to := top.field(top.said.part_of).to):
                found[key] = self.shapes[to.target]
        return found

    @cached_property
    def scopes(self) -> dict[str, frozenset[str]]:
        """The scopes that each component declares."""
        found: dict[str, set[str]] = {each: set() for each in self.components}
        for shape in self.shapes.values():
            for scope in (*shape.said.scopes.values(), *(act.scope for act in shape.acts)):
                found[shape.component].update((scope,) if isinstance(scope, str) else scope)
        return {name: frozenset(each) for name, each in found.items()}

    @cached_property
    def keepers(self) -> dict[str, list[tuple[Shape, Field]]]:
        """For each resource the fields of roots in which its keys are kept."""
        found: dict[str, list[tuple[Shape, Field]]] = {each: [] for each in self.shapes}
        for shape in self.shapes.values():
            for field in shape.fields:
                if field.inverse is not None and shape.keeps(field):
                    found[field.inverse.target].append((shape, field))
        return found


def _path(component: Component, said: Resource, fields: tuple[Field, ...]) -> str:
    above = next((each.to for each in fields if said.under and each.name == said.part_of), None)
    if above is None:
        return f"{component.path}/{said.collection}"
    parent = next(DECLARED[each] for each in component.rooms if key_of(each) == above.target)
    return f"{component.path}/{parent.collection}/{{parent}}/{said.collection}"


def _shape(component: Component, record: type[Record]) -> Shape:
    said, fields = DECLARED[record], fields_of(record)
    return Shape(
        key=key_of(record),
        component=component.name,
        name=record.__name__.lower(),
        record=record,
        said=said,
        fields=fields,
        acts=tuple(each for each in ACTS if each.record is record),
        path=_path(component, said, fields),
    )


def derive_world(components: tuple[Component, ...]) -> World:
    """Derive the shapes of all rooms of the components.

    Raises KeyError or TypeError at start-up when a declaration refers to what does not exist.
    """
    shapes = [_shape(component, record) for component in components for record in component.rooms]
    return World({each.name: each for each in components}, {each.key: each for each in shapes})
