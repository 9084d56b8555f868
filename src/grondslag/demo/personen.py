"""People and organisations of the demo: none of them exists. Who takes part in a zaak, is in Personen too."""

import random
from datetime import date
from itertools import cycle
from typing import Any

from grondslag.demo.inhoud import Gemeente
from grondslag.registers.personen.demo import Plaats, personen
from grondslag.registers.personen.lo3 import INSCHRIJVING, PERSOON, VERBLIJFPLAATS, Persoonslijst, huidig
from grondslag.vocabulary.nummers import check_bsn

EMPLOYEES = 24
SEED, PERSONS = 1811, 500
GROWN_UP = 19


def lijsten(gemeente: Gemeente, vandaag: date) -> list[Persoonslijst]:
    """Everybody who is in Personen: the same people for the same day."""
    plaats = Plaats(gemeente=gemeente.code, woonplaats=gemeente.woonplaats, straten=gemeente.straten)
    chance = random.Random(SEED)  # noqa: S311 - the same people each time, nothing secret
    return personen(plaats, chance, vandaag, PERSONS)


def eleven_proof(number: int) -> str:
    """The next nine digits from `number` on that pass the 11-test."""
    while check_bsn(f"{number:09d}") is not None:
        number += 1
    return f"{number:09d}"


class Mensen:
    """Who takes part: the same people for the same seed and day."""

    def __init__(self, gemeente: Gemeente, chance: random.Random, vandaag: date) -> None:
        self.gemeente, self.chance = gemeente, chance
        found = [each for each in lijsten(gemeente, vandaag) if _takes_part(each, gemeente.code, vandaag)]
        self._inwoners = cycle(chance.sample(found, len(found)))
        self.medewerkers = [self._medewerker(number) for number in range(1, EMPLOYEES + 1)]

    def adres(self) -> dict[str, Any]:
        """A house in a street that does not exist."""
        number = self.chance.randrange(1, 10_000_000)
        return {
            "identificatie": f"{self.gemeente.code}20{number:010d}",
            "wplWoonplaatsNaam": self.gemeente.woonplaats,
            "gorOpenbareRuimteNaam": self.chance.choice(self.gemeente.straten),
            "huisnummer": self.chance.randrange(1, 180),
        }

    def inwoner(self) -> dict[str, Any]:
        """A natuurlijk_persoon as the betrokkene of a rol: everybody has a turn before somebody has a second one."""
        lijst = next(self._inwoners)
        persoon, adres = huidig(lijst, PERSOON), huidig(lijst, VERBLIJFPLAATS)
        voornamen = persoon.get("0210", "")
        return {
            "betrokkeneType": "natuurlijk_persoon",
            "betrokkeneIdentificatie": {
                "inpBsn": persoon["0120"],
                "geslachtsnaam": persoon["0240"],
                "voorvoegselGeslachtsnaam": persoon.get("0230", ""),
                "voorletters": "".join(f"{each[0]}." for each in voornamen.split()),
                "voornamen": voornamen,
                "geboortedatum": persoon["0310"],
                "verblijfsadres": {
                    "aoaIdentificatie": adres["1190"],
                    "wplWoonplaatsNaam": adres["1170"],
                    "gorOpenbareRuimteNaam": adres["1115"],
                    "aoaPostcode": adres["1160"],
                    "aoaHuisnummer": int(adres["1120"]),
                    "aoaHuisletter": adres.get("1130", ""),
                    "aoaHuisnummertoevoeging": adres.get("1140", ""),
                },
            },
        }

    def organisatie(self) -> dict[str, Any]:
        """A niet_natuurlijk_persoon as the betrokkene of a rol."""
        number = self.chance.randrange(len(self.gemeente.organisaties))
        return {
            "betrokkeneType": "niet_natuurlijk_persoon",
            "betrokkeneIdentificatie": {
                "innNnpId": eleven_proof(999_990_100 + 20 * number),
                "statutaireNaam": self.gemeente.organisaties[number],
            },
        }

    def medewerker(self) -> dict[str, Any]:
        """Someone of the gemeente as the betrokkene of a rol."""
        return {
            "betrokkeneType": "medewerker",
            "betrokkeneIdentificatie": self.chance.choice(self.medewerkers),
        }

    def afdeling(self, naam: str) -> dict[str, Any]:
        """A department of the gemeente as the betrokkene of a rol."""
        number = self.gemeente.afdelingen.index(naam) + 1
        return {
            "betrokkeneType": "organisatorische_eenheid",
            "betrokkeneIdentificatie": {"identificatie": f"afd-{number:02d}", "naam": naam},
        }

    def _medewerker(self, number: int) -> dict[str, Any]:
        prefix, last = self._achternaam()
        return {
            "identificatie": f"vm{number:03d}",
            "achternaam": last,
            "voorletters": f"{self.chance.choice(self.gemeente.voornamen)[0]}.",
            "voorvoegselAchternaam": prefix[:10],
        }

    def _achternaam(self) -> tuple[str, str]:
        """Prefix and name: van den Boterbloem."""
        words = self.chance.choice(self.gemeente.achternamen).split(" ")
        return " ".join(words[:-1]), words[-1]


def _takes_part(lijst: Persoonslijst, gemeente: str, vandaag: date) -> bool:
    """Whether somebody lives here at an address, is grown up, and has a whole date of birth."""
    persoon, adres = huidig(lijst, PERSOON), huidig(lijst, VERBLIJFPLAATS)
    grown_up = persoon["0310"] <= f"{vandaag.year - GROWN_UP}1231" and not persoon["0310"].endswith("00")
    here = adres.get("0910") == gemeente and "1120" in adres
    return grown_up and here and "6720" not in huidig(lijst, INSCHRIJVING)
