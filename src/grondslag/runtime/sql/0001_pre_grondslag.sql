-- What the house itself keeps in the database of a municipality. The runner makes grondslag.migratie.
create table grondslag.client (
    client_id text primary key,
    secret bytea not null,
    aangemaakt_op timestamptz not null default now()
);

comment on table grondslag.client is 'Applications that may ask for access, with their encrypted secrets.';
