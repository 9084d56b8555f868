"""Mirrors: what a change must also leave in a neighbour's component, under our own name and on behalf of the client.

Where that component is served here, it happens in the transaction of the change itself. Elsewhere the change notes it
in its outbox, and it is sent as soon as that holds: the answer waits for it a moment, and whatever did not come
through is sent again, in the order of its root, until it does. What is there (or gone) already counts as done.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from grondslag.kernel.access import Caller
from grondslag.kernel.links import UUID, Links
from grondslag.kernel.rules import Link, Mirror
from grondslag.kernel.shape import Shape
from grondslag.runtime.clients import OWN
from grondslag.runtime.database import transaction
from grondslag.runtime.observe import Observer
from grondslag.runtime.outside import Outside, Unreachable
from grondslag.runtime.together import Bound, Unsent
from grondslag.runtime.town import Answer, Call, Town, Wish
from grondslag.runtime.waiting import wait_after
from grondslag.surfaces.plumbing import SPIEGEL
from grondslag.surfaces.problems import Invalid

GONE = (200, 204, 404)
WAIT_SECONDS = 2.0
BATCH = 100
SETTLED = timedelta(seconds=5)
"""So old a mirror in the outbox must be before it is sent again: the first attempt is over by then."""
KEPT = timedelta(days=7)
ROUND_SECONDS = 20.0
FIRST_WAIT = 1.0
LONGEST_WAIT = 600.0
LONGEST_SILENCE = 60.0
WARNING = (
    b"Het spiegelbeeld in een ander register is nog niet bijgewerkt; dat gebeurt vanzelf zodra dat register antwoordt."
)
NOWHERE = b"Het spiegelbeeld in een ander register kon niet worden bijgewerkt."
Carry = Callable[[Town, Call, Wish], Awaitable[Answer]]
"""Carries out a wish: `changing.change`."""


async def follow(bound: Bound, call: Call, component: str, root: str, mirrors: Sequence[Mirror], carry: Carry) -> bool:
    """Let the mirrors follow a change within its transaction. False when one that must be made has no place at all.

    Raises what refuses a mirror here: then the change itself does not hold.
    """
    placed = True
    for mirror in mirrors:
        target = mirror.target.partition(".")[0]
        if target not in call.links.roots or _leads_past(target, mirror):
            # What was never mirrored, because its register is not known, need not be removed.
            placed = placed and mirror.act == "destroy"
        elif target in bound.engine.served:
            await reflect(bound, call, mirror, carry)
        else:
            await _note(bound, call, component, root, mirror)
    return placed


async def after(town: Town, bound: Bound) -> bool:
    """Send what a transaction that holds left to be sent; whether all of it came through in time."""
    if not bound.unsent:
        return True
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            for component in dict.fromkeys(each.component for each in bound.unsent):
                mine = [each for each in bound.unsent if each.component == component]
                if await _has_older(town, component, mine):
                    return False  # those go first, and the worker sends them
                for each in mine:
                    if not await send(town.outside, each):
                        return False
                    await town.pool.execute(f"delete from {component}.outbox where id = $1", each.id)
    except TimeoutError:
        return False
    return True


def _leads_past(component: str, mirror: Mirror) -> bool:
    """Whether it is about a record of another register than the one we know: a document that lies elsewhere."""
    links = [each for each in mirror.body.values() if isinstance(each, Link)]
    return any(each.target.startswith(component + ".") and not UUID.fullmatch(each.key) for each in links)


def wire_of(body: Mapping[str, Any], links: Links) -> dict[str, Any]:
    """The body of a mirror with URLs for its links."""
    return {
        name: links.url(value.target, value.key) if isinstance(value, Link) else value for name, value in body.items()
    }


# --- here ---------------------------------------------------------------------------------------------------------


def on_behalf(call: Call) -> Call:
    """The same call under our own name; the audit trail says for whom."""
    own = Caller(client=OWN, label=f"namens {call.caller.client}", superuser=True, user_id=call.caller.user_id)
    return msgspec.structs.replace(call, caller=own, idempotency_key="")


async def reflect(town: Town, call: Call, mirror: Mirror, carry: Carry) -> None:
    """Carry out a mirror in a component that is served here, through the same pipe as every write."""
    shape, body = town.engine.world.shapes[mirror.target], wire_of(mirror.body, call.links)
    parent = parent_of(shape, mirror)
    if mirror.act == "create":
        try:
            await carry(town, on_behalf(call), Wish(shape=shape, action="create", body=body, parent=parent))
        except Invalid as refused:
            if any(each.code != "unique" for each in refused.violations):
                raise
        return
    for key in await found_of(town, call.links, shape, body):
        await carry(town, on_behalf(call), Wish(shape=shape, action="destroy", key=key, parent=parent))


def parent_of(shape: Shape, mirror: Mirror) -> str:
    """The key of the record that the mirror lies under."""
    above = mirror.body.get(shape.field(shape.said.part_of).wire) if shape.said.under else None
    return above.key if isinstance(above, Link) else ""


async def found_of(town: Town, links: Links, shape: Shape, body: Mapping[str, Any]) -> list[str]:
    """The keys of the records that match a mirror's body."""
    wanted = {
        field.name: links.key(field.to.target, value) if field.to and isinstance(value, str) else value
        for field in shape.fields
        if (value := body.get(field.wire)) is not None
    }
    columns = {name: shape.column(shape.field(name)) for name in wanted}
    where = " and ".join(f"{name} = ${index}::{kind}" for index, (name, kind) in enumerate(columns.items(), 1))
    return [
        row[0] for row in await town.pool.fetch(f"select id::text from {shape.table} where {where}", *wanted.values())
    ]


