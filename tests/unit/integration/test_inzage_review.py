"""What a human must read of an object of any form: all that is left in it, in words, and no more than fits."""

from collections.abc import Iterator
from typing import Any

from grondslag.integration.inzage.review import _texts
from grondslag.integration.inzage.wording import LONGEST_VALUE, _plain, joined
from grondslag.registers.inzage.afdekking import MASK


def test_of_an_object_each_value_is_told_by_its_name() -> None:
    data: dict[str, Any] = {"wie": {"naam": MASK, "leeg": ""}, "schuld": True, "gekapt": False, "jaren": [0, 2]}
    found = [*_texts([{"overigeData": data}], "overigeData")]
    assert found == ["schuld: ja", "gekapt: nee", "jaren: 0", "jaren: 2"]


def test_a_name_without_end_is_not_repeated_whole_for_each_value() -> None:
    data = {"n" * 100_000: {"a": list(range(10))}}
    for found in ([*_texts([{"d": data}], "d")], [*_plain(data)]):
        assert len(found) == 10
        assert max(map(len, found)) < LONGEST_VALUE + 10


def test_of_very_much_no_more_is_gone_through_than_there_is_room_for() -> None:
    said: list[int] = []

    def without_end() -> Iterator[str]:
        while True:
            said.append(len(said))
            yield f"waarde {said[-1] // 2}"

    found = joined(without_end(), "; ")
    assert found.startswith("waarde 0; waarde 1; waarde 2; ")
    assert (len(found), found[-2:]) == (LONGEST_VALUE, " …"), "who must read it all, sees that this is not all"
    assert len(said) < LONGEST_VALUE
    assert joined(["a", "b", "a"], ", ") == "a, b"
