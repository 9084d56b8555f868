"""Aflevering: an event that one abonnement must still be told of; DodeBrief: one that could not be."""

from datetime import datetime
from typing import Annotated

from grondslag.kernel.declare import Max, Record, Ref, To, resource
from grondslag.registers.notificaties.kanaal import READ


class Bezorging(Record):
    """Een gebeurtenis, op weg naar een abonnement."""

    abonnement: Annotated[Ref, To("notificaties.abonnement"), "Voor wie het is."]
    volgorde: Annotated[int, "De plaats in de rij van dit abonnement."]
    gebeurtenis: Annotated[str, Max(36), "De sleutel van de gebeurtenis, bij elke poging en elk abonnement dezelfde."]
    kanaal: Annotated[str, Max(50), "Het kanaal."]
    hoofd_object: Annotated[str, Max(2000), "Waar de gebeurtenis bij hoort; wat daarover gaat, gaat op volgorde."]
    bericht: Annotated[str, "Wat wordt verstuurd, teken voor teken."]
    aangeboden_op: Annotated[datetime, "Sinds wanneer het in de rij staat."]
    pogingen: Annotated[int, "Hoe vaak het is geprobeerd."] = 0


@resource(
    "afleveringen",
    methods="",
    part_of="abonnement",
    scopes={"read": READ},
    indexes=(("abonnement", "volgorde"), ("abonnement", "hoofd_object", "volgorde")),
)
class Aflevering(Bezorging):
    """Een gebeurtenis die een abonnement nog te horen moet krijgen."""

    volgende_poging: Annotated[datetime, "Vanaf wanneer het weer wordt geprobeerd."]


@resource("dodebrieven", methods="", part_of="abonnement", scopes={"read": READ})
class DodeBrief(Bezorging):
    """Een gebeurtenis die een abonnement niet te horen kreeg, en waarom: een gat in wat het weet."""

    oorzaak: Annotated[str, Max(200), "Waarom het niet lukte."]
    gestorven_op: Annotated[datetime, "Wanneer het is opgegeven."]
