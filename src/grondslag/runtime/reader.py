"""The reader: gathers facts step by step, on the same connection where a neighbour lives here, over HTTP elsewhere."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from grondslag.kernel.declare import Record, View
from grondslag.kernel.decode import read_date, read_datetime
from grondslag.kernel.gather import MAX_STEPS, Ask, Fact, ready, several, step_sql
from grondslag.kernel.links import UUID, Links
from grondslag.kernel.names import to_wire
from grondslag.kernel.rows import from_json
from grondslag.kernel.rules import Change, Each, One, Violation, Where
from grondslag.kernel.shape import Field, World, fields_of
from grondslag.runtime.engine import Speaking
from grondslag.runtime.outside import Outside, Unfit, Unreachable
from grondslag.surfaces.problems import Unavailable

SILENT = "Een register dat nodig is om dit te beoordelen, antwoordt nu niet. Probeer het later opnieuw."


class Reader:
    """Gathers for one municipality. `served`: the components whose schema lies in our own database."""

    def __init__(self, pool: Any, world: World, served: frozenset[str], outside: Outside) -> None:
        self.pool, self.world, self.served, self.outside = pool, world, served, outside

    async def gather(
        self, change: Change[Any], speaking: Speaking, links: Links
    ) -> tuple[dict[str, Any], list[Violation]]:
        """All facts of a change, and a violation for each reference that leads nowhere."""
        known: dict[str, Any] = {}
        told: list[Violation] = []
        for _ in range(MAX_STEPS + 1):
            asks = [_by_key(ask, links) for ask in ready(speaking.plan, change, known)]
            await self._here([ask for ask in asks if self._is_here(ask)], known, change)
            for ask in asks:
                await self._elsewhere(ask, known, links, change, told)
                self._prove(ask, known, change, told)
            if len(known) == len(speaking.plan.facts):
                break
        return known, told

    async def _here(self, asks: list[Ask], known: dict[str, Any], change: Change[Any]) -> None:
        """Ask our own database: one statement per component, for a statement never spans two (ADR 6)."""
        by_component: dict[str, list[Ask]] = {}
        for ask in asks:
            by_component.setdefault(ask.fact.target.partition(".")[0], []).append(ask)
        for mine in by_component.values():
            sql, params = step_sql(self.world, mine, change)
            row = await self.pool.fetchrow(sql, *params)
            for ask, text in zip(mine, row or (), strict=True):
                found = None if text is None else from_json(text, ask.fact.read_as, many=ask.fact.many)
                known[ask.fact.name] = found

    def _is_here(self, ask: Ask) -> bool:
        """Whether our own database can answer it, or part of it."""
        if ask.fact.target.partition(".")[0] not in self.served:
            return False
        return not isinstance(ask.fact.spec, One | Each) or any(UUID.fullmatch(key) for key in several(ask.value))

    def _away(self, ask: Ask) -> list[tuple[int, str]]:
        """The keys that lie on another server, with their places."""
        if not isinstance(ask.fact.spec, One | Each):
            return []
        served = ask.fact.target.partition(".")[0] in self.served
        return [(at, key) for at, key in enumerate(several(ask.value)) if not (served and UUID.fullmatch(key))]

    def _prove(self, ask: Ask, known: Mapping[str, Any], change: Change[Any], told: list[Violation]) -> None:
        """A reference that the caller gave must lead to something."""
        field = ask.fact.field
        if field is None:
            return
        if isinstance(ask.fact.spec, One) and known.get(ask.fact.name) is not None:
            return  # it was found
        away, old = {at for at, _ in self._away(ask)}, _old_keys(ask.fact, change)
        own = field.to is not None and field.to.target.partition(".")[0] == self.world.of(type(change.record)).component
        found = known.get(ask.fact.name)
        there = {each.id for each in several(found) if each is not None}
        for at, key in enumerate(several(ask.value)):
            if at not in away and key not in there and key not in old:
                wrong = does_not_exist(_where(ask.fact, at, change))
                told.append(wrong if own else msgspec.structs.replace(wrong, code="bad-url"))

    async def _elsewhere(
        self, ask: Ask, known: dict[str, Any], links: Links, change: Change[Any], told: list[Violation]
    ) -> None:
        """Add what lies on another server: each fetched for itself, or as a list by a filter."""
        fact = ask.fact
        if isinstance(fact.spec, Where) and not self._is_here(ask):
            known[fact.name] = await self._listed(ask, links)
            return
        away = self._away(ask)
        if not away:
            return
        found: list[Any] = []
        old, field = _old_keys(fact, change), fact.field
        asked = [(at, key) for at, key in away if not _is_taken_as_it_is(fact, key, old)]
        answers = await asyncio.gather(*(self._fetched(fact, key, links) for _, key in asked))
        for (at, key), answer in zip(asked, answers, strict=True):
            if not isinstance(answer, Unreachable | Unfit):
                found.append(answer)
            elif field is not None and key not in old:
                told.append(Violation(answer.code, answer.reason, _where(fact, at, change)))
            elif not fact.optional:
                raise Unavailable(SILENT)
        if fact.many:
            known[fact.name] = [*known.get(fact.name, []), *found]
        else:
            known[fact.name] = found[0] if found else None

    async def _fetched(self, fact: Fact, key: str, links: Links) -> Any:
        """A record or view from another server; where it gives none, what is wrong in its place."""
        try:
            ours = UUID.fullmatch(key) is not None
            if fact.target and links.key(fact.target, key) is None:
                raise Unfit  # it is one of ours, of another kind
            # What a neighbour answered just now may be what the caller has changed since: a rule judges by what is.
            within = 0.0 if ours else None
            body = await self.outside.fetch(fact.target, links.url(fact.target, key), ours=ours, within=within)
            return from_wire(self.world, fact, key, body, links)
        except (Unreachable, Unfit) as wrong:
            return wrong

    async def _listed(self, ask: Ask, links: Links) -> Any:
        fact = ask.fact
        shape = self.world.shapes[fact.target]
        if shape.said.under:  # apart it has no list: it can only be asked for per record that it lies under
            return [] if fact.many else None
        field = shape.field(fact.spec.field)
        value = links.url(field.to.target, ask.value) if field.to else ask.value
        try:
            address = links.prefix(fact.target).removesuffix("/")
            bodies = await self.outside.list(address, field.wire, value, whole=fact.many)
            found = [from_wire(self.world, fact, _key_of(body), body, links) for body in bodies]
        except (Unreachable, Unfit):
            raise Unavailable(SILENT) from None
        return found if fact.many else (found[0] if found else None)


def does_not_exist(name: str) -> Violation:
    """A reference that leads to nothing."""
    return Violation("does_not_exist", "De hyperlink verwijst naar een object dat niet bestaat.", name)


def _by_key(ask: Ask, links: Links) -> Ask:
    """The same question by key, where a plain URL (the object of a document) leads to a resource that is known."""
    place = links.find(ask.value) if isinstance(ask.fact.spec, One) and isinstance(ask.value, str) else None
    return msgspec.structs.replace(ask, value=place[1]) if place and place[0] == ask.fact.target else ask


def _old_keys(fact: Fact, change: Change[Any]) -> set[str]:
    """The keys that stood at the path of a reference before: nobody has to prove those again."""
    if change.before is None or change.after is None or fact.field is None:
        return set()
    head, _, rest = fact.spec.path.partition(".")
    values = several(getattr(change.before, head, None))
    return {getattr(each, rest) if rest else each for each in values if each is not None}


def _is_taken_as_it_is(fact: Fact, key: str, old: set[str]) -> bool:
    """Whether nobody asks after a reference: it stood there before, or may lead to what we cannot see."""
    field = fact.field
    return field is not None and ((fact.proof and key in old) or (field.to is not None and not field.to.seen))


def _where(fact: Fact, at: int, change: Change[Any]) -> str:
    """The wire name of the reference at fault; of one in a list, or in a list of groups, with its index."""
    wire = fact.field.wire if fact.field else to_wire(fact.name)
    head, _, rest = fact.spec.path.partition(".")
    if not rest:
        return f"{wire}.{at}" if fact.many else wire
    groups = getattr(change.record, head)
    if not isinstance(groups, list):
        return f"{to_wire(head)}.{to_wire(rest)}"
    filled = [index for index, group in enumerate(groups) if getattr(group, rest) not in (None, "")]
    return f"{to_wire(head)}.{filled[at]}.{to_wire(rest)}"


def _key_of(body: Any) -> str:
    """The key of a listed record, which stands in its URL. Raises Unfit when it has none."""
    url = body.get("url") if isinstance(body, dict) else None
    if not isinstance(url, str):
        raise Unfit
    return url.rpartition("/")[2]


def from_wire(world: World, fact: Fact, key: str, body: Any, links: Links) -> Any:
    """What another server answered, as a record or view. Raises Unfit when it is not such a resource."""
    shape = world.shapes.get(fact.target)
    if not isinstance(body, dict):
        raise Unfit
    if not fact.target:  # it may be anything, so it is taken as it is
        return fact.read_as(**{"id": key, fields_of(fact.read_as)[0].name: body})
    if shape is not None:
        wanted = [each for each in shape.fields if each.required and not each.is_in and each.find is not None]
        if any(each.wire not in body for each in wanted):
            raise Unfit
    found: dict[str, Any] = {"id": key}
    for field in fields_of(fact.read_as):
        told = shape.field(field.name) if shape is not None else field
        if field.wire not in body:
            if field.required:
                raise Unfit
            continue
        found[field.name] = _value(told, body[field.wire], links)
    if issubclass(fact.read_as, Record | View):
        try:
            return msgspec.convert(found, fact.read_as, strict=False)
        except msgspec.ValidationError:
            raise Unfit from None
    return found


def _value(field: Field, value: Any, links: Links) -> Any:
    if value is None:
        return None
    if field.kind == "ref":
        target = (field.to or field.inverse).target if (field.to or field.inverse) else ""  # type: ignore[union-attr]
        if isinstance(value, list):
            return [_key(target, each, links) for each in value]
        return _key(target, value, links)
    if field.ranked is not None:
        return field.ranked[value] if isinstance(value, str) and value in field.ranked.__members__ else None
    if field.kind == "date":
        return read_date(value)
    if field.kind == "datetime":
        return read_datetime(value)
    return value


def _key(target: str, value: Any, links: Links) -> Any:
    return (links.key(target, value) or value) if isinstance(value, str) else value
