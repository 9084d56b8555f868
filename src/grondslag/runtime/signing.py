"""Signing what leaves the house: an Ed25519 key of the municipality, so that anyone can tell that nothing was changed.

Its private half is encrypted in the database, bound to its number; its public half is text that can be handed around.
A new key signs from then on; the public halves of those of before stay, so that what they signed can still be checked.
"""

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from grondslag.runtime.secrets import SecretBox

KIND = "ed25519:"
"""How the text of a public key begins; 32 bytes in base64 follow."""
_LENGTH = 32
_FIRST = 1
_SHORT = re.compile(r"[0-9a-f]{32}")
_NOW = "-"
_DAY = timedelta(days=1)
"""So far may clocks differ, and may making take, around the day on which another key began."""


class NotAKey(ValueError):
    """A text that is no public key."""


class Signer:
    """The key that signs now. `public_key`: its public half as text."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public_key = as_text(private.public_key().public_bytes_raw())

    @classmethod
    async def open(cls, pool: Any, box: SecretBox) -> "Signer":
        """The key of this municipality, made at first use; of two processes at once, the first decides.

        Raises StartError when it was stored under another key than that of the box.
        """
        latest = "select id, sleutel from grondslag.ondertekensleutel order by id desc limit 1"
        row = await pool.fetchrow(latest)
        if row is None:
            await cls._make(pool, box, _FIRST)
            row = await pool.fetchrow(latest)
        assert row is not None  # noqa: S101 - written above, by us or by who was first
        sealed = box.decrypt(row[1], _about(row[0]))
        return cls(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(sealed)))

    @classmethod
    async def renew(cls, pool: Any, box: SecretBox) -> "Signer":
        """A new key, which signs from now on; of two processes at once, the first decides.

        Raises StartError when the present one was stored under another key than that of the box: the new one could
        not be opened by who serves.
        """
        before = await pool.fetchval("select max(id) from grondslag.ondertekensleutel")
        await cls.open(pool, box)
        if before is not None:
            await cls._make(pool, box, before + 1)
        return await cls.open(pool, box)

    @classmethod
    async def _make(cls, pool: Any, box: SecretBox, number: int) -> None:
        fresh = Ed25519PrivateKey.from_private_bytes(os.urandom(_LENGTH))
        await pool.execute(
            "insert into grondslag.ondertekensleutel (id, openbaar, sleutel) values ($1, $2, $3) "
            "on conflict (id) do nothing",
            number,
            fresh.public_key().public_bytes_raw(),
            box.encrypt(fresh.private_bytes_raw().hex(), _about(number)),
        )

    def sign(self, data: bytes) -> bytes:
        """The signature of these bytes: 64 bytes."""
        return self._private.sign(data)


def _about(number: int) -> str:
    return f"the signing key {number}"


def as_text(public: bytes) -> str:
    """A public key as it is handed around."""
    return KIND + base64.b64encode(public).decode()


def fingerprint(public_key: str) -> str:
    """A public key in short, to read out over the telephone: eight groups of four hexadecimal digits."""
    digest = hashlib.sha256(_raw(public_key)).hexdigest()[:32]
    return " ".join(digest[place : place + 4] for place in range(0, 32, 4))


def verify(public_key: str, data: bytes, signature: bytes) -> bool:
    """Whether the holder of this key signed precisely these bytes. Raises NotAKey for a text that is no key."""
    try:
        Ed25519PublicKey.from_public_bytes(_raw(public_key)).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _raw(public_key: str) -> bytes:
    text = public_key.strip()
    try:
        found = base64.b64decode(text.removeprefix(KIND), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not text.startswith(KIND) or len(found) != _LENGTH:
        raise NotAKey(f"{text[:60]!r} is not a public key: it begins with {KIND} and 32 bytes in base64 follow.")
    return found


# --- keys over time -----------------------------------------------------------------------------------------------


class Known(NamedTuple):
    """A key of this municipality, and when it signed; without an end it still does."""

    public_key: str
    since: datetime
    until: datetime | None


async def known_keys(pool: Any) -> list[Known]:
    """All keys of this municipality, the one that signs now first. It needs no private half."""
    rows = await pool.fetch("select openbaar, gemaakt_op from grondslag.ondertekensleutel order by id desc")
    ends = [None, *(since for _, since in rows)]
    return [Known(as_text(public), since, until) for (public, since), until in zip(rows, ends, strict=False)]


def as_list(keys: Iterable[Known]) -> str:
    """The keys as they are published, one a line: the key, and the first and last day on which it signed."""
    return "\n".join(
        f"{each.public_key} {each.since.date()} {each.until.date() if each.until is not None else _NOW}"
        for each in keys
    )


class Trusted(NamedTuple):
    """A key that who checks trusts: itself, or its fingerprint without spaces; and when it signed, where it says so."""

    key: str
    since: date | None = None
    until: date | None = None

    def is_for(self, public_key: str) -> bool:
        """Whether it is this key. Raises NotAKey for a text that is none."""
        return self.key in (public_key, fingerprint(public_key).replace(" ", ""))

    def signed_on(self, day: date) -> bool:
        """Whether the key was in use on this day."""
        return not (self.since and day < self.since - _DAY) and not (self.until and day > self.until + _DAY)


def trusted(text: str) -> list[Trusted]:
    """The keys in a text: one, a fingerprint, or lines as `as_list` writes them, among other lines.

    Raises NotAKey when there is none, or a line begins as a key and is not.
    """
    lines = [line.strip() for line in text.splitlines()]
    shorts = [line.replace(" ", "").lower() for line in lines]
    found = [_trusted(line) for line in lines if line.startswith(KIND)]
    found += [Trusted(short) for short in shorts if _SHORT.fullmatch(short)]
    if not found:
        _raw(text)
    return found


def signed_by_one(text: str, data: bytes, signature: bytes, day: date) -> bool:
    """Whether the holder of a key in this text signed these bytes, with one that was in use on that day.

    Raises NotAKey for a text without keys, and for a fingerprint: that opens no signature.
    """
    return any(each.signed_on(day) and verify(each.key, data, signature) for each in trusted(text))


def _trusted(line: str) -> Trusted:
    key, *days = line.split()
    _raw(key)
    try:
        since, until = (date.fromisoformat(day) if day != _NOW else None for day in (*days, _NOW, _NOW)[:2])
    except ValueError:
        raise NotAKey(f"{line[:100]!r} does not say when the key was in use: a day is written as 2026-11-26.") from None
    return Trusted(key, since, until)
