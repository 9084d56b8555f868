"""How many scenarios of the published BRP suite pass, by directory: what stands in standards/brp.toml, and what is."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.brp.runner import Uitkomst

RATCHET = Path(__file__).resolve().parents[2] / "standards" / "brp.toml"

_HEAD = """\
# How many scenarios of the published suite of the BRP API pass, by directory of features. Fewer is a fault; more asks
# for a higher number here: python -m tests.brp.run --features PATH --write
"""


def ratchet() -> Mapping[str, int]:
    """What must pass."""
    return tomllib.loads(RATCHET.read_text("utf-8"))["passed"]


def passed(outcomes: Iterable[Uitkomst]) -> Counter[str]:
    """What passes, by directory; zero for a directory in which nothing does."""
    counts = Counter[str]()
    for each in outcomes:
        counts[each.scenario.group] += each.reden is None
    return counts


def ratchet_text(counts: Mapping[str, int]) -> str:
    """The file that asks for these counts."""
    lines = [f'"{group}" = {counts[group]}' for group in sorted(counts)]
    return "\n".join([_HEAD, f"total = {sum(counts.values())}", "", "[passed]", *lines, ""])
