"""The published suite of the BRP API: no scenario that passed may fail, and the count follows what passes."""

import pytest

from tests.brp.features import VARIABLE, checkout, scenarios
from tests.brp.keten import keten
from tests.brp.ratchet import passed, ratchet
from tests.brp.runner import DAG, run
from tests.server import Databases

SCENARIOS = 2_628
"""Of the public API, without gezag, at the commit of 29 June 2026."""


def test_the_suite_passes_as_far_as_it_did(databases: Databases) -> None:
    root = checkout()
    if root is None:
        pytest.skip(f"{VARIABLE} does not say where the features of the BRP suite are")
    with keten(databases.fresh()) as vraag:
        outcomes = list(run(scenarios(root), vraag, DAG))
    assert len(outcomes) == SCENARIOS
    now, asked = passed(outcomes), ratchet()
    fallen = {group: f"{now[group]}, was {count}" for group, count in asked.items() if now[group] < count}
    assert not fallen, "\n".join(
        f"{each.scenario.feature}: {each.scenario.name}\n    {each.reden}"
        for each in outcomes
        if each.reden is not None and each.scenario.group in fallen
    )
    risen = {group: count for group, count in now.items() if count > asked.get(group, 0)}
    assert not risen, f"More passes than standards/brp.toml asks; raise it with --write: {risen}"
