"""Every ground of the law has a name wherever it is told: in the register, on its pages, in an inzage, in a command."""

from typing import get_args

from grondslag.commands import activities
from grondslag.integration.inzage.assembling import GRONDSLAGEN
from grondslag.interaction import verwerkingen
from grondslag.registers.verwerkingen import rvva
from grondslag.registers.verwerkingen.versie import BijzondereGrondslag, Grondslag


def test_every_ground_has_a_name_wherever_it_is_told() -> None:
    known = set(get_args(Grondslag))
    for told in (rvva.GROUNDS, verwerkingen.GROUNDS, GRONDSLAGEN, activities.GROUNDS):
        assert set(told) == known


def test_every_ground_for_special_data_has_one_too() -> None:
    known = set(get_args(BijzondereGrondslag))
    for told in (rvva.SPECIAL_GROUNDS, verwerkingen.SPECIAL_GROUNDS):
        assert set(told) == known
