"""What commands print: results on standard output, all that is said beside them on standard error."""

import json
from typing import Any

import click


def tell(text: str) -> None:
    """A sentence for who watches, which scripts do not read."""
    click.echo(text, err=True)


def print_json(value: Any) -> None:
    """A result for a program: plain values, and records of ours."""
    from msgspec import to_builtins

    click.echo(json.dumps(to_builtins(value), indent=2, ensure_ascii=False))


def plain(text: str) -> str:
    """A text of others on one line, that does nothing to a terminal: who wrote it may wish to say more than we do."""
    return "".join(each if each.isprintable() else " " for each in text)


def print_row(*cells: Any) -> None:
    """A line of a table, in which any cell may hold a text of others."""
    click.echo("\t".join(plain(str(each)) for each in cells))
