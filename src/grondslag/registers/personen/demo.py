"""Fictitious persons for a demo, in families: the same ones for the same chance and day.

Pure: who asks brings the chance. Every relation is made once and told in both lists.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from grondslag.registers.personen.demo_bijzonder import bijzonder, niet_ingezetenen
from grondslag.registers.personen.demo_mens import (
    PARTNERSCHAP,
    SCHEIDING,
    Chance,
    Elementen,
    Mens,
    Verbintenis,
    eleven_proof,
    lo3_datum,
    next_anummer,
    persoonslijst,
)
from grondslag.registers.personen.demo_namen import ACHTERNAMEN, ELDERS, STRATEN_ELDERS, VOORNAMEN, VOORVOEGSELS
from grondslag.registers.personen.lo3 import Persoonslijst
from grondslag.registers.personen.voorbeeld import voorbeeld

FIRST_BSN = 999_900_000
"""BSNs that begin with 9999 are given to nobody."""
FIRST_ANUMMER = 1_010_201_820
HUISHOUDENS = ("ouderen", "gezin", "paar", "gezin", "gescheiden", "alleen", "gezin", "eenouder")
YEAR = 365.25


class Plaats(Struct, frozen=True, kw_only=True):
    """The gemeente where most of them live."""

    gemeente: str
    woonplaats: str
    straten: Sequence[str]


def personen(plaats: Plaats, chance: Chance, vandaag: date, aantal: int) -> list[Persoonslijst]:
    """At least `aantal` persons: families of this place, those whom something special is the matter with, and the one
    of the examples."""
    maker = Maker(plaats, chance, vandaag)
    while len(maker.mensen) < aantal:
        for soort in HUISHOUDENS:
            maker.huishouden(soort)
    bijzonder(maker)
    niet_ingezetenen(maker)
    maker.mensen.append(voorbeeld(maker.next_anummer()))
    return [persoonslijst(mens, plaats.gemeente) for mens in maker.mensen]


class Maker:
    """Makes persons and puts them in families."""

    def __init__(self, plaats: Plaats, chance: Chance, vandaag: date) -> None:
        self.plaats, self.chance, self.vandaag = plaats, chance, vandaag
        self.mensen: list[Mens] = []
        self.zelfstandig: list[Mens] = []
        """Grown-up children who have no home of their own yet."""
        self._bsn, self._anummer, self._huis = FIRST_BSN, FIRST_ANUMMER, 0

    # --- a person -------------------------------------------------------------------------------------------------

    def mens(self, geslacht: str, geboren: date, naam: str = "", ouders: Sequence[Mens] = ()) -> Mens:
        """Somebody with a list of their own."""
        self._bsn = eleven_proof(self._bsn + 1)
        anummer = self.next_anummer()
        made = self._naamloos(geslacht, geboren, naam or self.chance.choice(ACHTERNAMEN))
        made.bsn, made.anummer, made.ouders = f"{self._bsn:09d}", anummer, list(ouders)
        for ouder in ouders:
            ouder.kinderen.append(made)
        self.mensen.append(made)
        return made

    def next_anummer(self) -> str:
        """An A-nummer that nobody has yet."""
        self._anummer = next_anummer(self._anummer + 1)
        return str(self._anummer)

    def _naamloos(self, geslacht: str, geboren: date, naam: str) -> Mens:
        """Somebody without a number."""
        voorvoegsel, geslachtsnaam = _gesplitst(naam)
        voornamen = [self.chance.choice(VOORNAMEN[geslacht]) for _ in range(self.chance.choice((1, 1, 2, 3)))]
        here = self.chance.random() < 0.7
        return Mens(
            geslacht=geslacht,
            voornamen=" ".join(dict.fromkeys(voornamen)),
            voorvoegsel=voorvoegsel,
            geslachtsnaam=geslachtsnaam,
            geboren=lo3_datum(geboren),
            geboorteplaats=self.plaats.gemeente if here else self.chance.choice(ELDERS)[0],
        )

    def geboren(self, least: int, most: int) -> date:
        """A birthday of somebody of so many years."""
        return self.vandaag - timedelta(days=int(YEAR * (least + (most - least) * self.chance.random())) + 1)

    def leeftijd(self, mens: Mens) -> int:
        """The age of somebody, in whole years or nearly so."""
        return self.vandaag.year - int(mens.geboren[:4])

    def volwassene(self, geslacht: str, naast: Mens | None = None) -> Mens:
        """A grown-up without a home: a child of elder people here, or somebody whose parents have no list."""
        kin = set(map(id, naast.ouders)) if naast is not None else set[int]()
        for mens in self.zelfstandig:
            if mens.geslacht == geslacht and not kin & set(map(id, mens.ouders)):
                self.zelfstandig.remove(mens)
                return mens
        made = self.mens(geslacht, self.geboren(26, 58))
        born, naam = int(made.geboren[:4]), " ".join(filter(None, (made.voorvoegsel, made.geslachtsnaam)))
        vader = self._naamloos("M", date(born - self.chance.randrange(22, 38), 3, 14), naam)
        moeder = self._naamloos("V", date(born - self.chance.randrange(20, 36), 8, 5), self.chance.choice(ACHTERNAMEN))
        made.ouders = [moeder, vader]
        return made

    # --- a home ---------------------------------------------------------------------------------------------------

    def adres(self, sinds: str, elders: bool = False) -> Elementen:
        """A house nobody lives in yet. Postcodes with SA, SD and SS are never given out."""
        self._huis += 1
        gemeente, woonplaats = self.chance.choice(ELDERS) if elders else (self.plaats.gemeente, self.plaats.woonplaats)
        straten = STRATEN_ELDERS if elders else self.plaats.straten
        straat = self._huis % len(straten)
        return {
            "0910": gemeente,
            "0920": sinds,
            "1010": "W",
            "1030": sinds,
            "1110": straten[straat][:24],
            "1115": straten[straat],
            "1120": str(self._huis // len(straten) + 1),
            "1160": f"{1800 + straat}{('SA', 'SD', 'SS')[self._huis % 3]}",
            "1170": woonplaats,
            "1180": f"{gemeente}01{self._huis:010d}",
            "1190": f"{gemeente}20{self._huis:010d}",
            "7210": "I",
            "8510": sinds,
            "8610": sinds,
        }

    def huisvest(self, mensen: Sequence[Mens], elders: bool = False) -> None:
        """Give these people a home together; who lived somewhere before, moved."""
        sinds = lo3_datum(self.vandaag - timedelta(days=self.chance.randrange(200, 3000)))
        home = self.adres(sinds, elders)
        for mens in mensen:
            own = max(sinds, mens.geboren)
            mens.adressen.insert(0, home | {"0920": own, "1030": own, "8510": own, "8610": own})

    # --- a household ----------------------------------------------------------------------------------------------

    def huishouden(self, soort: str) -> None:
        """One more household of this kind."""
        {
            "ouderen": self._ouderen,
            "gezin": self._gezin,
            "paar": self._paar,
            "alleen": self._alleen,
            "eenouder": self._eenouder,
            "gescheiden": self._gescheiden,
        }[soort]()

    def verbind(self, een: Mens, ander: Mens) -> Verbintenis:
        """Marry two people, or register their partnership, some years after the younger one was 21."""
        young = max(int(een.geboren[:4]), int(ander.geboren[:4])) + 21
        year = min(young + self.chance.randrange(0, 9), self.vandaag.year - 1)
        if een.geslacht == ander.geslacht:
            year = max(year, 2001)
        made = Verbintenis(
            mensen=(een, ander),
            datum=f"{year}{self.chance.randrange(1, 13):02d}{self.chance.randrange(1, 29):02d}",
            plaats=self.plaats.gemeente,
        )
        if year >= 1998 and self.chance.random() < 0.25:
            made.soort = PARTNERSCHAP
        for mens in (een, ander):
            mens.verbintenissen.append(made)
        return made

    def krijg_kinderen(self, ouders: Sequence[Mens], least: int, most: int) -> list[Mens]:
        """So many children of these parents, called after the last of them; the parents were at least 20."""
        naamgever = ouders[-1]
        naam = " ".join(filter(None, (naamgever.voorvoegsel, naamgever.geslachtsnaam)))
        first = max(int(each.geboren[:4]) for each in ouders) + 20
        made: list[Mens] = []
        for _ in range(self.chance.randrange(least, most + 1)):
            first += self.chance.randrange(1, 5)
            if first < self.vandaag.year:
                born = date(first, self.chance.randrange(1, 13), self.chance.randrange(1, 29))
                made.append(self.mens(self.chance.choice("MV"), born, naam, ouders))
        return made

    def _ouderen(self) -> None:
        """Two elder people, whose children live by themselves."""
        vrouw, man = self.mens("V", self.geboren(60, 88)), self.mens("M", self.geboren(62, 90))
        self.verbind(vrouw, man)
        self.huisvest((vrouw, man))
        kinderen = self.krijg_kinderen((vrouw, man), 1, 3)
        self.zelfstandig += [each for each in kinderen if self.leeftijd(each) >= 24]
        if young := [each for each in kinderen if self.leeftijd(each) < 24]:
            self.huisvest(young)

    def _samen(self) -> tuple[Mens, Mens]:
        een = self.volwassene(self.chance.choice("VVVVM"))
        gelijk = self.chance.random() < 0.12
        return een, self.volwassene(een.geslacht if gelijk else "MV"[een.geslacht == "M"], een)

    def _gezin(self) -> None:
        een, ander = self._samen()
        if self.chance.random() < 0.75:
            self.verbind(een, ander)
        kinderen = self.krijg_kinderen((een, ander), 1, 4)
        thuis = [each for each in kinderen if self.leeftijd(each) < 20]
        self.huisvest([een, ander, *thuis])
        for each in kinderen:
            if each not in thuis:
                self.huisvest([each], elders=self.chance.random() < 0.3)

    def _paar(self) -> None:
        een, ander = self._samen()
        self.verbind(een, ander)
        self.huisvest((een, ander))

    def _alleen(self) -> None:
        self.huisvest([self.volwassene(self.chance.choice("MV"))])

    def _eenouder(self) -> None:
        """One parent, and no other who is known by law."""
        ouder = self.volwassene("V")
        self.huisvest([ouder, *self.krijg_kinderen([ouder], 1, 2)])

    def _gescheiden(self) -> None:
        """Two who parted: one lives with the children, the other lives elsewhere, or has found somebody else."""
        een, ander = self._samen()
        verbintenis = self.verbind(een, ander)
        kinderen = self.krijg_kinderen((een, ander), 1, 3)
        verbintenis.datum = min(verbintenis.datum, f"{self.vandaag.year - 5}0612")
        year = min(max(int(verbintenis.datum[:4]) + 6, self.vandaag.year - 9), self.vandaag.year - 2)
        verbintenis.einde, verbintenis.reden = f"{year}0110", SCHEIDING
        self.huisvest([een, *(each for each in kinderen if self.leeftijd(each) < 20)])
        for each in kinderen:
            if not each.adressen:
                self.huisvest([each])
        self.huisvest([ander])
        if self.chance.random() < 0.5:
            self.huisvest([ander], elders=True)
            return
        nieuw = self.volwassene("V" if ander.geslacht == "M" else "M", ander)
        nieuwe = self.verbind(ander, nieuw)
        nieuwe.datum = f"{year + 1}0115"
        self.huisvest((ander, nieuw))


def _gesplitst(naam: str) -> tuple[str, str]:
    """What goes before a name, and the name: van den Boterbloem."""
    words = naam.split(" ")
    before = [word for word in words[:-1] if word in VOORVOEGSELS]
    return " ".join(before), " ".join(words[len(before) :])
