"""`grondslag import personen`: bringing fictitious or official test persons to the source of this municipality."""

import asyncio
from pathlib import Path
from typing import Any

import click

from grondslag.commands.options import for_gemeente, with_settings
from grondslag.commands.printing import tell
from grondslag.settings import Settings, StartError


@click.command("personen", short_help="Read in persons of a test set of the BRP.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Judge every person, and keep nothing.")
@for_gemeente
@with_settings
def personen(settings: Settings, file: Path, dry_run: bool, code: str) -> None:
    """Read in the persons of a FILE: the JSON of the BRP mock, or the table of GBA-V (csv). It can be repeated.

    Who is there already, by BSN, becomes what the file says. Exit code 1 when a person was refused, or when the file
    holds none.
    """
    from grondslag.registers.personen.inlezen import Verslag

    if not file.is_file():
        raise StartError(f"There is no file {file}.")
    verslag = Verslag()
    try:
        asyncio.run(_personen(settings, code, file, verslag, keep=not dry_run))
    finally:
        # Also when it breaks off: who was read in before that is there.
        for line in verslag.lines(dry_run=dry_run) if verslag.soort else ():
            click.echo(line)
    if verslag.afgewezen or not verslag.personen:
        raise SystemExit(1)


async def _personen(settings: Settings, code: str, file: Path, verslag: Any, *, keep: bool) -> None:
    from grondslag.integration.personen.inlezen import Bestand, lees_in
    from grondslag.opening import opened

    async with opened(settings, code) as program:
        if "personen" not in program.served:
            raise StartError("This installation does not serve personen (setting target).")
        town = program.town
        await lees_in(town.pool, town.fresh_id, Bestand(file), verslag, tell, keep=keep)
