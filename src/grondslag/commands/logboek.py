"""`grondslag logboek`: who used data of whom, and for what; the log in a signed file, out and in."""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from grondslag.commands.options import for_gemeente, with_settings
from grondslag.commands.printing import print_json, print_row, tell
from grondslag.commands.purposes import USUAL, purpose_of
from grondslag.settings import Settings, StartError

MOST = 10_000
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_KEY = click.option(
    "--key", "public_key", metavar="KEY", required=True, help="The public key, or a file that holds it."
)


@click.group(short_help="Search the log of data of persons; write and read it as a file.")
def logboek() -> None:
    """Search the log of what was done with data of persons, and carry it to or from a file (OTLP, signed)."""


_for_purpose = click.option(
    "--for", "purpose", metavar="NAME", show_default=USUAL,
    help="For which verwerkingsactiviteit you look: that is in the log too.",
)  # fmt: skip


async def _call(program: Any, purpose: str | None) -> Any:
    """Our own call, for the activity with this identificatie. Raises StartError as `purpose_of` does."""
    from grondslag.opening import own_call

    call = own_call(program)
    call.activity = await purpose_of(program, purpose)
    return call


# --- search -------------------------------------------------------------------------------------------------------


@logboek.command("search", short_help="Who used data of whom, when, and for what.")
@click.option("--bsn", "asks_bsn", is_flag=True, help="Ask for a BSN, and show who used data of that person.")
@click.option("--bsn-stdin", is_flag=True, help="The same, with the BSN on the first line of standard input.")
@click.option("--trace", metavar="ID", default="", help="What belongs to this trace: 32 hexadecimal digits, or a uuid.")
@click.option("--activity", metavar="NAME", default="", help="What was done for this verwerkingsactiviteit.")
@click.option("--from", "begin", type=_DAY, help="The first day; a year ago if not said.")
@click.option("--to", "end", type=_DAY, help="The last day; today if not said.")
@click.option("--limit", type=click.IntRange(1, MOST), default=100, show_default=True, help="So many at most.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, in the form of the standard.")
@click.argument("more", nargs=-1, metavar="")
@_for_purpose
@for_gemeente
@with_settings
def search(
    settings: Settings, asks_bsn: bool, bsn_stdin: bool, trace: str, activity: str, more: Sequence[str], **said: Any
) -> None:
    """Show what was done with data of persons, newest first: when, by which client, for what, and what was seen.

    A BSN is never an argument: it would stay in the history of the shell. To look is itself in the log.
    """
    if more:
        # Not repeated: it may be a BSN.
        raise click.UsageError("Nothing is looked for by an argument: --bsn asks for a number, --bsn-stdin reads it.")
    if sum((asks_bsn or bsn_stdin, bool(trace), bool(activity))) == 0 or (asks_bsn and bsn_stdin):
        raise click.UsageError("Say what to look for: --bsn or --bsn-stdin, --trace, --activity.")
    bsn = ""
    if bsn_stdin:
        bsn = sys.stdin.readline().strip()
    elif asks_bsn:
        bsn = click.prompt("BSN", hide_input=True).strip()
    asyncio.run(_search(settings, (bsn if asks_bsn or bsn_stdin else None, trace, activity), said))


async def _search(settings: Settings, wanted: tuple[str | None, str, str], said: dict[str, Any]) -> None:
    from grondslag.integration.logboek.asking import Question
    from grondslag.integration.logboek.house import activity as activity_of
    from grondslag.integration.logboek.house import look_up, register_of, subject_of, trace_of
    from grondslag.integration.logboek.records import shown
    from grondslag.opening import opened

    bsn, trace, activity = wanted
    begin, end = _window(said["begin"], said["end"], whole=bool(trace))
    async with opened(settings, said["code"], existing=True) as program:
        question = Question(
            trace=trace_of(trace) if trace else None,
            activity=await activity_of(program, activity) if activity else None,
            subject="" if bsn is None else subject_of(bsn),
            begin=begin,
            end=end,
        )
        found, purposes, more = await look_up(program, await _call(program, said["purpose"]), question, said["limit"])
        if said["as_json"]:
            records = [shown(component, each, register_of(program)) for component, each in found]
            print_json(records)
            return
        _show(found, purposes)
    if not found:
        tell("Nothing was found.")
    if more:
        tell(f"There is more: these are the newest {len(found)} (--limit).")


def _window(begin: datetime | None, end: datetime | None, *, whole: bool) -> tuple[datetime | None, datetime | None]:
    """The days that were said, the last one included; a year up to now where none was, but for a trace."""
    if whole and begin is None and end is None:
        return None, None
    until = end.replace(tzinfo=UTC) + timedelta(days=1) if end else datetime.now(UTC) + timedelta(days=1)
    since = begin.replace(tzinfo=UTC) if begin else until - timedelta(days=366)
    if since >= until:
        raise click.UsageError("--to lies before --from.")
    return since, until


