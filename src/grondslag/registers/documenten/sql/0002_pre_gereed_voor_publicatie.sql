-- documenten, gereed_voor_publicatie: generated from the declarations, to run before the new version serves.

alter table documenten.telling_enkelvoudiginformatieobject add column is_gereed_voor_publicatie boolean;

drop index documenten.ix__enkelvoudiginformatieobject__informatieobjecttype;

create index ix__enkelvoudiginformatieobject__informatieobjecttype on documenten.enkelvoudiginformatieobject (informatieobjecttype, id) include (vertrouwelijkheidaanduiding, is_gereed_voor_publicatie);
