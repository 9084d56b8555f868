"""The queue of deliveries: one row per event and abonnement, in the schema of Notificaties.

Two designs were weighed. A log of events with a cursor per abonnement stores each event once, but needs a second
administration as soon as one hoofdobject must wait while others go on, and a third for what is given up. Rows per
abonnement store an event as often as it is wanted, and then everything is a plain row: waiting, trying again, giving up
and removing. That one it is.

`volgorde` is the place in the queue: given by the publisher, of which there is one at a time, and never less than what
is there already. Of one hoofdobject nothing passes while an earlier event waits (`_FREE`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

BATCH = 100
DEAD_BATCH = 2_000
BATCH_BYTES = 2**20
"""So much text is read at once for one abonnement, or one event that is larger: many are served side by side."""
_FREE = """
    f.volgende_poging <= now() and not exists (
        select from notificaties.aflevering e where e.abonnement = f.abonnement and e.hoofd_object = f.hoofd_object
        and e.volgorde < f.volgorde and e.volgende_poging > now())
"""
_KEPT = "abonnement, volgorde, gebeurtenis, kanaal, hoofd_object, bericht, aangeboden_op, pogingen"
COLUMNS = f"id, {_KEPT}, volgende_poging"
_RECEIVER = "a.id::text, a.callback_url, a.auth_verzegeld, a.send_cloudevents, a.cloudevents_modus, a.storingen"
_WANTS = f"""
    a.id <> all($1::uuid[])
    and exists (select from notificaties.aflevering f where f.abonnement = a.id and {_FREE})
"""
_LAST = """
    greatest((extract(epoch from clock_timestamp()) * 1000000)::bigint, (select f.volgorde
        from notificaties.aflevering f where f.abonnement = x.abonnement order by f.volgorde desc limit 1))
