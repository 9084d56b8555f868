"""Inzage: what a municipality shows a person of what it keeps (AVG art. 15), and is asked to put right (art. 16)."""

from grondslag.kernel.declare import Component
from grondslag.registers.inzage.correctieverzoek import Correctieverzoek

COMPONENT = Component(
    name="inzage",
    abbreviation="inzage",
    title="Inzage",
    version="0.1.0",
    path="/inzage/api/v1",
    rooms=(Correctieverzoek,),
)
