"""Rules, derivations and effects: pure functions that carry the code of the standard.

The signature is the wiring: `Change[Status]` names what is judged (a shared shape judges every resource that has it),
the `Facts` class what must have been gathered. Code plus part is the identity of a rule: a pair is given out once.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from grondslag.kernel.declare import Frozen, Group, Record

R_co = TypeVar("R_co", bound=Record, covariant=True)
Action = str
"""`create`, `update`, `partial_update`, `destroy`, or the name of an action (`publish`, `lock`)."""
WRITES = ("create", "update", "partial_update", "destroy")


class Change(msgspec.Struct, Generic[R_co], frozen=True, kw_only=True):
    """What a caller wants: the record as it was and as it will be, with the clock and the caller's rights as values.

    `given` holds the fields that the caller sent, `raw` the ones marked IN and the keys behind URLs in fields that are
    kept by name, `scopes` what the caller may do with this record (before and after the change), `today` the day in the
    Netherlands, `body` what came with an action, `fresh_id` a key that nobody can guess, `part_size` how many bytes of
    large content come at a time.
    """

    action: Action
    before: R_co | None = None
    after: R_co | None = None
    given: frozenset[str] = frozenset()
    raw: Mapping[str, Any] = msgspec.field(default_factory=dict[str, Any])
    now: datetime
    today: date
    scopes: frozenset[str] = frozenset()
    body: Group | None = None
    fresh_id: str = ""
    part_size: int = 64 * 2**20

    @property
    def record(self) -> R_co:
        """The record as it will be; for a removal, as it was."""
        found = self.after if self.after is not None else self.before
        assert found is not None, "a change has at least one side"  # noqa: S101
        return found

    def changes(self, *fields: str) -> bool:
        """Whether any of the fields gets another value (at creation: a value other than its default)."""
        if self.after is None:
            return False
        if self.before is None:
            return any(getattr(self.after, name) for name in fields)
        return any(getattr(self.before, name) != getattr(self.after, name) for name in fields)


MAX_TOLD = 100
"""So many violations are told; after the first that is one too many, nothing is looked at any more."""


class Violation(msgspec.Struct, frozen=True):
    """A demand of the standard that is not met. `name` is the dotted wire name of the field at fault."""

    code: str
    reason: str
    name: str = "nonFieldErrors"


class Refusal(msgspec.Struct, frozen=True):
    """The caller lacks a right that only the facts could tell: answered with 403 `permission_denied`."""

    reason: str


class Warn(msgspec.Struct, frozen=True):
    """Accepted, but worth telling: sent along in the header `X-Warning`."""

    reason: str


class Update(msgspec.Struct, frozen=True):
    """Give fields of a record (known from the facts, or the changed one itself) other values."""

    record: Record
    values: Mapping[str, Any]


class Create(msgspec.Struct, frozen=True):
    """A further record; an empty `id` gets a fresh one."""

    record: Record


class Delete(msgspec.Struct, frozen=True):
    """A further record to remove, with its parts."""

    record: Record


class Link(msgspec.Struct, frozen=True):
    """A reference in the body of a Mirror: becomes the URL of that record, as the neighbour knows it."""

    target: str
    key: str


class Mirror(msgspec.Struct, frozen=True):
    """A write in a neighbour's component (zrc-005): `create` of `body`, or `destroy` of what matches it.

    `body` has wire names; its references are a `Link`. `collection`: where, in a component that is not described here.
    """

    target: str
    act: Literal["create", "destroy"]
    body: Mapping[str, Any]
    collection: str = ""


Write = Update | Create | Delete | Mirror


# --- facts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class One:
    """The record or view that a reference points to. `path` starts at the changed record, at a fact found in an earlier
    step, or at `before.`; the annotation of the fact says as what it is read. None when absent. `proves`: the field at
    the path holds a plain URL, and is told to be wrong when that leads to nothing, or to something else."""

    path: str
    when: str = ""
    proves: bool = False


@dataclass(frozen=True)
class Each:
    """The records or views behind a list of references (`relevante_andere_zaken.url`), or behind the same path of each
    record in a fact (`zaakinformatieobjecten.informatieobject`)."""

    path: str
    when: str = ""


@dataclass(frozen=True)
class Where:
    """The records whose `field` equals the value at `path`; `match` adds fixed values, `latest_by` keeps the newest."""

    field: str
    path: str
    when: str = ""
    match: Mapping[str, Any] | None = None
    latest_by: str = ""


@dataclass(frozen=True)
class Overlap:
    """The records that equal the changed one in `fields`, itself excepted (ztc-016 asks for the other versions)."""

    fields: tuple[str, ...]
    when: str = ""


class Facts(msgspec.Struct, metaclass=Frozen):
    """Base of the facts of a rule: every field is `Annotated[type, One|Each|Where|Overlap(...)]`.

    Steps follow from the paths: a fact whose path begins with another fact is gathered after it, at most four deep.
    `when` names a path that must hold a true value, or the fact is not asked for (None, or an empty list).
    """


class Nothing(Facts):
    """For rules that need no facts."""


# --- the registry -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """A registered function: what kind it is, which records and actions it speaks on, and the facts it needs."""

    kind: Literal["rule", "derive", "effect"]
    code: str
    part: str
    on: tuple[Action, ...]
    judged: type[Record]
    facts: type[Facts]
    function: Callable[..., Any]

    @property
    def text(self) -> str:
        """The first line of its docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]


