"""Logboek: who used data of whom, and for what (Logboek Dataverwerkingen 0.8, extension for reading 0.9).

It has no resources of its own: each component keeps its records, and this one searches them and takes in those of
other applications.
"""

from grondslag.kernel.declare import Component
from grondslag.registers.logboek.beschrijving import PATHS, SCHEMAS
from grondslag.registers.logboek.voorbeelden import EXAMPLES

COMPONENT = Component(
    name="logboek",
    abbreviation="logboek",
    title="Logboek",
    version="0.9.0",
    path="/logboek/api/v1",
    rooms=(),
    operations={"paths": PATHS, "schemas": SCHEMAS, "examples": EXAMPLES},
)
