"""Reading in a file of persons at the source: its kind is known by its content, and it is read as it comes.

A list is kept with the ones around it, a few hundred at a time; who breaks off, has what went before.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO

from grondslag.integration.personen.bewaren import BATCH, bewaar, bewaar_tabellen
from grondslag.registers.personen import inlezen_gbav, inlezen_informatiemodel
from grondslag.registers.personen.inlezen import Afgewezen, Gelezen, Keuring, Onjuist, Verslag
from grondslag.registers.personen.inlezen_informatiemodel import Lezing
from grondslag.registers.personen.tabellen import TABELLEN
from grondslag.settings import StartError

CHUNK: Final = 64 * 1024
LONGEST: Final = 1024 * 1024
"""No person takes more characters than this, and no cell or line of a table does."""
MOST_VALUES: Final = 20_000
_SPACE: Final = re.compile(r"[ \t\r\n]*")
Tabellen = dict[str, dict[str, str]]
Gevonden = Gelezen | Afgewezen


class Bestand:
    """A file of persons. `tabellen` fills while it is read: what codes in it stand for that no packaged table knows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.soort = ""
        self.tabellen: Tabellen = {}

    def lijsten(self) -> Iterator[Gevonden]:
        """Every list in it, or why it is not taken. Raises StartError for a file that is of no known kind."""
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                begin = file.read(CHUNK)
                file.seek(0)
                yield from self._of_kind(begin.lstrip())(file)
        except OSError as failure:
            raise StartError(f"The file {self.path} cannot be read: {failure.strerror}.") from failure
        except UnicodeDecodeError as failure:
            raise StartError(f"The file {self.path} is not in UTF-8.") from failure

    def _of_kind(self, begin: str) -> Callable[[TextIO], Iterator[Gevonden]]:
        if begin.startswith("["):
            self.soort = inlezen_informatiemodel.SOORT
            return self._objects
        if inlezen_gbav.is_kop(begin.partition("\n")[0].split(";")):
            self.soort = inlezen_gbav.SOORT
            return self._rows
        raise StartError(
            f"The file {self.path} holds no persons that can be read: a JSON array of persons, or a table of GBA-V "
            "with the numbers of elements (01.01.10) in its first line."
        )

    # --- a table ----------------------------------------------------------------------------------------------

    def _rows(self, file: TextIO) -> Iterator[Gevonden]:
        keuring, held = Keuring(), list[tuple[int, list[str]]]()
        csv.field_size_limit(LONGEST)
        reader = csv.reader(file, delimiter=";", strict=True)
        try:
            kop = inlezen_gbav.kolommen(next(reader))
            for row in reader:
                if row and (row[0] or not held):
                    yield from self._list(kop, held, keuring)
                    held = []
                if row:
                    held.append((reader.line_num, row))
                if len(held) > inlezen_gbav.MOST_ROWS + 1:
                    held.pop()
            yield from self._list(kop, held, keuring)
        except (csv.Error, Onjuist) as failure:
            raise StartError(
                f"The file {self.path} cannot be read from line {reader.line_num} on: {failure}."
            ) from None

    @staticmethod
    def _list(kop: Any, rows: list[tuple[int, list[str]]], keuring: Keuring) -> Iterator[Gevonden]:
        if not rows:
            return
        place = f"line {rows[0][0]}"
        try:
            yield keuring.keur(place, inlezen_gbav.persoonslijst(kop, rows), [])
        except Onjuist as reden:
            yield Afgewezen(plaats=place, reden=str(reden))

    # --- a JSON array -----------------------------------------------------------------------------------------

    def _objects(self, file: TextIO) -> Iterator[Gevonden]:
        keuring = Keuring()
        for number, found in enumerate(_values(file, self.path), 1):
            place, lezing = f"person {number}", Lezing()
            try:
                lijst = lezing.persoonslijst(found)
            except Onjuist as reden:
                yield Afgewezen(plaats=place, reden=str(reden))
                continue
            judged = keuring.keur(place, lijst, lezing.weggelaten)
            if isinstance(judged, Gelezen):
                self._know(lezing.tabellen)
            yield judged

    def _know(self, tabellen: Tabellen) -> None:
        for tabel, waarden in tabellen.items():
            # What a code of the landelijke tabellen stands for, is not for a file of persons to say otherwise.
            new = {code: text for code, text in waarden.items() if code not in TABELLEN.get(tabel, {})}
            known = self.tabellen.setdefault(tabel, {})
            if len(known) < MOST_VALUES:
                known |= new


def _values(file: TextIO, path: Path) -> Iterator[Any]:
    """The elements of a JSON array, one at a time. Raises StartError where it is no JSON."""
    decoder, number = json.JSONDecoder(), 0
    text = file.read(CHUNK)
    at = text.index("[") + 1
    while True:
        at = _after_space(text, at)
        try:
            if text[at : at + 1] == "]":
                if (text[at + 1 :] + file.read(CHUNK)).strip():
                    raise _NoMore("there is more after the end of the array")
                return
            found, end = decoder.raw_decode(text, at)
            end = _after_space(text, end)
            if text[end : end + 1] not in (",", "]"):
                raise ValueError("it ends too soon, or lacks a comma")
        except (ValueError, RecursionError) as failure:
            # What looks wrong may be cut off: only with the rest of it one knows.
            more = "" if len(text) - at > LONGEST or isinstance(failure, _NoMore) else file.read(CHUNK + len(text) - at)
            if not more:
                told = str(failure).partition(":")[0]
                raise StartError(f"The file {path} is no JSON from person {number + 1} on: {told}.") from None
            text, at = text[at:] + more, 0
            continue
        number += 1
        yield found
        at = end + (text[end] == ",")


class _NoMore(ValueError):
    """No further text would make it right."""


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found is not None else at


async def lees_in(
    pool: Any,
    fresh_id: Callable[[], str],
    bestand: Bestand,
    verslag: Verslag,
    say: Callable[[str], None],
    *,
    keep: bool,
) -> None:
    """Keep the persons in a file; `verslag` tells what became of them, also of a part when it breaks off."""
    lijsten = bestand.lijsten()
    while batch := list(islice(lijsten, BATCH)):
        verslag.soort = bestand.soort
        kept = (
            await bewaar(pool, fresh_id, [each.lijst for each in batch if isinstance(each, Gelezen)]) if keep else None
        )
        for each in batch:
            verslag.meld(each)
        if kept is not None:
            verslag.nieuw += kept.nieuw
            verslag.gewijzigd += kept.gewijzigd
            verslag.gelijk += kept.gelijk
        say(f"{verslag.personen} persons ...")
    if keep:
        await bewaar_tabellen(pool, fresh_id, bestand.tabellen)
