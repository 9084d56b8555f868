"""The lines of an address on an envelope (NEN 5825), and who is to be written to and how."""

from typing import Any, Final

from grondslag.registers.personen import lo3
from grondslag.registers.personen.informatie import velden, waarden
from grondslag.registers.personen.informatie.gerelateerden import partner_in_naam
from grondslag.registers.personen.informatie.gevraagd import Gevraagd
from grondslag.registers.personen.informatie.naamgebruik import NAAMGEBRUIK, NAAMGEBRUIK_PARTNER, Namen, vormen
from grondslag.registers.personen.informatie.velden import Blik, Veld
from grondslag.registers.personen.informatie.verblijfplaats import LOCATIE, STRAAT, is_buitenland, soort
from grondslag.registers.personen.lo3 import Persoonslijst

BINNENLAND: Final = "adresseringBinnenland"
"""The name of the group for who may not ask lines abroad."""

_GEMEENTE, _HUISNUMMER, _LETTER, _TOEVOEGING, _AANDUIDING, _POSTCODE, _WOONPLAATS = (
    "0910",
    "1120",
    "1130",
    "1140",
    "1150",
    "1160",
    "1170",
)
_REGELS_BUITENLAND: Final = ("1330", "1340", "1350")
_BIJ: Final = {"by": "bij", "to": "t/o"}


def regel1(blik: Blik) -> str | None:
    """Street and number, or what stands in their place; None when they are not known."""
    kind = soort(blik.voorkomen)
    if kind == "Adres":
        return _straat_en_nummer(blik) if _is_volledig(blik) else None
    return blik(LOCATIE) or None if kind == "Locatie" else _buitenland(blik, "1330")


def regel2(blik: Blik) -> str | None:
    """Postcode and town, or what stands in their place; None when the first line is not known."""
    kind = soort(blik.voorkomen)
    if kind == "Adres":
        return _postcode_en_plaats(blik) if _is_volledig(blik) else None
    return _gemeente(blik) or None if kind == "Locatie" else _buitenland(blik, "1340")


def _is_volledig(blik: Blik) -> bool:
    return blik(STRAAT) != "." and blik(_HUISNUMMER) not in {"", "0"}


def _straat_en_nummer(blik: Blik) -> str:
    letter, toevoeging = blik(_LETTER), blik(_TOEVOEGING)
    if letter:
        achter = f" {letter}{toevoeging}"
    elif toevoeging:
        achter = f"-{toevoeging}" if toevoeging[0].isdigit() else f" {toevoeging}"
    else:
        achter = ""
    bij = _BIJ.get(blik(_AANDUIDING))
    return " ".join(part for part in (blik(STRAAT), bij, f"{blik(_HUISNUMMER)}{achter}") if part)


def _postcode_en_plaats(blik: Blik) -> str | None:
    postcode, woonplaats = blik(_POSTCODE), blik(_WOONPLAATS)
    plaats = woonplaats.upper() if woonplaats not in {"", "."} else _gemeente(blik)
    # The standard has two spaces between postcode and town.
    return "  ".join(part for part in (f"{postcode[:4]} {postcode[4:]}".strip(), plaats) if part) or None


def _gemeente(blik: Blik) -> str:
    return (lo3.omschrijving(blik.tabellen, "gemeente", blik(_GEMEENTE)) or "").upper()


def _buitenland(blik: Blik, element: str) -> str | None:
    return blik(element) or None if _is_te_bezorgen(blik) else None


def _is_te_bezorgen(blik: Blik) -> bool:
    """Abroad: the country is known, and there is at least one line."""
    buitenland = soort(blik.voorkomen) == "VerblijfplaatsBuitenland"
    return buitenland and any(blik(element) for element in _REGELS_BUITENLAND)


def _land(blik: Blik) -> dict[str, Any] | None:
    return waarden.land(blik.tabellen, blik("1310")) if _is_te_bezorgen(blik) else None


