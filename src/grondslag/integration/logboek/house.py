"""The log as the house itself reads it, by a command: what is looked at is in the log as well."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from grondslag.integration.logboek.asking import LARGEST_PAGE, Question, find
from grondslag.integration.logboek.carrying import Manifest, export, import_file
from grondslag.integration.logboek.operations import SEEN
from grondslag.integration.logboek.purposes import Purposes, key_of_activity, purposes
from grondslag.integration.logboek.records import OWN, Verwerking
from grondslag.integration.logboek.taking import Taken
from grondslag.registers.logboek import names
from grondslag.runtime.partitions import log_schemas
from grondslag.runtime.signing import Signer
from grondslag.runtime.town import Call
from grondslag.settings import StartError
from grondslag.vocabulary.nummers import check_bsn

SEARCH, EXPORT = "logboek.doorzoeken", "logboek.exporteren"


async def look_up(
    program: Any, call: Call, wanted: Question, most: int
) -> tuple[Sequence[tuple[str, Verwerking]], Purposes, bool]:
    """At most so many records, what they were made for, and whether there are more."""
    keys, schemas = program.accounting.pseudonyms, await log_schemas(program.pool)
    found: list[tuple[str, Verwerking]] = []
    while True:
        page = msgspec.structs.replace(wanted, limit=min(most - len(found), LARGEST_PAGE))
        answer = await find(program.pool, schemas, page, keys)
        found += answer.records
        if answer.last is None or len(found) >= most:
            break
        wanted = msgspec.structs.replace(wanted, after=answer.last)
    # Now, so that this look-up does not find itself; nothing is shown before it is written.
    await _account(program, call, SEARCH, wanted.subject)
    return found, await purposes(program.pool, (each for _, each in found)), answer.last is not None


async def activity(program: Any, text: str) -> str:
    """The key of an activity by its URL, key or short name. Raises StartError for one that is not known."""
    found = names.activity_of(text) or await key_of_activity(program.pool, text)
    if found is None:
        told = f"There is no verwerkingsactiviteit {text} in the register of this database"
        raise StartError(f"{told}: `grondslag activity list` shows those that are.")
    return found


async def write_file(program: Any, call: Call, path: Path, days: tuple[date, date], gemeente: str) -> Manifest:
    """The log of these days in a signed file."""
    await _account(program, call, EXPORT, "")
    signer, keys = await Signer.open(program.pool, program.box), program.accounting.pseudonyms
    return await export(program.pool, keys, signer, path, gemeente=gemeente, days=days, register=register_of(program))


async def read_file(program: Any, path: Path, public_key: str) -> tuple[Manifest, Taken]:
    """Keep the records of a signed file."""
    keys, now = program.accounting.pseudonyms, lambda: program.town.now()[0]
    return await import_file(program.pool, keys, path, public_key, now)


async def public_key(program: Any) -> str:
    """With which others tell that a file is ours."""
    return (await Signer.open(program.pool, program.box)).public_key


def register_of(program: Any) -> str:
    """The root of the register that describes our activities."""
    return program.town.root("verwerkingen")


def subject_of(bsn: str) -> str:
    """A person by BSN. Raises StartError for what is none, without repeating it."""
    if check_bsn(bsn):
        raise StartError("This is no BSN: one has nine digits that pass the 11-test.")
    return f"bsn:{bsn}"


def trace_of(text: str) -> bytes:
    """A trace by its id. Raises StartError for what is none."""
    found = names.trace_of(text)
    if found is None:
        raise StartError("A trace is 32 hexadecimal digits, or a uuid.")
    return found


async def _account(program: Any, call: Call, name: str, subject: str) -> None:
    """Write that the log was looked at."""
    if OWN not in program.served:
        raise StartError("The log is looked at where logboek is served: add it to the setting target.")
    if subject:
        call.seen(subject, SEEN)
        await program.accounting.account(program.town, call, OWN, name)
    else:
        await program.accounting.write(OWN, program.accounting.span(call, name, ()))
