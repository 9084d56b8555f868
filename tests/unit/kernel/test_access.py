"""A right on records says on which type; only a component among its neighbours has one that says all."""

from grondslag import targets
from grondslag.kernel.access import Caller, Grant, Reach

WORLD = targets.world()
ZAAK = WORLD.shapes["zaken.zaak"]
DOCUMENT = WORLD.shapes["documenten.enkelvoudiginformatieobject"]
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
    assert not caller.reach(DOCUMENT, ("documenten.lezen",))
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


def test_a_bound_to_what_is_flagged_holds_for_every_right_where_there_is_a_flag() -> None:
    grant = Grant(component="documenten", scopes=frozenset(("documenten.lezen",)), key="i", most=3)
    for everything in (True, False):
        caller = Caller(client="a", flagged=True, superuser=everything, grants=(grant,))
        reach = caller.reach(DOCUMENT, ("documenten.lezen",))
        assert reach.holds(("i", 3, True))
        assert not any(reach.holds(("i", 3, flag)) for flag in (False, None))
        assert not reach.holds(("", 0))
    assert not reach.holds(("i", 4, True))
    assert Caller(client="a", superuser=True, flagged=True).reach(ZAAK, READ) == Reach(everywhere=True)
