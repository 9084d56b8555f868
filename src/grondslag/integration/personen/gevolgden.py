"""Whom each application follows, as it is kept here: by the source, and by who passes it on to a BRP elsewhere.

What an answer shows of anybody is noted by the function that makes it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from grondslag.integration.personen.problemen import OnjuisteVraag
from grondslag.kernel.rules import Violation
from grondslag.registers.personen import COMPONENT
from grondslag.registers.personen.volgindicatie import MOST_FOLLOWED, gevraagd
from grondslag.runtime.changing import change
from grondslag.runtime.incoming import as_object
from grondslag.runtime.observe import Observer
from grondslag.runtime.operations import Asked
from grondslag.runtime.town import Answer, Call, Town, Wish
from grondslag.surfaces.problems import NotFound

VOLGINDICATIES, WIJZIGINGEN = "/volgindicaties", "/wijzigingen"
THING: Final = "personen.volgindicatie"
HAL: Final = ((b"content-type", b"application/hal+json"), (b"cache-control", b"no-store"))
ACTIVE: Final = "and (einddatum is null or einddatum > $2)"
"""Of volgindicaties: those that hold, `$2` being the day."""
KEPT_FOR: Final = "1 year"
"""So long it is remembered that somebody was followed."""
DAY_SECONDS: Final = 86_400.0
"""How often is looked for what may be forgotten."""
_NO_STORE: Final = ((b"cache-control", b"no-store"),)
_SHOWN: Final = "select burgerservicenummer, begindatum, einddatum from personen.volgindicatie where client = $1 "
_FORGET: Final = f"""
    with gone as (delete from personen.volgindicatie where einddatum < $1::date - interval '{KEPT_FOR}' returning 1)
    select count(*) from gone
"""
_FOLLOWERS: Final = """
    select distinct client from personen.volgindicatie where einddatum is null or einddatum > $1 order by 1
"""
_END: Final = f"""
    update personen.volgindicatie set einddatum = $2, rev = rev + 1
    where client = $1 {ACTIVE} and ($3::text is null or burgerservicenummer = $3) returning 1
