"""Following persons at a real BRP that has an Update API: each application its own, there all of them as one.

That API knows this installation as one who follows. So it is kept here which application follows whom, as at a source,
and the BRP is told for each person until when anybody here does. What it answers is shown to who follows a person,
and to nobody else; where either says that it ended, it has.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date
from random import SystemRandom
from typing import Any, Final

import msgspec

from grondslag.integration.personen import elsewhere, volgen
from grondslag.integration.personen.betrokkenen import NUMMER, een_nummer
from grondslag.integration.personen.elsewhere import HAL, Elsewhere, Told, read
from grondslag.integration.personen.gevolgden import (
    ACTIVE,
    VOLGINDICATIES,
    WIJZIGINGEN,
    Gevolgd,
    active,
    active_of,
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
from grondslag.integration.personen.problemen import OnjuisteVraag
from grondslag.kernel.rules import Violation
from grondslag.registers.personen.volgindicatie import EINDDATUM, datum, vanaf_dag
from grondslag.runtime.database import transaction
from grondslag.runtime.observe import Observer
from grondslag.runtime.operations import Asked, Operation, Run
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.problems import Invalid, NotFound, Unavailable

AT_ONCE: Final = 2
"""So many volgindicaties are told to the BRP at once: each holds a connection to the database while it waits."""
MOST_FAILED: Final = 10
"""After so many in a row that do not end, no other of that application is tried."""
MOST_DAYS: Final = 30
"""Of persons whom a caller began to follow on so many days, changes are told by one answer."""
_OTHERS: Final = f"""
    select einddatum from personen.volgindicatie where burgerservicenummer = $1 {ACTIVE} and client <> $3
