"""Rol: what someone has to do with a zaak."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from grondslag.kernel.declare import (
    FIXED,
    OURS,
    Find,
    Inverse,
    Json,
    Limit,
    Max,
    OneOf,
    Ref,
    Same,
    Subject,
    Through,
    To,
    Url,
    resource,
)
from grondslag.registers.zaken.betrokkenen import BETROKKENEN, BetrokkeneType, ContactPersoonRol
from grondslag.registers.zaken.zaakdeel import BEFORE_ALL, SCOPES, PartOfZaak


def identified(back: str, prefix: str) -> dict[str, Any]:
    """The filters on who takes part, for records to which a rol points by `back`."""

    def by(kind: str, path: str, length: int | None = None) -> Through:
        return Through(
            target="zaken.rol",
            back=back,
            field="betrokkene_identificatie",
            path=path,
            match={"betrokkene_type": kind},
            max_length=length,
        )

    start = f"{prefix}betrokkeneIdentificatie__"
    return {
        f"{start}natuurlijkPersoon__inpBsn": by("natuurlijk_persoon", "inp_bsn", 9),
        f"{start}natuurlijkPersoon__anpIdentificatie": by("natuurlijk_persoon", "anp_identificatie", 17),
        f"{start}natuurlijkPersoon__inpA_nummer": by("natuurlijk_persoon", "inp_a__nummer", 10),
        f"{start}nietNatuurlijkPersoon__innNnpId": by("niet_natuurlijk_persoon", "inn_nnp_id"),
        f"{start}nietNatuurlijkPersoon__annIdentificatie": by("niet_natuurlijk_persoon", "ann_identificatie", 17),
        f"{start}vestiging__vestigingsNummer": by("vestiging", "vestigings_nummer", 24),
        f"{start}organisatorischeEenheid__identificatie": by("organisatorische_eenheid", "identificatie"),
        f"{start}medewerker__identificatie": by("medewerker", "identificatie", 254),
    }


OmschrijvingGeneriek = Literal[
    "",
    "adviseur",
    "behandelaar",
    "belanghebbende",
    "beslisser",
    "initiator",
    "klantcontacter",
    "zaakcoordinator",
    "mede_initiator",
]


@resource(
    "rollen",
    methods="LCRHD",
    part_of="zaak",
    scopes=SCOPES,
    channel="zaken",
    show_uuid=True,
    filters={"zaak": Same(field="zaak")} | identified("id", ""),
)
class Rol(PartOfZaak):
    """Wat iemand met een zaak te maken heeft."""

    betrokkene: Annotated[Url, Max(1000), Find.EXACT, "Wie het is, als dat elders is vastgelegd."] = ""
    betrokkene_type: Annotated[BetrokkeneType, Find.EXACT, "Wat voor betrokkene het is."]
    afwijkende_naam_betrokkene: Annotated[str, Max(625), "De naam waarmee iemand in deze zaak wil heten."] = ""
    roltype: Annotated[Ref, To("catalogi.roltype"), Max(1000), FIXED, Find.EXACT, "De soort rol."]
    omschrijving: Annotated[str, OURS, Find.EXACT, "De naam van de soort rol."] = ""
    omschrijving_generiek: Annotated[OmschrijvingGeneriek, OURS, Find.EXACT, "De algemene naam ervan."] = ""
    roltoelichting: Annotated[str, Limit(max_length=1000, blank=True), "Wat iemand precies doet in de zaak."]
    registratiedatum: Annotated[datetime, OURS, "Wanneer de rol is vastgelegd."] = BEFORE_ALL
    indicatie_machtiging: Annotated[
        Literal["", "gemachtigde", "machtiginggever"], "Of iemand handelt voor een ander, of juist een ander laat handelen."
    ] = ""
    contactpersoon_rol: Annotated[ContactPersoonRol | None, "Bij wie men terecht kan."] = None
    statussen: Annotated[
        list[Ref], Inverse("zaken.status", "gezetdoor"), Max(1000), "De statussen die in deze rol zijn gezet."
    ] = msgspec.field(default_factory=list[Ref])
    betrokkene_identificatie: Annotated[
        Json | None, OneOf(by="betrokkene_type", groups=BETROKKENEN), Subject("inp_bsn"), "Wie het is."
    ] = None
