"""`grondslag activity`: the register of processing activities, and who acts for which of them."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from grondslag.commands import hints
from grondslag.commands.files import read_text
from grondslag.commands.options import for_gemeente, with_settings
from grondslag.commands.printing import plain, print_json, print_row, tell
from grondslag.settings import Settings, StartError

GROUNDS = (
    "toestemming",
    "overeenkomst",
    "wettelijke_verplichting",
    "vitale_belangen",
    "algemeen_belang",
    "gerechtvaardigd_belang",
)
_OPTIONS = {
    "naam": "--naam",
    "doel": "--doel",
    "grondslag": "--grondslag",
    "wetsartikelen": "--wetsartikel",
    "betrokkenen": "--betrokkenen",
    "gegevenscategorieen": "--gegevens",
    "bewaartermijn": "--bewaartermijn",
    "verwerkingsverantwoordelijke": "--verantwoordelijke",
    "beginGeldigheid": "--begin",
}
"""The option that says a field of the register."""
STATES = {"in_force": "in force", "coming": "to come", "ended": "ended", "empty": "no version", "off": "switched off"}


@click.group(short_help="Fill and show the register of processing activities.")
def activity() -> None:
    """The register of processing activities (AVG art. 30), and the clients that act for each."""


@activity.command("add", short_help="Add an activity, or a whole register from a file.")
@click.argument("name", metavar="[NAME]", default="")
@click.option("--file", "path", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="A register in TOML; what it says is added or changed, nothing is removed.")  # fmt: skip
@click.option("--naam", help="What people call it; without one, NAME.")
@click.option("--doel", help="What the data are used for.")
@click.option("--grondslag", type=click.Choice(GROUNDS), help="The legal ground (AVG art. 6 lid 1).")
@click.option("--wetsartikel", "wetsartikelen", multiple=True, metavar="TEXT[=LINK]",
              help="The article of law it leans on, with a jci reference or URL behind `=`. Repeatable.")  # fmt: skip
@click.option("--betrokkenen", multiple=True, help="A kind of people it is about. Repeatable.")
@click.option("--gegevens", multiple=True, help="A kind of data. Repeatable.")
@click.option("--bewaartermijn", metavar="DURATION", help="How long data are kept: P5Y.")
@click.option("--bewaartermijn-logboek", metavar="DURATION", help="How long records of use are kept; else the same.")
@click.option("--verantwoordelijke", help="Who decides on it: the controller.")
@click.option("--begin", metavar="DATE", help="The first day on which it holds; without one, today.")
@click.option("--client", "clients", multiple=True, metavar="ID", help="A client that acts for it. Repeatable.")
@click.option("--zaaktype", "zaaktypen", multiple=True, metavar="IDENTIFICATIE",
              help="A zaaktype that it belongs to; without one, all. Repeatable.")  # fmt: skip
@for_gemeente
@with_settings
def add(settings: Settings, name: str, path: Path | None, code: str, **said: Any) -> None:
    """Add activity NAME with what the options say of it, or all activities of a file. It can be repeated.

    What differs from what is there becomes a new version from today on; what held until then is kept.
    """
    given = {option: value for option, value in said.items() if value not in (None, ())}
    if bool(name) == (path is not None) or (path is not None and given):
        raise click.UsageError(
            "Give NAME with what it is for (--doel, --grondslag, --betrokkenen, --gegevens, --bewaartermijn, "
            "--verantwoordelijke), or --file with a register, alone."
        )
    text = None if path is None else read_text(path, "register")
    done, empty = asyncio.run(_add(settings, code, text, {"identificatie": name} | given))
    for identificatie, how in done:
        click.echo(f"{identificatie}: {how}")
    for each in hints.of_activities(empty):
        tell(each)


def _from_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """The activity as a file would say it."""
    found = dict(given)
    if "wetsartikelen" in found:
        pairs = [each.partition("=") for each in found["wetsartikelen"]]
        found["wetsartikelen"] = [{"tekst": text, "verwijzing": link} for text, _, link in pairs]
    if "gegevens" in found:
        found["gegevenscategorieen"] = [{"naam": each} for each in found.pop("gegevens")]
    if "verantwoordelijke" in found:
        found["verwerkingsverantwoordelijke"] = {"naam": found.pop("verantwoordelijke")}
    if "begin" in found:
        found["begin_geldigheid"] = found.pop("begin")
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


async def _add(
    settings: Settings, code: str, text: str | None, given: Mapping[str, Any]
) -> tuple[list[tuple[str, str]], list[str]]:
    """What was done with each activity, and which of them have no version yet."""
    from grondslag.opening import opened, registering
    from grondslag.runtime.registering import read_register, wanted_from

    async with opened(settings, code) as program:
        world, hand = program.world, registering(program)
        wanted = [wanted_from(_from_options(given), world)] if text is None else read_register(text, world)
        try:
            done = [(each.identificatie, await hand.put(each)) for each in wanted]
        except StartError as refused:
            if text is not None:
                raise
            raise StartError(_as_options(refused.sentence)) from refused
        kept = [await hand.known(name) for name, _ in done]
        return done, [each["identificatie"] for each in kept if not each["versies"]]


def _as_options(sentence: str) -> str:
    """A refusal of fields, in the words of who typed options."""
    return re.sub(rf"\b({'|'.join(_OPTIONS)})(?=[.\w]* \()", lambda field: _OPTIONS[field[0]], sentence)


@activity.command("tie", short_help="Let clients act for an activity.")
@click.argument("name", metavar="NAME")
@click.option("--client", "clients", multiple=True, metavar="ID", help="A client that acts for it. Repeatable.")
@click.option("--zaaktype", "zaaktypen", multiple=True, metavar="IDENTIFICATIE",
              help="A zaaktype that it belongs to. Repeatable.")  # fmt: skip
@click.option("--loose", is_flag=True, help="No longer, instead.")
@for_gemeente
@with_settings
def tie(
    settings: Settings, name: str, clients: tuple[str, ...], zaaktypen: tuple[str, ...], loose: bool, code: str
) -> None:
    """Tie clients and zaaktypen to activity NAME, or untie them with --loose. A client goes with its Applicatie."""
    if not clients and not zaaktypen:
        raise click.UsageError("Name a --client or a --zaaktype.")
    click.echo(f"{name}: {asyncio.run(_tie(settings, code, name, clients, zaaktypen, loose=loose))}")


async def _tie(settings: Settings, code: str, name: str, clients: Any, zaaktypen: Any, *, loose: bool) -> str:
    from grondslag.opening import opened, registering

    async with opened(settings, code, existing=True) as program:
        return await registering(program).tie(name, clients, zaaktypen, loose=loose)


@activity.command("list", short_help="List the activities.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with all that the register says.")
@for_gemeente
@with_settings
def show_all(settings: Settings, as_json: bool, code: str) -> None:
    """List the activities with their ground, who acts for them, and whether they hold today."""
    found = asyncio.run(_list(settings, code))
    if as_json:
        print_json(found)
        return
    if not found:
        tell("No activities yet: add one with `grondslag activity add`.")
        return
    click.echo("activity\tstate\tversion\tground\tclients\tnaam")
    for each in found:
        versie = each.versie or {}
        row = (each.identificatie, STATES[each.stand], versie.get("versie", "-"), versie.get("grondslag", "-"),
               ",".join(each.clients) or "-", each.naam)  # fmt: skip
        print_row(*row)


@activity.command("show", short_help="Show all that the register says of one activity.")
@click.argument("name", metavar="NAME")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@for_gemeente
@with_settings
def show(settings: Settings, name: str, as_json: bool, code: str) -> None:
    """Show activity NAME: what it is for, by which law, who acts for it, and for how long data are kept."""
    entries = asyncio.run(_list(settings, code))
    found = next((each for each in entries if each.identificatie == name), None)
    if found is None:
        names = ", ".join(each.identificatie for each in entries) or "none yet: `grondslag activity add` makes one"
        raise StartError(f"There is no activity {name}. Known are: {names}.")
    if as_json:
        print_json(found)
        return
    for label, value in _told(found):
        click.echo(f"{label}: {plain(value)}")


def _told(entry: Any) -> list[tuple[str, str]]:
    """What a person wants to read, in lines."""
    versie = entry.versie or {}
    end = versie.get("eindeGeldigheid")
    term = f"{versie['beginGeldigheid']} up to {end}" if end else f"from {versie.get('beginGeldigheid', '-')} on"
    laws = [
        each["tekst"] + (f" ({each['verwijzing']})" if each["verwijzing"] else "")
        for each in versie.get("wetsartikelen", ())
    ]
    return [
        ("activity", entry.identificatie),
        ("naam", entry.naam),
        ("state", STATES[entry.stand]),
        ("version", f"{versie['versie']} of {entry.versies}, {term}" if versie else "-"),
        ("doel", versie.get("doel", "-")),
        ("grondslag", ", ".join([versie.get("grondslag", "-"), *versie.get("bijzondereGrondslagen", ())])),
        ("wetsartikelen", "; ".join(laws) or "-"),
        ("betrokkenen", ", ".join(versie.get("betrokkenen", ())) or "-"),
        ("gegevens", ", ".join(each["naam"] for each in versie.get("gegevenscategorieen", ())) or "-"),
        ("ontvangers", ", ".join(versie.get("ontvangers", ())) or "-"),
        ("bewaartermijn", versie.get("bewaartermijn", "-")),
        ("bewaartermijn_logboek", versie.get("bewaartermijnLogboek") or "as bewaartermijn"),
        ("verwerkers", ", ".join(each["naam"] for each in versie.get("verwerkers", ())) or "-"),
        ("clients", ", ".join(entry.clients) or "-"),
        ("zaaktypen", ", ".join(each.identificatie for each in entry.zaaktypen) or "all"),
    ]


async def _list(settings: Settings, code: str) -> list[Any]:
    from grondslag.opening import opened
    from grondslag.runtime.art30 import register

    async with opened(settings, code, existing=True) as program:
        return await register(program.pool, program.town.now()[1])
