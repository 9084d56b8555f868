"""From a row to the wire: for each resource one list of SQL expressions and one plain function that reads them.

Both are derived at start-up. The function makes dictionaries of ready values:
stored JSON goes out as it is (`msgspec.Raw`), keys get the prefix of their resource.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from grondslag.kernel.declare import Named
from grondslag.kernel.links import KEY_LENGTH, Links
from grondslag.kernel.rows import reader, stored
from grondslag.kernel.shape import Field, Shape, World

DAY = "{day}"
"""Stands in the SQL for the parameter that holds the day on which versions must be in force."""
Rendered = dict[str, Any]


class Projection(msgspec.Struct, frozen=True, kw_only=True):
    """What is selected for a resource (alias `t`) and how a row of it is shown.

    `dated`: the SQL holds `{day}`. `derived`: names of the fields that only the database can tell.
    """

    shape: Shape
    columns: tuple[str, ...]
    names: tuple[str, ...]
    render: Callable[[Sequence[Any], Mapping[str, str]], list[Rendered]]
    row: Callable[[Any], list[Any]]
    """The same values from a record in memory; those that only the database can tell are empty."""
    dated: bool
    derived: frozenset[str]
    whose: int = -1
    """The place of what tells whose personal data a row is; below 0 where it is nobody's."""

    @property
    def sql(self) -> str:
        """The select list."""
        return ", ".join(self.columns)


def as_json(shape: Shape, alias: str) -> str:
    """The SQL of a whole row as JSON; a reference that may be left out, but not be null, is an empty text in it."""
    loose = [
        each.name for each in shape.fields if shape.column(each) == "uuid" and not each.nullable and not each.required
    ]
    if not loose:
        return f"to_jsonb({alias})"
    pairs = ", ".join(f"'{name}', coalesce({alias}.{name}::text, '')" for name in loose)
    return f"to_jsonb({alias}) || jsonb_build_object({pairs})"


def in_force(alias: str) -> str:
    """The SQL that says whether a version holds on the day asked for."""
    return (
        f"not {alias}.concept and {alias}.begin_geldigheid <= {DAY} "
        f"and ({alias}.einde_geldigheid is null or {alias}.einde_geldigheid >= {DAY})"
    )


TODAY = "(now() at time zone 'Europe/Amsterdam')::date"


def with_today(sql: str) -> str:
    """Let the versions that are in force today be meant."""
    return sql.replace(DAY, TODAY)


def _best(alias: str) -> str:
    """The order of versions by which one stands for all: in force, published, new."""
    return f"({in_force(alias)}) desc, {alias}.concept, {alias}.begin_geldigheid desc"


