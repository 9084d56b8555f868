"""Mirrors: what a change must also leave in a neighbour's component, right after it and under our own name."""

from collections.abc import Mapping
from typing import Any

import msgspec

from grondslag.kernel.access import Caller
from grondslag.kernel.links import UUID, Links
from grondslag.kernel.rules import Link, Mirror
from grondslag.runtime.changing import change
from grondslag.runtime.outside import Unreachable
from grondslag.runtime.storing import Wish
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.problems import Problem

OWN = "grondslag"
GONE = (200, 204, 404)
WARNING = b"Het spiegelbeeld in een ander register kon niet worden bijgewerkt."


async def change_and_mirror(town: Town, call: Call, wish: Wish) -> Answer:
    """Carry out a change and its mirrors. One that fails or has no place is told in X-Warning; the change stands."""
    answer = await change(town, call, wish)
    done = [await _mirror(town, call, each) for each in answer.mirrors]
    if not all(done):
        answer.headers = (*answer.headers, (b"x-warning", WARNING))
    return answer


async def _mirror(town: Town, call: Call, mirror: Mirror) -> bool:
    """Whether it is done. What was never mirrored, because its register is not known, need not be removed."""
    component = mirror.target.partition(".")[0]
    if component not in call.links.roots or _leads_past(component, mirror):
        return mirror.act == "destroy"
    body = {name: _wire(value, call.links) for name, value in mirror.body.items()}
    try:
        if component in town.engine.served:
            return await _here(town, call, mirror, body)
        return await _there(town, call.links, mirror, body)
    except (Problem, Unreachable):
        return False


def _leads_past(component: str, mirror: Mirror) -> bool:
    """Whether it is about a record of another register than the one we know: a document that lies elsewhere."""
    links = [each for each in mirror.body.values() if isinstance(each, Link)]
    return any(each.target.startswith(component + ".") and not UUID.fullmatch(each.key) for each in links)


def _wire(value: Any, links: Links) -> Any:
    return links.url(value.target, value.key) if isinstance(value, Link) else value


async def _here(town: Town, call: Call, mirror: Mirror, body: Mapping[str, Any]) -> bool:
    """The component is served by this process: the same pipe, under our own name on behalf of the client."""
    shape = town.engine.world.shapes[mirror.target]
    own = msgspec.structs.replace(
        call,
        caller=Caller(client=OWN, label=f"namens {call.caller.client}", superuser=True, user_id=call.caller.user_id),
        idempotency_key="",
    )
    if mirror.act == "create":
        await change(town, own, Wish(shape=shape, action="create", body=body))
        return True
    wanted = {
        field.name: call.links.key(field.to.target, value) if field.to and isinstance(value, str) else value
        for field in shape.fields
        if (value := body.get(field.wire)) is not None
    }
    where = " and ".join(f"{name}::text = ${index}" for index, name in enumerate(wanted, 1))
    rows = await town.pool.fetch(f"select id::text from {shape.table} where {where}", *wanted.values())
    for row in rows:
        await change(town, own, Wish(shape=shape, action="destroy", key=row[0]))
    return True


async def _there(town: Town, links: Links, mirror: Mirror, body: Mapping[str, Any]) -> bool:
    """The component runs elsewhere: its own API, under our own token. A repeat counts as done."""
    root = links.roots[mirror.target.partition(".")[0]]
    url = links.prefix(mirror.target).removesuffix("/") or f"{root}/{mirror.collection}"
    if mirror.act == "create":
        status, said = await town.outside.send("POST", url, body)
        again = any(each.get("code") == "unique" for each in (said or {}).get("invalidParams", []))
        return status == 201 or again
    name, value = next((name, value) for name, value in body.items() if isinstance(value, str) and "://" in value)
    found = await town.outside.list(url, name, value)
    same = [each for each in found if all(each.get(key) == said for key, said in body.items())]
    answers = [await town.outside.send("DELETE", each["url"]) for each in same]
    return all(status in GONE for status, _ in answers)
