"""Volgindicaties of an application that is gone: they end, at a BRP elsewhere too.

Gone is who could not ask any more: its client was removed, or no Applicatie lets it follow. Whoever keeps those, in
this process or another, need not tell: it is looked at here. Nothing ends unless that was to be asked, and not at the
first look, so that who is made known anew in between loses nobody.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from grondslag.integration.personen.gevolgden import THING, followers
from grondslag.kernel.access import Caller
from grondslag.registers.personen.volgindicatie import VOLGEN
from grondslag.runtime.client_secrets import is_known
from grondslag.runtime.clients import is_own
from grondslag.runtime.observe import Observer
from grondslag.runtime.town import Town

LOOK_SECONDS: Final = 3600.0
Eindig = Callable[[Town, Observer, str], Awaitable[int]]
"""Ends whom an application follows, and answers how many; who does not end is told."""


class Verlaten:
    """Rounds that look for applications that are gone, and end whom those follow."""

    def __init__(self, eindig: Eindig) -> None:
        self._eindig = eindig
        self._gone: frozenset[str] = frozenset()
        """Who was gone at the look before."""

    async def round(self, town: Town, observer: Observer) -> bool:
        """One round; several processes do no harm to one another. What did not end now, ends in a later one."""
        gone = await _gone(town, await followers(town))
        if gone is None:
            observer.log("warning", "volgindicaties not looked at", detail="The rights of applications are not known.")
            return False
        both, self._gone = gone & self._gone, gone
        for client in sorted(both):
            if count := await self._eindig(town, observer, client):
                observer.log("info", "volgindicaties ended", client=client, count=count)
        return False


async def _gone(town: Town, clients: list[str]) -> frozenset[str] | None:
    """Who of these is gone; None when that cannot be told, or not be believed."""
    if not clients:
        return frozenset()
    await town.clients.refresh()
    if town.clients.late or _is_empty_elsewhere(town):
        return None
    return frozenset([each for each in clients if not (_may_follow(town, each) and await is_known(town.pool, each))])


def _is_empty_elsewhere(town: Town) -> bool:
    """Whether Autorisaties elsewhere knows nobody: rather a register that is new, or not ours, than one without us."""
    here = "autorisaties" in town.engine.served or "autorisaties" not in town.neighbours
    return not here and all(map(is_own, town.clients.applications))


def _may_follow(town: Town, client: str) -> bool:
    known = town.clients.applications.get(client)
    if known is None:
        return False
    caller = Caller(client=client, superuser=known.superuser, grants=known.grants)
    return bool(caller.reach(town.engine.world.shapes[THING], (VOLGEN,)))
