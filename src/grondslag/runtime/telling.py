"""Of whom what was written down before tells: lines of an audit trail, an answer that is given again.

It may name somebody whom the records of today name no more, and that is as much a use of their data.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from grondslag.kernel.links import Links
from grondslag.kernel.shape import Shape, World
from grondslag.runtime.whose import placed
from grondslag.surfaces.subjects import told_by

_decode = msgspec.json.Decoder().decode


def told_in_trail(world: World, component: str, rows: Iterator[tuple[str, str, tuple[Any, ...]]]) -> set[str]:
    """The persons of whom lines tell: of each the resource, the path of the record, and how it was and became."""
    found: set[str] = set()
    for resource, path, bodies in rows:
        shape = world.shapes.get(f"{component}.{resource}")
        if shape is not None and tells(shape):
            for raw in bodies:
                found.update(told_by(shape, _decode(raw), path.rpartition("/")[2]) if raw is not None else ())
    return found


def told_in_answer(world: World, links: Links, body: bytes) -> set[str]:
    """The persons of whom the records in an answer tell."""
    found: set[str] = set()
    for each in _objects(_decode(body) if body else None):
        url = each.get("url")
        place = placed(links, url) if isinstance(url, str) else None
        shape = world.shapes.get(place[0]) if place is not None else None
        if place is not None and shape is not None:
            found.update(told_by(shape, each, place[1]))
    return found


def tells(shape: Shape) -> bool:
    """Whether records of this resource tell of persons themselves."""
    return any(each.subject is not None and each.subject.path for each in shape.fields)


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(each)
