"""A real BRP API elsewhere: questions go there, answers and refusals come back as they were given.

Nothing is kept. What is added to a question is the number of each person in the answer, relatives included, so that
the log tells whose data were shown; who did not ask for it, does not see it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from grondslag.integration.personen.betrokkenen import betrokkenen, ontbrekende, zonder
from grondslag.integration.personen.bevragen import THING, demand_fields, gelezen, gesteld, profiel
from grondslag.integration.personen.elsewhere import Elsewhere, read
from grondslag.integration.personen.problemen import OnjuisteVraag
from grondslag.kernel.rules import Violation
from grondslag.registers.personen.vraag import MOST_FIELDS
from grondslag.runtime.operations import Asked
from grondslag.runtime.town import Answer, Call, Town

_encode = msgspec.json.Encoder().encode


class Elders:
    """The BRP API at an address elsewhere."""

    def __init__(self, brp: Elsewhere) -> None:
        self.brp = brp

    async def bevraag(self, town: Town, call: Call, asked: Asked) -> Answer:
        """Pass a question on. Raises what the form of it is refused with, VeldNietToegestaan or Unavailable."""
        vraag = gelezen(asked)
        if velden := profiel(town, call):
            # What we do not understand, we cannot hold against the profile; what we add ourselves, we do not.
            demand_fields(velden, gesteld(vraag).fields)
        besides = ontbrekende(vraag)
        vraag = _met(vraag, besides)
        # Written anew: a name that stands in it twice is read one way there too.
        told = await self.brp.ask(call, "POST", "/personen", _encode(vraag))
        if told.status != 200:
            return told.answer
        found, shown = read(told, lambda found: _read(found, vraag, besides))
        for bsn in shown:
            call.seen(f"bsn:{bsn}", THING)
        return told._replace(body=_encode(found)).answer if besides else told.answer


def _met(vraag: Mapping[str, Any], besides: Sequence[str]) -> Mapping[str, Any]:
    """The question with these fields besides. Raises OnjuisteVraag where they do not fit in it."""
    if not besides:
        return vraag
    named, room = cast("list[Any]", vraag["fields"]), MOST_FIELDS - len(besides)
    if room < len(named) <= MOST_FIELDS:
        raise OnjuisteVraag([Violation("maxItems", f"Array bevat meer dan {room} items.", "fields")])
    return {**vraag, "fields": [*named, *besides]}


def _read(found: Any, vraag: Mapping[str, Any], besides: Sequence[str]) -> tuple[Any, list[str]]:
    """An answer without what was asked besides, and the numbers of all whom it shows."""
    shown = betrokkenen(found, vraag)
    zonder(found, besides)
    return found, shown
