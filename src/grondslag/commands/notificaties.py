"""`grondslag notificaties`: what waits to be delivered, and what was given up."""

import asyncio
from datetime import datetime
from typing import Any

import click

from grondslag.commands.options import for_gemeente, with_settings
from grondslag.commands.printing import print_json, print_row, tell
from grondslag.settings import Settings, StartError

MOST = 1000


@click.group(short_help="Show and repeat what could not be delivered.")
def notificaties() -> None:
    """Show how the delivery of notifications stands, and send again what was given up."""


@notificaties.command("list", short_help="List what waits for whom, and the dead letters.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the dead letters.")
@for_gemeente
@with_settings
def show(settings: Settings, as_json: bool, code: str) -> None:
    """List the abonnementen with what waits for each, and the dead letters: events that were given up."""
    standings, letters, outbox = asyncio.run(_list(settings, code))
    if as_json:
        waiting, refused = outbox
        queues = {"wachtend": waiting, "geweigerd": refused}
        print_json({"abonnementen": standings, "dode_brieven": letters, "outbox": queues})
        return
    if outbox[0] or outbox[1]:
        click.echo(f"outbox: {outbox[0]} waiting, {outbox[1]} refused by Notificaties elsewhere")
    if not standings:
        tell("No abonnementen yet: a subscriber makes one with POST /notificaties/api/v1/abonnement.")
        return
    click.echo("abonnement\tqueued\toldest\tdead\tstate\tcallback")
    for each in standings:
        state = "unreachable" if each.storingen else "ok"
        if each.storingen and each.wachtend and each.wacht_tot:
            state += f", again at {_at(each.wacht_tot)}"
        row = (each.abonnement, each.wachtend, _at(each.oudste), each.dood, state, each.callback_url)
        print_row(*row)
    if letters:
        click.echo("\ndead letter\tabonnement\tkanaal\thoofdobject\tattempts\tgiven up\treason")
    for letter in letters:
        row = (
            letter.gebeurtenis, letter.abonnement, letter.kanaal, letter.hoofd_object, letter.pogingen,
            _at(letter.gestorven_op), letter.oorzaak,
        )  # fmt: skip
        print_row(*row)


def _at(moment: datetime | None) -> str:
    return "-" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}Z"


async def _list(settings: Settings, code: str) -> tuple[list[Any], list[Any], tuple[int, int]]:
    from grondslag.integration.publishing import waiting
    from grondslag.integration.queue import dead_letters, standings
    from grondslag.opening import opened

    async with opened(settings, code, existing=True) as program:
        outbox = await waiting(program.pool, program.served)
        if "notificaties" not in program.served:
            return [], [], outbox
        return await standings(program.pool), await dead_letters(program.pool, MOST), outbox


@notificaties.command("retry", short_help="Try now what waits for a next time.")
@click.option("--abonnement", metavar="KEY", default="", help="Only what waits for this abonnement.")
@click.option("--all", "everything", is_flag=True, help="All that waits.")
@for_gemeente
@with_settings
def retry(settings: Settings, abonnement: str, everything: bool, code: str) -> None:
    """Try now what waits for one abonnement, or for all: for when a receiver is mended, which may wait six hours.

    What was given up already is queued again with `replay`, and tried at once then.
    """
    if bool(abonnement) == everything:
        raise click.UsageError("Name an --abonnement, or --all.")
    click.echo(f"{asyncio.run(_retry(settings, code, abonnement.rpartition('/')[2]))} waiting, tried now.")


async def _retry(settings: Settings, code: str, abonnement: str) -> int:
    from grondslag.integration.queue import retry as now
    from grondslag.integration.queue import standings
    from grondslag.opening import opened

    async with opened(settings, code, existing=True) as program:
        if "notificaties" not in program.served:
            raise StartError("Notificaties runs elsewhere: ask there.")
        if abonnement and abonnement not in {each.abonnement for each in await standings(program.pool)}:
            raise StartError(f"There is no abonnement {abonnement}.")
        return await now(program.pool, abonnement)


@notificaties.command("replay", short_help="Queue dead letters again.")
@click.argument("event", metavar="[EVENT]", default="")
@click.option("--abonnement", metavar="KEY", default="", help="Only what was given up for this abonnement.")
@click.option("--all", "everything", is_flag=True, help="All that was given up.")
@for_gemeente
@with_settings
def replay(settings: Settings, event: str, abonnement: str, everything: bool, code: str) -> None:
    """Queue dead letters again: one EVENT, those of one abonnement, or all.

    They are sent after what has passed them: a subscriber that looks at the source finds the truth there.
    """
    if sum((bool(event), bool(abonnement), everything)) != 1:
        raise click.UsageError("Name an EVENT, an --abonnement, or --all.")
    count = asyncio.run(_replay(settings, code, event, abonnement.rpartition("/")[2]))
    if not count and not everything:
        raise StartError(f"There is no dead letter of {event or abonnement}.")
    click.echo(f"{count} queued again.")


async def _replay(settings: Settings, code: str, event: str, abonnement: str) -> int:
    from grondslag.integration.publishing import replay_refused
    from grondslag.integration.queue import replay as again
    from grondslag.opening import opened

    async with opened(settings, code, existing=True) as program:
        count = 0 if abonnement else await replay_refused(program.pool, program.served, event)
        if "notificaties" in program.served:
            count += await again(program.pool, abonnement, event)
        return count
