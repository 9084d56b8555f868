"""Verzending: that a document was sent to someone, or received from someone, and along which way."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from grondslag.kernel.declare import FIXED, Find, Group, Limit, Max, Record, Ref, Subject, To, Url, resource
from grondslag.kernel.rules import Change, Nothing, Violation, rule
from grondslag.registers.documenten.enkelvoudiginformatieobject import SCOPES_OF_PARTS


class BinnenlandsCorrespondentieadresVerzending(Group):
    """Een adres in Nederland dat afwijkt van het gewone adres van de betrokkene."""

    huisletter: Annotated[str, Max(1), "De letter bij het huisnummer."] = ""
    huisnummer: Annotated[int, Limit(ge=1, le=99999), "Het huisnummer."]
    huisnummer_toevoeging: Annotated[str, Max(4), "De toevoeging bij het huisnummer."] = ""
    naam_openbare_ruimte: Annotated[str, Max(80), "De straat of andere openbare ruimte."]
    postcode: Annotated[str, Max(6), "De postcode."] = ""
    woonplaatsnaam: Annotated[str, Max(80), "De woonplaats."]


class BuitenlandsCorrespondentieadresVerzending(Group):
    """Een adres in het buitenland dat afwijkt van het gewone adres van de betrokkene."""

    adres_buitenland1: Annotated[str, Max(35), "De eerste regel van het adres."]
    adres_buitenland2: Annotated[str, Max(35), "De tweede regel van het adres."] = ""
    adres_buitenland3: Annotated[str, Max(35), "De derde regel van het adres."] = ""
    land_postadres: Annotated[Url, Max(200), "Het land."]


class BuitenlandsCorrespondentiepostadresVerzending(Group):
    """Een postbus of antwoordnummer dat afwijkt van het gewone adres van de betrokkene."""

    post_bus_of_antwoordnummer: Annotated[int, Limit(ge=1, le=9999), "Het nummer."]
    postadres_postcode: Annotated[str, Max(6), "De postcode."]
    postadres_type: Annotated[Literal["antwoordnummer", "postbusnummer"], "Wat voor nummer het is."]
    woonplaatsnaam: Annotated[str, Max(80), "De woonplaats."]


@resource(
    "verzendingen",
    methods="LCRHUPD",
    part_of="informatieobject",
    scopes=SCOPES_OF_PARTS,
    channel="documenten",
)
class Verzending(Record):
    """Dat een document aan iemand is verstuurd, of van iemand is ontvangen."""

    betrokkene: Annotated[Url, Max(200), Find.EXACT, Subject("uri"), "Wie het document kreeg of stuurde."]
    informatieobject: Annotated[
        Ref, To("documenten.enkelvoudiginformatieobject"), FIXED, Find.EXACT, "Het document waar het om gaat."
    ]
    aard_relatie: Annotated[
        Literal["afzender", "geadresseerde"], Find.EXACT, "Of de betrokkene het document stuurde of kreeg."
    ]
    toelichting: Annotated[str, Max(200), "Wat erbij te zeggen is."] = ""
    ontvangstdatum: Annotated[date | None, "De dag waarop het document is ontvangen."] = None
    verzenddatum: Annotated[date | None, "De dag waarop het document is verstuurd."] = None
    contact_persoon: Annotated[Url, Max(1000), Subject("uri"), "Bij wie van de betrokkene men terecht kan."]
    contactpersoonnaam: Annotated[str, Max(40), "Hoe die persoon heet."] = ""
    binnenlands_correspondentieadres: Annotated[
        BinnenlandsCorrespondentieadresVerzending | None, "Het adres in Nederland, als dat anders is dan gewoonlijk."
    ] = None
    buitenlands_correspondentieadres: Annotated[
        BuitenlandsCorrespondentieadresVerzending | None, "Het adres in het buitenland, als dat anders is."
    ] = None
    correspondentie_postadres: Annotated[
        BuitenlandsCorrespondentiepostadresVerzending | None, "De postbus of het antwoordnummer, als dat anders is."
    ] = None
    faxnummer: Annotated[str | None, Max(15), "Het faxnummer, als dat anders is."] = ""
    emailadres: Annotated[str | None, Max(100), "Het e-mailadres, als dat anders is."] = ""
    mijn_overheid: Annotated[bool, "Of het via de berichtenbox van MijnOverheid ging."] = False
    telefoonnummer: Annotated[str | None, Max(15), "Het telefoonnummer, als dat anders is."] = ""


WAYS = (
    "binnenlands_correspondentieadres",
    "buitenlands_correspondentieadres",
    "correspondentie_postadres",
    "faxnummer",
    "emailadres",
    "mijn_overheid",
    "telefoonnummer",
)


def _is_filled(value: Any) -> bool:
    return any(msgspec.structs.asdict(value).values()) if isinstance(value, Group) else bool(value)


@rule("drc", "verzendweg")
def a_document_goes_one_way(change: Change[Verzending], facts: Nothing) -> Iterator[Violation]:
    """A verzending names precisely one way: an address, a number, or MijnOverheid. The incumbent asks so."""
    if sum(_is_filled(getattr(change.record, name)) for name in WAYS) != 1:
        reason = "Vul één adres, nummer of e-mailadres in, of zet mijnOverheid aan: precies een daarvan."
        yield Violation("invalid-address", reason)
