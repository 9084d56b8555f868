"""`grondslag import`: bringing in what another system exported."""

import asyncio
from pathlib import Path
from typing import Any

import click

from grondslag.commands.options import for_gemeente, with_settings
from grondslag.settings import Settings


@click.group("import")
def import_() -> None:
    """Bring in what another system exported."""


@import_.command("catalogus", short_help="Read the catalogue export of Open Zaak.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--catalogus", "home", metavar="DOMEIN:RSIN", default="",
              help="The catalogus here, or its URL, for an export that brings none.")  # fmt: skip
@for_gemeente
@with_settings
def catalogus(settings: Settings, file: Path, home: str, code: str) -> None:
    """Read a catalogue export: the zip of JSON files that Open Zaak makes. It can be repeated.

    What breaks a rule becomes a concept, with the rule in the report. Exit code 1 when a record was refused, or when
    the file holds none.
    """
    from grondslag.registers.catalogi.inlezen_verslag import Report

    report = Report()
    try:
        asyncio.run(_catalogus(settings, code, file, home, report))
    finally:
        # Also when it breaks off: what was made before that is there.
        for line in report.lines():
            click.echo(line)
    if not report.complete:
        raise SystemExit(1)


async def _catalogus(settings: Settings, code: str, file: Path, home: str, report: Any) -> None:
    from grondslag.opening import opened, own_call
    from grondslag.registers.catalogi.inlezen import SCOPES, steps
    from grondslag.registers.catalogi.inlezen_vertaling import Here
    from grondslag.runtime.own_requests import OwnRequests
    from grondslag.runtime.zip_reading import read_json_files

    content = read_json_files(file)
    async with opened(settings, code) as program:
        base, named = program.town.base, program.settings.selectielijst_url
        requests = OwnRequests(program.town, own_call(program, scopes=SCOPES).caller, program.document, base)
        root = program.world.components["catalogi"].path
        here = Here(selectielijst=named or f"{base}/selectielijst/api/v1", bundled=not named, catalogus=home)
        running = steps(content, report, here)
        try:
            asked = next(running)
            while True:
                answer = await requests.ask("catalogi", asked.method, root + asked.path, asked.body)
                asked = running.send(answer)
        except StopIteration:
            return
