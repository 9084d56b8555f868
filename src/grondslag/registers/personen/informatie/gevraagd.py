"""Which fields are asked: a list of dotted paths, looked at from one place in the answer."""

from collections.abc import Iterable
from typing import NamedTuple


class Gevraagd(NamedTuple):
    """The paths asked below one place. An empty path asks all that is there."""

    paden: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, fields: Iterable[str]) -> "Gevraagd":
        """What the `fields` of a question ask."""
        return cls(frozenset(tuple(field.split(".")) for field in fields))

    def heeft(self, naam: str) -> bool:
        """Whether a field is asked, whole or in part."""
        return any(not pad or pad[0] == naam for pad in self.paden)

    def onder(self, naam: str) -> "Gevraagd":
        """What is asked of the parts of a group."""
        return Gevraagd(frozenset(pad[1:] if pad else pad for pad in self.paden if not pad or pad[0] == naam))

    def een_van(self, namen: Iterable[str]) -> bool:
        """Whether one of these fields is asked."""
        return any(self.heeft(naam) for naam in namen)

    def met_delen(self, naam: str, delen: Iterable[str]) -> "Gevraagd":
        """The same question, of a thing whose group of this name has these parts alone."""
        heel = frozenset({(naam,)})
        return Gevraagd(self.paden - heel | {(naam, deel) for deel in delen}) if heel <= self.paden else self


ALLES = Gevraagd(frozenset({()}))
"""Everything that is there."""
