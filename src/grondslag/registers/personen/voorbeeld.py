"""The person of the examples: the same one on every day, so that an example finds in the demo what it shows."""

from grondslag.registers.personen.demo_mens import Mens
from grondslag.vocabulary.nummers import VOORBEELD_BSN

GEMEENTE, WOONPLAATS = "1810", "Veldermeer"
# A first name that chance gives to nobody else of the demo.
VOORNAMEN, VOORVOEGSEL, GESLACHTSNAAM, GEBOREN = "Welmoed", "van der", "Kweldam", "1980-05-04"
STRAAT, HUISNUMMER, POSTCODE = "Havikslaan", 120, "1811SD"
OBJECT, NUMMERAANDUIDING = GEMEENTE + "01" + "0000009999", GEMEENTE + "20" + "0000009999"
_SINDS = "20150801"


def voorbeeld(anummer: str) -> Mens:
    """Somebody who lives alone, and with whom nothing is the matter."""
    return Mens(
        bsn=VOORBEELD_BSN,
        anummer=anummer,
        geslacht="V",
        voornamen=VOORNAMEN,
        voorvoegsel=VOORVOEGSEL,
        geslachtsnaam=GESLACHTSNAAM,
        geboren=GEBOREN.replace("-", ""),
        geboorteplaats=GEMEENTE,
        adressen=[
            {
                "0910": GEMEENTE,
                "0920": _SINDS,
                "1010": "W",
                "1030": _SINDS,
                "1110": STRAAT,
                "1115": STRAAT,
                "1120": str(HUISNUMMER),
                "1160": POSTCODE,
                "1170": WOONPLAATS,
                "1180": OBJECT,
                "1190": NUMMERAANDUIDING,
                "7210": "I",
                "8510": _SINDS,
                "8610": _SINDS,
            }
        ],
    )
