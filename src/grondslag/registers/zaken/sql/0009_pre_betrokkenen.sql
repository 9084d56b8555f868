-- zaken, betrokkenen: generated from the declarations, to run before the new version serves.

create index ix__zaakobject__object_identificatie__inp_bsn on zaken.zaakobject ((object_identificatie ->> 'inpBsn')) where (object_identificatie ->> 'inpBsn') is not null;

create index ix__zaakobject__object_identificatie__heeft_als_gerech_4f9dccab on zaken.zaakobject ((object_identificatie -> 'heeftAlsGerechtigde' -> 'natuurlijkPersoon' ->> 'inpBsn')) where (object_identificatie -> 'heeftAlsGerechtigde' -> 'natuurlijkPersoon' ->> 'inpBsn') is not null;

create index ix__zaakobject__object_identificatie__anp_identificatie on zaken.zaakobject ((object_identificatie ->> 'anpIdentificatie')) where (object_identificatie ->> 'anpIdentificatie') is not null;

create index ix__zaakobject__object_identificatie__heeft_als_gerech_ac48fd80 on zaken.zaakobject ((object_identificatie -> 'heeftAlsGerechtigde' -> 'natuurlijkPersoon' ->> 'anpIdentificatie')) where (object_identificatie -> 'heeftAlsGerechtigde' -> 'natuurlijkPersoon' ->> 'anpIdentificatie') is not null;
