"""Besluiten: the register of formal decisions and the documents in which they stand (ZGW brc 1.1.0)."""

from grondslag.kernel.declare import Component
from grondslag.registers.besluiten import besluit_samen, besluit_verwijderen, besluit_zaak
from grondslag.registers.besluiten.besluit import Besluit
from grondslag.registers.besluiten.besluitinformatieobject import BesluitInformatieObject
from grondslag.registers.besluiten.voorbeelden import BODIES

RULES = (besluit_zaak, besluit_samen, besluit_verwijderen)
"""The rooms that hold rules on the besluit, by subject."""

COMPONENT = Component(
    name="besluiten",
    abbreviation="brc",
    title="Besluiten",
    version="1.1.0",
    path="/besluiten/api/v1",
    channels=("besluiten",),
    rooms=(Besluit, BesluitInformatieObject),
    derived={
        "brc-002": "unique, Numbers and FIXED on Besluit.identificatie, FIXED on verantwoordelijkeOrganisatie",
        "brc-003": "To on BesluitInformatieObject.informatieobject",
    },
    not_applicable={
        "brc-004": "The API has no aardRelatie any more; a besluitinformatieobject is made and removed, never changed.",
    },
    operations={"bodies": BODIES},
)
