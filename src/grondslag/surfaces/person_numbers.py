"""Where the number of a natural person stands: in which columns, and where inside them, by the type of the field.

Whose data a record is, that number included, is for `subjects`; here it is looked for, to find one person.
"""

from collections.abc import Iterator
from typing import get_args

from grondslag.kernel.declare import Form
from grondslag.kernel.shape import Field, Shape, fields_of
from grondslag.surfaces.subjects import WITHOUT_NUMBER
from grondslag.vocabulary.velden import Bsn

_BSN = next(each for each in get_args(Bsn) if isinstance(each, Form))


def holds_number(field: Field) -> bool:
    """Whether the field is the number of a natural person itself: by its type, or because it says whose a record is."""
    says_whose = field.subject is not None and not field.subject.path and field.to is None
    return field.form is _BSN or (says_whose and not field.many and field.kind == "text" and not field.form.format)


def describes_person(group: type) -> bool:
    """Whether a group describes a natural person: one of its fields is the number."""
    return any(holds_number(each) for each in fields_of(group))


def groups_of(field: Field) -> list[type]:
    """The classes that a group may have; none for a plain value."""
    if field.one_of is not None:
        return list(dict.fromkeys(field.one_of.groups.values()))
    return [field.group] if field.group is not None else []


def _inside(field: Field) -> Iterator[str]:
    for group in groups_of(field):
        for inner in fields_of(group):
            if holds_number(inner):
                yield inner.name
            yield from (f"{inner.name}.{path}" for path in _inside(inner))


def number_paths(field: Field) -> tuple[str, ...]:
    """The dotted paths inside a field at which such a number stands; one empty path for the number itself.

    Raises TypeError for a list of them, or of groups with one: nothing finds a person in there.
    """
    found = ("",) if holds_number(field) else tuple(dict.fromkeys(_inside(field)))
    if found and field.many:
        raise TypeError(f"{field.name}: the number of a person stands in a list, where it cannot be found")
    return found


def holders(shape: Shape) -> Iterator[tuple[Field, str]]:
    """Each stored field of a resource that names a natural person, with the path to the number inside it."""
    for field in shape.stored:
        yield from ((field, path) for path in number_paths(field))


def _beside(field: Field) -> Iterator[str]:
    for group in groups_of(field):
        for inner in fields_of(group):
            if inner.name == WITHOUT_NUMBER and describes_person(group):
                yield inner.name
            yield from (f"{inner.name}.{path}" for path in _beside(inner))


def other_holders(shape: Shape) -> Iterator[tuple[Field, str]]:
    """The same for the other number, of those who have no burgerservicenummer: it may stand beside that."""
    for field in shape.stored:
        yield from ((field, path) for path in dict.fromkeys(_beside(field)))
