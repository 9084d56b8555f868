"""What is special about some fictitious persons: all that makes a record more than a name and an address."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from grondslag.registers.personen import lo3
from grondslag.registers.personen.demo_mens import DOOD, Elementen, Mens, lo3_datum
from grondslag.registers.personen.demo_namen import (
    ALS_NEDERLANDER,
    BUITENLAND,
    EU,
    LANDEN,
    LOCATIES,
    NEDERLAND,
    NEDERLANDSE,
    ONBEKEND,
    RNI,
    STAATLOOS,
    TITELS,
)

if TYPE_CHECKING:
    from grondslag.registers.personen.demo import Maker

OPSCHORTING = ("6710", "6720")
DEELNEMER = "0201"
"""A body that may enter people in the RNI."""


def bijzonder(maker: "Maker") -> None:
    """Give each special matter to some persons who have none yet."""
    taken: set[int] = set()
    for aantal, fits, make in BIJZONDER:
        found = [each for each in maker.mensen if id(each) not in taken and fits(maker, each)]
        step = max(1, len(found) // aantal)
        for number, mens in enumerate(found[step // 2 :: step][:aantal]):
            taken.add(id(mens))
            make(maker, mens, number)


def niet_ingezetenen(maker: "Maker") -> None:
    """People who never lived here, with a list in the RNI."""
    for number in range(6):
        land, nationaliteit, plaatsen = LANDEN[number % len(LANDEN)]
        mens = maker.mens("MV"[number % 2], maker.geboren(20, 60))
        mens.geboorteland, mens.geboorteplaats = land, plaatsen[0]
        mens.nationaliteiten = [{"0510": nationaliteit, "6310": "301", "8810": DEELNEMER}]
        sinds = lo3_datum(maker.vandaag - timedelta(days=900 + number))
        mens.adressen = [_in_het_buitenland(number, sinds) | {"8810": DEELNEMER}]
        mens.voeg_toe(lo3.PERSOON, {"8810": DEELNEMER})
        mens.voeg_toe(lo3.INSCHRIJVING, dict(zip(OPSCHORTING, (sinds, "R"), strict=True)) | {"6910": RNI})


def _ago(maker: "Maker", days: int) -> str:
    return lo3_datum(maker.vandaag - timedelta(days=days))


def _in_het_buitenland(number: int, sinds: str) -> Elementen:
    land, regels = BUITENLAND[number % len(BUITENLAND)]
    return {
        "0910": RNI,
        "0920": sinds,
        "1310": land,
        "1320": sinds,
        "1330": regels[0],
        "1340": regels[1],
        "7210": "E",
        "8510": sinds,
        "8610": sinds,
    }


# --- whom it fits -------------------------------------------------------------------------------------------------


def _iedereen(maker: "Maker", mens: Mens) -> bool:
    return True


def _volwassen(maker: "Maker", mens: Mens) -> bool:
    return maker.leeftijd(mens) > 20


def _oud(maker: "Maker", mens: Mens) -> bool:
    long_ago = f"{maker.vandaag.year - 12}0101"
    return maker.leeftijd(mens) > 58 and any(not each.einde and each.datum < long_ago for each in mens.verbintenissen)


def _met_partner(maker: "Maker", mens: Mens) -> bool:
    return mens.partner is not None


def _alleen(maker: "Maker", mens: Mens) -> bool:
    return _volwassen(maker, mens) and not mens.kinderen and not mens.verbintenissen


def _kind(maker: "Maker", mens: Mens) -> bool:
    return maker.leeftijd(mens) < 16


def _vader(maker: "Maker", mens: Mens) -> bool:
    return mens.geslacht == "M" and bool(mens.kinderen) and mens.kinderen[0].geslachtsnaam == mens.geslachtsnaam


# --- what it is ---------------------------------------------------------------------------------------------------


def _geheim(maker: "Maker", mens: Mens, number: int) -> None:
    """Nothing may go to others: of one person, or of a whole home."""
    home = mens.adressen[0]["1180"]
    for each in maker.mensen:
        if each is mens or (number == 0 and each.adressen[0].get("1180") == home):
            each.voeg_toe(lo3.INSCHRIJVING, {"7010": "7"})


def _woonde_al(mens: Mens, datum: str) -> None:
    """Nobody moves after they died or left: then they lived there from earlier on."""
    earlier = f"{int(datum[:4]) - 4}0301"
    for place, each in enumerate(mens.adressen):
        if each["1030"] > earlier:
            mens.adressen[place] = each | dict.fromkeys(("0920", "1030", "8510", "8610"), earlier)


def _overleden(maker: "Maker", mens: Mens, number: int) -> None:
    datum = (f"{maker.vandaag.year - 1}0000", _ago(maker, 40), _ago(maker, 1200), _ago(maker, 3100))[number % 4]
    _woonde_al(mens, datum)
    mens.voeg_toe(lo3.OVERLIJDEN, {"0810": datum, "0820": maker.plaats.gemeente, "0830": NEDERLAND, "8510": datum})
    mens.voeg_toe(lo3.INSCHRIJVING, dict(zip(OPSCHORTING, (datum, "O"), strict=True)))
    for each in mens.verbintenissen:
        if not each.einde:
            each.einde, each.reden = datum, DOOD


def _vertrokken(maker: "Maker", mens: Mens, number: int) -> None:
    """Left the country; one of them nobody knows where to."""
    datum = _ago(maker, 500 + 90 * number)
    there = _in_het_buitenland(number, datum)
    if number == 0:
        there = {name: text for name, text in there.items() if name not in ("1330", "1340")} | {"1310": "0000"}
    _woonde_al(mens, datum)
    mens.adressen.insert(0, there)
    mens.voeg_toe(lo3.INSCHRIJVING, dict(zip(OPSCHORTING, (datum, "E"), strict=True)))


def _onzeker_geboren(maker: "Maker", mens: Mens, number: int) -> None:
    mens.geboren = (mens.geboren[:4] + "0000", mens.geboren[:6] + "00", "00000000")[number % 3]
    mens.geboorteland, _, (mens.geboorteplaats, _) = LANDEN[number % 2]


def _in_onderzoek(maker: "Maker", mens: Mens, number: int) -> None:
    """Something is being looked into: the address, the name, the birth, or the nationality."""
    categorie, wat = (
        (lo3.VERBLIJFPLAATS, "080000"),
        (lo3.PERSOON, "010240"),
        (lo3.PERSOON, "010310"),
        (lo3.NATIONALITEIT, "040510"),
        (lo3.VERBLIJFPLAATS, "089999"),
        (lo3.PERSOON, "010000"),
    )[number % 6]
    mens.voeg_toe(categorie, {"8310": wat, "8320": _ago(maker, 60 + number)})


def _uit_onderzoek(maker: "Maker", mens: Mens, number: int) -> None:
    mens.voeg_toe(lo3.VERBLIJFPLAATS, {"8310": "081120", "8320": _ago(maker, 400), "8330": _ago(maker, 300)})


def _adellijk(maker: "Maker", mens: Mens, number: int) -> None:
    """A title or predicate; the children of a man have it too."""
    for each in (mens, *mens.kinderen):
        if each.geslacht in TITELS:
            each.titel = TITELS[each.geslacht][number % 3]


def _naamgebruik(maker: "Maker", mens: Mens, number: int) -> None:
    mens.naamgebruik = "VPN"[number % 3]


def _op_een_locatie(maker: "Maker", mens: Mens, number: int) -> None:
    kept = ("0910", "0920", "1010", "1030", "7210", "8510", "8610")
    home = {name: mens.adressen[0][name] for name in kept}
    mens.adressen[0] = home | {"1170": maker.plaats.woonplaats, "1210": LOCATIES[number % len(LOCATIES)]}


def _briefadres(maker: "Maker", mens: Mens, number: int) -> None:
    mens.adressen[0] = mens.adressen[0] | {"1010": "B"}


def _bij_het_huisnummer(maker: "Maker", mens: Mens, number: int) -> None:
    more = ({"1130": "A"}, {"1130": "b", "1140": "II"}, {"1140": "bis"}, {"1150": "to"}, {"1150": "by"})[number % 5]
    mens.adressen[0] = mens.adressen[0] | more


def _van_elders(maker: "Maker", mens: Mens, number: int) -> None:
    """Came from another country, and may stay; who comes from the European Union may vote for its parliament."""
    land, nationaliteit, plaatsen = LANDEN[number % len(LANDEN)]
    mens.geboorteland, mens.geboorteplaats = land, plaatsen[number % 2]
    mens.nationaliteiten = [{"0510": nationaliteit, "6310": "301"}]
    mens.adressen[-1] = mens.adressen[-1] | {"1410": land, "1420": mens.adressen[-1]["1030"], "7210": "I"}
    if nationaliteit in EU:
        mens.voeg_toe(lo3.KIESRECHT, {"3110": "2", "3120": _ago(maker, 700)})
        return
    aanduiding = ("21", "25", "27")[number % 3]
    until = {"3920": lo3_datum(maker.vandaag + timedelta(days=900))} if aanduiding == "21" else {}
    sinds = mens.adressen[-1]["1030"]
    mens.voeg_toe(lo3.VERBLIJFSTITEL, {"3910": aanduiding, "3930": sinds, "8510": sinds} | until)


def _nationaliteit(maker: "Maker", mens: Mens, number: int) -> None:
    """Stateless, unknown, treated as Dutch, or more than one."""
    mens.nationaliteiten = (
        [{"0510": STAATLOOS, "6310": "312"}],
        [{"0510": ONBEKEND, "6310": "311"}],
        [{"6510": "B", "6310": "310"}] if number % 2 else [{"0510": ALS_NEDERLANDER, "6310": "310"}],
        [{"0510": NEDERLANDSE, "6310": "027"}, {"0510": LANDEN[0][1], "6310": "301"}],
    )[number % 4]


def _onder_curatele(maker: "Maker", mens: Mens, number: int) -> None:
    mens.voeg_toe(lo3.GEZAGSVERHOUDING, {"3310": "1", "8510": _ago(maker, 800)})


def _gezag(maker: "Maker", mens: Mens, number: int) -> None:
    mens.voeg_toe(lo3.GEZAGSVERHOUDING, {"3210": ("1", "12", "D", "1D")[number % 4], "8510": _ago(maker, 365)})


def _mag_niet_stemmen(maker: "Maker", mens: Mens, number: int) -> None:
    mens.voeg_toe(lo3.KIESRECHT, {"3810": "A", "3820": lo3_datum(maker.vandaag + timedelta(days=365))})


def _zonder_voornaam(maker: "Maker", mens: Mens, number: int) -> None:
    """One name only, or a name nobody knows (LO3 writes a point)."""
    mens.voornamen, mens.voorvoegsel = "", ""
    mens.geslachtsnaam = mens.geslachtsnaam if number else "."


def _geslacht_onbekend(maker: "Maker", mens: Mens, number: int) -> None:
    mens.geslacht = "O"


Fits = Callable[["Maker", Mens], bool]
Make = Callable[["Maker", Mens, int], None]
BIJZONDER: tuple[tuple[int, Fits, Make], ...] = (
    (8, _oud, _overleden),
    (4, _alleen, _vertrokken),
    (4, _volwassen, _onzeker_geboren),
    (6, _volwassen, _in_onderzoek),
    (1, _volwassen, _uit_onderzoek),
    (6, _vader, _adellijk),
    (12, _met_partner, _naamgebruik),
    (2, _alleen, _op_een_locatie),
    (3, _alleen, _briefadres),
    (5, _alleen, _bij_het_huisnummer),
    (9, _volwassen, _van_elders),
    (8, _volwassen, _nationaliteit),
    (3, _volwassen, _onder_curatele),
    (8, _kind, _gezag),
    (2, _volwassen, _mag_niet_stemmen),
    (2, _alleen, _zonder_voornaam),
    (2, _kind, _geslacht_onbekend),
    (7, _iedereen, _geheim),
)
