-- notificaties, notificaties: generated from the declarations, to run before the new version serves.

create schema if not exists notificaties;

create table notificaties.kanaal (
    id uuid not null,
    rev bigint not null default 1,
    naam text not null,
    documentatie_link text not null,
    filters text[] not null,
    constraint pk__kanaal primary key (id),
    constraint unique__kanaal unique (naam)
) with (fillfactor = 80);

create table notificaties.abonnement (
    id uuid not null,
    rev bigint not null default 1,
    callback_url text not null,
    kanalen jsonb not null,
    send_cloudevents boolean not null,
    cloudevents_modus text not null,
    auth_verzegeld text not null,
    aangemaakt_op timestamptz,
    storingen bigint not null,
    wacht_tot timestamptz,
    constraint pk__abonnement primary key (id)
) with (fillfactor = 80);

create table notificaties.aflevering (
    id uuid not null,
    abonnement uuid not null,
    volgorde bigint not null,
    gebeurtenis text not null,
    kanaal text not null,
    hoofd_object text not null,
    bericht text not null,
    aangeboden_op timestamptz not null,
    pogingen bigint not null,
    volgende_poging timestamptz not null,
    constraint pk__aflevering primary key (id)
);

create table notificaties.dodebrief (
    id uuid not null,
    abonnement uuid not null,
    volgorde bigint not null,
    gebeurtenis text not null,
    kanaal text not null,
    hoofd_object text not null,
    bericht text not null,
    aangeboden_op timestamptz not null,
    pogingen bigint not null,
    oorzaak text not null,
    gestorven_op timestamptz not null,
    constraint pk__dodebrief primary key (id)
);

create table notificaties.notificatie (
    id uuid not null,
    rev bigint not null default 1,
    kanaal text not null,
    hoofd_object text not null,
    resource text not null,
    resource_url text not null,
    actie text not null,
    aanmaakdatum timestamptz not null,
    kenmerken jsonb not null,
    source text not null,
    ontvangen_op timestamptz,
    constraint pk__notificatie primary key (id)
) with (fillfactor = 80);

create table notificaties.audittrail (
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

create table notificaties.outbox (
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

create table notificaties.idempotentie (
    client text not null,
    sleutel text not null,
    vingerafdruk bytea not null,
    status smallint not null,
    koppen jsonb not null,
    antwoord bytea,
    gemaakt_op timestamptz not null,
    constraint pk__idempotentie primary key (client, sleutel)
);

alter table notificaties.aflevering add constraint fk__aflevering__abonnement foreign key (abonnement) references notificaties.abonnement (id) on delete cascade;

alter table notificaties.dodebrief add constraint fk__dodebrief__abonnement foreign key (abonnement) references notificaties.abonnement (id) on delete cascade;

create index ix__aflevering__abonnement__volgorde on notificaties.aflevering (abonnement, volgorde);

create index ix__aflevering__abonnement__hoofd_object__volgorde on notificaties.aflevering (abonnement, hoofd_object, volgorde);

create index ix__dodebrief__abonnement on notificaties.dodebrief (abonnement, id);

create index ix__audittrail__root__id on notificaties.audittrail (root, id);

create index ix__outbox__spiegel on notificaties.outbox (root, id) where soort = 'spiegel';

create index ix__idempotentie__gemaakt_op on notificaties.idempotentie (gemaakt_op);
