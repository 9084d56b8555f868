"""Whose data were shown: persons behind references, asked at the component that knows them.

A document or besluit refers to a zaak; whose data the zaak is, only the zaken know. In one process that is a statement
on the same database, apart it is a question to the neighbour, under our own token and with nobody's number in a URL.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from grondslag.kernel.links import UUID, Links
from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import Shape
from grondslag.runtime.operations import Asked, Operation
from grondslag.runtime.outside import Unreachable
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.problems import Forbidden, Invalid, NotFound, ParseError, Unavailable
from grondslag.surfaces.subjects import SOMEBODY, is_person, is_personal, whose_sql

DEEPEST = 3
"""A document, its besluit, the zaak of that."""
BETROKKENEN = "/_betrokkenen"
"""Below the root of a component: where our own ask whose data its records are."""
MOST = 5_000
"""So many keys are asked at once."""
SILENT = "Het verwerkingenlogboek kan nu niet worden bijgehouden: een ander register antwoordt niet."
Say = Callable[[Town, Links, str, Sequence[str]], Awaitable[Mapping[str, list[str]]]]
"""Tells something of records of a resource, by key."""
_encode = msgspec.json.Encoder().encode


async def persons_behind(
    town: Town, links: Links, references: Iterable[str], deep: int = DEEPEST
) -> dict[str, list[str]]:
    """The persons behind references (URLs, or `zaken.zaak/<key>`). Raises Unavailable when a neighbour is silent.

    What lies at a stranger is not known to be anybody's, unless it stands where somebody is named.
    """
    asked: dict[str, dict[str, list[str]]] = {}
    found: dict[str, list[str]] = {}
    for reference in references:
        place = placed(links, reference)
        if place is not None:
            asked.setdefault(place[0], {}).setdefault(place[1], []).append(reference)
        if reference.startswith(SOMEBODY):
            found[reference] = ["uri:" + reference.removeprefix(SOMEBODY)]
    for target, keys in asked.items():
        whose = await whose_are(town, links, target, list(keys), deep)
        found |= {each: whose[key] for key, names in keys.items() if key in whose for each in names}
    return found


def placed(links: Links, reference: str) -> tuple[str, str] | None:
    """The resource and key that a reference leads to; None where it leads elsewhere, or to nothing."""
    reference = reference.removeprefix(SOMEBODY)
    target, _, key = reference.partition("/")
    if "." in target and ":" not in target:
        return (target, key) if UUID.fullmatch(key) else _by_url(links, key)
    return _by_url(links, reference)


def _by_url(links: Links, url: str) -> tuple[str, str] | None:
    """By the whole URL, else by its path alone: an address of ours of before keeps leading to the same record."""
    found = links.find(url)
    if found is not None or "://" not in url:
        return found
    path = urlsplit(url).path
    for root in links.roots.values():
        below = urlsplit(root).path + "/"
        if path.startswith(below) and (found := links.find(f"{root}/{path.removeprefix(below)}")) is not None:
            return found
    return None


async def whose_are(
    town: Town, links: Links, target: str, keys: Sequence[str], deep: int = DEEPEST
) -> Mapping[str, list[str]]:
    """The persons whose data the records with these keys are, by key."""
    component = target.partition(".")[0]
    shape = town.engine.world.shapes.get(target)
    sql = whose_sql(town.engine.world, shape) if shape is not None else ""
    if shape is None or not sql or not deep:
        return {}
    if component not in town.engine.served:
        return await told_elsewhere(town, BETROKKENEN, target, keys) if component in town.neighbours else {}
    rows = await town.pool.fetch(
        f"select t.id::text, {sql} from {shape.table} t where t.id = any($1::uuid[])", list(keys)
    )
    further = {each for _, whose in rows for each in whose or () if not is_person(each)}
    behind = await persons_behind(town, links, further, deep - 1) if further else {}
    return {key: persons_among(whose or (), behind) for key, whose in rows}


def persons_among(whose: Sequence[str], behind: Mapping[str, list[str]]) -> list[str]:
    """The persons in what a row says, references replaced by those behind them; each once."""
    found = [person for each in whose for person in ((each,) if is_person(each) else behind.get(each, ()))]
    return list(dict.fromkeys(found))


async def told_elsewhere(town: Town, path: str, target: str, keys: Sequence[str]) -> dict[str, list[str]]:
    """What the neighbour that has these records tells of them, at this path of its API. Raises Unavailable."""
    root = town.neighbours.get(target.partition(".")[0], "")
    found: dict[str, list[str]] = {}
    for start in range(0, len(keys), MOST):
        asked = {"resource": target, "sleutels": keys[start : start + MOST]}
        try:
            status, said = await town.outside.send("POST", root + path, asked)
            told = msgspec.convert(said, dict[str, list[str]])
        except (Unreachable, msgspec.ValidationError):
            raise Unavailable(SILENT) from None
        if status != 200:
            raise Unavailable(SILENT)
        found |= told
    return found


# --- what a neighbour asks ----------------------------------------------------------------------------------------


class _Question(msgspec.Struct):
    resource: str
    sleutels: list[str]


def betrokkenen(components: Collection[Any], world: Any, own: Collection[str]) -> list[Operation]:
    """The operation by which our own components (`own`: as which clients) ask each other whose data records are."""
    return among_ourselves(components, world, own, BETROKKENEN, whose_are)


def among_ourselves(
    components: Collection[Any], world: Any, own: Collection[str], path: str, say: Say
) -> list[Operation]:
    """A question that our own components (`own`: as which clients) ask each other about records, at this path."""

    async def answer(town: Town, call: Call, asked: Asked) -> Answer:
        if call.caller.client not in own:
            raise Forbidden
        try:
            question = msgspec.json.decode(asked.body, type=_Question)
        except msgspec.DecodeError:
            raise ParseError("Noem een resource en sleutels.") from None
        shape: Shape | None = world.shapes.get(question.resource)
        if shape is None or shape.component not in town.engine.served:
            raise NotFound
        if len(question.sleutels) > MOST or not all(UUID.fullmatch(each) for each in question.sleutels):
            raise Invalid([Violation("invalid", f"Geef hoogstens {MOST} sleutels.", "sleutels")])
        return Answer(body=_encode(await say(town, call.links, question.resource, question.sleutels)))

    name = path.removeprefix("/_")
    return [
        Operation(component=each.name, method="POST", path=path, scope="", name=name, run=answer)
        for each in components
        if is_personal(world, each.name)
    ]
