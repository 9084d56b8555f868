"""Betrokkene: the person whom a package is about, and by what a record names that person. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from grondslag.kernel.names import to_wire
from grondslag.surfaces.subjects import WITHOUT_NUMBER

ANDER_NUMMER = to_wire(WITHOUT_NUMBER)
BY_NUMBER = {"bsn": "burgerservicenummer", "anp": ANDER_NUMMER}
BY_RECORD = {"rol": "zaken.rol", "contactpersoon": "zaken.rol", "zaakobject": "zaken.zaakobject"}
"""Who has no number is the person whom one record names: which resource that is."""
ADDRESS = "betrokkene"
"""The field in which a record says by an address elsewhere who it is."""


class Betrokkene(msgspec.Struct, frozen=True):
    """A person as the log names one (`surfaces.subjects.PERSONS`): the kind, and the number, address or key."""

    kind: str
    value: str

    @property
    def subject(self) -> str:
        """As what the log knows the person."""
        return f"{self.kind}:{self.value}"

    @property
    def bsn(self) -> str:
        """The burgerservicenummer; empty for who is known otherwise."""
        return self.value if self.kind == "bsn" else ""

    def place(self, resource: str, key: str, shown: Mapping[str, Any]) -> str:
        """By what a record may name the person that is no number: its own key, or the address that it gives."""
        return f"uri:{shown.get(ADDRESS) or ''}" if self.kind == "uri" else f"{resource}:{key}"

    def is_named(self, number: object, other: object, place: str) -> bool:
        """Whether a group of a record (at `place`) is about this person: who has a number, is known by that alone."""
        if self.kind in BY_NUMBER:
            return (number if self.kind == "bsn" else other) == self.value
        return self.subject == place and not number and not other
