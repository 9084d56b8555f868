-- personen, volgindicatie_elders: generated from the declarations, to run before the new version serves.

alter table personen.volgindicatie add column elders boolean not null default false;
