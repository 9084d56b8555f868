-- zaken, extensies: generated from the declarations, to run after the previous version is gone.

alter table zaken.zaak alter column communicatiekanaal_naam drop default;
