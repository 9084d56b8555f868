"""Personen: who is in the basisregistratie personen, asked at the source (BRP Personen bevragen 2.7)."""

from grondslag.kernel.declare import Component
from grondslag.registers.personen.persoon import Persoon
from grondslag.registers.personen.tabelwaarde import Tabelwaarde
from grondslag.registers.personen.volgindicatie import Volgindicatie

COMPONENT = Component(
    name="personen",
    abbreviation="personen",
    title="BRP Personen bevragen",
    version="2.7.0",
    path="/haalcentraal/api/brp",
    rooms=(Persoon, Tabelwaarde, Volgindicatie),
)
