"""Wording: a record as a person reads it. What a field is called is the Dutch sentence of its declaration.

Every date, moment and duration is in words, every code as what it stands for, and no address of a record is shown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from grondslag.kernel.decode import NETHERLANDS
from grondslag.kernel.names import to_wire
from grondslag.kernel.shape import Field, Shape, fields_of
from grondslag.registers.inzage import woorden
from grondslag.registers.inzage.afdekking import MASK, is_covered
from grondslag.registers.inzage.persoonslijst import in_woorden
from grondslag.registers.personen.tabellen import TABELLEN
from grondslag.vocabulary.duur import in_words

LONGEST_LABEL = 60
LONGEST_VALUE, MORE = 1_500, " …"
PERSOON, ZAAK = "personen.persoon", "zaken.zaak"
OF_MACHINES = frozenset(
    (
        "aardRelatieWeergave",
        "betalingsindicatieWeergave",
        "bronorganisatie",
        "formaat",
        "integriteit",
        "objectTypeOverigeDefinitie",
        "opdrachtgevendeOrganisatie",
        "verantwoordelijkeOrganisatie",
        "versie",
        "vervalredenWeergave",
    )
)
"""Numbers of organisations, check sums, and the same thing said once more: for programs, who find them beside it."""
LABELS = {
    "identificatie": "Nummer",
    "laatstGemuteerd": "Laatst gewijzigd",
    "omschrijvingGeneriek": "Wat die in de zaak doet",
    "geboortedatum": "Geboortedatum",
    "inpA_nummer": "Administratienummer",
    "taal": "Taal",
    "bestandsomvang": "Hoe groot het is",
}
"""Where the sentence of a declaration is for who knows the standard."""
SENTENCES = {
    "Wat de zaken met elkaar te maken hebben": "Hoe die bij deze zaak hoort",
    "Het systeem dat of de organisatie die haar zo aanduidt": "Wie de zaak zo noemt",
    "Hoe die heet": "Naam van die registratie",
}
"""The same, where the name of a field is used for more than one thing."""
EEN_ZAAK = "een zaak die niet in deze brief staat"
_ASIDE = re.compile(r" \([^)]*\)")
Facts = list[tuple[str, str]]


@cache
def label(doc: str, wire: str) -> str:
    """What a field is called: its sentence without article, or where that is long its name in words."""
    if wire in LABELS:
        return LABELS[wire]
    said = _ASIDE.sub("", doc).partition(".")[0].partition(";")[0].strip()
    if said in SENTENCES:
        return SENTENCES[said]
    for article in ("De ", "Het ", "Een "):
        said = said.removeprefix(article)
    if said and len(said) <= LONGEST_LABEL:
        return said[0].upper() + said[1:]
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in wire).replace("_", " ")
    return words[:1].upper() + words[1:]


def called(fields: Sequence[Field], path: str) -> str:
    """What the field at a path is called; by its name in words where the declaration tells of none there."""
    doc, wire = "", ""
    for wire in path.split("."):
        found = next((each for each in fields if each.wire == wire), None)
        doc, fields = ("", ()) if found is None else (found.doc, tuple(_inside(found)))
    return label(doc, wire)


def _inside(field: Field) -> Iterator[Field]:
    """The fields within a group; of one that may be of several, those of each."""
    several = field.one_of.groups.values() if field.one_of is not None else ()
    for group in (*several, field.group):
        if group is not None:
            yield from fields_of(group)


def moment(text: str) -> str:
    """A moment by the clock in the Netherlands: 3 juni 2026, 14:05 uur."""
    return woorden.moment(datetime.fromisoformat(text), NETHERLANDS)


class Words:
    """Says records in words.

    `names`: what is behind the URLs of types; `forms`: what form the values of an eigenschap have, by its URL;
    `gemeente`: code and name of our own; `zaken`: what the zaken in the letter are called, by their URL.
    """

    def __init__(
        self,
        names: Mapping[str, str],
        forms: Mapping[str, str],
        gemeente: Mapping[str, str],
        zaken: Mapping[str, str] | None = None,
    ) -> None:
        self.names, self.forms, self.zaken = names, forms, zaken or {}
        own = {**TABELLEN["gemeente"], gemeente["code"]: gemeente["naam"]}
        self.tabellen = {**TABELLEN, "gemeente": own}

    def facts(self, shape: Shape, gegevens: Mapping[str, Any], without: Sequence[str] = ()) -> Facts:
        """What a record says, label and value, without what is empty, for machines, or leads to another record.

        Of a person at the source that is the list; the columns beside it repeat parts of that.
        """
        if shape.key == PERSOON:
            return list(in_woorden(gegevens["lijst"], self.tabellen))
        return list(self._said(shape.fields, {name: each for name, each in gegevens.items() if name not in without}))

    def _said(self, fields: Sequence[Field], gegevens: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for field in fields:
            value = gegevens.get(field.wire)
            if value in (None, "", [], {}, False) or field.wire in OF_MACHINES:
                continue
            name = label(field.doc, field.wire)
            if isinstance(value, dict) and is_covered(value):
                yield name, MASK
            elif isinstance(value, dict) and (group := _group(field, gegevens)) is not None:
                yield from self._said(fields_of(group), value)
            elif said := self._value(field, value, gegevens):
                yield name, said

    def _value(self, field: Field, value: Any, gegevens: Mapping[str, Any]) -> str:
        if isinstance(value, list):
            found = dict.fromkeys(self._value(field, each, gegevens) for each in value)
            return "; ".join(each for each in found if each)
        if isinstance(value, dict):
            return self._nested(field, value, gegevens)
        if isinstance(value, bool):
            return "ja" if value else "nee"
        if field.wire == "waarde" and self.forms.get(str(gegevens.get("eigenschap"))) == "datum":
            return _day(str(value))
        return cut(self._text(field, str(value)))

    def _text(self, field: Field, text: str) -> str:
        if woorden.is_adres(text):
            other = field.wire == "url" and field.to is not None and field.to.target == ZAAK
            return self.zaken.get(text, EEN_ZAAK) if other else self.names.get(text, "")
        if field.form.format == "duration":
            return in_words(text)
        if field.wire == "bestandsomvang" and text.isdigit():
            return woorden.omvang(int(text))
        if field.wire.casefold().endswith("datum"):
            return woorden.deel_van_datum(woorden.tijd(text, NETHERLANDS))
        if field.choices or field.ranked is not None or field.wire in woorden.WAARDEN:
            return woorden.in_gewone_taal(field.wire, text)
        return woorden.tijd(text, NETHERLANDS)

    def _nested(self, field: Field, value: Mapping[str, Any], gegevens: Mapping[str, Any]) -> str:
        if field.form.box is not None:
            return "een plaats op de kaart"
        group = _group(field, gegevens)
        if group is None:
            return joined(_plain(value), "; ")
        return ", ".join(f"{_within(name)}: {said}" for name, said in self._said(fields_of(group), value))


def joined(texts: Iterable[str], between: str) -> str:
    """Texts as one, each of them once, as far as there is room; what comes after is not even gone through."""
    found, size = dict[str, None](), 0
    for each in texts:
        size += 0 if each in found else len(each)
        found[each] = None
        if size > LONGEST_VALUE:
            break
    return cut(between.join(found))


def cut(text: str) -> str:
    """A text as far as there is room; that there is more, which stands in the data, is shown."""
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - len(MORE)] + MORE


def _day(text: str) -> str:
    """A day in eight digits, in words; what is no day as it is."""
    try:
        return woorden.dag(date.fromisoformat(text))
    except ValueError:
        return text


def _group(field: Field, gegevens: Mapping[str, Any]) -> type | None:
    """The class of a group; of one that may be of several, by the field that says which."""
    if field.form.box is not None or field.one_of is None:
        return None if field.form.box is not None else field.group
    return field.one_of.groups.get(str(gegevens.get(to_wire(field.one_of.by)) or ""))


def _within(name: str) -> str:
    """A label within a sentence: BAG stays as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _plain(value: Any, name: str = "") -> Iterator[str]:
    """JSON without a declaration: every value that is filled in, with its name."""
    if isinstance(value, Mapping):
        for inner, each in value.items():
            yield from _plain(each, f"{name} {_within(label('', inner))}".strip()[:LONGEST_VALUE])
    elif isinstance(value, list):
        for each in value:
            yield from _plain(each, name)
    elif value not in (None, "") and not woorden.is_adres(str(value)):
        said = ("ja" if value else "nee") if isinstance(value, bool) else woorden.tijd(str(value), NETHERLANDS)
        yield f"{name}: {said}" if name else said
