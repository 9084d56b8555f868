"""Autorisaties: which applications may do what (ZGW Autorisaties 1.1.0)."""

from grondslag.kernel.declare import Component
from grondslag.registers.autorisaties.applicatie import Applicatie, ClientId

COMPONENT = Component(
    name="autorisaties",
    abbreviation="ac",
    title="Autorisaties",
    version="1.1.0",
    path="/autorisaties/api/v1",
    rooms=(Applicatie, ClientId),
    channels=("autorisaties",),
)
