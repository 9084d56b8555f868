"""UUIDs that sort by time."""

from collections.abc import Iterator
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from grondslag.vocabulary.uuid7 import Uuid7Sequence, uuid7

MILLISECONDS = st.integers(0, 2**48 - 1)


@given(MILLISECONDS, st.integers(0, 2**74 - 1))
def test_the_bits_stand_where_the_standard_wants_them(milliseconds: int, noise: int) -> None:
    made = UUID(uuid7(milliseconds, noise))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == milliseconds
    assert (made.int >> 64 & 0xFFF) << 62 | made.int & (1 << 62) - 1 == noise


def test_the_example_of_the_standard() -> None:
    assert uuid7(0x017F22E279B0, 0xCC3 << 62 | 0x18C4DC0C0C07398F) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(MILLISECONDS, MILLISECONDS, st.integers(0, 2**74 - 1), st.integers(0, 2**74 - 1))
def test_they_sort_by_time(one: int, other: int, noise: int, more: int) -> None:
    if one < other:
        assert uuid7(one, noise) < uuid7(other, more)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=50), st.randoms(use_true_random=False))
def test_they_increase_when_the_clock_does_not(moments: list[int], random) -> None:
    clock: Iterator[int] = iter(moments)
    make = Uuid7Sequence(lambda: next(clock), random.getrandbits)
    made = [make() for _ in moments]
    assert made == sorted(set(made))


def test_they_increase_past_the_counter() -> None:
    make = Uuid7Sequence(lambda: 7, lambda bits: (1 << bits) - 1)
    made = [make() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert UUID(made[0]).int >> 80 == 7
    assert UUID(made[-1]).int >> 80 > 7
