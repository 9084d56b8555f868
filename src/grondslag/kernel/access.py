"""Access: what a caller was granted, as one yes or no for a record and as a predicate for many.

Rights travel with the fetch: the same `Reach` decides on one record in Python and, as arrays, in the WHERE of every
list, count, search, expand and audit trail (design §5). zrc-006, drc, brc and ztc read the same way.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from grondslag.kernel.shape import Shape, World


class Grant(msgspec.Struct, frozen=True):
    """One Autorisatie: scopes on a component, for one type (`key`) up to a confidentiality (`most`), or for all."""

    component: str
    scopes: frozenset[str]
    key: str | None = None
    most: int | None = None
    everywhere: bool = False
    """Whether it holds for every type; no Autorisatie says so, only what a component may at its neighbours."""


class Reach(msgspec.Struct, frozen=True):
    """How far one right goes: everywhere, or per type up to a rank. Neither: nowhere.

    `flagged`: and of those records only the ones whose flag, the third of their guards, is set.
    """

    everywhere: bool = False
    upto: Mapping[str, int] = msgspec.field(default_factory=dict[str, int])
    flagged: bool = False

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.upto)

    def holds(self, guard: Sequence[Any]) -> bool:
        """Whether a record with these guard values (type, rank, flag) lies within the right."""
        if self.flagged and not (len(guard) > 2 and guard[2] is True):
            return False
        if self.everywhere:
            return True
        if not guard:
            return bool(self.upto)
        most = self.upto.get(guard[0])
        return most is not None and (len(guard) < 2 or guard[1] <= most)

    def within(self, types: frozenset[str]) -> "Reach":
        """As far as this, and no further than these types."""
        upto = {
            key: HIGHEST if self.everywhere else self.upto[key] for key in types if self.everywhere or key in self.upto
        }
        return msgspec.structs.replace(self, everywhere=False, upto=upto)

    def by_rank(self) -> dict[int, list[str]]:
        """The types that are granted up to each rank."""
        found: dict[int, list[str]] = {}
        for key, rank in self.upto.items():
            found.setdefault(rank, []).append(key)
        return found


EVERYWHERE = Reach(everywhere=True)
HIGHEST = 32767
AUDIT = "audittrails.lezen"
FORCED = ("geforceerd-bijwerken", "geforceerd-schrijven", "geforceerd-verwijderen", "heropenen", "geforceerd-unlock")


def wants(scope: str | tuple[str, ...]) -> tuple[str, ...]:
    """The scopes of which one suffices."""
    return (scope,) if isinstance(scope, str) else scope


class Caller(msgspec.Struct, kw_only=True):
    """Who asks: the application with its grants, and the person it says it acts for."""

    client: str
    label: str = ""
    superuser: bool = False
    flagged: bool = False
    """Whether every right of its is bounded to records whose flag is set, where they have one."""
    grants: tuple[Grant, ...] = ()
    user_id: str = ""
    user_representation: str = ""
    within: Mapping[str, frozenset[str]] = msgspec.field(default_factory=dict[str, frozenset[str]])
    """By resource the types that the purpose of this request is about, where it is about some."""
    reaches: dict[tuple[str, tuple[str, ...]], Reach] = msgspec.field(default_factory=dict[Any, Any])

    def reach(self, root: Shape, scopes: tuple[str, ...]) -> Reach:
        """How far any of the scopes goes for records under this root."""
        found = self.reaches.get((root.key, scopes))
        if found is None:
            found = EVERYWHERE if self.superuser else _reach(self.grants, root, frozenset(scopes))
            if self.flagged and len(root.said.guarded_by) > 2:
                found = msgspec.structs.replace(found, flagged=True)
            if root.key in self.within:
                found = found.within(self.within[root.key])
            self.reaches[root.key, scopes] = found
        return found

    def scopes_on(self, world: World, root: Shape, guards: Sequence[Sequence[Any]]) -> frozenset[str]:
        """All scopes the caller has on every one of the guard values."""
        if self.superuser:
            return world.scopes[root.component] | {f"{root.component}.{word}" for word in FORCED}
        names = {scope for grant in self.grants for scope in grant.scopes}
        return frozenset(name for name in names if all(self.reach(root, (name,)).holds(guard) for guard in guards))


def _reach(grants: tuple[Grant, ...], root: Shape, scopes: frozenset[str]) -> Reach:
    upto: dict[str, int] = {}
    for grant in grants:
        wanted = grant.scopes & scopes
        if not wanted:
            continue
        if grant.everywhere or not root.said.guarded_by:
            # Scopes of another component may open this one (ztc-014), but only where they were granted.
            if any(each.startswith(grant.component + ".") for each in wanted):
                return EVERYWHERE
            continue
        if grant.component == root.component and grant.key is None and AUDIT in wanted:
            return EVERYWHERE  # the right to read audit trails may be given without a type: then of all
        if grant.component != root.component or grant.key is None:
            continue
        most = HIGHEST if grant.most is None else grant.most
        upto[grant.key] = max(most, upto.get(grant.key, 0))
    return Reach(upto=upto)


def guard_of(root: Shape, record: Any) -> tuple[Any, ...]:
    """The guard values of a root record."""
    return tuple(getattr(record, name) for name in root.said.guarded_by)
