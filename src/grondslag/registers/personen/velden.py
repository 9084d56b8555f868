"""Which fields an answer can hold, and which of them may be asked for: the tree behind `fields` and our document.

A path leads from group to group. Below a datum or a waarde it may name any part: those are delivered whole. What is
delivered of itself (`vanzelf`) may not be asked for, nor a part of it.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec

Antwoord = Literal["Persoon", "PersoonBeperkt", "GezagPersoonBeperkt"]
"""The kinds of persons that an answer holds."""
Soort = Literal["tekst", "getal", "indicatie", "datum", "waarde", "adel", "groep", "gezag", "onderzoek"]


class Veld(msgspec.Struct, frozen=True):
    """A field: what it is, what a group holds, whether it is a list, and whether it is delivered unasked."""

    soort: Soort
    velden: Mapping[str, "Veld"] = msgspec.field(default_factory=dict[str, "Veld"])
    lijst: bool = False
    vanzelf: bool = False


TEKST: Final = Veld("tekst")
GETAL: Final = Veld("getal")
INDICATIE: Final = Veld("indicatie")
DATUM: Final = Veld("datum")
WAARDE: Final = Veld("waarde")
ADEL: Final = Veld("adel")
GEZAG: Final = Veld("gezag", lijst=True)
ONDERZOEK: Final = Veld("onderzoek", vanzelf=True)
NIET_OP_ADRES: Final = Veld("indicatie", vanzelf=True)
_OPEN: Final = ("datum", "waarde", "adel")


def _groep(velden: Mapping[str, Veld], *, onderzoek: bool = True, lijst: bool = False, vanzelf: bool = False) -> Veld:
    """A group; nearly every one says which of its fields are in onderzoek."""
    return Veld("groep", {**velden, **({"inOnderzoek": ONDERZOEK} if onderzoek else {})}, lijst, vanzelf)


_BASISNAAM: Final = {
    "voornamen": TEKST,
    "adellijkeTitelPredicaat": ADEL,
    "voorvoegsel": TEKST,
    "geslachtsnaam": TEKST,
    "voorletters": TEKST,
}
_NAAM: Final = _BASISNAAM | {"volledigeNaam": TEKST}
_GEBEURTENIS: Final = {"datum": DATUM, "land": WAARDE, "plaats": WAARDE}
_VERBINTENIS: Final = _groep(_GEBEURTENIS)
_VERWANT: Final = {"burgerservicenummer": TEKST, "naam": _groep(_BASISNAAM), "geboorte": _groep(_GEBEURTENIS)}

_ADRESREGELS_BINNENLAND: Final = {
    "adresregel1": TEKST,
    "adresregel2": TEKST,
    "indicatieVastgesteldVerblijftNietOpAdres": NIET_OP_ADRES,
}
_ADRESREGELS: Final = _ADRESREGELS_BINNENLAND | {"adresregel3": TEKST, "land": WAARDE}
_AANSCHRIJVING: Final = {
    "aanhef": TEKST,
    "aanschrijfwijze": _groep({"naam": TEKST, "aanspreekvorm": TEKST}, onderzoek=False),
    "gebruikInLopendeTekst": TEKST,
}

_VERBLIJFADRES_BINNENLAND: Final = {
    "officieleStraatnaam": TEKST,
    "korteStraatnaam": TEKST,
    "huisnummer": GETAL,
    "huisletter": TEKST,
    "huisnummertoevoeging": TEKST,
    "aanduidingBijHuisnummer": WAARDE,
    "postcode": TEKST,
    "woonplaats": TEKST,
    "locatiebeschrijving": TEKST,
}
_VERBLIJFADRES: Final = _VERBLIJFADRES_BINNENLAND | {"regel1": TEKST, "regel2": TEKST, "regel3": TEKST, "land": WAARDE}


def _verblijfplaats(verblijfadres: Mapping[str, Veld]) -> Veld:
    return _groep(
        {
            "type": TEKST,
            "datumVan": DATUM,
            "datumIngangGeldigheid": DATUM,
            "functieAdres": WAARDE,
            "adresseerbaarObjectIdentificatie": TEKST,
            "nummeraanduidingIdentificatie": TEKST,
            "verblijfadres": _groep(verblijfadres),
            "indicatieVastgesteldVerblijftNietOpAdres": NIET_OP_ADRES,
        }
    )


_VANZELF: Final = {
    "geheimhoudingPersoonsgegevens": Veld("indicatie", vanzelf=True),
    "opschortingBijhouding": _groep({"reden": WAARDE, "datum": DATUM}, onderzoek=False, vanzelf=True),
    "rni": _groep(
        {"deelnemer": WAARDE, "omschrijvingVerdrag": TEKST, "categorie": TEKST},
        onderzoek=False, lijst=True, vanzelf=True,
    ),
    "verificatie": _groep({"datum": DATUM, "omschrijving": TEKST}, onderzoek=False, vanzelf=True),
}  # fmt: skip

_PERSOON: Final = {
    "aNummer": TEKST,
    "burgerservicenummer": TEKST,
    "datumEersteInschrijvingGBA": DATUM,
    "geslacht": WAARDE,
    "leeftijd": GETAL,
    "uitsluitingKiesrecht": _groep({"uitgeslotenVanKiesrecht": INDICATIE, "einddatum": DATUM}, onderzoek=False),
    "europeesKiesrecht": _groep({"aanduiding": WAARDE, "einddatumUitsluiting": DATUM}, onderzoek=False),
    "naam": _groep(_NAAM | {"aanduidingNaamgebruik": WAARDE}),
    "nationaliteiten": _groep(
        {"type": TEKST, "nationaliteit": WAARDE, "redenOpname": WAARDE, "datumIngangGeldigheid": DATUM}, lijst=True
    ),
    "geboorte": _groep(_GEBEURTENIS),
    "overlijden": _groep(_GEBEURTENIS),
    "verblijfplaats": _verblijfplaats(_VERBLIJFADRES),
    "immigratie": _groep(
        {
            "datumVestigingInNederland": DATUM,
            "landVanwaarIngeschreven": WAARDE,
            "vanuitVerblijfplaatsOnbekend": INDICATIE,
            "indicatieVestigingVanuitBuitenland": INDICATIE,
        }
    ),
    "gemeenteVanInschrijving": WAARDE,
    "datumInschrijvingInGemeente": DATUM,
    "adressering": _groep(_ADRESREGELS | _AANSCHRIJVING),
    "indicatieCurateleRegister": INDICATIE,
    "indicatieGezagMinderjarige": WAARDE,
    "gezag": GEZAG,
    "verblijfstitel": _groep({"aanduiding": WAARDE, "datumEinde": DATUM, "datumIngang": DATUM}),
    "kinderen": _groep(_VERWANT, lijst=True),
    "ouders": _groep(
        _VERWANT | {"geslacht": WAARDE, "ouderAanduiding": TEKST, "datumIngangFamilierechtelijkeBetrekking": DATUM},
        lijst=True,
    ),
    "partners": _groep(
        _VERWANT
        | {
            "geslacht": WAARDE,
            "soortVerbintenis": WAARDE,
            "aangaanHuwelijkPartnerschap": _VERBINTENIS,
            "ontbindingHuwelijkPartnerschap": _groep({"datum": DATUM}),
        },
        lijst=True,
    ),
}
_BEPERKT: Final = {
    "burgerservicenummer": TEKST,
    "geslacht": WAARDE,
    "leeftijd": GETAL,
    "naam": _groep(_NAAM),
    "geboorte": _groep({"datum": DATUM}),
    "adressering": _groep(_ADRESREGELS),
}

ANTWOORDEN: Final[Mapping[Antwoord, Veld]] = {
    "Persoon": _groep(_PERSOON | _VANZELF),
    "PersoonBeperkt": _groep(_BEPERKT | _VANZELF),
    "GezagPersoonBeperkt": _groep(_BEPERKT | _VANZELF | {"gezag": GEZAG}),
}
"""What each kind of person in an answer holds."""

_BINNENLAND: Final = _groep(_ADRESREGELS_BINNENLAND)
_ALIASSEN: Final[Mapping[Antwoord, Mapping[str, Veld]]] = {
    "Persoon": {
        "verblijfplaatsBinnenland": _verblijfplaats(_VERBLIJFADRES_BINNENLAND),
        "adresseringBinnenland": _groep(_ADRESREGELS_BINNENLAND | _AANSCHRIJVING),
    },
    "PersoonBeperkt": {"adresseringBinnenland": _BINNENLAND},
    "GezagPersoonBeperkt": {"adresseringBinnenland": _BINNENLAND},
}
"""Names under which the same is asked without what lies abroad, by who may not see that."""
_BUITEN_ALIAS: Final = {"verblijfplaatsBinnenland": "verblijfplaats", "adresseringBinnenland": "adressering"}
_VRAAGBAAR: Final = {
    antwoord: Veld("groep", {**veld.velden, **_ALIASSEN[antwoord]}) for antwoord, veld in ANTWOORDEN.items()
}


def bezwaar(antwoord: Antwoord, pad: str) -> str:
    """Why a path may not be asked for: it is not there ("bestaande"), or not allowed ("toegestane"); "" when it may."""
    veld = _VRAAGBAAR[antwoord]
    for naam in pad.split("."):
        if veld.soort in _OPEN:
            return ""
        if veld.soort == "gezag":  # delivered whole, and only asked for whole
            return "toegestane"
        found = veld.velden.get(naam)
        if found is None:
            return "bestaande"
        if found.vanzelf:
            return "toegestane"
        veld = found
    return ""


def vraagbaar(antwoord: Antwoord) -> Iterable[str]:
    """Every path that may be asked for, down to the fields themselves, in order."""
    return _paden(_VRAAGBAAR[antwoord], "")


def _paden(veld: Veld, boven: str) -> Iterable[str]:
    for naam, each in veld.velden.items():
        if not each.vanzelf:
            yield boven + naam
            yield from _paden(each, f"{boven}{naam}.")


def buiten(fields: Iterable[str], profiel: Iterable[str]) -> list[str]:
    """The paths asked for that lie outside a field profile, in the order in which they were asked.

    A path of the profile gives all that lies below it, also by the name of its alias.
    """
    gegeven = frozenset(profiel)
    return [pad for pad in fields if not (_boven(pad) | _boven(_zonder_alias(pad))) & gegeven]


def alleen_buitenland(fields: Iterable[str], profiel: Iterable[str]) -> bool:
    """Whether all these paths were asked by a name for which the profile has an alias without what lies abroad."""
    binnen = {_BUITEN_ALIAS[naam] for pad in profiel if (naam := pad.partition(".")[0]) in _BUITEN_ALIAS}
    return all(pad.partition(".")[0] in binnen for pad in fields)


def _boven(pad: str) -> set[str]:
    """The path and all that lie above it."""
    namen = pad.split(".")
    return {".".join(namen[: place + 1]) for place in range(len(namen))}


def _zonder_alias(pad: str) -> str:
    naam, dot, rest = pad.partition(".")
    return _BUITEN_ALIAS.get(naam, naam) + dot + rest
