"""Reading in persons in the words of the information model (JSON), back to the elements of LO3 they came from.

What the model derives (authority over a child) has no element of its own and is left out; so is any field that is not
in these tables. A verbintenis that ended is told in LO3 by two occurrences, of which the older one says how it began.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from grondslag.registers.personen import lo3
from grondslag.registers.personen.inlezen import LONGEST, Onjuist
from grondslag.registers.personen.lo3 import Persoonslijst

SOORT = "information model (JSON)"
MOST_RELATED = 100
MOST_DEEP = 5
_NUMBER = re.compile(r"[0-9]{2}")
Elementen = dict[str, str]

_NAAM = {
    "naam.voornamen": "0210",
    "naam.adellijkeTitelPredicaat": "0220",
    "naam.voorvoegsel": "0230",
    "naam.geslachtsnaam": "0240",
}
_GEBOORTE = {"geboorte.datum": "0310", "geboorte.plaats": "0320", "geboorte.land": "0330"}
_ONDERZOEK = {
    "inOnderzoek.aanduidingGegevensInOnderzoek": "8310",
    "inOnderzoek.datumIngangOnderzoek": "8320",
}
_ANDER = {"burgerservicenummer": "0120", "geslacht": "0410"} | _NAAM | _GEBOORTE | _ONDERZOEK
_BEGIN = {
    "aangaanHuwelijkPartnerschap.datum": "0610",
    "aangaanHuwelijkPartnerschap.plaats": "0620",
    "aangaanHuwelijkPartnerschap.land": "0630",
}
_EINDE = {
    "ontbindingHuwelijkPartnerschap.datum": "0710",
    "ontbindingHuwelijkPartnerschap.plaats": "0720",
    "ontbindingHuwelijkPartnerschap.land": "0730",
    "ontbindingHuwelijkPartnerschap.reden": "0740",
}
_OUDER = _ANDER | {"datumIngangFamilierechtelijkeBetrekking": "6210"}
_PARTNER = _ANDER | {"soortVerbintenis": "1510"} | _BEGIN | _EINDE
_NATIONALITEIT = {
    "nationaliteit": "0510",
    "redenOpname": "6310",
    "redenBeeindigen": "6410",
    "aanduidingBijzonderNederlanderschap": "6510",
    "datumIngangGeldigheid": "8510",
} | _ONDERZOEK


def _onder(naam: str, categorie: str, paden: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {f"{naam}.{pad}" if naam else pad: (categorie, element) for pad, element in paden.items()}


_PERSOON: dict[str, tuple[str, str]] = (
    _onder(
        "",
        lo3.PERSOON,
        {
            "aNummer": "0110",
            "burgerservicenummer": "0120",
            "geslacht": "0410",
            "naam.aanduidingNaamgebruik": "6110",
            "persoonInOnderzoek.aanduidingGegevensInOnderzoek": "8310",
            "persoonInOnderzoek.datumIngangOnderzoek": "8320",
        }
        | _NAAM
        | _GEBOORTE,
    )
    | _onder("overlijden", lo3.OVERLIJDEN, {"datum": "0810", "plaats": "0820", "land": "0830"} | _ONDERZOEK)
    | _onder(
        "",
        lo3.INSCHRIJVING,
        {
            "opschortingBijhouding.datum": "6710",
            "opschortingBijhouding.reden": "6720",
            "datumEersteInschrijvingGBA": "6810",
            "geheimhoudingPersoonsgegevens": "7010",
            "verificatie.datum": "7110",
            "verificatie.omschrijving": "7120",
        },
    )
    | _onder(
        "",
        lo3.VERBLIJFPLAATS,
        {
            "gemeenteVanInschrijving": "0910",
            "datumInschrijvingInGemeente": "0920",
            "immigratie.landVanwaarIngeschreven": "1410",
            "immigratie.datumVestigingInNederland": "1420",
        },
    )
    | _onder(
        "verblijfplaats",
        lo3.VERBLIJFPLAATS,
        {
            "functieAdres": "1010",
            "datumAanvangAdreshouding": "1030",
            "straat": "1110",
            "naamOpenbareRuimte": "1115",
            "huisnummer": "1120",
            "huisletter": "1130",
            "huisnummertoevoeging": "1140",
            "aanduidingBijHuisnummer": "1150",
            "postcode": "1160",
            "woonplaats": "1170",
            "adresseerbaarObjectIdentificatie": "1180",
            "nummeraanduidingIdentificatie": "1190",
            "locatiebeschrijving": "1210",
            "land": "1310",
            "datumAanvangAdresBuitenland": "1320",
            "regel1": "1330",
            "regel2": "1340",
            "regel3": "1350",
            "datumIngangGeldigheid": "8510",
        }
        | _ONDERZOEK,
    )
    | _onder(
        "verblijfstitel",
        lo3.VERBLIJFSTITEL,
        {"aanduiding": "3910", "datumEinde": "3920", "datumIngang": "3930"} | _ONDERZOEK,
    )
    | _onder(
        "",
        lo3.GEZAGSVERHOUDING,
        {
            "indicatieGezagMinderjarige": "3210",
            "indicatieCurateleRegister": "3310",
            "gezagInOnderzoek.aanduidingGegevensInOnderzoek": "8310",
            "gezagInOnderzoek.datumIngangOnderzoek": "8320",
        },
    )
    | _onder(
        "",
        lo3.KIESRECHT,
        {
            "europeesKiesrecht.aanduiding": "3110",
            "europeesKiesrecht.einddatumUitsluiting": "3130",
            "uitsluitingKiesrecht.uitgeslotenVanKiesrecht": "3810",
            "uitsluitingKiesrecht.einddatum": "3820",
        },
    )
)
_TRUE = {"indicatieCurateleRegister": "1", "uitsluitingKiesrecht.uitgeslotenVanKiesrecht": "A"}
"""What LO3 writes for a yes."""
_TABELLEN = {
    "land": "land",
    "landVanwaarIngeschreven": "land",
    "plaats": "gemeente",
    "gemeenteVanInschrijving": "gemeente",
    "nationaliteit": "nationaliteit",
    "redenOpname": "reden nationaliteit",
    "verblijfstitel.aanduiding": "verblijfstitel",
}
"""The landelijke tabel of which a field holds a code."""
_RNI = {
    "Persoon": lo3.PERSOON,
    "Nationaliteit": lo3.NATIONALITEIT,
    "Overlijden": lo3.OVERLIJDEN,
    "Verblijfplaats": lo3.VERBLIJFPLAATS,
}
_LISTS = ("ouders", "partners", "kinderen", "nationaliteiten", "rni")


class Lezing:
    """Reads one person. `weggelaten`: the fields that no element holds; `tabellen`: what the codes stand for."""

    def __init__(self) -> None:
        self.weggelaten: list[str] = []
        self.tabellen: dict[str, dict[str, str]] = {}

    def persoonslijst(self, found: Any) -> Persoonslijst:
        """The list of a person. Raises Onjuist."""
        if not isinstance(found, dict):
            raise Onjuist("not a JSON object")
        persoon = cast("dict[str, Any]", found)
        related = {naam: _objects(naam, persoon.get(naam)) for naam in _LISTS}
        lijst: dict[str, list[list[Elementen]]] = {}
        alone = {naam: value for naam, value in persoon.items() if naam not in _LISTS}
        for pad, text in self._bladen(alone, ""):
            if pad not in _PERSOON:
                self._weg(pad)
                continue
            categorie, element = _PERSOON[pad]
            lijst.setdefault(categorie, [[{}]])[0][0][element] = text
        for each in related["ouders"]:
            self._ouder(lijst, each)
        lijst[lo3.NATIONALITEIT] = [[self._elementen(each, _NATIONALITEIT)] for each in related["nationaliteiten"]]
        lijst[lo3.HUWELIJK] = [_verbintenis(self._elementen(each, _PARTNER)) for each in related["partners"]]
        lijst[lo3.KIND] = [[self._elementen(each, _ANDER)] for each in related["kinderen"]]
        self._rni(lijst, related["rni"])
        return {categorie: lijst[categorie] for categorie in sorted(lijst) if lijst[categorie]}

    def _ouder(self, lijst: Persoonslijst, found: Mapping[str, Any]) -> None:
        """A parent says whether it is the first or the second."""
        categorie = {"1": lo3.OUDER_1, "2": lo3.OUDER_2}.get(str(found.get("ouderAanduiding")))
        if categorie is None or categorie in lijst:
            raise Onjuist("ouders: ouderAanduiding is 1 for one and 2 for the other")
        rest = {naam: value for naam, value in found.items() if naam != "ouderAanduiding"}
        lijst[categorie] = [[self._elementen(rest, _OUDER)]]

    def _rni(self, lijst: Persoonslijst, found: Sequence[Mapping[str, Any]]) -> None:
        """Who entered it, on each category that it is said of; nationalities one after the other."""
        seen: dict[str, int] = {}
        for each in found:
            text = dict(self._bladen(each, ""))
            categorie = _RNI.get(text.get("categorie", ""), "")
            place = seen[categorie] = seen.get(categorie, -1) + 1
            stapels = lijst.get(categorie, [])
            if place >= len(stapels):
                self._weg("rni")
                continue
            said = {"8810": text.get("deelnemer", ""), "8820": text.get("omschrijvingVerdrag", "")}
            stapels[place][0] |= {element: value for element, value in said.items() if value}

    def _elementen(self, found: Mapping[str, Any], paden: Mapping[str, str]) -> Elementen:
        elementen: Elementen = {}
        for pad, text in self._bladen(found, ""):
            if pad in paden:
                elementen[paden[pad]] = text
            else:
                self._weg(pad)
        return elementen

    def _weg(self, pad: str) -> None:
        self.weggelaten.append(f"{_genoemd(pad)}: no element of LO3 that is read here")

    # --- the fields -----------------------------------------------------------------------------------------------

    def _bladen(self, found: Mapping[str, Any], boven: str) -> Iterator[tuple[str, str]]:
        """The texts in an object by dotted path; a code with its description is one text, the code where it has one."""
        if boven.count(".") >= MOST_DEEP:
            raise Onjuist(f"{_genoemd(boven)}: nested too deep")
        for naam, value in found.items():
            pad = f"{boven}.{naam}" if boven else naam
            if value is None or value == []:
                continue
            if isinstance(value, list):
                self._weg(pad)
            elif isinstance(value, dict):
                inner = cast("dict[str, Any]", value)
                coded = _is_coded(inner)
                yield from ((pad, self._code(pad, inner)),) if coded else self._bladen(inner, pad)
            elif text := _text(pad, value):
                yield pad, text

    def _code(self, pad: str, found: Mapping[str, Any]) -> str:
        code, omschrijving = _text(pad, found.get("code", "")), _text(pad, found.get("omschrijving", ""))
        tabel = _TABELLEN.get(pad) or _TABELLEN.get(pad.rpartition(".")[2])
        if tabel and code and omschrijving:
            if len(omschrijving) > LONGEST or not omschrijving.isprintable():
                raise Onjuist(f"{_genoemd(pad)}: what its code stands for is too long, or cannot be read")
            self.tabellen.setdefault(tabel, {})[code] = omschrijving
        return code or omschrijving


def _genoemd(pad: str) -> str:
    """A path as it is told: whatever is no name of a field (it may be a number of a person) is not."""
    shown = pad[:60]
    is_name = shown.replace(".", "").isalnum() and shown.isascii() and not _NUMBER.search(shown)
    return shown if is_name else "a field with another name"


def _is_coded(found: Mapping[str, Any]) -> bool:
    return bool(found) and found.keys() <= {"code", "omschrijving", "soort"}


def _text(pad: str, value: Any) -> str:
    if isinstance(value, bool):
        return _TRUE.get(pad, "1") if value else ""
    if not isinstance(value, str | int):
        raise Onjuist(f"{_genoemd(pad)}: not a text")
    return str(value).strip()


def _objects(naam: str, found: Any) -> Sequence[Mapping[str, Any]]:
    if found is None:
        return []
    if not isinstance(found, list):
        raise Onjuist(f"{naam}: not a list")
    each_of = cast("list[Any]", found)
    if len(each_of) > MOST_RELATED:
        raise Onjuist(f"{naam}: more than {MOST_RELATED}")
    if not all(isinstance(each, dict) for each in each_of):
        raise Onjuist(f"{naam}: not a list of objects")
    return each_of


def _verbintenis(found: Elementen) -> list[Elementen]:
    """What holds now and, when it ended, how it began."""
    begin, einde = set(_BEGIN.values()), set(_EINDE.values())
    if not einde & found.keys() or not begin & found.keys():
        return [found]
    return [
        {element: text for element, text in found.items() if element not in begin},
        {element: text for element, text in found.items() if element not in einde},
    ]
