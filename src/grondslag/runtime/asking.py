"""Asking: the query parameters of a list, read into a page with its conditions."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from grondslag.kernel.declare import Choice
from grondslag.kernel.decode import read_date
from grondslag.kernel.filters import Build, read_filters
from grondslag.kernel.names import to_wire
from grondslag.kernel.query import Order, Page
from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import Shape
from grondslag.runtime.expand import Tree, parse_expand
from grondslag.runtime.town import Call, Town
from grondslag.surfaces.openapi_parameters import MAX_SIZE
from grondslag.surfaces.problems import Invalid, NotFound

MAX_PAGE = 1_000_000
USUAL_SIZE = 100
MAX_FILTERS = 30
MAX_ORDER = 20
MAX_UNPAGED = 10_000
"""A list that the standard does not page is refused above this, never cut short."""


class AskedList(msgspec.Struct, kw_only=True):
    """A list as it was asked for."""

    page: Page
    tree: Tree


def ask(town: Town, call: Call, shape: Shape, params: Sequence[tuple[str, str]], parent: str = "") -> AskedList:
    """Read the query parameters of a list. Raises Invalid with all that is wrong, NotFound for a page that is none."""
    filters = town.engine.filters(shape)
    told: list[Violation] = []
    steering = _steering(shape)
    named = [(name, value) for name, value in params if name in filters and not filters[name].body]
    said = {name: value for name, value in params if name in steering}
    unknown = [name for name, _ in params if name not in steering and (name not in filters or filters[name].body)]
    if unknown:
        told.append(unknown_parameters(unknown))
    number = page_number(said.get("page", "1"))
    size = _size(said["pageSize"], told) if "pageSize" in said else USUAL_SIZE if shape.said.paged else MAX_UNPAGED
    order = order_of(shape, said["ordering"], told) if said.get("ordering") else ()
    tree = parse_expand(town.engine, shape, said["expand"]) if "expand" in said else {}
    filled = [(name, value) for name, value in named if value != ""]
    conditions, day = conditions_of(town, call, shape, filled, told, body=False)
    if parent:
        conditions.append(lambda values: f"t.{shape.said.part_of} = {values.add(parent, '::uuid')}")
    return AskedList(page=Page(conditions=conditions, order=order, number=number, size=size, day=day), tree=tree)


def _steering(shape: Shape) -> set[str]:
    """The parameters that steer a list without filtering it."""
    found = {"expand"}
    if shape.said.paged:
        found |= {"page", "pageSize"}
    if shape.said.sort:
        found.add("ordering")
    return found


def conditions_of(
    town: Town, call: Call, shape: Shape, named: list[tuple[str, Any]], told: list[Violation], *, body: bool
) -> tuple[list[Build], Any]:
    """The conditions of named filters, and of those that hold by default; the day that was asked for."""
    given = {name for name, _ in named}
    for name, said in shape.said.filters.items():
        if isinstance(said, Choice) and name not in given and said.default:
            named.append((name, said.default))
    if len(named) > MAX_FILTERS:
        raise Invalid([Violation("max_length", f"Filter op hoogstens {MAX_FILTERS} gegevens tegelijk.")])
    # In one order, so that the same filters make the same statement.
    named.sort(key=lambda each: each[0])
    conditions, wrong = read_filters(town.engine.filters(shape), named, call.links, body=body)
    told += wrong
    if told:
        raise Invalid(told)
    day = next((read_date(value) for name, value in named if name == "datumGeldigheid"), None)
    return conditions, day


def unknown_parameters(names: Iterable[str]) -> Violation:
    """What is told of parameters that an address does not take."""
    return Violation("unknown-parameters", f"Onbekende query parameters: {', '.join(name[:100] for name in names)}")


def page_number(value: str) -> int:
    """The page that is asked for, counted from 1. Raises NotFound for one that is none."""
    if not value.isascii() or not value.isdigit() or len(value) > 7 or not 0 < int(value) <= MAX_PAGE:
        raise NotFound("Ongeldige pagina.")
    return int(value)


def _size(value: str, told: list[Violation]) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 3 or not 0 < int(value) <= MAX_SIZE:
        told.append(Violation("invalid", f"Kies een paginagrootte van 1 tot en met {MAX_SIZE}.", "pageSize"))
        return USUAL_SIZE
    return int(value)


def order_of(shape: Shape, value: str, told: list[Violation]) -> tuple[Order, ...]:
    """The terms of an ordering, as its words on the wire say them; a word that is none is told."""
    names = {to_wire(each): each for each in shape.said.sort}
    found: list[Order] = []
    words = value.split(",", MAX_ORDER)
    if len(words) > MAX_ORDER:
        told.append(Violation("max_length", f"Sorteer op hoogstens {MAX_ORDER} gegevens.", "ordering"))
        return ()
    for word in words:
        name = names.get(word.removeprefix("-"))
        if name is None:
            told.append(Violation("invalid_choice", f"Op '{word[:50]}' kan niet worden gesorteerd.", "ordering"))
        else:
            found.append(Order(name, word.startswith("-")))
    return tuple(found)
