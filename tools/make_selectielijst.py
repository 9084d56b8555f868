"""Makes the bundled selectielijst from a directory with the fixtures of the VNG reference lists.

    python tools/make_selectielijst.py DIRECTORY

Taken over: numbers, UUIDs, names, terms and task areas. Left out: all explaining text. What the fixtures lack stands
in the tables below.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

TARGET = Path(__file__).parent.parent / "src/grondslag/registers/catalogi/selectielijst"

TAAKGEBIEDEN = (
    "algemeen_bestuur_en_inrichting_organisatie",
    "bedrijfsvoering_en_personeel",
    "publieke_informatie_en_registratie",
    "burgerzaken",
    "veiligheid",
    "verkeer_en_vervoer",
    "economie",
    "onderwijs",
    "sport_cultuur_en_recreatie",
    "sociaal_domein",
    "volksgezonheid_en_milieu",
    "vhrosv",
    "heffen_belastingen",
    "alle_taakgebieden",
)

# The results are those of the list of 2020; their procestypen carry the same numbers in 2017 and 2020.
JAAR = 2020

# UUIDs under which the public selectielijst API knows procestypen of 2020, as real catalogues refer to them.
SYNONIEMEN = {
    "aa8aa2fd-b9c6-4e34-9a6c-58a677f60ea0": 1,
    "2692b18e-f86c-4e15-b68d-e9e50d241db3": 3,
    "0f86ece3-f863-4c67-928e-cc71ad0e2318": 5,
    "7ff2b005-4d84-47fe-983a-732bfa958ff5": 11,
    "d5f61062-8493-47b5-a8e3-b74f66c298e8": 15,
}

# Generic results that the fixtures lack: with the UUID of the public API where real catalogues show it, else our own.
OMSCHRIJVINGEN = {
    "Afgebroken": "ce8cf476-0b59-496f-8eee-957a7c6e2506",
    "Afgehandeld": "7cb315fb-4f7b-4a43-aca1-e4522e4c73b3",
    "Gegrond": "3a0a9c3c-0847-4e7e-b7d9-765b9434094c",
    "Geweigerd": "1f750958-431c-4916-bc01-af5d3a753b41",
    "Gewijzigd": "",
    "Niet nodig": "",
    "Niet ontvankelijk": "",
    "Niet vastgesteld": "9c180d8b-2dd7-4a6f-89fa-7ba4d2f0cd8d",
    "Ongegrond": "",
    "Ontvankelijk": "",
    "Vastgesteld": "",
    "Verleend": "f7d2dc14-1b71-4179-aed3-4e7abcfbeb0d",
    "Verwerkt": "f33dbd16-68ae-4820-acb5-5f437bca5edb",
}

KANALEN = {
    "Balie": "Aan de balie van de gemeente.",
    "Brief": "Per post.",
    "E-mail": "Per e-mail.",
    "Internet": "Via de website of een formulier op het internet.",
    "Medewerker": "Door een medewerker van de gemeente zelf.",
    "Sociale media": "Via een bericht op sociale media.",
    "Telefoon": "Per telefoon.",
}

Row = Iterable[str | int]


def read(directory: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((directory / name).read_text(encoding="utf-8"))
    return rows


def own_uuid(kind: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"urn:grondslag:{kind}:{name}"))


def write(name: str, columns: str, rows: Iterable[Row]) -> None:
    lines = [columns.replace(" ", "\t")]
    for row in rows:
        cells = [str(cell) for cell in row]
        if any("\t" in cell or "\n" in cell for cell in cells):
            raise SystemExit(f"{name}: a cell holds a tab or a line break: {cells}")
        lines.append("\t".join(cells))
    (TARGET / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(lines) - 1} rows")


def procestypen(directory: Path) -> Iterable[Row]:
    for row in read(directory, "selectielijst_2020_procestypen.json"):
        fields = row["fields"]
        yield fields["uuid"], fields["nummer"], fields["jaar"], fields["naam"].strip()


def resultaten(directory: Path) -> Iterable[Row]:
    numbers = {row["pk"]: row["fields"]["nummer"] for row in read(directory, "selectielijst_2020_procestypen.json")}
    rows = read(directory, "selectielijst_2020_resultaten.json")
    generic = {row["pk"]: row["fields"]["nummer"] for row in rows}
    for row in rows:
        fields = row["fields"]
        parent = fields.get("generiek_resultaat")
        yield (
            fields["uuid"],
            numbers[fields["proces_type"]],
            "" if parent is None else generic[parent],
            fields["nummer"],
            fields["naam"].strip(),
            fields["waardering"],
            fields["procestermijn"],
            fields.get("bewaartermijn") or "",
            fields["procestermijn_opmerking"].strip(),
            "".join("1" if fields[area] else "0" for area in TAAKGEBIEDEN),
        )


def omschrijvingen(directory: Path) -> Iterable[Row]:
    known = {
        row["fields"]["omschrijving"]: row["fields"]["uuid"]
        for row in read(directory, "resultaattypeomschrijvingen.json")
    }
    for name, uuid in sorted({**OMSCHRIJVINGEN, **known}.items()):
        yield uuid or own_uuid("resultaattypeomschrijving", name), name


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    directory = Path(sys.argv[1])
    write("procestypen.tsv", "uuid nummer jaar naam", procestypen(directory))
    write("synoniemen.tsv", "uuid nummer jaar", ((uuid, number, JAAR) for uuid, number in SYNONIEMEN.items()))
    columns = "uuid procestype generiek nummer naam waardering procestermijn bewaartermijn opmerking taakgebieden"
    write("resultaten.tsv", columns, resultaten(directory))
    write("resultaattypeomschrijvingen.tsv", "uuid omschrijving", omschrijvingen(directory))
    channels = ((own_uuid("communicatiekanaal", name), name, text) for name, text in KANALEN.items())
    write("communicatiekanalen.tsv", "uuid naam omschrijving", channels)


if __name__ == "__main__":
    main()
