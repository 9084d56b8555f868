"""The reference pages tell what the program is: fresh, and complete."""

import re

import pytest

from grondslag import targets
from grondslag.cli import main as program
from grondslag.settings import Settings, settings_table
from tools import glosses, make_reference


@pytest.mark.parametrize("page", make_reference.PAGES)
def test_the_page_is_as_it_would_be_written_now(page: str) -> None:
    assert (make_reference.DOCS / page).read_text("utf-8") == make_reference.PAGES[page](), "run `make docs`"


def test_every_setting_is_documented() -> None:
    page = make_reference.settings()
    for each in settings_table():
        assert f"| `{each['name']}` | `{each['environment']}` |" in page
        assert each["description"], each["name"]
    assert {each["name"] for each in settings_table()} == set(Settings.__struct_fields__)


def test_every_command_is_documented() -> None:
    page = make_reference.commands()
    found = dict(make_reference.leaves(program, "grondslag"))
    assert {"grondslag serve", "grondslag client add", "grondslag import catalogus"} <= found.keys()
    for path, command in found.items():
        assert f"\n## `{path}`\n" in page
        assert command.help, path
        assert all(getattr(each, "help", "") for each in command.params if each.param_type_name == "option"), path


def test_every_resource_that_is_served_is_documented() -> None:
    page = make_reference.resources()
    for key, shape in targets.world().shapes.items():
        assert (f"\n### {key}\n" in page) == bool(shape.said.methods)


def test_every_field_has_its_sentence() -> None:
    shapes = targets.world().shapes.values()
    assert [f"{shape.key}.{each.name}" for shape in shapes for each in shape.fields if not each.doc] == []


def test_no_rule_is_missing() -> None:
    assert re.findall(r"^\| (\S+) \|.*\| missing \|", make_reference.rules(), re.MULTILINE) == []


def test_every_noun_has_a_gloss_and_no_gloss_is_left_over() -> None:
    assert {shape.name for shape in targets.world().shapes.values()} == set(glosses.GLOSS)
