"""Whether the store and the database agree: content that nobody names, and content that is named and not there.

`check_bytes` reads all of it again: whether what is there is still what came.
"""

import time
from collections.abc import AsyncIterator, Callable, Mapping

from grondslag.runtime.consistency import SHOWN, Fault
from grondslag.runtime.contents import AT_ONCE, PARTS, TABLE, Contents, Piece
from grondslag.runtime.objects import Missing

_NEXT = (
    f"select sleutel, max(omvang) from {PARTS} where sleutel > $1 and sleutel <> '' "
    f"group by sleutel order by sleutel limit {AT_ONCE}"
)
_READ_AGAIN = (
    f"select distinct on (sleutel) sleutel, omvang, sha256 from {PARTS} where sleutel > $1 and sleutel <> '' "
    f"order by sleutel limit {AT_ONCE}"
)
TOLD_SECONDS = 5.0
Pair = tuple[str, int]
Tell = Callable[[str], None]


async def check_content(contents: Contents, *, repair: bool = False) -> AsyncIterator[Fault]:
    """Every fault of the content of a municipality. `repair` removes what nobody names; what is gone stays gone.

    Both sides are read in the order of their keys, so no more is remembered than what differs. What comes and goes
    meanwhile is looked at once more.
    """
    missing: dict[str, int] = {}
    strays: list[str] = []
    async for kept, named in _side_by_side(contents.store.keys(), _named(contents)):
        if kept is not None and named is None:
            strays.append(kept[0])
        elif named is not None and kept != named:
            missing[named[0]] = named[1]
    if found := await _still_missing(contents, missing):
        yield Fault(f"{PARTS} (content that is not in the store)", len(found), tuple(found[:SHOWN]))
    if found := await _nobodys(contents, strays):
        repaired = repair and await _removed(contents, found)
        yield Fault("store (content that nobody names)", len(found), tuple(found[:SHOWN]), repaired=repaired)


async def check_bytes(contents: Contents, tell: Tell) -> AsyncIterator[Fault]:
    """Every content that no longer yields its SHA-256. What is not all there, `check_content` tells.

    Reads all, a piece at a time, and tells once in a while how far it is.
    """
    last, count, size, told = "", 0, 0, time.monotonic()
    damaged: list[str] = []
    while rows := await contents.pool.fetch(_READ_AGAIN, last):
        for piece in (Piece(*row) for row in rows):
            if not await _yields_its_digest(contents, piece):
                damaged.append(piece.key)
            last, count, size = piece.key, count + 1, size + piece.size
            if time.monotonic() - told > TOLD_SECONDS:
                told = time.monotonic()
                tell(f"{count} contents read again, {size / 2**30:.1f} GiB")
    if damaged:
        yield Fault(f"{PARTS} (content that is not what came)", len(damaged), tuple(damaged[:SHOWN]))


async def _yields_its_digest(contents: Contents, piece: Piece) -> bool:
    """Whether content is what came. What is not there, or not any more, is not judged."""
    try:
        return await contents.digest([piece], "sha_256") == piece.sha256
    except Missing:
        return True


async def _side_by_side(
    kept: AsyncIterator[Pair], named: AsyncIterator[Pair]
) -> AsyncIterator[tuple[Pair | None, Pair | None]]:
    """Two lists in the order of their keys, the same key beside itself."""
    one, other = await anext(kept, None), await anext(named, None)
    while one is not None or other is not None:
        left = one if other is None or (one is not None and one[0] <= other[0]) else None
        right = other if one is None or (other is not None and other[0] <= one[0]) else None
        yield left, right
        if left is not None:
            one = await anext(kept, None)
        if right is not None:
            other = await anext(named, None)


async def _named(contents: Contents) -> AsyncIterator[Pair]:
    """Every key that a row names, with the size that it should have."""
    last = ""
    while rows := await contents.pool.fetch(_NEXT, last):
        for row in rows:
            yield row[0], row[1]
        last = rows[-1][0]


async def _still_missing(contents: Contents, missing: Mapping[str, int]) -> list[str]:
    """Of the keys that were not there, or not whole, those that are named at this moment and still are not."""
    sql = f"select distinct sleutel from {PARTS} where sleutel = any($1::text[]) order by sleutel"
    found: list[str] = []
    for row in await contents.pool.fetch(sql, list(missing)):
        try:
            async for _ in contents.store.read(row[0], missing[row[0]] - 1, missing[row[0]]):
                pass
        except Missing:
            found.append(row[0])
    return found


async def _nobodys(contents: Contents, keys: list[str]) -> list[str]:
    """Of the keys that no row named, those that none names now, and that are not on their way either."""
    rows = await contents.pool.fetch(
        f"select sleutel from {PARTS} where sleutel = any($1::text[]) "
        f"union select sleutel from {TABLE} where sleutel = any($1::text[])",
        keys,
    )
    return sorted(set(keys) - {row[0] for row in rows})


async def _removed(contents: Contents, keys: list[str]) -> bool:
    """Remove them; not while a backup is made, which may name them still."""
    parts = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    return all([await contents.release(each) for each in parts])
