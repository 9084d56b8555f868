"""What examples of this API say beside what must be said: by resource, None where no body would do by itself."""

from typing import Any

from grondslag.vocabulary.nummers import VOORBEELD_BSN

BODIES: dict[str, dict[str, Any] | None] = {
    "Zaak": {"omschrijving": "Aanvraag van een vergunning", "toelichting": "Kwam binnen via de website."},
    "Status": {"statustoelichting": "Wij hebben uw aanvraag ontvangen."},
    "Resultaat": {"toelichting": "Er is aan alle voorwaarden voldaan."},
    "Rol": {
        "roltoelichting": "Vroeg de vergunning aan.",
        "betrokkeneIdentificatie": {"inpBsn": VOORBEELD_BSN, "geslachtsnaam": "van der Kweldam", "voornamen": "Amira"},
    },
    "ZaakEigenschap": {"waarde": "20260105"},
    "ZaakInformatieObject": {"titel": "Aanvraag", "beschrijving": "Het formulier dat de aanvrager invulde."},
    "ZaakObject": {
        "relatieomschrijving": "De vergunning is voor dit adres.",
        "objectIdentificatie": {
            "identificatie": "1810200000000001",
            "wplWoonplaatsNaam": "Veldermeer",
            "gorOpenbareRuimteNaam": "Kwelderstraat",
            "huisnummer": 1,
        },
    },
    "KlantContact": {"kanaal": "telefoon", "onderwerp": "Hoe staat het met mijn aanvraag?"},
    "SubStatus": {"omschrijving": "Wij wachten op advies."},
    "ZaakNotitie": {"onderwerp": "Terugbellen", "tekst": "De aanvrager is na vier uur bereikbaar."},
    "ZaakBesluit": None,
}
"""A zaakbesluit is made by the besluit itself."""
