"""Sweeping: content that nobody names, after a crash or a change that let go of it, is removed in rounds."""

from grondslag.runtime.contents import AT_ONCE
from grondslag.runtime.objects import StoreSilent
from grondslag.runtime.observe import Observer
from grondslag.runtime.town import Town

TIDY_SECONDS = 600.0
SWEEP_SECONDS = 20.0


async def sweep(town: Town, observer: Observer) -> bool:
    """One round: what has been in doubt for an hour is decided. True when there may be more."""
    contents = town.contents
    keys = await contents.forsaken()
    if keys and not await contents.release(keys, SWEEP_SECONDS):
        return False
    if keys:
        observer.log("info", "content swept", keys=len(keys))
    return len(keys) == AT_ONCE


async def tidy(town: Town, observer: Observer) -> bool:
    """One round: what was begun in the store and never finished is removed."""
    try:
        await town.contents.store.tidy()
    except StoreSilent as failure:
        observer.log("warning", "store", detail=str(failure))
    return False
