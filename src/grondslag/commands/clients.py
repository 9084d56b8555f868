"""`grondslag client` and `grondslag token`: who may call, and the token to call with."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from grondslag.commands import hints
from grondslag.commands.files import read_text
from grondslag.commands.options import for_gemeente, with_settings
from grondslag.commands.printing import print_row, tell
from grondslag.settings import Settings, StartError

_TYPES = ("zaaktype", "informatieobjecttype", "besluittype")
ONLY_READY = "alleenIsGereedVoorPublicatie"


@click.group(short_help="Add, list and remove who may call the APIs.")
def client() -> None:
    """Add, list and remove the clients that may call the APIs."""


@client.command("add", short_help="Make a client known, with rights or without.")
@click.argument("client_id", metavar="ID")
@click.option("--secret", metavar="S", help="Its secret, at least 32 bytes. Others on the machine can see it while the "
              "command runs: prefer --secret-file. Without one, a secret is made and printed.")  # fmt: skip
@click.option("--secret-file", type=click.Path(dir_okay=False, allow_dash=True),
              help="File that holds its secret; `-` reads it from standard input.")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="An Applicatie with all rights.")
@click.option("--rights", type=click.Path(dir_okay=False), metavar="FILE",
              help='An Applicatie with these rights: JSON {"label": "…", "autorisaties": […]}.')  # fmt: skip
@click.option("--activity", "activities", multiple=True, metavar="NAME",
              help="A processing activity that it acts for. Repeatable.")  # fmt: skip
@click.option(
    "--replace", is_flag=True, help="Give a known client another secret, and with --all or --rights other rights."
)
@for_gemeente
@with_settings
def add(
    settings: Settings, client_id: str, code: str, *, activities: tuple[str, ...], replace: bool, **said: Any
) -> None:
    """Make a client known, with an Applicatie where --all or --rights says so, tied to activities of the register."""
    if said["secret"] is not None and said["secret_file"] is not None:
        raise click.UsageError("Give --secret or --secret-file, not both.")
    if said["everything"] and said["rights"] is not None:
        raise click.UsageError("Give --all or --rights, not both.")
    given = read_text(said["secret_file"], "secret").strip() if said["secret_file"] is not None else said["secret"]
    applicatie: dict[str, Any] | None = None
    if said["everything"]:
        applicatie = {"label": client_id, "heeftAlleAutorisaties": True}
    elif said["rights"] is not None:
        applicatie = {"label": client_id} | _read_rights(Path(said["rights"]))
    if applicatie is not None:
        applicatie["clientIds"] = [client_id]
    made, needed = asyncio.run(_add(settings, code, client_id, given, applicatie, activities, replace=replace))
    click.echo(f"client_id: {client_id}")
    if given is None:
        click.echo(f"secret: {made}")
    for each in needed:
        tell(each)


async def _add(
    settings: Settings,
    code: str,
    client_id: str,
    secret: str | None,
    applicatie: Mapping[str, Any] | None,
    activities: Sequence[str],
    *,
    replace: bool,
) -> tuple[str, list[str]]:
    from grondslag import targets
    from grondslag.opening import opened, registering
    from grondslag.runtime.client_secrets import check_client_id, forget_client, is_known, keep_client
    from grondslag.runtime.secrets import check_secret, new_secret

    check_client_id(client_id, targets.OWN_CLIENT)
    chosen = check_secret(secret) if secret is not None else new_secret()
    async with opened(settings, code) as program:
        elsewhere = program.settings.neighbours.get("autorisaties")
        if applicatie is not None and elsewhere is not None:
            raise StartError(f"Autorisaties runs at {elsewhere}: give {client_id} its rights there.")
        for name in activities:
            await registering(program).known(name)
        known = await is_known(program.pool, client_id)
        if not known or not replace:
            await keep_client(program.pool, program.box, client_id, chosen)
        try:
            if applicatie is not None:
                wanted = _at(applicatie, program.town.base, _own_roots(program))
                await give_rights(program, client_id, wanted, replace=replace)
            for name in activities:
                await registering(program).tie(name, [client_id])
        except StartError:
            if not known:
                await forget_client(program.pool, client_id)
            raise
        if known:
            # Last, so that who is refused other rights keeps the secret.
            await keep_client(program.pool, program.box, client_id, chosen, replace=True)
        return chosen, await hints.of_client(program, client_id)


async def give_rights(program: Any, client_id: str, wanted: Mapping[str, Any], *, replace: bool) -> None:
    """Make the Applicatie of a client; to replace, give the one that it has other rights."""
    found = await program.pool.fetch(
        "select id, label, client_ids from autorisaties.applicatie where $1 = any(client_ids)", client_id
    )
    if not replace or not found:
        await change_applicatie(program, "create", wanted)
        return
    if len(found[0]["client_ids"]) > 1:
        raise StartError(
            f"Client {client_id} shares its rights with others in the Applicatie {found[0]['label']!r}: change them "
            "over the API, or leave --all and --rights out."
        )
    body = {"heeftAlleAutorisaties": False, ONLY_READY: False, "autorisaties": []} | dict(wanted)
    await change_applicatie(program, "partial_update", body, str(found[0]["id"]))


async def change_applicatie(program: Any, action: str, body: Mapping[str, Any], key: str = "") -> None:
    """Make or change an Applicatie the way the API does, so that every rule holds."""
    from grondslag.opening import own_call
    from grondslag.runtime.changing import change
    from grondslag.runtime.town import Wish
    from grondslag.surfaces.problems import Invalid

    shape = program.world.shapes["autorisaties.applicatie"]
    try:
        wish = Wish(shape=shape, action=action, key=key, body=body)
        method = "PATCH" if key else "POST"
        await change(program.town, own_call(program, method, shape.path), wish)
    except Invalid as refused:
        # The code, which has a page; the reason is in Dutch, for who reads an answer of the API.
        told = ", ".join(f"{each.name} ({each.code})" for each in refused.violations)
        raise StartError(f"The Applicatie is refused: {told}.") from refused


def _read_rights(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as failure:
        raise StartError(f"The rights in {path} cannot be read: {failure.strerror}.") from failure
    except ValueError as failure:
        raise StartError(f"The rights in {path} are not JSON: {failure}.") from failure
    if not isinstance(found, dict) or not isinstance(found.get("autorisaties"), list):
        raise StartError(f'The rights in {path} are not of the form {{"label": "…", "autorisaties": […]}}.')
    if unknown := sorted(found.keys() - {"label", "autorisaties", ONLY_READY}):
        raise StartError(f"The rights in {path} have unknown names: {', '.join(unknown)}.")
    return found


def _own_roots(program: Any) -> tuple[str, ...]:
    return tuple(program.world.components[name].path + "/" for name in program.served)


def _at(applicatie: Mapping[str, Any], base: str, roots: tuple[str, ...]) -> dict[str, Any]:
    """The same Applicatie with our own types at our own address, whatever loopback name or port it was written with."""
    own = {"localhost", "127.0.0.1", "::1", urlsplit(base).hostname}

    def at(url: Any) -> Any:
        parts = urlsplit(url) if isinstance(url, str) else None
        ours = parts is not None and parts.hostname in own and parts.path.startswith(roots)
        return base + parts.path if parts is not None and ours else url

    items = [
        each | {name: at(each[name]) for name in _TYPES if name in each} if isinstance(each, dict) else each
        for each in applicatie.get("autorisaties", ())
    ]
    return {**applicatie, **({"autorisaties": items} if "autorisaties" in applicatie else {})}


@client.command("list")
@for_gemeente
@with_settings
def show(settings: Settings, code: str) -> None:
    """List the known clients, and what they may do: all, some or none."""
    found = asyncio.run(_list(settings, code))
    if not found:
        tell("No clients yet: add one with `grondslag client add ID`.")
        return
    click.echo("client id\trights\tapplicatie\tadded")
    for each in found:
        print_row(each.client_id, each.rights, each.label, f"{each.made_at:%Y-%m-%d}")


async def _list(settings: Settings, code: str) -> list[Any]:
    from grondslag.opening import opened
    from grondslag.runtime.client_secrets import listed_clients

    async with opened(settings, code, existing=True) as program:
        return await listed_clients(program.pool)


@client.command("remove", short_help="Forget a client and its secret.")
@click.argument("client_id", metavar="ID")
@for_gemeente
@with_settings
def remove(settings: Settings, client_id: str, code: str) -> None:
    """Forget a client and its secret: its tokens are refused from then on. Its Applicatie stays."""
    asyncio.run(_remove(settings, code, client_id))
    click.echo(f"Client {client_id} is removed; its Applicatie, if it has one, stays.")


async def _remove(settings: Settings, code: str, client_id: str) -> None:
    from grondslag.opening import opened
    from grondslag.runtime.client_secrets import forget_client

    async with opened(settings, code, existing=True) as program:
        if not await forget_client(program.pool, client_id):
            raise StartError(f"Client {client_id} is not known.")


@click.command(short_help="Print a token for a client.")
@click.argument("client_id", metavar="ID")
@click.option("--user-id", default="", help="For whom it is: gebruikersId in the audit trail.")
@click.option("--user-representation", default="", help="The name of that person.")
@for_gemeente
@with_settings
def token(settings: Settings, client_id: str, user_id: str, user_representation: str, code: str) -> None:
    """Print a ZGW token (JWT) for a client; it is valid for one hour."""
    click.echo(asyncio.run(_token(settings, code, client_id, user_id, user_representation)))


async def _token(settings: Settings, code: str, client_id: str, user_id: str, representation: str) -> str:
    from grondslag.opening import opened
    from grondslag.runtime.client_secrets import secret_of
    from grondslag.runtime.clients import make_token

    async with opened(settings, code, existing=True) as program:
        secret = await secret_of(program.pool, program.box, client_id)
    if secret is None:
        raise StartError(f"Client {client_id} is not known: add it with `grondslag client add {client_id}`.")
    return make_token(client_id, secret, time.time(), user_id, representation)