"""
"""The last place in the queue of abonnement `x`: what is added comes after it."""


class Queued(msgspec.Struct, frozen=True):
    """An event that waits for one abonnement."""

    id: str
    gebeurtenis: str
    kanaal: str
    hoofd_object: str
    bericht: bytes
    pogingen: int


class Offered(NamedTuple):
    """An event that is offered to the queues."""

    gebeurtenis: str
    kanaal: str
    hoofd_object: str
    bericht: str


class Receiver(msgspec.Struct, frozen=True):
    """An abonnement, as far as delivery needs it."""

    id: str
    callback_url: str
    auth_verzegeld: str
    send_cloudevents: bool
    cloudevents_modus: str
    storingen: int


async def put(connection: Any, events: Sequence[Offered], rows: Sequence[tuple[str, str, int]]) -> None:
    """Add deliveries in order: of each its key, its abonnement and the place of its event, whose body goes over once.

    A body that a hundred abonnementen want would else be in memory, and in the statement, a hundred times.
    """
    if rows:
        await connection.execute(
            f"""
            with n as (select x.abonnement, {_LAST} as eind
                from (select distinct unnest($2::uuid[]) as abonnement) x)
            insert into notificaties.aflevering ({COLUMNS})
            select r.id, r.abonnement, n.eind + r.plaats, e.gebeurtenis, e.kanaal, e.hoofd_object, e.bericht, now(), 0,
                now()
            from unnest($1::uuid[], $2::uuid[], $3::bigint[]) with ordinality r(id, abonnement, nummer, plaats)
            join unnest($4::text[], $5::text[], $6::text[], $7::text[])
                with ordinality e(gebeurtenis, kanaal, hoofd_object, bericht, nummer) on e.nummer = r.nummer + 1
            join n using (abonnement)
            """,
            *map(list, zip(*rows, strict=True)),
            *map(list, zip(*events, strict=True)),
        )


async def due(pool: Any, busy: Iterable[str], most: int, troubled: int) -> list[Receiver]:
    """Abonnementen that have something to get now and are not `busy`: the reachable first, few of the `troubled`."""
    rows = await pool.fetch(
        f"""
        (select {_RECEIVER} from notificaties.abonnement a where a.storingen = 0 and {_WANTS} limit $2)
        union all
        (select {_RECEIVER} from notificaties.abonnement a
         where a.storingen > 0 and a.wacht_tot <= now() and {_WANTS} limit $3)
        """,
        list(busy),
        most,
        troubled,
    )
    return [Receiver(*row) for row in rows]


async def receiver(pool: Any, abonnement: str) -> Receiver | None:
    """An abonnement as it is now."""
    row = await pool.fetchrow(
        f"select {_RECEIVER} from notificaties.abonnement a where a.id = $1::uuid "
        "and (a.wacht_tot is null or a.wacht_tot <= now())",
        abonnement,
    )
    return None if row is None else Receiver(*row)


async def next_of(pool: Any, abonnement: str) -> list[Queued]:
    """The first events that an abonnement may get now, in order."""
    rows = await pool.fetch(
        f"""
        select id::text, gebeurtenis, kanaal, hoofd_object, bericht, pogingen from (
            select f.*, sum(octet_length(f.bericht)) over (order by f.volgorde rows unbounded preceding)
                - octet_length(f.bericht) as ervoor
            from (select f.* from notificaties.aflevering f where f.abonnement = $1::uuid and {_FREE}
                order by f.volgorde limit {BATCH}) f
        ) f where ervoor < {BATCH_BYTES} order by volgorde
        """,
        abonnement,
    )
    return [Queued(row[0], row[1], row[2], row[3], row[4].encode(), row[5]) for row in rows]


async def accepted(pool: Any, keys: Sequence[str]) -> None:
    """These were taken by their abonnement: only now they leave the queue."""
    if keys:
        await pool.execute("delete from notificaties.aflevering where id = any($1::uuid[])", list(keys))


async def failed(pool: Any, key: str, wait: timedelta) -> None:
    """This one was not: it is tried again after a while, and what follows on its hoofdobject waits for it."""
    await pool.execute(
        "update notificaties.aflevering set pogingen = pogingen + 1, volgende_poging = now() + $2 where id = $1::uuid",
        key,
        wait,
    )


async def reached(pool: Any, abonnement: str) -> None:
    """The abonnement can be reached again."""
    await pool.execute(
        "update notificaties.abonnement set storingen = 0, wacht_tot = null where id = $1::uuid", abonnement
    )


async def unreached(pool: Any, abonnement: str, wait: timedelta) -> None:
    """The abonnement cannot be reached: nothing is tried for a while."""
    await pool.execute(
        "update notificaties.abonnement set storingen = storingen + 1, wacht_tot = now() + $2 where id = $1::uuid",
        abonnement,
        wait,
    )


async def retry(pool: Any, abonnement: str = "") -> int:
    """Try now what waits for a next time, of one abonnement where that is said; how many wait there in all.

    Each is tried once more, so this may be asked however often: what fails waits as long as it would have.
    """
    # How often it failed stays: who is away still must not be tried by all at once, nor wait as short as at first.
    await pool.execute(
        "update notificaties.abonnement set wacht_tot = now() where storingen > 0 and ($1 = '' or id::text = $1)",
        abonnement,
    )
    last: str | None = "00000000-0000-0000-0000-000000000000"
    while last is not None:
        last = await pool.fetchval(
            f"""
            with held as (select id from notificaties.aflevering where id > $2::uuid
                and volgende_poging > now() and ($1 = '' or abonnement::text = $1) order by id limit {DEAD_BATCH}),
            freed as (update notificaties.aflevering a set volgende_poging = now() from held where a.id = held.id)
            select id::text from held order by held.id desc limit 1
            """,
            abonnement,
            last,
        )
    return await pool.fetchval(
        "select count(*) from notificaties.aflevering where $1 = '' or abonnement::text = $1", abonnement
    )


async def give_up(pool: Any, abonnement: str, since: timedelta, cause: str, keys: Sequence[str] | None) -> list[Any]:
    """What waits longer than this dies: of these keys, or of the whole abonnement. Answers event and kanaal of each.

    No more than `DEAD_BATCH` at once, the oldest first: of an abonnement that was away for days there may be so many
    that no statement gets through them.
    """
    return await pool.fetch(
        f"""
        with old as (select id from notificaties.aflevering where abonnement = $1::uuid
            and aangeboden_op < now() - $2::interval and ($4::uuid[] is null or id = any($4::uuid[]))
            order by volgorde limit {DEAD_BATCH}),
        gone as (delete from notificaties.aflevering a using old where a.id = old.id returning a.id, {_of("a", _KEPT)})
        insert into notificaties.dodebrief (id, {_KEPT}, oorzaak, gestorven_op)
        select gone.*, $3, now() from gone returning gebeurtenis, kanaal, pogingen
        """,
        abonnement,
        since,
        cause[:200],
        None if keys is None else list(keys),
    )


def _of(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{each}" for each in columns.split(", "))


async def replay(pool: Any, abonnement: str = "", event: str = "") -> int:
    """Queue dead letters again, of one abonnement or event where that is said; answers how many.

    They come after what waits already, and after what has passed them: what followed on their hoofdobject may be known.
    Who is replayed to is tried at once.
    """
    before, found = await pool.fetchval("select clock_timestamp()"), 0
    while count := await _replay_some(pool, abonnement, event, before):
        found += count
    return found


async def _replay_some(pool: Any, abonnement: str, event: str, before: datetime) -> int:
    """The oldest of those that had died before a moment, no more than one statement gets through."""
    return await pool.fetchval(
        f"""
        with old as (select id from notificaties.dodebrief where ($1 = '' or abonnement::text = $1)
            and ($2 = '' or gebeurtenis = $2 or id::text = $2) and gestorven_op <= $3
            order by volgorde limit {DEAD_BATCH}),
        gone as (delete from notificaties.dodebrief d using old where d.id = old.id returning d.*),
        opened as (update notificaties.abonnement a set storingen = 0, wacht_tot = null
            where a.id in (select abonnement from gone)),
        n as (select x.abonnement, {_LAST} as eind
            from (select distinct abonnement from gone) x),
        back as (insert into notificaties.aflevering ({COLUMNS})
            select id, abonnement, eind + row_number() over (partition by abonnement order by volgorde),
                gebeurtenis, kanaal, hoofd_object, bericht, now(), 0, now()
            from gone join n using (abonnement) returning 1)
        select count(*) from back
        """,
        abonnement,
        event,
        before,
    )


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an abonnement stands."""

    abonnement: str
    callback_url: str
    wachtend: int
    oudste: datetime | None
    dood: int
    storingen: int
    wacht_tot: datetime | None