"""
_FOREVER: Final = date.max
SUCCESS: Final = (200, 201)
NOT_THERE: Final = 404
_encode = msgspec.json.Encoder().encode


class VolgenElders:
    """The Update API at an address elsewhere."""

    def __init__(self, brp: Elsewhere) -> None:
        self.brp = brp
        self._telling = asyncio.Semaphore(AT_ONCE)

    def operations(self) -> tuple[Operation, ...]:
        """What is asked of a source, asked there."""
        runs: dict[Run, Run] = {
            volgen.volgindicaties: self.volgindicaties,
            volgen.volgindicatie: self.volgindicatie,
            volgen.volg: self.volg,
            volgen.wijzigingen: self.wijzigingen,
        }
        return tuple(msgspec.structs.replace(each, run=runs[each.run]) for each in volgen.OPERATIONS)

    async def volgindicaties(self, town: Town, call: Call, asked: Asked) -> Answer:
        """Whom the caller follows now, and the BRP lets be followed. Raises Unavailable."""
        demand_no_query(asked)
        here = await active(town, call)
        told = await self.brp.ask(call, "GET", VOLGINDICATIES)
        if told.status != 200:
            return told.answer
        there = read(told, _indicaties)
        found = [_soonest(each, there[each.bsn]) for each in here if each.bsn in there]
        return shows_all(call, found)

    async def volgindicatie(self, town: Town, call: Call, asked: Asked) -> Answer:
        """How the caller follows one person. Raises NotFound where that never was, here or there, or Unavailable."""
        here = await followed(town, call, asked)
        told = await self.brp.ask(call, "GET", f"{VOLGINDICATIES}/{here.bsn}")
        if told.status == NOT_THERE:
            raise NotFound
        if told.status != 200:
            return told.answer
        return shows(call, _soonest(here, _told_of(told, here.bsn)))

    async def volg(self, town: Town, call: Call, asked: Asked) -> Answer:
        """Begin to follow a person, go on longer or shorter, or end it: first there, then here. Raises Unavailable."""
        bsn, einde = wished(asked)
        async with self._alone(town, bsn):
            await demand_room(town, call, bsn, einde)
            known = await key_of(town, call, bsn)
            told = await self._tell(call, bsn, _last((einde, *await _others(town, bsn, call.caller.client))))
            if told.status not in SUCCESS:
                return told.answer
            _told_of(told, bsn)
            try:
                return await written(town, call, known, bsn, einde, elders=True)
            except Invalid as refused:
                raise OnjuisteVraag(refused.violations) from None

    async def wijzigingen(self, town: Town, call: Call, asked: Asked) -> Answer:
        """Who of the persons that the caller follows changed, by the day. Raises OnjuisteVraag or Unavailable."""
        day = checked(vanaf_dag(asked.query))
        here = await active(town, call)
        first = min((each.begin for each in here), default=None)
        since = max(filter(None, (day, first)), default=None)
        told = await self._changed(call, since)
        if told.status != 200:
            return told.answer
        there = read(told, _nummers)
        found = [each for each in here if each.bsn in there]
        # What changed before the caller followed somebody, is not for it: of who came later that is asked apart.
        later = sorted({each.begin for each in found if since is not None and each.begin > since})
        if len(later) > MOST_DAYS:
            reason = f"U begon op meer dan {MOST_DAYS} dagen iemand te volgen: geef een latere dag."
            raise OnjuisteVraag([Violation("tooMany", reason, "vanaf")])
        for begin in later:
            told = await self._changed(call, begin)
            if told.status != 200:
                return told.answer
            there = read(told, _nummers)
            found = [each for each in found if each.begin != begin or each.bsn in there]
        return shows_changed(call, day, [each.bsn for each in found])

    async def eindig(self, town: Town, observer: Observer, client: str) -> int:
        """End whom an application follows, one at a time: first there, then here; how many.

        Who does not end there, does not end here either, and keeps no other: after some in a row the rest waits for a
        next time, when they come in another order.
        """
        ended, failed, why = 0, 0, Counter[str]()
        following = [each.bsn for each in await active_of(town, client)]
        SystemRandom().shuffle(following)
        for bsn in following:
            try:
                ended += await self._end(town, client, bsn)
                failed = 0
            except Unavailable as failure:
                why[failure.detail] += 1
                failed += 1
            if failed == MOST_FAILED:
                break
        if why:
            observer.log("warning", "volgindicaties not ended", client=client, count=len(following) - ended, why=[*why])
        return ended

    async def _end(self, town: Town, client: str, bsn: str) -> int:
        """End how an application follows one person: how many that were. Raises Unavailable.

        Who is followed by another goes on as that one has it.
        """
        async with self._alone(town, bsn):
            last = _last(others) if (others := await _others(town, bsn, client)) else town.today()
            told = await self._tell(None, bsn, last)
            if told.status in SUCCESS:
                _told_of(told, bsn)
            elif told.status != NOT_THERE:
                raise Unavailable(f"De BRP weigert het (status {told.status}).")
            return await end_of(town, client, bsn)

    async def _tell(self, call: Call | None, bsn: str, last: date | None) -> Told:
        """Let the BRP know until when we follow a person. Raises Unavailable."""
        body = _encode({EINDDATUM: last.isoformat()} if last is not None else {})
        return await self.brp.ask(call, "PUT", f"{VOLGINDICATIES}/{bsn}", body, expected=SUCCESS)

    async def _changed(self, call: Call, since: date | None) -> Told:
        """What the BRP answers to who changed since a day. Raises Unavailable."""
        path = WIJZIGINGEN + (f"?vanaf={since}" if since is not None else "")
        return await self.brp.ask(call, "GET", path, accept=HAL)

    @asynccontextmanager
    async def _alone(self, town: Town, bsn: str) -> AsyncIterator[None]:
        """Nobody else tells the BRP of this person meanwhile, here or in another process. Raises Unavailable."""
        name = f"personen.volgen {bsn}"
        try:
            async with asyncio.timeout(elsewhere.PATIENCE):
                await self._telling.acquire()
        except TimeoutError:
            raise Unavailable("Er worden nu te veel volgindicaties gezet.") from None
        try:
            async with town.joint, transaction(town.pool) as connection:
                await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", name)
                yield
        finally:
            self._telling.release()


async def _others(town: Town, bsn: str, client: str) -> list[date | None]:
    """Until when the others here follow a person."""
    return [row[0] for row in await town.pool.fetch(_OTHERS, bsn, town.today(), client)]


# --- until when ---------------------------------------------------------------------------------------------------


def _last(days: Iterable[date | None]) -> date | None:
    """The last of these days; None stands for no end."""
    found = max(each or _FOREVER for each in days)
    return found if found != _FOREVER else None


def _soonest(here: Gevolgd, there: date | None) -> Gevolgd:
    """As it is kept here, and no longer than there."""
    found = min(here.einde or _FOREVER, there or _FOREVER)
    return msgspec.structs.replace(here, einde=found if found != _FOREVER else None)


# --- what the BRP tells -------------------------------------------------------------------------------------------


def _told_of(told: Told, bsn: str) -> date | None:
    """Until when one person is followed there. Raises Unavailable for an answer about anything else."""

    def one(found: Any) -> date | None:
        if found[NUMMER] != bsn:
            raise ValueError(NUMMER)
        return _einde(found)

    return read(told, one)


def _indicaties(found: Any) -> dict[str, date | None]:
    return {een_nummer(each[NUMMER]): _einde(each) for each in found["volgindicaties"]}


def _nummers(found: Any) -> set[str]:
    return {een_nummer(each) for each in found["burgerservicenummers"]}


def _einde(found: Any) -> date | None:
    said = found.get(EINDDATUM)
    day = datum(said)
    if said is not None and day is None:
        raise ValueError(EINDDATUM)
    return day
