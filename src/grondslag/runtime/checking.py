"""All that `grondslag check` looks at: what is kept twice in one register, in two, or in a register and the store."""

from collections.abc import AsyncIterator

from grondslag.runtime import full_text
from grondslag.runtime.consistency import Fault, check
from grondslag.runtime.content_check import Tell, check_bytes, check_content
from grondslag.runtime.reflections import check_mirrors
from grondslag.runtime.town import Call, Town


async def check_all(town: Town, call: Call, *, repair: bool = False, deep: Tell | None = None) -> AsyncIterator[Fault]:
    """Every fault of what is served here, put right when `repair` is asked. `call`: in whose name that is done.

    `deep`: read all content again, and tell this how far it is.
    """
    async for fault in check(town.pool, town.engine.world, town.engine.served, repair=repair):
        yield fault
    async for fault in check_mirrors(town, call, repair=repair):
        yield fault
    if "documenten" in town.engine.served:
        async for fault in check_content(town.contents, repair=repair):
            yield fault
        if deep is not None:
            async for fault in check_bytes(town.contents, deep):
                yield fault
        words = await full_text.check(town.pool, repair=repair)
        if words is not None:
            yield words
