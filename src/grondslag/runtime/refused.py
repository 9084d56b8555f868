"""What who is refused may know of it: the right that is missing, or what bounds the one that it has.

It is told from the request, the declarations and what the client was given itself. Of the record that it may not see
nothing is told, not even its type.
"""

from collections.abc import Iterator, Sequence

import msgspec

from grondslag.kernel.access import Caller, wants
from grondslag.kernel.names import to_wire
from grondslag.kernel.rules import Act
from grondslag.kernel.shape import Shape, World
from grondslag.runtime.deciding import Use, use_of
from grondslag.runtime.purpose import listed
from grondslag.runtime.routes import Route
from grondslag.runtime.town import Call, Town
from grondslag.surfaces.problems import Forbidden, Problem


def explained(problem: Problem, call: Call, route: Route, town: Town) -> Problem:
    """The same problem, with what is missing where a refusal says no more than that it is one."""
    world = town.engine.world
    if not isinstance(problem, Forbidden) or problem.detail != Forbidden.title:
        return problem
    operation = (route.operations or {}).get(call.method)
    use = use_of(route, call.method, world)
    if use is None or (operation is not None and not operation.scope):
        return problem
    told = _missing(use.scopes, use.resource, world) if use.root is None else _on_records(call, route, use, town)
    return Forbidden(told, problem.code) if told else problem


def _on_records(call: Call, route: Route, use: Use, town: Town) -> str:
    """What is missing for records: a right, or the reach of one; '' where neither says it."""
    world, caller = town.engine.world, msgspec.structs.replace(call.caller, within={}, reaches={})
    for scopes, root in _needed(route, use, world):
        if not caller.reach(root, scopes):
            return _missing(scopes, root.component, world)
    assert use.root is not None  # noqa: S101 - the caller looked
    told = [_limits(caller, use.scopes, use.root)]
    if use.root.key in call.caller.within:
        own = town.clients.activities(caller.client)
        told.append(_bound(call, [each.identificatie for each in own if each.in_force(town.today())]))
    return " ".join(filter(None, told))


def _needed(route: Route, use: Use, world: World) -> Iterator[tuple[tuple[str, ...], Shape]]:
    """The scopes of which one is needed, with the root on which; for every part of an action that must be there."""
    if use.root is not None:
        yield use.scopes, use.root
    act: Act | None = route.act
    for part in act.parts[1:] if act is not None else ():
        if part.required:
            shape = world.shapes[part.target]
            yield wants(shape.said.scopes["create"]), world.root_of(shape)


def _scopes(scopes: Sequence[str]) -> str:
    return ("het recht " if len(scopes) == 1 else "een van de rechten ") + ", ".join(scopes)


def _missing(scopes: Sequence[str], component: str, world: World) -> str:
    # A right of a neighbour may do as well; what one asks for is that of the component itself.
    own = [each for each in scopes if each.startswith(component + ".")] or scopes
    return (
        f"De applicatie mist {_scopes(own)} op het component {world.components[component].abbreviation}. "
        "Wie de autorisaties beheert, kan het geven."
    )


def _limits(caller: Caller, scopes: Sequence[str], root: Shape) -> str:
    """By which fields of a record the right of the caller is bounded; '' where it is not."""
    reach = caller.reach(root, tuple(scopes))
    if reach.everywhere and not reach.flagged:
        return ""
    guards = [to_wire(name) for name in root.said.guarded_by[: 3 if reach.flagged else 2]]
    return f"De applicatie heeft {_scopes(scopes)}, maar niet voor dit object: dat hangt af van {' en '.join(guards)}."


def _bound(call: Call, names: Sequence[str]) -> str:
    """How far the activity goes, and which others the client may name."""
    activity = call.activity
    if activity is None:
        return f"De applicatie komt niet verder dan haar verwerkingsactiviteiten samen: {listed(names) or 'geen'}."
    told = f"De verwerkingsactiviteit '{activity.identificatie}' gaat alleen over haar eigen zaaktypen."
    others = listed([name for name in names if name != activity.identificatie])
    return f"{told} Noem in X-Verwerkingsactiviteit een andere als die past: {others}." if others else told
