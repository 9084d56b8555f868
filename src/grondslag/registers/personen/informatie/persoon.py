"""A person as the API has it, put together from its parts."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from grondslag.registers.personen import lo3
from grondslag.registers.personen.informatie import inschrijving, velden, waarden
from grondslag.registers.personen.informatie.adressering import ADRESREGELS, BINNENLAND, adresregels, naamgebruik, samen
from grondslag.registers.personen.informatie.geboorte import GEBOORTE, GEBOORTE_BEPERKT, leeftijd
from grondslag.registers.personen.informatie.gerelateerden import kinderen, ouders, partners
from grondslag.registers.personen.informatie.gevraagd import NIETS, Gevraagd
from grondslag.registers.personen.informatie.naam import NAAM_BEPERKT, NAAM_PERSOON
from grondslag.registers.personen.informatie.nationaliteit import nationaliteiten
from grondslag.registers.personen.informatie.rni import rni
from grondslag.registers.personen.informatie.velden import BURGERSERVICENUMMER, GESLACHT, Blik, Veld
from grondslag.registers.personen.informatie.verblijfplaats import IMMIGRATIE, is_buitenland, verblijfplaats
from grondslag.registers.personen.lo3 import Persoonslijst, Tabellen

_LEEFTIJD: Final = Veld("leeftijd", ("0310",), lambda _: None)
_PERSOON: Final = (BURGERSERVICENUMMER, GESLACHT, _LEEFTIJD)
_GEMEENTE: Final = (
    velden.tabelwaarde("gemeenteVanInschrijving", "0910", "gemeente", onbekend="0000"),
    velden.datum("datumInschrijvingInGemeente", "0920"),
)
_OVERLIJDEN: Final = (
    velden.datum("datum", "0810"),
    velden.plaats("plaats", "0820"),
    velden.land("land", "0830"),
)


class Vraag(NamedTuple):
    """A list, what is asked of it, and what is needed to understand it."""

    lijst: Persoonslijst
    gevraagd: Gevraagd
    tabellen: Tabellen
    today: date

    def blik(self, categorie: str) -> Blik:
        """A view of the current occurrence of a category."""
        return Blik(lo3.huidig(self.lijst, categorie), self.tabellen, self.today)

    def deel(self, naam: str, groep: Sequence[Veld], categorie: str) -> dict[str, Any]:
        """A group under its name, when it is asked and the category knows anything of it."""
        return velden.deel(naam, groep, self.blik(categorie), self.gevraagd)


def persoon(vraag: Vraag) -> dict[str, Any]:
    """A person who is asked for by its number."""
    found = _persoonsgegevens(vraag)
    found |= vraag.deel("naam", NAAM_PERSOON, lo3.PERSOON)
    found |= vraag.deel("geboorte", GEBOORTE, lo3.PERSOON)
    found |= vraag.deel("overlijden", _OVERLIJDEN, lo3.OVERLIJDEN)
    found |= vraag.deel("immigratie", IMMIGRATIE, lo3.VERBLIJFPLAATS)
    found |= _inschrijving(vraag) | _rechten(vraag) | _verblijfplaats(vraag) | _gerelateerden(vraag)
    namen = naamgebruik(vraag.lijst, vraag.blik(lo3.PERSOON), vraag.gevraagd)
    found |= _adressering(namen, adresregels(vraag.blik(lo3.VERBLIJFPLAATS), vraag.gevraagd))
    return _met_onderzoek(found, _onderzoeken(vraag)) | _ongevraagd(vraag)


def persoon_beperkt(vraag: Vraag) -> dict[str, Any]:
    """A person who is searched for: fewer fields, none of the relatives."""
    gevraagd = vraag.gevraagd
    for groep in ("adressering", BINNENLAND):
        gevraagd = gevraagd.met_delen(groep, (veld.naam for veld in ADRESREGELS))
    beperkt = vraag._replace(gevraagd=gevraagd)
    found = _persoonsgegevens(beperkt)
    found |= beperkt.deel("naam", NAAM_BEPERKT, lo3.PERSOON)
    found |= beperkt.deel("geboorte", GEBOORTE_BEPERKT, lo3.PERSOON)
    # An empty group is left out here, and not of a person who is asked for by its number.
    found |= _adressering(adresregels(beperkt.blik(lo3.VERBLIJFPLAATS), beperkt.gevraagd) or None)
    in_onderzoek = _onderzoek(beperkt, lo3.PERSOON, _PERSOON, "datumIngangOnderzoekPersoon")
    return _met_onderzoek(found, in_onderzoek) | _ongevraagd(beperkt)


def _persoonsgegevens(vraag: Vraag) -> dict[str, Any]:
    blik = vraag.blik(lo3.PERSOON)
    found = {
        "aNummer": blik(lo3.ANUMMER) or None,
        "burgerservicenummer": blik(lo3.BURGERSERVICENUMMER) or None,
        "geslacht": GESLACHT.waarde(blik),
        "leeftijd": leeftijd(vraag.lijst, vraag.today),
    }
    return {naam: value for naam, value in found.items() if value is not None and vraag.gevraagd.heeft(naam)}


def _inschrijving(vraag: Vraag) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if vraag.gevraagd.heeft("datumEersteInschrijvingGBA"):
        found["datumEersteInschrijvingGBA"] = waarden.datum(vraag.blik(lo3.INSCHRIJVING)("6810"))
    for groep, categorie in ((_GEMEENTE, lo3.VERBLIJFPLAATS), (inschrijving.GEZAG, lo3.GEZAGSVERHOUDING)):
        blik = vraag.blik(categorie)
        found |= {veld.naam: veld.waarde(blik) for veld in velden.gevraagde(groep, vraag.gevraagd)}
    return waarden.without_none(found)


_RECHTEN: Final[tuple[tuple[str, Sequence[Veld], str, Callable[[Blik], bool]], ...]] = (
    ("uitsluitingKiesrecht", inschrijving.UITSLUITING_KIESRECHT, lo3.KIESRECHT, inschrijving.is_uitgesloten),
    ("europeesKiesrecht", inschrijving.EUROPEES_KIESRECHT, lo3.KIESRECHT, inschrijving.heeft_europees_kiesrecht),
    ("verblijfstitel", inschrijving.VERBLIJFSTITEL, lo3.VERBLIJFSTITEL, inschrijving.heeft_verblijfstitel),
)


def _rechten(vraag: Vraag) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for naam, groep, categorie, geldt in _RECHTEN:
        if geldt(vraag.blik(categorie)):
            found |= vraag.deel(naam, groep, categorie)
    return found


def _verblijfplaats(vraag: Vraag) -> dict[str, Any]:
    blik, gevraagd = vraag.blik(lo3.VERBLIJFPLAATS), vraag.gevraagd
    asked = gevraagd.onder("verblijfplaats")
    if not is_buitenland(blik.voorkomen):
        asked = asked.samen_met(gevraagd.onder("verblijfplaatsBinnenland"))
    found = None if asked == NIETS else verblijfplaats(blik, asked)
    return {"verblijfplaats": found} if found else {}


def _gerelateerden(vraag: Vraag) -> dict[str, Any]:
    return {
        naam: maak(vraag.lijst, vraag.blik(lo3.PERSOON), vraag.gevraagd.onder(naam))
        for naam, maak in (
            ("nationaliteiten", nationaliteiten),
            ("kinderen", kinderen),
            ("ouders", ouders),
            ("partners", partners),
        )
        if vraag.gevraagd.heeft(naam)
    }


def _adressering(*delen: dict[str, Any] | None) -> dict[str, Any]:
    found = samen(*delen)
    return {} if found is None else {"adressering": found}


def _onderzoeken(vraag: Vraag) -> dict[str, Any]:
    persoonlijk = _onderzoek(vraag, lo3.PERSOON, _PERSOON, "datumIngangOnderzoekPersoon")
    gemeente = _onderzoek(vraag, lo3.VERBLIJFPLAATS, _GEMEENTE, "datumIngangOnderzoekGemeente")
    gezag = _onderzoek(vraag, lo3.GEZAGSVERHOUDING, inschrijving.GEZAG, "datumIngangOnderzoekGezag")
    return persoonlijk | gemeente | gezag


def _onderzoek(vraag: Vraag, categorie: str, groep: Sequence[Veld], ingang: str) -> dict[str, Any]:
    asked = velden.gevraagde(groep, vraag.gevraagd)
    return velden.onderzoek(lo3.huidig(vraag.lijst, categorie), asked, ingang)


def _met_onderzoek(found: dict[str, Any], in_onderzoek: dict[str, Any]) -> dict[str, Any]:
    return found | ({"inOnderzoek": in_onderzoek} if in_onderzoek else {})


def _ongevraagd(vraag: Vraag) -> dict[str, Any]:
    found = inschrijving.ongevraagd(vraag.blik(lo3.INSCHRIJVING))
    deelnemers = rni(vraag.lijst, vraag.tabellen, vraag.gevraagd)
    return found | ({"rni": deelnemers} if deelnemers else {})
