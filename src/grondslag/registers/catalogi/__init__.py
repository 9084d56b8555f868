"""Catalogi: the types by which an organisation works (ZGW Catalogi 1.3.3)."""

from grondslag.kernel.declare import Component
from grondslag.registers.catalogi import gebruik, naam
from grondslag.registers.catalogi.besluittype import BesluitType
from grondslag.registers.catalogi.catalogus import Catalogus
from grondslag.registers.catalogi.eigenschap import Eigenschap
from grondslag.registers.catalogi.informatieobjecttype import InformatieObjectType
from grondslag.registers.catalogi.resultaattype import ResultaatType
from grondslag.registers.catalogi.roltype import RolType
from grondslag.registers.catalogi.statustype import StatusType
from grondslag.registers.catalogi.zaakobjecttype import ZaakObjectType
from grondslag.registers.catalogi.zaaktype import ZaakType
from grondslag.registers.catalogi.zaaktypeinformatieobjecttype import ZaakTypeInformatieObjectType

RULES = (gebruik, naam)
"""The rooms that hold rules and no resource."""
COMPONENT = Component(
    name="catalogi",
    abbreviation="ztc",
    title="Catalogi",
    version="1.3.3",
    path="/catalogi/api/v1",
    rooms=(
        Catalogus,
        InformatieObjectType,
        BesluitType,
        ZaakType,
        StatusType,
        ResultaatType,
        RolType,
        Eigenschap,
        ZaakObjectType,
        ZaakTypeInformatieObjectType,
    ),
    channels=("zaaktypen", "besluittypen", "informatieobjecttypen"),
    derived={
        "ztc-001": "To(selectielijst.procestype) on ZaakType: the URL must lead to a procestype",
        "ztc-014": "scopes: the rights to read zaken and documenten open every read of the catalogus",
    },
    not_applicable={
        "ztc-011": "Withdrawn: since the history model types refer to published types by name.",
        "ztc-013": "Withdrawn: a name is looked up within its own catalogus, so no relation can cross to another.",
    },
)
