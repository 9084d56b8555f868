"""The report of reading in a catalogue: of every record whether it was kept, mapped, known already or refused."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

import msgspec

Outcome = Literal["kept", "mapped", "known", "refused"]


class Remark(msgspec.Struct, frozen=True):
    """What was the matter with a record: the rule it breaks (or the code of the answer), and what was done about it."""

    rule: str
    text: str


class Entry(msgspec.Struct, kw_only=True):
    """What became of one record of the export. `kept`: created as it was; `mapped`: created with something changed."""

    kind: str
    name: str
    source: str
    outcome: Outcome = "kept"
    url: str = ""
    concept: bool | None = None
    remarks: list[Remark] = msgspec.field(default_factory=list[Remark])

    @property
    def rules(self) -> list[str]:
        """The rules it breaks, each once."""
        return list(dict.fromkeys(each.rule for each in self.remarks if each.rule))


class Report(msgspec.Struct):
    """Everything that was read in, in order.

    `left_out`: per kind the names of fields that have no place here. `unknown`: files that are of no kind.
    `trouble`: why nothing was read in.
    """

    entries: list[Entry] = msgspec.field(default_factory=list[Entry])
    left_out: dict[str, list[str]] = msgspec.field(default_factory=dict[str, list[str]])
    unknown: list[str] = msgspec.field(default_factory=list[str])
    trouble: str = ""

    def counts(self) -> dict[str, Counter[Outcome]]:
        """Per kind how many records had which outcome."""
        found: dict[str, Counter[Outcome]] = {}
        for each in self.entries:
            found.setdefault(each.kind, Counter())[each.outcome] += 1
        return found

    @property
    def complete(self) -> bool:
        """Whether something was read in, and nothing was refused."""
        return not self.trouble and all(each.outcome != "refused" for each in self.entries)

    def lines(self) -> Iterator[str]:
        """The report as text: a line per kind, then one per record with something to tell."""
        for kind, counted in self.counts().items():
            yield f"{kind}: " + ", ".join(f"{counted[word]} {word}" for word in _WORDS if counted[word])
        for each in self.entries:
            for remark in each.remarks:
                state = ", concept" if each.concept else ""
                said = f"{remark.rule} {remark.text}".strip()
                yield f"  {each.kind} {each.name!r} ({each.outcome}{state}): {said}"
        for kind, names in self.left_out.items():
            yield f"  {kind}: no place here for {', '.join(names)}"
        for name in self.unknown:
            yield f"  {name}: no file of a catalogue"
        if self.trouble:
            yield self.trouble


_WORDS: tuple[Outcome, ...] = ("kept", "mapped", "known", "refused")
