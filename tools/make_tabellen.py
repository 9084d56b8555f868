"""Makes the bundled landelijke tabellen from a directory with the files (CSV) that RvIG publishes of them.

    python tools/make_tabellen.py DIRECTORY

Which table a file holds, is told by the element in its first column, whatever its name; files of other tables are
passed over. Taken over: codes, what they stand for, and from and until when. Whoever runs it, writes the day of the
tables down in `registers/personen/tabellen/landelijk.py`.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/grondslag/registers/personen/tabellen"
TABELLEN = {
    "05.11": "nationaliteiten",
    "32.11": "gezagsverhoudingen",
    "39.11": "verblijfstitels",
    "88.11": "rni_deelnemers",
    "92.10": "gemeenten",
    "94.10": "landen",
    "96.10": "redenen",
}
INGANG, EINDE = "99.98", "99.99"
Row = tuple[str, str, str, str]


def lines(path: Path) -> Iterator[list[str]]:
    """The lines of a file that say anything; UTF-16 when it begins so, else UTF-8."""
    with path.open("rb") as file:
        encoding = "utf-16" if file.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        yield from (row for row in csv.reader(file, strict=True) if any(row))


def rows(kop: list[str], found: Iterator[list[str]]) -> list[Row]:
    """The values in a file, in the order of their codes."""
    element = [each.partition(" ")[0] for each in kop]
    ingang, einde = element.index(INGANG), element.index(EINDE)
    made = sorted((row[0].strip(), row[1].strip(), row[ingang].strip(), row[einde].strip()) for row in found)
    if len({row[0] for row in made}) < len(made) or any("\t" in cell or "\n" in cell for row in made for cell in row):
        raise SystemExit(f"The table of {kop[0]} holds a code twice, or a text that is no line.")
    return made


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    for path in sorted(Path(sys.argv[1]).glob("*.csv")):
        found = lines(path)
        kop = next(found, [""])
        name = TABELLEN.get(kop[0].partition(" ")[0])
        if name is not None:
            made = rows(kop, found)
            text = "\n".join("\t".join(row) for row in (("code", "omschrijving", "ingang", "einde"), *made))
            (TARGET / f"{name}.tsv").write_text(text + "\n", encoding="utf-8")
            print(f"{name}.tsv: {len(made)} values")


if __name__ == "__main__":
    main()