def _show(found: Iterable[tuple[str, Any]], purposes: Any) -> None:
    click.echo("when\tclient\tpurpose\tground\twhat\tseen\ttrace")
    for component, each in found:
        purpose = purposes.of(each)
        said = ("-", "-") if purpose is None else (f"{purpose.naam}: {purpose.doel}", purpose.ground)
        seen = ", ".join(each.objecten[:3]) + (f", and {len(each.objecten) - 3} more" if len(each.objecten) > 3 else "")
        row = (f"{each.tijd:%Y-%m-%d %H:%M:%S}Z", each.client, *said, f"{component}: {each.naam}", seen or "-")
        print_row(*row, each.trace_id.hex())


# --- files --------------------------------------------------------------------------------------------------------


@logboek.command("export", short_help="Write the log of some days to a signed file.")
@click.option("--from", "begin", type=_DAY, required=True, help="The first day (UTC).")
@click.option("--to", "end", type=_DAY, required=True, help="The last day.")
@click.option("-o", "path", type=click.Path(dir_okay=False, path_type=Path), help="The file; logboek-FROM-TO.jsonl.")
@_for_purpose
@for_gemeente
@with_settings
def export(
    settings: Settings, begin: datetime, end: datetime, path: Path | None, purpose: str | None, code: str
) -> None:
    """Write the log of some days as OTLP/JSON, a request on each line, and beside it a signed manifest.

    Persons are in it as pseudonyms. Keep both files together; `logboek verify` tells whether they were changed.
    """
    days = (begin.date(), end.date())
    if days[1] < days[0]:
        raise click.UsageError("--to lies before --from.")
    where = path or Path(f"logboek-{days[0]}-{days[1]}.jsonl")
    made = asyncio.run(_export(settings, where, days, purpose, code))
    click.echo(f"{made.records} records in {where}, signed with {made.public_key}")


async def _export(settings: Settings, path: Path, days: tuple[date, date], purpose: str | None, code: str) -> Any:
    from grondslag.integration.logboek.house import write_file
    from grondslag.opening import opened

    async with opened(settings, code, existing=True) as program:
        return await write_file(program, await _call(program, purpose), path, days, code or program.name)


@logboek.command("key", short_help="Print the public key of our files.")
@for_gemeente
@with_settings
def key(settings: Settings, code: str) -> None:
    """Print the public key with which others tell that a file of the log is ours, and is as we wrote it."""
    click.echo(asyncio.run(_key(settings, code)))


async def _key(settings: Settings, code: str) -> str:
    from grondslag.integration.logboek.house import public_key
    from grondslag.opening import opened

    async with opened(settings, code) as program:
        return await public_key(program)


@logboek.command("verify", short_help="Check a file of the log, without a database.")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@_KEY
def verify(path: Path, public_key: str) -> None:
    """Check that a FILE of the log is as the holder of the key signed it. Exit code 1 when it is not."""
    from grondslag.integration.logboek.carrying import verified

    _told(verified(path, _text_of(public_key)))


@logboek.command("import", short_help="Keep the records of a signed file.")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@_KEY
@for_gemeente
@with_settings
def import_(settings: Settings, path: Path, public_key: str, code: str) -> None:
    """Keep the records of a signed FILE; those that are known already are counted, and kept once.

    A file that is not as it was signed is refused as a whole, with exit code 1.
    """
    said, taken = asyncio.run(_import(settings, path, _text_of(public_key), code))
    _told(said)
    click.echo(f"{taken.new} new, {taken.known} known, {taken.refused} refused")
    for reason, count in sorted(taken.reasons.items()):
        click.echo(f"  {count} refused: {reason}")


async def _import(settings: Settings, path: Path, public_key: str, code: str) -> tuple[Any, Any]:
    from grondslag.integration.logboek.house import read_file
    from grondslag.opening import opened

    async with opened(settings, code) as program:
        return await read_file(program, path, public_key)


def _told(said: Any) -> None:
    click.echo(f"{said.records} records of {said.gemeente}, {said.begin} to {said.end}: as it was signed")


def _text_of(public_key: str) -> str:
    """A key as it was given, or from the file of that name."""
    path = Path(public_key)
    try:
        return path.read_text(encoding="utf-8").strip() if path.is_file() else public_key
    except (OSError, UnicodeDecodeError) as failure:
        raise StartError(f"The key in {public_key} cannot be read.") from failure
