"""Combining: an action of several parts, each a change of its own, in one transaction. All of them hold, or none.

What is wrong with any part is told under its name (`zaak.zaaktype`, `rollen.0.roltype`), that of all parts together;
only when the first is refused, there is nothing that the others could point at.
"""

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from grondslag.kernel.decode import REQUIRED
from grondslag.kernel.links import own_path
from grondslag.kernel.rules import Act, Part, Violation
from grondslag.kernel.shape import Shape
from grondslag.runtime.changing import change
from grondslag.runtime.mirrors import WARNING, after
from grondslag.runtime.storing import remember
from grondslag.runtime.together import Bound, together
from grondslag.runtime.town import Answer, Call, Town, Wish
from grondslag.surfaces.openapi_several import MOST
from grondslag.surfaces.problems import Invalid, NotFound

Body = dict[str, Any]
_encode = msgspec.json.Encoder().encode


async def combine(town: Town, call: Call, wish: Wish) -> Answer:
    """Carry out all parts. Raises Invalid, Forbidden, NotFound or Conflict with nothing written."""
    act = wish.act
    assert act is not None  # noqa: S101 - such a wish is made for an action of parts
    said = _read(act, wish.body)
    async with together(town) as bound:
        combined = _Combined(bound, call, wish.shape, act, wish.key)
        answer = await combined.carry_out(said)
        await remember(bound, call, wish.shape, answer, own_path(wish.shape, combined.key))
    if not await after(town, bound):
        answer.headers += ((b"x-warning", WARNING),)
    return answer


def _read(act: Act, body: Mapping[str, Any]) -> dict[str, list[Body] | None]:
    """The bodies of each part; None for one that is not there."""
    told: list[Violation] = []
    said: dict[str, list[Body] | None] = {}
    for part in act.parts:
        value = body.get(part.name)
        said[part.name] = None if value is None else _bodies(part, value, told)
        if value is None and part.required:
            told.append(Violation("required", REQUIRED, part.name))
    if told:
        raise Invalid(told)
    return said


def _bodies(part: Part, value: Any, told: list[Violation]) -> list[Body]:
    if part.many and not isinstance(value, list):
        told.append(Violation("not_a_list", "Verwacht een lijst met items.", part.name))
        return []
    found, before = cast("list[Any]", value if part.many else [value]), len(told)
    if len(found) > MOST:
        told.append(Violation("max_length", f"Deze lijst mag hoogstens {MOST} items bevatten.", part.name))
        return []
    for index, each in enumerate(found):
        if not isinstance(each, dict):
            told.append(Violation("invalid", "Een object is vereist.", _place(part, index)))
            continue
        told += [
            Violation("required", REQUIRED, f"{_place(part, index)}.{name}") for name in part.only if name not in each
        ]
    if len(told) > before:
        return []
    return [{name: each[name] for name in part.only if name in each} if part.only else each for each in found]


def _place(part: Part, index: int) -> str:
    return f"{part.name}.{index}" if part.many else part.name


class _Combined:
    """One such action while it is carried out. `key`: of the record that the first part makes, or is about."""

    def __init__(self, bound: Bound, call: Call, shape: Shape, act: Act, key: str) -> None:
        self.bound, self.shape, self.act, self.key = bound, shape, act, key
        self.call = msgspec.structs.replace(call, idempotency_key="")
        self.told: list[Violation] = []
        self.headers: tuple[tuple[bytes, bytes], ...] = ()

    async def carry_out(self, said: Mapping[str, list[Body] | None]) -> Answer:
        """All parts, and the answer to them together."""
        first, *rest = self.act.parts
        shown: dict[str, Any] = {first.name: await self._begin(first, (said[first.name] or [{}])[0])}
        for part in rest:
            bodies = said[part.name]
            found = [] if bodies is None else await self._carry(part, bodies)
            if part.many or found:
                shown[part.name] = found if part.many else found[0]
        if not self.told:
            shown[first.name] = await self._as_it_became(rest, shown[first.name])
        if self.told:
            raise Invalid(self.told)
        return Answer(status=self.act.status, body=_encode(shown), headers=self.headers)

    async def _begin(self, part: Part, body: Body) -> msgspec.Raw:
        action = "partial_update" if self.act.single else "create"
        found = await self._change(part, 0, Wish(shape=self.shape, action=action, key=self.key, body=body))
        if found is None:
            raise Invalid(self.told)
        if not self.act.single:
            self.key = msgspec.json.decode(found)["url"].rpartition("/")[2]
            url = self.call.links.url(self.shape.key, self.key).encode()
            self.headers += ((b"location", url),)
        return found

    async def _carry(self, part: Part, bodies: list[Body]) -> list[msgspec.Raw]:
        """A later part: each of its records points at the first."""
        shape = self.bound.engine.world.shapes[part.target]
        pointer = {part.points: self.call.links.url(self.shape.key, self.key)}
        there = await self._there(shape, part, bodies) if part.replaces else set[str]()
        found: list[msgspec.Raw | None] = []
        for index, body in enumerate(bodies):
            key = str(body.get("uuid") or "") if part.replaces else ""
            if key and key not in there:
                continue  # told already
            there.discard(key)
            wish = Wish(shape=shape, action="update" if key else "create", key=key, body=body | pointer)
            found.append(await self._change(part, index, wish))
        for key in sorted(there) if not self.told else ():
            await change(self.bound, self.call, Wish(shape=shape, action="destroy", key=key))
        return [each for each in found if each is not None]

    async def _there(self, shape: Shape, part: Part, bodies: list[Body]) -> set[str]:
        """The keys of the records that are there already; tells of those that are named wrongly."""
        back = next(each.name for each in shape.fields if each.wire == part.points)
        rows = await self.bound.pool.fetch(f"select id::text from {shape.table} where {back} = $1", self.key)
        there = {row[0] for row in rows}
        seen: set[str] = set()
        for index, body in enumerate(bodies):
            key, name = str(body.get("uuid") or ""), f"{_place(part, index)}.uuid"
            if key in seen:
                self.told.append(Violation("duplicate", "Deze uuid komt twee keer voor.", name))
            elif key and key not in there:
                self.told.append(Violation("missing-relation", "Deze uuid hoort er niet bij.", name))
            seen |= {key} - {""}
        return there

    async def _change(self, part: Part, index: int, wish: Wish) -> msgspec.Raw | None:
        """One change; None when it is refused, with the reasons under the name of the part."""
        try:
            answer = await change(self.bound, self.call, wish)
        except Invalid as refused:
            self.told += [
                msgspec.structs.replace(each, name=f"{_place(part, index)}.{each.name}") for each in refused.violations
            ]
            return None
        self.headers += tuple(each for each in answer.headers if each[0] == b"x-warning")
        return msgspec.Raw(answer.body)

    async def _as_it_became(self, rest: list[Part], shown: msgspec.Raw) -> msgspec.Raw:
        """The record of the first part after what the others did to it; tells when it did not end as it must."""
        world = self.bound.engine.world
        if not any(world.root_of(world.shapes[part.target]) is self.shape for part in rest):
            return shown
        found = await self.bound.by_key(self.shape).get(self.key)
        if found is None:
            raise NotFound
        projection = self.bound.engine.projection(self.shape)
        if self.act.ends is not None:
            name, filled, violation = self.act.ends
            if (found.values[projection.names.index(name)] is not None) is not filled:
                self.told.append(violation)
        return msgspec.Raw(_encode(projection.render([found.values], self.call.links.prefixes)[0]))
