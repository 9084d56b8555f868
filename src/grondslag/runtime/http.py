"""The edge: one ASGI application for all APIs. Here a request becomes a call, and a problem an answer."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import msgspec

from grondslag.kernel.access import EVERYWHERE, Reach, wants
from grondslag.kernel.shape import Shape
from grondslag.runtime.accounting import WITHHELD
from grondslag.runtime.changing import change
from grondslag.runtime.clients import is_own
from grondslag.runtime.combining import combine
from grondslag.runtime.download import download, send_stream
from grondslag.runtime.incoming import (
    CRS,
    JSON,
    REQUEST_SECONDS,
    Headers,
    Receive,
    as_object,
    check_crs,
    matches,
    read_body,
    read_params,
    takes_json,
)
from grondslag.runtime.intake import Sent, taken
from grondslag.runtime.numbering import reserve
from grondslag.runtime.objects import Missing, Unreachable
from grondslag.runtime.observe import PARENT, Observer, Trace
from grondslag.runtime.operations import OWN_APIS, Asked, Operation, demand_scope, refuse_bsn
from grondslag.runtime.problem_answers import problem_of, render_problem
from grondslag.runtime.purpose import UnknownUse, activity_of
from grondslag.runtime.reading import read_audit, read_by, read_list, read_one, search
from grondslag.runtime.routes import Route, Routes
from grondslag.runtime.telling import told_in_answer
from grondslag.runtime.town import Answer, Call, Town, Wish, demand
from grondslag.surfaces.plumbing import KEPT_FOR
from grondslag.surfaces.problems import (
    Forbidden,
    KeyReused,
    NotAcceptable,
    NotAllowed,
    NotFound,
    ParseError,
    Problem,
    Unavailable,
)
from grondslag.surfaces.subjects import is_personal

Scope = Mapping[str, Any]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

CONTENT_SECONDS = 600.0
SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)
# Over plain http a browser would pass it by, and the operator would take it for set.
OVER_TLS = (b"strict-transport-security", b"max-age=31536000")
NO_STORE = (b"cache-control", b"no-store")
REVALIDATE = (b"cache-control", b"private, no-cache")
_READS = {"one": "lezen", "lookup": "lezen", "list": "lijst", "zoek": "zoeken"}
_encode = msgspec.json.Encoder().encode


class Api:
    """Serves the APIs of one municipality. Paths that are no API's go to `pages`."""

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
        self.versions = {
            name: town.engine.world.components[name].version.encode() for name in town.engine.world.components
        }

    async def serve(self, scope: Scope, receive: Receive, send: Send, base: str, component: str) -> None:
        """Answer one request to an API."""
        headers: Headers = dict(scope["headers"])
        trace = self.observer.begin(headers)
        PARENT.set(f"00-{trace.trace_id}-{trace.span_id}-{trace.flags}")
        method, path = scope["method"], scope["path"]
        route = self.routes.find(path)
        told = _teller(route, method, base, trace.request_id)
        try:
            async with asyncio.timeout(REQUEST_SECONDS) as trace.limit:
                answer = await self._route(route, method, scope, headers, receive, base, trace, component)
                if trace.call is not None:
                    await self.town.accounting.account(self.town, trace.call, component, _name(route, method))
        except Exception as failure:
            problem, known = problem_of(failure, waits=trace.waits)
            if not known:
                self.observer.failed(trace, failure)
            answer = told(await self._noted(problem, trace.call, route, component))
            if route is not None and isinstance(problem, NotAllowed):
                answer.headers += ((b"allow", ", ".join(route.methods).encode()),)
        try:
            await self._send(send, receive, answer, route, component, headers, method, secure=base.startswith("https:"))
        except (Missing, Unreachable, TimeoutError) as failure:
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
        return problem

    # --- a request becomes a call -----------------------------------------------------------------------------

    async def _route(
        self,
        route: Route | None,
        method: str,
        scope: Scope,
        headers: Headers,
        receive: Receive,
        base: str,
        trace: Trace,
        component: str,
    ) -> Answer:
        if route is None:
            raise NotFound
        if route.kind == "openapi":
            if method not in ("GET", "HEAD"):
                raise NotAllowed
            return self._document(route, base)
        operation = (route.operations or {}).get(method)
        if route.kind == "operation" and operation is None:
            raise NotAllowed
        judged = operation.judged if operation is not None else route.kind != "download"
        if judged and not takes_json(headers.get(b"accept")):
            raise NotAcceptable("Het antwoord is er alleen als application/json.")
        call = await self._call(scope, headers, base, trace, component)
        await self.town.deciding.decide(call, route)
        query = scope["query_string"].decode("latin-1")
        if component in OWN_APIS:
            refuse_bsn(read_params(query))
        if operation is not None:
            return await self._operate(call, route, operation, headers, receive, query, trace)
        if _has_crs(route):
            check_crs(headers, method, required=route.kind != "several")
        if method in ("GET", "HEAD"):
            return await self._read(call, route, query, method, headers)
        return await self._write(call, route, headers, receive, query, trace)

    async def _call(self, scope: Scope, headers: Headers, base: str, trace: Trace, component: str) -> Call:
        """Who asks, and for what purpose. Raises Forbidden."""
        caller = await self.town.clients.caller(headers.get(b"authorization", b"").decode("latin-1"))
        trace.client = caller.client
        trace.call = call = Call(
            caller=caller,
            links=self.town.links(base),
            method=scope["method"],
            path=scope["path"],
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
            unknown = self.unknown_use if may and component in self.personal else "warn"
            activities = self.town.clients.activities(caller.client)
            call.activity = activity_of(activities, headers, self.town.today(), unknown)
            call.caller = self.town.clients.bounded(caller, call.activity)
        return call

    async def _operate(
        self,
        call: Call,
        route: Route,
        operation: Operation,
        headers: Headers,
        receive: Receive,
        query: str,
        trace: Trace,
    ) -> Answer:
        """Carry out what no resource answers. Raises what the operation does."""
        demand_scope(call.caller, operation)
        params = read_params(query)
        if operation.secret_query:
            refuse_bsn(params)
        body = b"" if call.method in ("GET", "HEAD") else await read_body(headers, receive, trace, self.body_limit)
        key = headers.get(b"idempotency-key", b"").decode("latin-1") if operation.writes else ""
        again = await self._again(call, operation.component, key, body, EVERYWHERE) if key else None
        if again is not None:
            return again
        return await operation.run(
            self.town, call, Asked(path=route.names or {}, query=params, headers=headers, body=body)
        )

    def _document(self, route: Route, base: str) -> Answer:
        kind = b"application/yaml" if route.form.endswith("yaml") else JSON
        body = self.documents(route.component, route.form, base)
        return Answer(body=body, headers=((b"content-type", kind), (b"access-control-allow-origin", b"*")), etag=True)

    async def _read(self, call: Call, route: Route, query: str, method: str, headers: Headers) -> Answer:
        params = read_params(query)
        shape = route.shape
        if shape is None or method not in route.methods:
            raise NotAllowed
        if route.kind == "download":
            return await download(self.town, call, shape, route.key, params, headers)
        if route.kind == "audit":
            return await read_audit(self.town, call, shape, route.parent, route.key)
        if route.lookup is not None:
            return await read_by(self.town, call, shape, route.lookup, params)
        if route.kind == "list":
            return await read_list(self.town, call, shape, params, query, route.parent)
        return await read_one(self.town, call, shape, route.key, params, route.parent)

    async def _write(
        self, call: Call, route: Route, headers: Headers, receive: Receive, query: str, trace: Trace
    ) -> Answer:
        shape, method = route.shape, call.method
        if shape is None or method not in route.methods:
            raise NotAllowed
        if shape.content is not None and route.kind in ("one", "list", "several") and method != "DELETE":
            sent = Sent(headers, receive, trace)
            within = route.act.parts[0].name if route.act is not None else ""
            async with taken(self.town, call, shape, route.key, sent, self.body_limit, within) as came:
                answer = await self._judge(call, route, shape, headers, came.raw, came.body)
                came.is_used = not answer.replayed
                return answer
        raw = b"" if method == "DELETE" else await read_body(headers, receive, trace, self.body_limit)
        if shape.content is not None and route.kind == "act":  # all of its content may have to be read
            trace.allow(asyncio.get_running_loop().time() + CONTENT_SECONDS)
        body = {} if method == "DELETE" else as_object(raw, headers, may_be_empty=route.kind == "act")
        if route.kind == "zoek":
            return await search(self.town, call, shape, body, dict(read_params(query)), query)
        return await self._judge(call, route, shape, headers, raw, body)

    async def _judge(
        self, call: Call, route: Route, shape: Shape, headers: Headers, raw: bytes, body: dict[str, Any]
    ) -> Answer:
        """Carry out what a body asks, once for each Idempotency-Key."""
        method = call.method
        key = headers.get(b"idempotency-key", b"").decode("latin-1") if method == "POST" else ""
        reach = Reach()
        if key:
            scope = route.act.scope if route.act else shape.said.scopes["create"]
            reach = demand(call, self.town.engine.world.root_of(shape), wants(scope))
            again = await self._again(call, shape.component, key, raw, reach)
            if again is not None:
                return again
        try:
            return await self._carry_out(call, route, shape, body)
        except Problem:
            # Refused, perhaps because the same request came twice and the other was quicker: then its answer holds.
            again = await self._again(call, shape.component, key, raw, reach) if key else None
            if again is None:
                raise
            return again

    async def _carry_out(self, call: Call, route: Route, shape: Shape, body: dict[str, Any]) -> Answer:
        if route.kind == "number" and route.act is not None:
            return await reserve(self.town, call, shape, route.act, body)
        if route.kind == "several" and route.act is not None:
            return await combine(self.town, call, Wish(shape=shape, action="", key=route.key, body=body, act=route.act))
        actions = {"POST": "create", "PUT": "update", "PATCH": "partial_update", "DELETE": "destroy"}
        action = route.act.name if route.act else actions[call.method]
        wish = Wish(shape=shape, action=action, key=route.key, parent=route.parent, body=body, act=route.act)
        answer = await change(self.town, call, wish)
        if answer.doubted:
            await self.town.contents.release(answer.doubted)
        if shape.component in ("autorisaties", "verwerkingen"):
            await self.town.clients.refresh()
        return answer

    async def _again(self, call: Call, component: str, key: str, raw: bytes, reach: Reach) -> Answer | None:
        """The answer that was given before under this Idempotency-Key. Raises KeyReused for another body."""
        if len(key) > 255:
            raise ParseError("Een Idempotency-Key heeft hoogstens 255 tekens.")
        call.idempotency_key = key
        call.fingerprint = hashlib.sha256(f"{call.method} {call.path}\n".encode() + raw).digest()
        row = await self.town.pool.fetchrow(
            f"select vingerafdruk, status, antwoord, koppen ->> 'pad' from {component}.idempotentie "
            f"where client = $1 and sleutel = $2 and gemaakt_op > now() - interval '{KEPT_FOR}'",
            call.caller.client,
            key,
        )
        if row is None:
            return None
        if row[0] != call.fingerprint:
            raise KeyReused
        return await self._replayed(call, reach, status=row[1], body=row[2] or b"", pad=row[3] or "")

    async def _replayed(self, call: Call, reach: Reach, *, status: int, body: bytes, pad: str) -> Answer:
        """An answer that was kept, for who may still make it; what only the database could tell is read there again."""
        route = self.routes.find(pad)
        headers: tuple[tuple[bytes, bytes], ...] = ((b"idempotent-replayed", b"true"),)
        if route is None or route.shape is None or "R" not in route.shape.said.methods:
            return Answer(status=status, body=body, headers=headers, replayed=True)
        found = await self.town.by_key(route.shape).get(route.key)
        if found is None and status != 204:
            raise NotFound
        if found is not None and not reach.holds(found.guard):
            raise Forbidden
        if status == 201:
            headers += ((b"location", call.links.url(route.shape.key, route.key, route.parent).encode()),)
        if found is not None and status != 204:
            shown = call.shown(self.town.engine.projection(route.shape), [found.values])[0]
            for person in told_in_answer(self.town.engine.world, call.links, body):
                call.seen(person, f"{route.shape.key}/{route.key}")
            body = body or _encode(shown)
        return Answer(status=status, body=body, headers=headers, replayed=True)

    # --- an answer goes out -----------------------------------------------------------------------------------

    async def _send(
        self,
        send: Send,
        receive: Receive,
        answer: Answer,
        route: Route | None,
        component: str,
        asked: Headers,
        method: str,
        *,
        secure: bool,
    ) -> None:
        headers: list[tuple[bytes, bytes]] = [(b"api-version", self.versions[component]), *SECURITY, *answer.headers]
        if secure:
            headers.append(OVER_TLS)
        if not any(name == b"content-type" for name, _ in answer.headers) and answer.status != 204:
            headers.append((b"content-type", JSON))
        if route is not None and _has_crs(route):
            headers.append((b"content-crs", CRS))
        status, body = answer.status, answer.body
        if answer.etag and status == 200:
            tag = b'"' + hashlib.blake2b(body, digest_size=16).hexdigest().encode() + b'"'
            headers += [(b"etag", tag), REVALIDATE, (b"vary", b"authorization")]
            if matches(asked.get(b"if-none-match"), tag):
                status, body = 304, b""
        elif not any(name == b"cache-control" for name, _ in answer.headers):
            headers.append(NO_STORE)
        headers.append((b"content-length", str(answer.length if answer.stream else len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if answer.stream is not None:
            await send_stream(answer.stream, send, receive, REQUEST_SECONDS)
            return
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


def _teller(route: Route | None, method: str, base: str, request_id: str) -> Callable[[Problem], Answer]:
    """How a problem is told here: in the form of the API that is asked."""
    operations = (route.operations or {}) if route is not None else {}
    operation = operations.get(method) or next(iter(operations.values()), None)
    render = operation.render if operation is not None else None
    return lambda problem: (render or render_problem)(problem, base, request_id)


def _name(route: Route | None, method: str) -> str:
    """What was done, in the log."""
    if route is None:
        return ""
    operation = (route.operations or {}).get(method)
    if operation is not None:
        return operation.name
    return f"{route.shape.key}.{_READS.get(route.kind, route.kind)}" if route.shape is not None else route.kind


def _has_crs(route: Route) -> bool:
    """Whether coordinates may go over it: an audit trail and numbers set apart have none, though their zaak has."""
    return route.shape is not None and route.shape.said.crs and route.kind not in ("audit", "number")
