"""Which organisation delivered data of someone who does not live in the Netherlands (RNI)."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from grondslag.registers.personen import lo3
from grondslag.registers.personen.informatie import waarden
from grondslag.registers.personen.informatie.adressering import gevraagde_regels, vraagt_naamgebruik
from grondslag.registers.personen.informatie.gevraagd import Gevraagd
from grondslag.registers.personen.informatie.nationaliteit import actuele
from grondslag.registers.personen.lo3 import Persoonslijst, Tabellen, Voorkomen

_DEELNEMER, _VERDRAG = "8810", "8820"

_VAN_PERSOON: Final = ("aNummer", "burgerservicenummer", "geslacht", "leeftijd", "naam", "geboorte")
_VAN_VERBLIJFPLAATS: Final = (
    "verblijfplaats",
    "verblijfplaatsBinnenland",
    "immigratie",
    "gemeenteVanInschrijving",
    "datumInschrijvingInGemeente",
)


def rni(lijst: Persoonslijst, tabellen: Tabellen, gevraagd: Gevraagd) -> list[dict[str, Any]]:
    """Who delivered the categories of which anything is asked."""
    return [
        _deelnemer(voorkomen, categorie, tabellen)
        for categorie, voorkomens in _gevraagde_categorieen(lijst, gevraagd)
        for voorkomen in voorkomens
        if voorkomen.get(_DEELNEMER)
    ]


def _gevraagde_categorieen(lijst: Persoonslijst, gevraagd: Gevraagd) -> Iterator[tuple[str, Iterable[Voorkomen]]]:
    if gevraagd.een_van(_VAN_PERSOON) or vraagt_naamgebruik(gevraagd):
        yield "Persoon", lo3.huidige(lijst, lo3.PERSOON)
    if gevraagd.heeft("nationaliteiten"):
        yield "Nationaliteit", actuele(lijst)
    if gevraagd.heeft("overlijden"):
        yield "Overlijden", lo3.huidige(lijst, lo3.OVERLIJDEN)
    if gevraagd.een_van(_VAN_VERBLIJFPLAATS) or gevraagde_regels(gevraagd):
        yield "Verblijfplaats", lo3.huidige(lijst, lo3.VERBLIJFPLAATS)


def _deelnemer(voorkomen: Voorkomen, categorie: str, tabellen: Tabellen) -> dict[str, Any]:
    return waarden.without_none(
        {
            "deelnemer": waarden.tabelwaarde(tabellen, "rni-deelnemer", voorkomen[_DEELNEMER]),
            "omschrijvingVerdrag": voorkomen.get(_VERDRAG) or None,
            "categorie": categorie,
        }
    )
