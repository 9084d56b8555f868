"""Versions: which one of a document is meant, and the row of it. The older ones lie beside the latest."""

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec

from grondslag.kernel.decode import read_datetime
from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import Shape
from grondslag.runtime.bounds import demand_record
from grondslag.runtime.database import Found
from grondslag.runtime.town import Call, Town, read_row
from grondslag.surfaces.problems import Invalid, NotFound

PARAMETERS = ("versie", "registratieOp")
_NUMBER = re.compile(r"[0-9]{1,18}")


class AskedVersion(msgspec.Struct, frozen=True):
    """A version: by its number, as the newest at a moment, or by both."""

    number: int | None = None
    moment: datetime | None = None


def asked_version(params: Sequence[tuple[str, str]], told: list[Violation]) -> AskedVersion:
    """What the parameters say of a version; what cannot be read is told. An empty value asks nothing."""
    said = {name: value for name, value in params if name in PARAMETERS and value}
    number, moment = said.get("versie"), said.get("registratieOp")
    if number is not None and not _NUMBER.fullmatch(number):
        told.append(Violation("invalid", "Voer een getal in.", "versie"))
        number = None
    found = read_datetime(moment) if moment is not None else None
    if moment is not None and found is None:
        told.append(Violation("invalid", "Voer een geldige datum met tijd in.", "registratieOp"))
    return AskedVersion(None if number is None else int(number), found)


async def version_of(town: Town, call: Call, shape: Shape, key: str, params: Sequence[tuple[str, str]]) -> Found:
    """The row of a versioned resource as `versie` and `registratieOp` in the parameters ask; the latest without them.

    Other parameters are passed over. The rights are judged by the latest version. Raises NotFound where there is no
    such version, Forbidden outside the rights, Invalid for a value that cannot be read.
    """
    latest = await read_row(town, call, shape, key)
    await demand_record(town, call, shape, latest.values)
    told: list[Violation] = []
    asked = asked_version(params, told)
    if told:
        raise Invalid(told)
    return await version_at(town, shape, latest, asked)


async def version_at(town: Town, shape: Shape, latest: Found, asked: AskedVersion) -> Found:
    """The version that is asked for, of the record of which this is the latest row. Raises NotFound.

    What belongs to the record and not to one of its versions (`lasting`) is taken from the latest.
    """
    projection = town.engine.projection(shape)
    names = projection.names
    versie, begin = (latest.values[names.index(each)] for each in ("versie", "begin_registratie"))
    if asked.number in (None, versie) and (asked.moment is None or begin <= asked.moment):
        return latest
    row = await town.pool.fetchrow(
        f"select {projection.sql} from {shape.table}_versie t where t.id = $1::uuid "
        "and ($2::bigint is null or t.versie = $2) and ($3::timestamptz is null or t.begin_registratie <= $3) "
        "order by t.versie desc limit 1",
        latest.values[0],
        asked.number,
        asked.moment,
    )
    if row is None:
        raise NotFound
    values = [
        kept if name in shape.said.lasting else value
        for name, value, kept in zip(names, row, latest.values, strict=False)
    ]
    whose = [latest.values[projection.whose]] if projection.whose >= len(names) else []
    return Found([*values, *whose, latest.rev, *latest.guard], len(projection.columns))
