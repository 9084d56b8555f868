"""Gegeven: what the steps say there is. Each step adds to the LO3 lists of the Wereld."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from grondslag.registers.personen import lo3
from grondslag.registers.personen.tabellen import TABELLEN
from tests.brp import tabel
from tests.brp.features import Stap, Tabel
from tests.brp.wereld import CATEGORIEEN, PL_ID, Elementen, Onbekend, Persoon, Wereld, elementen

Doet = Callable[[Wereld, re.Match[str], Tabel], None]


class Definitie(NamedTuple):
    """The form of a step, and what it does."""

    vorm: re.Pattern[str]
    doet: Doet


GEGEVEN: list[Definitie] = []

_NEDERLAND = "6030"
_DEN_HAAG = "0518"
_TWINTIG_JAAR = "gisteren - 20 jaar"
_KIESRECHT = ("31", "38")
_HET_ADRES = "het adres"


def gegeven(vorm: str) -> Callable[[Doet], Doet]:
    """Registers what a step of this form does."""

    def register(doet: Doet) -> Doet:
        GEGEVEN.append(Definitie(re.compile(vorm), doet))
        return doet

    return register


def vertel(wereld: Wereld, stap: Stap) -> bool:
    """Adds what the step says to the world; False when no definition has its form."""
    for vorm, doet in GEGEVEN:
        if match := vorm.fullmatch(stap.tekst):
            doet(wereld, match, stap.tabel)
            return True
    return False


def _elementen(wereld: Wereld, inhoud: Tabel) -> Elementen:
    return elementen((name, tabel.lo3_value(value, wereld.today)) for name, value in tabel.pairs(inhoud))


def _categorie(naam: str) -> str:
    if naam not in CATEGORIEEN:
        raise Onbekend(f"gegevensgroep {naam!r}")
    return CATEGORIEEN[naam]


def _nieuw(wereld: Wereld, bsn: str | None, voorkomen: Elementen, aanduiding: str = "") -> Persoon:
    persoon = Persoon(aanduiding, {})
    persoon.nieuw(lo3.PERSOON, ({lo3.BURGERSERVICENUMMER: bsn} if bsn else {}) | voorkomen)
    wereld.personen.append(persoon)
    return persoon


# --- persons and their categories -------------------------------------------------------------------------------------


@gegeven(r"de persoon met burgerservicenummer '(\d*)' heeft de volgende gegevens")
def persoon_met_gegevens(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """A person with data of category 01."""
    persoon = _nieuw(wereld, match[1], _elementen(wereld, inhoud))
    persoon.pl_id = dict(tabel.pairs(inhoud)).get(PL_ID, "")


@gegeven(
    r"de persoon(?: met burgerservicenummer '(?P<bsn>\d*)')? heeft (?:nog )?"
    r"(?:een '?(?P<een>(?:ex-)?\w+)'?(?: verkregen)? met (?:alleen )?de volgende|de volgende '(?P<de>\w+)') gegevens"
)
def persoon_met_groep(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """A category of a person: of a new one when its number is said, else of the last one."""
    if match["bsn"] is not None:
        _nieuw(wereld, match["bsn"], {})
    naam = match["een"] or match["de"]
    _nieuwe_groep(wereld.persoon(), naam.removeprefix("ex-"), _elementen(wereld, inhoud))


def _nieuwe_groep(persoon: Persoon, naam: str, voorkomen: Elementen) -> None:
    categorie = _categorie(naam)
    if categorie in {lo3.INSCHRIJVING, lo3.KIESRECHT}:
        _inschrijving(persoon, voorkomen)
    elif categorie == lo3.VERBLIJFPLAATS:
        persoon.gewijzigd(categorie, voorkomen)
    elif categorie in {lo3.NATIONALITEIT, lo3.HUWELIJK, lo3.KIND}:
        persoon.nieuw(categorie, voorkomen)
    else:
        persoon.alleen(categorie, voorkomen)


def _inschrijving(persoon: Persoon, voorkomen: Elementen) -> None:
    """The suite says "inschrijving" and "kiesrecht" of one row; LO3 has two categories."""
    kiesrecht = {element: value for element, value in voorkomen.items() if element[:2] in _KIESRECHT}
    persoon.actueel(lo3.KIESRECHT).update(kiesrecht)
    persoon.actueel(lo3.INSCHRIJVING).update({each: voorkomen[each] for each in voorkomen if each not in kiesrecht})


@gegeven(
    r"de persoon(?: met burgerservicenummer '(?P<bsn>\d*)')? heeft een ouder '(?P<ouder>[12])' met de volgende gegevens"
)
def persoon_met_ouder(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """A parent of a person: of a new one when its number is said, else of the last one."""
    if match["bsn"] is not None:
        _nieuw(wereld, match["bsn"], {})
    wereld.persoon().alleen(_categorie(f"ouder-{match['ouder']}"), _elementen(wereld, inhoud))


@gegeven(r"de persoon heeft de volgende gegevens|heeft de volgende gegevens")
def aangevuld(wereld: Wereld, _match: re.Match[str], inhoud: Tabel) -> None:
    """More of category 01 of the last person."""
    wereld.persoon().actueel(lo3.PERSOON).update(_elementen(wereld, inhoud))


@gegeven(
    r"(?:de|het) (?:(?P<persoon>persoon)|ouder '(?P<ouder>[12])'|'(?P<groep>\w+)')"
    r" is (?P<hoe>gewijzigd|gecorrigeerd) naar de volgende gegevens"
)
def gewijzigd(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """What stands in a category from now on; after a correction what stood there was never right."""
    naam = match["persoon"] or match["groep"] or f"ouder-{match['ouder']}"
    onjuist = match["hoe"] == "gecorrigeerd"
    persoon, nieuw = wereld.persoon(), _elementen(wereld, inhoud)
    if match["persoon"]:
        nieuw = {lo3.BURGERSERVICENUMMER: persoon.actueel(lo3.PERSOON).get(lo3.BURGERSERVICENUMMER, "")} | nieuw
    persoon.gewijzigd(_categorie(naam), nieuw, onjuist=onjuist)


@gegeven(
    r"de persoon heeft (?:GEEN|geen) (?:'\w+' gegevens|actuele partner|\(ex\)partner)"
    r"|de persoon heeft nooit een actueel of ontbonden huwelijk of partnerschap gehad"
)
def niets(_wereld: Wereld, _match: re.Match[str], _inhoud: Tabel) -> None:
    """What is not there needs nothing."""


# --- persons by name --------------------------------------------------------------------------------------------------


@gegeven(r"de persoon '(?P<wie>[^']+)'(?: met burgerservicenummer '(?P<bsn>\d+)')?")
def persoon_bij_naam(wereld: Wereld, match: re.Match[str], _inhoud: Tabel) -> None:
    """A person known by a name, which is its geslachtsnaam until another is given."""
    _bij_naam(wereld, match["wie"], match["bsn"], {})


@gegeven(
    r"de op (?P<dag>\d{1,2})-(?P<maand>\d{1,2})-(?P<jaar>\d{4}) geboren (?P<geslacht>man|vrouw)? ?'(?P<wie>[^']+)'"
)
def geboren_op(wereld: Wereld, match: re.Match[str], _inhoud: Tabel) -> None:
    """A person known by a name, born in the Netherlands on a day."""
    voorkomen = {"0310": _dag(match), "0330": _NEDERLAND}
    if match["geslacht"]:
        voorkomen["0410"] = "M" if match["geslacht"] == "man" else "V"
    _bij_naam(wereld, match["wie"], None, voorkomen)


def _bij_naam(wereld: Wereld, wie: str, bsn: str | None, voorkomen: Elementen) -> None:
    if wereld.vind(wie) is None:
        _nieuw(wereld, bsn or wereld.nieuw_bsn(), {"0240": wie} | voorkomen, wie)


def _dag(match: re.Match[str]) -> str:
    return f"{match['jaar']}{int(match['maand']):02}{int(match['dag']):02}"


@gegeven(
    r"'(?P<een>[^']+)' en '(?P<ander>[^']+)' zijn (?:met elkaar )?"
    r"(?P<soort>gehuwd|een geregistreerd partnerschap aangegaan)"
)
def verbonden(wereld: Wereld, match: re.Match[str], _inhoud: Tabel) -> None:
    """Two persons are each other's partner since twenty years."""
    een, ander = wereld.persoon(match["een"]), wereld.persoon(match["ander"])
    verbintenis = {
        "0610": tabel.lo3_value(_TWINTIG_JAAR, wereld.today),
        "0620": _DEN_HAAG,
        "0630": _NEDERLAND,
        "1510": "H" if match["soort"] == "gehuwd" else "P",
    }
    gegevens = {id(each): dict(each.actueel(lo3.PERSOON)) for each in (een, ander)}
    een.nieuw(lo3.HUWELIJK, gegevens[id(ander)] | verbintenis)
    ander.nieuw(lo3.HUWELIJK, gegevens[id(een)] | verbintenis)


