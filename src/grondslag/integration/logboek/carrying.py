"""The log in a file: a request of OTLP on each line, and beside it a signed manifest that tells of any change.

What a file says is believed because it was signed by who is trusted for it; so a file that is not as it was signed is
refused as a whole, and nothing of it is kept.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from grondslag.integration.logboek import otlp
from grondslag.integration.logboek.records import SELECTED, Verwerking, of_row
from grondslag.integration.logboek.taking import Coming, Taken, coming, keep, make_room
from grondslag.runtime.database import transaction
from grondslag.runtime.log_rows import records
from grondslag.runtime.partitions import log_schemas
from grondslag.runtime.pseudonyms import Pseudonyms
from grondslag.runtime.signing import NotAKey, Signer, signed_by_one
from grondslag.settings import StartError

FORM = "grondslag-logboek-otlp-1"
PER_LINE, HEAVIEST = 500, 2**20
"""So many records go on a line, or fewer where they name so many characters of what was seen."""
LONGEST_LINE = 32 * 2**20
"""A line is shorter, whatever record ended it: one names 10,000 things at most."""
LARGEST_MANIFEST = 64 * 2**10
SUFFIX = ".manifest.json"


class Manifest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a file holds, as it was when it was signed."""

    form: str
    gemeente: str
    begin: date
    end: date
    made: datetime
    lines: int
    records: int
    size: int
    sha256: str
    public_key: str
    signature: str = ""

    def signed(self) -> bytes:
        """The bytes that the signature is of: all but itself."""
        return msgspec.json.encode(msgspec.structs.replace(self, signature=""), order="deterministic")


class Tally:
    """A file as it goes by: its lines, size and digest."""

    def __init__(self) -> None:
        self.lines = self.size = self.records = 0
        self.digest = hashlib.sha256()

    def add(self, line: bytes) -> None:
        """One more line, with its end."""
        self.lines, self.size = self.lines + 1, self.size + len(line)
        self.digest.update(line)


# --- out ----------------------------------------------------------------------------------------------------------


