"""Landelijke tabellen of the BRP: what the codes on a persoonslijst stand for.

Of the long ones (land, gemeente, nationaliteit) stands here what most persons refer to; a source that knows more
gives its own.
"""

from collections.abc import Mapping
from typing import Final

from grondslag.registers.personen.tabellen.gemeenten import GEMEENTEN
from grondslag.registers.personen.tabellen.landen import LANDEN
from grondslag.registers.personen.tabellen.nationaliteiten import NATIONALITEITEN, REDENEN
from grondslag.registers.personen.tabellen.waarden import (
    AANDUIDING_BIJ_HUISNUMMER,
    EUROPEES_KIESRECHT,
    FUNCTIE_ADRES,
    GESLACHT,
    GEZAG_MINDERJARIGE,
    NAAMGEBRUIK,
    REDEN_OPSCHORTING,
    RNI_DEELNEMER,
    SOORT_VERBINTENIS,
    TITELS_EN_PREDICATEN,
    UITGESLOTEN_KIESRECHT,
    VERBLIJFSTITEL,
)

TABELLEN: Final[Mapping[str, Mapping[str, str]]] = {
    "aanduiding bij huisnummer": AANDUIDING_BIJ_HUISNUMMER,
    "aanduiding uitgesloten kiesrecht": UITGESLOTEN_KIESRECHT,
    "adellijke titel of predicaat": TITELS_EN_PREDICATEN,
    "europees kiesrecht": EUROPEES_KIESRECHT,
    "functie adres": FUNCTIE_ADRES,
    "gemeente": GEMEENTEN,
    "geslacht": GESLACHT,
    "indicatie gezag minderjarige": GEZAG_MINDERJARIGE,
    "land": LANDEN,
    "naamgebruik": NAAMGEBRUIK,
    "nationaliteit": NATIONALITEITEN,
    "reden nationaliteit": REDENEN,
    "reden opschorting bijhouding": REDEN_OPSCHORTING,
    "rni-deelnemer": RNI_DEELNEMER,
    "soort verbintenis": SOORT_VERBINTENIS,
    "verblijfstitel": VERBLIJFSTITEL,
}
"""By name, as `informatie` asks for them."""
