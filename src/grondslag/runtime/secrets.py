"""Secrets at rest: encrypted under a key that lives outside the database."""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from grondslag.settings import Settings, StartError

SHORTEST_SECRET = 32
_FORMAT = b"\x01"
_NONCE = 12
_KEY_FILE = "secret.key"


class SecretBox:
    """Encrypts and decrypts with AES-256-GCM; `about` binds a secret to its place, such as its client_id."""

    def __init__(self, key: bytes) -> None:
        if len(key) < SHORTEST_SECRET:
            raise StartError(
                f"The key for stored secrets is {len(key)} bytes long; at least {SHORTEST_SECRET} are needed."
            )
        self._key = key
        self._cipher = AESGCM(self.derive("grondslag stored secrets"))

    def derive(self, purpose: str) -> bytes:
        """Another key that follows from this one, for one purpose."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(self._key)

    def encrypt(self, secret: str, about: str) -> bytes:
        """The secret as it may be stored."""
        nonce = os.urandom(_NONCE)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, secret.encode(), about.encode())

    def decrypt(self, stored: bytes, about: str) -> str:
        """The secret itself; raises `StartError` when the key is another than the one it was stored under."""
        nonce, sealed = stored[1 : 1 + _NONCE], stored[1 + _NONCE :]
        if stored[:1] != _FORMAT:
            raise StartError(f"The secret of {about} is stored in a form that this version does not know.")
        try:
            return self._cipher.decrypt(nonce, sealed, about.encode()).decode()
        except InvalidTag:
            raise StartError(
                f"The secret of {about} was stored under another key: give the key it was made with "
                "(GRONDSLAG_SECRET_KEY or GRONDSLAG_SECRET_KEY_FILE)."
            ) from None


def new_secret() -> str:
    """A fresh secret for a client."""
    return secrets.token_urlsafe(SHORTEST_SECRET)


def check_secret(secret: str) -> str:
    """The secret, if it is long enough to sign tokens with."""
    length = len(secret.encode())
    if length < SHORTEST_SECRET:
        raise StartError(f"The secret is {length} bytes long; at least {SHORTEST_SECRET} are needed.")
    return secret


def open_box(settings: Settings) -> SecretBox:
    """The box under the key of the settings; without one, under a key file in the data directory, made at first use."""
    if settings.secret_key:
        return SecretBox(settings.secret_key.encode())
    if settings.secret_key_file:
        return SecretBox(_read(Path(settings.secret_key_file)))
    path = settings.data_dir / _KEY_FILE
    return SecretBox(_read(path) if path.exists() else _made(path))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes().strip()
    except OSError as failure:
        raise StartError(f"The key file {path} cannot be read: {failure.strerror}.") from failure


def _made(path: Path) -> bytes:
    """Write a new key; of two processes at once, the first decides."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(new_secret().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            return _read(path)
        finally:
            fresh.unlink()
    except OSError as failure:
        raise StartError(f"The key file {path} cannot be made: {failure.strerror}.") from failure
    return _read(path)
