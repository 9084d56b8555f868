"""Verwerkingen: the register of processing activities (AVG art. 30), and who acts for which of them."""

from grondslag.kernel.declare import Component
from grondslag.registers.verwerkingen import versie_geldigheid
from grondslag.registers.verwerkingen.beschrijving import PATHS, SCHEMAS
from grondslag.registers.verwerkingen.versie import Versie
from grondslag.registers.verwerkingen.verwerkingsactiviteit import Verwerkingsactiviteit
from grondslag.registers.verwerkingen.voorbeelden import EXAMPLES

RULES = (versie_geldigheid,)
"""The rooms that hold rules on a version, by subject."""

COMPONENT = Component(
    name="verwerkingen",
    abbreviation="verwerkingen",
    title="Verwerkingen",
    version="0.1.0",
    path="/verwerkingen/api/v1",
    rooms=(Verwerkingsactiviteit, Versie),
    operations={"paths": PATHS, "schemas": SCHEMAS, "examples": EXAMPLES},
)