# --- elsewhere ----------------------------------------------------------------------------------------------------


async def _note(bound: Bound, call: Call, component: str, root: str, mirror: Mirror) -> None:
    """Write down, in the transaction of the change, what must be sent."""
    shape = bound.engine.world.shapes.get(mirror.target)
    collection, body = addressed(call.links, shape, mirror)
    under = shape is not None and shape.said.under
    unsent = Unsent(
        bound.fresh_id(), component, root, mirror.target, collection, mirror.act, body, call.caller.client, under
    )
    await bound.pool.execute(
        f"insert into {component}.outbox (id, root, rev, soort, kanaal, hoofdobject_pad, resource, resource_pad, "
        "actie, inhoud, aanmaakdatum) values ($1, $2, 0, $3, '', '', $4, $5, $6, $7, $8)",
        unsent.id,
        root,
        SPIEGEL,
        mirror.target,
        collection,
        mirror.act,
        msgspec.json.encode({"body": body, "client": unsent.client, "under": under}).decode(),
        datetime.now(UTC),
    )
    bound.unsent.append(unsent)


def addressed(links: Links, shape: Shape | None, mirror: Mirror) -> tuple[str, dict[str, Any]]:
    """Where a mirror belongs elsewhere, and its body: what its path says is not said again."""
    collection, body = links.prefix(mirror.target).removesuffix("/"), wire_of(mirror.body, links)
    if shape is not None and shape.said.under:
        body.pop(shape.field(shape.said.part_of).wire)
        return collection.replace("{parent}", parent_of(shape, mirror)), body
    return collection or f"{links.roots[mirror.target.partition('.')[0]]}/{mirror.collection}", body


async def _has_older(town: Town, component: str, mine: Sequence[Unsent]) -> bool:
    """Whether something of the same roots is still to be sent that was noted before."""
    return await town.pool.fetchval(
        f"select exists (select from {component}.outbox where soort = '{SPIEGEL}' and root = any($1::uuid[]) "
        "and id <> all($2::uuid[]))",
        [each.root for each in mine],
        [each.id for each in mine],
    )


async def send(outside: Outside, unsent: Unsent) -> bool:
    """Carry out a mirror at its own API. Whether it is done; a repeat is."""
    try:
        return await _sent_to(outside, unsent)
    except Unreachable:
        return False


async def _sent_to(outside: Outside, unsent: Unsent) -> bool:
    """The same, under our own token. Raises Unreachable when nobody answers there."""
    behalf = {"X_Audit_Toelichting": f"Namens {unsent.client}"}
    if unsent.act == "create":
        status, said = await outside.send("POST", unsent.collection, unsent.body, **behalf)
        again = any(each.get("code") == "unique" for each in (said or {}).get("invalidParams", []))
        return status == 201 or again
    links = [(name, value) for name, value in unsent.body.items() if isinstance(value, str) and "://" in value]
    found = await listed(outside, unsent.collection, *links[0], under=unsent.under)
    same = [each for each in found if all(each.get(key) == said for key, said in unsent.body.items())]
    answers = [await outside.send("DELETE", each["url"], **behalf) for each in same]
    return all(status in GONE for status, _ in answers)


