-- The key with which this municipality signs what it gives out. Its private half is encrypted, as secrets of clients are.
create table grondslag.ondertekensleutel (
    id smallint primary key,
    openbaar bytea not null,
    sleutel bytea not null,
    gemaakt_op timestamptz not null default now()
);

comment on table grondslag.ondertekensleutel is 'Keys that sign packages and exports (Ed25519); the highest number signs.';
