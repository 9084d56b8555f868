"""Landelijke tabellen of the BRP: what the codes on a persoonslijst stand for.

All of them that the answers need, whole; a source that knows newer values gives its own.
"""

from collections.abc import Mapping
from typing import Final

from grondslag.registers.personen.tabellen.landelijk import omschrijvingen
from grondslag.registers.personen.tabellen.waarden import (
    AANDUIDING_BIJ_HUISNUMMER,
    EUROPEES_KIESRECHT,
    FUNCTIE_ADRES,
    GESLACHT,
    NAAMGEBRUIK,
    REDEN_OPSCHORTING,
    SOORT_VERBINTENIS,
    TITELS_EN_PREDICATEN,
    UITGESLOTEN_KIESRECHT,
)

TABELLEN: Final[Mapping[str, Mapping[str, str]]] = {
    "aanduiding bij huisnummer": AANDUIDING_BIJ_HUISNUMMER,
    "aanduiding uitgesloten kiesrecht": UITGESLOTEN_KIESRECHT,
    "adellijke titel of predicaat": TITELS_EN_PREDICATEN,
    "europees kiesrecht": EUROPEES_KIESRECHT,
    "functie adres": FUNCTIE_ADRES,
    "gemeente": omschrijvingen("gemeenten"),
    "geslacht": GESLACHT,
    "indicatie gezag minderjarige": omschrijvingen("gezagsverhoudingen"),
    "land": omschrijvingen("landen"),
    "naamgebruik": NAAMGEBRUIK,
    "nationaliteit": omschrijvingen("nationaliteiten"),
    "reden nationaliteit": omschrijvingen("redenen"),
    "reden opschorting bijhouding": REDEN_OPSCHORTING,
    "rni-deelnemer": omschrijvingen("rni_deelnemers"),
    "soort verbintenis": SOORT_VERBINTENIS,
    "verblijfstitel": omschrijvingen("verblijfstitels"),
}
"""By name, as `informatie` asks for them."""
