"""Commands on the database: migrate, migration, backup, restore, check."""

import asyncio
from pathlib import Path
from typing import Any

import click

from grondslag.commands.options import for_gemeente, with_settings
from grondslag.commands.printing import tell
from grondslag.settings import Settings, StartError

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Bring the database into shape.")
@click.option("--phase", type=click.Choice(["pre", "post", "all"]), default="all", show_default=True,
              help="pre: before the new version serves; post: when no old one does any more.")  # fmt: skip
@for_gemeente
@with_settings
def migrate(settings: Settings, phase: str, code: str) -> None:
    """Bring the database to the shape that this version expects."""
    from grondslag.opening import PACKAGE, located
    from grondslag.runtime.migrate import component_folders, migrate_database

    with located(settings, code) as place:
        done = migrate_database(place.dsn, component_folders(PACKAGE), phase)  # pyright: ignore[reportArgumentType]
    for each in done:
        click.echo(f"applied {each}")
    if not done:
        click.echo("Nothing to apply.")


@click.command(short_help="Write migrations (for who develops).")
@click.argument("name")
@with_settings
def migration(settings: Settings, name: str) -> None:
    """Write the migrations that the declarations ask for, under this NAME, beside the rooms (for who develops)."""
    from grondslag import targets
    from grondslag.opening import PACKAGE
    from grondslag.runtime.migration_files import write_migration
    from grondslag.surfaces.schema import schema

    world = targets.world()
    written: list[Path] = []
    for component in world.components:
        written += write_migration(PACKAGE / "registers" / component / "sql", schema(world, component), name)
    for path in written:
        click.echo(f"wrote {path}")
    if not written:
        click.echo("The declarations ask for no migration.")


@click.command(short_help="Write a backup to a file.")
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@for_gemeente
@with_settings
def backup(settings: Settings, file: Path, force: bool, code: str) -> None:
    """Write the database and the content of documents, as they are at one moment, to one FILE."""
    from grondslag.opening import located
    from grondslag.runtime.backup import backup as write
    from grondslag.runtime.stores import content_directory

    if file.exists() and not force:
        raise StartError(f"The file {file} is there already: name another, or use --force.")
    with located(settings, code, existing=True) as place:
        gemeente = (place.gemeente.code, place.gemeente.naam)
        content = content_directory(settings.documents, settings.data_dir, place.gemeente.code)
        made = asyncio.run(write(place.dsn, content, file, gemeente))
    if content is None:
        click.echo(f"The content of documents lies in {settings.documents}: that is kept there, not in this file.")
    size = file.stat().st_size / 1_000_000
    click.echo(f"{file}: gemeente {' '.join(gemeente)}, {len(made.files)} files of {made.made_at}, {size:.1f} MB.")
    click.echo("The key of the stored secrets is not in it: keep that apart (secret.key in the data directory).")


@click.command(short_help="Put a backup back.")
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace what is there.")
@for_gemeente
@with_settings
def restore(settings: Settings, file: Path, force: bool, code: str) -> None:
    """Put a backup FILE back, in an empty database or with --force in place of what is there.

    Where there is no gemeente yet, that of the backup is put on the list. Only --force puts it back in another.
    """
    from grondslag.opening import NAMELESS, located
    from grondslag.runtime.backup import gemeente_of
    from grondslag.runtime.backup import restore as put_back
    from grondslag.runtime.stores import content_directory

    of = gemeente_of(file)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with located(settings, code, unnamed=of if of[0] else NAMELESS) as place:
        here = place.gemeente
        if of[0] not in ("", here.code) and not force:
            raise StartError(
                f"The backup is of gemeente {' '.join(of)} and this is {here.code} {here.naam}: name the right one "
                "with --gemeente, or use --force."
            )
        content = content_directory(settings.documents, settings.data_dir, here.code)
        found = asyncio.run(put_back(place.dsn, content, file, force=force))
    whose = f" of gemeente {' '.join(of)}" if of[0] else ""
    click.echo(f"Put back: version {found.version} of {found.made_at}{whose}, in gemeente {here.code} {here.naam}.")


@click.command(short_help="Check what is kept twice.")
@click.option("--repair", is_flag=True, help="Put right what does not agree.")
@click.option("--deep", is_flag=True, help="Read all content again too, and hold it against its SHA-256.")
@for_gemeente
@with_settings
def check(settings: Settings, repair: bool, deep: bool, code: str) -> None:
    """Check that what is kept twice still agrees with its source.

    That is: sums and arrays, the mirrors between registers, the content of documents, and the index of their words.
    Exit code 1 when something does not; content that is gone or damaged cannot be put right here.
    """
    faults = asyncio.run(_check(settings, code, repair=repair, deep=deep))
    for each in faults:
        state = "repaired" if each.repaired else "differs"
        click.echo(f"{each.where}: {state} in {each.count} places, such as {', '.join(each.examples)}")
    if not faults:
        click.echo("All agrees.")
    elif not all(each.repaired for each in faults):
        raise SystemExit(1)


async def _check(settings: Settings, code: str, *, repair: bool, deep: bool) -> list[Any]:
    from grondslag.opening import opened, own_call
    from grondslag.runtime.checking import check_all

    async with opened(settings, code, existing=True) as program:
        told = tell if deep else None
        return [each async for each in check_all(program.town, own_call(program), repair=repair, deep=told)]
