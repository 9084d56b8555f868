-- autorisaties, autorisaties: generated from the declarations, to run before the new version serves.

create schema if not exists autorisaties;

create table autorisaties.applicatie (
    id uuid not null,
    rev bigint not null default 1,
    client_ids text[] not null,
    label text not null,
    heeft_alle_autorisaties boolean not null,
    alleen_is_gereed_voor_publicatie boolean not null,
    autorisaties jsonb not null,
    constraint pk__applicatie primary key (id)
) with (fillfactor = 80);

create table autorisaties.clientid (
    id uuid not null,
    applicatie uuid not null,
    client_id text not null,
    constraint pk__clientid primary key (id),
    constraint ac_001__clientid unique (client_id)
);

create table autorisaties.audittrail (
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

create table autorisaties.outbox (
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

create table autorisaties.idempotentie (
    client text not null,
    sleutel text not null,
    vingerafdruk bytea not null,
    status smallint not null,
    koppen jsonb not null,
    antwoord bytea,
    gemaakt_op timestamptz not null,
    constraint pk__idempotentie primary key (client, sleutel)
);

alter table autorisaties.clientid add constraint fk__clientid__applicatie foreign key (applicatie) references autorisaties.applicatie (id) on delete cascade;

create index ix__applicatie__client_ids on autorisaties.applicatie using gin (client_ids);

create index ix__clientid__applicatie on autorisaties.clientid (applicatie, id);

create index ix__audittrail__root__id on autorisaties.audittrail (root, id);

create index ix__idempotentie__gemaakt_op on autorisaties.idempotentie (gemaakt_op);
