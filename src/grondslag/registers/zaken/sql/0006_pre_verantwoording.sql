-- zaken, verantwoording: generated from the declarations, to run before the new version serves.

alter table zaken.zaak add column betrokkenen text[] not null default '{}';

create table zaken.verwerking (
    tijd timestamptz not null,
    einde timestamptz not null,
    trace_id bytea not null,
    span_id bytea not null,
    ouder_span_id bytea,
    naam text not null,
    status smallint not null,
    activiteit uuid,
    versie integer,
    client text not null,
    gezien bytea,
    verwerker text,
    lees_api text,
    constraint pk__verwerking primary key (trace_id, span_id, tijd)
) partition by range (tijd);

create table zaken.gezien (
    tijd timestamptz not null,
    id bytea not null,
    sleutel smallint,
    betrokkenen bytea[] not null,
    objecten text[] not null,
    constraint pk__gezien primary key (id, tijd)
) partition by range (tijd);

create table zaken.beslissing (
    tijd timestamptz not null,
    trace_id bytea not null,
    span_id bytea not null,
    ouder_span_id bytea,
    client text not null,
    actie text not null,
    operatie text not null,
    soort text not null,
    sleutel text not null,
    ouder text not null,
    activiteit text not null,
    vlaggen text not null,
    bevoegd boolean not null,
    toegestaan boolean,
    antwoord jsonb,
    beleid text not null,
    constraint pk__beslissing primary key (trace_id, span_id, tijd)
) partition by range (tijd);

create index ix__verwerking__activiteit__tijd on zaken.verwerking (activiteit, tijd);

create index ix__verwerking__gezien on zaken.verwerking (gezien, tijd) where gezien is not null;

create index ix__verwerking__onbekend on zaken.verwerking (client, tijd) where activiteit is null;

create index ix__gezien__betrokkenen on zaken.gezien using gin (betrokkenen) with (fastupdate = off);

create index ix__beslissing__tijd on zaken.beslissing (tijd);
