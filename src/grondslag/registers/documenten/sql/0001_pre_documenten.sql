-- documenten, documenten: generated from the declarations, to run before the new version serves.

create schema if not exists documenten;

create table documenten.enkelvoudiginformatieobject (
    id uuid not null,
    rev bigint not null default 1,
    identificatie text not null,
    bronorganisatie text not null,
    creatiedatum date not null,
    titel text not null,
    vertrouwelijkheidaanduiding smallint not null,
    is_gereed_voor_publicatie boolean,
    tonen_aan_initiator boolean not null,
    auteur text not null,
    status text not null,
    inhoud_is_vervallen boolean,
    formaat text not null,
    taal text not null,
    versie bigint not null,
    begin_registratie timestamptz not null,
    bestandsnaam text not null,
    bestandsomvang bigint,
    link text not null,
    beschrijving text not null,
    ontvangstdatum date,
    verzenddatum date,
    indicatie_gebruiksrecht boolean,
    verschijningsvorm text not null,
    ondertekening jsonb,
    integriteit jsonb,
    informatieobjecttype text not null,
    locked boolean not null,
    bestandsdelen jsonb not null,
    trefwoorden text[] not null,
    slot text not null,
    constraint pk__enkelvoudiginformatieobject primary key (id),
    constraint unique__enkelvoudiginformatieobject unique (bronorganisatie, identificatie)
) with (fillfactor = 80);

create table documenten.enkelvoudiginformatieobject_versie (
    id uuid not null,
    rev bigint not null,
    identificatie text not null,
    bronorganisatie text not null,
    creatiedatum date not null,
    titel text not null,
    vertrouwelijkheidaanduiding smallint not null,
    is_gereed_voor_publicatie boolean,
    tonen_aan_initiator boolean not null,
    auteur text not null,
    status text not null,
    inhoud_is_vervallen boolean,
    formaat text not null,
    taal text not null,
    versie bigint not null,
    begin_registratie timestamptz not null,
    bestandsnaam text not null,
    bestandsomvang bigint,
    link text not null,
    beschrijving text not null,
    ontvangstdatum date,
    verzenddatum date,
    indicatie_gebruiksrecht boolean,
    verschijningsvorm text not null,
    ondertekening jsonb,
    integriteit jsonb,
    informatieobjecttype text not null,
    locked boolean not null,
    bestandsdelen jsonb not null,
    trefwoorden text[] not null,
    slot text not null,
    constraint pk__enkelvoudiginformatieobject_versie primary key (id, versie)
);

create table documenten.objectinformatieobject (
    id uuid not null,
    informatieobject uuid not null,
    object text not null,
    object_type text not null,
    constraint pk__objectinformatieobject primary key (id),
    constraint drc_003__objectinformatieobject unique (object, informatieobject)
);

create table documenten.gebruiksrechten (
    id uuid not null,
    informatieobject uuid not null,
    startdatum timestamptz not null,
    einddatum timestamptz,
    omschrijving_voorwaarden text not null,
    constraint pk__gebruiksrechten primary key (id)
);

create table documenten.audittrail (
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

create table documenten.outbox (
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

create table documenten.idempotentie (
    client text not null,
    sleutel text not null,
    vingerafdruk bytea not null,
    status smallint not null,
    koppen jsonb not null,
    antwoord bytea,
    gemaakt_op timestamptz not null,
    constraint pk__idempotentie primary key (client, sleutel)
);

create table documenten.nummer (
    reeks text not null,
    volgende bigint not null,
    constraint pk__nummer primary key (reeks)
);

create table documenten.telling_enkelvoudiginformatieobject (
    informatieobjecttype text not null,
    vertrouwelijkheidaanduiding smallint not null,
    aantal bigint not null
);

alter table documenten.enkelvoudiginformatieobject_versie add constraint fk__enkelvoudiginformatieobject_versie__id foreign key (id) references documenten.enkelvoudiginformatieobject (id) on delete cascade;

alter table documenten.objectinformatieobject add constraint fk__objectinformatieobject__informatieobject foreign key (informatieobject) references documenten.enkelvoudiginformatieobject (id) on delete cascade;

alter table documenten.gebruiksrechten add constraint fk__gebruiksrechten__informatieobject foreign key (informatieobject) references documenten.enkelvoudiginformatieobject (id) on delete cascade;

create index ix__enkelvoudiginformatieobject__informatieobjecttype on documenten.enkelvoudiginformatieobject (informatieobjecttype, id) include (vertrouwelijkheidaanduiding);

create index ix__enkelvoudiginformatieobject__identificatie on documenten.enkelvoudiginformatieobject (identificatie, id);

create index ix__enkelvoudiginformatieobject__trefwoorden on documenten.enkelvoudiginformatieobject using gin (trefwoorden);

create index ix__objectinformatieobject__informatieobject on documenten.objectinformatieobject (informatieobject, id);

create index ix__gebruiksrechten__informatieobject on documenten.gebruiksrechten (informatieobject, id);

create index ix__gebruiksrechten__startdatum on documenten.gebruiksrechten (startdatum, id);

create index ix__gebruiksrechten__einddatum on documenten.gebruiksrechten (einddatum, id) where einddatum is not null;

create index ix__audittrail__root__id on documenten.audittrail (root, id);

create index ix__idempotentie__gemaakt_op on documenten.idempotentie (gemaakt_op);

create index ix__telling_enkelvoudiginformatieobject__informatieobjecttype on documenten.telling_enkelvoudiginformatieobject (informatieobjecttype);
