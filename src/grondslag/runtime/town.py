"""A municipality as this process serves it: its database, its clients, and the addresses it is known by."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime
from typing import Any
from weakref import WeakValueDictionary

import msgspec

from grondslag.kernel.access import Caller, Reach, wants
from grondslag.kernel.decode import NETHERLANDS
from grondslag.kernel.links import Links
from grondslag.kernel.render import Projection, Rendered
from grondslag.kernel.rules import Act, Change
from grondslag.kernel.shape import Shape
from grondslag.runtime.activities import Activity
from grondslag.runtime.clients import Clients
from grondslag.runtime.contents import Contents
from grondslag.runtime.database import ByKey, Found
from grondslag.runtime.engine import Engine
from grondslag.runtime.numbers import Numbers
from grondslag.runtime.outside import Outside
from grondslag.runtime.reader import Reader
from grondslag.runtime.spread import Spread
from grondslag.surfaces.decisions import Decision
from grondslag.surfaces.problems import Forbidden, NotFound

Settle = Callable[[Change[Any]], Awaitable[Change[Any]]]
"""What a judged change still needs of the outside world before it is stored. Raises Invalid."""
KNOWN_BASES = 16


class Call(msgspec.Struct, kw_only=True):
    """One request, as far as the pipe needs to know it."""

    caller: Caller
    links: Links
    method: str
    path: str
    toelichting: str = ""
    idempotency_key: str = ""
    fingerprint: bytes = b""
    trace_id: str = ""
    span_id: str = ""
    parent_span_id: str = ""
    """Ids in hexadecimal digits (W3C Trace Context): of the whole, of this request, and of what asked for it."""
    flags: str = "01"
    """Of the trace context, as they came in."""
    began: float = 0.0
    """When it began, in seconds since 1970."""
    activity: Activity | None = None
    """For which processing activity it is; None where nobody said."""
    noted: list[tuple[str, list[Any], list[Sequence[str] | None]]] = msgspec.field(default_factory=list[Any])
    """What the answer shows: of which resource, the keys, and of each whose data it is (or what leads to them). Not
    the rows: they would be held until the log is written."""
    persons: list[tuple[str, str]] = msgspec.field(default_factory=list[tuple[str, str]])
    """Whose data the answer shows besides, and what it is."""
    references: list[str] = msgspec.field(default_factory=list[str])
    """Records of neighbours that the answer shows."""
    judged: frozenset[frozenset[str]] = frozenset()
    """What is known to be for the activity, by whose it is."""
    decisions: list[Decision] = msgspec.field(default_factory=list[Decision])
    """What was decided on it: first on the request itself, then on what it embeds."""
    decided: bool = False
    """Whether those decisions are in the log."""

    def shown(self, projection: Projection, rows: Sequence[Any]) -> list[Rendered]:
        """Rows as the wire shows them; whose data they are is noted."""
        place = projection.whose
        if place >= 0:
            whose = [row[place] for row in rows]
            if any(whose):
                self.noted.append((projection.shape.key, [row[0] for row in rows], whose))
        return projection.render(rows, self.links.prefixes)

    def told(self, resource: str, key: str, whose: Collection[str]) -> None:
        """Note whose data (or what leads to them) the answer tells of besides, at a record."""
        if whose:
            self.noted.append((resource, [key], [sorted(whose)]))

    def allow(self) -> None:
        """The rights reached to the end of it."""
        for decision in self.decisions[:1]:
            decision.granted = decision.allowed = True

    def refuse(self) -> None:
        """The rights did not reach so far, unless the decision point had denied it already."""
        for decision in self.decisions[:1]:
            if decision.allowed:
                decision.deny()

    def seen(self, subject: str, thing: str) -> None:
        """Note that the answer shows data of a person (`bsn:999990019`), and what it is (`personen.persoon`)."""
        self.persons.append((subject, thing))


class Wish(msgspec.Struct, kw_only=True):
    """What the caller asks: an action on a resource, with the body and the record it is about."""

    shape: Shape
    action: str
    key: str = ""
    parent: str = ""
    body: Mapping[str, Any] = msgspec.field(default_factory=dict[str, Any])
    act: Act | None = None


class Answer(msgspec.Struct, kw_only=True):
    """What goes back: a status, JSON bytes, and headers beside the usual ones."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    etag: bool = False
    stream: AsyncIterator[bytes] | None = None
    """What goes out in place of the body, so many bytes as `length` says."""
    length: int = 0
    """The same where nothing goes out, since HEAD asked."""
    doubted: Sequence[str] = ()
    """Keys of content that the change may have let go of."""
    replayed: bool = False
    """Whether it was given before: then nothing was done this time."""


