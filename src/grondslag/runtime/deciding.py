"""Deciding: whether policy allows a request, noted on the call before it is carried out.

The rights in Autorisaties always decide; they travel with the fetch (`kernel.access`), and nothing here changes that.
Where the operator named an external decision point, that is asked too, and both must allow. Every decision is
recorded, whatever comes of it (Authorization Decision Log).
"""

from collections.abc import Mapping
from typing import NamedTuple

from grondslag import __version__
from grondslag.kernel.access import AUDIT, wants
from grondslag.kernel.shape import Shape, World
from grondslag.runtime.decision_point import DecisionPoint, mutual_tls
from grondslag.runtime.observe import Observer
from grondslag.runtime.random_bits import SystemBits
from grondslag.runtime.routes import Route
from grondslag.runtime.town import Call, Town
from grondslag.settings import Settings
from grondslag.surfaces.decisions import EVERY, GRANTS, POINT, PROGRAM, Decision, policies
from grondslag.surfaces.problems import Forbidden

REGISTER = "verwerkingen"
ACTIVITIES = "/processing_activities/"
WRITES = {"POST": "create", "PUT": "update", "PATCH": "partial_update", "DELETE": "destroy"}
"""What is done to a resource by each method that writes."""
_SCOPES = {"create": "create", "update": "update", "partial_update": "update", "destroy": "destroy"}
_READS = {"one": "read", "zoek": "search", "lookup": "read"}


class Use(NamedTuple):
    """What a kind of request does: under which scopes, of which one suffices, the name of it, and on what."""

    scopes: tuple[str, ...]
    operation: str
    resource: str
    root: Shape | None = None
    """Whose grants decide; none for an operation, which knows its scope itself."""


def use_of(route: Route, method: str, world: World) -> Use | None:
    """What such requests to a route do; None where there is nothing that could be carried out."""
    operation = (route.operations or {}).get(method)
    if operation is not None:
        return Use((operation.scope or operation.name,), operation.name, operation.component)
    shape = route.shape
    if shape is None or method not in route.methods:
        return None
    if route.kind == "audit":
        return Use((AUDIT,), "audittrail", shape.key, shape)
    root = world.root_of(shape)
    if route.act is not None:
        return Use(wants(route.act.scope), route.act.name, shape.key, root)
    if method in ("GET", "HEAD") or route.kind == "zoek":
        return Use(wants(shape.said.scopes["read"]), _READS.get(route.kind, route.kind), shape.key, root)
    name = WRITES[method]
    return Use(wants(shape.said.scopes[_SCOPES[name]]), name, shape.key, root)


class Deciding:
    """How one municipality decides, as this process does it. `point`: an external decision point, if there is one."""

    def __init__(self, town: Town, point: DecisionPoint | None) -> None:
        self.town, self.world, self.point = town, town.engine.world, point
        self._bits = SystemBits()
        self._rights, self._policies = "", ""
        self._uses: dict[tuple[int, str, str], Use] = {}
        self._register = town.root(REGISTER) + ACTIVITIES

    async def close(self) -> None:
        """Let go of the decision point."""
        if self.point is not None:
            await self.point.close()

    def begin(self, call: Call, route: Route) -> Decision | None:
        """Note on the call what its rights come to, as far as they can be told before anything is read.

        A key in the path of an operation is left out: it may be a burgerservicenummer.
        """
        operation = route.operations.get(call.method) if route.operations else None
        # Shapes and operations live as long as the program, so each is known by its place in memory.
        kind = (id(operation or route.shape), route.act.name if route.act else route.kind, call.method)
        use = self._uses.get(kind) or use_of(route, call.method, self.world)
        if use is None:
            return None
        self._uses[kind] = use
        if use.root is None:
            return self._note(call, use, use.scopes[0])
        key = route.parent if route.kind == "audit" else route.key
        decision = self._note(call, use, self._scope(call, use), key, "" if route.kind == "audit" else route.parent)
        if not call.caller.reach(use.root, use.scopes):
            decision.deny()
        return decision

    def _scope(self, call: Call, use: Use) -> str:
        """The scope that is used: of several that suffice, one that the caller has."""
        scopes, root = use.scopes, use.root
        if root is None or len(scopes) == 1:
            return scopes[0]
        return next((each for each in scopes if call.caller.reach(root, (each,))), scopes[0])

    async def decide(self, call: Call, route: Route) -> None:
        """The decision on a request. Raises Forbidden or Unavailable, after it is noted on the call."""
        decision = self.begin(call, route)
        if decision is not None and self.point is not None:
            await self.point.decide(decision)

    async def may_embed(self, call: Call, resource: str) -> bool:
        """Whether the decision point allows that records of a kind are shown within others. Raises Unavailable.

        It is asked once for each kind of our resources that a request embeds; reference lists of others are anyone's.
        """
        shape = self.world.shapes.get(resource)
        if self.point is None or shape is None:
            return True
        for known in call.decisions[1:]:
            if known.resource == resource:
                return bool(known.allowed)
        use = Use(wants(shape.said.scopes["read"]), "expand", resource, self.world.root_of(shape))
        decision = self._note(call, use, self._scope(call, use))
        try:
            await self.point.decide(decision)
        except Forbidden:
            return False
        return True

    def _note(self, call: Call, use: Use, action: str, key: str = "", parent: str = "") -> Decision:
        activity = call.activity
        decision = Decision(
            trace_id=call.trace_id,
            span_id=f"{self._bits(64):016x}",
            parent_span_id=call.span_id,
            # A millisecond is the same moment however it comes to the database, so that nothing is kept twice.
            at=int(call.began * 1000) / 1000,
            client=call.caller.client,
            action=action,
            operation=use.operation,
            resource=use.resource,
            key=key or EVERY,
            parent=parent,
            activity=self._register + activity.id if activity is not None else "",
            flags=call.flags,
            policies=self._in_force(),
        )
        call.decisions.append(decision)
        return decision

    def _in_force(self) -> str:
        """What decisions rest on now."""
        rights = self.town.clients.version
        if rights != self._rights or not self._policies:
            versions: Mapping[str, str] = {
                GRANTS: rights,
                POINT: self.point.url if self.point is not None else "",
                PROGRAM: __version__,
            }
            self._rights, self._policies = rights, policies(**versions)
        return self._policies


def open_deciding(town: Town, settings: Settings, observer: Observer) -> Deciding:
    """How a municipality decides by its settings. Raises StartError."""
    if not settings.pdp_url:
        return Deciding(town, None)

    def tell(level: str, why: str) -> None:
        observer.log(level, "decision point", detail=why)

    tls = mutual_tls(settings.pdp_ca, settings.pdp_cert, settings.pdp_key)
    seconds = settings.pdp_timeout_ms / 1000
    return Deciding(town, DecisionPoint(settings.pdp_url, settings.pdp_secret, seconds, tell, tls))
