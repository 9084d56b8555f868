-- documenten, inhoud: generated from the declarations, to run before the new version serves.

alter table documenten.enkelvoudiginformatieobject add column inhoud_versie bigint;

alter table documenten.enkelvoudiginformatieobject_versie add column inhoud_versie bigint;

create table documenten.bestandsdeel (
    id uuid not null,
    volgnummer bigint not null,
    omvang bigint not null,
    voltooid boolean not null,
    informatieobject uuid not null,
    versie bigint not null,
    sleutel text not null,
    sha256 text not null,
    constraint pk__bestandsdeel primary key (id)
);

create table documenten.ontvangen (
    sleutel text not null,
    client text not null,
    omvang bigint not null,
    sinds timestamptz not null,
    constraint pk__ontvangen primary key (sleutel)
);

alter table documenten.bestandsdeel add constraint fk__bestandsdeel__informatieobject foreign key (informatieobject) references documenten.enkelvoudiginformatieobject (id) on delete cascade;

create index ix__bestandsdeel__sleutel on documenten.bestandsdeel (sleutel);

create index ix__bestandsdeel__informatieobject on documenten.bestandsdeel (informatieobject, id);

create index ix__ontvangen__sinds on documenten.ontvangen (sinds);
