"""Runs scenarios: tells the world, asks the question, compares the answer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from tests.brp import als, dan, gegeven
from tests.brp.features import Scenario
from tests.brp.vergelijken import difference
from tests.brp.wereld import Onbekend, Wereld

DAG = date(2025, 6, 16)
"""The day on which scenarios run. Fixed, for some name a day that must lie in the future."""


@dataclass(frozen=True, slots=True)
class Antwoord:
    """What came back: status, headers (names in lower case) and the decoded body."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Vraagbaak(Protocol):
    """Whatever answers the question of a world: the operation over a source that holds the persons of the world."""

    def __call__(self, wereld: Wereld, /) -> Antwoord: ...


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """How a scenario went: no reason means that it passed."""

    scenario: Scenario
    reden: str | None


def run(scenarios: Iterable[Scenario], vraag: Vraagbaak, today: date) -> Iterator[Uitkomst]:
    """Runs scenarios one after the other, each in a world of its own."""
    return (Uitkomst(scenario, _reden(scenario, vraag, today)) for scenario in scenarios)


def _reden(scenario: Scenario, vraag: Vraagbaak, today: date) -> str | None:
    """Why the scenario fails; None when it passes."""
    wereld = Wereld(today)
    try:
        for stap in scenario.stappen:
            if not (gegeven.vertel(wereld, stap) or als.stel(wereld, stap) or dan.verwacht(wereld, stap)):
                raise Onbekend(f"stap {stap.tekst!r}")
        antwoord = vraag(wereld)
    except Exception as problem:  # a scenario that breaks is one that fails; the others go on
        return f"{type(problem).__name__}: {problem}"
    return _oordeel(scenario, wereld, antwoord)


def _oordeel(scenario: Scenario, wereld: Wereld, antwoord: Antwoord) -> str | None:
    is_fout = "@fout-case" in scenario.tags
    if (antwoord.status == 200) is is_fout:
        return f"status {antwoord.status}: {antwoord.body}"[:200]
    if is_fout and "application/problem+json" not in antwoord.headers.get("content-type", ""):
        return f"content-type {antwoord.headers.get('content-type')}"
    for name, value in wereld.verwachte_headers.items():
        if antwoord.headers.get(name.lower(), "") != value:
            return f"header {name}: {antwoord.headers.get(name.lower())} in plaats van {value}"
    return _inhoud(wereld, antwoord, ordered="@valideer-volgorde" in scenario.tags)


def _inhoud(wereld: Wereld, antwoord: Antwoord, *, ordered: bool) -> str | None:
    body = antwoord.body
    if wereld.aantal is not None and len(body["personen"]) != wereld.aantal:
        return f"{len(body['personen'])} personen in plaats van {wereld.aantal}"
    if wereld.verwacht is None:
        return None
    # The type of an answer repeats the type of the question; the suite leaves it to its own comparison.
    own = {"type": body["type"]} if antwoord.status == 200 else {}
    return difference(body, wereld.verwacht | own, ordered=ordered)
