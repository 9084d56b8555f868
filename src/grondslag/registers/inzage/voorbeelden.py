"""Worked examples of the API of Inzage, about the person of the examples, who lives in the demo."""

from grondslag.kernel.declare import Json
from grondslag.registers.inzage.bronhouder import BRP
from grondslag.vocabulary.nummers import VOORBEELD_BSN

_ROOT = "http://localhost:8000"
_URL = f"{_ROOT}/inzage/api/v1/correctieverzoeken/019a20ae-c628-71e7-8e09-000000000001"
_ASKED: Json = {
    "burgerservicenummer": VOORBEELD_BSN,
    "gegeven": {
        "resource": "personen.persoon",
        "record": f"{_ROOT}/haalcentraal/api/brp/personen",
        "veld": "naam.geslachtsnaam",
    },
    "huidigeWaarde": "Kweldam",
    "gewensteWaarde": "Kwelderdam",
    "toelichting": "Er ontbreken letters in mijn naam.",
}
_MADE: Json = {
    "url": _URL,
    "uuid": _URL.rpartition("/")[2],
    **_ASKED,
    "bewijs": "",
    "bronhouder": {"registratie": BRP.registratie, "naam": BRP.naam, "terugmelding": True, "component": ""},
    "status": "ontvangen",
    "antwoord": "",
    "registratiedatum": "2026-11-26",
    "uitersteDatum": "2026-12-26",
    "afgehandeldOp": None,
    "zaak": f"{_ROOT}/zaken/api/v1/zaken/019a20ae-c628-71e7-8e09-000000000002",
}
_BUSY = _MADE | {"status": "in_behandeling"}
_PAGE: Json = {"count": 1, "next": None, "previous": None, "results": [_MADE]}
_KEY = {
    "sleutel": "ed25519:WoHVQQYUP4Su6yuTMneyAPn2RX45iHagn9Wlm27yKe8=",
    "kort": "621c d019 112e 913d abf7 1a4b bd8b 9b9b",
}
EXAMPLES: Json = {
    "pakket_maken": {"asked": {"burgerservicenummer": VOORBEELD_BSN, "metInhoud": False}},
    "sleutel_lezen": {"answered": _KEY | {"sleutels": [_KEY | {"vanaf": "2026-11-26T09:30:00Z", "tot": None}]}},
    "correctieverzoek_create": {"asked": _ASKED, "answered": _MADE},
    "correctieverzoek_list": {"answered": _PAGE},
    "correctieverzoek__zoek": {"asked": {"burgerservicenummer": VOORBEELD_BSN}, "answered": _PAGE},
    "correctieverzoek_retrieve": {"answered": _MADE},
    "correctieverzoek_update": {"asked": _ASKED | {"status": "in_behandeling"}, "answered": _BUSY},
    "correctieverzoek_partial_update": {"asked": {"status": "in_behandeling"}, "answered": _BUSY},
}
