"""What is delivered unasked of an inschrijving, and the rights that are ended by a date."""

from typing import Any, Final

from grondslag.registers.personen.informatie import velden, waarden
from grondslag.registers.personen.informatie.gevraagd import ALLES
from grondslag.registers.personen.informatie.velden import Blik, Veld

_OPSCHORTING: Final = (
    velden.tabelwaarde("reden", "6720", "reden opschorting bijhouding"),
    velden.datum("datum", "6710"),
)
_VERIFICATIE: Final = (velden.datum("datum", "7110"), velden.tekst("omschrijving", "7120"))

UITSLUITING_KIESRECHT: Final = (
    Veld("uitgeslotenVanKiesrecht", ("3810",), lambda blik: bool(blik("3810")) or None),
    velden.datum("einddatum", "3820"),
)
EUROPEES_KIESRECHT: Final = (
    velden.tabelwaarde("aanduiding", "3110", "europees kiesrecht"),
    velden.datum("einddatumUitsluiting", "3130"),
)
VERBLIJFSTITEL: Final = (
    velden.tabelwaarde("aanduiding", "3910", "verblijfstitel"),
    velden.datum("datumEinde", "3920"),
    velden.datum("datumIngang", "3930"),
)
GEZAG: Final = (
    Veld("indicatieCurateleRegister", ("3310",), lambda blik: blik("3310") == "1" or None),
    velden.tabelwaarde("indicatieGezagMinderjarige", "3210", "indicatie gezag minderjarige"),
)
_GEEN_VERBLIJFSTITEL: Final = "98"


def ongevraagd(blik: Blik) -> dict[str, Any]:
    """Secrecy, opschorting and verification: whoever gets a person is told of them."""
    found: dict[str, Any] = {}
    if blik("7010") not in {"", "0"}:
        found["geheimhoudingPersoonsgegevens"] = True
    if opschorting := velden.groep(_OPSCHORTING, blik, ALLES):
        found["opschortingBijhouding"] = waarden.without_none(opschorting)
    if verificatie := velden.groep(_VERIFICATIE, blik, ALLES):
        found["verificatie"] = verificatie
    return found


def is_uitgesloten(blik: Blik) -> bool:
    """Whether the person may not vote now."""
    return bool(blik("3810")) and not waarden.is_voorbij(blik("3820"), blik.today)


def heeft_europees_kiesrecht(blik: Blik) -> bool:
    """Whether there is anything to tell on voting for the European Parliament."""
    return bool(blik("3110")) and not waarden.is_voorbij(blik("3130"), blik.today)


def heeft_verblijfstitel(blik: Blik) -> bool:
    """Whether there is a title of residence that is still valid."""
    return blik("3910") not in {"", _GEEN_VERBLIJFSTITEL} and not waarden.is_voorbij(blik("3920"), blik.today)
