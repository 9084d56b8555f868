"""Notificaties: who wants to hear of which events, and what still has to be told them (ZGW Notificaties 1.0.1)."""

from grondslag.kernel.declare import Component
from grondslag.registers.notificaties.abonnement import Abonnement
from grondslag.registers.notificaties.aflevering import Aflevering, DodeBrief
from grondslag.registers.notificaties.kanaal import Kanaal
from grondslag.registers.notificaties.notificatie import Notificatie

COMPONENT = Component(
    name="notificaties",
    abbreviation="nrc",
    title="Notificaties",
    version="1.0.1",
    path="/notificaties/api/v1",
    rooms=(Kanaal, Abonnement, Aflevering, DodeBrief, Notificatie),
)
