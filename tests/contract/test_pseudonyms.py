"""The keys of the pseudonyms: one a year however many make it, sealed, and gone with the last record it made."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from grondslag.runtime.database import open_pool
from grondslag.runtime.pool import Pool
from grondslag.runtime.pseudonyms import KINDS, Pseudonyms, forget_keys
from grondslag.runtime.secrets import SecretBox

BOX = SecretBox(b"s" * 32)
OTHER_BOX = SecretBox(b"t" * 32)
TODAY = date(2026, 11, 26)
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    opened = await open_pool(database, 4, 10_000)
    yield opened
    await opened.close()


async def numbers(pool: Pool) -> list[int]:
    return [row[0] for row in await pool.fetch("select id from grondslag.pseudoniemsleutel order by id")]


async def test_many_at_once_make_one_key_and_agree(pool: Pool) -> None:
    opened = await asyncio.gather(*(Pseudonyms.open(pool, BOX, TODAY) for _ in range(8)))
    assert await numbers(pool) == [1]
    assert {each.current for each in opened} == {1}
    assert len({each.of("bsn:999990019") for each in opened}) == 1


async def test_a_pseudonym_tells_the_kind_and_not_the_person(pool: Pool) -> None:
    opened = await Pseudonyms.open(pool, BOX, TODAY)
    made = {kind: bytes.fromhex(opened.of(f"{kind}:999990019")) for kind in KINDS}
    assert {kind: each[0] for kind, each in made.items()} == KINDS
    assert len({each[1:] for each in made.values()}) == len(KINDS), "the same value of another kind is another person"
    assert {len(each) for each in made.values()} == {17}
    assert opened.all_of("bsn:999990019") == [made["bsn"]]
    assert b"999990019" not in await pool.fetchval("select sleutel from grondslag.pseudoniemsleutel")


@pytest.mark.parametrize("subject", ["", "bsn", "bsn:", "999990019", "medewerker:jan"])
async def test_what_is_no_subject_has_no_pseudonym(pool: Pool, subject: str) -> None:
    opened = await Pseudonyms.open(pool, BOX, TODAY)
    with pytest.raises(ValueError, match="subject"):
        opened.of(subject)
    with pytest.raises(ValueError, match="subject"):
        opened.all_of(subject)


async def test_another_year_has_another_key_and_the_old_one_still_finds(pool: Pool) -> None:
    opened = await Pseudonyms.open(pool, BOX, TODAY)
    old = bytes.fromhex(opened.of("bsn:999990019"))
    await opened.refresh(pool, TODAY + timedelta(days=5))
    assert (opened.current, bytes.fromhex(opened.of("bsn:999990019"))) == (1, old)
    await opened.refresh(pool, NEW_YEAR)
    fresh = bytes.fromhex(opened.of("bsn:999990019"))
    assert (opened.current, fresh != old) == (2, True)
    assert opened.all_of("bsn:999990019") == [old, fresh]
    assert (await Pseudonyms.open(pool, BOX, NEW_YEAR)).current == 2


async def test_a_key_that_was_put_back_with_the_database_names_nobody_any_more(pool: Pool) -> None:
    opened = await Pseudonyms.open(pool, BOX, TODAY)
    old = bytes.fromhex(opened.of("bsn:999990019"))
    await pool.execute("delete from grondslag.pseudoniemsleutel")  # as when a backup of before it was put back
    await opened.refresh(pool, TODAY)
    fresh = bytes.fromhex(opened.of("bsn:999990019"))
    assert (opened.current, fresh != old) == (1, True), "another key under the same number"
    assert opened.all_of("bsn:999990019") == [fresh]


async def test_who_has_another_secret_makes_a_key_of_its_own_once(pool: Pool) -> None:
    first = await Pseudonyms.open(pool, BOX, TODAY)
    for _ in range(2):
        other = await Pseudonyms.open(pool, OTHER_BOX, TODAY)
        assert (other.current, other.lost) == (2, (1,))
    await first.refresh(pool, TODAY)
    assert (first.current, first.lost) == (1, (2,))


async def keep_record(pool: Pool, schema: str, key: int) -> None:
    """A record of the log, as far as its key goes, in a table as the log has it."""
    await pool.execute(f"create schema if not exists {schema}")
    await pool.execute(
        f"create table if not exists {schema}.gezien (tijd timestamptz not null, sleutel smallint) "
        "partition by range (tijd)"
    )
    await pool.execute(f"create table if not exists {schema}.gezien_alle partition of {schema}.gezien default")
    await pool.execute(f"insert into {schema}.gezien values (now(), $1)", key)


async def test_a_key_goes_with_the_last_record_it_made(pool: Pool) -> None:
    opened = await Pseudonyms.open(pool, BOX, TODAY)
    for year in (2027, 2028, 2029):
        await opened.refresh(pool, date(year, 1, 1))
    await keep_record(pool, "een", 2)
    await keep_record(pool, "twee", 4)
    assert await forget_keys(pool, date(2027, 1, 15)) == [], "who has not looked yet may still use it"
    assert await forget_keys(pool, date(2029, 6, 1)) == [1, 3]
    assert await numbers(pool) == [2, 4]
    await pool.execute("delete from een.gezien")
    assert await forget_keys(pool, date(2029, 6, 1)) == [2]
    await pool.execute("delete from twee.gezien")
    assert await forget_keys(pool, date(2033, 6, 1)) == [], "the newest stays"
    await opened.refresh(pool, date(2029, 6, 1))
    assert len(opened.all_of("bsn:999990019")) == 1
