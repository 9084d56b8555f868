"""Following persons (BRP Update API 1.0.0): who is followed by an application, and who of them changed.

It is asked for numbers alone: what changed is asked at the source, for a purpose, as ever. So a portal learns of a
move without keeping a copy of anybody.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

import msgspec

from grondslag.integration.personen.problemen import OnjuisteVraag, toon_probleem
from grondslag.kernel.rules import Violation
from grondslag.registers.personen import COMPONENT
from grondslag.registers.personen.volgindicatie import MOST_FOLLOWED, VOLGEN, gevraagd, vanaf_dag
from grondslag.runtime.changing import change
from grondslag.runtime.incoming import as_object
from grondslag.runtime.operations import Asked, Operation
from grondslag.runtime.town import AMSTERDAM, Answer, Call, Town, Wish
from grondslag.surfaces.problems import Invalid, NotFound, Problem

VOLGINDICATIES, WIJZIGINGEN = "/volgindicaties", "/wijzigingen"
THING: Final = "personen.volgindicatie"
HAL: Final = ((b"content-type", b"application/hal+json"), (b"cache-control", b"no-store"))
_NO_STORE: Final = ((b"cache-control", b"no-store"),)
_UNIQUE: Final = "unique"
_encode = msgspec.json.Encoder().encode
_SHOWN: Final = "select burgerservicenummer, begindatum, einddatum from personen.volgindicatie where client = $1 "
_ACTIVE: Final = "and (einddatum is null or einddatum > $2)"
# Who was followed already, hears of a change on the day itself; a change before that is not told.
_CHANGED: Final = f"""
    select v.burgerservicenummer from personen.volgindicatie v join personen.persoon p using (burgerservicenummer)
    where v.client = $1 {_ACTIVE} and p.gewijzigd_op > v.gezet_op
        and ($3::timestamptz is null or p.gewijzigd_op >= $3) order by 1