"""
_encode = msgspec.json.Encoder().encode


class Gevolgd(msgspec.Struct, frozen=True):
    """A person who is followed: since when, and until when, as far as that is known."""

    bsn: str
    begin: date
    einde: date | None = None


# --- what is asked ------------------------------------------------------------------------------------------------


def wished(asked: Asked) -> tuple[str, date | None]:
    """Who is to be followed, and until when. Raises OnjuisteVraag, and what a body is refused with."""
    demand_no_query(asked)
    bsn, body = asked.path["burgerservicenummer"], as_object(asked.body, asked.headers, may_be_empty=True)
    return bsn, checked(gevraagd(bsn, body))


def checked(found: date | list[Violation] | None) -> date | None:
    """A day that was read. Raises OnjuisteVraag."""
    if isinstance(found, list):
        raise OnjuisteVraag(found)
    return found


def demand_no_query(asked: Asked) -> None:
    """Raises OnjuisteVraag for any parameter."""
    if asked.query:
        told = [Violation("unknownParam", "Parameter is niet verwacht.", name[:100]) for name, _ in asked.query]
        raise OnjuisteVraag(told)


# --- what is kept -------------------------------------------------------------------------------------------------


async def active(town: Town, call: Call) -> list[Gevolgd]:
    """Whom the caller follows today, in the order of BSN."""
    return await active_of(town, call.caller.client)


async def active_of(town: Town, client: str) -> list[Gevolgd]:
    """Whom an application follows today, in the order of BSN."""
    return [Gevolgd(*row) for row in await town.pool.fetch(f"{_SHOWN} {ACTIVE} order by 1", client, town.today())]


async def followed(town: Town, call: Call, asked: Asked) -> Gevolgd:
    """How the caller follows the person in a path, or did. Raises OnjuisteVraag or NotFound."""
    demand_no_query(asked)
    checked(gevraagd(bsn := asked.path["burgerservicenummer"], {}))
    row = await town.pool.fetchrow(f"{_SHOWN} and burgerservicenummer = $2", call.caller.client, bsn)
    if row is None:
        raise NotFound
    return Gevolgd(*row)


async def key_of(town: Town, call: Call, bsn: str) -> str:
    """The key of what the caller has of a person; '' where that is nothing."""
    sql = "select id::text from personen.volgindicatie where client = $1 and burgerservicenummer = $2"
    return await town.pool.fetchval(sql, call.caller.client, bsn) or ""


async def demand_room(town: Town, call: Call, bsn: str, einde: date | None) -> None:
    """Raises OnjuisteVraag for who would follow a person beside as many others as there may be."""
    if einde is not None and einde <= town.today():
        return
    sql = f"select count(*) from personen.volgindicatie where client = $1 {ACTIVE} and burgerservicenummer <> $3"
    if await town.pool.fetchval(sql, call.caller.client, town.today(), bsn) >= MOST_FOLLOWED:
        told = f"U volgt al {MOST_FOLLOWED} personen. Beëindig eerst een andere volgindicatie."
        raise OnjuisteVraag([Violation("maxItems", told, "burgerservicenummer")])


async def written(town: Town, call: Call, key: str, bsn: str, einde: date | None, *, elders: bool = False) -> Answer:
    """Make one or change it, with its record in the log in the same transaction. Raises what a change raises."""
    body: dict[str, Any] = {"einddatum": einde.isoformat() if einde is not None else None}
    if not key:
        body |= {"client": call.caller.client, "burgerservicenummer": bsn, "elders": elders}
    action = "partial_update" if key else "create"
    shape = town.engine.world.shapes[THING]
    answer = await change(town, call, Wish(shape=shape, action=action, key=key, body=body))
    made = msgspec.json.decode(answer.body)
    shown = _body(bsn, made["begindatum"], made["einddatum"])
    return Answer(status=200 if key else 201, body=_encode(shown), headers=_NO_STORE)


async def forget_ended(town: Town, observer: Observer) -> bool:
    """One round: that somebody was followed until more than a year ago is forgotten.

    Several processes do no harm to one another; who is followed again at that moment, stays. What was used of a
    person stays in the log, for as long as that keeps it.
    """
    gone = await town.pool.fetchval(_FORGET, town.today())
    if gone:
        observer.log("info", "volgindicaties forgotten", count=gone)
    return False


async def followers(town: Town) -> list[str]:
    """Every application that follows somebody today."""
    return [row[0] for row in await town.pool.fetch(_FOLLOWERS, town.today())]


async def end_of(town: Town, client: str, bsn: str | None = None) -> int:
    """Let an application follow a person no more, or nobody at all; how many it followed until now."""
    return len(await town.pool.fetch(_END, client, town.today(), bsn))


# --- what is shown ------------------------------------------------------------------------------------------------


def shows(call: Call, found: Gevolgd) -> Answer:
    """One person who is followed."""
    return Answer(body=_encode(_shown(call, found)), headers=_NO_STORE)


def shows_all(call: Call, found: Sequence[Gevolgd]) -> Answer:
    """All persons who are followed."""
    return Answer(body=_encode({"volgindicaties": [_shown(call, each) for each in found]}), headers=_NO_STORE)


def shows_changed(call: Call, day: date | None, bsns: Sequence[str]) -> Answer:
    """The persons who changed, since a day where one was asked."""
    for bsn in bsns:
        call.seen(f"bsn:{bsn}", THING)
    root = _root(call)
    body = {
        "_links": {
            "self": {"href": root + WIJZIGINGEN + (f"?vanaf={day}" if day is not None else "")},
            "ingeschrevenPersoon": {"href": root + "/personen"},
        },
        "burgerservicenummers": bsns,
    }
    return Answer(body=_encode(body), headers=HAL)


def _shown(call: Call, found: Gevolgd) -> Mapping[str, Any]:
    call.seen(f"bsn:{found.bsn}", THING)
    return _body(found.bsn, found.begin, found.einde)


def _body(bsn: str, begin: Any, einde: Any) -> Mapping[str, Any]:
    found = {"begindatum": begin, "burgerservicenummer": bsn}
    return found | {"einddatum": einde} if einde is not None else found


def _root(call: Call) -> str:
    """The address of this API as the caller knows it."""
    return call.links.prefixes[THING].rpartition(COMPONENT.path)[0] + COMPONENT.path
