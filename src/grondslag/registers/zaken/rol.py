"""Rol: what someone has to do with a zaak."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

from grondslag.kernel.declare import (
    EXTRA,
    FIXED,
    OURS,
    Find,
    Inverse,
    Json,
    Max,
    OneOf,
    Ref,
    Same,
    Subject,
    To,
    Url,
    resource,
)
from grondslag.kernel.rules import Change, Facts, Nothing, One, Violation, derive, rule
from grondslag.registers.zaken.betrokkenen import (
    BETROKKENEN,
    BetrokkeneType,
    ContactPersoonRol,
    OmschrijvingGeneriek,
    identified,
    persons_told,
)
from grondslag.registers.zaken.peers import RolTypeView
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakdeel import BEFORE_ALL, SCOPES, PartOfZaak, of_the_same_zaaktype


@resource(
    "rollen",
    methods="LCRHUD",
    part_of="zaak",
    scopes=SCOPES,
    channel="zaken",
    show_uuid=True,
    filters={"zaak": Same(field="zaak")} | identified("id", ""),
    extra=("U",),
)
class Rol(PartOfZaak):
    """Wat iemand met een zaak te maken heeft."""

    betrokkene: Annotated[Url, Max(1000), Find.EXACT, "Wie het is, als dat elders is vastgelegd."] = ""
    betrokkene_type: Annotated[BetrokkeneType, Find.EXACT, "Wat voor betrokkene het is."]
    afwijkende_naam_betrokkene: Annotated[str, Max(625), "De naam waarmee iemand in deze zaak wil heten."] = ""
    roltype: Annotated[Ref, To("catalogi.roltype"), Max(1000), FIXED, Find.EXACT, "De soort rol."]
    omschrijving: Annotated[str, OURS, Find.EXACT, "De naam van de soort rol."] = ""
    omschrijving_generiek: Annotated[OmschrijvingGeneriek, OURS, Find.EXACT, "De algemene naam ervan."] = ""
    roltoelichting: Annotated[str, Max(1000), "Wat iemand precies doet in de zaak."] = ""
    registratiedatum: Annotated[datetime, OURS, "Wanneer de rol is vastgelegd."] = BEFORE_ALL
    indicatie_machtiging: Annotated[
        Literal["", "gemachtigde", "machtiginggever"],
        "Of iemand handelt voor een ander, of juist een ander laat handelen.",
    ] = ""
    contactpersoon_rol: Annotated[ContactPersoonRol | None, "Bij wie men terecht kan."] = None
    begin_geldigheid: Annotated[date | None, EXTRA, "De dag waarop de rol begint."] = None
    einde_geldigheid: Annotated[date | None, EXTRA, "De dag waarop de rol ophoudt."] = None
    statussen: Annotated[
        list[Ref], Inverse("zaken.status", "gezetdoor"), Max(1000), "De statussen die in deze rol zijn gezet."
    ] = msgspec.field(default_factory=list[Ref])
    betrokkene_identificatie: Annotated[
        Json | None, OneOf(by="betrokkene_type", groups=BETROKKENEN), Subject("inp_bsn", kept=True), "Wie het is."
    ] = None

    told_by = staticmethod(persons_told)
    """What the zaak keeps of it, also for a rol that is no more: as an audit trail has it."""


class RolInZaak(Facts):
    """The zaak, and the kind of rol."""

    zaak: Annotated[Zaak, One("zaak")]
    roltype: Annotated[RolTypeView, One("roltype")]


@derive("zrc", "rolomschrijving", on=("create",))
def a_rol_is_called_after_its_roltype(change: Change[Rol], facts: RolInZaak) -> Mapping[str, Any]:
    """The omschrijving and omschrijvingGeneriek of a rol are those of its roltype at the time."""
    return {
        "omschrijving": facts.roltype.omschrijving,
        "omschrijving_generiek": facts.roltype.omschrijving_generiek,
        "registratiedatum": change.now,
    }


@rule("zrc-019", "roltype", on=("create",))
def the_roltype_fits_the_zaak(change: Change[Rol], facts: RolInZaak) -> Iterator[Violation]:
    """The roltype belongs to the zaaktype of the zaak."""
    yield from of_the_same_zaaktype(facts.roltype.zaaktype, facts.zaak.zaaktype, "Het roltype")


@rule("zrc", "betrokkene")
def a_rol_is_about_someone(change: Change[Rol], facts: Nothing) -> Iterator[Violation]:
    """A rol says who takes part: by URL, or by a betrokkeneIdentificatie in which something is filled in."""
    if not change.record.betrokkene and not any((change.record.betrokkene_identificatie or {}).values()):
        yield Violation("invalid-betrokkene", "Vul de betrokkene of de betrokkeneIdentificatie in.")
