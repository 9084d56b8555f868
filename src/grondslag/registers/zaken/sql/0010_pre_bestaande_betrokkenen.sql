-- zaken: of zaken that were there already, whose data they are, before a version serves that tells so. What the previous
-- version still changes meanwhile, 0008 puts right. Written by hand.

update zaken.zaak z
set betrokkenen = r.personen
from (
    select p.zaak, array_agg(distinct p.persoon collate "C" order by p.persoon collate "C") personen
    from (
        select
            zaak,
            coalesce(
                'bsn:' || nullif(betrokkene_identificatie ->> 'inpBsn', ''),
                'anp:' || nullif(betrokkene_identificatie ->> 'anpIdentificatie', ''),
                'uri:' || nullif(betrokkene, ''),
                'rol:' || id
            ) persoon
        from zaken.rol
        where betrokkene_type = 'natuurlijk_persoon'
        union all
        select zaak, 'contactpersoon:' || id from zaken.rol where contactpersoon_rol is not null
    ) p
    group by p.zaak
) r
where z.id = r.zaak and z.betrokkenen <> r.personen;
