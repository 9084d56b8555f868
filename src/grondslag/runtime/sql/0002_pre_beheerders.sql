-- Who administers this installation, before there is a login of the organisation itself. Only hashes are kept.
create table grondslag.beheerder (
    id uuid primary key default gen_random_uuid(),
    naam text not null,
    toegangscode bytea unique,
    toegang_tot timestamptz,
    aangemaakt_op timestamptz not null default now()
);

comment on table grondslag.beheerder is 'Administrators; a one-time link is kept as the hash of its code until it is used.';

create table grondslag.beheerder_sessie (
    sleutel bytea primary key,
    beheerder uuid not null references grondslag.beheerder on delete cascade,
    geldig_tot timestamptz not null
);

comment on table grondslag.beheerder_sessie is 'Sessions of administrators, by the hash of their key.';
