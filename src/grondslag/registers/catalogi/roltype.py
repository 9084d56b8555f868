"""RolType: what someone can be in a zaak."""

from typing import Annotated, Literal

from grondslag.kernel.declare import Find, Max, resource
from grondslag.registers.catalogi import deel, rights, searching
from grondslag.registers.catalogi.deel import GeslotenDeel


@resource(
    "roltypen",
    methods="LCRHUPD",
    part_of="zaaktype",
    scopes=rights.OF_PARTS,
    filters=searching.OF_PARTS,
    extra=("omschrijving",),
)
class RolType(GeslotenDeel):
    """Een rol die iemand bij zaken van een zaaktype kan hebben."""

    omschrijving: Annotated[str, Max(100), Find.PART, "Naam van de rol."]
    omschrijving_generiek: Annotated[
        Literal[
            "adviseur",
            "behandelaar",
            "belanghebbende",
            "beslisser",
            "initiator",
            "klantcontacter",
            "zaakcoordinator",
            "mede_initiator",
        ],
        Find.EXACT,
        "De algemeen gangbare naam.",
    ]
    catalogus: deel.GegevenCatalogus | None = None
    begin_geldigheid: deel.BeginGeldigheid = None
    einde_geldigheid: deel.EindeGeldigheid = None
    begin_object: deel.BeginObject = None
    einde_object: deel.EindeObject = None
