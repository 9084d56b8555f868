"""Steps: the last is the end, and they ask for eigenschappen."""

from grondslag.kernel.rules import Update
from grondslag.registers.catalogi import statustype
from tests.catalogus_builders import a_change, a_statustype, an_eigenschap


def _order(*steps: statustype.StatusType, before: tuple[statustype.StatusType, ...] = ()) -> statustype.Volgorde:
    return statustype.Volgorde(stappen=list(steps), stappen_vooraf=list(before))


def test_the_highest_number_is_the_end() -> None:
    first = a_statustype(1, is_eindstatus=True)
    assert statustype.the_highest_number_is_the_end(a_change(first), _order()) == {"is_eindstatus": True}
    second = a_statustype(2)
    assert statustype.the_highest_number_is_the_end(a_change(second), _order(first)) == {"is_eindstatus": True}
    assert list(statustype.the_end_moves_along(a_change(second), _order(first))) == [
        Update(first, {"is_eindstatus": False})
    ]
    between = a_statustype(3)
    later = a_statustype(9, is_eindstatus=True)
    assert statustype.the_highest_number_is_the_end(a_change(between), _order(first, later)) == {"is_eindstatus": False}


def test_the_end_goes_back_when_the_last_step_goes() -> None:
    first, last = a_statustype(1), a_statustype(2, is_eindstatus=True)
    facts = _order(first, last, before=(first, last))
    assert list(statustype.the_end_moves_along(a_change(None, last), facts)) == [Update(first, {"is_eindstatus": True})]


def test_the_end_moves_when_numbers_change() -> None:
    first, last = a_statustype(1), a_statustype(2, is_eindstatus=True)
    moved = a_statustype(3, id=first.id)
    facts = _order(first, last, before=(first, last))
    assert statustype.the_highest_number_is_the_end(a_change(moved, first), facts) == {"is_eindstatus": True}
    assert list(statustype.the_end_moves_along(a_change(moved, first), facts)) == [
        Update(last, {"is_eindstatus": False})
    ]


def test_a_step_that_moves_leaves_an_end_behind() -> None:
    first, last = a_statustype(1), a_statustype(2, is_eindstatus=True)
    moved = a_statustype(2, zaaktype="other")
    facts = _order(before=(first, last))
    assert list(statustype.the_end_moves_along(a_change(moved, last), facts)) == [
        Update(first, {"is_eindstatus": True})
    ]


def test_a_step_asks_for_eigenschappen_of_its_zaaktype() -> None:
    facts = statustype.Verplicht(eigenschappen_zaaktype=[an_eigenschap()])
    change = a_change(a_statustype(), raw={"eigenschappen": ["e1", "e2"]})
    told = list(statustype.a_step_asks_for_eigenschappen_of_its_zaaktype(change, facts))
    assert [(each.code, each.name) for each in told] == [("relations-incorrect-zaaktype", "eigenschappen.1")]


def test_a_step_claims_its_eigenschappen() -> None:
    wanted, dropped, other = an_eigenschap(), an_eigenschap(id="e2", statustype="s1"), an_eigenschap(id="e3")
    facts = statustype.Verplicht(eigenschappen_zaaktype=[wanted, dropped, other])
    claimed = a_change(a_statustype(), raw={"eigenschappen": ["e1"]})
    assert list(statustype.a_step_claims_its_eigenschappen(claimed, facts)) == [
        Update(wanted, {"statustype": "s1"}),
        Update(dropped, {"statustype": None}),
    ]
    assert not list(statustype.a_step_claims_its_eigenschappen(a_change(a_statustype()), facts))
