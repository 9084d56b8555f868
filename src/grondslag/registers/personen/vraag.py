"""A question to the basisregistratie: the seven kinds, what each takes, and all that can be wrong with one.

The words of a refusal and its codes are those of the published standard (BRP Personen bevragen 2.7). Clients send
numbers and booleans as such or as text; both are read.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final, cast

import msgspec

from grondslag.kernel.names import to_wire
from grondslag.kernel.rules import Violation
from grondslag.registers.personen.velden import Antwoord, bezwaar

MOST_BSNS: Final = 20
MOST_FIELDS: Final = 130
MOST_FOUND: Final = 10
"""So many persons a search may find; who finds more must ask more precisely."""
_LONGEST: Final = 1000
"""No value that fits a pattern is longer: a longer one is not held against it."""


class Vraag(msgspec.Struct, frozen=True, kw_only=True, rename=to_wire, omit_defaults=True):
    """What is asked, read. msgspec writes it as the wire has it."""

    type: str
    fields: tuple[str, ...]
    burgerservicenummer: tuple[str, ...] = ()
    geslachtsnaam: str = ""
    voornamen: str = ""
    voorvoegsel: str = ""
    geslacht: str = ""
    geboortedatum: date | None = None
    postcode: str = ""
    straat: str = ""
    huisnummer: int = 0
    huisletter: str = ""
    huisnummertoevoeging: str = ""
    nummeraanduiding_identificatie: str = ""
    adresseerbaar_object_identificatie: str = ""
    gemeente_van_inschrijving: str = ""
    inclusief_overleden_personen: bool = False

    @property
    def antwoord(self) -> Antwoord:
        """The kind of persons that answer it."""
        return SOORTEN[self.type].antwoord


class Soort(msgspec.Struct, frozen=True):
    """A kind of question: what it must say and may say, in the order in which faults are told."""

    antwoord: Antwoord
    verplicht: tuple[str, ...]
    vrij: tuple[str, ...]


_NAAM: Final = ("voorvoegsel", "geslacht", "inclusiefOverledenPersonen")
_ADRES: Final = ("huisletter", "huisnummertoevoeging", "inclusiefOverledenPersonen")
GEMEENTE: Final = "gemeenteVanInschrijving"

RAADPLEEG: Final = "RaadpleegMetBurgerservicenummer"
SOORTEN: Final[Mapping[str, Soort]] = {
    RAADPLEEG: Soort("Persoon", ("burgerservicenummer",), (GEMEENTE,)),
    "ZoekMetGeslachtsnaamEnGeboortedatum": Soort(
        "PersoonBeperkt", ("geboortedatum", "geslachtsnaam"), ("voornamen", *_NAAM, GEMEENTE)
    ),
    "ZoekMetNaamEnGemeenteVanInschrijving": Soort("PersoonBeperkt", (GEMEENTE, "geslachtsnaam", "voornamen"), _NAAM),
    "ZoekMetPostcodeEnHuisnummer": Soort(
        "PersoonBeperkt", ("postcode", "huisnummer"), (*_ADRES, "geboortedatum", "geslachtsnaam", GEMEENTE)
    ),
    "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving": Soort(
        "PersoonBeperkt", (GEMEENTE, "huisnummer", "straat"), _ADRES
    ),
    "ZoekMetNummeraanduidingIdentificatie": Soort(
        "PersoonBeperkt", ("nummeraanduidingIdentificatie",), ("inclusiefOverledenPersonen", GEMEENTE)
    ),
    "ZoekMetAdresseerbaarObjectIdentificatie": Soort(
        "GezagPersoonBeperkt", ("adresseerbaarObjectIdentificatie",), ("inclusiefOverledenPersonen", GEMEENTE)
    ),
}
"""The kinds of questions by the word that the wire has for each."""

_LETTERS: Final = "a-zA-Z0-9À-ž"
_NAAM_OF_DEEL: Final = rf"^[{_LETTERS} \.\-\']{{1,200}}$|^[{_LETTERS} \.\-\']{{3,199}}\*{{1}}$"
_SLEUTEL: Final = r"^[0-9]{16}$"
FIELD: Final = r"^[a-zA-Z0-9\._]{1,200}$"
BSN: Final = r"^[0-9]{9}$"
PATRONEN: Final[Mapping[str, str]] = {
    "geslachtsnaam": _NAAM_OF_DEEL,
    "voornamen": rf"^[{_LETTERS} \.\-\']{{1,199}}\*{{0,1}}$",
    "voorvoegsel": r"^[a-zA-Z \']{1,10}$",
    "geslacht": r"^([Mm]|[Vv]|[Oo])$",
    "postcode": r"^[1-9]{1}[0-9]{3}[ ]?[A-Za-z]{2}$",
    "straat": (
        rf"^[{_LETTERS} \-\'\.]{{1,80}}$|^[{_LETTERS} \-\'\.]{{7,79}}\*{{1}}$|^\*{{1}}[{_LETTERS} \-\'\.]{{7,79}}$"
    ),
    "huisletter": r"^[a-zA-Z]{1}$",
    "huisnummertoevoeging": r"^[a-zA-Z0-9 \-]{1,4}$",
    "nummeraanduidingIdentificatie": _SLEUTEL,
    "adresseerbaarObjectIdentificatie": _SLEUTEL,
    GEMEENTE: r"^[0-9]{4}$",
}
"""What a text must look like, as the standard writes it."""
VOORNAMEN_VERPLICHT: Final = _NAAM_OF_DEEL
"""Where voornamen must be given, less of them may be left to the wildcard."""
NIET_NUL: Final = r"^(?!0{16})[0-9]{16}$"
HUISNUMMERS: Final = (1, 99999)

Read = tuple[Any, list[Violation]]
"""A value, and what is wrong with it; the value counts when nothing is."""


def lees(body: Mapping[str, Any]) -> Vraag | list[Violation]:
    """The question in a body, or all that is wrong with it in the order of its kind."""
    soort_naam = body.get("type")
    if soort_naam is None:
        return [_verplicht("type")]
    soort = SOORTEN.get(soort_naam) if isinstance(soort_naam, str) else None
    if soort is None:
        return [Violation("value", "Waarde is geen geldig zoek type.", "type")]
    values: dict[str, Any] = {"type": soort_naam}
    wrong: list[Violation] = []
    for naam in (*soort.verplicht, *soort.vrij):
        if naam in soort.verplicht and body.get(naam) in (None, ""):
            wrong.append(_verplicht(naam))
        elif body.get(naam) is not None:
            values[naam], found = _lees_parameter(naam, body[naam], verplicht=naam in soort.verplicht)
            wrong += found
    values["fields"], found = _lees_fields(body, soort.antwoord)
    wrong += [*found, *_onverwacht(body, soort)]
    return wrong or msgspec.convert(values, Vraag)


def _verplicht(naam: str) -> Violation:
    return Violation("required", "Parameter is verplicht.", naam)


def _onverwacht(body: Mapping[str, Any], soort: Soort) -> Iterator[Violation]:
    bekend = {"type", "fields", *soort.verplicht, *soort.vrij}
    return (Violation("unknownParam", "Parameter is niet verwacht.", naam[:100]) for naam in body if naam not in bekend)


# --- one parameter ------------------------------------------------------------------------------------------------


def _lees_parameter(naam: str, given: Any, *, verplicht: bool) -> Read:
    read = _LEZERS.get(naam)
    if read is not None:
        return read(naam, given)
    patroon = VOORNAMEN_VERPLICHT if naam == "voornamen" and verplicht else PATRONEN[naam]
    wrong = _past(naam, given, patroon)
    if not wrong and patroon == _SLEUTEL:
        wrong = _past(naam, given, NIET_NUL)
    return given, wrong


def _past(naam: str, given: Any, patroon: str) -> list[Violation]:
    """What is wrong with a text that must look like this."""
    if isinstance(given, str) and len(given) <= _LONGEST and _passend(patroon)(given):
        return []
    return [Violation("pattern", f"Waarde voldoet niet aan patroon {patroon}.", naam)]


def _passend(patroon: str) -> Callable[[str], Any]:
    # `$` would let a last line break pass.
    return re.compile(patroon.replace("$", r"\Z")).match


def _lees_datum(naam: str, given: Any) -> Read:
    # Of what ISO 8601 has, the standard takes the long form alone.
    if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        try:
            return date.fromisoformat(given), []
        except ValueError:
            pass
    return None, [Violation("date", "Waarde is geen geldige datum.", naam)]


def _lees_huisnummer(naam: str, given: Any) -> Read:
    text = given if isinstance(given, str) else str(given) if type(given) is int else ""
    if not re.fullmatch(r"-?[0-9]{1,20}", text):
        return None, [Violation("integer", "Waarde is geen geldig getal.", naam)]
    least, most = HUISNUMMERS
    if int(text) < least:
        return None, [Violation("minimum", f"Waarde is lager dan minimum {least}.", naam)]
    if int(text) > most:
        return None, [Violation("maximum", f"Waarde is hoger dan maximum {most}.", naam)]
    return int(text), []


def _lees_indicatie(naam: str, given: Any) -> Read:
    if isinstance(given, bool):
        return given, []
    if isinstance(given, str) and given in ("true", "false"):
        return given == "true", []
    return None, [Violation("boolean", "Waarde is geen boolean.", naam)]


def _lees_bsns(naam: str, given: Any) -> Read:
    wrong = _lees_lijst(naam, given, MOST_BSNS)
    return given, wrong or [each for place, bsn in enumerate(given) for each in _past(f"{naam}[{place}]", bsn, BSN)]


_LEZERS: Final[Mapping[str, Callable[[str, Any], Read]]] = {
    "geboortedatum": _lees_datum,
    "huisnummer": _lees_huisnummer,
    "inclusiefOverledenPersonen": _lees_indicatie,
    "burgerservicenummer": _lees_bsns,
}


# --- fields -------------------------------------------------------------------------------------------------------


def _lees_lijst(naam: str, given: Any, most: int) -> list[Violation]:
    if not isinstance(given, list):
        return [Violation("array", "Parameter is geen array.", naam)]
    size = len(cast("list[Any]", given))
    if size < 1:
        return [Violation("minItems", "Array bevat minder dan 1 items.", naam)]
    if size > most:
        return [Violation("maxItems", f"Array bevat meer dan {most} items.", naam)]
    return []


def _lees_fields(body: Mapping[str, Any], antwoord: Antwoord) -> Read:
    given = body.get("fields")
    if given is None:
        return (), [_verplicht("fields")]
    wrong = _lees_lijst("fields", given, MOST_FIELDS)
    if wrong:
        return (), wrong
    for place, pad in enumerate(given):
        naam = f"fields[{place}]"
        vorm = _past(naam, pad, FIELD)
        if vorm:
            wrong += vorm
        elif waarom := bezwaar(antwoord, pad):
            wrong.append(Violation("fields", f"Parameter bevat een niet {waarom} veldnaam.", naam))
    return given, wrong
