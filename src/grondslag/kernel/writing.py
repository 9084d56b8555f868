"""The SQL of writing: everything that one change sets off, as one statement.

Rows, the `rev` of every root, the arrays kept on it, audit, outbox and counts are CTEs of one statement. A write on an
existing root happens only at the `rev` at which its facts were gathered (design §1.7): no row, no write.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, cast

import msgspec

from grondslag.kernel.filters import Params
from grondslag.kernel.rows import box_around, row_of, to_sql
from grondslag.kernel.rules import Create, Delete, Update, Write
from grondslag.kernel.shape import Shape, World

Op = Literal["insert", "update", "delete"]
Columns = tuple[tuple[str, str], ...]
"""Names with their SQL types."""


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


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An audit line and its notification: what was done to which resource under which root."""

    shape: Shape
    root: Shape
    root_id: str
    record: Any
    actie: str
    resource_pad: str
    hoofdobject_pad: str
    weergave: str
    oud: bytes | None
    nieuw: bytes | None
    kenmerken: Mapping[str, Any]


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who does it, as the audit trail keeps it."""

    client: str
    applicatie: str
    gebruiker_id: str
    gebruiker_weergave: str
    toelichting: str


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
        if isinstance(write, Update):
            self.touch("update", write.record).values.update(write.values)
        elif isinstance(write, Create):
            self.touch("insert", write.record)
        elif isinstance(write, Delete):
            self.touch("delete", write.record)

    def settle(self, roots: Mapping[tuple[str, str], Any]) -> None:
        """Let every row move the `rev` of its root and keep the arrays there. `roots`: the known root records."""
        for touch in list(self.rows.values()):
            for holder in self._holders(touch, roots):
                holder.takes_rev = True
            self._keep(touch, roots)

    def _holders(self, touch: Touch, roots: Mapping[tuple[str, str], Any]) -> list[Touch]:
        top = self.world.root_of(touch.shape)
        if top is touch.shape:
            return [touch] if top.said.root and touch.op != "insert" else []
        holder = self._root(top, getattr(touch.record, touch.shape.said.part_of), roots)
        return [holder] if holder is not None and holder.op != "insert" else []

    def _root(self, top: Shape, key: str | None, roots: Mapping[tuple[str, str], Any]) -> Touch | None:
        if key is None or not top.said.root:
            return None
        found = self.rows.get((top.key, key))
        if found is None and (record := roots.get((top.key, key))) is not None:
            found = self.touch("update", record)
        return found

    def _keep(self, touch: Touch, roots: Mapping[tuple[str, str], Any]) -> None:
        for holder_shape, field in self.world.keepers[touch.shape.key]:
            back = field.inverse.field if field.inverse else ""
            old = None if touch.op == "insert" else getattr(touch.record, back)
            new = None if touch.op == "delete" else getattr(touch.after, back)
            if old == new:
                continue
            for key, put in ((old, False), (new, True)):
                holder = self._root(holder_shape, key, roots)
                if holder is None or holder.op == "delete":
                    continue
                holder.takes_rev = holder.op != "insert"
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


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The answer that belongs to an Idempotency-Key, for 24 hours."""

    component: str
    client: str
    key: str
    fingerprint: bytes
    status: int
    body: bytes
    pad: str = ""
    """Where the record is: an answer that only the database could make is read there again."""


def _columns(pairs: str) -> Columns:
    """The columns that `id uuid, root uuid` names."""
    return tuple((name, kind) for name, kind in (each.split() for each in pairs.split(",")))


AUDIT = _columns(
    "id uuid, root uuid, resource text, resource_id uuid, resource_pad text, actie text, resultaat smallint, "
    "client text, applicatie text, gebruiker_id text, gebruiker_weergave text, toelichting text, "
    "resource_weergave text, aanmaakdatum timestamptz, oud jsonb, nieuw jsonb"
)
OUTBOX = _columns(
    "id uuid, root uuid, soort text, kanaal text, hoofdobject_pad text, resource text, resource_pad text, "
    "actie text, inhoud jsonb, aanmaakdatum timestamptz"
)
ANSWERS = _columns(
    "client text, sleutel text, vingerafdruk bytea, status smallint, koppen jsonb, antwoord bytea, "
    "gemaakt_op timestamptz"
)


