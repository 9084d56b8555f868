"""Who belongs to a person by its own list: parents, children, partners."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from grondslag.registers.personen import lo3
from grondslag.registers.personen.informatie import velden
from grondslag.registers.personen.informatie.geboorte import GEBOORTE
from grondslag.registers.personen.informatie.gevraagd import Gevraagd
from grondslag.registers.personen.informatie.naam import NAAM
from grondslag.registers.personen.informatie.velden import BURGERSERVICENUMMER, GESLACHT, Blik, Veld
from grondslag.registers.personen.lo3 import Persoonslijst, Voorkomen

_AANGAAN, _ONTBINDING, _SOORT = "0610", "0710", "1510"

KIND: Final = (BURGERSERVICENUMMER,)
OUDER: Final = (
    BURGERSERVICENUMMER,
    GESLACHT,
    velden.datum("datumIngangFamilierechtelijkeBetrekking", "6210"),
)
PARTNER: Final = (
    BURGERSERVICENUMMER,
    GESLACHT,
    velden.tabelwaarde("soortVerbintenis", _SOORT, "soort verbintenis", onbekend="."),
)
_AANGAAN_VELDEN: Final = (
    velden.datum("datum", _AANGAAN),
    velden.plaats("plaats", "0620"),
    velden.land("land", "0630"),
)
_ONTBINDING_VELDEN: Final = (velden.datum("datum", _ONTBINDING),)
_GELEVERD: Final = ("01", "02", "03")
"""The groups of which a child needs one, to be delivered at all."""
_NIEMAND: Final[Voorkomen] = {}


def _gegevens(voorkomen: Voorkomen, *groepen: str) -> bool:
    return any(element[:2] in groepen for element in voorkomen)


def _gerelateerde(eigen: Sequence[Veld], blik: Blik, gevraagd: Gevraagd) -> dict[str, Any]:
    found = velden.groep(eigen, blik, gevraagd)
    found |= velden.deel("naam", NAAM, blik, gevraagd)
    return found | velden.deel("geboorte", GEBOORTE, blik, gevraagd)


def kinderen(lijst: Persoonslijst, blik: Blik, gevraagd: Gevraagd) -> list[dict[str, Any]]:
    """The children, but not one of whom the list says nothing any more."""
    found = (each for each in lo3.huidige(lijst, lo3.KIND) if _gegevens(each, *_GELEVERD))
    return [_gerelateerde(KIND, blik._replace(voorkomen=each), gevraagd) for each in found]


def ouders(lijst: Persoonslijst, blik: Blik, gevraagd: Gevraagd) -> list[dict[str, Any]]:
    """The parents, each with its ouderAanduiding."""
    return [
        _ouder(aanduiding, blik._replace(voorkomen=each), gevraagd)
        for aanduiding, categorie in (("1", lo3.OUDER_1), ("2", lo3.OUDER_2))
        for each in lo3.huidige(lijst, categorie)
        if _gegevens(each, *_GELEVERD, "04", "62")
    ]


def _ouder(aanduiding: str, blik: Blik, gevraagd: Gevraagd) -> dict[str, Any]:
    eigen = {"ouderAanduiding": aanduiding} if gevraagd.heeft("ouderAanduiding") else {}
    return eigen | _gerelateerde(OUDER, blik, gevraagd)


def partners(lijst: Persoonslijst, blik: Blik, gevraagd: Gevraagd) -> list[dict[str, Any]]:
    """The partners; when there is none any more, the one that was last."""
    actueel = list(_actuele_partners(lijst))
    found = actueel or list(_laatste_ex(lijst))
    return [_partner(blik._replace(voorkomen=each), gevraagd) for each in found]


def _partner(blik: Blik, gevraagd: Gevraagd) -> dict[str, Any]:
    found = _gerelateerde(PARTNER, blik, gevraagd)
    found |= velden.deel("aangaanHuwelijkPartnerschap", _AANGAAN_VELDEN, blik, gevraagd)
    return found | velden.deel("ontbindingHuwelijkPartnerschap", _ONTBINDING_VELDEN, blik, gevraagd)


def partner_in_naam(lijst: Persoonslijst) -> tuple[Voorkomen, bool]:
    """The partner whose name may be used, and whether that is an ex: the first partner, else the last ex.

    A date of which nothing or not all is known counts as earlier. Empty when there never was a partner.
    """
    actueel = sorted(_actuele_partners(lijst), key=lambda each: each.get(_AANGAAN, ""))
    if actueel:
        return actueel[0], False
    return next(_laatste_ex(lijst), _NIEMAND), True


def _actuele_partners(lijst: Persoonslijst) -> Iterator[Voorkomen]:
    return (each for each in _verbintenissen(lijst) if _ONTBINDING not in each)


def _laatste_ex(lijst: Persoonslijst) -> Iterator[Voorkomen]:
    ontbonden = [each for each in _verbintenissen(lijst) if _ONTBINDING in each]
    return iter(sorted(ontbonden, key=lambda each: each[_ONTBINDING], reverse=True)[:1])


def _verbintenissen(lijst: Persoonslijst) -> Iterator[Voorkomen]:
    """The marriages and partnerships of which the list says anything."""
    inhoud = (*_GELEVERD, "04", "06", "07", "15")
    return (each for each in lo3.huidige(lijst, lo3.HUWELIJK) if _gegevens(each, *inhoud))
