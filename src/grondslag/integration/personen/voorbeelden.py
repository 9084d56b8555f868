"""Worked examples of the BRP API: they ask for the person of the examples, who lives in the demo."""

from collections.abc import Mapping
from typing import Final

import msgspec

from grondslag.integration.personen.problemen import (
    OnbekendAntwoord,
    OnbekendVerzoek,
    OnjuisteVraag,
    toon_probleem,
)
from grondslag.kernel.declare import Json
from grondslag.kernel.rules import Violation
from grondslag.registers.personen import voorbeeld
from grondslag.surfaces.openapi_examples import Example, Examples
from grondslag.surfaces.problems import Busy, Forbidden, Problem, TooLarge, Unavailable
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
_PROBLEMS: Final[Mapping[int, Problem]] = {
    400: OnjuisteVraag([Violation("required", "Parameter is verplicht.", "fields")]),
    401: Forbidden("De JWT die gebruikt is voor dit verzoek is verlopen.", "jwt-expired"),
    403: Forbidden("De applicatie mist het recht personen.lezen op het component personen."),
    406: OnbekendAntwoord(),
    413: TooLarge(),
    415: OnbekendVerzoek(),
    429: Busy(),
    500: Problem(),
    503: Unavailable(),
}


def of_problem(status: int) -> Json:
    """A refusal with this status, as the server tells it."""
    return msgspec.json.decode(toon_probleem(_PROBLEMS[status], "", "").body)


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
