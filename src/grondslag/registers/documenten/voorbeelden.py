"""What examples of this API say beside what must be said: by resource, None where no body would do by itself."""

from base64 import b64encode
from typing import Any

_CONTENT = b"Een voorbeeld van een document.\n"
BODIES: dict[str, dict[str, Any] | None] = {
    "EnkelvoudigInformatieObject": {
        "titel": "Aanvraag",
        "auteur": "Balie",
        "taal": "dut",
        "formaat": "text/plain",
        "bestandsnaam": "aanvraag.txt",
        "bestandsomvang": len(_CONTENT),
        "inhoud": b64encode(_CONTENT).decode(),
        "indicatieGebruiksrecht": False,
    },
    "BestandsDeel": None,
    "ObjectInformatieObject": None,
    "Gebruiksrechten": {"omschrijvingVoorwaarden": "Alleen met bronvermelding."},
    "Verzending": {"toelichting": "Op verzoek van de aanvrager.", "mijnOverheid": True},
}
"""A bestandsdeel is a form; an objectinformatieobject is made with the zaak or the besluit that the document is of."""
