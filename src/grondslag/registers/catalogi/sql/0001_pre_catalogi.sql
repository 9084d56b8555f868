-- catalogi, catalogi: generated from the declarations, to run before the new version serves.

create schema if not exists catalogi;

create table catalogi.catalogus (
    id uuid not null,
    rev bigint not null default 1,
    domein text not null,
    rsin text not null,
    contactpersoon_beheer_naam text not null,
    contactpersoon_beheer_telefoonnummer text not null,
    contactpersoon_beheer_emailadres text not null,
    naam text,
    versie text,
    begindatum_versie date,
    constraint pk__catalogus primary key (id),
    constraint unique__catalogus unique (domein, rsin)
) with (fillfactor = 80);

create table catalogi.informatieobjecttype (
    id uuid not null,
    rev bigint not null default 1,
    catalogus uuid not null,
    begin_geldigheid date not null,
    einde_geldigheid date,
    concept boolean not null,
    omschrijving text not null,
    vertrouwelijkheidaanduiding smallint not null,
    informatieobjectcategorie text not null,
    trefwoord text[] not null,
    omschrijving_generiek jsonb,
    constraint pk__informatieobjecttype primary key (id)
) with (fillfactor = 80);

create table catalogi.besluittype (
    id uuid not null,
    rev bigint not null default 1,
    catalogus uuid not null,
    begin_geldigheid date not null,
    einde_geldigheid date,
    concept boolean not null,
    omschrijving text not null,
    omschrijving_generiek text not null,
    besluitcategorie text not null,
    reactietermijn text,
    publicatie_indicatie boolean not null,
    publicatietekst text not null,
    publicatietermijn text,
    toelichting text not null,
    informatieobjecttypen text[] not null,
    constraint pk__besluittype primary key (id)
) with (fillfactor = 80);

create table catalogi.zaaktype (
    id uuid not null,
    rev bigint not null default 1,
    catalogus uuid not null,
    begin_geldigheid date not null,
    einde_geldigheid date,
    concept boolean not null,
    identificatie text not null,
    omschrijving text not null,
    omschrijving_generiek text not null,
    vertrouwelijkheidaanduiding smallint not null,
    doel text not null,
    aanleiding text not null,
    toelichting text not null,
    indicatie_intern_of_extern text not null,
    handeling_initiator text not null,
    onderwerp text not null,
    handeling_behandelaar text not null,
    doorlooptijd text not null,
    servicenorm text,
    opschorting_en_aanhouding_mogelijk boolean not null,
    verlenging_mogelijk boolean not null,
    verlengingstermijn text,
    trefwoorden text[] not null,
    publicatie_indicatie boolean not null,
    publicatietekst text not null,
    verantwoordingsrelatie text[] not null,
    producten_of_diensten text[] not null,
    selectielijst_procestype text not null,
    referentieproces jsonb not null,
    verantwoordelijke text not null,
    zaakobjecttypen uuid[] not null,
    broncatalogus jsonb,
    bronzaaktype jsonb,
    statustypen uuid[] not null,
    resultaattypen uuid[] not null,
    eigenschappen uuid[] not null,
    informatieobjecttypen text[] not null,
    roltypen uuid[] not null,
    besluittypen text[] not null,
    deelzaaktypen text[] not null,
    gerelateerde_zaaktypen jsonb not null,
    versiedatum date not null,
    constraint pk__zaaktype primary key (id)
) with (fillfactor = 80);

create table catalogi.statustype (
    id uuid not null,
    zaaktype uuid not null,
    omschrijving text not null,
    omschrijving_generiek text not null,
    statustekst text not null,
    volgnummer bigint not null,
    is_eindstatus boolean not null,
    informeren boolean not null,
    doorlooptijd text,
    toelichting text,
    checklistitem_statustype jsonb not null,
    constraint pk__statustype primary key (id),
    constraint unique__statustype unique (zaaktype, volgnummer)
);

create table catalogi.resultaattype (
    id uuid not null,
    zaaktype uuid not null,
    omschrijving text not null,
    resultaattypeomschrijving text not null,
    omschrijving_generiek text not null,
    selectielijstklasse text not null,
    toelichting text not null,
    archiefnominatie text not null,
    archiefactietermijn text,
    brondatum_archiefprocedure jsonb,
    procesobjectaard text,
    indicatie_specifiek boolean,
    procestermijn text,
    besluittypen text[] not null,
    informatieobjecttypen text[] not null,
    constraint pk__resultaattype primary key (id)
);

create table catalogi.roltype (
    id uuid not null,
    zaaktype uuid not null,
    omschrijving text not null,
    omschrijving_generiek text not null,
    constraint pk__roltype primary key (id)
);

create table catalogi.eigenschap (
    id uuid not null,
    zaaktype uuid not null,
    naam text not null,
    definitie text not null,
    specificatie jsonb not null,
    toelichting text not null,
    statustype uuid,
    constraint pk__eigenschap primary key (id)
);

