-- logboek, logboek: generated from the declarations, to run before the new version serves.

create schema if not exists logboek;

create table logboek.audittrail (
    id uuid not null,
    root uuid not null,
    rev bigint not null,
    resource text not null,
    resource_id uuid not null,
    resource_pad text not null,
    actie text not null,
    resultaat smallint not null,
    client text not null,
    applicatie text not null,
    gebruiker_id text not null,
    gebruiker_weergave text not null,
    toelichting text not null,
    resource_weergave text not null,
    aanmaakdatum timestamptz not null,
    oud jsonb,
    nieuw jsonb,
    constraint pk__audittrail primary key (id)
);

create table logboek.outbox (
    id uuid not null,
    root uuid not null,
    rev bigint not null,
    soort text not null,
    kanaal text not null,
    hoofdobject_pad text not null,
    resource text not null,
    resource_pad text not null,
    actie text not null,
    inhoud jsonb not null,
    aanmaakdatum timestamptz not null,
    constraint pk__outbox primary key (id)
);

create table logboek.idempotentie (
    client text not null,
    sleutel text not null,
    vingerafdruk bytea not null,
    status smallint not null,
    koppen jsonb not null,
    antwoord bytea,
    gemaakt_op timestamptz not null,
    constraint pk__idempotentie primary key (client, sleutel)
);

create table logboek.verwerking (
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

create table logboek.gezien (
    tijd timestamptz not null,
    id bytea not null,
    sleutel smallint,
    betrokkenen bytea[] not null,
    objecten text[] not null,
    constraint pk__gezien primary key (id, tijd)
) partition by range (tijd);

create table logboek.beslissing (
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

create index ix__audittrail__root__id on logboek.audittrail (root, id);

create index ix__outbox__spiegel on logboek.outbox (root, id) where soort = 'spiegel';

create index ix__idempotentie__gemaakt_op on logboek.idempotentie (gemaakt_op);

create index ix__verwerking__activiteit__tijd on logboek.verwerking (activiteit, tijd);

create index ix__verwerking__gezien on logboek.verwerking (gezien, tijd) where gezien is not null;

create index ix__verwerking__onbekend on logboek.verwerking (client, tijd) where activiteit is null;

create index ix__gezien__betrokkenen on logboek.gezien using gin (betrokkenen) with (fastupdate = off);

create index ix__beslissing__tijd on logboek.beslissing (tijd);
