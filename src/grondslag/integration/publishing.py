"""Publishing: events leave the outbox of their component, for the queue of every abonnement that wants them.

Where Notificaties is served over the same database, that is one transaction: an event is in the outbox or in the
queues, never in both and never in neither. Where Notificaties is a neighbour, events are sent there, and leave the
outbox when they were taken; a repeat after a crash is known there by its Idempotency-Key.

There is one publisher at a time for each component, by a lock of the transaction. It takes whole roots: the first
hundred events by key, then every event of their roots, in the order of `rev`. So what was written later never leaves
earlier, whoever wrote it.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import accumulate
from typing import Any

import asyncpg
import msgspec

from grondslag.integration.kanalen import own_kanalen, register_there
from grondslag.integration.messages import matches, moment, notificatie
from grondslag.integration.queue import BATCH, Offered, put
from grondslag.runtime.database import transaction
from grondslag.runtime.observe import Observer
from grondslag.runtime.outside import Unreachable
from grondslag.runtime.town import Town
from grondslag.runtime.waiting import wait_after
from grondslag.surfaces.plumbing import NOTIFICATIE

REFUSED = f"{NOTIFICATIE}-geweigerd"
"""The kind of an event in the outbox that the neighbour will never take: kept, and told."""
MOST = 2000
"""So many events leave in one transaction, whole roots or the beginning of one."""
MOST_ROWS = 20_000
"""So many events times abonnementen are looked at in one go: longer than that nobody else would get a turn."""
MOST_BYTES = 64 * 2**20
"""So much text is written to the queues in one go, or one event when that is more already."""
LOCK = 0x6E7263
AT_ONCE = 8
SEND_SECONDS = 20.0
FIRST_WAIT = 2.0
LONGEST_WAIT = 300.0
INTRODUCE_SECONDS = 5.0
"""Between two attempts to make our kanalen known, as long as there is nothing to tell."""
_SUBSCRIBED = "select exists (select from notificaties.abonnement)"
NEVER = (400, 413, 415, 422)
"""With these the neighbour says that this event is wrong: sending it again changes nothing."""


class Event(msgspec.Struct, frozen=True):
    """An event that is to be told. `since`: when it was written here."""

    id: str
    root: str
    kanaal: str
    hoofd_object: str
    kenmerken: Mapping[str, str]
    body: bytes
    since: datetime


class Wants(msgspec.Struct, frozen=True):
    """What an abonnement wants: per kanaal the filters, of after a moment."""

    id: str
    kanalen: Mapping[str, Sequence[Mapping[str, str]]]
    since: datetime | None

    def takes(self, event: Event) -> bool:
        """Whether it wants this event. Of a kanaal that is named twice, either filter will do."""
        if self.since is not None and event.since < self.since:
            return False
        return any(matches(each, event.kenmerken) for each in self.kanalen.get(event.kanaal, ()))


class Publishing:
    """Publishes for one municipality. Several processes may: those who find another at it, leave it at that."""

    def __init__(self) -> None:
        self.known_there, self.introduced_at = False, float("-inf")
        self.failures, self.again_at = 0, float("-inf")

    async def round(self, town: Town, observer: Observer) -> bool:
        """One batch of each component; True when there is more. What fails for one keeps no other waiting."""
        root = town.neighbours.get("notificaties", "")
        if not root and "notificaties" not in town.engine.served:
            return False
        more, failures = False, list[Exception]()
        if root:
            await self._introduce(town, root)
        for component in sorted(town.engine.served):
            try:
                if root:
                    more |= component != "notificaties" and await self._send(town, observer, component, root)
                else:
                    more |= await _queue(town, component)
            except Exception as failure:  # told by the worker
                failures.append(failure)
        if failures:
            raise failures[0]
        return more

    # --- to a neighbour -----------------------------------------------------------------------------------------

    async def _introduce(self, town: Town, root: str) -> None:
        """Make our kanalen known before there is anything to tell, so that who wants it may subscribe in time."""
        now = time.monotonic()
        if self.known_there or now < max(self.again_at, self.introduced_at + INTRODUCE_SECONDS):
            return
        self.introduced_at = now
        with suppress(Unreachable, TimeoutError):
            async with asyncio.timeout(SEND_SECONDS):
                await self._make_known(town, root)

    async def _make_known(self, town: Town, root: str) -> None:
        """Raises Unreachable."""
        if not self.known_there:
            kanalen = own_kanalen(town.engine.world, town.engine.served, town.base)
            self.known_there = await register_there(town.outside, root, kanalen)

    async def _send(self, town: Town, observer: Observer, component: str, root: str) -> bool:
        """Send a batch to Notificaties elsewhere; True when there is more and it was taken."""
        if time.monotonic() < self.again_at or not await _has(town.pool, component):
            return False
        async with transaction(town.pool) as connection:
            if not await _my_turn(connection, component):
                return False
            events, more = await _outbox(connection, town, component)
            sending = _Sending(town, observer, root)
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await self._make_known(town, root)
                    await sending.all(events)
            except (Unreachable, TimeoutError):
                sending.silent = True
            await _forget(connection, component, sending.taken)
            await connection.execute(
                f"update {component}.outbox set soort = $1 where id = any($2::uuid[])", REFUSED, sending.refused
            )
        self._rest(observer, silent=sending.silent)
        return more and not sending.silent

    def _rest(self, observer: Observer, *, silent: bool) -> None:
        """Leave a neighbour that does not answer alone for a while, each time for longer."""
        if not silent:
            self.failures, self.again_at = 0, float("-inf")
            return
        self.failures += 1
        self.known_there = False
        wait = wait_after(self.failures, FIRST_WAIT, LONGEST_WAIT)
        self.again_at = time.monotonic() + wait
        observer.log("warning", "notificaties unreachable", failures=self.failures, seconds=wait)


class _Sending:
    """Sends events to a neighbour: those of one root one after the other, roots side by side."""

    def __init__(self, town: Town, observer: Observer, root: str) -> None:
        self.town, self.observer, self.url = town, observer, f"{root}/notificaties"
        self.taken: list[str] = []
        self.refused: list[str] = []
        self.silent = False

    async def all(self, events: Sequence[Event]) -> None:
        """All of them, or as far as it gets."""
        chains: dict[str, list[Event]] = {}
        for event in events:
            chains.setdefault(event.root, []).append(event)
        waiting = list(reversed(chains.values()))

        async def work() -> None:
            while waiting and not self.silent:
                await self._chain(waiting.pop())

        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_ONCE, len(waiting))):
                group.create_task(work())

    async def _chain(self, events: Sequence[Event]) -> None:
        for event in events:
            try:
                status, _ = await self.town.outside.send(
                    "POST", self.url, msgspec.json.decode(event.body), Idempotency_Key=event.id
                )
            except Unreachable:
                status = 0
            if status in (200, 201, 204):
                self.taken.append(event.id)
            elif status in NEVER:
                self.refused.append(event.id)
                self.observer.log(
                    "error", "notification refused", event_id=event.id, kanaal=event.kanaal, status=status
                )
            else:
                self.silent = True
            if self.silent:
                return


# --- to the queues in the same database -------------------------------------------------------------------------


async def _queue(town: Town, component: str) -> bool:
    """Move a batch from the outbox of a component into the queues; True when there is more."""
    if not await _has(town.pool, component):
        return False
    try:
        async with transaction(town.pool) as connection:
            if not await _my_turn(connection, component):
                return False
            if (dropped := await _dropped(connection, component)) is not None:
                return dropped == BATCH
            take = _inbox if component == "notificaties" else _outbox
            events, more = await take(connection, town, component)
            wanted = await _abonnementen(connection)
            most = max(MOST_ROWS // max(len(wanted), 1), 1)
            some = within(events[:most], MOST_BYTES // max(len(wanted), 1))
            events, more = some, more or len(events) > len(some)
            offered = [Offered(each.id, each.kanaal, each.hoofd_object, each.body.decode()) for each in events]
            rows = [
                (town.fresh_id(), each.id, at)
                for at, event in enumerate(events)
                for each in wanted
                if each.takes(event)
            ]
            await put(connection, offered, rows)
            await _forget(connection, component, [each.id for each in events])
    except asyncpg.ForeignKeyViolationError:
        return True  # an abonnement was removed meanwhile: again, without it
    if rows:
        town.stirred()
    return more


async def _dropped(connection: Any, component: str) -> int | None:
    """How many of our own events were let go of because nobody has an abonnement; None when somebody has.

    That is asked once more after the events were chosen: who subscribed in the meantime may have a right to them.
    """
    if component == "notificaties" or await connection.fetchval(_SUBSCRIBED):
        return None
    rows = await connection.fetch(
        f"select id from {component}.outbox where soort = '{NOTIFICATIE}' order by id limit {BATCH} "
        "for update skip locked"
    )
    if await connection.fetchval(_SUBSCRIBED):
        return None
    await connection.execute(f"delete from {component}.outbox where id = any($1::uuid[])", [row[0] for row in rows])
    return len(rows)


def within(events: Sequence[Event], most: int) -> list[Event]:
    """The first of these that are no larger together than so many bytes, and always one."""
    before = accumulate((len(each.body) for each in events), initial=0)
    return [event for event, size in zip(events, before, strict=False) if size < most or not size]


async def _has(pool: Any, component: str) -> bool:
    """Whether there is anything to publish: the cheapest question, asked most."""
    if component == "notificaties":
        return await pool.fetchval("select exists (select from notificaties.notificatie)")
    return await pool.fetchval(f"select exists (select from {component}.outbox where soort = '{NOTIFICATIE}')")


async def _my_turn(connection: Any, component: str) -> bool:
    """Whether nobody else publishes for this component now."""
    return await connection.fetchval("select pg_try_advisory_xact_lock($1, hashtext($2))", LOCK, component)


async def _outbox(connection: Any, town: Town, component: str) -> tuple[list[Event], bool]:
    """The next events of a component, whole roots in the order of `rev`; and whether there are more."""
    first = await connection.fetch(
        f"select root::text from {component}.outbox where soort = '{NOTIFICATIE}' order by id limit {BATCH} "
        "for update skip locked"
    )
    rows = await connection.fetch(
        f"select id::text, root::text, kanaal, hoofdobject_pad, resource, resource_pad, actie, aanmaakdatum, inhoud "
        f"from {component}.outbox where soort = '{NOTIFICATIE}' and root = any($1::uuid[]) order by root, rev, id "
        f"limit {MOST}",
        list({row[0] for row in first}),
    )
    return [_written(row, town.base) for row in rows], len(first) == BATCH or len(rows) == MOST


def _written(row: Any, base: str) -> Event:
    """An event of our own, as the standard tells it."""
    key, root, kanaal, hoofdobject_pad, resource, resource_pad, actie, at, inhoud = row
    kenmerken = {name: str(value) for name, value in msgspec.json.decode(inhoud).items() if value not in (None, "")}
    hoofd_object = base + hoofdobject_pad
    said = {
        "kanaal": kanaal,
        "hoofdObject": hoofd_object,
        "resource": resource,
        "resourceUrl": base + resource_pad,
        "actie": actie,
        "aanmaakdatum": moment(at),
        "kenmerken": kenmerken,
    }
    return Event(key, root, kanaal, hoofd_object, kenmerken, notificatie(said), at)


async def _inbox(connection: Any, _town: Town, _component: str) -> tuple[list[Event], bool]:
    """The next events that others told us, in the order in which they came."""
    rows = await connection.fetch(
        "select id::text, kanaal, hoofd_object, resource, resource_url, actie, aanmaakdatum, kenmerken, source, "
        f"ontvangen_op from notificaties.notificatie order by id limit {BATCH} for update skip locked"
    )
    return [_told(row) for row in rows], len(rows) == BATCH


def _told(row: Any) -> Event:
    """An event of others, as it was told."""
    key, kanaal, hoofd_object, resource, resource_url, actie, at, kenmerken, source, since = row
    found: dict[str, str] = msgspec.json.decode(kenmerken)
    said = {
        "kanaal": kanaal,
        "source": source,
        "hoofdObject": hoofd_object,
        "resource": resource,
        "resourceUrl": resource_url,
        "actie": actie,
        "aanmaakdatum": moment(at),
        "kenmerken": found,
    }
    return Event(key, hoofd_object, kanaal, hoofd_object, found, notificatie(said), since or at)


async def _abonnementen(connection: Any) -> list[Wants]:
    rows = await connection.fetch("select id::text, kanalen, aangemaakt_op from notificaties.abonnement order by id")
    found: list[Wants] = []
    for key, kanalen, since in rows:
        by_name: dict[str, list[Mapping[str, str]]] = {}
        for each in msgspec.json.decode(kanalen):
            by_name.setdefault(each["naam"], []).append(each.get("filters") or {})
        found.append(Wants(key, by_name, since))
    return found


async def _forget(connection: Any, component: str, keys: Sequence[str]) -> None:
    """These have left. Of what others told, nothing is kept that is not on its way: no copy, and no trail of it."""
    if component == "notificaties":
        await connection.execute("delete from notificaties.audittrail where root = any($1::uuid[])", keys)
        await connection.execute("delete from notificaties.notificatie where id = any($1::uuid[])", keys)
    elif keys:
        await connection.execute(f"delete from {component}.outbox where id = any($1::uuid[])", keys)


async def waiting(pool: Any, components: frozenset[str]) -> tuple[int, int]:
    """How many events wait in the outboxes, and how many a neighbour refused."""
    found = [0, 0]
    for component in sorted(components):
        rows = await pool.fetch(
            f"select soort, count(*) from {component}.outbox where soort = any($1::text[]) group by 1",
            [NOTIFICATIE, REFUSED],
        )
        for kind, count in rows:
            found[kind == REFUSED] += count
    return found[0], found[1]


async def replay_refused(pool: Any, components: frozenset[str], event: str = "") -> int:
    """Try what a neighbour refused once more: all of it, or one event; answers how many."""
    count = 0
    for component in sorted(components):
        rows = await pool.fetch(
            f"update {component}.outbox set soort = $1 where soort = $2 and ($3 = '' or id::text = $3) returning 1",
            NOTIFICATIE,
            REFUSED,
            event,
        )
        count += len(rows)
    return count
