"""Replaying: who repeats a request under its Idempotency-Key is given the answer of the first time."""

import hashlib

import msgspec

from grondslag.kernel.access import Reach
from grondslag.runtime.routes import Routes
from grondslag.runtime.telling import told_in_answer
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.plumbing import KEPT_FOR
from grondslag.surfaces.problems import Forbidden, KeyReused, NotFound, ParseError

LONGEST_KEY = 255
_encode = msgspec.json.Encoder().encode


async def given_before(
    town: Town, routes: Routes, call: Call, component: str, key: str, raw: bytes, reach: Reach
) -> Answer | None:
    """The answer that this client was given under this key; the call keeps the key for the answer to come.

    Raises KeyReused for another body, and Forbidden or NotFound where the record is out of reach by now.
    """
    if len(key) > LONGEST_KEY:
        raise ParseError(f"Een Idempotency-Key heeft hoogstens {LONGEST_KEY} tekens.")
    call.idempotency_key = key
    call.fingerprint = hashlib.sha256(f"{call.method} {call.path}\n".encode() + raw).digest()
    row = await town.pool.fetchrow(
        f"select vingerafdruk, status, antwoord, koppen ->> 'pad' from {component}.idempotentie "
        f"where client = $1 and sleutel = $2 and gemaakt_op > now() - interval '{KEPT_FOR}'",
        call.caller.client,
        key,
    )
    if row is None:
        return None
    if row[0] != call.fingerprint:
        raise KeyReused
    return await _replayed(town, routes, call, reach, status=row[1], body=row[2] or b"", path=row[3] or "")


async def _replayed(
    town: Town, routes: Routes, call: Call, reach: Reach, *, status: int, body: bytes, path: str
) -> Answer:
    """An answer that was kept, for who may still make it; what only the database could tell is read there again."""
    route = routes.find(path)
    headers: tuple[tuple[bytes, bytes], ...] = ((b"idempotent-replayed", b"true"),)
    if route is None or route.shape is None or "R" not in route.shape.said.methods:
        return Answer(status=status, body=body, headers=headers, replayed=True)
    found = await town.by_key(route.shape).get(route.key)
    if found is None and status != 204:
        raise NotFound
    if found is not None and not reach.holds(found.guard):
        raise Forbidden
    if status == 201:
        headers += ((b"location", call.links.url(route.shape.key, route.key, route.parent).encode()),)
    if found is not None and status != 204:
        shown = call.shown(town.engine.projection(route.shape), [found.values])[0]
        call.told(route.shape.key, route.key, told_in_answer(town.engine.world, call.links, body))
        body = body or _encode(shown)
    return Answer(status=status, body=body, headers=headers, replayed=True)