class Deriver:
    """Writes the SQL of one resource; aliases of subqueries are numbered to stay apart."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.count = 0

    def alias(self) -> str:
        self.count += 1
        return f"x{self.count}"

    def within(self, shape: Shape, name: str, alias: str) -> str:
        """The column in which names are unique: of the row itself, or of the record it is part of."""
        if any(each.name == name and shape.column(each) for each in shape.fields):
            return f"{alias}.{name}"
        parent = self.world.shapes[shape.field(shape.said.part_of).to.target]  # type: ignore[union-attr]
        above = self.alias()
        return f"(select {above}.{name} from {parent.table} {above} where {above}.id = {alias}.{shape.said.part_of})"

    def valid(self, target: Shape, other: str, shape: Shape, alias: str) -> str:
        """Which versions row `alias` leads to: those in force, and concepts as long as it is one (or part of one)."""
        if not target.has("concept"):
            return ""
        return f" and ({other}.concept and {self.within(shape, 'concept', alias)} or {in_force(other)})"

    def alike(self, one: Shape, alias: str, other: Shape, another: str, named: Named) -> str:
        """Whether two rows lie within the same record, in which names are unique."""
        return f"{self.within(one, named.within, alias)} = {self.within(other, named.within, another)}"

    def members(self, shape: Shape, field: Field, alias: str, other: str) -> tuple[Shape, str]:
        """The resource behind a plural field, and the condition under which a row of it belongs to row `alias`."""
        if field.inverse is not None:
            target = self.world.shapes[field.inverse.target]
            back = target.field(field.inverse.field)
            held = _held(other, back)
            if back.named is None:
                return target, f"{alias}.id = {held}"
            alike, valid = self.alike(target, other, shape, alias, back.named), self.valid(target, other, shape, alias)
            return target, f"{alike} and {alias}.{back.named.field} = {held}{valid}"
        assert field.to is not None  # noqa: S101 - plural fields are Inverse, To or Named
        target, held = self.world.shapes[field.to.target], _held(alias, field)
        if field.named is None:
            return target, f"{other}.id = {held}"
        valid = self.valid(target, other, shape, alias) if field.many else ""
        alike = self.alike(target, other, shape, alias, field.named)
        return target, f"{alike} and {other}.{field.named.field} = {held}{valid}"

    def expression(self, shape: Shape, field: Field, alias: str) -> str:
        """The SQL of one field of row `alias`."""
        if field.out is not None:
            if field.out.sql:
                return field.out.sql.replace("t.", f"{alias}.")
            head, _, rest = field.out.path.partition(".")
            if (named := shape.field(head).named) is not None and rest == named.field:
                return f"{alias}.{head}"  # the very names that are kept, also of what is not there yet
            return self.along(shape, shape.field(head), rest, alias) if rest else f"{alias}.{head}"
        if field.named is not None:
            return self.versions(shape, field, alias)
        if any(inner.named for inner in field.nested):
            return self.named_groups(shape, field, alias)
        if field.inverse is not None and not shape.keeps(field):
            other = self.alias()
            target, condition = self.members(shape, field, alias, other)
            order = f"order by {other}.id" if field.many else f"order by {other}.id desc limit 1"
            select = f"select {other}.id::text from {target.table} {other} where {condition} {order}"
            return f"array({select})" if field.many else f"({select})"
        cast = {"uuid": "::text", "uuid[]": "::text[]"}.get(shape.column(field), "")
        if cast == "::text" and not field.nullable and not field.required:
            return f"coalesce({alias}.{field.name}::text, '')"
        return f"{alias}.{field.name}{cast}"

    def versions(self, shape: Shape, field: Field, alias: str) -> str:
        """The keys behind names: per name the published version in force, else, for a concept, its concept.

        A single reference always leads somewhere: where neither is there, to the newest version.
        """
        other = self.alias()
        target, condition = self.members(shape, field, alias, other)
        name = f"{other}.{field.named.field}"  # type: ignore[union-attr]
        rows = f"from {target.table} {other} where {condition}"
        if field.many:
            return f"array(select distinct on ({name}) {other}.id::text {rows} order by {name}, {_best(other)})"
        return f"(select {other}.id::text {rows} order by {_best(other)} limit 1)"

    def named_groups(self, shape: Shape, field: Field, alias: str) -> str:
        """Groups that refer by name: their names become keys, and the fields derived from them are filled in."""
        element, place = self.alias(), self.alias()
        pairs: list[str] = []
        for inner in field.nested:
            if inner.named is not None and inner.to is not None:
                target, other = self.world.shapes[inner.to.target], self.alias()
                name, by = f"{element}.v ->> '{inner.wire}'", f"{other}.{inner.named.field}"
                alike = self.alike(target, other, shape, alias, inner.named)
                rows = f"{target.table} {other} where {alike} and {by} = {name}"
                key = f"(select {other}.id::text from {rows} order by {_best(other)} limit 1)"
                pairs.append(f"'{inner.wire}', coalesce({key}, {name})")
                pairs += [
                    f"'{out.wire}', {name}"
                    for out in field.nested
                    if out.out is not None and out.out.path == f"{inner.name}.{inner.named.field}"
                ]
        rows = f"jsonb_array_elements({alias}.{field.name}) with ordinality {element}(v, {place})"
        built = f"jsonb_agg({element}.v || jsonb_build_object({', '.join(pairs)}) order by {place})"
        return f"(select coalesce({built}, '[]') from {rows})"

    def along(self, shape: Shape, field: Field, rest: str, alias: str) -> str:
        """The value at the end of a path over references: one, or the list of them behind a plural field."""
        other = self.alias()
        target, condition = self.members(shape, field, alias, other)
        head, _, more = rest.partition(".")
        last = target.field(head)
        inner = self.along(target, last, more, other) if more else self.expression(target, last, other)
        if field.many and not more and last.many:
            spread = self.alias()
            return (
                f"array(select distinct {spread}.v from {target.table} {other}, "
                f"unnest({inner}) {spread}(v) where {condition})"
            )
        select = f"select {'distinct ' if field.many else ''}{inner} from {target.table} {other} where {condition}"
        return f"array({select})" if field.many else f"({select} limit 1)"


def _held(alias: str, field: Field) -> str:
    return f"any({alias}.{field.name})" if field.many else f"{alias}.{field.name}"


def _keys(prefix: str, keys: Sequence[str]) -> list[str]:
    """Keys as URLs; what lies elsewhere is a URL already."""
    return [prefix + key if len(key) == KEY_LENGTH else key for key in keys]


def _refs(field: Field) -> Callable[[str, Mapping[str, str]], Any]:
    """Shows stored groups whose references must become URLs."""

    def one(value: dict[str, Any], prefixes: Mapping[str, str]) -> dict[str, Any]:
        for inner in field.nested:
            if inner.to is not None and (key := value.get(inner.wire)):
                value[inner.wire] = prefixes.get(inner.to.target, "") + key if len(key) == KEY_LENGTH else key
        return value

    def show(text: str, prefixes: Mapping[str, str]) -> Any:
        value = msgspec.json.decode(text)
        return [one(each, prefixes) for each in value] if field.many else one(value, prefixes)

    return show


class _Writer:
    """Writes the source of the function that shows rows of one resource."""

    def __init__(self, world: World, shape: Shape) -> None:
        self.world, self.shape = world, shape
        self.scope: dict[str, Any] = {"Raw": msgspec.Raw, "keys": _keys}
        self.head: list[str] = []
        self.prefixes: dict[str, str] = {}
        self.names = ["id"]

    def prefix(self, target: str) -> str:
        """The local name of the URL prefix of a resource."""
        if target not in self.prefixes:
            name = self.prefixes[target] = f"u{len(self.prefixes)}"
            self.head.append(f"{name} = b.get({target!r}, '')")
        return self.prefixes[target]

    def own_url(self, parent: str) -> str:
        """The expression of the record's own URL; `parent` is the expression of the key it lies under."""
        name = self.prefix(self.shape.key)
        if not self.shape.said.under:
            return f"{name} + r0"
        self.head.append(f"ua, ub = {name}.split('{{parent}}') if '{{parent}}' in {name} else ({name}, '')")
        return f"ua + {parent} + ub + r0"

    def target_of(self, shape: Shape, field: Field) -> str:
        """The resource a reference shows; along a path, that of its last field."""
        if field.out is not None:
            *heads, last = field.out.path.split(".")
            for head in heads:
                step = shape.field(head)
                shape = self.world.shapes[(step.to or step.inverse).target]  # type: ignore[union-attr]
            return self.target_of(shape, shape.field(last)) if heads else ""
        found = field.to or field.inverse
        return found.target if found else ""

    def reference(self, field: Field, value: str) -> str:
        """The expression of a reference, or a list of them."""
        target = self.target_of(self.shape, field)
        known = target in self.world.shapes
        name = self.prefix(target)
        if known and self.world.shapes[target].said.under:
            self.head.append(f"{name}a, {name}b = {name}.split('{{parent}}') if '{{parent}}' in {name} else ('', '')")
            return f"(keys({name}a + r0 + {name}b, {value}) if {value} else [])"
        if field.many:
            return f"(keys({name}, {value}) if {value} else [])"
        return f"{name} + {value} if len({value}) == {KEY_LENGTH} else {value}"

    def value(self, field: Field, index: int) -> str:
        """The expression that shows column `index`, when it is not null."""
        at = f"r{index}"
        if field.out is not None and field.out.below:
            return f"{self.own_url(repr(''))} + {field.out.below!r} + str(r{self.names.index('versie')})"
        if field.out is not None and field.out.words is not None:
            self.scope[f"w{index}"] = dict(field.out.words)
            return f"w{index}.get({at}, '')"
        if field.kind == "ref" and self.target_of(self.shape, field):
            return self.reference(field, at)
        if self.shape.column(field) == "jsonb":
            if field.has_refs:
                self.scope[f"g{index}"] = _refs(field)
                return f"[] if {at} == '[]' else g{index}({at}, b)"
            return f"Raw({at})"
        if field.kind == "ranked":
            self.scope[f"n{index}"] = {int(each): each.name for each in field.ranked}
            return f"n{index}[{at}]"
        return at


