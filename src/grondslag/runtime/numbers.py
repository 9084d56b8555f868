"""Numbers: the identifications that are ours to give, taken from the database in blocks."""

import asyncio
from typing import NamedTuple

from grondslag.kernel.shape import Shape
from grondslag.runtime.pool import Pool


class Series(NamedTuple):
    """The numbers that one organisation (`per`) gives to one resource in one year."""

    shape: Shape
    per: str
    year: int


class Numbers:
    """Identifications, taken from the database in blocks: unique over all processes, gaps allowed, never twice.

    A client may name a record by hand, also with what could be a number of ours. So a block begins above the highest
    that is in use; who still meets a number that was named meanwhile lets go of its block (`forget`).
    """

    BLOCK = 50
    DIGITS = 10

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.left: dict[Series, list[str]] = {}
        self.locks: dict[Series, asyncio.Lock] = {}

    async def next(self, series: Series) -> str:
        """The next number of a series, from the block in stock."""
        async with self.locks.setdefault(series, asyncio.Lock()):
            left = self.left.get(series) or await self.block(series, self.BLOCK)
            self.left[series] = left[1:]
            return left[0]

    def forget(self, series: Series) -> None:
        """A number in stock turned out to be in use: the next one comes from a new block."""
        self.left.pop(series, None)

    async def block(self, series: Series, size: int) -> list[str]:
        """So many numbers on end, above all that are in use."""
        shape, per, year = series
        said = shape.said.numbers
        assert said is not None  # noqa: S101 - the caller looked
        head = f"{said.prefix}-{year}-"
        # By the index on (per, field); all numbers have as many digits, so the last one in order is the highest.
        used = (
            f"select substr({said.field}, {len(head) + 1})::bigint from {shape.table} where {said.per} = $3 "
            f"and {said.field} between $4 || repeat('0', $5) and $4 || repeat('9', $5) "
            f"and {said.field} ~ ('^' || $4 || '[0-9]{{' || $5 || '}}$') order by {said.field} desc limit 1"
        )
        end = await self.pool.fetchval(
            f"with used as ({used}) insert into {shape.component}.nummer as n (reeks, volgende) "
            "values ($1, coalesce((select * from used), 0) + 1 + $2) on conflict (reeks) do update "
            "set volgende = greatest(n.volgende, excluded.volgende - $2) + $2 returning volgende",
            f"{shape.name}/{per}/{year}",
            size,
            per,
            head,
            self.DIGITS,
        )
        return [f"{head}{each:0{self.DIGITS}d}" for each in range(end - size, end)]
