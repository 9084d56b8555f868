-- personen, personen: generated from the declarations, to run before the new version serves.

create schema if not exists personen;

create table personen.persoon (
    id uuid not null,
    burgerservicenummer text not null,
    anummer text not null,
    lijst jsonb not null,
    geslachtsnaam text not null,
    geslachtsnaam_kaal text not null,
    voornamen text not null,
    voornamen_kaal text not null,
    voorvoegsel text not null,
    geslacht text not null,
    geboortedatum text not null,
    gemeente_van_inschrijving text not null,
    postcode text not null,
    straat text not null,
    straat_kaal text not null,
    openbare_ruimte text not null,
    openbare_ruimte_kaal text not null,
    huisnummer bigint not null,
    huisletter text not null,
    huisnummertoevoeging text not null,
    nummeraanduiding text not null,
    adresseerbaar_object text not null,
    opschorting text not null,
    gewijzigd_op timestamptz,
    constraint pk__persoon primary key (id),
    constraint brp_bsn__persoon unique (burgerservicenummer)
);

create table personen.tabelwaarde (
    id uuid not null,
    tabel text not null,
    code text not null,
    omschrijving text not null,
    constraint pk__tabelwaarde primary key (id),
    constraint brp_tabel__tabelwaarde unique (code, tabel)
);

create table personen.volgindicatie (
    id uuid not null,
    rev bigint not null default 1,
    client text not null,
    burgerservicenummer text not null,
    begindatum date,
    einddatum date,
    gezet_op timestamptz,
    elders boolean not null,
    constraint pk__volgindicatie primary key (id),
    constraint brp_volgindicatie__volgindicatie unique (client, burgerservicenummer)
) with (fillfactor = 80);

create table personen.audittrail (
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

create table personen.outbox (
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

create table personen.idempotentie (
    client text not null,
    sleutel text not null,
    vingerafdruk bytea not null,
    status smallint not null,
    koppen jsonb not null,
    antwoord bytea,
    gemaakt_op timestamptz not null,
    constraint pk__idempotentie primary key (client, sleutel)
);

create table personen.verwerking (
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

create table personen.gezien (
    tijd timestamptz not null,
    id bytea not null,
    sleutel smallint,
    betrokkenen bytea[] not null,
    objecten text[] not null,
    constraint pk__gezien primary key (id, tijd)
) partition by range (tijd);

create table personen.beslissing (
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

create index ix__persoon__geboortedatum__geslachtsnaam_kaal on personen.persoon (geboortedatum, geslachtsnaam_kaal);

create index ix__persoon__gemeente_van_inschrijving__geslachtsnaam__5939b140 on personen.persoon (gemeente_van_inschrijving, geslachtsnaam_kaal, voornamen_kaal);

create index ix__persoon__postcode__huisnummer on personen.persoon (postcode, huisnummer);

create index ix__persoon__gemeente_van_inschrijving__huisnummer__straat_kaal on personen.persoon (gemeente_van_inschrijving, huisnummer, straat_kaal);

create index ix__persoon__nummeraanduiding on personen.persoon (nummeraanduiding);

create index ix__persoon__adresseerbaar_object on personen.persoon (adresseerbaar_object);

create index ix__volgindicatie__burgerservicenummer on personen.volgindicatie (burgerservicenummer, id);

create index ix__audittrail__root__id on personen.audittrail (root, id);

create index ix__outbox__spiegel on personen.outbox (root, id) where soort = 'spiegel';

create index ix__idempotentie__gemaakt_op on personen.idempotentie (gemaakt_op);

create index ix__verwerking__activiteit__tijd on personen.verwerking (activiteit, tijd);

create index ix__verwerking__gezien on personen.verwerking (gezien, tijd) where gezien is not null;

create index ix__verwerking__onbekend on personen.verwerking (client, tijd) where activiteit is null;

create index ix__gezien__betrokkenen on personen.gezien using gin (betrokkenen) with (fastupdate = off);

create index ix__beslissing__tijd on personen.beslissing (tijd);
