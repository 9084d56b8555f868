"""Rules of Notificaties: what an abonnement must say, and how an event of others goes with its kanaal."""

from datetime import timedelta
from typing import Any

import pytest

from grondslag.kernel.rules import Nothing
from grondslag.registers.notificaties import abonnement, notificatie
from grondslag.registers.notificaties.abonnement import Abonnement, FilterGroup, Kanalen
from grondslag.registers.notificaties.kanaal import Kanaal, knows
from grondslag.registers.notificaties.notificatie import HetKanaal, Notificatie
from grondslag.vocabulary.kenmerken import check_kenmerken
from tests.catalogus_builders import NOW, a_change

ZAKEN = Kanaal(naam="zaken", filters=["bronorganisatie", "zaaktype"])


def an_abonnement(*kanalen: FilterGroup, **said: Any) -> Abonnement:
    """An abonnement on these kanalen."""
    usual: dict[str, Any] = {"id": "a1", "callback_url": "https://x.example", "kanalen": list(kanalen)}
    return Abonnement(**(usual | said))


def a_notificatie(**said: Any) -> Notificatie:
    """An event on zaken."""
    usual: dict[str, Any] = {
        "kanaal": "zaken",
        "hoofd_object": "https://x.example/1",
        "resource": "zaak",
        "resource_url": "https://x.example/1",
        "actie": "create",
        "aanmaakdatum": NOW,
    }
    return Notificatie(**(usual | said))


@pytest.mark.parametrize(
    ("names", "fits"),
    [
        ((), True),
        (("zaaktype",), True),
        (("zaaktype", "bronorganisatie"), True),
        (("zaaktype", "bronorganisatie", "kleur"), True),
        (("zaaktype", "kleur"), False),
    ],
)
def test_names_go_with_a_kanaal_when_one_side_holds_the_other(names: tuple[str, ...], fits: bool) -> None:
    assert knows(ZAKEN, names) is fits


def test_a_name_may_be_written_in_two_ways() -> None:
    kanaal = Kanaal(naam="besluiten", filters=["verantwoordelijke_organisatie", "besluittype"])
    assert knows(kanaal, ["verantwoordelijkeOrganisatie"])


@pytest.mark.parametrize(
    ("action", "given", "told"),
    [
        ("create", (), ["required"]),
        ("update", (), ["required"]),
        ("partial_update", (), []),
        ("create", ("auth",), []),
    ],
)
def test_an_abonnement_says_who_calls(action: str, given: tuple[str, ...], told: list[str]) -> None:
    before = None if action == "create" else an_abonnement()
    change = a_change(an_abonnement(), before, action=action, given=given)
    assert [each.code for each in abonnement.a_callback_is_told_who_calls(change, Nothing())] == told


def test_a_kanaal_that_is_named_is_there() -> None:
    change = a_change(an_abonnement(FilterGroup(naam="zaken"), FilterGroup(naam="geen")))
    told = list(abonnement.a_kanaal_is_known(change, Kanalen(bekend=[ZAKEN])))
    assert [(each.name, each.code) for each in told] == [("kanalen.1.naam", "kanaal_naam")]


def test_filters_are_kenmerken_of_the_kanaal() -> None:
    groups = [FilterGroup(naam="zaken", filters=filters) for filters in ({}, {"zaaktype": "*"}, {"kleur": "rood"})]
    change = a_change(an_abonnement(*groups, FilterGroup(naam="geen", filters={"kleur": "rood"})))
    told = list(abonnement.filters_are_those_of_the_kanaal(change, Kanalen(bekend=[ZAKEN])))
    assert [(each.name, each.code) for each in told] == [("kanalen.2.filters", "inconsistent-abonnement-filters")]


def test_an_abonnement_begins_now_and_is_tried_at_once_after_a_change() -> None:
    assert abonnement.it_hears_what_happens_from_now_on(a_change(an_abonnement()), Nothing()) == {"aangemaakt_op": NOW}
    old, new = an_abonnement(storingen=3, wacht_tot=NOW), an_abonnement(callback_url="https://y.example")
    again = {"storingen": 0, "wacht_tot": None}
    assert abonnement.a_new_address_is_tried_at_once(a_change(new, old), Nothing()) == again
    assert abonnement.a_new_address_is_tried_at_once(a_change(old, old, given=("auth",)), Nothing()) == again
    assert abonnement.a_new_address_is_tried_at_once(a_change(old, old, given=("kanalen",)), Nothing()) == {}


def test_an_event_is_told_on_a_kanaal_that_has_its_kenmerken() -> None:
    told = list(notificatie.it_is_told_on_a_known_kanaal(a_change(a_notificatie()), HetKanaal(bekend=None)))
    assert [(each.name, each.code) for each in told] == [("kanaal", "message_kanaal")]
    found = HetKanaal(bekend=ZAKEN)
    assert not list(notificatie.it_is_told_on_a_known_kanaal(a_change(a_notificatie()), found))
    odd = a_change(a_notificatie(kenmerken={"kleur": "rood"}))
    told = list(notificatie.its_kenmerken_are_those_of_the_kanaal(odd, found))
    assert [(each.name, each.code) for each in told] == [("kenmerken", "kenmerken_inconsistent")]
    assert not list(notificatie.its_kenmerken_are_those_of_the_kanaal(odd, HetKanaal(bekend=None)))
    assert not list(notificatie.its_kenmerken_are_those_of_the_kanaal(a_change(a_notificatie()), found))


@pytest.mark.parametrize(("seconds", "told"), [(-1, []), (59, []), (61, ["future_not_allowed"])])
def test_an_event_has_happened(seconds: int, told: list[str]) -> None:
    change = a_change(a_notificatie(aanmaakdatum=NOW + timedelta(seconds=seconds)))
    assert [each.code for each in notificatie.it_has_happened(change, Nothing())] == told


def test_when_it_came_in_is_ours_to_say() -> None:
    assert notificatie.it_came_in_now(a_change(a_notificatie()), Nothing()) == {"ontvangen_op": NOW}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"a": "b"}, []),
        ({"a": 1}, [("a", "invalid")]),
        ({"a": ""}, [("a", "blank")]),
        ({"a": "x" * 1001}, [("a", "max_length")]),
        ({"": "x"}, [("", "invalid")]),
        ({"x" * 101: "x"}, [("", "invalid")]),
        ({"a": "\x00"}, [("a", "invalid")]),
        ({str(each): "x" for each in range(51)}, [("", "max_length")]),
    ],
)
def test_kenmerken_are_short_texts(value: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert [(place, code) for place, code, _ in check_kenmerken(value)] == told
