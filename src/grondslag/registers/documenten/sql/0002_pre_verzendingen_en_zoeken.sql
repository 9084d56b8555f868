-- documenten, verzendingen_en_zoeken: generated from the declarations, to run before the new version serves.

create table documenten.verzending (
    id uuid not null,
    betrokkene text not null,
    informatieobject uuid not null,
    aard_relatie text not null,
    toelichting text not null,
    ontvangstdatum date,
    verzenddatum date,
    contact_persoon text not null,
    contactpersoonnaam text not null,
    binnenlands_correspondentieadres jsonb,
    buitenlands_correspondentieadres jsonb,
    correspondentie_postadres jsonb,
    faxnummer text,
    emailadres text,
    mijn_overheid boolean not null,
    telefoonnummer text,
    constraint pk__verzending primary key (id)
);

alter table documenten.telling_enkelvoudiginformatieobject add column is_gereed_voor_publicatie boolean;

alter table documenten.verzending add constraint fk__verzending__informatieobject foreign key (informatieobject) references documenten.enkelvoudiginformatieobject (id) on delete cascade;

drop index documenten.ix__enkelvoudiginformatieobject__informatieobjecttype;

create index ix__enkelvoudiginformatieobject__is_gereed_voor_publicatie__id on documenten.enkelvoudiginformatieobject (is_gereed_voor_publicatie, id);

create index ix__enkelvoudiginformatieobject__informatieobjecttype on documenten.enkelvoudiginformatieobject (informatieobjecttype, id) include (vertrouwelijkheidaanduiding, is_gereed_voor_publicatie);

create index ix__enkelvoudiginformatieobject__creatiedatum on documenten.enkelvoudiginformatieobject (creatiedatum, id);

create index ix__enkelvoudiginformatieobject__titel on documenten.enkelvoudiginformatieobject (titel, id);

create index ix__enkelvoudiginformatieobject__auteur on documenten.enkelvoudiginformatieobject (auteur, id);

create index ix__enkelvoudiginformatieobject__formaat on documenten.enkelvoudiginformatieobject (formaat, id);

create index ix__verzending__informatieobject on documenten.verzending (informatieobject, id);

create index ix__verzending__betrokkene on documenten.verzending (betrokkene, id);
