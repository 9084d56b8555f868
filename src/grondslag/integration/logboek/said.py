"""What a question to the log says: each value read, and all that is wrong with it told together.

What was said is never shown again: it may be the number of a person.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from grondslag.kernel.rules import Violation
from grondslag.registers.logboek import names
from grondslag.vocabulary.tijd import parse_datetime

LONGEST_TEXT = 1000
Read = TypeVar("Read")


class Said:
    """The body of a question. `wrong`: what is not as it should be, so far."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        self.wrong: list[Violation] = []

    def refuse(self, name: str, reason: str, code: str = "invalid") -> None:
        """Note that a value is not as it should be."""
        self.wrong.append(Violation(code, reason, name))

    def text(self, name: str, read: Callable[[str], Read | None], reason: str) -> Read | None:
        """A text that has a meaning; None when it is not there."""
        text = self.body.get(name)
        if text is None:
            return None
        found = read(text) if isinstance(text, str) and len(text) <= LONGEST_TEXT else None
        if found is None:
            self.refuse(name, reason)
        return found

    def trace(self) -> bytes | None:
        """The id of a trace."""
        return self.text(names.TRACE, names.trace_of, "Een traceId is 32 hexadecimale cijfers of een uuid.")

    def moment(self, name: str) -> datetime | None:
        """A moment, in milliseconds as the schema of the standard has it, or as the API design rules write it."""
        said = self.body.get(name)
        if said is None:
            return None
        found = names.moment_of(said) if isinstance(said, int) and not isinstance(said, bool) else None
        if isinstance(said, str) and len(said) <= LONGEST_TEXT:
            found = parse_datetime(said)
        if found is None or not names.EARLIEST <= found < names.LATEST:
            self.refuse(name, "Een tijdstip is een aantal milliseconden sinds 1970, of 2026-11-26T12:00:00Z.")
        return found

    def limit(self, usual: int, most: int) -> int:
        """How many records are asked for."""
        said = self.body.get(names.LIMIT, usual)
        if isinstance(said, bool) or not isinstance(said, int) or not 1 <= said <= most:
            self.refuse(names.LIMIT, f"Een getal van 1 tot {most}.")
            return usual
        return said