class Statement(msgspec.Struct, frozen=True):
    """A compiled change: SQL, its parameters, and how many roots must have been at their known `rev`.

    With more than one root it must run in a transaction that is rolled back when the answer is another number.
    """

    sql: str
    params: list[Any]
    roots: int


class Compiler:
    """Writes the statement of one change."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world, self.now = world, now
        self.params = Params()
        self.ctes: list[str] = []
        self.held: list[tuple[str, str]] = []
        """The CTEs of roots that take their rev: name and key."""

    def compile(
        self, touches: Touches, lines: Sequence[tuple[str, Line]], actor: Actor, keep: "Kept | None" = None
    ) -> Statement:
        """All of it. `lines`: each with a fresh id; `keep`: the answer to remember under an Idempotency-Key."""
        rows = sorted(touches.rows.values(), key=lambda each: each.op == "insert" or not each.takes_rev)
        for touch in rows:
            self._row(touch)
        gate = "".join(f" cross join {name}" for name, _ in self.held)
        gone = [each for each in rows if each.op == "delete" and each.shape.said.audit]
        for touch in gone:  # its audit trail goes with it (zrc-023)
            test = f"root = {self.params.add(touch.record.id, '::uuid')} and exists (select 1{_from(gate)})"
            self.cte(f"delete from {touch.shape.component}.audittrail where {test}")
        for fresh, line in lines:
            if not any(line.root_id == each.record.id for each in gone):
                self._audit(fresh, line, actor, gate)
            if line.shape.said.channel:
                self._event(fresh, line, gate)
        for touch in rows:
            self._count(touch, gate)
        if keep is not None:
            self._keep(keep, gate)
        held = " + ".join(f"(select count(*) from {name})" for name, _ in self.held) or "0"
        return Statement(f"with {', '.join(self.ctes)} select {held}", self.params.values, len(self.held))

    def cte(self, sql: str) -> str:
        """Add a CTE; its name."""
        name = f"w{len(self.ctes)}"
        self.ctes.append(f"{name} as ({sql})")
        return name

    def _row(self, touch: Touch) -> None:
        if touch.op == "insert":
            self._insert(touch)
            return
        if touch.op == "update" and not (touch.takes_rev or touch.values or touch.keep):
            return
        key = self.params.add(touch.record.id, "::uuid")
        where = f"id = {key}"
        if touch.takes_rev:
            where += f" and rev = {self.params.add(touch.record.rev, '::bigint')}"
        gate = "".join(f" and exists (select 1 from {name})" for name, _ in self.held) if not touch.takes_rev else ""
        if touch.op == "delete":
            returning = " returning rev + 1 as rev" if touch.shape.said.root else " returning 0::bigint as rev"
            name = self.cte(f"delete from {touch.shape.table} where {where}{gate}{returning}")
        else:
            sets = self._sets(touch)
            if touch.takes_rev:
                sets.append("rev = rev + 1")
            returning = " returning rev" if touch.shape.said.root else ""
            name = self.cte(f"update {touch.shape.table} set {', '.join(sets)} where {where}{gate}{returning}")
            if touch.shape.said.versioned and "versie" in touch.values:
                old = touch.shape.table
                self.cte(f"insert into {old}_versie select o.* from {old} o cross join {name} where o.id = {key}")
        if touch.takes_rev:
            self.held.append((name, touch.record.id))

    def _sets(self, touch: Touch) -> list[str]:
        shape = touch.shape
        found: list[str] = []
        for field in shape.stored:
            if field.name in touch.values:
                value = touch.values[field.name]
                place = self.params.add(to_sql(shape, field, value), "::" + shape.column(field))
                found.append(f"{field.name} = {place}")
                if field.form.box is not None:
                    found.append(f"{field.name}_box = {self.params.add(box_around(field, value), '::box')}")
        for name, (puts, drops) in touch.keep.items():
            column = f"{name} || {self.params.add(puts, '::uuid[]')}" if puts else name
            for drop in drops:
                column = f"array_remove({column}, {self.params.add(drop, '::uuid')})"
            found.append(f"{name} = {column}")
        return found

    def _insert(self, touch: Touch) -> None:
        row, gate = row_of(touch.shape), "".join(f" cross join {name}" for name, _ in self.held)
        self._put(touch.shape.table, row.columns, row.values(touch.whole), gate)

    def _rev(self, line: Line) -> str:
        """The rev that the root gets by this change."""
        return next((f"{name}.rev" for name, key in self.held if key == line.root_id), "1::bigint")

    def _put(self, table: str, columns: Columns, values: Sequence[Any], gate: str, plain: Columns = ()) -> None:
        """Insert one row. `plain`: further columns, each with the SQL of its value."""
        self.cte(_put_sql(table, columns, plain, len(self.params.values) + 1) + _from(gate))
        self.params.values += values

    def _audit(self, fresh: str, line: Line, actor: Actor, gate: str) -> None:
        result = {"create": 201, "destroy": 204}.get(line.actie, 200)
        what = (fresh, line.root_id, line.shape.name, line.record.id, line.resource_pad, line.actie)
        who = (actor.client, actor.applicatie, actor.gebruiker_id, actor.gebruiker_weergave, actor.toelichting)
        sides = [None if each is None else each.decode() for each in (line.oud, line.nieuw)]
        values = (*what, result, *who, line.weergave, self.now, *sides)
        self._put(f"{line.shape.component}.audittrail", AUDIT, values, gate, (("rev", self._rev(line)),))

    def _event(self, fresh: str, line: Line, gate: str) -> None:
        shape, kenmerken = line.shape, msgspec.json.encode(line.kenmerken).decode()
        about = (shape.said.channel, line.hoofdobject_pad, shape.name, line.resource_pad, line.actie)
        values = (fresh, line.root_id, "notificatie", *about, kenmerken, self.now)
        self._put(f"{shape.component}.outbox", OUTBOX, values, gate, (("rev", self._rev(line)),))

    def _count(self, touch: Touch, gate: str) -> None:
        """The deltas of the exact count per guard value."""
        shape = touch.shape
        guards = shape.said.guarded_by if shape.said.root else ()
        moved = touch.op != "update" or any(name in touch.values for name in guards)
        if not guards or not moved:
            return
        columns = tuple((name, shape.column(shape.field(name))) for name in guards)
        before = [] if touch.op == "insert" else [("-1", touch.record)]
        after = [] if touch.op == "delete" else [("1", touch.after)]
        for sign, record in (*before, *after):
            values = [to_sql(shape, shape.field(name), getattr(record, name)) for name in guards]
            self._put(f"{shape.component}.telling_{shape.name}", columns, values, gate, (("aantal", sign),))

    def _keep(self, kept: "Kept", gate: str) -> None:
        """Remember the answer to an Idempotency-Key, in the write itself."""
        heads = msgspec.json.encode({"pad": kept.pad}).decode()
        values = (kept.client, kept.key, kept.fingerprint, kept.status, heads, kept.body, self.now)
        self._put(f"{kept.component}.idempotentie", ANSWERS, values, gate)


@lru_cache(1000)
def _put_sql(table: str, columns: Columns, plain: Columns, first: int) -> str:
    """The INSERT of one row, its values at the places from `first` on."""
    names = ", ".join(name for name, _ in (*columns, *plain))
    places = [f"${place}::{kind}" for place, (_, kind) in enumerate(columns, first)]
    return f"insert into {table} ({names}) select {', '.join([*places, *(sql for _, sql in plain)])}"


def _from(gate: str) -> str:
    return f" from {gate.removeprefix(' cross join ')}" if gate else ""
