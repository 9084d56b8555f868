"""Zaken: the register of zaken and everything that belongs to them (ZGW zrc 1.7.0)."""

from grondslag.kernel.declare import Component
from grondslag.registers.zaken.klantcontact import KlantContact
from grondslag.registers.zaken.resultaat import Resultaat
from grondslag.registers.zaken.rol import Rol
from grondslag.registers.zaken.status import Status
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakbesluit import ZaakBesluit
from grondslag.registers.zaken.zaakcontactmoment import ZaakContactMoment
from grondslag.registers.zaken.zaakeigenschap import ZaakEigenschap
from grondslag.registers.zaken.zaakinformatieobject import ZaakInformatieObject
from grondslag.registers.zaken.zaaknotitie import ZaakNotitie
from grondslag.registers.zaken.zaakobject import ZaakObject
from grondslag.registers.zaken.zaakverzoek import ZaakVerzoek

COMPONENT = Component(
    name="zaken",
    abbreviation="zrc",
    title="Zaken",
    version="1.7.0",
    path="/zaken/api/v1",
    channels=("zaken",),
    rooms=(
        Zaak,
        KlantContact,
        Resultaat,
        Rol,
        Status,
        ZaakContactMoment,
        ZaakInformatieObject,
        ZaakNotitie,
        ZaakObject,
        ZaakVerzoek,
        ZaakBesluit,
        ZaakEigenschap,
    ),
)
