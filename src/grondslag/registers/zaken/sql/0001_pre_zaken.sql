-- zaken, zaken: generated from the declarations, to run before the new version serves.

create schema if not exists zaken;

create table zaken.zaak (
    id uuid not null,
    rev bigint not null default 1,
    identificatie text not null,
    bronorganisatie text not null,
    omschrijving text not null,
    toelichting text not null,
    zaaktype text not null,
    registratiedatum date not null,
    verantwoordelijke_organisatie text not null,
    startdatum date not null,
    einddatum date,
    einddatum_gepland date,
    uiterlijke_einddatum_afdoening date,
    publicatiedatum date,
    communicatiekanaal text not null,
    producten_of_diensten text[] not null,
    vertrouwelijkheidaanduiding smallint not null,
    betalingsindicatie text not null,
    laatste_betaaldatum timestamptz,
    zaakgeometrie jsonb,
    zaakgeometrie_box box,
    verlenging jsonb,
    opschorting jsonb,
    selectielijstklasse text not null,
    hoofdzaak uuid,
    deelzaken uuid[] not null,
    relevante_andere_zaken jsonb not null,
    eigenschappen uuid[] not null,
    rollen uuid[] not null,
    status uuid,
    zaakinformatieobjecten uuid[] not null,
    zaakobjecten uuid[] not null,
    kenmerken jsonb not null,
    archiefnominatie text,
    archiefstatus text not null,
    archiefactiedatum date,
    resultaat uuid,
    opdrachtgevende_organisatie text not null,
    processobjectaard text,
    startdatum_bewaartermijn date,
    processobject jsonb,
    constraint pk__zaak primary key (id),
    constraint zrc_002__zaak unique (bronorganisatie, identificatie)
) with (fillfactor = 80);

create table zaken.klantcontact (
    id uuid not null,
    zaak uuid not null,
    identificatie text not null,
    datumtijd timestamptz not null,
    kanaal text not null,
    onderwerp text not null,
    toelichting text not null,
    constraint pk__klantcontact primary key (id)
);

create table zaken.resultaat (
    id uuid not null,
    zaak uuid not null,
    resultaattype text not null,
    toelichting text not null,
    constraint pk__resultaat primary key (id),
    constraint unique__resultaat unique (zaak)
);

create table zaken.rol (
    id uuid not null,
    zaak uuid not null,
    betrokkene text not null,
    betrokkene_type text not null,
    afwijkende_naam_betrokkene text not null,
    roltype text not null,
    omschrijving text not null,
    omschrijving_generiek text not null,
    roltoelichting text not null,
    registratiedatum timestamptz not null,
    indicatie_machtiging text not null,
    contactpersoon_rol jsonb,
    betrokkene_identificatie jsonb,
    constraint pk__rol primary key (id)
);

create table zaken.status (
    id uuid not null,
    zaak uuid not null,
    statustype text not null,
    datum_status_gezet timestamptz not null,
    statustoelichting text not null,
    gezetdoor uuid,
    constraint pk__status primary key (id)
);

create table zaken.zaakcontactmoment (
    id uuid not null,
    zaak uuid not null,
    contactmoment text not null,
    constraint pk__zaakcontactmoment primary key (id)
);

create table zaken.zaakinformatieobject (
    id uuid not null,
    zaak uuid not null,
    informatieobject text not null,
    aard_relatie_weergave text not null,
    titel text not null,
    beschrijving text not null,
    registratiedatum timestamptz not null,
    vernietigingsdatum timestamptz,
    status uuid,
    constraint pk__zaakinformatieobject primary key (id),
    constraint unique__zaakinformatieobject unique (zaak, informatieobject)
);

create table zaken.zaaknotitie (
    id uuid not null,
    onderwerp text not null,
    tekst text not null,
    aangemaakt_door text not null,
    notitie_type text not null,
    status text not null,
    aanmaakdatum timestamptz not null,
    wijzigingsdatum timestamptz not null,
    gerelateerd_aan uuid not null,
    constraint pk__zaaknotitie primary key (id)
);

create table zaken.zaakobject (
    id uuid not null,
    zaak uuid not null,
    object text not null,
    zaakobjecttype text not null,
    object_type text not null,
    object_type_overige text not null,
    object_type_overige_definitie jsonb,
    relatieomschrijving text not null,
    object_identificatie jsonb,
    constraint pk__zaakobject primary key (id)
);

