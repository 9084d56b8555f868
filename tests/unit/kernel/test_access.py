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


def test_of_several_components_the_one_that_may_do_most_asks() -> None:
    assert targets.own_client({"autorisaties", "catalogi"}, "besluiten") == "grondslag-catalogi"
    assert targets.own_client({"autorisaties", "zaken"}, "catalogi") == "grondslag-zaken"
    assert targets.own_client({"zaken", "documenten", "besluiten"}, "zaken") == "grondslag-besluiten"
    assert targets.own_client({"autorisaties"}, "documenten") == "grondslag-autorisaties"


def test_a_besluit_is_guarded_by_its_type_alone() -> None:
    besluit, read = WORLD.shapes["besluiten.besluit"], ("besluiten.lezen",)
    grant = Grant(component="besluiten", scopes=frozenset(read), key="b")
    reach = Caller(client="a", grants=(grant,)).reach(besluit, read)
    assert reach.holds(("b",))
    assert not reach.holds(("c",))
