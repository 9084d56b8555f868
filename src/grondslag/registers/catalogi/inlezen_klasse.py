"""The klasse of the bundled selectielijst that comes nearest to what a resultaattype says of itself.

A name decides before a term does: what was refused never becomes a klasse of what was granted.
"""

import re

import msgspec

from grondslag.registers.catalogi.resultaattype import WIJZE_BIJ_TERMIJN
from grondslag.registers.catalogi.selectielijst import lijst
from grondslag.vocabulary.duur import Duur, nominal_seconds, parse_duur

Words = frozenset[str]
REFUSED = frozenset(("niet", "geen", "geweigerd", "weigering", "afgewezen", "afwijzing", "ongegrond", "negatief"))
BROKEN_OFF = frozenset(
    ("afgebroken", "ingetrokken", "intrekking", "geannuleerd", "annulering", "buiten", "vervallen", "gestaakt")
)
_YEAR = nominal_seconds(Duur(jaren=1))


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a resultaattype says of itself."""

    omschrijving: str
    generiek: str
    archiefnominatie: str
    archiefactietermijn: str
    afleidingswijze: str


def nearest(said: Said, procestype: lijst.Procestype | None) -> tuple[lijst.Resultaat, str]:
    """The klasse, of this procestype when it is known, and by what it was chosen."""
    found = max(lijst.resultaten(procestype), key=lambda each: _likeness(each, said))
    by_name, by_like_name, by_generic_name, *_ = _likeness(found, said)
    if by_name or by_generic_name:
        return found, "it has the same name"
    if by_like_name:
        return found, "it has a name like it"
    return found, "no result has that name, look whether it is right"


def _likeness(klasse: lijst.Resultaat, said: Said) -> tuple[bool, ...]:
    """What speaks for a klasse, the most telling first."""
    name, own, generic = _words(klasse.naam), _words(said.omschrijving), _words(said.generiek)
    alike = _turn(name) == _turn(own)
    how = said.afleidingswijze
    return (
        name == own,
        alike and bool(own) and (name <= own or own <= name),
        # A generic name that tells another outcome than the name itself is a slip of the source.
        alike and name == generic,
        alike,
        not how or WIJZE_BIJ_TERMIJN.get(klasse.procestermijn, how) == how,
        klasse.waardering == said.archiefnominatie,
        _years(klasse.bewaartermijn or "") == _years(said.archiefactietermijn),
        klasse.generiek_nummer is None,
    )


def _words(text: str) -> Words:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _turn(words: Words) -> str:
    """Which turn a zaak took, as far as its words tell."""
    return "refused" if words & REFUSED else "broken off" if words & BROKEN_OFF else ""


def _years(text: str) -> float | None:
    """A term in years: P365D is a year, and so is P1Y."""
    found = parse_duur(text)
    return None if found is None else round(nominal_seconds(found) / _YEAR, 1)