create table zaken.zaakverzoek (
    id uuid not null,
    zaak uuid not null,
    verzoek text not null,
    constraint pk__zaakverzoek primary key (id)
);

create table zaken.zaakbesluit (
    id uuid not null,
    zaak uuid not null,
    besluit text not null,
    constraint pk__zaakbesluit primary key (id)
);

create table zaken.zaakeigenschap (
    id uuid not null,
    zaak uuid not null,
    eigenschap text not null,
    naam text not null,
    waarde text not null,
    constraint pk__zaakeigenschap primary key (id)
);

create table zaken.audittrail (
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

create table zaken.outbox (
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

create table zaken.idempotentie (
    client text not null,
    sleutel text not null,
    vingerafdruk bytea not null,
    status smallint not null,
    koppen jsonb not null,
    antwoord bytea,
    gemaakt_op timestamptz not null,
    constraint pk__idempotentie primary key (client, sleutel)
);

create table zaken.nummer (
    reeks text not null,
    volgende bigint not null,
    constraint pk__nummer primary key (reeks)
);

create table zaken.telling_zaak (
    zaaktype text not null,
    vertrouwelijkheidaanduiding smallint not null,
    aantal bigint not null
);

alter table zaken.zaak add constraint fk__zaak__hoofdzaak foreign key (hoofdzaak) references zaken.zaak (id) on delete set null;

alter table zaken.klantcontact add constraint fk__klantcontact__zaak foreign key (zaak) references zaken.zaak (id) on delete cascade;

alter table zaken.resultaat add constraint fk__resultaat__zaak foreign key (zaak) references zaken.zaak (id) on delete cascade;

alter table zaken.rol add constraint fk__rol__zaak foreign key (zaak) references zaken.zaak (id) on delete cascade;

alter table zaken.status add constraint fk__status__zaak foreign key (zaak) references zaken.zaak (id) on delete cascade;

alter table zaken.status add constraint fk__status__gezetdoor foreign key (gezetdoor) references zaken.rol (id) on delete set null;

alter table zaken.zaakcontactmoment add constraint fk__zaakcontactmoment__zaak foreign key (zaak) references zaken.zaak (id) on delete cascade;

alter table zaken.zaakinformatieobject add constraint fk__zaakinformatieobject__zaak foreign key (zaak) references zaken.zaak (id) on delete cascade;

alter table zaken.zaakinformatieobject add constraint fk__zaakinformatieobject__status foreign key (status) references zaken.status (id) on delete set null;

alter table zaken.zaaknotitie add constraint fk__zaaknotitie__gerelateerd_aan foreign key (gerelateerd_aan) references zaken.zaak (id) on delete cascade;

alter table zaken.zaakobject add constraint fk__zaakobject__zaak foreign key (zaak) references zaken.zaak (id) on delete cascade;

alter table zaken.zaakverzoek add constraint fk__zaakverzoek__zaak foreign key (zaak) references zaken.zaak (id) on delete cascade;

alter table zaken.zaakbesluit add constraint fk__zaakbesluit__zaak foreign key (zaak) references zaken.zaak (id) on delete cascade;

alter table zaken.zaakeigenschap add constraint fk__zaakeigenschap__zaak foreign key (zaak) references zaken.zaak (id) on delete cascade;

create index ix__zaak__zaaktype on zaken.zaak (zaaktype, id) include (vertrouwelijkheidaanduiding);

create index ix__zaak__identificatie on zaken.zaak (identificatie, id);

create index ix__zaak__registratiedatum on zaken.zaak (registratiedatum, id);

create index ix__zaak__startdatum on zaken.zaak (startdatum, id);

create index ix__zaak__einddatum on zaken.zaak (einddatum, id);

create index ix__zaak__einddatum_gepland on zaken.zaak (einddatum_gepland, id) where einddatum_gepland is not null;

create index ix__zaak__uiterlijke_einddatum_afdoening on zaken.zaak (uiterlijke_einddatum_afdoening, id) where uiterlijke_einddatum_afdoening is not null;

create index ix__zaak__publicatiedatum on zaken.zaak (publicatiedatum, id);

create index ix__zaak__zaakgeometrie_box on zaken.zaak using gist (zaakgeometrie_box);

create index ix__zaak__hoofdzaak on zaken.zaak (hoofdzaak, id) where hoofdzaak is not null;

create index ix__zaak__archiefactiedatum on zaken.zaak (archiefactiedatum, id);

create index ix__klantcontact__zaak on zaken.klantcontact (zaak, id);

create index ix__resultaat__resultaattype on zaken.resultaat (resultaattype, id);

create index ix__rol__zaak on zaken.rol (zaak, id);

create index ix__rol__betrokkene on zaken.rol (betrokkene, id);

create index ix__rol__roltype on zaken.rol (roltype, id);

create index ix__rol__betrokkene_identificatie__inp_bsn on zaken.rol ((betrokkene_identificatie ->> 'inpBsn')) where (betrokkene_identificatie ->> 'inpBsn') is not null;

create index ix__rol__betrokkene_identificatie__anp_identificatie on zaken.rol ((betrokkene_identificatie ->> 'anpIdentificatie')) where (betrokkene_identificatie ->> 'anpIdentificatie') is not null;

create index ix__rol__betrokkene_identificatie__inp_a__nummer on zaken.rol ((betrokkene_identificatie ->> 'inpA_nummer')) where (betrokkene_identificatie ->> 'inpA_nummer') is not null;

create index ix__rol__betrokkene_identificatie__inn_nnp_id on zaken.rol ((betrokkene_identificatie ->> 'innNnpId')) where (betrokkene_identificatie ->> 'innNnpId') is not null;

create index ix__rol__betrokkene_identificatie__ann_identificatie on zaken.rol ((betrokkene_identificatie ->> 'annIdentificatie')) where (betrokkene_identificatie ->> 'annIdentificatie') is not null;

create index ix__rol__betrokkene_identificatie__vestigings_nummer on zaken.rol ((betrokkene_identificatie ->> 'vestigingsNummer')) where (betrokkene_identificatie ->> 'vestigingsNummer') is not null;

create index ix__rol__betrokkene_identificatie__identificatie on zaken.rol ((betrokkene_identificatie ->> 'identificatie')) where (betrokkene_identificatie ->> 'identificatie') is not null;

create index ix__status__zaak on zaken.status (zaak, id);

create index ix__status__statustype on zaken.status (statustype, id);

create index ix__status__datum_status_gezet on zaken.status (datum_status_gezet, id);

create index ix__status__gezetdoor on zaken.status (gezetdoor, id) where gezetdoor is not null;

create index ix__zaakcontactmoment__zaak on zaken.zaakcontactmoment (zaak, id);

create index ix__zaakcontactmoment__contactmoment on zaken.zaakcontactmoment (contactmoment, id);

create index ix__zaakinformatieobject__informatieobject on zaken.zaakinformatieobject (informatieobject, id);

create index ix__zaakinformatieobject__status on zaken.zaakinformatieobject (status, id) where status is not null;

create index ix__zaaknotitie__gerelateerd_aan on zaken.zaaknotitie (gerelateerd_aan, id);

create index ix__zaaknotitie__onderwerp on zaken.zaaknotitie (onderwerp, id);

create index ix__zaaknotitie__aangemaakt_door on zaken.zaaknotitie (aangemaakt_door, id);

create index ix__zaaknotitie__aanmaakdatum on zaken.zaaknotitie (aanmaakdatum, id);

create index ix__zaaknotitie__wijzigingsdatum on zaken.zaaknotitie (wijzigingsdatum, id);

create index ix__zaakobject__zaak on zaken.zaakobject (zaak, id);

create index ix__zaakobject__object on zaken.zaakobject (object, id);

create index ix__zaakverzoek__zaak on zaken.zaakverzoek (zaak, id);

create index ix__zaakverzoek__verzoek on zaken.zaakverzoek (verzoek, id);

create index ix__zaakbesluit__zaak on zaken.zaakbesluit (zaak, id);

create index ix__zaakeigenschap__zaak on zaken.zaakeigenschap (zaak, id);

create index ix__audittrail__root__id on zaken.audittrail (root, id);

create index ix__idempotentie__gemaakt_op on zaken.idempotentie (gemaakt_op);

create index ix__telling_zaak__zaaktype on zaken.telling_zaak (zaaktype);