def _is_derived(shape: Shape, field: Field) -> bool:
    if field.out is not None:
        return field.out.words is None and not field.out.below
    by_name = any(each.named for each in (field, *field.nested))
    return by_name or (field.inverse is not None and not shape.keeps(field))


def _in_memory(shape: Shape, field: Field) -> str:
    """The expression of a selected field of record `x`."""
    if field.out is not None and not _is_derived(shape, field):
        return f"x.{field.out.path}"
    if _is_derived(shape, field):
        return ("'[]'" if field.nested else "[]") if field.many else "None"
    return stored(shape, field, f"x.{field.name}")


def _loop(head: Sequence[str], width: int, shown: Mapping[str, tuple[str, str]]) -> str:
    """The source of the showing function: the columns as local names, and of each row a filled copy of a blank."""
    lines = ["def render(rows, b):", *(f"    {each}" for each in dict.fromkeys(head)), "    found = []"]
    lines.append(f"    for {', '.join(f'r{index}' for index in range(width))}, *_ in rows:")
    lines.append("        x = blank.copy()")
    for wire, (column, value) in shown.items():
        test = f"if {column} is not None: " if column != value else ""
        lines.append(f"        {test}x[{wire!r}] = {value}")
    return "\n".join([*lines, "        found.append(x)", "    return found", ""])