async def listed(outside: Outside, collection: str, name: str, value: str, *, under: bool) -> list[Any]:
    """The records among which a mirror is: those with this value, or all where they lie under another record.

    Raises Unreachable. What lies under another record has no filters, and is gone when that is.
    """
    if not under:
        return await outside.list(collection, name, value)
    status, said = await outside.send("GET", collection)
    if status == 404:
        return []
    if status != 200 or not isinstance(said, list):
        raise Unreachable
    return said


class Resending:
    """Sends again what did not come through. A root that is refused waits longer each time, and so does a neighbour
    that is silent, with all that is for it; the others do not."""

    def __init__(self) -> None:
        self.waits: dict[str, tuple[float, int]] = {}
        """Of each root or neighbour that failed: until when it waits, and how often it failed."""

    async def __call__(self, town: Town, observer: Observer) -> bool:
        """One round over all components. True when there is more to do at once."""
        more = False
        for component in sorted(town.engine.served) if town.neighbours else ():
            more = await self._of(town, observer, component) or more
        return more

    async def _of(self, town: Town, observer: Observer, component: str) -> bool:
        async with transaction(town.pool) as connection:
            if not await connection.fetchval(
                "select pg_try_advisory_xact_lock(hashtext($1))", f"{component} {SPIEGEL}"
            ):
                return False
            waiting = [key for key, (until, _) in self.waits.items() if until > time.monotonic()]
            rows = await connection.fetch(
                "select id::text, root::text, resource, resource_pad, actie, inhoud, aanmaakdatum "
                f"from {component}.outbox where soort = '{SPIEGEL}' and root <> all($1::uuid[]) "
                "and split_part(resource, '.', 1) <> all($2::text[]) order by id limit $3",
                [key for key in waiting if UUID.fullmatch(key)],
                waiting,
                BATCH,
            )
            done = await self._sent(town, observer, component, rows)
            await connection.execute(f"delete from {component}.outbox where id = any($1::uuid[])", done)
        return len(rows) == BATCH and bool(done)

    async def _sent(self, town: Town, observer: Observer, component: str, rows: Sequence[Any]) -> list[str]:
        """The keys of what is over: sent, or given up after a week (`grondslag check` finds what is missing)."""
        done: list[str] = []
        held: set[str] = set()
        now, until = datetime.now(UTC), time.monotonic() + ROUND_SECONDS
        for at, (id_, root, target, collection, act, inhoud, since) in enumerate(rows):
            if root in held or time.monotonic() > until:
                continue
            said, neighbour = msgspec.json.decode(inhoud), target.partition(".")[0]
            unsent = Unsent(id_, component, root, target, collection, act, said["body"], said["client"], said["under"])
            is_undone, failed = _is_undone(rows[at + 1 :], rows[at]), neighbour if neighbour in held else ""
            if not failed:
                failed = root if now - since <= SETTLED else await self._failed(town.outside, unsent, is_undone)
            if not failed:
                done.append(id_)
            elif now - since > KEPT:
                observer.log("error", "mirror given up", resource=target, collection=collection, act=act)
                done.append(id_)
            if failed and failed not in held:
                held.add(failed)
                longest = LONGEST_WAIT if failed == root else LONGEST_SILENCE
                failures = self.waits.get(failed, (0.0, 0))[1] + 1
                self.waits[failed] = (time.monotonic() + wait_after(failures, FIRST_WAIT, longest), failures)
        return done

    async def _failed(self, outside: Outside, unsent: Unsent, is_undone: bool) -> str:
        """Send it, if it is still wanted. The key of who refused it or was silent, or nothing."""
        try:
            if not is_undone and not await _sent_to(outside, unsent):
                return unsent.root
        except Unreachable:
            return unsent.target.partition(".")[0]
        self.waits.pop(unsent.root, None)
        self.waits.pop(unsent.target.partition(".")[0], None)
        return ""


def _is_undone(later: Sequence[Any], row: Any) -> bool:
    """Whether what was to be made is to be removed again: its neighbour may refuse to make it, for its lead is gone."""
    return any(each["actie"] == "destroy" != row["actie"] and _same(each) == _same(row) for each in later)


def _same(row: Any) -> tuple[str, str, Any]:
    return row["root"], row["resource_pad"], msgspec.json.decode(row["inhoud"])["body"]
