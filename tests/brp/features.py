"""The scenarios of the published suite of the BRP API, read from a checkout and chosen for what we answer.

The suite holds features of three APIs. Ours is the public one; the raw data service ("gba") and the rules on gezag are
other products, so their scenarios are not counted. What is left of bevragen, zoeken, input-validatie and adressering
are 2,628 scenarios at the commit of 29 June 2026, outlines expanded. Beside those, 302 name gezag in their path; some
of them need no rule on gezag, and can be run by themselves.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

VARIABLE = "GRONDSLAG_BRP_FEATURES"
"""Names the `features` directory of a checkout of the suite."""

_PARTS = ("bevragen", "zoeken", "input-validatie", "adressering")
_OTHER_API = frozenset({"@gba", "@data-api", "@gezag-api"})
_OFF = frozenset({"@skip-verify", "@deprecated"})

Tabel = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Stap:
    """One step: its words, and the table under it."""

    tekst: str
    tabel: Tabel = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario as it runs: examples filled in, the steps of the background in front."""

    feature: str
    name: str
    tags: frozenset[str]
    stappen: tuple[Stap, ...]

    @property
    def group(self) -> str:
        """The directory of the feature: what the counts are kept by."""
        return str(Path(self.feature).parent)


def checkout() -> Path | None:
    """Where the features are, by the environment; None when it does not say."""
    path = os.environ.get(VARIABLE)
    return Path(path) if path else None


def scenarios(root: Path, *, gezag: bool = False) -> Iterator[Scenario]:
    """The scenarios that count, in the order of their files; or those beside the count, whose path names gezag."""
    for part in _PARTS:
        for path in sorted((root / part).rglob("*.feature")):
            feature = str(path.relative_to(root))
            if ("gezag" in feature) is gezag:
                yield from _of_feature(path, feature)


def _of_feature(path: Path, feature: str) -> Iterator[Scenario]:
    document: Any = Parser().parse(path.read_text("utf-8"))
    document["uri"] = feature
    for pickle in Compiler().compile(document):
        scenario = _scenario(pickle, feature)
        if not _is_of_another_api(scenario):
            yield scenario


def _is_of_another_api(scenario: Scenario) -> bool:
    asks_gba = any(stap.tekst.startswith("gba persone") for stap in scenario.stappen)
    return asks_gba or bool(scenario.tags & (_OTHER_API | _OFF))


def _scenario(pickle: Mapping[str, Any], feature: str) -> Scenario:
    return Scenario(
        feature=feature,
        name=pickle["name"],
        tags=frozenset(tag["name"] for tag in pickle["tags"]),
        stappen=tuple(Stap(step["text"], _tabel(step)) for step in pickle["steps"]),
    )


def _tabel(step: Mapping[str, Any]) -> Tabel:
    rows = step.get("argument", {}).get("dataTable", {}).get("rows", ())
    return tuple(tuple(cell["value"] for cell in row["cells"]) for row in rows)
