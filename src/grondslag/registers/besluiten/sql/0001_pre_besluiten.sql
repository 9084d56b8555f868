-- besluiten, besluiten: generated from the declarations, to run before the new version serves.

create schema if not exists besluiten;

create table besluiten.besluit (
    id uuid not null,
    rev bigint not null default 1,
    identificatie text not null,
    verantwoordelijke_organisatie text not null,
    besluittype text not null,
    zaak text not null,
    datum date not null,
    toelichting text not null,
    bestuursorgaan text not null,
    ingangsdatum date not null,
    vervaldatum date,
    vervalreden text not null,
    publicatiedatum date,
    verzenddatum date,
    uiterlijke_reactiedatum date,
    constraint pk__besluit primary key (id),
    constraint brc_002__besluit unique (verantwoordelijke_organisatie, identificatie)
) with (fillfactor = 80);

create table besluiten.besluitinformatieobject (
    id uuid not null,
    informatieobject text not null,
    besluit uuid not null,
    constraint pk__besluitinformatieobject primary key (id),
    constraint unique__besluitinformatieobject unique (besluit, informatieobject)
);

create table besluiten.audittrail (
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

create table besluiten.outbox (
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

create table besluiten.idempotentie (
    client text not null,
    sleutel text not null,
    vingerafdruk bytea not null,
    status smallint not null,
    koppen jsonb not null,
    antwoord bytea,
    gemaakt_op timestamptz not null,
    constraint pk__idempotentie primary key (client, sleutel)
);

create table besluiten.nummer (
    reeks text not null,
    volgende bigint not null,
    constraint pk__nummer primary key (reeks)
);

create table besluiten.telling_besluit (
    besluittype text not null,
    aantal bigint not null
);

alter table besluiten.besluitinformatieobject add constraint fk__besluitinformatieobject__besluit foreign key (besluit) references besluiten.besluit (id) on delete cascade;

create index ix__besluit__besluittype on besluiten.besluit (besluittype, id);

create index ix__besluit__identificatie on besluiten.besluit (identificatie, id);

create index ix__besluit__zaak on besluiten.besluit (zaak, id);

create index ix__besluitinformatieobject__informatieobject on besluiten.besluitinformatieobject (informatieobject, id);

create index ix__audittrail__root__id on besluiten.audittrail (root, id);

create index ix__outbox__spiegel on besluiten.outbox (root, id) where soort = 'spiegel';

create index ix__idempotentie__gemaakt_op on besluiten.idempotentie (gemaakt_op);

create index ix__telling_besluit__besluittype on besluiten.telling_besluit (besluittype);
