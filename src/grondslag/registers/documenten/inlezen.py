"""Reading in documents from a manifest: what a line of it says, as the body of a document. No I/O."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

import msgspec

from grondslag.kernel.shape import Field, fields_of
from grondslag.registers.documenten.enkelvoudiginformatieobject import EnkelvoudigInformatieObject

FILE, ZAAK = "bestand", "zaak"
"""What a line may say beside the fields of a document: the file with the content, and the zaak that it belongs to."""
NEEDED = ("identificatie", "bronorganisatie")
"""By these it is known whether a document is there already."""
_LEFT_TO_US = ("inhoud", "bestandsomvang", "lock")
_SEPARATOR = ";"
_WORDS = {"true": True, "ja": True, "false": False, "nee": False}
Body = dict[str, Any]


class Entry(msgspec.Struct, kw_only=True):
    """One line of a manifest. `wrong`: why it cannot be read in; then the rest may be empty."""

    line: int
    body: Body = msgspec.field(default_factory=dict[str, Any])
    file: str = ""
    zaak: str = ""
    wrong: list[str] = msgspec.field(default_factory=list[str])

    @property
    def identificatie(self) -> str:
        """The number of the document."""
        return str(self.body.get("identificatie", ""))

    @property
    def bronorganisatie(self) -> str:
        """Who made or received it."""
        return str(self.body.get("bronorganisatie", ""))


def _columns() -> dict[str, Field]:
    """The names that a manifest may use: fields by their wire names, those of a group after a dot."""
    found: dict[str, Field] = {}
    for field in fields_of(EnkelvoudigInformatieObject):
        if not field.sent or field.wire in _LEFT_TO_US:
            continue
        if field.kind == "group" and not field.many:
            found |= {f"{field.wire}.{each.wire}": each for each in field.nested}
        else:
            found[field.wire] = field
    return found


COLUMNS = _columns()
_TOP = {name.partition(".")[0] for name in COLUMNS}


def unknown_columns(names: list[str]) -> list[str]:
    """The names in the head of a CSV file that mean nothing here."""
    return [each for each in names if each not in COLUMNS and each not in (FILE, ZAAK)]


def of_cells(line: int, cells: Mapping[str, str]) -> Entry:
    """A line of a CSV file. An empty cell says nothing; values of a list stand with `;` between them."""
    entry = Entry(line=line, file=cells.get(FILE, ""), zaak=cells.get(ZAAK, ""))
    for name, text in cells.items():
        if text == "" or name not in COLUMNS:
            continue
        try:
            value = _value(COLUMNS[name], text)
        except ValueError:
            entry.wrong.append(f"{name}: {text[:50]!r} is not a value of this field")
            continue
        head, _, inner = name.partition(".")
        if inner:
            entry.body.setdefault(head, {})[inner] = value
        else:
            entry.body[head] = value
    return _judged(entry)


def _value(field: Field, text: str) -> Any:
    """A cell as JSON has it. Raises ValueError."""
    if field.many:
        return [each.strip() for each in text.split(_SEPARATOR)]
    if field.kind == "boolean":
        if text.lower() not in _WORDS:
            raise ValueError(text)
        return _WORDS[text.lower()]
    return int(text) if field.kind == "integer" else text


def of_object(line: int, found: Any) -> Entry:
    """A line of a file with a JSON object on each line, with the fields as the API takes them."""
    if not isinstance(found, dict):
        return Entry(line=line, wrong=["not a JSON object"])
    body = cast("Body", found)
    places = {name: body.pop(name, "") for name in (FILE, ZAAK)}
    entry = Entry(line=line, body=body)
    entry.wrong += [f"{name}: not a text" for name, value in places.items() if not isinstance(value, str)]
    entry.wrong += [f"{name[:50]}: no field of a document that can be given" for name in body if name not in _TOP]
    if not entry.wrong:
        entry.file, entry.zaak = places[FILE], places[ZAAK]
    return _judged(entry)


def entries(lines: Iterable[tuple[int, Any]], read: Callable[[int, Any], Entry]) -> Iterator[Entry]:
    """The lines of a manifest; one that could not be read comes as the exception that says why."""
    for number, found in lines:
        if isinstance(found, Exception):
            yield Entry(line=number, wrong=[f"the line cannot be read: {found}"])
        else:
            yield read(number, found)


def _judged(entry: Entry) -> Entry:
    for name in NEEDED:
        value = entry.body.get(name)
        if not isinstance(value, str) or not value:
            entry.wrong.append(f"{name}: needed, to know whether the document is there already")
    return entry
