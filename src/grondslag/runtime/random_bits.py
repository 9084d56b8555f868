"""Random bits of the system, fetched many at once: asking it for each key costs more than the rest of that key."""

import os

_BYTES = 4096


class SystemBits:
    """Gives random bits that tell nothing about those given before or after; none is given twice."""

    def __init__(self) -> None:
        self._fetched = b""
        self._at = 0

    def __call__(self, bits: int) -> int:
        """A number of so many random bits."""
        size = (bits + 7) // 8
        if self._at + size > len(self._fetched):
            self._fetched, self._at = os.urandom(max(size, _BYTES)), 0
        drawn = self._fetched[self._at : self._at + size]
        self._at += size
        return int.from_bytes(drawn, "big") >> (size * 8 - bits)
