"""The edge: every request to an API comes in here. It becomes a call, and what goes wrong becomes an answer."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from grondslag.kernel.access import EVERYWHERE, Reach, wants
from grondslag.kernel.shape import Shape
from grondslag.runtime.accounting import WITHHELD
from grondslag.runtime.changing import change
from grondslag.runtime.clients import is_own
from grondslag.runtime.combining import combine
from grondslag.runtime.deciding import WRITES
from grondslag.runtime.download import download
from grondslag.runtime.incoming import (
    JSON,
    REQUEST_SECONDS,
    Receive,
    Sent,
    as_object,
    check_crs,
    check_once,
    read_body,
    read_params,
    takes_json,
)
from grondslag.runtime.intake import taken
from grondslag.runtime.objects import Missing, StoreSilent
from grondslag.runtime.observe import PARENT, Observer
from grondslag.runtime.operations import OWN_APIS, Asked, Operation, demand_scope, refuse_bsn
from grondslag.runtime.problem_answers import problem_of, render_problem
from grondslag.runtime.purpose import UnknownUse, activity_of
from grondslag.runtime.reading import read_audit, read_by, read_list, read_one, search
from grondslag.runtime.refused import explained
from grondslag.runtime.replaying import given_before
from grondslag.runtime.reserving import reserve
from grondslag.runtime.routes import Route, Routes
from grondslag.runtime.sending import Send, send_answer
from grondslag.runtime.town import Answer, Call, Town, Wish, demand
from grondslag.surfaces.problems import (
    Forbidden,
    NotAcceptable,
    NotAllowed,
    NotFound,
    Problem,
    Unavailable,
)
from grondslag.surfaces.subjects import is_personal

Scope = Mapping[str, Any]

CONTENT_SECONDS = 600.0
_READS = {"one": "lezen", "lookup": "lezen", "list": "lijst", "zoek": "zoeken"}


class Api:
    """Serves the APIs of one municipality."""

    def __init__(
        self,
        town: Town,
        observer: Observer,
        documents: Callable[[str, str, str], bytes],
        body_limit: int,
        *,
        operations: Iterable[Operation] = (),
        unknown_use: UnknownUse = "warn",
    ) -> None:
        self.town, self.observer, self.documents, self.body_limit = town, observer, documents, body_limit
        self.routes = Routes(town.engine.world, town.engine.served, operations)
        self.unknown_use: UnknownUse = unknown_use
        world = town.engine.world
        self.personal = {each for each in world.components if is_personal(world, each)}
        self.versions = {name: each.version.encode() for name, each in world.components.items()}

    async def serve(self, scope: Scope, receive: Receive, send: Send, base: str, component: str) -> None:
        """Answer one request to an API."""
        headers = dict(scope["headers"])
        trace = self.observer.begin(headers)
        PARENT.set(f"00-{trace.trace_id}-{trace.span_id}-{trace.flags}")
        method, path, query = scope["method"], scope["path"], scope["query_string"].decode("latin-1")
        sent = Sent(component, method, path, query, headers, receive, base, trace)
        route = self.routes.find(path)
        try:
            async with asyncio.timeout(REQUEST_SECONDS) as trace.limit:
                check_once(scope["headers"], headers)
                answer = await self._route(route, sent)
                if trace.call is not None:
                    self._demand_purpose(trace.call, component)
                    await self.town.accounting.account(self.town, trace.call, component, _name(route, method))
        except Exception as failure:
            problem, known = problem_of(failure, waits=trace.waits)
            if not known:
                self.observer.failed(trace, failure)
            answer = _told(await self._noted(problem, trace.call, route, component), route, sent)
        try:
            has_crs = route is not None and _has_crs(route)
            await send_answer(answer, sent, send, self.versions[component], has_crs=has_crs)
        except (Missing, StoreSilent, TimeoutError) as failure:
            # Halfway: the connection closes, so that who reads knows it is cut off.
            self.observer.failed(trace, failure)
        self.observer.end(trace, method, route.kind if route else "", route.shape if route else None, answer.status)

    async def _noted(self, problem: Problem, call: Call | None, route: Route | None, component: str) -> Problem:
        """What is told of a failure, once it is in the log what was decided; where that cannot be, that it cannot."""
        if call is None or route is None or call.decided:
            return problem
        if not call.decisions:
            self.town.deciding.begin(call, route)
        if isinstance(problem, Forbidden):
            call.refuse()
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                await self.town.accounting.account_decisions(call, component)
        except (Unavailable, TimeoutError):
            return Unavailable(WITHHELD)
        return explained(problem, call, route, self.town)

    async def _route(self, route: Route | None, sent: Sent) -> Answer:
        if route is None:
            raise NotFound
        if route.kind == "openapi":
            if sent.method not in ("GET", "HEAD"):
                raise NotAllowed
            return self._document(route, sent.base)
        operation = (route.operations or {}).get(sent.method)
        if route.kind == "operation" and operation is None:
            raise NotAllowed
        judged = operation.judged if operation is not None else route.kind != "download"
        if judged and not takes_json(sent.headers.get(b"accept")):
            raise NotAcceptable("Het antwoord is er alleen als application/json.")
        call = await self._call(sent)
        await self.town.deciding.decide(call, route)
        if sent.component in OWN_APIS:
            refuse_bsn(read_params(sent.query))
        if operation is not None:
            return await self._operate(call, route, operation, sent)
        if _has_crs(route):
            check_crs(sent.headers, sent.method, required=route.kind != "several")
        if sent.method in ("GET", "HEAD"):
            return await self._read(call, route, sent)
        return await self._write(call, route, sent)

    async def _call(self, sent: Sent) -> Call:
        """Who asks, and for what purpose. Raises Forbidden."""
        headers, trace = sent.headers, sent.trace
        caller = await self.town.clients.caller(headers.get(b"authorization", b"").decode("latin-1"))
        trace.client = caller.client
        trace.call = call = Call(
            caller=caller,
            links=self.town.links(sent.base),
            method=sent.method,
            path=sent.path,
            toelichting=headers.get(b"x-audit-toelichting", b"").decode("utf-8", "replace")[:1000],
            trace_id=trace.trace_id,
            span_id=trace.span_id,
            parent_span_id=trace.parent_span_id,
            flags=trace.flags,
            began=time.time(),
        )
        if not is_own(caller.client):
            # Who has no rights at all is told that, and not what to say as well.
            may = caller.superuser or caller.grants
            unknown = self.unknown_use if may and sent.component in self.personal else "warn"
            activities = self.town.clients.activities(caller.client)
            call.activity = activity_of(activities, headers, self.town.today(), unknown)
            call.caller = self.town.clients.bounded(caller, call.activity)
        return call

    def _demand_purpose(self, call: Call, component: str) -> None:
        """Raises Forbidden when who acts for nothing would see persons within records that are nobody's (`expand`)."""
        if call.activity is not None or self.unknown_use == "warn" or component in self.personal:
            return
        persons = call.noted or call.persons or any(each.partition(".")[0] in self.personal for each in call.references)
        if persons and not is_own(call.caller.client):
            activities = self.town.clients.activities(call.caller.client)
            call.activity = activity_of(activities, {}, self.town.today(), self.unknown_use)

    async def _operate(self, call: Call, route: Route, operation: Operation, sent: Sent) -> Answer:
        """Carry out what no resource answers. Raises what the operation does."""
        demand_scope(call.caller, operation)
        params = read_params(sent.query)
        if operation.secret_query:
            refuse_bsn(params)
        body = b"" if call.method in ("GET", "HEAD") else await self._body(sent)
        key = _key(sent) if operation.writes else ""
        asked = Asked(path=route.names or {}, query=params, headers=sent.headers, body=body)

        async def run() -> Answer:
            return await operation.run(self.town, call, asked)

        return await self._once(call, operation.component, key, body, EVERYWHERE, run)

    async def _body(self, sent: Sent) -> bytes:
        return await read_body(sent.headers, sent.receive, sent.trace, self.body_limit)

    def _document(self, route: Route, base: str) -> Answer:
        kind = b"application/yaml" if route.form.endswith("yaml") else JSON
        body = self.documents(route.component, route.form, base)
        return Answer(body=body, headers=((b"content-type", kind), (b"access-control-allow-origin", b"*")), etag=True)

    async def _read(self, call: Call, route: Route, sent: Sent) -> Answer:
        params = read_params(sent.query)
        shape = route.shape
        if shape is None or sent.method not in route.methods:
            raise NotAllowed
        if route.kind == "download":
            return await download(self.town, call, shape, route.key, params, sent.headers)
        if route.kind == "audit":
            return await read_audit(self.town, call, shape, route.parent, route.key)
        if route.lookup is not None:
            return await read_by(self.town, call, shape, route.lookup, params)
        if route.kind == "list":
            return await read_list(self.town, call, shape, params, sent.query, route.parent)
        return await read_one(self.town, call, shape, route.key, params, route.parent)

    async def _write(self, call: Call, route: Route, sent: Sent) -> Answer:
        shape, method = route.shape, call.method
        if shape is None or method not in route.methods:
            raise NotAllowed
        if shape.content is not None and route.kind in ("one", "list", "several") and method != "DELETE":
            within = route.act.parts[0].name if route.act is not None else ""
            async with taken(self.town, call, shape, route.key, sent, self.body_limit, within) as came:
                answer = await self._judge(call, route, shape, _key(sent), came.raw, came.body)
                came.is_used = not answer.replayed
                return answer
        raw = b"" if method == "DELETE" else await self._body(sent)
        if shape.content is not None and route.kind == "act":  # all of its content may have to be read
            sent.trace.allow(asyncio.get_running_loop().time() + CONTENT_SECONDS)
        body = {} if method == "DELETE" else as_object(raw, sent.headers, may_be_empty=route.kind == "act")
        if route.kind == "zoek":
            return await search(self.town, call, shape, body, dict(read_params(sent.query)), sent.query)
        return await self._judge(call, route, shape, _key(sent), raw, body)

    async def _judge(
        self, call: Call, route: Route, shape: Shape, key: str, raw: bytes, body: dict[str, Any]
    ) -> Answer:
        """Carry out what a body asks, once for each Idempotency-Key."""

        async def run() -> Answer:
            return await self._carry_out(call, route, shape, body)

        reach = EVERYWHERE
        if key:
            scope = route.act.scope if route.act else shape.said.scopes["create"]
            reach = demand(call, self.town.engine.world.root_of(shape), wants(scope))
        return await self._once(call, shape.component, key, raw, reach, run)

    async def _once(
        self, call: Call, component: str, key: str, raw: bytes, reach: Reach, run: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        """Do it, or give the answer that was given before under this Idempotency-Key; '' is none."""
        if not key:
            return await run()
        again = await given_before(self.town, self.routes, call, component, key, raw, reach)
        if again is not None:
            return again
        try:
            return await run()
        except Problem:
            # Refused, perhaps because the same request came twice and the other was quicker: then its answer holds.
            again = await given_before(self.town, self.routes, call, component, key, raw, reach)
            if again is None:
                raise
            return again

    async def _carry_out(self, call: Call, route: Route, shape: Shape, body: dict[str, Any]) -> Answer:
        if route.kind == "number" and route.act is not None:
            return await reserve(self.town, call, shape, route.act, body)
        if route.kind == "several" and route.act is not None:
            return await combine(self.town, call, Wish(shape=shape, action="", key=route.key, body=body, act=route.act))
        action = route.act.name if route.act else WRITES[call.method]
        wish = Wish(shape=shape, action=action, key=route.key, parent=route.parent, body=body, act=route.act)
        answer = await change(self.town, call, wish)
        if answer.doubted:
            await self.town.contents.release(answer.doubted)
        if shape.component in ("autorisaties", "verwerkingen"):
            await self.town.clients.refresh()
        return answer


def _key(sent: Sent) -> str:
    """The Idempotency-Key: only what is posted has one."""
    return sent.headers.get(b"idempotency-key", b"").decode("latin-1") if sent.method == "POST" else ""


def _told(problem: Problem, route: Route | None, sent: Sent) -> Answer:
    """A problem as it is told here: in the form of the API that is asked."""
    operations = (route.operations or {}) if route is not None else {}
    operation = operations.get(sent.method) or next(iter(operations.values()), None)
    render = operation.render if operation is not None else None
    answer = (render or render_problem)(problem, sent.base, sent.trace.request_id)
    if route is not None and isinstance(problem, NotAllowed):
        answer.headers += ((b"allow", ", ".join(route.methods).encode()),)
    return answer


def _name(route: Route | None, method: str) -> str:
    """What was done, in the log."""
    if route is None:
        return ""
    operation = (route.operations or {}).get(method)
    if operation is not None:
        return operation.name
    kind = "one" if method == "HEAD" and route.kind == "download" else route.kind
    return f"{route.shape.key}.{_READS.get(kind, kind)}" if route.shape is not None else route.kind


def _has_crs(route: Route) -> bool:
    """Whether coordinates may go over it: an audit trail and numbers set apart have none, though their zaak has."""
    return route.shape is not None and route.shape.said.crs and route.kind not in ("audit", "number")
