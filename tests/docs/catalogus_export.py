"""A small catalogue export, in the form in which Open Zaak writes it: its zaaktypen break a rule, as real ones do."""

import json
import zipfile
from pathlib import Path
from typing import Any

LIJST = "https://lijst.example/api/v1"
PROCESTYPE = f"{LIJST}/procestypen/0f86ece3-f863-4c67-928e-cc71ad0e2318"
UNKNOWN = f"{LIJST}/resultaten/00000000-0000-4000-8000-000000000000"
OMSCHRIJVING = f"{LIJST}/resultaattypeomschrijvingen/fb65d251-1518-4185-865f-b8bdcfad07b1"
ROOT = "http://bron.example/catalogi/api/v1"
STATUSTYPEN = ("Afgehandeld", "Aanvullende gegevens opgevraagd", "In behandeling genomen", "Geregistreerd")
ROLTYPEN = {
    "Initiator": "initiator",
    "OverigeBetrokkene": "initiator",
    "Gemachtigde": "beslisser",
    "Verantwoordelijke": "beslisser",
    "Uitvoerende": "behandelaar",
    "Belanghebbende": "belanghebbende",
    "BetrekkingOp": "initiator",
}
Rows = list[dict[str, Any]]


def url(collection: str, number: int) -> str:
    """The address of a record at the source."""
    return f"{ROOT}/{collection}/{number:08}-0000-4000-8000-000000000000"


CATALOGUS = url("catalogussen", 1)
OTHER = url("zaaktypen", 2)
ZAAKTYPE = url("zaaktypen", 1)


def zaaktype(address: str, identificatie: str, omschrijving: str) -> dict[str, Any]:
    """A zaaktype that was published at the source."""
    return {
        "url": address,
        "identificatie": identificatie,
        "omschrijving": omschrijving,
        "omschrijving_generiek": "",
        "vertrouwelijkheidaanduiding": "zaakvertrouwelijk",
        "doel": "Beoordelen of de aanvrager in aanmerking komt",
        "aanleiding": "Een aanvraag",
        "toelichting": "",
        "indicatie_intern_of_extern": "extern",
        "handeling_initiator": "Aanvragen",
        "onderwerp": "Verzekering",
        "handeling_behandelaar": "Behandelen",
        "doorlooptijd": "P56D",
        "servicenorm": None,
        "opschorting_en_aanhouding_mogelijk": True,
        "verlenging_mogelijk": False,
        "verlengingstermijn": None,
        "trefwoorden": [],
        "publicatie_indicatie": False,
        "publicatietekst": "",
        "verantwoordingsrelatie": [],
        "producten_of_diensten": [],
        "selectielijst_procestype": PROCESTYPE,
        "referentieproces": {"naam": "Aanvragen", "link": ""},
        "verantwoordelijke": "Projectleider",
        "catalogus": CATALOGUS,
        "besluittypen": [],
        "deelzaaktypen": [],
        "gerelateerde_zaaktypen": [],
        "begin_geldigheid": "2023-06-01",
        "einde_geldigheid": None,
        "versiedatum": "2023-06-01",
        "concept": False,
    }


def parts_of(address: str, first: int) -> dict[str, Rows]:
    """Statustypen, a resultaattype with an unknown klasse, and roltypen, the way an export orders them."""
    resultaat = {
        "omschrijving": "Toekenning",
        "resultaattypeomschrijving": OMSCHRIJVING,
        "omschrijving_generiek": "Toegekend",
        "selectielijstklasse": UNKNOWN,
        "toelichting": "",
        "archiefnominatie": "vernietigen",
        "archiefactietermijn": "P10Y",
        "brondatum_archiefprocedure": {
            "afleidingswijze": "afgehandeld",
            "datumkenmerk": "",
            "einddatum_bekend": False,
            "objecttype": "",
            "registratie": "",
            "procestermijn": None,
        },
    }
    stappen: Rows = [
        {"omschrijving": name, "volgnummer": len(STATUSTYPEN) - place, "is_eindstatus": place == 0, "informeren": False}
        for place, name in enumerate(STATUSTYPEN)
    ]
    rollen: Rows = [{"omschrijving": name, "omschrijving_generiek": word} for name, word in ROLTYPEN.items()]
    made = {"StatusType": stappen, "ResultaatType": [resultaat], "RolType": rollen}
    for kind, rows in made.items():
        for number, row in enumerate(rows, first):
            row |= {"zaaktype": address, "url": url(kind.lower() + "n", number)}
    return made


def content() -> dict[str, Rows]:
    """The export, by kind of record."""
    found: dict[str, Rows] = {
        "Catalogus": [
            {
                "url": CATALOGUS,
                "domein": "PROEF",
                "rsin": "999991723",
                "contactpersoon_beheer_naam": "Functioneel beheer",
                "contactpersoon_beheer_telefoonnummer": "",
                "contactpersoon_beheer_emailadres": "",
            }
        ],
        "InformatieObjectType": [
            {
                "url": url("informatieobjecttypen", number),
                "catalogus": CATALOGUS,
                "omschrijving": f"Bijlage {number}",
                "vertrouwelijkheidaanduiding": "zaakvertrouwelijk",
                "begin_geldigheid": "2021-08-05",
                "einde_geldigheid": None,
                "informatieobjectcategorie": "Bijlage",
                "concept": False,
            }
            for number in (1, 2)
        ],
        "ZaakType": [
            zaaktype(ZAAKTYPE, "B1261", "Collectieve ziektekostenverzekering aanvragen"),
            zaaktype(OTHER, "B0002", "Iets anders aanvragen"),
        ],
        "ZaakTypeInformatieObjectType": [
            {
                "url": url("zaaktype-informatieobjecttypen", 1),
                "zaaktype": OTHER,
                "informatieobjecttype": url("informatieobjecttypen", 1),
                "volgnummer": 1,
                "richting": "inkomend",
                "statustype": None,
            }
        ],
    }
    for first, address in ((1, ZAAKTYPE), (101, OTHER)):
        for kind, rows in parts_of(address, first).items():
            found.setdefault(kind, []).extend(rows)
    return found


def write(path: Path, rows: dict[str, Rows] | None = None) -> Path:
    """Write the export, or another one, to this file."""
    with zipfile.ZipFile(path, "w") as archive:
        for kind, each in (content() if rows is None else rows).items():
            archive.writestr(f"{kind}.json", json.dumps(each))
    return path
