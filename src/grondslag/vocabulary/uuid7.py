"""UUIDs of version 7 (RFC 9562): they sort by the moment they were made, so that new rows lie together."""

from collections.abc import Callable

_MILLISECONDS = (1 << 48) - 1
_COUNTER = (1 << 12) - 1
_NOISE = (1 << 62) - 1


def uuid7(milliseconds: int, random_bits: int) -> str:
    """The UUID of a moment (milliseconds since 1970) and 74 random bits, as it is written."""
    counter = (random_bits >> 62) & _COUNTER
    value = (milliseconds & _MILLISECONDS) << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | random_bits & _NOISE
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Uuid7Sequence:
    """Makes UUIDs that always increase within one process, also when the clock stands still or goes back.

    The twelve bits after the version count within a millisecond; they start in the lower half, to leave room.
    """

    def __init__(self, clock: Callable[[], int], randbits: Callable[[int], int]) -> None:
        self._clock = clock
        self._randbits = randbits
        self._moment = -1
        self._count = 0

    def __call__(self) -> str:
        now = self._clock()
        if now > self._moment:
            self._moment, self._count = now, self._randbits(11)
        elif self._count < _COUNTER:
            self._count += 1
        else:
            self._moment, self._count = self._moment + 1, self._randbits(11)
        return uuid7(self._moment, self._count << 62 | self._randbits(62))
