"""A right on records says on which type; only a component among its neighbours has one that says all."""

from grondslag import targets
from grondslag.kernel.access import Caller, Grant

WORLD = targets.world()
ZAAK = WORLD.shapes["zaken.zaak"]
READ = ("zaken.lezen",)


def test_a_right_without_a_type_opens_nothing() -> None:
    grant = Grant(component="zaken", scopes=frozenset(READ))
    assert not Caller(client="a", grants=(grant,)).reach(ZAAK, READ)


def test_a_component_reaches_all_that_its_row_says_and_no_more() -> None:
    grants = targets.own_grants("grondslag-documenten")
    assert grants is not None
    caller = Caller(client="grondslag-documenten", grants=grants)
    assert caller.reach(ZAAK, READ).everywhere
    assert not caller.reach(ZAAK, ("zaken.bijwerken",))
    assert not caller.reach(WORLD.shapes["documenten.enkelvoudiginformatieobject"], ("documenten.lezen",))
    assert targets.own_grants("documenten") is None
