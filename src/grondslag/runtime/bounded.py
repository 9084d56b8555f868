"""What another sends, within bounds: of so many bytes, and nested so deep."""

from typing import Any

import aiohttp


async def read_bounded(answer: aiohttp.ClientResponse, most: int) -> bytes | None:
    """The body of an answer; None when it is larger than so many bytes."""
    raw = bytearray()
    while len(raw) <= most and (more := await answer.content.read(most)):
        raw += more
    return None if len(raw) > most else bytes(raw)


def is_nested_deeper(value: Any, levels: int) -> bool:
    """Whether JSON is nested deeper than so many levels. It may be anybody's, so it is not walked by recursion."""
    level = [value]
    for _ in range(levels):
        groups = [each for each in level if isinstance(each, dict | list)]
        level = [inner for each in groups for inner in (each.values() if isinstance(each, dict) else each)]
    return any(isinstance(each, dict | list) for each in level)
