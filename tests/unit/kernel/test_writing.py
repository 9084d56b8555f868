"""The statement of a change: what it needs of the roots, and how it grows."""

from uuid import UUID

import pytest

from grondslag import targets
from grondslag.kernel.rules import Create, Delete, Update
from grondslag.kernel.writing import Compiler, Statement, Touches
from grondslag.registers.zaken.zaak import Zaak
from tests.builders import a_zaak

WORLD = targets.world()


def numbered(number: int, **values: object) -> Zaak:
    return a_zaak(id=str(UUID(int=number)), rev=number, **values)


def statement(*writes: Create | Update | Delete) -> Statement:
    touches = Touches(WORLD)
    for write in writes:
        touches.take(write)
    touches.settle({})
    return Compiler().compile(touches)


def test_a_new_root_needs_no_other() -> None:
    made = statement(Create(numbered(1)))
    assert made.roots == ()
    assert made.sql.endswith(" select 0")


def test_a_root_is_written_only_at_the_rev_that_was_known() -> None:
    zaak = numbered(7)
    made = statement(Update(zaak, {"omschrijving": "Anders"}))
    assert made.roots == (zaak.id,)
    assert "and rev = $3::bigint returning id, rev" in made.sql
    assert made.params == [zaak.id, "Anders", 7]


def test_of_several_roots_all_or_none_are_written() -> None:
    made = statement(Update(numbered(1), {"omschrijving": "Anders"}), Delete(numbered(2)), Create(numbered(3)))
    assert len(made.roots) == 2
    assert "gate as (select 1 from held having count(*) = 2)" in made.sql
    assert made.sql.count("cross join gate") == 2, "the new zaak, and the counts of all three"


@pytest.mark.parametrize("many", [2, 200])
def test_a_removal_of_many_is_as_many_steps_as_of_few(many: int) -> None:
    made = statement(*(Delete(numbered(number)) for number in range(many)))
    assert made.sql.count(" as (") == 5
    assert len(made.roots) == many
    assert len(made.sql) < 1000 + 120 * many
