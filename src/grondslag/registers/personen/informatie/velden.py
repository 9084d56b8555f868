"""Groups of fields over one occurrence: what is asked of them, and what of that is under investigation."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from grondslag.registers.personen.informatie import waarden
from grondslag.registers.personen.informatie.gevraagd import Gevraagd
from grondslag.registers.personen.lo3 import Tabellen, Voorkomen

NIET_OP_ADRES: Final = "089999"
"""Aanduiding in onderzoek (83.10) that says: established not to live on the address."""

_NIET_OP_ADRES_RAAKT: Final = ("10", "11", "12", "13", "85")
_AANDUIDING, _INGANG, _EINDE = "8310", "8320", "8330"


class Blik(NamedTuple):
    """One occurrence, and what is needed to understand it."""

    voorkomen: Voorkomen
    tabellen: Tabellen
    today: date

    def __call__(self, element: str) -> str:
        """The text of an element; empty when it is not there."""
        return self.voorkomen.get(element, "")


@dataclass(frozen=True, slots=True)
class Veld:
    """A field: its name, the elements it is made of, and its value (None: there is none to deliver)."""

    naam: str
    uit: tuple[str, ...]
    waarde: Callable[[Blik], Any]


# --- kinds of fields --------------------------------------------------------------------------------------------------


def tekst(naam: str, element: str, *, onbekend: str = "") -> Veld:
    """A text as LO3 has it."""
    return Veld(naam, (element,), lambda blik: waarden.text(blik(element), onbekend=onbekend))


def datum(naam: str, element: str) -> Veld:
    """A date, by how much of it is known."""
    return Veld(naam, (element,), lambda blik: waarden.datum(blik(element)))


def tabelwaarde(naam: str, element: str, tabel: str, *, onbekend: str = "") -> Veld:
    """A code of a landelijke tabel."""
    return Veld(
        naam, (element,), lambda blik: waarden.tabelwaarde(blik.tabellen, tabel, blik(element), onbekend=onbekend)
    )


def land(naam: str, element: str) -> Veld:
    """A country."""
    return Veld(naam, (element,), lambda blik: waarden.land(blik.tabellen, blik(element)))


def plaats(naam: str, element: str) -> Veld:
    """A municipality, or a place abroad."""
    return Veld(naam, (element,), lambda blik: waarden.plaats(blik.tabellen, blik(element)))


GESLACHT: Final = tabelwaarde("geslacht", "0410", "geslacht")
BURGERSERVICENUMMER: Final = tekst("burgerservicenummer", "0120")


# --- under investigation ----------------------------------------------------------------------------------------------


def is_in_onderzoek(voorkomen: Voorkomen, element: str) -> bool:
    """Whether an element of an occurrence is under investigation: itself, its group or its whole category."""
    aanduiding = voorkomen.get(_AANDUIDING, "")
    if not aanduiding or voorkomen.get(_EINDE):
        return False
    if aanduiding == NIET_OP_ADRES:
        return element[:2] in _NIET_OP_ADRES_RAAKT
    return aanduiding[2:] in {"0000", element[:2] + "00", element}


def onderzochte(voorkomen: Voorkomen, velden: Iterable[Veld]) -> Iterator[str]:
    """The names of the fields that are made of something under investigation."""
    return (veld.naam for veld in velden if any(is_in_onderzoek(voorkomen, element) for element in veld.uit))


def ingang_onderzoek(voorkomen: Voorkomen) -> dict[str, Any] | None:
    """Since when an occurrence is under investigation."""
    return waarden.datum(voorkomen.get(_INGANG, ""))


def onderzoek(voorkomen: Voorkomen, velden: Iterable[Veld], ingang: str = "datumIngangOnderzoek") -> dict[str, Any]:
    """The fields under investigation and since when; empty when none is."""
    if _AANDUIDING not in voorkomen:
        return {}
    namen = dict.fromkeys(onderzochte(voorkomen, velden), True)
    return waarden.without_none(namen | {ingang: ingang_onderzoek(voorkomen)}) if namen else {}


def is_niet_op_adres(voorkomen: Voorkomen) -> bool:
    """Whether it is established that the person does not live on the address."""
    return voorkomen.get(_AANDUIDING) == NIET_OP_ADRES and not voorkomen.get(_EINDE)


# --- groups -----------------------------------------------------------------------------------------------------------


def bestaat(voorkomen: Voorkomen, velden: Iterable[Veld]) -> bool:
    """Whether an occurrence knows anything of a group: a value, even an unknown one, or an investigation."""
    return _AANDUIDING in voorkomen or any(element in voorkomen for veld in velden for element in veld.uit)


def gevraagde(velden: Sequence[Veld], gevraagd: Gevraagd) -> list[Veld]:
    """Those of the fields that are asked."""
    return [veld for veld in velden if gevraagd.heeft(veld.naam)]


def groep(velden: Sequence[Veld], blik: Blik, gevraagd: Gevraagd) -> dict[str, Any]:
    """The asked fields that have a value, and which of the asked fields are under investigation."""
    asked = gevraagde(velden, gevraagd)
    found = {veld.naam: waarde for veld in asked if (waarde := veld.waarde(blik)) is not None}
    in_onderzoek = onderzoek(blik.voorkomen, asked)
    return found | ({"inOnderzoek": in_onderzoek} if in_onderzoek else {})


def deel(naam: str, velden: Sequence[Veld], blik: Blik, gevraagd: Gevraagd) -> dict[str, Any]:
    """A group under its name, if it is asked and there is anything of it; empty when nothing of it is delivered."""
    if not gevraagd.heeft(naam) or not bestaat(blik.voorkomen, velden):
        return {}
    return {naam: groep(velden, blik, gevraagd.onder(naam))}
