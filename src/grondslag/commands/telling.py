"""Commands that tell what was derived: oas, explain and rules."""

import tomllib
from pathlib import Path
from typing import Any

import click

from grondslag.commands.options import with_settings
from grondslag.settings import Settings, StartError

_WIDTH = 100


@click.command(short_help="Print an OpenAPI document.")
@click.argument("component")
@click.option("--yaml", "as_yaml", is_flag=True, help="As YAML instead of JSON.")
@with_settings
def oas(settings: Settings, component: str, as_yaml: bool) -> None:
    """Print the OpenAPI document of a COMPONENT, such as zaken or personen, as the server shows it."""
    import msgspec

    from grondslag import targets
    from grondslag.integration.beschrijven import describe
    from grondslag.runtime.addresses import own_base
    from grondslag.surfaces.openapi import to_yaml

    world = targets.world()
    if component not in world.components:
        raise StartError(f"There is no component {component}; choose from {', '.join(sorted(world.components))}.")
    made = describe(world, component, own_base(settings) + world.components[component].path)
    click.echo(to_yaml(made) if as_yaml else msgspec.json.format(msgspec.json.encode(made), indent=2).decode())


@click.command(short_help="Print what follows from a declaration.")
@click.argument("resource")
@with_settings
def explain(settings: Settings, resource: str) -> None:
    """Print everything that was derived from the declaration of a RESOURCE, such as zaken.zaak."""
    from grondslag import targets
    from grondslag.surfaces.explain import explain as told

    try:
        click.echo(told(targets.world(), resource), nl=False)
    except KeyError as unknown:
        raise StartError(f"{unknown.args[0]}.") from unknown


@click.command(short_help="Print the coverage of each standard.")
@click.option("--missing", "only_missing", is_flag=True, help="Only the rules that are nowhere in the code.")
@with_settings
def rules(settings: Settings, only_missing: bool) -> None:
    """Print the coverage per standard: of each rule where it is, why not, or that it is missing.

    Exit code 1 when a rule of a component that can be served is missing.
    """
    from grondslag import targets
    from grondslag.surfaces.explain import coverage

    found = coverage(targets.world(), _standards())
    missing = 0
    for standard in dict.fromkeys(each.standard for each in found):
        own = [each for each in found if each.standard == standard]
        counts = {state: sum(each.state == state for each in own) for state in dict.fromkeys(e.state for e in own)}
        click.echo(f"{standard}: " + ", ".join(f"{count} {state}" for state, count in counts.items()))
        missing += counts.get("missing", 0)
        for each in own:
            if not only_missing or each.state == "missing":
                click.echo(f"  {each.code}  {each.state:14} {each.text[:_WIDTH]}")
                for place in each.by:
                    click.echo(f"           {place}")
    if missing:
        raise SystemExit(1)


def _standards() -> list[dict[str, Any]]:
    """The rules of the standards: in the package, or beside it in the source."""
    from grondslag.opening import PACKAGE

    for folder in (PACKAGE / "standards" / "rules", PACKAGE.parent.parent / "standards" / "rules"):
        if folder.is_dir():
            return [_read(path) for path in sorted(folder.glob("*.toml"))]
    raise StartError("The rules of the standards are not in this installation.")


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
