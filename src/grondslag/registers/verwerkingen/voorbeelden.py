"""Worked examples of the API of the register: an activity that is still to come, and one that the demo has."""

from grondslag.kernel.declare import Json
from grondslag.registers.verwerkingen import rvva

_ROOT = "http://localhost:8000/verwerkingen/api/v1"
_URL = f"{_ROOT}/verwerkingsactiviteiten/019a20ae-c628-71e7-8e09-000000000001"
_VERSION_URL = f"{_URL}/versies/019a20ae-c628-71e7-8e09-000000000002"
_COLLEGE = "College van burgemeester en wethouders van Veldermeer"
_ASKED: Json = {
    "identificatie": "parkeren",
    "naam": "Parkeervergunningen verlenen",
    "actief": True,
    "applicaties": [],
    "zaaktypen": [],
}
_MADE: Json = {"url": _URL, **_ASKED, "versies": []}
_RENAMED: Json = {"naam": "Parkeervergunningen verlenen en intrekken"}
_VERSION_ASKED: Json = {
    "beginGeldigheid": "2040-01-01",
    "doel": "Beoordelen of iemand een parkeervergunning krijgt, en die verlenen.",
    "grondslag": "algemeen_belang",
    "wetsartikelen": [{"tekst": "Gemeentewet art. 149", "verwijzing": "jci1.3:c:BWBR0005416&artikel=149"}],
    "betrokkenen": ["Aanvragers"],
    "gegevenscategorieen": [{"naam": "Naam en adres", "soort": "gewoon"}, {"naam": "Kenteken", "soort": "gewoon"}],
    "ontvangers": ["Team Parkeren"],
    "bewaartermijn": "P5Y",
    "verwerkingsverantwoordelijke": {"naam": _COLLEGE, "contact": "privacy@veldermeer.example", "functionaris": ""},
    "maatregelen": "Toegang per taak, en een logboek van elk gebruik.",
    "velden": ["naam", "adressering"],
}
_VERSION: Json = {
    "url": _VERSION_URL,
    "uuid": _VERSION_URL.rpartition("/")[2],
    "verwerkingsactiviteit": _URL,
    "versie": 1,
    "eindeGeldigheid": None,
    "bijzondereGrondslagen": [],
    "bewaartermijnToelichting": "",
    "bewaartermijnLogboek": None,
    "gezamenlijkVerantwoordelijken": [],
    "verwerkers": [],
    "doorgiften": [],
    **_VERSION_ASKED,
}
_LONGER: Json = {"bewaartermijn": "P7Y"}
_BEZWAAR = f"{_ROOT}/processing_activities/019a20ae-c628-71e7-8e09-000000000003"
_CONTROLLER = rvva.entity_key(_COLLEGE)
_ENTITY: Json = {
    "id": f"{_ROOT}/entities/{_CONTROLLER}",
    "name": _COLLEGE,
    "contact": "privacy@veldermeer.example",
    "dataProtectionOfficer": "fg@veldermeer.example",
}
_BEZWAAR_VERSION: Json = {
    "id": f"{_BEZWAAR}/versions/1",
    "name": "Bezwaar behandelen",
    "purpose": "Een besluit waar iemand het niet mee eens is, helemaal opnieuw bekijken.",
    "legalBasis": {
        "grounds": ["https://w3id.org/dpv/legal/eu/gdpr#A6-1-c"],
        "law": [{"name": "Awb art. 7:11", "reference": "jci1.3:c:BWBR0005537&artikel=7:11"}],
    },
    "dataSubjects": ["Bezwaarmakers", "Andere belanghebbenden"],
    "personalData": ["Naam, adres en woonplaats", "Inhoud van het bezwaar"],
    "processingOptions": {
        "controller": _ENTITY["id"],
        "jointControllers": [],
        "processors": [],
        "retention": "P5Y",
        "transfers": [],
    },
    "recipients": ["Juridische zaken"],
    "measures": "Toegang per taak, en een logboek van elk gebruik.",
    "validFrom": "2018-05-25",
    "validUntil": None,
}
EXAMPLES: Json = {
    "verwerkingsactiviteit_create": {"asked": _ASKED, "answered": _MADE},
    "verwerkingsactiviteit_list": {"answered": {"count": 1, "next": None, "previous": None, "results": [_MADE]}},
    "verwerkingsactiviteit_retrieve": {"answered": _MADE},
    "verwerkingsactiviteit_update": {"asked": _ASKED | _RENAMED, "answered": _MADE | _RENAMED},
    "verwerkingsactiviteit_partial_update": {"asked": _RENAMED, "answered": _MADE | _RENAMED},
    "versie_create": {"asked": _VERSION_ASKED, "answered": _VERSION},
    "versie_list": {"answered": [_VERSION]},
    "versie_retrieve": {"answered": _VERSION},
    "versie_update": {"asked": _VERSION_ASKED | _LONGER, "answered": _VERSION | _LONGER},
    "versie_partial_update": {"asked": _LONGER, "answered": _VERSION | _LONGER},
    "processing_activity_read": {
        "path": {"id": "bezwaar"},
        "answered": {"id": _BEZWAAR, "active": True, "latestVersion": f"{_BEZWAAR}/versions/1"},
    },
    "processing_activity_version_read": {"path": {"id": "bezwaar", "number": "1"}, "answered": _BEZWAAR_VERSION},
    "entity_read": {"path": {"id": _CONTROLLER}, "answered": _ENTITY},
}
