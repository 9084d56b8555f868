-- The keys under which the processing log hides whose data were used: sealed, one for each calendar year.
create table grondslag.pseudoniemsleutel (
    id smallint primary key,
    sleutel bytea not null,
    van date not null
);

comment on table grondslag.pseudoniemsleutel is 'Sealed keys of the pseudonyms in the processing log; each lives as long as the records it made.';
