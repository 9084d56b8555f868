"""What commands print: results on standard output, all that is said beside them on standard error."""

import json
import re
from typing import Any

import click

_NO_ASCII = re.compile(r"[^\n -~]")


def tell(text: str) -> None:
    """A sentence for who watches, which scripts do not read."""
    click.echo(text, err=True)


def print_json(value: Any) -> None:
    """A result for a program: plain values, and records of ours. What is no sign to read is escaped, for a terminal
    may act on it."""
    from msgspec import to_builtins

    text = json.dumps(to_builtins(value), indent=2, ensure_ascii=False)
    click.echo(_NO_ASCII.sub(lambda found: found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1], text))


def plain(text: str) -> str:
    """A text of others on one line, that does nothing to a terminal: who wrote it may wish to say more than we do."""
    return "".join(each if each.isprintable() else " " for each in text)


def print_row(*cells: Any) -> None:
    """A line of a table, in which any cell may hold a text of others."""
    click.echo("\t".join(plain(str(each)) for each in cells))