class Town:
    """One municipality.

    `base`: the address by which we name our records where nobody asked over HTTP. `neighbours`: components that run in
    another process, with the URL of their API root.
    """

    def __init__(
        self,
        *,
        pool: Any,
        engine: Engine,
        clients: Clients,
        outside: Outside,
        base: str,
        neighbours: Mapping[str, str],
        fresh_id: Callable[[], str],
        contents: Contents,
    ) -> None:
        self.pool, self.engine, self.clients, self.outside = pool, engine, clients, outside
        self.base, self.neighbours = base, dict(neighbours)
        self.numbers = Numbers(pool)
        self.fresh_id, self.contents = fresh_id, contents
        self.settles: dict[str, Settle] = {}
        """By resource: what its judged changes still need of the outside world."""
        self.accounting: Any = None
        """The log of what is done with data of persons (`runtime.accounting`); a program that serves always has one."""
        self.deciding: Any = None
        """How it decides what is allowed (`runtime.deciding`); a program that serves always knows."""
        self.stirred: Callable[[], None] = _nobody
        """Called after every write: who works in the background may have something to do."""
        self.reader = Reader(pool, engine.world, engine.served, outside)
        self.spread = Spread()
        self.joint = asyncio.Semaphore(max(1, getattr(pool, "size", 2) - 1))
        """So many transactions of several changes may run at once."""
        self._by_key: dict[str, ByKey] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._links: dict[str, Links] = {}
        self._day = (0, date.min)

    def links(self, base: str) -> Links:
        """The links as seen from a base address (`https://gemeente.example`)."""
        found = self._links.get(base)
        if found is None:
            if len(self._links) >= KNOWN_BASES:
                self._links.clear()
            roots = {name: base + self.engine.world.components[name].path for name in self.engine.served}
            found = self._links[base] = Links(self.engine.world, roots | self.neighbours)
        return found

    def root(self, component: str) -> str:
        """The root of the API of a component: at the neighbour that runs it, else at our own address."""
        return self.neighbours.get(component, self.base + self.engine.world.components[component].path).rstrip("/")

    def turn(self, _table: str, root: str) -> AbstractAsyncContextManager[Any]:
        """The turn of one writer on a root, among those of this process who were overtaken once."""
        found = self._turns.get(root)
        if found is None:
            found = self._turns[root] = asyncio.Lock()
        return found

    def is_taken(self, root: str) -> bool:
        """Whether somebody has the turn on a root: then others had better wait for theirs."""
        found = self._turns.get(root)
        return found is not None and found.locked()

    def by_key(self, shape: Shape) -> ByKey:
        """Reads of one resource by key."""
        found = self._by_key.get(shape.key)
        if found is None:
            found = self._by_key[shape.key] = ByKey(self.pool, self.engine.world, self.engine.projection(shape))
        return found

    def today(self) -> date:
        """The day in the Netherlands, looked up once a second."""
        second = int(time.time())
        if second != self._day[0]:
            self._day = (second, self.now()[1])
        return self._day[1]

    @staticmethod
    def now() -> tuple[datetime, date]:
        """The clock: the moment, and the day in the Netherlands."""
        moment = datetime.fromtimestamp(time.time(), UTC)
        return moment, moment.astimezone(NETHERLANDS).date()


def _nobody() -> None:
    """Nobody works in the background of this process."""


def demand(call: Call, root: Shape, scopes: tuple[str, ...]) -> Reach:
    """The caller's reach for any of these scopes. Raises Forbidden when it goes nowhere."""
    reach = call.caller.reach(root, scopes)
    if not reach:
        raise Forbidden
    return reach


async def read_row(town: Town, call: Call, shape: Shape, key: str, scope: str = "read") -> Found:
    """The row with this key. Raises NotFound, or Forbidden when it lies outside the rights."""
    reach = demand(call, town.engine.world.root_of(shape), wants(shape.said.scopes[scope]))
    found = await town.by_key(shape).get(key)
    if found is None:
        raise NotFound
    if not reach.holds(found.guard):
        raise Forbidden
    return found
