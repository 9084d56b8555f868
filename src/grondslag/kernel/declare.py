"""The words with which a room declares its resource. Everything else is derived from them at start-up.

A room is a `Record` class under `@resource(...)`; its fields are `Annotated` with the closed vocabulary of marks
(design §2). A plain string among the marks is the Dutch sentence of that field.
"""

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, dataclass_transform

import msgspec

from grondslag.kernel.names import to_wire

Complaint = tuple[str, str, str]
"""What is wrong with a value: dotted path below it ('' for itself), code, Dutch sentence."""


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class Frozen(type(msgspec.Struct)):
    """Says `frozen` and `kw_only` once, so that rooms stay bare and keep the standard's order of fields."""

    def __new__(mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any):
        return super().__new__(mcls, name, bases, namespace, frozen=True, kw_only=True, **options)


class Record(msgspec.Struct, metaclass=Frozen):
    """One row of a resource. `id` is its key (a UUID); `rev` counts the writes on a root and its parts."""

    id: str = ""
    rev: int = 0


class Group(msgspec.Struct, metaclass=Frozen, rename=to_wire):
    """A nested object: null or whole, kept as one value in its wire form."""


class View(msgspec.Struct, metaclass=Frozen):
    """What a component needs to see of a neighbour's resource: some of its fields, by the same names."""

    id: str = ""


class Numbers(msgspec.Struct, metaclass=Frozen):
    """Numbering of a resource: `prefix-year-0000000001` per value of field `per`, unique, gaps allowed."""

    field: str
    per: str
    prefix: str


# --- marks of a field ---------------------------------------------------------------------------------------------


class _Mark(enum.Enum):
    FIXED = "fixed"
    OURS = "ours"
    HIDDEN = "hidden"
    IN = "in"
    EXTRA = "extra"


FIXED = _Mark.FIXED
"""Set at creation, refused when changed later."""
OURS = _Mark.OURS
"""Set by us: shown as readOnly, ignored when sent."""
IN = _Mark.IN
"""Accepted and seen by the rules, never shown (the content of a document, the lock with which it is changed); beside
`Out` or `Inverse` shown as derived."""
HIDDEN = _Mark.HIDDEN
"""Kept, but neither sent nor shown: the key of a lock, the parent that the path already names."""
EXTRA = _Mark.EXTRA
"""Beyond the standard: `x-experimental` in the OAS."""


class Find(enum.Flag):
    """How a list is searched by a field. RANGE gives __lt, __lte, __gt and __gte; PART is ICONTAINS by its own name."""

    EXACT = enum.auto()
    IN = enum.auto()
    RANGE = enum.auto()
    ISNULL = enum.auto()
    ICONTAINS = enum.auto()
    SORT = enum.auto()
    NOT_IN = enum.auto()
    PART = enum.auto()
    OVERLAP = enum.auto()
    HAS = enum.auto()
    """The value is one of the elements of an array; for texts: all the values, with commas between them, are (OVERLAP:
    at least one of them)."""


@dataclass(frozen=True)
class To:
    """A reference to a record of `target` (`component.resource`), kept as its key, or as URL when it lies elsewhere.

    `seen`: a URL of elsewhere must lead to one. Not where only others may look: then it is kept as it is."""

    target: str
    seen: bool = True


@dataclass(frozen=True)
class Inverse:
    """The records of `target` whose `field` points here. Kept on the root by the write that moves its `rev`."""

    target: str
    field: str


@dataclass(frozen=True)
class Named:
    """The history model: a reference by name (`field` of the target), valid within the same `within`, shown as URLs."""

    field: str
    within: str = "catalogus"


@dataclass(frozen=True)
class OneOf:
    """A group whose class follows from the value of field `by`; None for a value without a group."""

    by: str
    groups: Mapping[str, type[Group]]


@dataclass(frozen=True)
class Out:
    """Shown, never stored. Either a `path` over local references (`zaaktype.identificatie`), or a table of words
    (`words`) for the value of a field of its own (`path`), or `sql`: a name of an expression of the component, or
    `below`: as long as its own field `path` has a value, the record's own URL with this and its `versie` behind it."""

    path: str = ""
    words: Mapping[str, str] | None = None
    sql: str = ""
    below: str = ""


@dataclass(frozen=True)
class Subject:
    """Whose personal data a record is (`surfaces.subjects`): of whom has the number at `path` of this group, or whom
    the address in it names (`uri`); without a path of whom the field itself names, or of everybody whose data the
    record is that it refers to. `kept`: the root keeps it for all that lies under it."""

    path: str = ""
    kept: bool = False


class Limit(msgspec.Struct, metaclass=Frozen):
    """Bounds of a value: characters of a text, size of a number, elements of a list (`items`)."""

    max_length: int | None = None
    min_length: int | None = None
    ge: int | None = None
    le: int | None = None
    pattern: str = ""
    items: int = 1000
    blank: bool | None = None
    """May a text be empty? By default only when it has a default. A group that may be is shown as empty, never null."""


def Max(length: int) -> Limit:  # noqa: N802 - reads as a mark in a declaration
    """A text of at most `length` characters."""
    return Limit(max_length=length)


class Form(msgspec.Struct, metaclass=Frozen, eq=False):
    """How a type of the vocabulary is checked, stored and printed. Rooms use the types, not this mark."""

    format: str = ""
    check: Callable[[Any], Iterable[Complaint]] | None = None
    column: str = ""
    box: Callable[[Any], tuple[float, float, float, float]] | None = None
    inside: Callable[[Any], Callable[[Sequence[Any]], list[bool]]] | None = None
    """For a geometry: the test which of others lie wholly inside it."""
    schema: Callable[[], Mapping[str, Any]] | None = None
    """Its OAS schema, where type and format do not say enough."""


