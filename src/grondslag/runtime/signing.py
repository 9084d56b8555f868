"""Signing what leaves the house: an Ed25519 key of the municipality, so that anyone can tell that nothing was changed.

Its private half is encrypted in the database, bound to its number; its public half is text that can be handed around.
"""

import base64
import binascii
import hashlib
import os
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from grondslag.runtime.secrets import SecretBox

KIND = "ed25519:"
"""How the text of a public key begins; 32 bytes in base64 follow."""
_LENGTH = 32
_FIRST = 1


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
            fresh = Ed25519PrivateKey.from_private_bytes(os.urandom(_LENGTH))
            await pool.execute(
                "insert into grondslag.ondertekensleutel (id, openbaar, sleutel) values ($1, $2, $3) "
                "on conflict (id) do nothing",
                _FIRST,
                fresh.public_key().public_bytes_raw(),
                box.encrypt(fresh.private_bytes_raw().hex(), _about(_FIRST)),
            )
            row = await pool.fetchrow(latest)
        assert row is not None  # noqa: S101 - written above, by us or by who was first
        sealed = box.decrypt(row[1], _about(row[0]))
        return cls(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(sealed)))

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