async def standings(pool: Any) -> list[Standing]:
    """How every abonnement stands. Of its callback what may be shown: a query can hold a secret."""
    rows = await pool.fetch(
        """
        select a.id::text, split_part(a.callback_url, '?', 1), coalesce(f.aantal, 0), f.oudste,
            coalesce(d.aantal, 0), a.storingen, a.wacht_tot
        from notificaties.abonnement a
        left join (select abonnement, count(*) as aantal, min(aangeboden_op) as oudste
            from notificaties.aflevering group by 1) f on f.abonnement = a.id
        left join (select abonnement, count(*) as aantal from notificaties.dodebrief group by 1) d
            on d.abonnement = a.id
        order by a.id
        """
    )
    return [Standing(**dict(zip(Standing.__struct_fields__, row, strict=True))) for row in rows]


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """An event that was given up."""

    id: str
    abonnement: str
    gebeurtenis: str
    kanaal: str
    hoofd_object: str
    pogingen: int
    oorzaak: str
    gestorven_op: datetime


async def dead_letters(pool: Any, most: int) -> list[DeadLetter]:
    """The latest events that were given up."""
    rows = await pool.fetch(
        "select id::text, abonnement::text, gebeurtenis, kanaal, hoofd_object, pogingen, oorzaak, gestorven_op "
        "from notificaties.dodebrief order by gestorven_op desc, volgorde desc limit $1",
        most,
    )
    return [DeadLetter(**dict(zip(DeadLetter.__struct_fields__, row, strict=True))) for row in rows]


async def measured(pool: Any) -> dict[str, float]:
    """How long the queue is, how old its oldest event in seconds, and how many were given up."""
    row = await pool.fetchrow(
        "select count(*), coalesce(extract(epoch from now() - min(aangeboden_op)), 0)::float8, "
        "(select count(*) from notificaties.dodebrief) from notificaties.aflevering"
    )
    return {"queued": float(row[0]), "oldest_seconds": float(row[1]), "dead": float(row[2])}
