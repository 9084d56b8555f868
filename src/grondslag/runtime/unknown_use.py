"""Unknown use: who may see data of persons without an activity that says why, and who did."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any

import msgspec

from grondslag.kernel.decode import NETHERLANDS
from grondslag.kernel.shape import World
from grondslag.runtime.activities import load_activities
from grondslag.surfaces.subjects import is_personal

WEEKS = 8
"""So many weeks of traffic are counted: this one and those before it."""
_APPLICATIES = """
    select label, client_ids, heeft_alle_autorisaties, autorisaties from autorisaties.applicatie order by label, id
"""
_TRAFFIC = """
    with used as materialized (
        select client, trace_id, tijd, gezien, date_trunc('month', tijd, 'UTC') maand from {schema}.verwerking
        where activiteit is null and gezien is not null and tijd >= $1 and tijd < $2
    ), traces as (
        select client, trace_id, max(tijd) last from used group by 1, 2
    ), requests as (
        select client, count(*) number, max(last) last from traces group by 1
    ), shown as (
        select client, gezien, maand, count(*) times from used group by 1, 2, 3
    ), each as (
        select s.client, w.wie, sum(s.times) times, min(g.sleutel) key from shown s join {schema}.gezien g
            on g.id = s.gezien and g.tijd = s.maand and g.tijd >= date_trunc('month', $1, 'UTC') and g.tijd < $2
        cross join lateral (select distinct wie from unnest(g.betrokkenen) wie) w group by 1, 2
    ), persons as (
        select client, sum(times) records, count(*) persons, coalesce(min(key) <> max(key), false) keys
        from each group by 1
    )
    select client, r.number, p.records::bigint, p.persons, p.keys, r.last
    from requests r join persons p using (client)
"""
"""Of one week, so that no statement is about more than that; and nothing that is counted is put in order."""


class Lacking(msgspec.Struct, frozen=True, kw_only=True):
    """An applicatie with rights on data of persons and no activity in force. `ended`: those that held once."""

    label: str
    client_ids: tuple[str, ...]
    everything: bool
    rights: int
    components: tuple[str, ...]
    ended: tuple[str, ...] = ()


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """What a client did without an activity in the week that begins on this day, in one component."""

    client: str
    component: str
    week: date
    requests: int
    records: int
    persons: int
    last: datetime
    at_most: bool = False
    """Whether a new year began in it: who is seen under the keys of both counts as two, for nobody can tell."""


def personal_components(world: World) -> dict[str, str]:
    """The components with data of persons: their titles, by the abbreviation that rights have."""
    return {each.abbreviation: each.title for each in world.components.values() if is_personal(world, each.name)}


async def without_activity(pool: Any, world: World, today: date) -> list[Lacking]:
    """Every applicatie that may see data of persons, and acts for nothing that holds today."""
    personal = personal_components(world)
    activities = await load_activities(pool, today)
    found: list[Lacking] = []
    for label, clients, everything, said in await pool.fetch(_APPLICATIES):
        rights = _rights(msgspec.json.decode(said), personal)
        own = {each for client in clients for each in activities.get(client, ())}
        if not (everything or rights) or any(each.in_force(today) for each in own):
            continue
        components = personal.values() if everything else (personal[name] for name, _ in rights)
        found.append(
            Lacking(
                label=label,
                client_ids=tuple(clients),
                everything=everything,
                rights=len(rights),
                components=tuple(dict.fromkeys(components)),
                ended=tuple(sorted(each.identificatie for each in own)),
            )
        )
    return found


def _rights(autorisaties: Sequence[Mapping[str, Any]], personal: Mapping[str, str]) -> list[tuple[str, str]]:
    """The rights on data of persons: component and scope, one for each type on which they hold."""
    return [
        (each["component"], scope) for each in autorisaties if each["component"] in personal for scope in each["scopes"]
    ]


async def traffic(pool: Any, components: Iterable[str], now: datetime) -> list[Week]:
    """What was done with data of persons without an activity, by client and week, the newest first."""
    here = now.astimezone(NETHERLANDS).date()
    mondays = [here - timedelta(days=here.weekday(), weeks=number) for number in range(WEEKS)]
    found: list[Week] = []
    for component, week in product(components, mondays):
        begin, end = (datetime.combine(day, time(), NETHERLANDS) for day in (week, week + timedelta(days=7)))
        for client, requests, records, persons, keys, last in await pool.fetch(
            _TRAFFIC.format(schema=component), begin, end
        ):
            found.append(
                Week(client=client, component=component, week=week, requests=requests, records=records,
                     persons=persons, last=last, at_most=keys)
            )  # fmt: skip
    return sorted(found, key=lambda each: (each.week, each.requests, each.client, each.component), reverse=True)
