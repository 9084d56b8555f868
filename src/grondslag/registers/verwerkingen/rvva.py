"""How the draft API of the register calls what we keep (Register van Verwerkingsactiviteiten 0.1, concept).

Its names still move: they stand here, and nowhere else. Grounds and special grounds are terms of the W3C Data Privacy
Vocabulary for the AVG.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from grondslag.kernel.declare import Json

ACTIVITIES, VERSIONS, ENTITIES = "/processing_activities", "versions", "/entities"
ACTIVITY_PATH = f"{ACTIVITIES}/{{id}}"
VERSION_PATH = f"{ACTIVITIES}/{{id}}/{VERSIONS}/{{number}}"
ENTITY_PATH = f"{ENTITIES}/{{id}}"
_DPV = "https://w3id.org/dpv/legal/eu/gdpr#"
GROUNDS = {
    "toestemming": "A6-1-a",
    "overeenkomst": "A6-1-b",
    "wettelijke_verplichting": "A6-1-c",
    "vitale_belangen": "A6-1-d",
    "algemeen_belang": "A6-1-e",
    "gerechtvaardigd_belang": "A6-1-f",
}
SPECIAL_GROUNDS = {
    "uitdrukkelijke_toestemming": "A9-2-a",
    "arbeidsrecht_en_sociale_zekerheid": "A9-2-b",
    "vitale_belangen": "A9-2-c",
    "vereniging_of_stichting": "A9-2-d",
    "openbaar_gemaakt": "A9-2-e",
    "rechtsvordering": "A9-2-f",
    "zwaarwegend_algemeen_belang": "A9-2-g",
    "zorg": "A9-2-h",
    "volksgezondheid": "A9-2-i",
    "archivering_of_onderzoek": "A9-2-j",
    "strafrechtelijke_gegevens": "A10",
}
Row = Mapping[str, Any]


def activity(key: str, active: bool, latest: int, root: str) -> Json:
    """An activity. `root`: the address of our API."""
    return {
        "id": f"{root}{ACTIVITIES}/{key}",
        "active": active,
        "latestVersion": f"{root}{ACTIVITIES}/{key}/{VERSIONS}/{latest}" if latest else None,
    }


def version(key: str, naam: str, row: Row, root: str) -> Json:
    """A version of an activity, from a row of the register with its columns by name."""

    def entity(said: Row) -> str:
        return f"{root}{ENTITIES}/{entity_key(said['naam'])}"

    return {
        "id": f"{root}{ACTIVITIES}/{key}/{VERSIONS}/{row['versie']}",
        "name": naam,
        "purpose": row["doel"],
        "legalBasis": {
            "grounds": [
                _DPV + GROUNDS[row["grondslag"]],
                *(_DPV + SPECIAL_GROUNDS[each] for each in row["bijzondere_grondslagen"]),
            ],
            "law": [{"name": each["tekst"], "reference": each["verwijzing"]} for each in row["wetsartikelen"]],
        },
        "dataSubjects": list(row["betrokkenen"]),
        "personalData": [each["naam"] for each in row["gegevenscategorieen"]],
        "processingOptions": {
            "controller": entity(row["verwerkingsverantwoordelijke"]),
            "jointControllers": [entity(each) for each in row["gezamenlijk_verantwoordelijken"]],
            "processors": [entity(each) for each in row["verwerkers"]],
            "retention": row["bewaartermijn"],
            "transfers": [{"country": each["land"], "safeguard": each["waarborg"]} for each in row["doorgiften"]],
        },
        "recipients": list(row["ontvangers"]),
        "measures": row["maatregelen"],
        "validFrom": row["begin_geldigheid"],
        "validUntil": row["einde_geldigheid"],
    }


def entity_key(naam: str) -> str:
    """The key of an organisation: it follows from its name, which is all that a version says for certain."""
    return str(uuid5(NAMESPACE_URL, f"verwerkingen:{naam}"))


def entities(row: Row, root: str) -> Iterator[tuple[str, Json]]:
    """The organisations that a version names, by key."""
    controllers = [row["verwerkingsverantwoordelijke"], *row["gezamenlijk_verantwoordelijken"]]
    for said in controllers:
        yield _entity(said["naam"], root, said["contact"], said["functionaris"])
    for said in row["verwerkers"]:
        yield _entity(said["naam"], root)


def _entity(naam: str, root: str, contact: str = "", officer: str = "") -> tuple[str, Json]:
    key = entity_key(naam)
    return key, {
        "id": f"{root}{ENTITIES}/{key}",
        "name": naam,
        "contact": contact,
        "dataProtectionOfficer": officer,
    }
