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

# UUIDs by which other lists know the procestypen of 2020, in the order of their numbers: those of the public
# selectielijst API, and those of the fixtures as they were first published.
SYNONIEMEN = (
    (
        "aa8aa2fd-b9c6-4e34-9a6c-58a677f60ea0",
        "8c160b66-2247-43f3-9afc-e5e48aefa41c",
        "2692b18e-f86c-4e15-b68d-e9e50d241db3",
        "6a439f39-927e-4306-a44a-080b0e09fb53",
        "0f86ece3-f863-4c67-928e-cc71ad0e2318",
        "838e405a-9b12-43c4-a985-d7a7490d422e",
        "1ade83bf-5f13-4c00-9361-ec723c2b14a6",
        "f4603775-5a08-4829-85c8-28017dfeee1f",
        "bb2109bd-795d-47a8-b7a8-4e4269505054",
        "7356c948-d18d-4b38-b5ad-bf303c18c550",
        "7ff2b005-4d84-47fe-983a-732bfa958ff5",
        "c844637e-6393-4202-b030-e1bffb08a9b0",
        "1e12ad30-b900-4e7f-b3b7-569673cee0b0",
        "e69b104d-0b23-4265-9bfe-7a58e84cfd22",
        "d5f61062-8493-47b5-a8e3-b74f66c298e8",
        "fb12e5db-24ad-46cb-bd66-350c4c97e4aa",
        "6ffb906f-2966-4e67-b1ec-a746f2e7ceaa",
        "7716119a-6af9-408e-929a-503c8c2a5939",
        "66b82ebc-25c0-4a15-9323-11def942a374",
        "ff86b958-f934-43f7-825d-2cbc8b975394",
        "25a67e51-05ba-4dfc-b230-f606525c31a0",
        "8d522ad8-4365-4ae9-a74e-220f56048b54",
        "01a07fa2-9817-4b6f-bc99-2640a8ee08f8",
        "b2e68320-529d-4fad-8ee7-bfac3e79fdd1",
        "d19d0b40-7d6b-4ee1-aa40-a0bdb2edff79",
        "a4634ece-c1fb-4664-b9f9-968e6953c27e",
        "cf8ff03a-50ab-4ec7-bd71-a69cffd63b72",
        "3874e4e3-39ff-48af-af6b-da82131661c0",
        "1d49c68f-33da-4774-bc33-46d460bdd8b5",
    ),
    (
        "b594c8d1-ea6a-4bcd-a6aa-2c7a8ad3fe5b",
        "046d5ff0-4c71-464b-8c29-cd88fa204524",
        "e04ccf9b-501b-4228-8e16-c95eab801ee5",
        "8735037c-a438-4068-b479-1959868f03f9",
        "651a1b5b-f84f-4c73-9151-4d485c7dcb99",
        "6d85b4dc-381c-413e-af3c-1e9668f4ea97",
        "75252f24-5840-43db-b6fc-04c9f19261b9",
        "bd1ec0a0-0ecd-4046-8372-dcb6bdfda891",
        "8b25d1ef-316e-4d27-8628-33a57da051c8",
        "8727fed3-91e8-4bd3-ab4e-aacf4532f015",
        "3e1f6d3e-617f-43e1-87be-8bd255ef4745",
        "83ad3b3f-2fde-4c1b-8249-4e1429ebc6ad",
        "d4e71ef1-a20f-4023-8023-112002f6327c",
        "05236164-baf8-4f89-af32-4a420fba55b3",
        "388645ae-bb7f-4b2b-ba70-94b70f713d45",
        "d38ae0f9-76fb-49ae-a245-c27011098577",
        "a78d7c4d-183c-47e9-a396-bb39ae6b1e8d",
        "cafcc34a-9758-41f8-9742-daab16c2587e",
        "a81c84fb-7c70-40fb-b76b-290c973402fa",
        "1ac59662-5b5b-4291-87f1-8c56d8670331",
        "4af1c526-86de-44b7-be16-07b395b6715c",
        "fc040b00-d3e2-49be-8e8a-e0e772e5b771",
        "e4cdcd58-820e-45b9-9b5b-8e50a14472be",
        "938a9d4b-e728-4516-9fab-a45dfb9ae9ec",
        "66d31bef-41b3-4e83-ac5b-1b859c5795f0",
        "5a9a0792-e69c-4db6-96f1-babf9ec0fa1a",
        "6e4dc308-99b8-4b7f-ba1a-7c54038ffa32",
        "cb45ee1d-28ad-49da-9862-529ca245885f",
        "78fc57c3-88d6-440d-b43a-12732f00f26f",
    ),
)

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
    synonyms = ((uuid, number, JAAR) for uuids in SYNONIEMEN for number, uuid in enumerate(uuids, 1))
    write("synoniemen.tsv", "uuid nummer jaar", synonyms)
    columns = "uuid procestype generiek nummer naam waardering procestermijn bewaartermijn opmerking taakgebieden"
    write("resultaten.tsv", columns, resultaten(directory))
    write("resultaattypeomschrijvingen.tsv", "uuid omschrijving", omschrijvingen(directory))
    channels = ((own_uuid("communicatiekanaal", name), name, text) for name, text in KANALEN.items())
    write("communicatiekanalen.tsv", "uuid naam omschrijving", channels)


if __name__ == "__main__":
    main()