_REGELS_BINNENLAND: Final = (
    Veld("adresregel1", (STRAAT, _HUISNUMMER, _LETTER, _TOEVOEGING, _AANDUIDING, LOCATIE, "1330"), regel1),
    Veld("adresregel2", (_GEMEENTE, _POSTCODE, _WOONPLAATS, "1340"), regel2),
)
ADRESREGELS: Final = (
    *_REGELS_BINNENLAND,
    Veld("adresregel3", ("1350",), lambda blik: _buitenland(blik, "1350")),
    Veld("land", ("1310",), _land),
)


def gevraagde_regels(gevraagd: Gevraagd) -> list[Veld]:
    """The lines that are asked, under either name of the group."""
    ook_binnenland = gevraagd.onder(BINNENLAND)
    return [
        veld
        for veld in ADRESREGELS
        if gevraagd.onder("adressering").heeft(veld.naam)
        or (veld in _REGELS_BINNENLAND and ook_binnenland.heeft(veld.naam))
    ]


def vraagt_naamgebruik(gevraagd: Gevraagd) -> bool:
    """Whether it is asked how to write to the person."""
    return any(gevraagd.onder(groep).heeft(veld.naam) for groep in ("adressering", BINNENLAND) for veld in NAAMGEBRUIK)


def adresregels(blik: Blik, gevraagd: Gevraagd) -> dict[str, Any] | None:
    """The asked lines; None when the list has nothing to make them of."""
    asked = gevraagde_regels(gevraagd)
    if not asked or not velden.bestaat(blik.voorkomen, ADRESREGELS):
        return None
    if not gevraagd.heeft("adressering") and is_buitenland(blik.voorkomen):
        # The empty group says that there is a place abroad; who asks the place itself is told so there.
        return None if gevraagd.heeft("verblijfplaats") else {}
    found = {veld.naam: waarde for veld in asked if (waarde := veld.waarde(blik)) is not None}
    if in_onderzoek := velden.onderzoek(blik.voorkomen, asked, "datumIngangOnderzoekVerblijfplaats"):
        found["inOnderzoek"] = in_onderzoek
    if velden.is_niet_op_adres(blik.voorkomen):
        found["indicatieVastgesteldVerblijftNietOpAdres"] = True
    return found


def naamgebruik(lijst: Persoonslijst, blik: Blik, gevraagd: Gevraagd) -> dict[str, Any] | None:
    """The asked forms in which the person is written to; None when none is asked or nothing of a name is known."""
    groepen = [gevraagd.onder(naam) for naam in ("adressering", BINNENLAND) if gevraagd.heeft(naam)]
    asked = [veld.naam for veld in NAAMGEBRUIK if any(groep.heeft(veld.naam) for groep in groepen)]
    partner, _ = partner_in_naam(lijst)
    bekend = velden.bestaat(blik.voorkomen, NAAMGEBRUIK) or velden.bestaat(partner, NAAMGEBRUIK_PARTNER)
    if not asked or not bekend:
        return None
    gemaakt = vormen(Namen.of(lijst, blik.tabellen))
    found = {naam: gemaakt[naam] for naam in asked if gemaakt[naam] is not None}
    in_onderzoek = velden.onderzoek(
        blik.voorkomen, _alleen(NAAMGEBRUIK, asked), "datumIngangOnderzoekPersoon"
    ) | velden.onderzoek(partner, _alleen(NAAMGEBRUIK_PARTNER, asked), "datumIngangOnderzoekPartner")
    return found | ({"inOnderzoek": in_onderzoek} if in_onderzoek else {})


def _alleen(alle: tuple[Veld, ...], namen: list[str]) -> list[Veld]:
    return [veld for veld in alle if veld.naam in namen]


def samen(*delen: dict[str, Any] | None) -> dict[str, Any] | None:
    """The parts of the group as one; None when there is none at all."""
    aanwezig = [deel for deel in delen if deel is not None]
    if not aanwezig:
        return None
    found: dict[str, Any] = {}
    for deel in aanwezig:
        in_onderzoek = found.get("inOnderzoek", {}) | deel.get("inOnderzoek", {})
        found |= deel | ({"inOnderzoek": in_onderzoek} if in_onderzoek else {})
    return found
