"""Reading: one record, a page of them, a search, the audit trail. Access travels with every fetch."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import msgspec

from grondslag.kernel.access import AUDIT, EVERYWHERE, Reach, wants
from grondslag.kernel.declare import Lookup
from grondslag.kernel.decode import read_date
from grondslag.kernel.links import UUID
from grondslag.kernel.query import Page, expand_sql, keys_sql, page_sql
from grondslag.kernel.rules import MAX_TOLD, Violation
from grondslag.kernel.shape import Shape
from grondslag.runtime.asking import USUAL_SIZE, ask, conditions_of, order_of, page_number, unknown_parameters
from grondslag.runtime.bounds import demand_record
from grondslag.runtime.database import transaction
from grondslag.runtime.expand import Tree, expand, parse_expand
from grondslag.runtime.selecting import parse_fields, pick
from grondslag.runtime.telling import told_in_trail
from grondslag.runtime.town import Answer, Call, Town, demand, read_row
from grondslag.runtime.versions import PARAMETERS, AskedVersion, asked_version, version_at
from grondslag.surfaces.problems import Forbidden, Invalid, NotFound

KEPT_CONDITIONS = 6
MAX_CANDIDATES = 50_000
MAX_CANDIDATE_BYTES = 32 * 2**20
_TESTERS = ThreadPoolExecutor(2, "geometrie")
"""Where geometries are tested exactly: the event loop goes on meanwhile, and no more than these work at it at once."""
NO_PAGE = "Ongeldige pagina."
_encode = msgspec.json.Encoder().encode
_decode_all = msgspec.json.Decoder(list[dict[str, Any]]).decode


async def read_one(
    town: Town, call: Call, shape: Shape, key: str, params: Sequence[tuple[str, str]], parent: str = ""
) -> Answer:
    """GET of one record."""
    found = await read_row(town, call, shape, key)
    projection = town.engine.projection(shape)
    if parent and found.values[projection.names.index(shape.said.part_of)] != parent:
        raise NotFound
    await demand_record(town, call, shape, found.values)
    values: Any = found.values
    tree: Tree = {}
    if params:
        tree, day, version = _detail_params(town, shape, params)
        if version is not None:
            values = (await version_at(town, shape, found, version)).values
        elif day is not None:
            values = await _on_day(town, shape, key, day)
    shown = call.shown(projection, [values])[0]
    if tree:
        await expand(town, call, shape, [shown], tree, must_answer=True)
    return Answer(body=_encode(shown), etag=shape.said.etag)


async def read_by(town: Town, call: Call, shape: Shape, lookup: Lookup, params: Sequence[tuple[str, str]]) -> Answer:
    """GET of the one record that has a value, under an address of its own."""
    demand(call, town.engine.world.root_of(shape), wants(shape.said.scopes["read"]))
    told = [unknown_parameters([name]) for name, _ in params if name != lookup.parameter]
    value = dict(params).get(lookup.parameter, "")
    if not value:
        told.append(Violation("required", "Deze parameter is vereist.", lookup.parameter))
    if told:
        raise Invalid(told)
    field = shape.field(lookup.field)
    test = f"t.{field.name} @> array[$1]::text[]" if field.many else f"t.{field.name} = $1"
    key = await town.pool.fetchval(f"select t.id::text from {shape.table} t where {test}", value)
    if key is None:
        raise NotFound
    return await read_one(town, call, shape, key, ())


def _detail_params(
    town: Town, shape: Shape, params: Sequence[tuple[str, str]]
) -> tuple[Tree, Any, AskedVersion | None]:
    """The few parameters that a GET of one record takes."""
    tree: Tree = {}
    day, told = None, list[Violation]()
    version = asked_version(params, told) if shape.said.versioned else None
    for name, value in params:
        if version is not None and name in PARAMETERS:
            continue
        if name == "expand":
            tree = parse_expand(town.engine, shape, value)
        elif name == "datumGeldigheid" and town.engine.projection(shape).dated:
            day = read_date(value)
            if day is None and value:
                told.append(Violation("invalid", "Voer een geldige datum in.", name))
        else:
            told.append(unknown_parameters([name]))
    if told:
        raise Invalid(told)
    return tree, day, version


async def _on_day(town: Town, shape: Shape, key: str, day: Any) -> Any:
    """The row of a record, its references by name as they stood on a day."""
    sql, params = expand_sql(town.engine.world, town.engine.projection(shape), EVERYWHERE, day)
    return await town.pool.fetchrow(sql, [key], *params.values[1:])


async def read_list(
    town: Town, call: Call, shape: Shape, params: Sequence[tuple[str, str]], query: str, parent: str = ""
) -> Answer:
    """GET of a list."""
    reach = demand(call, town.engine.world.root_of(shape), wants(shape.said.scopes["read"]))
    asked = ask(town, call, shape, params, parent)
    if parent:
        await _demand_parent(town, call, shape, parent)
    count, results = await page(town, call, shape, asked.page, reach, asked.tree)
    if not shape.said.paged:
        if count > len(results):
            reason = f"Er zijn {count} resultaten, meer dan in een antwoord passen: filter verder."
            raise Invalid([Violation("invalid", reason)])
        return Answer(body=_encode(results))
    return Answer(body=_encode(paginated(call, shape, asked.page, count, results, query, parent)))


async def _demand_parent(town: Town, call: Call, shape: Shape, parent: str) -> None:
    """What a list lies under must exist, and the caller may read it. Raises NotFound or Forbidden."""
    to = shape.field(shape.said.part_of).to
    assert to is not None  # noqa: S101 - a resource under another always refers to it
    await read_row(town, call, town.engine.world.shapes[to.target], parent)


async def page(
    town: Town, call: Call, shape: Shape, asked: Page, reach: Reach, tree: Tree
) -> tuple[int, list[dict[str, Any]]]:
    """One page of records as the wire shows them, with the exact count. Raises NotFound past the end."""
    projection = town.engine.projection(shape)
    rare = town.spread.is_rare(shape.key, reach)
    sql, params = page_sql(town.engine.world, projection, asked, reach, rare=rare)
    # There are more combinations of many filters than there is memory for their plans.
    fetch = town.pool.fetch if len(asked.conditions) <= KEPT_CONDITIONS else town.pool.fetch_once
    rows = await fetch(sql, *params)
    count = rows[0][-1]
    rows = rows if rows[0][0] is not None else []
    if not rows and asked.number > 1:
        raise NotFound(NO_PAGE)
    shown = call.shown(projection, rows)
    if tree:
        await expand(town, call, shape, shown, tree)
    return count, shown


def paginated(
    call: Call, shape: Shape, asked: Page, count: int, results: list[Any], query: str, parent: str = ""
) -> dict[str, Any]:
    """The envelope of a page."""
    url = call.links.prefix(shape.key).removesuffix("/").replace("{parent}", parent)
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("page="))

    def at(number: int) -> str:
        parts = [kept] if kept else []
        return f"{url}?{'&'.join([*parts, f'page={number}'])}" if number > 1 else url + (f"?{kept}" if kept else "")

    last = asked.number * asked.size >= count
    return {
        "count": count,
        "next": None if last else at(asked.number + 1),
        "previous": at(asked.number - 1) if asked.number > 1 else None,
        "results": results,
    }


async def search(
    town: Town, call: Call, shape: Shape, body: Mapping[str, Any], params: Mapping[str, str], query: str
) -> Answer:
    """POST _zoek: the filters of the list as a body, with sets, a geometry, and the choice of `fields`."""
    reach = demand(call, town.engine.world.root_of(shape), wants(shape.said.scopes["read"]))
    told: list[Violation] = []
    if unknown := [name for name in params if name not in ("page", "expand")]:
        told.append(unknown_parameters(unknown))
    if "expand" in params:
        body = {"expand": params["expand"], **body}
    named, fields, tree, order = _search_body(town, shape, body, told)
    conditions, day = conditions_of(town, call, shape, named, told, body=True)
    asked = Page(
        conditions=conditions, order=order, number=page_number(params.get("page", "1")), size=USUAL_SIZE, day=day
    )
    wanted = fields[1] if fields else tree
    within = await _within(town, shape, asked, named, reach)
    if within is None:
        count, results = await page(town, call, shape, asked, reach, wanted)
    else:
        count, results = len(within), await _some(town, call, shape, asked, within, reach, wanted)
    if fields:
        results = [pick(each, fields[0]) for each in results]
    envelope = paginated(call, shape, asked, count, results, query)
    for name in ("next", "previous"):
        if envelope[name]:
            head, _, tail = envelope[name].partition("?")
            envelope[name] = f"{head}/_zoek" + (f"?{tail}" if tail else "")
    return Answer(body=_encode(envelope))


def _search_body(town: Town, shape: Shape, body: Mapping[str, Any], told: list[Violation]) -> Any:
    filters = town.engine.filters(shape)
    named: list[tuple[str, Any]] = []
    fields, tree, order = None, {}, ()
    for name, value in body.items():
        if value is None:
            continue
        if name == "fields":
            fields = parse_fields(town.engine, shape, value, told)
        elif name == "expand":
            tree = parse_expand(town.engine, shape, _joined(value, name, told))
        elif name == "ordering":
            words = _joined(value, name, told)
            order = order_of(shape, words, told) if words else ()
        elif isinstance(value, dict) and name + ".within" in filters:
            _area(name + ".within", cast("dict[str, Any]", value), named, told)
        elif name in filters:
            named.append((name, value))
        elif len(told) <= MAX_TOLD:
            told.append(Violation("unknown-parameters", f"Onbekend zoekveld: {name[:100]}.", name[:100]))
    if fields and tree:
        told.append(Violation("invalid", "Gebruik fields of expand, niet allebei.", "fields"))
    return named, fields, tree, order


def _area(name: str, value: Mapping[str, Any], named: list[tuple[str, Any]], told: list[Violation]) -> None:
    if value.get("within") is None:
        told.append(Violation("required", "Zeg waarbinnen gezocht wordt.", name))
    else:
        named.append((name, value["within"]))


def _joined(value: Any, name: str, told: list[Violation]) -> str:
    """Words with commas between them, or as a list."""
    words = [value] if isinstance(value, str) else value
    if isinstance(words, list) and all(isinstance(each, str) for each in words):
        return ",".join(words)
    told.append(Violation("invalid", "Geef een tekst, of een lijst van teksten.", name))
    return ""


async def _within(
    town: Town, shape: Shape, asked: Page, named: list[tuple[str, Any]], reach: Reach
) -> list[str] | None:
    """Where a geometry is asked: the keys of all that truly lie within, in order. Their boxes chose the candidates.

    Raises Invalid when there are too many of those.
    """
    filters = town.engine.filters(shape)
    found: list[str] | None = None
    for name, value in named:
        if not filters[name].exact:
            continue
        field = shape.field(filters[name].exact)
        wide = msgspec.structs.replace(asked, number=1, size=MAX_CANDIDATES + 1)
        rows = await _candidates(town, name, *keys_sql(town.engine.world, shape, wide, reach, field.name))
        inside = await asyncio.get_running_loop().run_in_executor(_TESTERS, _lie_inside, field.form, value, rows)
        kept = {row[0]: None for row, lies_inside in zip(rows, inside, strict=True) if lies_inside}
        found = [key for key in (kept if found is None else found) if key in kept]
    return found


async def _candidates(town: Town, name: str, sql: str, params: Sequence[Any]) -> list[Any]:
    """The keys and geometries to test. Raises Invalid when there are too many, or when they are too large together."""
    rows: list[Any] = []
    size = 0
    async with transaction(town.pool) as connection:
        async for row in connection.cursor(sql, *params, prefetch=500):
            rows.append(row)
            size += len(row[1])
            if len(rows) > MAX_CANDIDATES or size > MAX_CANDIDATE_BYTES:
                reason = f"In dit gebied liggen meer dan {MAX_CANDIDATES} zaken: maak het kleiner, of zoek op meer."
                if size > MAX_CANDIDATE_BYTES:
                    reason = "De geometrieën in dit gebied zijn samen te groot: maak het kleiner, of zoek op meer."
                raise Invalid([Violation("invalid", reason, name)])
    return rows


def _lie_inside(form: Any, around: Any, rows: Sequence[Any]) -> list[bool]:
    return form.inside(around)(_decode_all(f"[{','.join(row[1] for row in rows)}]"))


async def _some(
    town: Town, call: Call, shape: Shape, asked: Page, keys: list[str], reach: Reach, tree: Tree
) -> list[dict[str, Any]]:
    """One page of the records with these keys, which stand in the order that was asked."""
    first = (asked.number - 1) * asked.size
    here = keys[first : first + asked.size]
    if not here and first:
        raise NotFound(NO_PAGE)
    only = msgspec.structs.replace(
        asked, number=1, conditions=[lambda params: f"t.id = any({params.add(here, '::uuid[]')})"]
    )
    return (await page(town, call, shape, only, reach, tree))[1] if here else []


# --- the audit trail ----------------------------------------------------------------------------------------------

_ACTS = {
    "create": "Object aangemaakt",
    "update": "Object bijgewerkt",
    "partial_update": "Object deels bijgewerkt",
    "destroy": "Object verwijderd",
}


async def read_audit(town: Town, call: Call, shape: Shape, root_id: str, key: str = "") -> Answer:
    """The audit trail of a root, or one line of it, oldest first."""
    reach = demand(call, shape, (AUDIT,))
    found = await town.by_key(shape).get(root_id)
    if found is None:
        raise NotFound
    if not reach.holds(found.guard):
        raise Forbidden
    call.shown(town.engine.projection(shape), [found.values])
    await demand_record(town, call, shape, found.values)
    sql = (
        "select id::text, client, applicatie, gebruiker_id, gebruiker_weergave, actie, resultaat, resource, "
        "resource_pad, toelichting, resource_weergave, aanmaakdatum, oud, nieuw "
        f"from {shape.component}.audittrail where root = $1 and ($2::uuid is null or id = $2) order by rev, id"
    )
    rows = await town.pool.fetch(sql, root_id, key or None) if not key or UUID.fullmatch(key) else []
    if key and not rows:
        raise NotFound
    told = told_in_trail(town.engine.world, shape.component, ((row[7], row[8], (row[12], row[13])) for row in rows))
    call.told(shape.key, root_id, told)
    base = call.links.roots[shape.component].removesuffix(town.engine.world.components[shape.component].path)
    bron = town.engine.world.components[shape.component].abbreviation
    shown = [_audit_line(row, bron, base, call.links.url(shape.key, root_id)) for row in rows]
    return Answer(body=_encode(shown[0] if key else shown))


def _audit_line(row: Any, bron: str, base: str, hoofdobject: str) -> dict[str, Any]:
    raw = msgspec.Raw
    return {
        "uuid": row[0],
        "bron": bron,
        "applicatieId": row[1],
        "applicatieWeergave": row[2],
        "gebruikersId": row[3],
        "gebruikersWeergave": row[4],
        "actie": row[5],
        "actieWeergave": _ACTS.get(row[5], row[5]),
        "resultaat": row[6],
        "hoofdObject": hoofdobject,
        "resource": row[7],
        "resourceUrl": base + row[8],
        "toelichting": row[9],
        "resourceWeergave": row[10],
        "aanmaakdatum": row[11],
        "wijzigingen": {
            "oud": raw(row[12]) if row[12] is not None else None,
            "nieuw": raw(row[13]) if row[13] is not None else None,
        },
    }
