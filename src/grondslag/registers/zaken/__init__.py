"""Zaken: the register of zaken and everything that belongs to them (ZGW zrc 1.7.0)."""

from grondslag.kernel.declare import Component
from grondslag.registers.zaken import (
    rol_betrokkenen,
    zaak_afgesloten,
    zaak_archief,
    zaak_betaling,
    zaak_gevolgd,
    zaak_hoofdzaak,
    zaak_samen,
    zaak_sluiten,
    zaak_type,
    zaak_verwijderen,
)
from grondslag.registers.zaken.klantcontact import KlantContact
from grondslag.registers.zaken.resultaat import Resultaat
from grondslag.registers.zaken.rol import Rol
from grondslag.registers.zaken.status import Status
from grondslag.registers.zaken.substatus import SubStatus
from grondslag.registers.zaken.voorbeelden import BODIES
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakbesluit import ZaakBesluit
from grondslag.registers.zaken.zaakcontactmoment import ZaakContactMoment
from grondslag.registers.zaken.zaakeigenschap import ZaakEigenschap
from grondslag.registers.zaken.zaakinformatieobject import ZaakInformatieObject
from grondslag.registers.zaken.zaaknotitie import ZaakNotitie
from grondslag.registers.zaken.zaakobject import ZaakObject
from grondslag.registers.zaken.zaakverzoek import ZaakVerzoek

RULES = (
    zaak_type,
    zaak_betaling,
    zaak_gevolgd,
    zaak_hoofdzaak,
    zaak_samen,
    zaak_afgesloten,
    zaak_sluiten,
    zaak_archief,
    zaak_verwijderen,
    rol_betrokkenen,
)
"""The rooms that hold rules on the zaak, by subject."""

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
        SubStatus,
        ZaakContactMoment,
        ZaakInformatieObject,
        ZaakNotitie,
        ZaakObject,
        ZaakVerzoek,
        ZaakBesluit,
        ZaakEigenschap,
    ),
    derived={
        "zrc-002": "unique, Numbers and FIXED on Zaak.identificatie",
        "zrc-003": "To on ZaakInformatieObject.informatieobject",
        "zrc-004": "OURS on aardRelatieWeergave, FIXED on zaak and informatieobject",
        "zrc-006": "guarded_by on Zaak, part_of on what belongs to it",
        "zrc-010": "To on Zaak.communicatiekanaal, and its view in peers",
        "zrc-011": "To on RelevanteZaak.url",
        "zrc-012": "Group | None on Zaak.verlenging and Zaak.opschorting",
        "zrc-025": "To and Inverse: what may be expanded",
        "zrc-026": "startdatumBewaartermijn begins the archiefactietermijn; expand goes to any depth",
        "zrc-027": "To and Inverse: what may be expanded",
        "zrc-028": "To and Inverse: what may be expanded",
        "zrc-029": "zoek on Zaak: fields",
    },
    operations={"bodies": BODIES},
)
