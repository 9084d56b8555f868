"""How the log lies in its tables, and the records that follow from that (Logboek Dataverwerkingen).

An action is a row of `verwerking`. What it showed, and of whom, is a row of `gezien`, once in a month however many
actions showed the same: who asks for a list again, adds one small row. A record per person follows from both. Of one
person it is the action itself; of several, each is a child of it, with an id that follows from the pseudonym.
"""

from datetime import UTC, datetime

_ROWS = """
with s as materialized (
    select *, to_timestamp(tijd::float8 / 1000) begin from json_to_recordset($1::json) as s(
        tijd bigint, einde bigint, trace_id text, span_id text, ouder_span_id text, naam text, status smallint,
        activiteit uuid, versie integer, client text, gezien text, sleutel smallint, wie text[], wat text[],
        verwerker text)
), missing as materialized (
    select count(*) n from s where gezien is not null and wie is null and not exists (
        select from {schema}.gezien g
        where g.id = decode(s.gezien, 'hex') and g.tijd = date_trunc('month', begin, 'UTC'))
), seen as (
    insert into {schema}.gezien (tijd, id, sleutel, betrokkenen, objecten)
    select date_trunc('month', begin, 'UTC'), decode(gezien, 'hex'), sleutel,
        array(select decode(w.wie, 'hex') from unnest(wie) with ordinality w(wie, n) order by w.n), wat
    from s where wie is not null and (select n from missing) = 0 order by gezien
    on conflict do nothing
), logged as (
    insert into {schema}.verwerking (tijd, einde, trace_id, span_id, ouder_span_id, naam, status, activiteit, versie,
        client, gezien, verwerker)
    select begin, to_timestamp(einde::float8 / 1000), decode(trace_id, 'hex'), decode(span_id, 'hex'),
        decode(nullif(ouder_span_id, ''), 'hex'), naam, status, activiteit, versie, client, decode(gezien, 'hex'),
        verwerker
    from s where (select n from missing) = 0
), decided as (
    insert into {schema}.beslissing (tijd, trace_id, span_id, ouder_span_id, client, actie, operatie, soort, sleutel,
        ouder, activiteit, vlaggen, bevoegd, toegestaan, antwoord, beleid)
    select to_timestamp(at), decode(trace_id, 'hex'), decode(span_id, 'hex'), decode(nullif(parent_span_id, ''), 'hex'),
        client, action, operation, resource, key, parent, activity, flags, granted, allowed, point, policies
    from json_to_recordset($2::json) as d(
        at float8, trace_id text, span_id text, parent_span_id text, client text, action text, operation text,
        resource text, key text, parent text, activity text, flags text, granted boolean, allowed boolean, point jsonb,
        policies text)
    where (select n from missing) = 0
    on conflict do nothing
)
select n from missing
"""

_RECORDS = """
select v.tijd, v.einde, v.trace_id,
    case when p.apart then substr(sha256(v.span_id || p.wie), 1, 8) else v.span_id end span_id,
    case when p.apart then v.span_id else v.ouder_span_id end ouder_span_id,
    v.naam, v.status, v.activiteit, v.versie, v.client, p.wie betrokkene,
    case when p.wie is not null then g.sleutel end sleutel, p.wat objecten, v.verwerker, v.lees_api
from ({rows}) v
left join {schema}.gezien g on g.id = v.gezien and g.tijd = date_trunc('month', v.tijd, 'UTC') {months}
cross join lateral (
    with number as (select coalesce(g.betrokkenen[1] <> any(g.betrokkenen), false) several), seen as (
        select w.wie, coalesce(array_agg(w.wat order by w.n) filter (where w.wat is not null), '{{}}') wat
        from unnest(g.betrokkenen, g.objecten) with ordinality w(wie, wat, n), number {those} group by w.wie
    )
    select wie, wat, several apart from seen, number
    union all select null, '{{}}', false from number where several or not exists (select from seen)
) p
"""

_SHOWING = """
select * from (
    select v.* from {schema}.gezien g cross join lateral (
        select * from {schema}.verwerking
        where gezien = g.id and tijd >= g.tijd
            and tijd < (g.tijd at time zone 'UTC' + interval '1 month') at time zone 'UTC' {which} {newest}
    ) v where g.betrokkenen && {persons} {months}
) shown {newest}
"""


def writing(schema: str) -> str:
    """The statement that writes actions ($1) and decisions ($2), each as JSON: `accounting.Span`, `Decision`.

    It answers how much is missing of what the actions refer to; then it wrote nothing.
    """
    return _ROWS.format(schema=schema)


def records(schema: str, rows: str = "", months: str = "", spans: str = "") -> str:
    """A query for records, one per person and action. `rows`: for the actions, when not all of them are meant.

    `months`: a condition on `g.tijd`, the months that those are of, so that many of them make nobody go through others.
    `spans`: ids, as an SQL array: of what an action showed of several, no record with another id is laid out.
    """
    those = f"where not several or substr(sha256(v.span_id || w.wie), 1, 8) = any({spans})" if spans else ""
    rows = rows or f"select * from {schema}.verwerking"
    return _RECORDS.format(schema=schema, rows=rows, months=months, those=those)


def showing(schema: str, persons: str, newest: str = "", which: str = "", months: str = "") -> str:
    """A query for the actions that showed any of these persons; what else was shown in them is among their records.

    `persons`: pseudonyms, as an SQL array. `newest`: how many, and in which order: of those that showed the same, and
    of all. `which`: a condition on the actions; `months`: one on `g.tijd`, the month.
    """
    return _SHOWING.format(schema=schema, persons=persons, newest=newest, which=which, months=months)


def month_of(moment: datetime) -> datetime:
    """The moment at which the month of this one began."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
