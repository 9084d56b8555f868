"""Writes the migrations of a component beside its rooms: `sql/0001_pre_name.sql` and the snapshot `sql/schema.json`."""

import re
from pathlib import Path

from grondslag.settings import StartError
from grondslag.surfaces.migration import difference, files, read_snapshot, snapshot
from grondslag.surfaces.schema import Schema

SNAPSHOT = "schema.json"
_NAME = re.compile(r"[a-z0-9_]{1,60}")
_NUMBERED = re.compile(r"(\d{4})_(?:pre|post)_[a-z0-9_]+\.sql")


def read_schema(folder: Path) -> Schema | None:
    """The schema that the migrations in the folder lead to; None when there are none yet."""
    path = folder / SNAPSHOT
    return read_snapshot(path.read_bytes()) if path.exists() else None


def write_migration(folder: Path, schema: Schema, name: str) -> list[Path]:
    """Write what the declarations now ask beyond the snapshot; answers the files that were written."""
    if not _NAME.fullmatch(name):
        raise StartError(f"A migration is named in small letters, digits and underscores, unlike {name!r}.")
    statements = difference(read_schema(folder), schema)
    if not statements:
        return []
    numbers = [int(found[1]) for each in folder.glob("*.sql") if (found := _NUMBERED.fullmatch(each.name))]
    texts = files(statements, max(numbers, default=0) + 1, name, f"{schema.name}, {name}")
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    (folder / SNAPSHOT).write_bytes(snapshot(schema))
    return [folder / file for file in texts]


def write_first_migration(folder: Path, schema: Schema) -> list[Path]:
    """Replace all migrations by a first one. Only for a schema that no release has carried."""
    for each in (*folder.glob("*.sql"), *folder.glob(SNAPSHOT)):
        each.unlink()
    return write_migration(folder, schema, schema.name)
