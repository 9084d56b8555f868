-- documenten, tekst: generated from the declarations, to run before the new version serves.

create table documenten.tekst (
    id uuid not null,
    informatieobject uuid not null,
    versie bigint not null,
    stand text not null,
    reden text not null,
    pogingen bigint not null,
    wacht_tot timestamptz,
    bijgewerkt timestamptz not null,
    tekst tsvector not null,
    constraint pk__tekst primary key (id)
);

alter table documenten.tekst add constraint fk__tekst__informatieobject foreign key (informatieobject) references documenten.enkelvoudiginformatieobject (id) on delete cascade;

create index ix__tekst__informatieobject on documenten.tekst (informatieobject, id);

create index ix__tekst__wacht_tot on documenten.tekst (wacht_tot, id) where wacht_tot is not null;

create index ix__tekst__tekst on documenten.tekst using gin (tekst);
