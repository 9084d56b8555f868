"""Worked examples of the BRP API: they ask for the person of the examples, who lives in the demo."""

from typing import Final

from grondslag.kernel.declare import Json
from grondslag.registers.personen import voorbeeld
from grondslag.surfaces.openapi_examples import Example, Examples
from grondslag.vocabulary.nummers import VOORBEELD_BSN

_FOUND: Final[Json] = {
    "burgerservicenummer": VOORBEELD_BSN,
    "naam": {"volledigeNaam": f"{voorbeeld.VOORNAMEN} {voorbeeld.VOORVOEGSEL} {voorbeeld.GESLACHTSNAAM}"},
}
_SEARCHES: Final[Json] = {
    "ZoekMetGeslachtsnaamEnGeboortedatum": {
        "geslachtsnaam": voorbeeld.GESLACHTSNAAM,
        "geboortedatum": voorbeeld.GEBOREN,
    },
    "ZoekMetNaamEnGemeenteVanInschrijving": {
        "voornamen": voorbeeld.VOORNAMEN,
        "geslachtsnaam": voorbeeld.GESLACHTSNAAM,
        "gemeenteVanInschrijving": voorbeeld.GEMEENTE,
    },
    "ZoekMetPostcodeEnHuisnummer": {"postcode": voorbeeld.POSTCODE, "huisnummer": voorbeeld.HUISNUMMER},
    "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving": {
        "straat": voorbeeld.STRAAT,
        "huisnummer": voorbeeld.HUISNUMMER,
        "gemeenteVanInschrijving": voorbeeld.GEMEENTE,
    },
    "ZoekMetNummeraanduidingIdentificatie": {"nummeraanduidingIdentificatie": voorbeeld.NUMMERAANDUIDING},
    "ZoekMetAdresseerbaarObjectIdentificatie": {"adresseerbaarObjectIdentificatie": voorbeeld.OBJECT},
}
_RAADPLEEG: Final = "RaadpleegMetBurgerservicenummer"
_ASKED: Final = {
    _RAADPLEEG: (
        {
            "type": _RAADPLEEG,
            "burgerservicenummer": [VOORBEELD_BSN],
            "fields": ["naam.volledigeNaam", "geboorte.datum", "adressering.adresregel1", "adressering.adresregel2"],
        },
        {
            "type": _RAADPLEEG,
            "personen": [
                {
                    "naam": _FOUND["naam"],
                    "geboorte": {
                        "datum": {"type": "Datum", "datum": voorbeeld.GEBOREN, "langFormaat": "4 mei 1980"},
                    },
                    "adressering": {"adresregel1": "Havikslaan 120", "adresregel2": "1811 SD  VELDERMEER"},
                }
            ],
        },
    ),
    **{
        soort: (
            {"type": soort, **by, "fields": ["burgerservicenummer", "naam.volledigeNaam"]},
            {"type": soort, "personen": [_FOUND]},
        )
        for soort, by in _SEARCHES.items()
    },
}
_FOLLOWED: Final[Json] = {"begindatum": "2026-11-26", "burgerservicenummer": VOORBEELD_BSN}
_ONE: Final = {"burgerservicenummer": VOORBEELD_BSN}
_ROOT: Final = "http://localhost:8000/haalcentraal/api/brp"
EXAMPLES: Final[Examples] = {
    "Personen": Example(several=_ASKED),
    "GetVolgindicaties": Example(answered={"volgindicaties": [_FOLLOWED]}),
    "GetVolgindicatie": Example(path=_ONE, answered=_FOLLOWED),
    "UpsertVolgindicatie": Example(path=_ONE, asked={}, answered=_FOLLOWED),
    "GetGewijzigdePersonen": Example(
        answered={
            "_links": {
                "self": {"href": f"{_ROOT}/wijzigingen"},
                "ingeschrevenPersoon": {"href": f"{_ROOT}/personen"},
            },
            "burgerservicenummers": [VOORBEELD_BSN],
        }
    ),
}
