"""How to write to a person and of a person: aanhef, aanschrijfwijze and gebruikInLopendeTekst.

A person chooses whether the name of the partner is used (61.10). A title of nobility goes with the own name, a
hoffelijkheidstitel with that of the partner; who uses only the partner's name has no title of its own.
"""

from typing import Any, Final, NamedTuple

from grondslag.registers.personen import lo3
from grondslag.registers.personen.informatie import naam
from grondslag.registers.personen.informatie.gerelateerden import partner_in_naam
from grondslag.registers.personen.informatie.velden import Blik, Veld
from grondslag.registers.personen.lo3 import Persoonslijst, Tabellen, Voorkomen

EIGEN: Final = "E"
PARTNER: Final = "P"
PARTNER_VOOR_EIGEN: Final = "V"

_HOFFELIJK: Final = frozenset({"B", "G", "H", "M", "P"})
"""The titles that a wife may use in their female form."""

_HOOGHEID: Final = frozenset({"P", "PS"})

_UIT: Final = (naam.VOORNAMEN, naam.TITEL, naam.VOORVOEGSEL, naam.GESLACHTSNAAM, naam.GESLACHT, "6110")
_UIT_PARTNER: Final = (naam.TITEL, naam.VOORVOEGSEL, naam.GESLACHTSNAAM)


class Namen(NamedTuple):
    """What the forms are made of: the person, and the partner whose name may be used."""

    persoon: Voorkomen
    partner: Voorkomen
    is_ex: bool
    tabellen: Tabellen

    @classmethod
    def of(cls, lijst: Persoonslijst, tabellen: Tabellen) -> "Namen":
        """From the list of a person."""
        partner, is_ex = partner_in_naam(lijst)
        return cls(lo3.huidig(lijst, lo3.PERSOON), partner, is_ex, tabellen)

    @property
    def geslacht(self) -> str:
        """M, V, or O as long as it is not known."""
        return self.persoon.get(naam.GESLACHT, "") or "O"

    @property
    def keuze(self) -> str:
        """Whose name the person chose."""
        return self.persoon.get("6110", "") or EIGEN

    @property
    def gebruik(self) -> str:
        """Whose name is used: the own one as long as that of the partner is not known."""
        return self.keuze if naam.is_bekend(self.partner) else EIGEN

    @property
    def voorletters(self) -> str:
        """The voorletters of the person."""
        return naam.voorletters(self.persoon.get(naam.VOORNAMEN, ""))

    @property
    def is_te_noemen(self) -> bool:
        """Whether the names that are used are known."""
        return naam.is_bekend(self.persoon) or self.gebruik == PARTNER

    @property
    def hoffelijkheidsaanhef(self) -> str:
        """The code of the title that a woman has by her partner, whether or not his name is known; else empty."""
        code = self.partner.get(naam.TITEL, "")
        if self.geslacht != "V" or self.keuze == EIGEN or code not in _HOFFELIJK:
            return ""
        return naam.titelvorm(code, "V")

    @property
    def hoffelijkheidstitel(self) -> str:
        """The code of the title that a woman uses with the name of her partner; empty when she uses none."""
        return "" if self.gebruik == EIGEN else self.hoffelijkheidsaanhef

    @property
    def titel(self) -> str:
        """The code of the own title in the form of the sex of the person; empty when there is no such form."""
        if self.geslacht == "O" or (self.geslacht, self.adel) == ("V", "R"):
            return ""
        return self.adel

    @property
    def adel(self) -> str:
        """The code of the own title or predicaat, if the person may use it; else empty."""
        code = self.persoon.get(naam.TITEL, "")
        if self.gebruik == PARTNER or (code in naam.PREDICATEN and self._is_gehuwde_vrouw):
            return ""
        return naam.titelvorm(code, self.geslacht)

    @property
    def _is_gehuwde_vrouw(self) -> bool:
        """A woman who has a partner, or who uses the name of one she had, has no predicaat."""
        if self.geslacht != "V" or not self.partner:
            return False
        return not self.is_ex or self.gebruik != EIGEN

    def woord(self, code: str) -> str:
        """A title in words."""
        return naam.titel(self.tabellen, code)


def _samen(namen: Namen, eigen: str, partner: str) -> str:
    """The names in the order that the person chose."""
    if namen.gebruik == EIGEN:
        return eigen
    if namen.gebruik == PARTNER:
        return partner
    return f"{partner}-{eigen}" if namen.gebruik == PARTNER_VOOR_EIGEN else f"{eigen}-{partner}"


def _begint_groot(text: str) -> str:
    return text[:1].upper() + text[1:]


