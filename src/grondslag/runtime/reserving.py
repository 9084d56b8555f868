"""Setting numbers apart: an action on no record, answered with identifications that nobody else ever gets."""

from typing import Any

import msgspec

from grondslag.kernel.access import wants
from grondslag.kernel.rules import Act
from grondslag.kernel.shape import Shape, fields_of
from grondslag.runtime.changing import action_body
from grondslag.runtime.numbers import Series
from grondslag.runtime.storing import remember
from grondslag.runtime.town import Answer, Call, Town, demand

_encode = msgspec.json.Encoder().encode


async def reserve(town: Town, call: Call, shape: Shape, act: Act, body: dict[str, Any]) -> Answer:
    """`POST /zaaknummer_reserveren`: one object, or a list of them when more than one is asked.

    Raises Conflict when the same request under the same Idempotency-Key was quicker: its answer holds.
    """
    demand(call, shape, wants(act.scope))
    found = action_body(act, body, call.links)
    count = getattr(found, act.many)
    # Not from the block in stock: what is set apart here is named later, so it must not be in use now.
    numbers = await town.numbers.block(Series(shape, getattr(found, act.numbers), town.now()[1].year), count)
    assert act.answer is not None  # noqa: S101 - such an action says what it answers
    name = fields_of(act.answer)[0].wire
    several = [{name: each} for each in numbers]
    answer = _encode(several if count > 1 else several[0])
    await remember(town, call, shape, Answer(status=act.status, body=answer))
    return Answer(status=act.status, body=answer)
