"""The reader: gathers facts step by step, on the same connection where a neighbour lives here, over HTTP elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from grondslag.kernel.declare import Record, View
from grondslag.kernel.decode import read_date, read_datetime
from grondslag.kernel.gather import MAX_STEPS, Ask, Fact, decode_fact, is_old, ready, step_sql
from grondslag.kernel.links import KEY_LENGTH, Links
from grondslag.kernel.rules import Change, Each, One, Violation, Where
from grondslag.kernel.shape import Field, World, fields_of
from grondslag.runtime.engine import Speaking
from grondslag.runtime.outside import Outside, Unfit, Unreachable


class Reader:
    """Gathers for one municipality. `served`: the components whose schema lies in our own database."""

    def __init__(self, pool: Any, world: World, served: frozenset[str], outside: Outside) -> None:
        self.pool, self.world, self.served, self.outside = pool, world, served, outside

    async def gather(
        self, change: Change[Any], speaking: Speaking, links: Links, connection: Any = None
    ) -> tuple[dict[str, Any], list[Violation]]:
        """All facts of a change, and a violation for each reference that leads nowhere."""
        known: dict[str, Any] = {}
        told: list[Violation] = []
        for _ in range(MAX_STEPS + 1):
            asks = ready(speaking.plan, change, known)
            if not asks:
                if all(fact.name in known for fact in speaking.plan.facts):
                    break
                continue
            local = [ask for ask in asks if self._is_local(ask)]
            if local:
                sql, params = step_sql(self.world, local, change)
                row = await (connection or self.pool).fetchrow(sql, *params)
                for ask, text in zip(local, row, strict=True):
                    known[ask.fact.name] = decode_fact(ask.fact, text)
            for ask in asks:
                if not self._is_local(ask):
                    known[ask.fact.name] = await self._elsewhere(ask, links, told)
            for ask in asks:
                self._prove(ask, known, change, told)
        return known, told

    def _is_local(self, ask: Ask) -> bool:
        component = ask.fact.target.partition(".")[0]
        if component not in self.served:
            return False
        if isinstance(ask.fact.spec, One):
            return len(ask.value) == KEY_LENGTH
        return not isinstance(ask.fact.spec, Each) or all(len(each) == KEY_LENGTH for each in _several(ask.value))

    def _prove(self, ask: Ask, known: Mapping[str, Any], change: Change[Any], told: list[Violation]) -> None:
        """A reference that the caller gave must lead to something."""
        fact = ask.fact
        field = fact.field
        if field is None or field.to is None or not self._is_local(ask) or is_old(fact, change):
            return
        own = field.to.target.partition(".")[0] == self.world.of(type(change.record)).component
        code = "does_not_exist" if own else "bad-url"
        found = known.get(fact.name)
        if not fact.many:
            if found is None:
                told.append(Violation(code, "De hyperlink verwijst naar een object dat niet bestaat.", field.wire))
            return
        there = {each.id for each in found}
        for index, key in enumerate(_several(ask.value)):
            if key not in there:
                name = _where(fact, f"{field.wire}.{index}", index)
                told.append(Violation(code, "De hyperlink verwijst naar niets.", name))

    async def _elsewhere(self, ask: Ask, links: Links, told: list[Violation]) -> Any:
        """Facts of another server: fetched one by one, or as a list by a filter."""
        fact = ask.fact
        if isinstance(fact.spec, Where):
            return await self._listed(ask, links)
        found: list[Any] = []
        for index, key in enumerate(_several(ask.value)):
            name = fact.field.wire if fact.field else fact.name
            name = f"{name}.{index}" if fact.many else name
            try:
                body = await self.outside.fetch(fact.target, links.url(fact.target, key))
                found.append(from_wire(self.world, fact, key, body, links))
            except (Unreachable, Unfit) as wrong:
                if fact.field is not None or "." not in name:
                    told.append(Violation(wrong.code, wrong.reason, _where(fact, name, index)))
        if fact.many:
            return found
        return found[0] if found else None

    async def _listed(self, ask: Ask, links: Links) -> Any:
        fact = ask.fact
        shape = self.world.shapes[fact.target]
        field = shape.field(fact.spec.field)
        value = links.url(field.to.target, ask.value) if field.to else ask.value
        try:
            bodies = await self.outside.list(links.prefix(fact.target).removesuffix("/"), field.wire, value)
            found = [from_wire(self.world, fact, body["url"].rpartition("/")[2], body, links) for body in bodies]
        except (Unreachable, Unfit):
            found = []
        return found if fact.many else (found[0] if found else None)


def _where(fact: Fact, name: str, index: int) -> str:
    """The wire name of the reference at fault; of one inside a list of groups, with its index."""
    if isinstance(fact.spec, Each) and "." in fact.spec.path:
        from grondslag.kernel.names import to_wire

        head, _, rest = fact.spec.path.partition(".")
        return f"{to_wire(head)}.{index}.{to_wire(rest)}"
    return name


def _several(value: Any) -> Sequence[str]:
    return value if isinstance(value, list) else [value]


def from_wire(world: World, fact: Fact, key: str, body: Any, links: Links) -> Any:
    """What another server answered, as a record or view. Raises Unfit when it is not such a resource."""
    shape = world.shapes.get(fact.target)
    if not isinstance(body, dict):
        raise Unfit
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
            return [links.key(target, each) or each for each in value]
        return (links.key(target, value) or value) if isinstance(value, str) else value
    if field.ranked is not None:
        return field.ranked[value] if value in field.ranked.__members__ else None
    if field.kind == "date":
        return read_date(value)
    if field.kind == "datetime":
        return read_datetime(value)
    return value
