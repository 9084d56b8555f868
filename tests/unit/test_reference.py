"""The reference pages tell what the program is: fresh, and complete."""

import ast
import re
from pathlib import Path

import pytest

import grondslag
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


def test_every_line_of_the_log_is_told_to_who_watches() -> None:
    page = (make_reference.DOCS / "how-to/monitoring.md").read_text("utf-8")
    logged = {event for source in Path(grondslag.__file__).parent.rglob("*.py") for event in _logged(source)}
    assert {"failure", "log not written", "dead letter"} <= logged
    assert [event for event in sorted(logged) if f"`{event}`" not in page] == []


def _logged(source: Path) -> list[str]:
    """The names of the lines that this module logs, where they stand in the call."""
    calls = [node for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.Call)]
    logging = [each.args[1] for each in calls if ast.unparse(each.func).endswith(".log") and len(each.args) > 1]
    return [each.value for each in logging if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def test_every_field_has_its_sentence() -> None:
    shapes = targets.world().shapes.values()
    assert [f"{shape.key}.{each.name}" for shape in shapes for each in shape.fields if not each.doc] == []


def test_no_rule_is_missing() -> None:
    assert re.findall(r"^\| (\S+) \|.*\| missing \|", make_reference.rules(), re.MULTILINE) == []


def test_every_noun_has_a_gloss_and_no_gloss_is_left_over() -> None:
    assert {shape.name for shape in targets.world().shapes.values()} == set(glosses.GLOSS)
