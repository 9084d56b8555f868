"""`grondslag gemeente` and `grondslag beheerder`: for whom this installation is, and who administers it."""

import asyncio

import click

from grondslag.commands.options import for_gemeente, with_settings
from grondslag.commands.printing import tell
from grondslag.settings import Settings


@click.group(short_help="Add and list the gemeenten.")
def gemeente() -> None:
    """Add and list the gemeenten of this installation; each has a database of its own."""


@gemeente.command("add", short_help="Put a gemeente on the list.")
@click.argument("code")
@click.argument("naam", metavar="NAME")
@click.option(
    "--dsn",
    default="",
    help="DSN of its database; else one in the embedded PostgreSQL, which one serve at a time can use.",
)
@click.option("--public-url", "address", default="", help="The address under which clients know it.")
@with_settings
def add(settings: Settings, code: str, naam: str, dsn: str, address: str) -> None:
    """Put a gemeente on the list: its CBS code of four digits, and its name. The first one is the default."""
    from grondslag.opening import add_gemeente
    from grondslag.runtime.gemeenten import Gemeenten

    added = add_gemeente(settings, code, naam, dsn, address)
    click.echo(f"{added.code}\t{added.naam}")
    default = Gemeenten(settings.data_dir).default()
    if default is not None and default != added:
        click.echo(
            f"Commands and `serve` mean {default.code} ({default.naam}), the first on the list: name this one with "
            f"--gemeente {added.code}, or keep it in a data directory of its own (--data, GRONDSLAG_DATA)."
        )


@gemeente.command("list")
@with_settings
def show(settings: Settings) -> None:
    """List the gemeenten: code, name, and where the database is."""
    from grondslag.runtime.gemeenten import Gemeenten
    from grondslag.runtime.reachable import shown

    found = Gemeenten(settings.data_dir).all()
    if not found:
        tell("No gemeenten yet: add one with `grondslag gemeente add CODE NAME`.")
    for each in found:
        dsn = settings.database or each.dsn
        where = shown(dsn) if dsn else f"embedded/{each.database}"
        click.echo(f"{each.code}\t{each.naam}\t{where}\t{each.public_url}".rstrip())


@click.group()
def beheerder() -> None:
    """Let an administrator in."""


@beheerder.command("add")
@click.argument("naam", metavar="[NAME]", default="Beheerder")
@for_gemeente
@with_settings
def invite(settings: Settings, naam: str, code: str) -> None:
    """Print a link with which NAME logs in as administrator. It works once, within 24 hours."""
    click.echo(asyncio.run(_invite(settings, code, naam)))


async def _invite(settings: Settings, code: str, naam: str) -> str:
    from grondslag.opening import opened
    from grondslag.runtime.administrators import invite as fresh

    async with opened(settings, code) as program:
        return f"{program.town.base}/beheer/toegang/{await fresh(program.pool, naam[:200])}"
