"""Which fields are asked: a list of dotted paths, looked at from one place in the answer."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Gevraagd(NamedTuple):
    """What is asked below one place: everything, or these parts."""

    alles: bool
    delen: Mapping[str, "Gevraagd"]

    @classmethod
    def of(cls, fields: Iterable[str]) -> "Gevraagd":
        """What the `fields` of a question ask."""
        return _van_paden(field.split(".") for field in fields)

    def heeft(self, naam: str) -> bool:
        """Whether a field is asked, whole or in part."""
        return self.alles or naam in self.delen

    def onder(self, naam: str) -> "Gevraagd":
        """What is asked of the parts of a group."""
        return ALLES if self.alles else self.delen.get(naam, NIETS)

    def een_van(self, namen: Iterable[str]) -> bool:
        """Whether one of these fields is asked."""
        return self.alles or any(naam in self.delen for naam in namen)

    def samen_met(self, ander: "Gevraagd") -> "Gevraagd":
        """What either asks."""
        if self.alles or ander.alles:
            return ALLES
        namen = self.delen.keys() | ander.delen.keys()
        return Gevraagd(False, {naam: self.onder(naam).samen_met(ander.onder(naam)) for naam in namen})

    def met_delen(self, naam: str, delen: Iterable[str]) -> "Gevraagd":
        """The same question, of a thing whose group of this name has these parts alone."""
        if self.onder(naam) != ALLES:
            return self
        return Gevraagd(False, {**self.delen, naam: Gevraagd(False, dict.fromkeys(delen, ALLES))})


ALLES = Gevraagd(True, {})
"""Everything that is there."""
NIETS = Gevraagd(False, {})
"""Nothing."""


def _van_paden(paden: Iterable[list[str]]) -> Gevraagd:
    """What paths ask; an empty one asks everything."""
    delen: dict[str, list[list[str]]] = {}
    for pad in paden:
        if not pad:
            return ALLES
        delen.setdefault(pad[0], []).append(pad[1:])
    return Gevraagd(False, {naam: _van_paden(rest) for naam, rest in delen.items()})
