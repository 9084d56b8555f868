"""Als: the question of a scenario, as the suite sends it. Every value is text, lists are split at commas."""

import re
from collections.abc import Mapping
from typing import Any, Final

from grondslag.registers.personen import lo3
from tests.brp import tabel
from tests.brp.features import Stap, Tabel
from tests.brp.wereld import Wereld

_HEADER: Final = "header: "
_AS_TEXT: Final = " (als string)"
_TOO_MANY: Final = "(131 maal aNummer)"
_ARRAYS: Final = frozenset({"fields", "burgerservicenummer"})

_TABLE = re.compile(r"personen wordt gezocht met de volgende parameters")
_SENTENCE = re.compile(
    r"'(?P<fields>[^']*)' wordt gevraagd (?:van personen gezocht met (?P<waarmee>.+?)|van '(?P<wie>[^']+)')"
    r"(?: en parameters)?"
)
_FOUND_BY = re.compile(r"(?P<namen>.+?) (?:van )?'(?P<wie>[^']+)'")
_NAMED = re.compile(r"([a-z][a-z ]*?) '([^']*)'")

_TYPES: Final[Mapping[frozenset[str], str]] = {
    frozenset({"burgerservicenummer"}): "RaadpleegMetBurgerservicenummer",
    frozenset({"adresseerbaarObjectIdentificatie"}): "ZoekMetAdresseerbaarObjectIdentificatie",
    frozenset({"nummeraanduidingIdentificatie"}): "ZoekMetNummeraanduidingIdentificatie",
    frozenset({"geslachtsnaam", "geboortedatum"}): "ZoekMetGeslachtsnaamEnGeboortedatum",
    frozenset({"geslachtsnaam", "voornamen", "gemeenteVanInschrijving"}): "ZoekMetNaamEnGemeenteVanInschrijving",
    frozenset({"postcode", "huisnummer"}): "ZoekMetPostcodeEnHuisnummer",
    frozenset({"straat", "huisnummer", "gemeenteVanInschrijving"}): "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving",
}
_PARAMETERS: Final[Mapping[str, str]] = {
    "burgerservicenummer": "burgerservicenummer",
    "burgerservicenummers": "burgerservicenummer",
    "adresseerbaar object identificatie": "adresseerbaarObjectIdentificatie",
    "nummeraanduiding identificatie": "nummeraanduidingIdentificatie",
    "geslachtsnaam": "geslachtsnaam",
    "voornamen": "voornamen",
    "geboortedatum": "geboortedatum",
    "gemeente van inschrijving": "gemeenteVanInschrijving",
    "gemeentecode": "gemeenteVanInschrijving",
    "postcode": "postcode",
    "huisnummer": "huisnummer",
    "straatnaam": "straat",
}
_VAN_ADRES: Final[Mapping[str, str]] = {
    "adresseerbaarObjectIdentificatie": "1180",
    "nummeraanduidingIdentificatie": "1190",
    "postcode": "1160",
    "huisnummer": "1120",
    "straat": "1110",
    "gemeenteVanInschrijving": "9210",
}
_VAN_PERSOON: Final[Mapping[str, str]] = {
    "burgerservicenummer": lo3.BURGERSERVICENUMMER,
    "geslachtsnaam": "0240",
    "voornamen": "0210",
    "geboortedatum": "0310",
}
_ANY: Final[Mapping[str, str]] = {
    "burgerservicenummer": "000000001",
    "adresseerbaarObjectIdentificatie": "0000000000000001",
    "nummeraanduidingIdentificatie": "0000000000000001",
    "geslachtsnaam": "doe",
    "voornamen": "john",
    "geboortedatum": "2000-01-01",
    "gemeenteVanInschrijving": "0000",
    "postcode": "1000 AA",
    "huisnummer": "1",
    "straat": "straat",
}
"""What is asked when the step does not care."""


def stel(wereld: Wereld, stap: Stap) -> bool:
    """Puts the question of the step into the world; False when the step is no question."""
    if _TABLE.fullmatch(stap.tekst):
        _of_table(wereld, stap.tabel)
        return True
    match = _SENTENCE.fullmatch(stap.tekst)
    if match is None:
        return False
    gevraagd = _criteria(wereld, match["waarmee"] or f"burgerservicenummer van '{match['wie']}'")
    vraag: dict[str, str] = {"type": _TYPES[frozenset(gevraagd)], "fields": match["fields"]} | gevraagd
    vraag |= {name: value for name, value in tabel.pairs(stap.tabel) if value}
    wereld.vraag = {name: _value(wereld, vraag["type"], name, value) for name, value in vraag.items()}
    return True


def _of_table(wereld: Wereld, inhoud: Tabel) -> None:
    named = [(name, value) for name, value in tabel.pairs(inhoud) if name]
    soort = dict(named).get("type", "")
    for name, value in named:
        if name.startswith(_HEADER):
            wereld.headers[name.removeprefix(_HEADER)] = value
        elif name.endswith(_AS_TEXT):
            wereld.vraag[name.removesuffix(_AS_TEXT)] = value
        else:
            wereld.vraag[name] = _value(wereld, soort, name, value)


def _value(wereld: Wereld, soort: str, name: str, value: str) -> Any:
    if value == _TOO_MANY:
        return ["aNummer"] * 131
    if name == "fields" or (name in _ARRAYS and soort == "RaadpleegMetBurgerservicenummer"):
        return value.split(",") if value else []
    return tabel.wire_value(value, wereld.today)


def _criteria(wereld: Wereld, waarmee: str) -> dict[str, str]:
    """By what is asked: values that the step names, those of a person or address, or any at all."""
    if "'" not in waarmee:
        return {name: _ANY[name] for name in _names(waarmee)}
    found_by = _FOUND_BY.fullmatch(waarmee)
    if (found_by and " van '" in waarmee) or (found_by and waarmee.startswith("burgerservicenummer")):
        return {name: _of_known(wereld, name, found_by["wie"]) for name in _names(found_by["namen"])}
    return {_PARAMETERS[_last_words(words)]: value for words, value in _NAMED.findall(waarmee)}


def _names(words: str) -> list[str]:
    return [_PARAMETERS[each.strip()] for each in re.split(r",| en ", words.removesuffix(" van"))]


def _last_words(words: str) -> str:
    return words.removeprefix("en ").strip()


def _of_known(wereld: Wereld, name: str, wie: str) -> str:
    if name in _VAN_ADRES:
        return wereld.adres(wie)[_VAN_ADRES[name]]
    values = [_of_person(wereld, name, each.strip()) for each in re.split(r",| en ", wie)]
    return ",".join(values)


def _of_person(wereld: Wereld, name: str, wie: str) -> str:
    if wie.isdigit():
        return wie
    value = wereld.persoon(wie).actueel(lo3.PERSOON)[_VAN_PERSOON[name]]
    return f"{value[:4]}-{value[4:6]}-{value[6:]}" if name == "geboortedatum" else value
