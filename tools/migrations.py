"""Write the migrations that the declarations ask for: `python tools/migrations.py NAME`, or `--fresh` before a release.

`--fresh` replaces all migrations of a component by one first migration; no release may have carried them. `--check`
writes nothing and fails when a migration is missing.
"""

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path

from grondslag import registers
from grondslag.kernel.declare import Component
from grondslag.kernel.shape import derive_world
from grondslag.runtime.migration_files import read_schema, write_first_migration, write_migration
from grondslag.surfaces.migration import difference
from grondslag.surfaces.schema import schema


def registered(names: list[str]) -> list[tuple[Component, Path]]:
    """The components with rooms, or those named, each with its `sql` folder."""
    found: list[tuple[Component, Path]] = []
    for each in pkgutil.iter_modules(registers.__path__):
        if not names or each.name in names:
            module = importlib.import_module(f"{registers.__name__}.{each.name}")
            found.append((module.COMPONENT, Path(next(iter(module.__path__))) / "sql"))
    return found


def main(arguments: list[str]) -> int:
    """Write or check the migrations; the number of components that lack one with `--check`, else 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", default="", help="what the migration does, such as zaak_kenmerk")
    parser.add_argument("--fresh", action="store_true", help="one first migration in the place of all others")
    parser.add_argument("--check", action="store_true", help="only say what is missing")
    parser.add_argument("--component", action="append", default=[], help="only this component; may be repeated")
    said = parser.parse_args(arguments)
    if not (said.name or said.fresh or said.check):
        parser.error("name the migration, or say --fresh or --check")
    components = registered(said.component)
    world = derive_world(tuple(component for component, _ in components))
    missing = 0
    for component, folder in components:
        wanted = schema(world, component.name)
        if said.check:
            statements = difference(read_schema(folder), wanted)
            missing += bool(statements)
            for each in statements:
                print(f"{component.name} {each.phase}: {each.sql}")
            continue
        written = write_first_migration(folder, wanted) if said.fresh else write_migration(folder, wanted, said.name)
        for path in written:
            print(path)
    return missing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
