"""How the records of a root lie over types and ranks, as of some seconds ago: what tells a rare right from others."""

from collections.abc import Sequence
from typing import Any

from grondslag.kernel.access import Reach

COMMON_PART = 0.05
"""From this part of all records on, the newest within a reach are found by walking through all."""


class Spread:
    """Learns from the counts; asked before every list of a limited caller."""

    def __init__(self) -> None:
        self._counts: dict[str, Sequence[Sequence[Any]]] = {}
        self._answers: dict[tuple[str, frozenset[tuple[str, int]], bool], bool] = {}

    def learn(self, resource: str, counts: Sequence[Sequence[Any]]) -> None:
        """Take in the guard values of a resource, each followed by the number of records that have them."""
        self._counts[resource] = counts
        self._answers.clear()

    def is_rare(self, resource: str, reach: Reach) -> bool:
        """Whether few records lie within a reach; so it is thought while nothing is known."""
        if reach.everywhere:
            return False
        asked = (resource, frozenset(reach.upto.items()), reach.flagged)
        found = self._answers.get(asked)
        if found is None:
            counts = self._counts.get(resource, ())
            within = sum(count for *guard, count in counts if reach.holds(guard))
            found = self._answers[asked] = not counts or within < COMMON_PART * sum(each[-1] for each in counts)
        return found
