"""Where a record that is here already differs from what the export says. It stays as it is: it is only told."""

from collections.abc import Mapping
from typing import Any, cast

from grondslag.kernel.declare import Json, Record
from grondslag.kernel.shape import Field
from grondslag.registers.catalogi.inlezen_herstel import as_mapped
from grondslag.registers.catalogi.inlezen_vertaling import Seen, sendable, uuid_of
from grondslag.vocabulary.duur import canonical

DERIVED = ("selectielijstklasse", "archiefnominatie", "archiefactietermijn")
"""What we fill in ourselves when the export leaves it open."""


def differences(record: type[Record], body: Json, kept: Mapping[str, Any], seen: Seen) -> list[str]:
    """The fields of which the record here has another value. What an earlier import changed itself is none."""
    said = as_mapped(body, kept)
    fields = sendable(record).values()
    return [each.wire for each in fields if each.wire in said and not _agrees(each, said[each.wire], kept, seen)]


def _agrees(field: Field, given: Any, kept: Mapping[str, Any], seen: Seen) -> bool:
    if field.is_in or (field.wire in DERIVED and not given):
        return True
    mine, ours = _plain(given, seen), _plain(kept.get(field.wire), seen)
    if field.named is not None and field.many and isinstance(mine, list) and isinstance(ours, list):
        names = _texts(cast("list[Any]", mine))
        # A name is shown as a URL only while a version by that name holds.
        return names & seen.shown <= _texts(cast("list[Any]", ours)) <= names
    return _matches(mine, ours)


def _texts(several: list[Any]) -> set[str]:
    return {each for each in several if isinstance(each, str)}


def _plain(value: Any, seen: Seen) -> Any:
    """Names for the types that have one, keys for other URLs, durations in one spelling."""
    if isinstance(value, dict):
        return {name: _plain(each, seen) for name, each in cast("Json", value).items()}
    if isinstance(value, list):
        return [_plain(each, seen) for each in cast("list[Any]", value)]
    if isinstance(value, str):
        return seen.named_here.get(value) or uuid_of(value) or canonical(value) or value
    return value


def _matches(mine: Any, ours: Any) -> bool:
    """The same, or both empty; of an object only what the export says of it counts."""
    if isinstance(mine, dict) and isinstance(ours, dict):
        said, other = cast("Json", mine), cast("Json", ours)
        return all(_matches(each, other.get(name)) for name, each in said.items())
    if isinstance(mine, list) and isinstance(ours, list):
        these, those = cast("list[Any]", mine), cast("list[Any]", ours)
        return len(these) == len(those) and all(map(_matches, these, those))
    return mine == ours or not (mine or ours)
