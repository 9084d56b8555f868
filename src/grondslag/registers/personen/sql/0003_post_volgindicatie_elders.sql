-- personen, volgindicatie_elders: generated from the declarations, to run after the previous version is gone.

alter table personen.volgindicatie alter column elders drop default;
