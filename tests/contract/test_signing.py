"""The signing key of a municipality: made once, kept encrypted, and told apart from any other."""

import asyncio
from collections.abc import Callable

import pytest

from grondslag.runtime.database import open_pool
from grondslag.runtime.secrets import SecretBox
from grondslag.runtime.signing import NotAKey, Signer, fingerprint, verify
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
