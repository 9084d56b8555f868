"""The SQL of writing: everything that one change sets off, as one statement.

Rows, the `rev` of every root, the arrays kept on it, audit, outbox and counts are CTEs of one statement. A write on an
existing root happens only at the `rev` at which its facts were gathered (design §1.7): no row, no write.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, cast

import msgspec

from grondslag.kernel.filters import Params
from grondslag.kernel.rows import row_of
from grondslag.kernel.rules import Create, Delete, Mirror, Update, Write
from grondslag.kernel.shape import Shape, World

Op = Literal["insert", "update", "delete"]
_OPS: dict[type[Write], Op] = {Create: "insert", Update: "update", Delete: "delete"}
Columns = str
"""Names with their SQL types: `id uuid, root uuid`. As one text, which is quick to look up by."""


class Touch(msgspec.Struct, kw_only=True):
    """What happens to one row. `values` of an update; `keep` the changes of its kept arrays: field -> (put, drop)."""

    op: Op
    shape: Shape
    record: Any
    values: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])
    keep: dict[str, tuple[list[str], list[str]]] = msgspec.field(default_factory=dict[str, Any])
    takes_rev: bool = False

    @property
    def after(self) -> Any:
        """The record as it will be."""
        return msgspec.structs.replace(self.record, **self.values) if self.values else self.record

    @property
    def whole(self) -> Any:
        """The record as it will be, kept arrays included."""
        if not self.keep:
            return self.after
        values = {
            name: [each for each in [*getattr(self.record, name), *puts] if each not in drops]
            for name, (puts, drops) in self.keep.items()
        }
        return msgspec.structs.replace(self.after, **values)


class Beside(msgspec.Struct, frozen=True):
    """A row that a change leaves beside its records, in a table that no declaration describes: its trail, its events.

    `root`: the key of the root whose new `rev` it keeps."""

    table: str
    columns: Columns
    values: Sequence[Any]
    root: str = ""


class Touches:
    """The rows a change touches, each once: updates of the same record are merged."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows: dict[tuple[str, str], Touch] = {}

    def touch(self, op: Op, record: Any) -> Touch:
        """The touch of a record; a second one on the same record joins the first."""
        shape = self.world.of(cast("type[Any]", type(record)))
        found = self.rows.get((shape.key, record.id))
        if found is None:
            found = self.rows[shape.key, record.id] = Touch(op=op, shape=shape, record=record)
        elif op == "delete":
            found.op = "delete"
        return found

    def take(self, write: Write) -> None:
        """Add a write of a rule or of the caller."""
        if not isinstance(write, Mirror):
            touch = self.touch(_OPS[type(write)], write.record)
            touch.values.update(write.values if isinstance(write, Update) else {})

    def settle(self, roots: Mapping[tuple[str, str], Any]) -> None:
        """Let every row move the `rev` of its root and keep the arrays there. `roots`: the known root records."""
        for touch in list(self.rows.values()):
            top = self.world.root_of(touch.shape)
            above = "id" if top is touch.shape else touch.shape.said.part_of
            self._move(top, getattr(touch.record, above), roots)
            self._keep(touch, roots)

    def _move(self, top: Shape, key: str | None, roots: Mapping[tuple[str, str], Any]) -> Touch | None:
        """The touch of a root, which takes its `rev`; None when nothing is known of it."""
        found = self.rows.get((top.key, key or ""))
        if found is None and (record := roots.get((top.key, key or ""))) is not None:
            found = self.touch("update", record)
        if found is not None:
            found.takes_rev = found.op != "insert"
        return found

    def _keep(self, touch: Touch, roots: Mapping[tuple[str, str], Any]) -> None:
        for holder_shape, field in self.world.keepers[touch.shape.key]:
            back = field.inverse.field if field.inverse else ""
            old = None if touch.op == "insert" else getattr(touch.record, back)
            new = None if touch.op == "delete" else getattr(touch.after, back)
            if old == new:
                continue
            for key, put in ((old, False), (new, True)):
                holder = self._move(holder_shape, key, roots)
                if holder is not None and holder.op != "delete":
                    _keep_one(holder, field.name, field.many, touch.record.id, put)


