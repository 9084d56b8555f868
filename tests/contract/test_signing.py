"""The signing key of a municipality: made once, kept encrypted, and told apart from any other."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from grondslag.runtime.database import open_pool
from grondslag.runtime.secrets import SecretBox
from grondslag.runtime.signing import (
    Known,
    NotAKey,
    Signer,
    Trusted,
    as_list,
    fingerprint,
    known_keys,
    signed_by_one,
    trusted,
    verify,
)
from grondslag.settings import StartError

BOX = SecretBox(b"k" * 32)


async def test_everyone_who_asks_at_once_gets_the_same_key(database: str) -> None:
    pool = await open_pool(database, 4, 10_000)
    try:
        signers = await asyncio.gather(*(Signer.open(pool, BOX) for _ in range(8)))
        assert len({each.public_key for each in signers}) == 1
        assert await pool.fetchval("select count(*) from grondslag.ondertekensleutel") == 1
        kept = await pool.fetchval("select sleutel from grondslag.ondertekensleutel")
        assert verify(signers[0].public_key, b"package", signers[7].sign(b"package"))
        assert signers[0]._private.private_bytes_raw() not in kept
        with pytest.raises(StartError, match="another key"):
            await Signer.open(pool, SecretBox(b"l" * 32))
    finally:
        await pool.close()


async def test_another_byte_another_key_or_half_a_signature_does_not_hold(fresh_database: Callable[[], str]) -> None:
    signers: list[Signer] = []
    for _ in range(2):
        pool = await open_pool(fresh_database(), 1, 10_000)
        signers.append(await Signer.open(pool, BOX))
        await pool.close()
    mine, other = signers
    signature = mine.sign(b"package")
    assert mine.public_key != other.public_key
    assert not verify(mine.public_key, b"Package", signature)
    assert not verify(other.public_key, b"package", signature)
    assert not verify(mine.public_key, b"package", signature[:32])
    assert not verify(mine.public_key, b"package", b"")
    assert len(fingerprint(mine.public_key).split()) == 8


@pytest.mark.parametrize("text", ["", "ed25519:", "ed25519:AAAA", "rsa:" + "A" * 44, "ed25519:" + "é" * 44])
def test_what_is_no_key_is_told(text: str) -> None:
    with pytest.raises(NotAKey):
        verify(text, b"", b"")


# --- keys over time -----------------------------------------------------------------------------------------------


async def test_a_new_key_signs_and_the_old_one_still_verifies(fresh_database: Callable[[], str]) -> None:
    pool = await open_pool(fresh_database(), 4, 10_000)
    try:
        assert await known_keys(pool) == []
        first = await Signer.renew(pool, BOX)
        assert first.public_key == (await Signer.open(pool, BOX)).public_key, "where there is none, the first is made"
        signature = first.sign(b"package")
        fresh = await asyncio.gather(*(Signer.renew(pool, BOX) for _ in range(6)))
        now = (await Signer.open(pool, BOX)).public_key
        assert now != first.public_key
        assert now in {each.public_key for each in fresh}
        known = await known_keys(pool)
        assert [known[0].public_key, known[-1].public_key] == [now, first.public_key]
        assert known[0].until is None
        assert all(one.since == other.until for one, other in pairwise(known))
        today = datetime.now(UTC).date()
        assert signed_by_one(as_list(known), b"package", signature, today)
        assert not signed_by_one(as_list(known[:1]), b"package", signature, today)
        kept = await pool.fetch("select sleutel from grondslag.ondertekensleutel")
        assert all(first._private.private_bytes_raw().hex().encode() not in each[0] for each in kept)
    finally:
        await pool.close()


async def test_of_two_who_begin_a_new_key_at_once_the_first_decides(fresh_database: Callable[[], str]) -> None:
    pool = await open_pool(fresh_database(), 4, 10_000)
    try:
        await Signer.open(pool, BOX)
        one, other = await asyncio.gather(Signer._make(pool, BOX, 2), Signer._make(pool, BOX, 2))
        assert one is other is None
        assert len(await known_keys(pool)) == 2
        await Signer.open(pool, BOX)
    finally:
        await pool.close()


async def test_no_new_key_where_the_present_one_cannot_be_opened(fresh_database: Callable[[], str]) -> None:
    """By mistake under another secret: who serves could not open it, and nothing would be signed any more."""
    pool = await open_pool(fresh_database(), 1, 10_000)
    try:
        signer = await Signer.open(pool, BOX)
        with pytest.raises(StartError, match="another key"):
            await Signer.renew(pool, SecretBox(b"l" * 32))
        assert [each.public_key for each in await known_keys(pool)] == [signer.public_key]
    finally:
        await pool.close()


KEY, OTHER = ("ed25519:" + letter * 43 + "=" for letter in "AB")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_a_list_of_keys_says_when_each_was_in_use() -> None:
    listed = as_list([Known(KEY, NOON, None), Known(OTHER, NOON - timedelta(days=400), NOON)])
    assert listed == f"{KEY} 2026-11-26 -\n{OTHER} 2025-10-22 2026-11-26"
    assert trusted(f"De sleutels van de gemeente:\n\n{listed}\nDat was alles.") == [
        Trusted(KEY, date(2026, 11, 26)),
        Trusted(OTHER, date(2025, 10, 22), date(2026, 11, 26)),
    ]
    assert trusted(f"  {KEY}  ") == [Trusted(KEY)]


def test_a_fingerprint_is_trusted_as_well_but_opens_no_signature() -> None:
    short = fingerprint(KEY)
    for text in (short, short.upper(), short.replace(" ", "")):
        (found,) = trusted(text)
        assert found.is_for(KEY)
        assert not found.is_for(OTHER)
    with pytest.raises(NotAKey):
        signed_by_one(short, b"", b"", NOON.date())


@pytest.mark.parametrize(
    ("day", "was"),
    [("2026-01-30", False), ("2026-01-31", True), ("2026-03-01", True), ("2026-04-02", True), ("2026-04-03", False)],
)
def test_a_key_signs_in_its_days_alone_with_a_day_for_clocks_that_differ(day: str, was: bool) -> None:
    key = Trusted(KEY, date(2026, 2, 1), date(2026, 4, 1))
    assert key.signed_on(date.fromisoformat(day)) is was
    assert Trusted(KEY).signed_on(date.fromisoformat(day))


@pytest.mark.parametrize("text", ["", "Geen sleutel.", f"{KEY} gisteren", f"{KEY}\ned25519:AAAA", "0" * 31])
def test_a_text_without_keys_or_with_a_broken_one_is_refused(text: str) -> None:
    with pytest.raises(NotAKey):
        trusted(text)


def test_nothing_is_trusted_because_it_stands_beside_a_key() -> None:
    """A package may name what it likes as its key: two of them are none."""
    with pytest.raises(NotAKey):
        Trusted(KEY).is_for(f"{KEY}\n{OTHER}")
    assert re.fullmatch(r"[0-9a-f ]{39}", fingerprint(KEY))