def _aangesproken(namen: Namen, heer: str, mevrouw: str, rest: str) -> str:
    """A name behind how the person is addressed, or behind the voorletters as long as the sex is not known."""
    voor = {"M": heer, "V": mevrouw}.get(namen.geslacht)
    if voor is None and namen.voorletters:
        return naam.joined(namen.voorletters, rest)
    return naam.joined(voor or "", _begint_groot(rest))


# --- aanhef -----------------------------------------------------------------------------------------------------------


def aanhef(namen: Namen) -> str | None:
    """With what a letter to the person begins."""
    if adellijk := _adellijke_aanhef(namen):
        return adellijk
    if not namen.is_te_noemen:
        return None
    rest = _samen(namen, naam.geslachtsnaam(namen.persoon), naam.geslachtsnaam(namen.partner))
    return naam.joined("Geachte", _aangesproken(namen, "heer", "mevrouw", rest))


def _adellijke_aanhef(namen: Namen) -> str | None:
    code = namen.hoffelijkheidsaanhef or namen.adel
    if code in _HOOGHEID:
        return "Hoogheid"
    if not code or namen.geslacht == "O":
        return None
    hoog = "Hooggeboren" if code in {"G", "GI"} else "Hoogwelgeboren"
    return f"{hoog} {'heer' if namen.geslacht == 'M' else 'vrouwe'}"


# --- aanschrijfwijze --------------------------------------------------------------------------------------------------


def aanschrijfwijze(namen: Namen) -> dict[str, str] | None:
    """The name on an envelope, and for nobility what stands above it."""
    if not namen.is_te_noemen:
        return None
    found = {"naam": _begint_groot(_aanschrijfnaam(namen))}
    if vorm := _aanspreekvorm(namen):
        found["aanspreekvorm"] = vorm
    return found


def _aanschrijfnaam(namen: Namen) -> str:
    titel = namen.woord(namen.titel)
    eigen, partner = naam.geslachtsnaam(namen.persoon), naam.geslachtsnaam(namen.partner)
    partner = naam.joined(namen.woord(namen.hoffelijkheidstitel), partner)
    # A predicaat stands before the voorletters, unless the name of the partner comes first.
    if namen.titel in naam.PREDICATEN and namen.gebruik != PARTNER_VOOR_EIGEN:
        return naam.joined(titel, namen.voorletters, _samen(namen, eigen, partner))
    return naam.joined(namen.voorletters, _samen(namen, naam.joined(titel, eigen), partner))


def _aanspreekvorm(namen: Namen) -> str | None:
    if (namen.hoffelijkheidstitel or namen.adel) in _HOOGHEID:
        return "De hoogheid"
    code = namen.hoffelijkheidstitel or namen.titel
    if not code:
        return None
    hoog = "hooggeboren" if code in {"G", "GI"} else "hoogwelgeboren"
    return f"De {hoog} {'vrouwe' if code in {'BS', 'GI', 'HI', 'MI', 'JV'} else 'heer'}"


# --- gebruik in lopende tekst -----------------------------------------------------------------------------------------


def gebruik_in_lopende_tekst(namen: Namen) -> str | None:
    """How the person is called in a sentence."""
    if not namen.is_te_noemen:
        return None
    titel, hoffelijk = namen.woord(namen.titel), namen.woord(namen.hoffelijkheidstitel)
    eigen = naam.joined(titel, naam.geslachtsnaam(namen.persoon))
    partner = naam.joined(hoffelijk, naam.geslachtsnaam(namen.partner))
    eerste = hoffelijk if namen.gebruik in {PARTNER, PARTNER_VOOR_EIGEN} else titel
    rest = _samen(namen, eigen, partner)
    return rest if eerste else _aangesproken(namen, "de heer", "mevrouw", rest)


# --- fields -----------------------------------------------------------------------------------------------------------

_MAKEN: Final = {
    "aanhef": aanhef,
    "aanschrijfwijze": aanschrijfwijze,
    "gebruikInLopendeTekst": gebruik_in_lopende_tekst,
}


def vormen(namen: Namen) -> dict[str, Any]:
    """All forms; None for one that cannot be made."""
    return {vorm: maak(namen) for vorm, maak in _MAKEN.items()}


def _nooit(_blik: Blik) -> None:
    return None


NAAMGEBRUIK: Final = tuple(Veld(vorm, _UIT, _nooit) for vorm in _MAKEN)
"""What of the person the forms are made of."""

NAAMGEBRUIK_PARTNER: Final = tuple(Veld(vorm, _UIT_PARTNER, _nooit) for vorm in _MAKEN)
"""What of the partner the forms are made of."""
