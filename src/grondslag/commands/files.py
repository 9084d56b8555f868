"""Files that a command is given."""

from pathlib import Path

import click

from grondslag.settings import StartError


def read_text(path: str | Path, what: str) -> str:
    """The text of a file that holds something (`what`); `-` is standard input. Raises StartError when it is none."""
    try:
        with click.open_file(str(path), encoding="utf-8") as file:
            return file.read()
    except OSError as failure:
        raise StartError(f"The {what} in {path} cannot be read: {failure.strerror}.") from failure
    except UnicodeDecodeError as failure:
        raise StartError(f"The {what} in {path} is not text in UTF-8.") from failure