@gegeven(r"'(?P<wie>[^']+)' is op (?P<dag>\d{1,2})-(?P<maand>\d{1,2})-(?P<jaar>\d{4}) overleden")
def overleden(wereld: Wereld, match: re.Match[str], _inhoud: Tabel) -> None:
    """A person died on a day, and its list is not kept up any more since."""
    persoon, dag = wereld.persoon(match["wie"]), _dag(match)
    persoon.actueel(lo3.INSCHRIJVING).update({"6710": dag, "6720": "O"})
    persoon.alleen(lo3.OVERLIJDEN, {"0810": dag})


# --- addresses --------------------------------------------------------------------------------------------------------


@gegeven(r"adres '(?P<adres>[^']+)'(?: in gemeente '(?P<gemeente>.+)')?(?: heeft de volgende gegevens)?")
def adres(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """An address known by a name; what is not said of it is made up."""
    gemeente = _gemeentecode(match["gemeente"].replace("\\'", "'")) if match["gemeente"] else _DEN_HAAG
    wereld.adressen[match["adres"]] = {
        "9210": gemeente,
        "1180": f"{gemeente}010051001502",
        "1190": f"{gemeente}200000617227",
        "1160": "1234AB",
        "1120": "321",
        "1110": "Hoofdstraat",
    } | _elementen(wereld, inhoud)


def _gemeentecode(naam: str) -> str:
    for code, gemeente in TABELLEN["gemeente"].items():
        if gemeente == naam:
            return code
    raise Onbekend(f"gemeente {naam!r}")


@gegeven(r"'(?P<wie>[^']+)' is (?P<jaren>\d+) jaar geleden ingeschreven op adres '(?P<adres>[^']+)'")
def ingeschreven(wereld: Wereld, match: re.Match[str], _inhoud: Tabel) -> None:
    """A person lives on an address since some years."""
    woning = wereld.adres(match["adres"])
    sinds = tabel.lo3_value(f"vandaag - {match['jaren']} jaar", wereld.today)
    houding = {"0910": woning["9210"], "1010": "W", "1030": sinds}
    wereld.persoon(match["wie"]).gewijzigd(lo3.VERBLIJFPLAATS, _zonder_gemeente(woning) | houding)


@gegeven(r"de 'verblijfplaats' heeft de volgende 'adres' gegevens")
def adres_van_verblijfplaats(wereld: Wereld, _match: re.Match[str], inhoud: Tabel) -> None:
    """The address where the last person is inscribed."""
    wereld.persoon().actueel(lo3.VERBLIJFPLAATS).update(_zonder_gemeente(_elementen(wereld, inhoud)))


@gegeven(r"een adres heeft de volgende gegevens")
def naamloos_adres(wereld: Wereld, _match: re.Match[str], inhoud: Tabel) -> None:
    """An address without a name: the next inscription is on it."""
    wereld.adressen[_HET_ADRES] = _elementen(wereld, inhoud)


@gegeven(
    r"de persoon(?: met burgerservicenummer '(?P<bsn>\d*)')? is ingeschreven op het adres met de volgende gegevens"
)
def ingeschreven_op_het_adres(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """A person lives on the address without a name: a new one when its number is said, else the last one."""
    if match["bsn"] is not None:
        _nieuw(wereld, match["bsn"], {})
    woning = _zonder_gemeente(wereld.adres(_HET_ADRES))
    wereld.persoon().gewijzigd(lo3.VERBLIJFPLAATS, woning | _elementen(wereld, inhoud))


def _zonder_gemeente(woning: Elementen) -> Elementen:
    return {element: value for element, value in woning.items() if element != "9210"}


# --- tables and rights ------------------------------------------------------------------------------------------------

_TABELNAMEN = {
    "RNI-deelnemerstabel": "rni-deelnemer",
    "Adellijke_Titel_Predicaat": "adellijke titel of predicaat",
    "Verblijfstitel": "verblijfstitel",
}


@gegeven(r"landelijke tabel [\"'](?P<naam>[\w-]+)[\"'] heeft de volgende waarden")
def landelijke_tabel(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """What the codes of a landelijke tabel stand for."""
    if match["naam"] not in _TABELNAMEN:
        raise Onbekend(f"tabel {match['naam']!r}")
    rijen: Iterable[dict[str, str]] = tabel.rows(inhoud)
    wereld.tabellen[_TABELNAMEN[match["naam"]]] = {rij["code"]: rij["omschrijving"] for rij in rijen}


@gegeven(r"de afnemer met indicatie '(?P<wie>\d+)' is geautoriseerd voor '(?P<wat>[\w ]+)' gegevens")
def geautoriseerd(wereld: Wereld, match: re.Match[str], _inhoud: Tabel) -> None:
    """For what the one who asks is authorised."""
    wereld.afnemer = (match["wie"], match["wat"])