async def export(
    pool: Any, keys: Pseudonyms, signer: Signer, path: Path, *, gemeente: str, days: tuple[date, date], register: str
) -> Manifest:
    """Write the records of these days, the last one included, and the manifest. Raises StartError when it cannot."""
    begin, end = days
    tally = Tally()
    with _fresh(path) as file:
        for component in await log_schemas(pool):
            async for records in _pages(pool, component, days):
                line = otlp.line([(component, each) for each in records], register, keys.marks) + b"\n"
                file.write(line)
                tally.add(line)
                tally.records += len(records)
    made = Manifest(
        form=FORM,
        gemeente=gemeente,
        begin=begin,
        end=end,
        made=datetime.now(UTC),
        lines=tally.lines,
        records=tally.records,
        size=tally.size,
        sha256=tally.digest.hexdigest(),
        public_key=signer.public_key,
    )
    made.signature = base64.b64encode(signer.sign(made.signed())).decode()
    with _fresh(beside(path)) as file:
        file.write(msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")
    return made


def _of_days(component: str) -> str:
    """The statement for the records since a moment ($1) until a day ($2) is over."""
    rows = f"select * from {component}.verwerking where tijd >= $1 and tijd < $2::date + 1"
    months = "and g.tijd >= date_trunc('month', $1::timestamptz, 'UTC') and g.tijd < $2::date + 1"
    return f"select {SELECTED} from ({records(component, rows, months)}) r"


async def _pages(pool: Any, component: str, days: tuple[date, date]) -> AsyncIterator[list[Verwerking]]:
    """The records of one component, as they were at one moment."""
    begin, end = days
    sql = _of_days(component)
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        page, size = list[Verwerking](), 0
        since = datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
        async for row in connection.cursor(sql, since, end, prefetch=PER_LINE):
            page.append(of_row(row))
            size += sum(map(len, page[-1].objecten))
            if len(page) == PER_LINE or size > HEAVIEST:
                yield page
                page, size = [], 0
        if page:
            yield page


@contextmanager
def _fresh(path: Path) -> Iterator[BinaryIO]:
    """A new file, there when all of it is. Raises StartError for one that exists, or that cannot be made."""
    part = path.with_name(f"{path.name}.part")
    if path.exists():
        raise StartError(f"{path} exists: name another file (-o).")
    try:
        # A name that can be foreseen: what another put there is not written in, nor followed.
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as failure:
        raise StartError(f"{path} cannot be written: {failure.strerror}.") from failure
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """Where the manifest of a file is."""
    return path.with_name(path.name + SUFFIX)


# --- in -----------------------------------------------------------------------------------------------------------


def verified(path: Path, public_key: str) -> Manifest:
    """The manifest of a file that is as the holder of this key signed it. Raises StartError that says what is wrong."""
    said = _signed_manifest(path, public_key)
    tally = Tally()
    for line in _lines(path):
        tally.add(line)
    _compare(path, said, tally)
    return said


def _signed_manifest(path: Path, public_key: str) -> Manifest:
    where = beside(path)
    try:
        with where.open("rb") as file:
            raw = file.read(LARGEST_MANIFEST + 1)
        said = msgspec.json.decode(raw, type=Manifest)
        signature = base64.b64decode(said.signature, validate=True)
    except OSError as failure:
        raise StartError(f"The manifest {where} cannot be read: {failure.strerror}.") from failure
    except (msgspec.DecodeError, binascii.Error, UnicodeDecodeError, ValueError):
        raise StartError(f"{where} is no manifest of a log.") from None
    try:
        right = signed_by_one(public_key, said.signed(), signature, said.made.date())
    except NotAKey as wrong:
        raise StartError(str(wrong)) from wrong
    if not right:
        raise StartError(
            f"{where} was not signed with this key, or it was changed since: nothing of it can be trusted."
        )
    if said.form != FORM:
        raise StartError(f"{path} is of a form that this version does not know: {said.form}.")
    return said


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while line := file.readline(LONGEST_LINE + 1):
                if len(line) > LONGEST_LINE:
                    raise StartError(f"{path} has a line of more than {LONGEST_LINE} bytes.")
                yield line
    except OSError as failure:
        raise StartError(f"{path} cannot be read: {failure.strerror}.") from failure


def _compare(path: Path, said: Manifest, tally: Tally) -> None:
    """Raises StartError when the file is another than the manifest says."""
    if tally.size != said.size:
        raise StartError(f"{path} has {tally.size} bytes, and {said.size} were signed: it was changed or cut off.")
    if tally.digest.hexdigest() != said.sha256:
        raise StartError(f"{path} is not as it was signed: it was changed.")


async def import_file(
    pool: Any, keys: Pseudonyms, path: Path, public_key: str, now: Callable[[], datetime]
) -> tuple[Manifest, Taken]:
    """Keep the records of a file that is as it was signed. Raises StartError for any other, and keeps nothing then."""
    said, taken, tally = verified(path, public_key), Taken(), Tally()
    components = await log_schemas(pool)
    for line in _lines(path):
        await make_room(pool, _coming(path, line, keys, components, now(), Taken()))
    async with transaction(pool) as connection:
        for line in _lines(path):
            tally.add(line)
            await keep(connection, _coming(path, line, keys, components, now(), taken), taken)
        # It is read again: between two readings it can become another.
        _compare(path, said, tally)
    return said, taken


def _coming(
    path: Path, line: bytes, keys: Pseudonyms, components: Sequence[str], now: datetime, taken: Taken
) -> list[Coming]:
    try:
        return coming(line, keys, components, now, taken)
    except (msgspec.DecodeError, RecursionError):
        raise StartError(f"{path} has a line that is no request of OTLP.") from None
