-- zaken, verantwoording: generated from the declarations, to run after the previous version is gone.

alter table zaken.zaak alter column betrokkenen drop default;