RULES: dict[tuple[str, str], Rule] = {}
Fn = TypeVar("Fn", bound=Callable[..., Any])


def _register(
    kind: Any, code: str, part: str, on: tuple[Action, ...] = ("create", "update", "partial_update")
) -> Callable[[Fn], Fn]:
    def take(function: Fn) -> Fn:
        if (code, part) in RULES:
            raise ValueError(f"{code} {part} is already {RULES[code, part].function.__qualname__}")
        hints = list(get_type_hints(function).values())
        judged = get_args(hints[0])[0] if get_origin(hints[0]) is Change else hints[0]
        facts = hints[1] if len(hints) > 2 else Nothing
        RULES[code, part] = Rule(kind, code, part, on, judged, facts, function)
        return function

    return take


rule = partial(_register, "rule")
"""Register `(change, facts) -> Iterator[Violation | Refusal | Warn]`."""
derive = partial(_register, "derive")
"""Register `(change, facts) -> Mapping`: values of the changed record itself, filled in before it is judged."""
effect = partial(_register, "effect")
"""Register `(change, facts) -> Iterator[Update | Create | Delete | Mirror]`: further writes of the same change."""


def rules_for(record: type[Record], action: Action) -> list[Rule]:
    """Every registered function that speaks on this record and action, in the order of declaration."""
    return [each for each in RULES.values() if action in each.on and issubclass(record, each.judged)]


# --- actions ------------------------------------------------------------------------------------------------------


class Part(msgspec.Struct, metaclass=Frozen):
    """A write on `target` among several, by what the body says under `name`: one, or `many`. A first part that is
    `only` about some fields needs them all. A later one points at the record of the first by its field `points`; one
    that `replaces` says by `uuid` what stays, and what it does not say goes."""

    name: str
    target: str
    points: str = ""
    many: bool = False
    required: bool = True
    replaces: bool = False
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    """An action of its own: `POST {collection}/{uuid}/{name}` on one record, or `POST /{name}` on none. One of several
    `parts`, of which all hold or none: `POST /{name}/{uuid}`, or `POST /{name}` when the first makes its record.

    `body` is the group it takes, `status` what it answers, `extra` that it is beyond the standard; `numbers` names the
    field of the body that says for whom identifications are to be set apart, and `many` the one that says how many.
    """

    name: str
    record: type[Record]
    scope: str | tuple[str, ...]
    body: type[Group] | None = None
    status: int = 200
    single: bool = True
    numbers: str = ""
    many: str = ""
    extra: bool = False
    parts: tuple[Part, ...] = ()
    ends: tuple[str, bool, Violation] | None = None
    """A field of the first record: whether it must be filled afterwards, and what is told when it is not so."""
    answer: type[Group] | None = None
    """What it answers with, when that is not the record (a list of them when `many` says more than one)."""


ACTS: list[Act] = []


R = TypeVar("R", bound=Record)


def act(name: str, *, scope: str | tuple[str, ...], **said: Any) -> Callable[[type[R]], type[R]]:
    """Declare an action on the record class below; its rules, derivations and effects say `on=(name,)`."""

    def declare(record: type[R]) -> type[R]:
        ACTS.append(Act(name=name, record=record, scope=scope, **said))
        return record

    return declare
