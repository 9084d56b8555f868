"""`grondslag inzage`: everything that is kept of one person as a signed package, and the check of such a package."""

import asyncio
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import click

from grondslag.commands.options import for_gemeente, with_settings
from grondslag.commands.printing import plain, tell
from grondslag.commands.purposes import USUAL, purpose_of
from grondslag.settings import Settings, StartError

_FILE = click.Path(dir_okay=False, path_type=Path)
LONGEST_KEY_FILE = 65_536


class _OfAPerson(click.Group):
    """A group of which the first word may be the person: `grondslag inzage BSN` is `grondslag inzage pakket BSN`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the command there that was left out."""
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["pakket", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_OfAPerson, short_help="Show a person what is kept of them.")
def inzage() -> None:
    """Everything that is kept of one person, as a signed package (AVG art. 15).

    `grondslag inzage BSN` makes one; `grondslag inzage pakket --help` tells the options, and how to ask for who has no
    BSN. With `-` in the place of the number it is read from standard input: so it stands in no history of commands.
    """


@inzage.command("pakket", short_help="Make the package of one person.")
@click.argument("bsn", metavar="[BSN]", default="")
@click.option("--anp", metavar="NUMBER", default="", help="Instead of a BSN: the anpIdentificatie of who has none.")
@click.option("--rol", metavar="UUID", default="", help="Of who has no number: the person whom this rol names.")
@click.option("--contactpersoon", metavar="UUID", default="", help="The contact person whom this rol names.")
@click.option(
    "--zaakobject", metavar="UUID", default="", help="The person without a number whom this zaakobject names."
)
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="The zip to write; else one with a name of its own.")
@click.option("--with-content", is_flag=True, help="With the content of documents. Nothing in it is covered: read it.")
@click.option("--activity", show_default=USUAL, metavar="NAME",
              help="The verwerkingsactiviteit under which the log keeps that this package was made.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@for_gemeente
@with_settings
def make(
    settings: Settings,
    output: Path | None,
    with_content: bool,
    activity: str | None,
    force: bool,
    code: str,
    **who: str,
) -> None:
    """Write everything that is kept of the person with this BSN to a zip; `-` reads the number from standard input.

    Who is in a zaak without a BSN is asked for by another number, or by the record that names them: make sure first
    that this is who asks.
    """
    said = [(kind, value) for kind, value in who.items() if value]
    if len(said) != 1:
        raise click.UsageError(
            "Say who it is about, in one way: a BSN, --anp, --rol, --contactpersoon or --zaakobject."
        )
    ((kind, value),) = said
    value = sys.stdin.read(64).strip() if value == "-" else value
    path = output or Path(f"inzage-{date.today():%Y%m%d}-{secrets.token_hex(4)}.zip")  # noqa: DTZ011 - a name
    if path.exists() and not force:
        raise StartError(f"The file {path} is there already: name another, or use --force.")
    made, key = asyncio.run(_make(settings, code, (kind, value), path, activity, with_content=with_content))
    click.echo(
        f"{path}: records (zaken, documents and others) {made.dossiers}, their parts {made.records - made.dossiers}, "
        f"times of use {made.gebruik}; {made.size / 1_000_000:.1f} MB."
    )
    if made.nakijken:
        click.echo(f"Read {made.nakijken} places before you send it: beoordeling.pdf lists them.")
    click.echo(f"Signed with {key}")


async def _make(
    settings: Settings, code: str, asked: tuple[str, str], path: Path, activity: str | None, *, with_content: bool
) -> tuple[Any, str]:
    from grondslag.integration.inzage.assembling import Gemeente
    from grondslag.integration.inzage.making import Maker
    from grondslag.integration.inzage.whom import Nobody, whom
    from grondslag.opening import located, started
    from grondslag.runtime.signing import Signer
    from grondslag.surfaces.problems import Problem

    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with located(settings, code, existing=True) as place:
        async with started(place) as program:
            gemeente = Gemeente(place.gemeente.code, place.gemeente.naam)
            maker = Maker(program.town, program.box, gemeente)
            links = program.town.links(program.town.base)
            try:
                purpose = await purpose_of(program, activity)
                who = await whom(program.town, links, *asked)
                with _fresh(fresh) as file:
                    made = await maker.make(file, links, who, with_content=with_content, tell=tell)
                await _account(program, who.subject, purpose)
                fresh.replace(path)
            except OSError as failure:
                raise StartError(f"The file {path} cannot be written: {failure.strerror or failure}.") from failure
            except Nobody as wrong:
                raise StartError(str(wrong)) from None
            except Problem as refused:
                raise StartError(f"No package was made: {refused.detail}") from refused
            finally:
                fresh.unlink(missing_ok=True)
            return made, (await Signer.open(program.pool, program.box)).public_key


async def _account(program: Any, subject: str, purpose: Any) -> None:
    """Note in the log that everything on this person was taken out; without that nobody gets it."""
    from grondslag.integration.inzage.operations import PAKKET
    from grondslag.opening import own_call

    call = own_call(program, "POST", "/inzage/api/v1/pakketten")
    call.activity = purpose
    call.seen(subject, PAKKET)
    await program.accounting.account(program.town, call, "inzage", PAKKET)


@inzage.command("sleutel", short_help="Print the key that packages are signed with, or begin with a new one.")
@click.option("--new", is_flag=True, help="Make a new key, which signs from now on. Those of before still verify.")
@click.option("--all", "whole", is_flag=True, help="All keys, the newest first: a list to publish, with their days.")
@for_gemeente
@with_settings
def show_key(settings: Settings, new: bool, whole: bool, code: str) -> None:
    """Print the public key that packages and exports of the log are signed with: publish it, so that others can check.

    The list that --all prints tells of every key from which day to which it signed. `verify --key` takes that list.
    """
    click.echo(asyncio.run(_keys(settings, code, new=new, whole=whole)))
    if new:
        tell("This key signs from now on. Publish the list of all keys (--all) in the place of the old one.")


async def _keys(settings: Settings, code: str, *, new: bool, whole: bool) -> str:
    from grondslag.opening import opened
    from grondslag.runtime.signing import Signer, as_list, known_keys

    async with opened(settings, code, existing=True) as program:
        signer = await (Signer.renew if new else Signer.open)(program.pool, program.box)
        return as_list(await known_keys(program.pool)) if whole else signer.public_key


@inzage.command("verify", short_help="Check a package, without a server.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", metavar="KEY", default="", help="The key it must be signed with, its short form, or a file with keys."
)
def verify(file: Path, key: str) -> None:
    """Check that a package is as it was made: no byte changed, nothing added, removed or moved. Needs no server.

    Exit code 0 when it is, 1 when it is not. Without --key the key in the package itself is used: that shows that
    nothing was damaged, not from whom it is. A file may hold the list of all keys (`sleutel --all`).
    """
    from grondslag.integration.inzage.sealing import check, in_use
    from grondslag.runtime.signing import NotAKey, fingerprint

    try:
        found = check(file, _read_key(key))
        short = fingerprint(found.key) if found.key else ""
    except OSError as failure:
        raise StartError(f"The file {file} cannot be read: {failure.strerror or failure}.") from failure
    except NotAKey as wrong:
        raise StartError(str(wrong)) from wrong
    if found.faults or found.manifest is None:
        for fault in found.faults:
            click.echo(plain(fault.strip()))
        click.echo(f"{file} is NOT as it was made.")
        raise SystemExit(1)
    manifest = found.manifest
    whose = plain(" ".join(manifest.gemeente.values()).strip())
    count = len(manifest.bestanden) - len(found.taken_out)
    click.echo(f"{file} is as it was made: {count} files, {whose}, {manifest.gemaaktOp.isoformat()}.")
    if found.taken_out:
        click.echo(f"Only the review was taken out, as may be done before sending: {', '.join(found.taken_out)}.")
    when = in_use(found.trusted) if found.trusted is not None else ""
    click.echo(f"Signed with {plain(found.key.strip())} ({short})" + (f", which signed {when}." if when else "."))
    if found.trusted is None:
        click.echo(
            "That key is the one in the package itself, so this does NOT show who made it: anyone can make a package "
            "that names a municipality. Check it with the key that the municipality publishes (--key)."
        )


@inzage.command("without-review", short_help="Take the review out of a package, to send it.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", type=_FILE, metavar="FILE", required=True, help="The zip to write.")
def without_review(file: Path, output: Path) -> None:
    """Write a package once more without the review, which is not for the person whom it is about. Needs no server.

    All other bytes stay as they were signed, and `verify` accepts what is written.
    """
    from grondslag.integration.inzage.sealing import NotWhole
    from grondslag.integration.inzage.sealing import without_review as write

    if output.exists():
        raise StartError(f"The file {output} is there already: name another.")
    fresh = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with _fresh(fresh) as written:
            left_out = write(file, written)
        fresh.replace(output)
    except NotWhole as wrong:
        raise StartError(f"{file} is not as it was made: {plain(' '.join(wrong.faults).strip())}") from wrong
    except OSError as failure:
        raise StartError(f"{failure.filename or file}: {failure.strerror or failure}.") from failure
    finally:
        fresh.unlink(missing_ok=True)
    click.echo(f"{output}: without {' and '.join(left_out)}." if left_out else f"{output}: there was no review in it.")


@contextmanager
def _fresh(path: Path) -> Iterator[BinaryIO]:
    """A new file that nobody else reads, on the disk when the block ends."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _read_key(key: str) -> str:
    """What was given: a key, its fingerprint, or the text of the file of that name."""
    from grondslag.runtime.signing import KIND, NotAKey, trusted

    if not key or key.startswith(KIND):
        return key
    try:
        trusted(key)
    except NotAKey:
        pass
    else:
        return key
    try:
        with Path(key).open(encoding="utf-8") as file:
            return file.read(LONGEST_KEY_FILE)
    except (OSError, UnicodeDecodeError) as failure:
        raise StartError(f"{key} is no key, nor a file that holds one: a key begins with {KIND}") from failure