Url = Annotated[str, Form(format="uri")]
"""Any absolute http(s) URL. Its shape is checked by `plan`, what it answers only where a rule asks for it."""
Ref = str
"""A reference under a `To`, `Inverse` or `Named` mark: the key when the record is ours, else its URL."""
Json = dict[str, Any]


class Content(msgspec.Struct, metaclass=Frozen):
    """What came into an IN field as bytes and lies in the store; `digests` in hexadecimal digits, sha_256 always."""

    key: str
    size: int
    digests: Mapping[str, str]
    head: bytes = b""


# --- the resource -------------------------------------------------------------------------------------------------


class Through(msgspec.Struct, metaclass=Frozen):
    """A filter over the parts: some record of `target` that points here by `back` has `field` (at `path`) equal to it.

    `back` is `id` for the record itself; `match` adds fixed words in other fields of the same record, `kept` asks for
    the one that stands here under that name. In a list of groups `path` may name several parts, with `:` between them.
    """

    target: str
    back: str
    field: str
    path: str = ""
    match: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    kept: str = ""
    format: str = ""
    max_length: int | None = None
    enum: tuple[str, ...] = ()


class AtMost(msgspec.Struct, metaclass=Frozen):
    """A filter on a ranked field: records up to and including the value."""

    field: str


class Within(msgspec.Struct, metaclass=Frozen):
    """A filter on a geometry, in the body of `_zoek` only: records that lie wholly inside the given one."""

    field: str


class InForce(msgspec.Struct, metaclass=Frozen):
    """A filter on two dates: records whose validity [`begin`, `end`) holds the day."""

    begin: str = "begin_geldigheid"
    end: str = "einde_geldigheid"


class Choice(msgspec.Struct, metaclass=Frozen):
    """A filter by word: each word stands for values of `field` (None: any). `default` is taken when it is absent."""

    field: str
    words: Mapping[str, Any]
    default: str


class Same(msgspec.Struct, metaclass=Frozen):
    """A filter under a name of its own: `field` (a path over local references is allowed) equals the value."""

    field: str


Special = Through | AtMost | Within | InForce | Choice | Same


class Lookup(msgspec.Struct, metaclass=Frozen):
    """A read of its own: `GET {collection}/{name}?{parameter}=` answers the one record with that value in `field`."""

    parameter: str
    field: str


class Resource(msgspec.Struct, metaclass=Frozen):
    """What `@resource` was told. The derived description is `kernel.shape.Shape`."""

    collection: str
    methods: str
    scopes: Mapping[str, str | tuple[str, ...]]
    root: bool = False
    part_of: str = ""
    under: bool = False
    guarded_by: tuple[str, ...] = ()
    channel: str = ""
    kenmerken: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    paged: bool = True
    page_size: bool = False
    """Does the standard print `pageSize` for its list? Every other paged list takes it as an extension."""
    show_uuid: bool = False
    crs: bool = False
    zoek: bool = False
    audit: bool = False
    etag: bool = True
    filters: Mapping[str, Special] = msgspec.field(default_factory=dict[str, Special])
    order: str = "-id"
    sort: tuple[str, ...] = ()
    unique: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict[str, tuple[str, ...]])
    indexes: tuple[tuple[str, ...], ...] = ()
    numbers: Numbers | None = None
    versioned: bool = False
    lasting: tuple[str, ...] = ()
    """Fields of a versioned resource that belong to the record itself, not to one of its versions."""
    label: tuple[str, ...] = ()
    """The fields by which people know a record."""
    moved: str = ""
    """The field of a root that holds the moment of the last write on it or its parts."""
    extra: tuple[str, ...] = ()
    """The parameters, and letters of `methods`, that are beyond the standard."""
    lookups: Mapping[str, Lookup] = msgspec.field(default_factory=dict[str, Lookup])
    told: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    """What only the answer to its creation tells beside the record, by wire name: the value of a field."""
    also: Mapping[str, tuple[int, ...]] = msgspec.field(default_factory=dict[str, tuple[int, ...]])
    """Statuses that the standard prints for an action and we never answer; declared in the OAS beside ours."""


DECLARED: dict[type[Record], Resource] = {}


R = TypeVar("R", bound=Record)
V = TypeVar("V", bound=View)


def resource(collection: str, **said: Any) -> Callable[[type[R]], type[R]]:
    """Declare the class below as the resource served at `/collection`. Options: the fields of `Resource`."""

    def declare(cls: type[R]) -> type[R]:
        DECLARED[cls] = Resource(collection=collection, **said)
        return cls

    return declare


class Component(msgspec.Struct, metaclass=Frozen):
    """A component of a standard: its name, where it is served, and its rooms."""

    name: str
    abbreviation: str
    title: str
    version: str
    rooms: tuple[type[Record], ...]
    path: str
    channels: tuple[str, ...] = ()
    derived: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    """Rule codes of the standard that hold by derivation, and by which word of the declaration."""
    not_applicable: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    operations: Mapping[str, Json] = msgspec.field(default_factory=dict[str, Json])
    """What no room answers, as its OpenAPI document says it: `paths` and `schemas`."""


VIEWS: dict[type[View], str] = {}


def view(target: str) -> Callable[[type[V]], type[V]]:
    """Declare the class below as a view of the neighbour's resource `target`."""

    def declare(cls: type[V]) -> type[V]:
        VIEWS[cls] = target
        return cls

    return declare
