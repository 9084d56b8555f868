-- documenten, telling_opnieuw: written by hand, to run after the previous version is gone.
-- The exact count has a further guard, of which the previous version knew nothing: count what is there anew.

-- Who writes waits here with its delta, which is not in the rows that we can see either.
lock table documenten.telling_enkelvoudiginformatieobject in share row exclusive mode;

delete from documenten.telling_enkelvoudiginformatieobject;

insert into documenten.telling_enkelvoudiginformatieobject
    (informatieobjecttype, vertrouwelijkheidaanduiding, is_gereed_voor_publicatie, aantal)
select informatieobjecttype, vertrouwelijkheidaanduiding, is_gereed_voor_publicatie, count(*)
from documenten.enkelvoudiginformatieobject
group by informatieobjecttype, vertrouwelijkheidaanduiding, is_gereed_voor_publicatie;
