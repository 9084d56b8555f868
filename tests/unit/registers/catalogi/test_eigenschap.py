"""Rules of Eigenschap."""

import pytest

from grondslag.kernel.rules import Nothing
from grondslag.registers.catalogi import eigenschap
from tests.catalogus_builders import ZAAKTYPE, a_change, an_eigenschap


@pytest.mark.parametrize(
    ("formaat", "lengte", "right"),
    [
        ("datum", "8", True),
        ("datum", "10", False),
        ("datum_tijd", "14", True),
        ("datum_tijd", "8", False),
        ("tekst", "3", True),
        ("getal", "8", True),
    ],
)
def test_a_date_has_a_fixed_length(formaat: str, lengte: str, right: bool) -> None:
    told = list(eigenschap.a_date_has_a_fixed_length(a_change(an_eigenschap(formaat, lengte)), Nothing()))
    assert [each.name for each in told] == ([] if right else ["specificatie.lengte"])


@pytest.mark.parametrize(("zaaktype", "right"), [(ZAAKTYPE, True), ("other", False)])
def test_its_step_is_of_the_same_zaaktype(zaaktype: str, right: bool) -> None:
    facts = eigenschap.BijStap(stap=eigenschap.Stap(id="s1", zaaktype=zaaktype))
    change = a_change(an_eigenschap(statustype="s1"))
    told = list(eigenschap.an_eigenschap_is_needed_for_a_step_of_its_zaaktype(change, facts))
    assert [each.code for each in told] == ([] if right else ["relations-incorrect-zaaktype"])
    alone = eigenschap.BijStap(stap=None)
    assert not list(eigenschap.an_eigenschap_is_needed_for_a_step_of_its_zaaktype(a_change(an_eigenschap()), alone))
