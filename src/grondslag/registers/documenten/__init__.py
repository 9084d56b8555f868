"""Documenten: the register of documents and their content (ZGW drc 1.7.0).

Served are enkelvoudiginformatieobjecten with their older versions, bestandsdelen and downloads, and what belongs to
them: objectinformatieobjecten, gebruiksrechten and verzendingen.
"""

from grondslag.kernel.declare import Component
from grondslag.registers.documenten import (
    document_inhoud,
    document_relatie,
    document_samen,
    document_slot,
    documentnummer,
)
from grondslag.registers.documenten.bestandsdeel import BestandsDeel
from grondslag.registers.documenten.enkelvoudiginformatieobject import EnkelvoudigInformatieObject
from grondslag.registers.documenten.gebruiksrechten import Gebruiksrechten
from grondslag.registers.documenten.objectinformatieobject import ObjectInformatieObject
from grondslag.registers.documenten.tekst import Tekst
from grondslag.registers.documenten.verzending import Verzending
from grondslag.registers.documenten.voorbeelden import BODIES

RULES = (document_relatie, document_samen, document_slot, document_inhoud, documentnummer)
"""The rooms that hold rules on the document, by subject."""

COMPONENT = Component(
    name="documenten",
    abbreviation="drc",
    title="Documenten",
    version="1.7.0",
    path="/documenten/api/v1",
    channels=("documenten",),
    rooms=(EnkelvoudigInformatieObject, BestandsDeel, ObjectInformatieObject, Gebruiksrechten, Verzending, Tekst),
    derived={
        "drc-002": "proves on the facts of ObjectInformatieObject: what it belongs to answers, as what it should be",
        "drc-010": "the lock alone decides whether a document changes: no other rule stands in its way",
        "drc-011": "To and Inverse: what may be expanded",
        "drc-012": "expand goes to any depth",
        "drc-013": "To and Inverse: what may be expanded",
        "drc-014": "To and Inverse: what may be expanded",
    },
    operations={"bodies": BODIES},
)
