"""`grondslag import documenten`: bringing in files with what is known of them."""

import asyncio
from pathlib import Path

import click

from grondslag.commands.options import for_gemeente, with_settings
from grondslag.commands.printing import tell
from grondslag.settings import Settings, StartError


@click.command("documenten", short_help="Read in documents by a manifest.")
@click.argument("manifest", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check every line by all rules, and keep nothing.")
@click.option("--report", "report_to", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Where the report goes; else beside the manifest, as NAME.report.csv.")  # fmt: skip
@for_gemeente
@with_settings
def documenten(settings: Settings, manifest: Path, dry_run: bool, report_to: Path | None, code: str) -> None:
    """Read in the documents of a MANIFEST: a CSV file, or a file with a JSON object on each line.

    Each line names a file in the folder of the manifest, or below it, and the fields of the document. It can be
    repeated: what is there, by identificatie and bronorganisatie, stays. Exit code 1 when a line was refused.
    """
    place = report_to or manifest.with_name(manifest.stem + ".report.csv")
    if place.resolve() == manifest.resolve():
        raise StartError("The report cannot take the place of the manifest.")
    if not manifest.is_file():
        raise StartError(f"There is no manifest {manifest}.")
    complete = asyncio.run(_documenten(settings, code, manifest, place, dry_run=dry_run))
    if not complete:
        raise SystemExit(1)


async def _documenten(settings: Settings, code: str, manifest: Path, place: Path, *, dry_run: bool) -> bool:
    from grondslag.opening import opened, own_call
    from grondslag.registers.documenten.inlezen import entries, of_cells, of_object, unknown_columns
    from grondslag.runtime.import_documents import Importer, Report
    from grondslag.runtime.manifest import Folder, lines_of
    from grondslag.runtime.own_requests import OwnRequests
    from grondslag.runtime.town import Town

    async with opened(settings, code) as program:
        for name in ("documenten", "zaken"):
            if name not in program.served:
                raise StartError(f"This installation does not serve {name} (setting target).")
        base, caller = program.town.base, own_call(program).caller

        def requests(town: Town) -> OwnRequests:
            return OwnRequests(town, caller, program.document, base)

        folder = Folder(manifest.parent)
        with Report(place, tell) as report:
            try:
                importer = Importer(program.town, requests, folder, dry_run=dry_run)
                cells = manifest.suffix.lower() == ".csv"
                read = of_cells if cells else of_object
                for entry in entries(lines_of(manifest, unknown_columns), read):
                    report.add(entry, await importer.bring(entry))
            finally:
                folder.close()
                click.echo(f"{report.summary()}; see {place}")
    return not report.counts["refused"]
