"""What pages tell to type in the folder of the source is typed there, in a copy that has the packages already."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.runner import Reader, blocks
from tests.server import temporary_directory

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "LEESMIJ.md", "docs/how-to/run-the-demo.md", "docs/how-to/install.md")
NOT_SOURCE = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache", ".hypothesis")


@pytest.fixture(scope="module")
def copy() -> Iterator[Path]:
    """A checkout after the first start: its .venv borrows our programs, and is newer than what it is made of."""
    if not (ROOT / ".venv").is_dir():
        pytest.skip("there is no .venv to borrow")
    with temporary_directory() as folder:
        shutil.copytree(ROOT, folder, ignore=NOT_SOURCE, dirs_exist_ok=True)
        (folder / ".venv").mkdir()
        (folder / ".venv/bin").symlink_to(ROOT / ".venv/bin")
        for made in (".venv/.runtime", ".venv/.dev", "src/grondslag/interaction/static/manifest.json"):
            (folder / made).touch()
        yield folder


@pytest.mark.parametrize("page", PAGES)
def test_what_is_typed_in_the_source_works(copy: Path, page: str) -> None:
    shown = [block for block in blocks(ROOT / page) if block.kind == "sh"]
    reader = Reader(copy, source=True)
    assert shown
    for block in shown:
        reader.do(block)


def test_no_other_page_shows_what_is_typed_there() -> None:
    pages = [each for each in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if each not in _typed()]
    assert [str(block) for page in pages for block in blocks(page) if block.kind == "sh"] == []


def _typed() -> list[Path]:
    return [ROOT / page for page in PAGES]


def test_a_folder_that_was_moved_says_what_to_do(copy: Path, tmp_path: Path) -> None:
    shutil.copy(copy / "Makefile", tmp_path)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/grondslag").write_text("#!/elsewhere/.venv/bin/python\n", "utf-8")
    done = subprocess.run(["make", "demo"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "run `make clean`, then this again" in done.stderr
    assert subprocess.run(["make"], cwd=tmp_path, capture_output=True, check=False).returncode == 0
