-- zaken, extensies: generated from the declarations, to run before the new version serves.

alter table zaken.zaak add column laatst_gemuteerd timestamptz;

alter table zaken.zaak add column laatst_geopend timestamptz;

alter table zaken.zaak add column communicatiekanaal_naam text not null default '';

alter table zaken.rol add column begin_geldigheid date;

alter table zaken.rol add column einde_geldigheid date;

create table zaken.substatus (
    id uuid not null,
    zaak uuid not null,
    status uuid,
    omschrijving text not null,
    tijdstip timestamptz not null,
    doelgroep text not null,
    constraint pk__substatus primary key (id)
);

alter table zaken.substatus add constraint fk__substatus__zaak foreign key (zaak) references zaken.zaak (id) on delete cascade;

alter table zaken.substatus add constraint fk__substatus__status foreign key (status) references zaken.status (id) on delete set null;

create index ix__zaak__kenmerken on zaken.zaak using gin (kenmerken jsonb_path_ops);

create index ix__substatus__zaak on zaken.substatus (zaak, id);

create index ix__substatus__status on zaken.substatus (status, id) where status is not null;

create index ix__substatus__tijdstip on zaken.substatus (tijdstip, id);
