"""Every rule of every standard is implemented, derived, or not applicable with a reason."""

import tomllib
from pathlib import Path

import pytest

from grondslag.kernel.shape import derive_world
from grondslag.surfaces.explain import coverage, explain, unlisted
from tools.migrations import registered

FOLDER = Path(__file__).parents[2] / "standards" / "rules"
STANDARDS = {each.stem: tomllib.loads(each.read_text(encoding="utf-8")) for each in FOLDER.glob("*.toml")}
WORLD = derive_world(tuple(component for component, _ in registered([])))


@pytest.mark.parametrize("standard", sorted(STANDARDS))
def test_no_rule_of_the_standard_is_missing(standard: str):
    rows = coverage(WORLD, [STANDARDS[standard]])
    assert rows
    assert [row.code for row in rows if row.state == "missing"] == []
    assert all(row.by and all(row.by) for row in rows)


def test_every_code_that_a_room_gives_is_listed_with_its_standard():
    assert unlisted(WORLD, STANDARDS.values()) == []


@pytest.mark.parametrize("key", sorted(WORLD.shapes))
def test_every_resource_can_be_explained(key: str):
    text = explain(WORLD, key)
    assert f"create table {key} (" in text
    assert "ROUTES" in text or not WORLD.shapes[key].said.methods
