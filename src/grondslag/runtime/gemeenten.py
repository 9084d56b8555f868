"""The directory of municipalities: which database belongs to which code. A municipality is a database."""

import fcntl
import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from grondslag.settings import StartError

_FILE = "gemeenten.toml"
_HEADING = "# The municipalities of this installation. The first is the default. Kept by `grondslag gemeente add`.\n"
_CODE = re.compile(r"\d{4}")


class Gemeente(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A municipality and where its data is; without a DSN in the embedded PostgreSQL."""

    code: str
    naam: str
    dsn: str = ""
    public_url: str = ""

    @property
    def database(self) -> str:
        """The name of its database in the embedded PostgreSQL."""
        return f"gemeente_{self.code}"


class Gemeenten:
    """The list in `gemeenten.toml` of a data directory."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / _FILE

    def all(self) -> list[Gemeente]:
        """Every municipality, the default one first."""
        try:
            values = tomllib.loads(self._path.read_text(encoding="utf-8"))
            return msgspec.convert(values.get("gemeente", []), list[Gemeente])
        except FileNotFoundError:
            return []
        except OSError as failure:
            raise StartError(f"The list {self._path} cannot be read: {failure.strerror}.") from failure
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as failure:
            raise StartError(f"The list {self._path} is not as it should be: {failure}.") from failure

    def default(self) -> Gemeente | None:
        """The municipality that is meant when none is named."""
        return next(iter(self.all()), None)

    def find(self, code: str) -> Gemeente | None:
        """The municipality with this code."""
        return next((each for each in self.all() if each.code == code), None)

    def add(self, code: str, naam: str, dsn: str = "", public_url: str = "", instead_of: str = "") -> Gemeente:
        """Put a municipality on the list; refuses a code or an address that is taken. It can take another's place."""
        added = _checked(Gemeente(code=code, naam=naam, dsn=dsn, public_url=public_url.rstrip("/")))
        with self._held():
            present = [each for each in self.all() if each.code != instead_of]
            for each in present:
                if each.code == added.code:
                    raise StartError(f"Gemeente {code} is on the list already: {each.naam}.")
                if added.public_url and each.public_url == added.public_url:
                    raise StartError(f"The address {added.public_url} belongs to gemeente {each.code} already.")
            self._write([*present, added])
        return added

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Of two commands at once the second waits, so that neither loses what the other wrote."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.fdopen(os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600), "r+")
        except OSError as failure:
            raise StartError(f"The list {self._path} cannot be written: {failure.strerror}.") from failure
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _write(self, gemeenten: list[Gemeente]) -> None:
        fresh = self._path.with_suffix(".new")
        try:
            # A DSN may hold a password.
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(_HEADING + "".join(_as_toml(each) for each in gemeenten))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError as failure:
            raise StartError(f"The list {self._path} cannot be written: {failure.strerror}.") from failure


def _checked(gemeente: Gemeente) -> Gemeente:
    if not _CODE.fullmatch(gemeente.code):
        raise StartError(f"{gemeente.code!r} is not the code of a gemeente: four digits, as CBS gives them.")
    if not gemeente.naam.strip():
        raise StartError("A gemeente needs a name.")
    if gemeente.public_url and not gemeente.public_url.startswith(("http://", "https://")):
        raise StartError(f"{gemeente.public_url!r} is not an http or https address.")
    if gemeente.dsn and not gemeente.dsn.startswith(("postgresql://", "postgres://")):
        raise StartError("A DSN begins with postgresql://.")
    return gemeente


def _as_toml(gemeente: Gemeente) -> str:
    fields = {name: getattr(gemeente, name) for name in gemeente.__struct_fields__}
    lines = [f"{name} = {_quoted(value)}" for name, value in fields.items() if value]
    return "\n[[gemeente]]\n" + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML, which is a JSON string but for the character DEL."""
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007f")
