"""Inzage: what a municipality shows a person of what it keeps (AVG art. 15), and is asked to put right (art. 16)."""

from grondslag.kernel.declare import Component
from grondslag.registers.inzage.beschrijving import PATHS, SCHEMAS
from grondslag.registers.inzage.correctieverzoek import Correctieverzoek
from grondslag.registers.inzage.voorbeelden import EXAMPLES

COMPONENT = Component(
    name="inzage",
    abbreviation="inzage",
    title="Inzage",
    version="0.1.0",
    path="/inzage/api/v1",
    rooms=(Correctieverzoek,),
    operations={"paths": PATHS, "schemas": SCHEMAS, "examples": EXAMPLES},
)
