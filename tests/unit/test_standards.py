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


def test_what_the_published_collections_miss_is_told_by_rule():
    """How many of their 606 assertions hold is told in the documentation: that number and this list are one."""
    missed = tomllib.loads((FOLDER.parent / "deviations.toml").read_text(encoding="utf-8"))["suite"]
    known = {code for standard in STANDARDS.values() for code in standard["rules"]}
    codes = [each["code"] for each in missed]
    assert len(set(codes)) == len(codes)
    assert {code.rstrip("abcdefgh") for code in codes} <= known
    assert all(each["missed"] > 0 and each["reason"].endswith(".") for each in missed)
    told = (FOLDER.parents[1] / "docs/how-to/moving-from-open-zaak.md").read_text(encoding="utf-8")
    assert f"{606 - sum(each['missed'] for each in missed)} of the 606" in told


@pytest.mark.parametrize("key", sorted(WORLD.shapes))
def test_every_resource_can_be_explained(key: str):
    text = explain(WORLD, key)
    assert f"create table {key} (" in text
    assert "ROUTES" in text or not WORLD.shapes[key].said.methods
