"""Operations: requests that no resource answers, such as a question to the BRP or a search in the log.

Each goes through the same edge as every other request: who asks, for what purpose, what was decided, whose data were
shown. What it does is a function of the layer above.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

import msgspec

from grondslag.kernel.access import Caller
from grondslag.kernel.rules import Violation
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.problems import Forbidden, Invalid, Problem
from grondslag.vocabulary.nummers import check_bsn

MAX_SEGMENT = 1000
OWN_APIS = ("verwerkingen", "logboek", "inzage")
"""The components whose API is ours to shape; the others are a standard's, with filters of its own."""


class Asked(msgspec.Struct, kw_only=True):
    """What an operation is asked: the names in its path, query and headers, and the bounded bytes of the body."""

    path: Mapping[str, str]
    query: Sequence[tuple[str, str]]
    headers: Mapping[bytes, bytes]
    body: bytes


Run = Callable[[Town, Call, Asked], Awaitable[Answer]]
Render = Callable[[Problem, str, str], Answer]
"""Shows a problem in the form that a standard of its own has: the problem, our address, the id of the request."""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """A request that no resource answers. `path` lies below the root of its component and may hold `{names}`."""

    component: str
    method: str
    path: str
    scope: str
    """What the caller must have been granted on the component; empty: every known client may."""
    name: str
    """Of what is done, in the log: `personen.bevragen`."""
    run: Run
    render: Render | None = None
    secret_query: bool = True
    """Whether a BSN in the query is refused, as in every API of our own."""
    writes: bool = False
    """Whether its changes keep their answer under an Idempotency-Key, so that who repeats it is given that."""
    of_all: bool = False
    """Whether it tells of zaken of whatever type: then it is not for an activity that is about some types."""
    judged: bool = True
    """Whether the edge looks at Accept; where a standard has its own order of refusals, it does that itself."""


class Operations:
    """All operations of the served components, found by path."""

    def __init__(self, operations: Iterable[Operation], roots: Mapping[str, str]) -> None:
        self.plain: dict[str, dict[str, Operation]] = {}
        self._named: dict[int, list[tuple[tuple[str, ...], dict[str, Operation]]]] = {}
        for each in operations:
            if each.component in roots:
                self._add(roots[each.component] + each.path, each)

    def _add(self, path: str, operation: Operation) -> None:
        if "{" not in path:
            self.plain.setdefault(path, {})[operation.method] = operation
            return
        parts = tuple(path.split("/"))
        alike = self._named.setdefault(len(parts), [])
        found = next((methods for known, methods in alike if known == parts), None)
        if found is None:
            alike.append((parts, found := {}))
        found[operation.method] = operation

    def find(self, path: str) -> tuple[Mapping[str, Operation], Mapping[str, str]]:
        """The operations at a path by method, and the names in it; both empty where there is nothing."""
        plain = self.plain.get(path)
        if plain is not None:
            return plain, {}
        parts = path.split("/")
        for known, methods in self._named.get(len(parts), ()):
            names = _names(known, parts)
            if names is not None:
                return methods, names
        return {}, {}


def _names(known: Sequence[str], parts: Sequence[str]) -> dict[str, str] | None:
    """The values at the `{names}` of a path; None when it is another path."""
    found: dict[str, str] = {}
    for expected, part in zip(known, parts, strict=True):
        if expected.startswith("{") and part and len(part) <= MAX_SEGMENT:
            found[expected[1:-1]] = part
        elif expected != part:
            return None
    return found


def demand_scope(caller: Caller, operation: Operation) -> None:
    """Raises Forbidden for a caller who was not granted the operation, or whose activity does not go so far."""
    if operation.of_all and caller.within:
        raise Forbidden(
            "Dit gaat over zaken van alle zaaktypen, uw verwerkingsactiviteit niet.", "activity-not-allowed"
        )
    if caller.superuser or not operation.scope:
        return
    if not any(each.component == operation.component and operation.scope in each.scopes for each in caller.grants):
        raise Forbidden


def refuse_bsn(query: Sequence[tuple[str, str]]) -> None:
    """Raises Invalid when a value in the query is a BSN: addresses are logged by others (no-sensitive-uris)."""
    told = [
        Violation("sensitive-data", "Zet een burgerservicenummer nooit in het adres, maar in de inhoud.", name[:100])
        for name, value in query
        if check_bsn(value) is None
    ]
    if told:
        raise Invalid(told)
