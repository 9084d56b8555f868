"""Answers the question of a world: the persons of the scenario are the source."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from grondslag.registers.personen import lo3
from grondslag.registers.personen.informatie import toon
from grondslag.registers.personen.lo3 import Persoonslijst
from grondslag.registers.personen.tabellen import TABELLEN
from tests.brp.runner import Antwoord
from tests.brp.wereld import Wereld

_SOORT: Final[Mapping[str, Any]] = {
    "RaadpleegMetBurgerservicenummer": "Persoon",
    "ZoekMetAdresseerbaarObjectIdentificatie": "GezagPersoonBeperkt",
}
_CRITERIA: Final[Mapping[str, tuple[str, str]]] = {
    "geslachtsnaam": (lo3.PERSOON, "0240"),
    "voornamen": (lo3.PERSOON, "0210"),
    "voorvoegsel": (lo3.PERSOON, "0230"),
    "geslacht": (lo3.PERSOON, "0410"),
    "geboortedatum": (lo3.PERSOON, "0310"),
    "gemeenteVanInschrijving": (lo3.VERBLIJFPLAATS, "0910"),
    "postcode": (lo3.VERBLIJFPLAATS, "1160"),
    "huisnummer": (lo3.VERBLIJFPLAATS, "1120"),
    "huisletter": (lo3.VERBLIJFPLAATS, "1130"),
    "huisnummertoevoeging": (lo3.VERBLIJFPLAATS, "1140"),
    "straat": (lo3.VERBLIJFPLAATS, "1110"),
    "nummeraanduidingIdentificatie": (lo3.VERBLIJFPLAATS, "1190"),
    "adresseerbaarObjectIdentificatie": (lo3.VERBLIJFPLAATS, "1180"),
}


def bevraag(wereld: Wereld) -> Antwoord:
    """The answer to the question, for as far as the question itself is right."""
    vraag = wereld.vraag
    soort = _SOORT.get(vraag["type"], "PersoonBeperkt")
    found = [each.lijst for each in wereld.personen if _matches(vraag)(each.lijst)]
    tabellen = {naam: dict(tabel) for naam, tabel in TABELLEN.items()} | wereld.tabellen
    personen = [toon(lijst, soort, vraag["fields"], wereld.today, tabellen) for lijst in found]
    return Antwoord(200, {"content-type": "application/json"}, {"type": vraag["type"], "personen": personen})


def _matches(vraag: Mapping[str, Any]) -> Callable[[Persoonslijst], bool]:
    if vraag["type"] == "RaadpleegMetBurgerservicenummer":
        return lambda lijst: lo3.burgerservicenummer(lijst) in vraag["burgerservicenummer"]
    criteria = {place: vraag[name] for name, place in _CRITERIA.items() if name in vraag}
    overleden = str(vraag.get("inclusiefOverledenPersonen", "")).lower() == "true"
    return lambda lijst: (
        (overleden or lo3.waarde(lijst, lo3.INSCHRIJVING, "6720") != "O")
        and all(_is(lo3.waarde(lijst, *place), value) for place, value in criteria.items())
    )


def _is(text: str, asked: str) -> bool:
    plain = asked.replace(" ", "") if re.fullmatch(r"\d{4} ?[A-Za-z]{2}", asked) else asked
    plain = plain.replace("-", "") if re.fullmatch(r"\d{4}-\d\d-\d\d", plain) else plain
    pattern = re.escape(plain).replace(r"\*", ".*")
    return re.fullmatch(pattern, text, re.IGNORECASE) is not None