def project(world: World, shape: Shape) -> Projection:
    """Derive the select list and the showing function of a resource."""
    deriver, writer = Deriver(world), _Writer(world, shape)
    columns, names, shown = ["t.id::text"], writer.names, {"url": ("r0", "")}
    if shape.said.show_uuid:
        shown["uuid"] = ("r0", "r0")
    parent = "''"
    for field in shape.fields:
        if not field.shown and not field.hidden:
            continue
        index = len(columns)
        columns.append(deriver.expression(shape, field, "t"))
        names.append(field.name)
        if shape.said.under and field.name == shape.said.part_of:
            parent = f"r{index}"
        if field.shown:
            shown[field.wire] = (f"r{index}", writer.value(field, index))
    shown["url"] = ("r0", writer.own_url(parent))
    empty = {each.wire: msgspec.Raw(msgspec.json.encode(each.blank)) for each in shape.fields if each.blank}
    writer.scope["blank"] = dict.fromkeys(shown) | empty
    source = _loop(writer.head, len(columns), shown)
    exec(compile(source, f"<render {shape.key}>", "exec"), writer.scope)  # noqa: S102 - our own text, no input in it
    derived = frozenset(each.name for each in shape.fields if _is_derived(shape, each))
    return Projection(
        shape=shape,
        columns=tuple(columns),
        names=tuple(names),
        render=writer.scope["render"],
        row=reader(shape, ["x.id", *(_in_memory(shape, shape.field(name)) for name in names[1:])]),
        dated=any(DAY in each for each in columns),
        derived=derived,
    )


def show(projection: Projection, record: Any, links: Links) -> Rendered:
    """A record in memory as the wire shows it."""
    return projection.render([projection.row(record)], links.prefixes)[0]
