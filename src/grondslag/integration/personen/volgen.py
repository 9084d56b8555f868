"""Following persons (BRP Update API 1.0.0): who is followed by an application, and who of them changed.

It is asked for numbers alone: what changed is asked at the source, for a purpose, as ever. So a portal learns of a
move without keeping a copy of anybody.
"""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any, Final

import msgspec

from grondslag.integration.personen.gevolgden import (
    ACTIVE,
    VOLGINDICATIES,
    WIJZIGINGEN,
    active,
    checked,
    demand_no_query,
    demand_room,
    end_of,
    followed,
    key_of,
    shows,
    shows_all,
    shows_changed,
    wished,
    written,
)
from grondslag.integration.personen.problemen import OnjuisteVraag, toon_probleem
from grondslag.kernel.decode import NETHERLANDS
from grondslag.registers.personen import COMPONENT
from grondslag.registers.personen.volgindicatie import VOLGEN, vanaf_dag
from grondslag.runtime.observe import Observer
from grondslag.runtime.operations import Asked, Operation
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.problems import Invalid, Problem

_UNIQUE: Final = "unique"
_encode = msgspec.json.Encoder().encode
# Who was followed already, hears of a change on the day itself; a change before that is not told.
_CHANGED: Final = f"""
    select v.burgerservicenummer from personen.volgindicatie v join personen.persoon p using (burgerservicenummer)
    where v.client = $1 {ACTIVE} and p.gewijzigd_op > v.gezet_op
        and ($3::timestamptz is null or p.gewijzigd_op >= $3) order by 1
"""


async def volgindicaties(town: Town, call: Call, asked: Asked) -> Answer:
    """Whom the caller follows now."""
    demand_no_query(asked)
    return shows_all(call, await active(town, call))


async def volgindicatie(town: Town, call: Call, asked: Asked) -> Answer:
    """How the caller follows one person. Raises NotFound where that never was."""
    return shows(call, await followed(town, call, asked))


async def volg(town: Town, call: Call, asked: Asked) -> Answer:
    """Begin to follow a person, go on longer or shorter, or end it."""
    bsn, einde = wished(asked)
    await demand_room(town, call, bsn, einde)
    known = await key_of(town, call, bsn)
    if not known:
        try:
            return await written(town, call, "", bsn, einde)
        except Invalid as refused:
            if not any(each.code == _UNIQUE for each in refused.violations):
                raise OnjuisteVraag(refused.violations) from None
        # The same request came twice at one moment, and the other was quicker.
        known = await key_of(town, call, bsn)
    return await written(town, call, known, bsn, einde)


async def wijzigingen(town: Town, call: Call, asked: Asked) -> Answer:
    """Who of the persons that the caller follows changed, since they are followed or since a day."""
    day = checked(vanaf_dag(asked.query))
    since = datetime.combine(day, time(), NETHERLANDS) if day is not None else None
    rows = await town.pool.fetch(_CHANGED, call.caller.client, town.today(), since)
    return shows_changed(call, day, [row[0] for row in rows])


async def eindig(town: Town, _observer: Observer, client: str) -> int:
    """End whom an application follows; how many."""
    return await end_of(town, client)


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
