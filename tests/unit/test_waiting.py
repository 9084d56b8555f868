"""How long what fails is left alone."""

from hypothesis import given
from hypothesis import strategies as st

from grondslag.runtime.waiting import wait_after


def test_each_failure_doubles_the_wait_up_to_a_bound() -> None:
    assert [wait_after(failures, 0.5, 3.0) for failures in (1, 2, 3, 4, 5)] == [0.5, 1.0, 2.0, 3.0, 3.0]


@given(st.integers(1, 10**9), st.floats(0.001, 10), st.floats(10, 10**6))
def test_no_wait_is_shorter_than_the_one_before(failures: int, first: float, most: float) -> None:
    assert first <= wait_after(failures, first, most) <= wait_after(failures + 1, first, most) <= most
