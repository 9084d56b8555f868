"""People and organisations of the demo: none of them exists."""

import random
from typing import Any

from grondslag.demo.inhoud import Gemeente
from grondslag.vocabulary.nummers import check_bsn

FIRST_BSN = 999_900_000
"""BSNs that begin with 9999 are given to nobody."""
EMPLOYEES = 24


def eleven_proof(number: int) -> str:
    """The next nine digits from `number` on that pass the 11-test."""
    while check_bsn(f"{number:09d}") is not None:
        number += 1
    return f"{number:09d}"


class Mensen:
    """Who takes part: the same people for the same seed."""

    def __init__(self, gemeente: Gemeente, chance: random.Random) -> None:
        self.gemeente, self.chance = gemeente, chance
        self._bsn = FIRST_BSN
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
        """A natuurlijk_persoon as the betrokkene of a rol."""
        self._bsn = int(eleven_proof(self._bsn + 1))
        first, (prefix, last) = self.chance.choice(self.gemeente.voornamen), self._achternaam()
        house = self.adres()
        born = (
            f"{self.chance.randrange(1945, 2006)}{self.chance.randrange(1, 13):02d}{self.chance.randrange(1, 29):02d}"
        )
        return {
            "betrokkeneType": "natuurlijk_persoon",
            "betrokkeneIdentificatie": {
                "inpBsn": f"{self._bsn:09d}",
                "geslachtsnaam": last,
                "voorvoegselGeslachtsnaam": prefix,
                "voorletters": f"{first[0]}.",
                "voornamen": first,
                "geboortedatum": born,
                "verblijfsadres": {
                    "aoaIdentificatie": house["identificatie"],
                    "wplWoonplaatsNaam": house["wplWoonplaatsNaam"],
                    "gorOpenbareRuimteNaam": house["gorOpenbareRuimteNaam"],
                    "aoaHuisnummer": house["huisnummer"],
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