"""


async def volgindicaties(town: Town, call: Call, asked: Asked) -> Answer:
    """Whom the caller follows now."""
    _demand_no_query(asked)
    rows = await town.pool.fetch(f"{_SHOWN} {_ACTIVE} order by 1", call.caller.client, town.today())
    return Answer(body=_encode({"volgindicaties": [_shown(call, row) for row in rows]}), headers=_NO_STORE)


async def volgindicatie(town: Town, call: Call, asked: Asked) -> Answer:
    """How the caller follows one person. Raises NotFound where that never was."""
    _demand_no_query(asked)
    _checked(gevraagd(bsn := asked.path["burgerservicenummer"], {}))
    row = await town.pool.fetchrow(f"{_SHOWN} and burgerservicenummer = $2", call.caller.client, bsn)
    if row is None:
        raise NotFound
    return Answer(body=_encode(_shown(call, row)), headers=_NO_STORE)


async def volg(town: Town, call: Call, asked: Asked) -> Answer:
    """Begin to follow a person, go on longer or shorter, or end it."""
    _demand_no_query(asked)
    bsn, body = asked.path["burgerservicenummer"], as_object(asked.body, asked.headers, may_be_empty=True)
    einde = _checked(gevraagd(bsn, body))
    known = await _key(town, call, bsn)
    if known is None:
        await _demand_room(town, call)
        try:
            return await _written(town, call, "", bsn, einde)
        except Invalid as refused:
            if not any(each.code == _UNIQUE for each in refused.violations):
                raise OnjuisteVraag(refused.violations) from None
        # The same request came twice at one moment, and the other was quicker.
        known = await _key(town, call, bsn)
    return await _written(town, call, known or "", bsn, einde)


async def wijzigingen(town: Town, call: Call, asked: Asked) -> Answer:
    """Who of the persons that the caller follows changed, since they are followed or since a day."""
    day = _checked(vanaf_dag(asked.query))
    since = datetime.combine(day, time(), AMSTERDAM) if day is not None else None
    rows = await town.pool.fetch(_CHANGED, call.caller.client, town.today(), since)
    for row in rows:
        call.seen(f"bsn:{row[0]}", THING)
    root = _root(call)
    body = {
        "_links": {
            "self": {"href": root + WIJZIGINGEN + (f"?vanaf={day}" if day is not None else "")},
            "ingeschrevenPersoon": {"href": root + "/personen"},
        },
        "burgerservicenummers": [row[0] for row in rows],
    }
    return Answer(body=_encode(body), headers=HAL)


# --- one volgindicatie --------------------------------------------------------------------------------------------


async def _key(town: Town, call: Call, bsn: str) -> str | None:
    sql = "select id::text from personen.volgindicatie where client = $1 and burgerservicenummer = $2"
    return await town.pool.fetchval(sql, call.caller.client, bsn)


async def _written(town: Town, call: Call, key: str, bsn: str, einde: date | None) -> Answer:
    """Make or change one, with its record in the log in the same transaction."""
    body: dict[str, Any] = {"einddatum": einde.isoformat() if einde is not None else None}
    if not key:
        body |= {"client": call.caller.client, "burgerservicenummer": bsn}
    action = "partial_update" if key else "create"
    shape = town.engine.world.shapes[THING]
    answer = await change(town, call, Wish(shape=shape, action=action, key=key, body=body))
    made = msgspec.json.decode(answer.body)
    shown = _body(bsn, made["begindatum"], made["einddatum"])
    return Answer(status=200 if key else 201, body=_encode(shown), headers=_NO_STORE)


async def _demand_room(town: Town, call: Call) -> None:
    sql = f"select count(*) from personen.volgindicatie where client = $1 {_ACTIVE}"
    if await town.pool.fetchval(sql, call.caller.client, town.today()) >= MOST_FOLLOWED:
        told = f"U volgt al {MOST_FOLLOWED} personen. Beëindig eerst een andere volgindicatie."
        raise OnjuisteVraag([Violation("maxItems", told, "burgerservicenummer")])


def _shown(call: Call, row: Any) -> Mapping[str, Any]:
    call.seen(f"bsn:{row[0]}", THING)
    return _body(row[0], row[1], row[2])


def _body(bsn: str, begin: Any, einde: Any) -> Mapping[str, Any]:
    found = {"begindatum": begin, "burgerservicenummer": bsn}
    return found | {"einddatum": einde} if einde is not None else found


def _checked(found: date | list[Violation] | None) -> date | None:
    """A day that was read. Raises OnjuisteVraag."""
    if isinstance(found, list):
        raise OnjuisteVraag(found)
    return found


def _demand_no_query(asked: Asked) -> None:
    if asked.query:
        told = [Violation("unknownParam", "Parameter is niet verwacht.", name[:100]) for name, _ in asked.query]
        raise OnjuisteVraag(told)


def _root(call: Call) -> str:
    """The address of this API as the caller knows it."""
    return call.links.prefixes[THING].rpartition(COMPONENT.path)[0] + COMPONENT.path


def _render(path: str) -> Callable[[Problem, str, str], Answer]:
    """A problem in the form of the API beside this one; it never names the number of a person that a path holds."""

    def toon(problem: Problem, base: str, request_id: str) -> Answer:
        answer = toon_probleem(problem, base, request_id)
        answer.body = _encode(msgspec.json.decode(answer.body) | {"instance": COMPONENT.path + path})
        return answer

    return toon


def _operation(method: str, path: str, name: str, run: Any) -> Operation:
    render = _render(path.partition("/{")[0])
    return Operation(
        component=COMPONENT.name, method=method, path=path, scope=VOLGEN, name=name, run=run, render=render
    )


_ONE: Final = VOLGINDICATIES + "/{burgerservicenummer}"
OPERATIONS: tuple[Operation, ...] = (
    _operation("GET", VOLGINDICATIES, "personen.volgindicaties", volgindicaties),
    _operation("GET", _ONE, "personen.volgindicatie", volgindicatie),
    _operation("PUT", _ONE, "personen.volgen", volg),
    _operation("GET", WIJZIGINGEN, "personen.wijzigingen", wijzigingen),
)