def _keep_one(holder: Touch, name: str, many: bool, key: str, put: bool) -> None:
    if many:
        puts, drops = holder.keep.setdefault(name, ([], []))
        (puts if put else drops).append(key)
    elif name not in holder.values:
        if put:
            holder.values[name] = key
        elif getattr(holder.record, name) == key:
            holder.values[name] = None


class Statement(msgspec.Struct, frozen=True):
    """A compiled change: SQL, its parameters, and the roots that must have been at their known `rev`.

    With more than one root it must run in a transaction that is rolled back when it answers another number.
    """

    sql: str
    params: list[Any]
    roots: tuple[str, ...]


class Compiler:
    """Writes the statement of one change: one CTE for each changed row, and one for all new or removed rows of a table.

    So it grows with the rows and no faster, however many roots take part (a hoofdzaak that goes with its deelzaken).
    """

    def __init__(self) -> None:
        self.params = Params()
        self.ctes: list[str] = []
        self.roots: list[str] = []
        """The keys of the roots that take their `rev`."""
        self.held = self.gate = ""
        """The relations that hold those roots with their new `rev`, and a row only if all of them do."""
        self.fresh: dict[str, tuple[Columns, list[tuple[Sequence[Any], str]]]] = {}
        """The new rows of each table; those that keep the `rev` of a root with its key."""

    def compile(self, touches: Touches, beside: Sequence[Beside] = ()) -> Statement:
        """All of it."""
        rows = list(touches.rows.values())
        self._hold([each for each in rows if each.takes_rev])
        removed = [each for each in rows if each.op == "delete"]
        self._let_go(removed)
        for touch in rows:
            if touch.op == "insert":
                row = row_of(touch.shape)
                self._put(touch.shape.table, row.columns, row.values(touch.whole))
            elif touch.op == "update" and not touch.takes_rev and (touch.values or touch.keep):
                self._update(touch)
            self._count(touch)
        for each in beside:
            self._put(each.table, each.columns, each.values, each.root)
        for table, (columns, found) in self.fresh.items():
            self.cte(self._insert(table, columns, found))
        held = f"(select count(*) from {self.held})" if self.held else "0"
        return Statement(f"with {', '.join(self.ctes)} select {held}", self.params.values, tuple(self.roots))

    def cte(self, sql: str, name: str = "") -> str:
        """Add a CTE; its name."""
        name = name or f"w{len(self.ctes)}"
        self.ctes.append(f"{name} as ({sql})")
        return name

    # --- rows that are there ------------------------------------------------------------------------------------------

    def _hold(self, touches: Sequence[Touch]) -> None:
        """Let the roots take their `rev`: nothing else is written unless all of them were where they were known."""
        names = [self._update(each) for each in touches if each.op == "update"]
        for shape, removed in _by_shape(each for each in touches if each.op == "delete"):
            known = ", ".join(
                f"({self.params.add(each.record.id, '::uuid')}, {self.params.add(each.record.rev, '::bigint')})"
                for each in removed
            )
            same = "t.id = v.id and t.rev = v.rev returning t.id, t.rev + 1 as rev"
            names.append(self.cte(f"delete from {shape.table} t using (values {known}) v(id, rev) where {same}"))
        self.roots = [each.record.id for each in touches]
        self.held = self.gate = names[0] if names else ""
        if len(touches) > 1:
            self.held = self.cte(" union all ".join(f"select id, rev from {each}" for each in names), "held")
            self.gate = self.cte(f"select 1 from {self.held} having count(*) = {len(touches):d}", "gate")

    def _let_go(self, touches: Sequence[Touch]) -> None:
        """Remove the parts, and the audit trails of the roots that go (zrc-023)."""
        test = f" and exists (select 1 from {self.gate})" if self.gate else ""
        for shape, removed in _by_shape(each for each in touches if not each.takes_rev):
            self.cte(f"delete from {shape.table} where id in ({self._keys(removed)}){test}")
        for shape, removed in _by_shape(each for each in touches if each.shape.said.audit):
            self.cte(f"delete from {shape.component}.audittrail where root in ({self._keys(removed)}){test}")

    def _keys(self, touches: Sequence[Touch]) -> str:
        return ", ".join(self.params.add(each.record.id, "::uuid") for each in touches)

    def _update(self, touch: Touch) -> str:
        table, key = touch.shape.table, self.params.add(touch.record.id, "::uuid")
        sets, where = self._sets(touch), f"id = {key}"
        if touch.takes_rev:
            sets.append("rev = rev + 1")
            where += f" and rev = {self.params.add(touch.record.rev, '::bigint')} returning id, rev"
        elif self.gate:
            where += f" and exists (select 1 from {self.gate})"
        name = self.cte(f"update {table} set {', '.join(sets)} where {where}")
        if touch.shape.said.versioned and "versie" in touch.values:
            self.cte(f"insert into {table}_versie select o.* from {table} o cross join {name} where o.id = {key}")
        return name

    def _sets(self, touch: Touch) -> list[str]:
        found: list[str] = []
        for field, (columns, take) in row_of(touch.shape).each.items():
            if field in touch.values:
                for column, value in zip(columns, take(touch.values[field]), strict=True):
                    name, _, kind = column.partition(" ")
                    found.append(f"{name} = {self.params.add(value, '::' + kind)}")
        for name, (puts, drops) in touch.keep.items():
            column = f"{name} || {self.params.add(puts, '::uuid[]')}" if puts else name
            for drop in drops:
                column = f"array_remove({column}, {self.params.add(drop, '::uuid')})"
            found.append(f"{name} = {column}")
        return found

    # --- rows that are new --------------------------------------------------------------------------------------------

    def _put(self, table: str, columns: Columns, values: Sequence[Any], root: str = "") -> None:
        """A new row. `root`: the root whose new `rev` it keeps beside them."""
        self.fresh.setdefault(table, (columns, []))[1].append((values, root))

    def _insert(self, table: str, columns: Columns, rows: Sequence[tuple[Sequence[Any], str]]) -> str:
        """Insert the new rows of one table."""
        first, root = len(self.params.values) + 1, rows[0][1]
        for values, _ in rows:
            self.params.values += values
        gate = f" cross join {self.gate}" if self.gate else ""
        held = f" left join {self.held} h on h.id = v.root" if root and self.held else ""
        rev = "" if not root else ", coalesce(h.rev, 1)" if held else ", 1"
        return _rows_sql(table, columns, first, len(rows), rev) + gate + held

    def _count(self, touch: Touch) -> None:
        """The deltas of the exact count per guard value."""
        shape = touch.shape
        guards = shape.said.guarded_by if shape.said.root else ()
        if not guards or (touch.op == "update" and not any(name in touch.values for name in guards)):
            return
        cells = [row_of(shape).each[name] for name in guards]
        columns = ", ".join([*(columns[0] for columns, _ in cells), "aantal bigint"])
        before = [] if touch.op == "insert" else [(-1, touch.record)]
        after = [] if touch.op == "delete" else [(1, touch.after)]
        for more, record in (*before, *after):
            values = [take(getattr(record, name))[0] for name, (_, take) in zip(guards, cells, strict=True)]
            self._put(f"{shape.component}.telling_{shape.name}", columns, (*values, more))


def _by_shape(touches: Iterable[Touch]) -> Iterable[tuple[Shape, list[Touch]]]:
    found: dict[Shape, list[Touch]] = {}
    for touch in touches:
        found.setdefault(touch.shape, []).append(touch)
    return found.items()


@lru_cache(256)
def _rows_sql(table: str, columns: Columns, first: int, count: int, rev: str) -> str:
    """The INSERT of so many rows, their values at the places from `first` on. `rev`: the SQL of that column, if any."""
    pairs = [each.split(" ", 1) for each in columns.split(", ")]
    names, ends = ", ".join(name for name, _ in pairs), range(first, first + count * len(pairs), len(pairs))
    places = (", ".join(f"${at}::{kind}" for at, (_, kind) in enumerate(pairs, end)) for end in ends)
    rows = ", ".join(f"({each})" for each in places)
    return f"insert into {table} ({names}{', rev' if rev else ''}) select v.*{rev} from (values {rows}) v({names})"
