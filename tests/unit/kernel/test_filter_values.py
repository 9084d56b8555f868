"""How the value of a filter is read."""

import pytest

from grondslag.kernel.filters import Unreadable, read_value
from grondslag.kernel.links import Links
from grondslag.kernel.shape import Field, World

INTEGER = read_value(Field(name="", wire="", kind="integer"))
NOWHERE = Links(World({}, {}), {})


@pytest.mark.parametrize("text", ["²", "\u0661", "--1", "-", "", "1.0", "1" * 19, True])
def test_a_number_is_written_in_digits(text: object) -> None:
    with pytest.raises(Unreadable):
        INTEGER(text, NOWHERE)


def test_a_number() -> None:
    assert [INTEGER(each, NOWHERE) for each in ("7", "-7", 7)] == [7, -7, 7]
