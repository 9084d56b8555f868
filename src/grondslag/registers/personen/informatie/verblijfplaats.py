"""Where a person lives: an address, a location, abroad, or nobody knows where."""

from typing import Any, Final, Literal, NamedTuple

from grondslag.registers.personen.informatie import velden
from grondslag.registers.personen.informatie.gevraagd import Gevraagd
from grondslag.registers.personen.informatie.velden import Blik, Veld
from grondslag.registers.personen.lo3 import Voorkomen, getal

Soort = Literal["Adres", "Locatie", "VerblijfplaatsBuitenland", "VerblijfplaatsOnbekend"]
BINNENLAND: Final = frozenset({"Adres", "Locatie"})

STRAAT: Final = "1110"
HUISNUMMER: Final = "1120"
LOCATIE: Final = "1210"
LAND: Final = "1310"

_ONBEKENDE_IDENTIFICATIE: Final = "0" * 16


def soort(voorkomen: Voorkomen) -> Soort | None:
    """What kind of place it is; None when the list says nothing of a place."""
    if voorkomen.get(STRAAT):
        return "Adres"
    if voorkomen.get(LOCATIE):
        return "Locatie"
    if not voorkomen.get(LAND):
        return None
    return "VerblijfplaatsOnbekend" if voorkomen[LAND] == "0000" else "VerblijfplaatsBuitenland"


def is_buitenland(voorkomen: Voorkomen) -> bool:
    """Whether the place is known not to be in the Netherlands, or not known at all."""
    kind = soort(voorkomen)
    return kind is not None and kind not in BINNENLAND


class _Plaats(NamedTuple):
    """What the API has of a kind of place: by what it is known to be that, its fields, those of its address."""

    kenmerk: str
    velden: tuple[Veld, ...]
    verblijfadres: tuple[Veld, ...] = ()


def _huisnummer(blik: Blik) -> int | None:
    return getal(blik(HUISNUMMER)) or None


_GELDIGHEID: Final = velden.datum("datumIngangGeldigheid", "8510")
_SINDS: Final = velden.datum("datumVan", "1030")
_SINDS_BUITENLAND: Final = velden.datum("datumVan", "1320")
_FUNCTIE: Final = velden.tabelwaarde("functieAdres", "1010", "functie adres")

_ADRES: Final = (
    velden.tekst("officieleStraatnaam", "1115"),
    velden.tekst("korteStraatnaam", STRAAT, onbekend="."),
    Veld("huisnummer", (HUISNUMMER,), _huisnummer),
    velden.tekst("huisletter", "1130"),
    velden.tekst("huisnummertoevoeging", "1140"),
    velden.tabelwaarde("aanduidingBijHuisnummer", "1150", "aanduiding bij huisnummer"),
    velden.tekst("postcode", "1160"),
    velden.tekst("woonplaats", "1170", onbekend="."),
)
_BUITENLAND: Final = (
    velden.tekst("regel1", "1330"),
    velden.tekst("regel2", "1340"),
    velden.tekst("regel3", "1350"),
    velden.land("land", LAND),
)
_PLAATSEN: Final[dict[Soort, _Plaats]] = {
    "Adres": _Plaats(
        STRAAT,
        (
            _SINDS,
            _GELDIGHEID,
            _FUNCTIE,
            velden.tekst("adresseerbaarObjectIdentificatie", "1180", onbekend=_ONBEKENDE_IDENTIFICATIE),
            velden.tekst("nummeraanduidingIdentificatie", "1190", onbekend=_ONBEKENDE_IDENTIFICATIE),
        ),
        _ADRES,
    ),
    "Locatie": _Plaats(LOCATIE, (_SINDS, _GELDIGHEID, _FUNCTIE), (velden.tekst("locatiebeschrijving", LOCATIE),)),
    "VerblijfplaatsBuitenland": _Plaats(LAND, (_SINDS_BUITENLAND, _GELDIGHEID), _BUITENLAND),
    "VerblijfplaatsOnbekend": _Plaats(LAND, (_SINDS_BUITENLAND, _GELDIGHEID)),
}


def verblijfplaats(blik: Blik, gevraagd: Gevraagd) -> dict[str, Any] | None:
    """The place with its kind, which is always delivered; None when the list says nothing of a place."""
    kind = soort(blik.voorkomen)
    if kind is None:
        return None
    plaats = _PLAATSEN[kind]
    type_ = Veld("type", (plaats.kenmerk,), lambda _: kind)
    found: dict[str, Any] = velden.groep(plaats.velden, blik, gevraagd) | {"type": kind}
    asked = [type_, *velden.gevraagde(plaats.velden, gevraagd)]
    if in_onderzoek := velden.onderzoek(blik.voorkomen, asked):
        found["inOnderzoek"] = in_onderzoek
    if plaats.verblijfadres and gevraagd.heeft("verblijfadres"):
        found["verblijfadres"] = velden.groep(plaats.verblijfadres, blik, gevraagd.onder("verblijfadres"))
    if kind in BINNENLAND and velden.is_niet_op_adres(blik.voorkomen):
        found["indicatieVastgesteldVerblijftNietOpAdres"] = True
    return found


IMMIGRATIE: Final = (
    velden.datum("datumVestigingInNederland", "1420"),
    velden.land("landVanwaarIngeschreven", "1410"),
    Veld("vanuitVerblijfplaatsOnbekend", ("1410",), lambda blik: blik("1410") == "0000" or None),
    Veld("indicatieVestigingVanuitBuitenland", ("1420",), lambda blik: bool(blik("1420")) or None),
)
"""From where and when a person came to the Netherlands."""
