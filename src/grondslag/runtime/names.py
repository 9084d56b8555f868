"""References by name: a client may give the URL of any version, what is kept is the name that versions share."""

from functools import cache
from typing import Any

import msgspec

from grondslag.kernel.decode import Key
from grondslag.kernel.links import UUID
from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import Field, Shape
from grondslag.runtime.town import Town
from grondslag.surfaces.problems import Invalid


async def name_versions(town: Town, shape: Shape, record: Any) -> tuple[Any, dict[str, list[str]]]:
    """The record with every key in a field kept by name replaced by that name, and per field the keys that were given.

    Raises Invalid for a key of nothing. Only a group may keep the URL of a type elsewhere (gerelateerdeZaaktypen): it
    is shown as it was given.
    """
    told: list[Violation] = []
    given: dict[str, list[str]] = {}
    for field, inner in _by_name(shape):
        last = inner or field
        assert last.to is not None and last.named is not None  # noqa: S101, PT018 - Named goes with To
        value = getattr(record, field.name)
        keys = [str(each) for each in _flat(value, inner) if isinstance(each, Key)]
        names = await _names(town, last, [each for each in keys if UUID.fullmatch(each)])
        for index, each in enumerate(_flat(value, inner)):
            elsewhere = not UUID.fullmatch(each)
            if isinstance(each, Key) and each not in names and not (inner is not None and elsewhere):
                told.append(Violation("bad-url", "De URL verwijst niet naar een bestaand type.", _at(field, index)))
        record = msgspec.structs.replace(record, **{field.name: _renamed(value, inner, names)})
        given |= {field.name: keys} if keys else {}
    if told:
        raise Invalid(told)
    return record, given


@cache
def _by_name(shape: Shape) -> tuple[tuple[Field, Field | None], ...]:
    """The fields that a client gives and that are kept by name, and those within groups."""
    return tuple(
        (field, inner)
        for field in shape.fields
        if not field.read_only
        for inner in (None, *field.nested)
        if (inner or field).named is not None
    )


def _at(field: Field, index: int) -> str:
    """Where a reference stands: one in a list with its index."""
    return f"{field.wire}.{index}" if field.many else field.wire


def _flat(value: Any, inner: Field | None) -> list[str]:
    several = value if isinstance(value, list) else [value]
    found = [getattr(each, inner.name) if inner else each for each in several if each is not None]
    return [each for each in found if isinstance(each, str)]


def _renamed(value: Any, inner: Field | None, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        found = [_renamed(each, inner, names) for each in value]
        return list(dict.fromkeys(found)) if inner is None else found
    if inner is not None and value is not None:
        return msgspec.structs.replace(value, **{inner.name: _plain(getattr(value, inner.name), names)})
    return _plain(value, names)


def _plain(value: Any, names: dict[str, str]) -> Any:
    """What a URL led to as a name, or as the text it was: a Key goes no further than here."""
    return names.get(value, str(value)) if isinstance(value, Key) else value


async def _names(town: Town, field: Field, keys: list[str]) -> dict[str, str]:
    if not keys or field.to is None or field.named is None:
        return {}
    table = town.engine.world.shapes[field.to.target].table
    sql = f"select id::text, {field.named.field} from {table} where id = any($1::uuid[])"
    return dict((row[0], row[1]) for row in await town.pool.fetch(sql, keys))  # noqa: C402
