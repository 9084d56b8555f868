"""For which verwerkingsactiviteiten each client may act: read from the register, by client id."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

_CLIENTS = "select id::text, client_ids from autorisaties.applicatie order by id"
# Of each activity the version that began last: it is in force, or it tells since when nothing is.
_ACTIVITIES = """
    select a.id::text, a.identificatie, a.naam, a.applicaties, a.zaaktypen, v.versie, v.begin_geldigheid,
        v.einde_geldigheid, v.velden, a.actief
    from verwerkingen.verwerkingsactiviteit a
    join verwerkingen.versie v on v.verwerkingsactiviteit = a.id
    where v.begin_geldigheid <= $1 and not exists (
        select from verwerkingen.versie w
        where w.verwerkingsactiviteit = a.id and w.begin_geldigheid <= $1 and w.begin_geldigheid > v.begin_geldigheid
    )
    order by a.identificatie
"""
_ZAAKTYPEN = """
    select named.id::text, other.id::text from catalogi.zaaktype named
    join catalogi.zaaktype other on (other.catalogus, other.identificatie) = (named.catalogus, named.identificatie)
    where named.id::text = any($1::text[])
"""
_REVISIONS = "select id::text, rev from verwerkingen.verwerkingsactiviteit order by id"
_TYPES = "select count(*), coalesce(sum(rev), 0)::bigint from catalogi.zaaktype"


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """A verwerkingsactiviteit as far as a request needs to know it, in the version in force or the last that was."""

    id: str
    identificatie: str
    """Its short name, which clients put in the header."""
    versie: int
    naam: str
    begin: date | None
    einde: date | None
    """The version holds from `begin` up to, and not on, `einde`."""
    zaaktypen: frozenset[str]
    """Keys; empty: not bound to zaaktypen."""
    velden: frozenset[str]
    """The fields of a person that may be asked, as dotted paths; empty: none said."""
    actief: bool = True
    """Whether it is switched on."""

    def in_force(self, today: date) -> bool:
        """Whether it is on, and the version holds on this day."""
        return (
            self.actief and (self.begin is None or self.begin <= today) and (self.einde is None or today < self.einde)
        )


def together(bounds: Sequence[frozenset[str]]) -> frozenset[str]:
    """How far several go together; empty, which is no bound, where one of them has none."""
    return frozenset[str]().union(*bounds) if all(bounds) else frozenset()


def bounding(activities: Sequence[Activity]) -> Sequence[Activity]:
    """Those that bound who names none of them: what is switched on. Where nothing is, all: else that opened more."""
    return [each for each in activities if each.actief] or activities


ByClient = Mapping[str, tuple[Activity, ...]]


async def load_activities(pool: Any, today: date, clients: Mapping[str, Sequence[str]] | None = None) -> ByClient:
    """The activities that each client is tied to, by client id: those that are off or over too.

    `clients`: the client ids by the reference of their applicatie, where Autorisaties runs elsewhere.
    """
    known = clients if clients is not None else await own_clients(pool)
    rows = await pool.fetch(_ACTIVITIES, today)
    named = sorted({key for row in rows for key in row[4]})
    versions = await versions_of(pool, named)
    found: dict[str, list[Activity]] = {}
    for row in rows:
        activity = _activity(row, versions)
        for client in dict.fromkeys(client for each in row[3] for client in known.get(each, ())):
            found.setdefault(client, []).append(activity)
    return {client: tuple(activities) for client, activities in found.items()}


async def own_clients(pool: Any) -> dict[str, Sequence[str]]:
    """The client ids of each applicatie in our own database."""
    return {row[0]: row[1] for row in await pool.fetch(_CLIENTS)}


async def activities_state(pool: Any, today: date) -> tuple[Any, ...]:
    """What tells whether `load_activities` would find something else than before, applicaties aside."""
    revisions = await pool.fetch(_REVISIONS)
    return today, [tuple(row) for row in revisions], await types_state(pool)


async def types_state(pool: Any) -> tuple[Any, ...]:
    """What tells whether a zaaktype got another version."""
    return tuple((await pool.fetch(_TYPES))[0])


async def versions_of(pool: Any, zaaktypen: Sequence[str]) -> dict[str, set[str]]:
    """All versions of a zaaktype by any of them: an activity belongs to the type, whatever version comes next.

    Those that this database knows: a catalogue elsewhere has its versions named one by one.
    """
    found: dict[str, set[str]] = {}
    for named, other in await pool.fetch(_ZAAKTYPEN, zaaktypen) if zaaktypen else ():
        found.setdefault(named, set()).add(other)
    return found


def _activity(row: Sequence[Any], versions: Mapping[str, set[str]]) -> Activity:
    return Activity(
        id=row[0],
        identificatie=row[1],
        naam=row[2],
        zaaktypen=frozenset(other for key in row[4] for other in versions.get(key, {key})),
        versie=row[5],
        begin=row[6],
        einde=row[7],
        velden=frozenset(row[8]),
        actief=row[9],
    )