create table catalogi.zaakobjecttype (
    id uuid not null,
    zaaktype uuid not null,
    ander_objecttype boolean not null,
    objecttype text not null,
    relatie_omschrijving text not null,
    constraint pk__zaakobjecttype primary key (id)
);

create table catalogi.zaaktypeinformatieobjecttype (
    id uuid not null,
    zaaktype uuid not null,
    informatieobjecttype text not null,
    volgnummer bigint not null,
    richting text not null,
    statustype uuid,
    constraint pk__zaaktypeinformatieobjecttype primary key (id),
    constraint unique__zaaktypeinformatieobjecttype unique (zaaktype, volgnummer)
);

create table catalogi.audittrail (
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

create table catalogi.outbox (
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

create table catalogi.idempotentie (
    client text not null,
    sleutel text not null,
    vingerafdruk bytea not null,
    status smallint not null,
    koppen jsonb not null,
    antwoord bytea,
    gemaakt_op timestamptz not null,
    constraint pk__idempotentie primary key (client, sleutel)
);

alter table catalogi.informatieobjecttype add constraint fk__informatieobjecttype__catalogus foreign key (catalogus) references catalogi.catalogus (id);

alter table catalogi.besluittype add constraint fk__besluittype__catalogus foreign key (catalogus) references catalogi.catalogus (id);

alter table catalogi.zaaktype add constraint fk__zaaktype__catalogus foreign key (catalogus) references catalogi.catalogus (id);

alter table catalogi.statustype add constraint fk__statustype__zaaktype foreign key (zaaktype) references catalogi.zaaktype (id) on delete cascade;

alter table catalogi.resultaattype add constraint fk__resultaattype__zaaktype foreign key (zaaktype) references catalogi.zaaktype (id) on delete cascade;

alter table catalogi.roltype add constraint fk__roltype__zaaktype foreign key (zaaktype) references catalogi.zaaktype (id) on delete cascade;

alter table catalogi.eigenschap add constraint fk__eigenschap__zaaktype foreign key (zaaktype) references catalogi.zaaktype (id) on delete cascade;

alter table catalogi.eigenschap add constraint fk__eigenschap__statustype foreign key (statustype) references catalogi.statustype (id) on delete set null;

alter table catalogi.zaakobjecttype add constraint fk__zaakobjecttype__zaaktype foreign key (zaaktype) references catalogi.zaaktype (id) on delete cascade;

alter table catalogi.zaaktypeinformatieobjecttype add constraint fk__zaaktypeinformatieobjecttype__zaaktype foreign key (zaaktype) references catalogi.zaaktype (id) on delete cascade;

alter table catalogi.zaaktypeinformatieobjecttype add constraint fk__zaaktypeinformatieobjecttype__statustype foreign key (statustype) references catalogi.statustype (id) on delete set null;

create index ix__informatieobjecttype__catalogus__omschrijving on catalogi.informatieobjecttype (catalogus, omschrijving);

create index ix__informatieobjecttype__omschrijving on catalogi.informatieobjecttype (omschrijving, id);

create index ix__besluittype__catalogus__omschrijving on catalogi.besluittype (catalogus, omschrijving);

create index ix__besluittype__omschrijving on catalogi.besluittype (omschrijving, id);

create index ix__besluittype__informatieobjecttypen on catalogi.besluittype using gin (informatieobjecttypen);

create index ix__zaaktype__catalogus__identificatie on catalogi.zaaktype (catalogus, identificatie);

create index ix__zaaktype__identificatie on catalogi.zaaktype (identificatie, id);

create index ix__zaaktype__trefwoorden on catalogi.zaaktype using gin (trefwoorden);

create index ix__resultaattype__zaaktype on catalogi.resultaattype (zaaktype, id);

create index ix__roltype__zaaktype on catalogi.roltype (zaaktype, id);

create index ix__eigenschap__zaaktype on catalogi.eigenschap (zaaktype, id);

create index ix__eigenschap__statustype on catalogi.eigenschap (statustype, id) where statustype is not null;

create index ix__zaakobjecttype__zaaktype on catalogi.zaakobjecttype (zaaktype, id);

create index ix__zaakobjecttype__objecttype on catalogi.zaakobjecttype (objecttype, id);

create index ix__zaakobjecttype__relatie_omschrijving on catalogi.zaakobjecttype (relatie_omschrijving, id);

create index ix__zaaktypeinformatieobjecttype__informatieobjecttype on catalogi.zaaktypeinformatieobjecttype (informatieobjecttype, id);

create index ix__zaaktypeinformatieobjecttype__statustype on catalogi.zaaktypeinformatieobjecttype (statustype, id) where statustype is not null;

create index ix__audittrail__root__id on catalogi.audittrail (root, id);

create index ix__idempotentie__gemaakt_op on catalogi.idempotentie (gemaakt_op);
