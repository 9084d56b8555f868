"""Random bits: as many as asked, none twice."""

from grondslag.runtime.random_bits import SystemBits


def test_bits_are_as_many_as_asked_and_none_comes_twice():
    bits = SystemBits()
    drawn = [bits(62) for _ in range(5_000)]
    assert len(set(drawn)) == len(drawn)
    assert all(each < 1 << 62 for each in drawn)
    assert max(each.bit_length() for each in drawn) == 62
    halves = sum(each >> 61 for each in drawn)
    assert 2_200 < halves < 2_800


def test_more_than_is_fetched_at_once():
    assert SystemBits()(80_000).bit_length() > 79_000
