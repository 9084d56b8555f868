-- zaken: what groups of zaken that were there already say of what they did not keep yet. Written by hand.

update zaken.zaak
set opschorting = opschorting || jsonb_build_object('eerdereOpschorting', opschorting -> 'indicatie')
where opschorting is not null and opschorting -> 'eerdereOpschorting' is null;

update zaken.zaak
set relevante_andere_zaken = (
    select jsonb_agg('{"overigeRelatie": "", "toelichting": ""}'::jsonb || e.v order by e.n)
    from jsonb_array_elements(relevante_andere_zaken) with ordinality e(v, n)
)
where relevante_andere_zaken <> '[]';
