"""ZaakEigenschap: the value of a property that the zaaktype knows."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated

from grondslag.kernel.declare import FIXED, OURS, Max, Ref, To, resource
from grondslag.kernel.rules import Change, Facts, One, Violation, Warn, derive, rule
from grondslag.registers.zaken.peers import EigenschapSpecificatie, EigenschapView
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakdeel import SCOPES, PartOfZaak, of_the_same_zaaktype


@resource(
    "zaakeigenschappen",
    methods="LCRHUPD",
    part_of="zaak",
    under=True,
    scopes=SCOPES,
    channel="zaken",
    show_uuid=True,
    paged=False,
)
class ZaakEigenschap(PartOfZaak):
    """Een gegeven van een zaak, met zijn waarde."""

    eigenschap: Annotated[Ref, To("catalogi.eigenschap"), Max(1000), FIXED, "De eigenschap uit het zaaktype."]
    naam: Annotated[str, OURS, "De naam van de eigenschap."] = ""
    waarde: Annotated[str, "De waarde van de eigenschap."]


class MetEigenschap(Facts):
    """The zaak, and the property by its zaaktype."""

    zaak: Annotated[Zaak, One("zaak")]
    eigenschap: Annotated[EigenschapView, One("eigenschap")]


@derive("zrc", "eigenschap-naam")
def a_value_is_called_after_its_eigenschap(change: Change[ZaakEigenschap], facts: MetEigenschap) -> Mapping[str, str]:
    """The naam of a zaakeigenschap is that of its eigenschap."""
    return {"naam": facts.eigenschap.naam}


@rule("zrc-018", "eigenschap")
def the_eigenschap_fits_the_zaak(change: Change[ZaakEigenschap], facts: MetEigenschap) -> Iterator[Violation]:
    """The eigenschap belongs to the zaaktype of the zaak."""
    yield from of_the_same_zaaktype(facts.eigenschap.zaaktype, facts.zaak.zaaktype, "De eigenschap")


@rule("zrc", "eigenschap-waarde")
def odd_values_are_told(change: Change[ZaakEigenschap], facts: MetEigenschap) -> Iterator[Warn]:
    """A value that does not fit the specificatie of its eigenschap is kept, with a warning."""
    found = odd(change.record.waarde, facts.eigenschap.specificatie)
    if found:
        yield Warn(f"De waarde van {facts.eigenschap.naam} past niet bij de specificatie: {found}.")


def odd(waarde: str, specificatie: EigenschapSpecificatie) -> str:
    """What is odd about a value; '' when it fits the specificatie."""
    values = specificatie.waardenverzameling
    if values and waarde not in values:
        return "ze staat niet in de waardenverzameling"
    match specificatie.formaat:
        case "tekst" if specificatie.lengte.isdecimal() and len(waarde) > int(specificatie.lengte):
            return f"ze is langer dan {specificatie.lengte} tekens"
        case "getal" if not _is_number(waarde, specificatie.lengte):
            return f"ze is geen getal van {specificatie.lengte} cijfers"
        case "datum" if not _is_moment(waarde, 8):
            return "ze is geen datum in de vorm JJJJMMDD"
        case "datum_tijd" if not _is_moment(waarde, 14):
            return "ze is geen tijdstip in de vorm JJJJMMDDuummss"
        case _:
            return ""


def _is_number(waarde: str, lengte: str) -> bool:
    """A number with no more digits before and after the comma than `14` or `5,2` allows."""
    whole, _, fraction = waarde.removeprefix("-").replace(".", ",").partition(",")
    before, _, behind = lengte.partition(",")
    digits = whole.isdecimal() and (fraction.isdecimal() or ("," not in waarde and "." not in waarde))
    if not digits or not before.isdecimal():
        return digits
    return len(whole) <= int(before) and len(fraction) <= int(behind if behind.isdecimal() else "0")


def _is_moment(waarde: str, length: int) -> bool:
    if len(waarde) != length or not (waarde.isascii() and waarde.isdecimal()):
        return False
    try:
        datetime.strptime(waarde.ljust(14, "0"), "%Y%m%d%H%M%S")  # noqa: DTZ007 - only whether it exists
    except ValueError:
        return False
    return True
