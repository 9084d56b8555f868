"""The tutorial on a copy of the source: it works, and changes one room, one generated migration and one test."""

import hashlib
import shutil
from pathlib import Path

from tests.docs.runner import Reader
from tests.server import temporary_directory

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/tutorial/een-veld-en-een-regel.md"
SOURCE = ("src/grondslag", "tests/unit", "tests/builders.py", "tests/catalogus_builders.py", "pyproject.toml")
NOT_SOURCE = shutil.ignore_patterns("__pycache__", "node_modules")


def copy_source(to: Path) -> None:
    """Copy what the tutorial works with."""
    for name in SOURCE:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, ignore=NOT_SOURCE)
        else:
            shutil.copy(ROOT / name, to / name)


def prints(of: Path) -> dict[str, str]:
    """Every file of the source with the hash of what is in it."""
    found = [each for name in ("src", "tests") for each in (of / name).rglob("*") if each.is_file()]
    return {
        each.relative_to(of).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in found
        if each.suffix != ".pyc"
    }


def test_a_field_and_a_rule_touch_a_room_a_migration_and_a_test() -> None:
    with temporary_directory() as folder:
        copy_source(folder)
        before = prints(folder)
        done = Reader(folder, environ={"PYTHONPATH": str(folder / "src")}).follow(PAGE)
        after = prints(folder)
    assert min(done["console"], done["http"], done["file"]) >= 4
    assert {name for name in before | after if before.get(name) != after.get(name)} == {
        "src/grondslag/registers/zaken/zaaknotitie.py",
        "src/grondslag/registers/zaken/sql/0011_pre_notitie_bewaren_tot.sql",
        "src/grondslag/registers/zaken/sql/schema.json",
        "tests/unit/registers/zaken/test_bewaren_tot.py",
    }
