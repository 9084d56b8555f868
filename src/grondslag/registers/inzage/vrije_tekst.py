"""Vrije tekst: where people write what they like, by the declarations: texts, and objects of any form."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Any, cast

import msgspec

from grondslag.kernel.shape import Field, Shape, fields_of
from grondslag.surfaces.person_numbers import groups_of

SHORTEST_PROSE = 80
"""A text that may be this long is written by people."""
_TAKEN_OVER = frozenset(
    (
        "wplWoonplaatsNaam",
        "woonplaatsNaam",
        "woonplaatsnaam",
        "gorOpenbareRuimteNaam",
        "openbareRuimteNaam",
        "naamOpenbareRuimte",
        "gemeenteNaam",
        "naam",
        "type",
        "kadastraleAanduiding",
        "avgAard",
        "communicatiekanaalNaam",
        "objectTypeOverige",
        "schema",
        "objectData",
        "processobjectaard",
        "datumkenmerk",
        "objecttype",
        "registratie",
        "formaat",
        "resource",
        "record",
        "veld",
        "component",
    )
)
"""Long enough to write in, but what stands there is a place, a name from a register, a path or a code."""
MOST_DEEP = 100
"""So deep an object of any form is taken apart; what goes further was kept before a body was bounded."""
_NUMMERS = ("dentificatie", "ObjectNummer")
"""How fields end that hold a number of a register."""
CODE = re.compile(r"(?=.*\d)(?=.*[A-Z])(?:[A-Z0-9]{6}|[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,3})|\d{1,8}")
"""A licence plate, or a number too short for a telephone or a burgerservicenummer."""


def is_prose(field: Field) -> bool:
    """Whether people write in a field what they like."""
    if field.kind != "text" or field.choices or field.read_only or field.form.format or field.form.check:
        return False
    return (field.limit.max_length or SHORTEST_PROSE) >= SHORTEST_PROSE


def is_free(field: Field) -> bool:
    """Whether a field takes an object of any form, so that anything may stand in it, under any name."""
    return field.kind == "json" and field.one_of is None and field.form.box is None and not field.read_only


def shallow(value: Any) -> Any:
    """A value with, in the place of what lies too deep in it, the text of that: no recursion comes to its end."""
    level = [value]
    for _ in range(MOST_DEEP):
        level = [inner for each in level for inner in _parts(each)]
        if not level:
            return value
    return _with_texts(value, {id(each): msgspec.json.encode(each).decode() for each in level if _parts(each)})


def _parts(value: Any) -> Collection[Any]:
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).values()
    return cast("list[Any]", value) if isinstance(value, list) else ()


def _with_texts(value: Any, texts: Mapping[int, str]) -> Any:
    if id(value) in texts:
        return texts[id(value)]
    if isinstance(value, dict):
        return {name: _with_texts(each, texts) for name, each in cast("dict[str, Any]", value).items()}
    return [_with_texts(each, texts) for each in cast("list[Any]", value)] if isinstance(value, list) else value


def is_written_freely(field: Field) -> bool:
    """Whether what stands in a field is somebody's own words, and not what a register or a list calls something."""
    return is_prose(field) and field.wire not in _TAKEN_OVER and not field.wire.endswith(_NUMMERS)


def prose_of(shape: Shape) -> frozenset[str]:
    """The names under which people write what they like, in a record and in its groups."""
    return _names(shape, is_prose)


def frees_of(shape: Shape) -> frozenset[str]:
    """The same for objects of any form."""
    return _names(shape, is_free)


@cache
def _names(shape: Shape, of_kind: Callable[[Field], bool]) -> frozenset[str]:
    def names(fields: tuple[Field, ...]) -> Iterator[str]:
        for field in fields:
            if of_kind(field):
                yield field.wire
            for group in groups_of(field):
                yield from names(fields_of(group))

    return frozenset(names(shape.fields))
