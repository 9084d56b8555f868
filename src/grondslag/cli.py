"""The command line: `grondslag serve` and the commands around it. What each does stands in `commands/`."""

from typing import Any

import click

from grondslag import __version__
from grondslag.commands.activities import activity
from grondslag.commands.beslissingen import decisions
from grondslag.commands.catalogue import import_
from grondslag.commands.clients import client, token
from grondslag.commands.databases import backup, check, migrate, migration, restore
from grondslag.commands.documents import documenten
from grondslag.commands.gemeenten import beheerder, gemeente
from grondslag.commands.inzage import inzage
from grondslag.commands.logboek import logboek
from grondslag.commands.notificaties import notificaties
from grondslag.commands.persons import personen
from grondslag.commands.serving import serve, worker
from grondslag.commands.telling import explain, oas, rules
from grondslag.settings import StartError


class Told(click.ClickException):
    """A reason to stop, said in one sentence."""

    def show(self, file: Any = None) -> None:
        """Print the sentence alone."""
        click.echo(self.message, err=True, file=file)


class Commands(click.Group):
    """The commands; a StartError of any of them is one sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except StartError as reason:
            raise Told(reason.sentence) from reason


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="grondslag")
def main() -> None:
    """The case registers of a Dutch municipality, in one program.

    A setting is an option, else from the environment (GRONDSLAG_<NAME>), else from grondslag.toml.
    Commands work beside a running `serve` on the same data directory, and without one.
    """


_COMMANDS: tuple[click.Command, ...] = (
    serve, worker, client, token, activity, import_, gemeente, beheerder, notificaties, logboek, inzage, migrate,
    backup, restore, check, oas, explain, rules, migration,
)  # fmt: skip
import_.add_command(documenten)
logboek.add_command(decisions)
import_.add_command(personen)
for command in _COMMANDS:
    main.add_command(command)
