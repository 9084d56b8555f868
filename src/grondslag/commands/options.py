"""Options that every command takes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from grondslag.settings import Settings, load


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options `--data` and `--database`, and the settings in force as its first argument.

    Options of the command that are named like a setting (`host`, `port`) decide over that setting.
    """

    # The environment is read by the settings, which can tell then that a wrong value came from there.
    @click.option("--data", metavar="DIR", help="Directory for all that is kept on disk.  [env var: GRONDSLAG_DATA]")
    @click.option("--database", metavar="DSN", help="DSN of the PostgreSQL database, instead of the embedded one.  "
                  "[env var: GRONDSLAG_DATABASE]")  # fmt: skip
    @wraps(command)
    def run(**given: Any) -> Any:
        names = set(Settings.__struct_fields__)
        chosen = {name: given.pop(name) for name in list(given) if name in names}
        return command(load(**chosen), **given)

    return run


def for_gemeente(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option `--gemeente`."""
    return click.option(
        "--gemeente", "code", metavar="CODE", default="", help="The gemeente it is about; else the first on the list."
    )(command)
