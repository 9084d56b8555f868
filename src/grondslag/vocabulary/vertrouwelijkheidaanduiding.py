"""How confidential a zaak or document is. The rank decides who may see it, so it is a number that compares."""

from enum import IntEnum


class Vertrouwelijkheidaanduiding(IntEnum):
    """Low to high. The name of a member is its value on the wire."""

    openbaar = 1
    beperkt_openbaar = 2
    intern = 3
    zaakvertrouwelijk = 4
    vertrouwelijk = 5
    confidentieel = 6
    geheim = 7
    zeer_geheim = 8

    @property
    def wire(self) -> str:
        """The value as the standards print it."""
        return self.name


_BY_NAME = {member.name: member for member in Vertrouwelijkheidaanduiding}

NAMES: tuple[str, ...] = tuple(_BY_NAME)
"""The values on the wire, low to high."""


def from_wire(text: str) -> Vertrouwelijkheidaanduiding | None:
    """The member with this value on the wire; None for any other text."""
    return _BY_NAME.get(text)


def wire(rank: int) -> str:
    """The value on the wire of a stored rank."""
    return NAMES[rank - 1]
