"""The numbers of persons and organisations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grondslag.vocabulary import nummers

DIGITS = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize("number", ["002564440", "111222333", "999993653", "000000000"])
def test_numbers_that_pass_the_eleven_test(number: str) -> None:
    assert nummers.check_rsin(number) is None
    assert nummers.check_bsn(number) is None


@pytest.mark.parametrize("number", ["002564441", "123456789"])
def test_numbers_that_fail_the_eleven_test_get_a_sentence(number: str) -> None:
    assert "11-proef" in str(nummers.check_rsin(number))
    assert "11-proef" in str(nummers.check_bsn(number))


@pytest.mark.parametrize(
    "text", ["", "12345678", "1234567890", "12345678a", "\u0661" * 9, "²22222222", " 11222333", "111222333\n"]
)
def test_other_texts_are_no_number(text: str) -> None:
    assert "9 cijfers" in str(nummers.check_rsin(text))
    assert "9 cijfers" in str(nummers.check_bsn(text))


@given(DIGITS, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, step: int) -> None:
    """The promise of the 11-test."""
    if nummers.check_rsin(number) is None:
        wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
        assert nummers.check_rsin(wrong) is not None
