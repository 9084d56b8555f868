"""Wording: a record as a person reads it. What a field is called is the Dutch sentence of its declaration."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from grondslag.kernel.names import to_wire
from grondslag.kernel.shape import Field, Shape, fields_of
from grondslag.registers.inzage.bewaren import dag
from grondslag.registers.inzage.persoonslijst import in_woorden
from grondslag.runtime.town import AMSTERDAM
from grondslag.vocabulary.duur import in_words

LONGEST_LABEL = 60
LONGEST_VALUE = 1_500
PERSOON = "personen.persoon"
_ASIDE = re.compile(r" \([^)]*\)")
Facts = list[tuple[str, str]]


@cache
def label(doc: str, wire: str) -> str:
    """What a field is called: its sentence without article, or where that is long its name in words."""
    said = _ASIDE.sub("", doc).partition(".")[0].partition(";")[0].strip()
    for article in ("De ", "Het ", "Een "):
        said = said.removeprefix(article)
    if said and len(said) <= LONGEST_LABEL:
        return said[0].upper() + said[1:]
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in wire)
    return words[:1].upper() + words[1:]


def moment(text: str) -> str:
    """A moment by the clock in the Netherlands: 3 juni 2026, 10.15 uur."""
    at = datetime.fromisoformat(text).astimezone(AMSTERDAM)
    return f"{dag(at.date())}, {at.hour}.{at.minute:02d} uur"


class Words:
    """Says records in words. `names`: what is behind the URLs of types."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def facts(self, shape: Shape, gegevens: Mapping[str, Any], without: Sequence[str] = ()) -> Facts:
        """What a record says, label and value, without what is empty or leads to another record.

        Of a person at the source that is the list; the columns beside it repeat parts of that.
        """
        if shape.key == PERSOON:
            return list(in_woorden(gegevens["lijst"]))
        return [
            (name, said)
            for name, wire, said in self._said(shape.fields, gegevens)
            if said and wire not in without
        ]  # fmt: skip

    def _said(self, fields: Sequence[Field], gegevens: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        for field in fields:
            value = gegevens.get(field.wire)
            if value not in (None, "", [], {}, False):
                yield label(field.doc, field.wire), field.wire, self._value(field, value, gegevens)

    def _value(self, field: Field, value: Any, gegevens: Mapping[str, Any]) -> str:
        if isinstance(value, list):
            found = dict.fromkeys(self._value(field, each, gegevens) for each in value)
            return "; ".join(each for each in found if each)
        if isinstance(value, dict):
            return self._nested(field, value, gegevens)
        if isinstance(value, bool):
            return "ja" if value else "nee"
        return self._text(field, str(value))[:LONGEST_VALUE]

    def _text(self, field: Field, text: str) -> str:
        if text.startswith(("http://", "https://")):
            return self.names.get(text, "")
        try:
            if field.kind == "date":
                return dag(date.fromisoformat(text))
            if field.kind == "datetime":
                return moment(text)
        except ValueError:
            return text
        if field.form.format == "duration":
            return in_words(text)
        return text.replace("_", " ") if field.choices or field.ranked is not None else text

    def _nested(self, field: Field, value: Mapping[str, Any], gegevens: Mapping[str, Any]) -> str:
        if field.form.box is not None:
            return "een plaats op de kaart"
        group = field.group
        if field.one_of is not None:
            group = field.one_of.groups.get(str(gegevens.get(to_wire(field.one_of.by)) or ""))
        if group is None:
            return "; ".join(self._plain(value))
        return ", ".join(f"{name.lower()}: {said}" for name, _, said in self._said(fields_of(group), value) if said)

    def _plain(self, value: Any, name: str = "") -> Iterator[str]:
        """JSON without a declaration: every value that is filled in, with its name."""
        if isinstance(value, Mapping):
            for inner, each in value.items():
                yield from self._plain(each, f"{name} {inner}".strip())
        elif isinstance(value, list):
            for each in value:
                yield from self._plain(each, name)
        elif value not in (None, ""):
            yield f"{name}: {value}" if name else str(value)
