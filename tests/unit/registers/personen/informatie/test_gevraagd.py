"""What is asked, seen from one place in the answer."""

from grondslag.registers.personen.informatie.gevraagd import ALLES, NIETS, Gevraagd


def test_a_group_is_asked_by_any_of_its_parts() -> None:
    gevraagd = Gevraagd.of(["naam.voornamen", "geboorte"])
    assert gevraagd.heeft("naam")
    assert gevraagd.onder("naam").heeft("voornamen")
    assert not gevraagd.onder("naam").heeft("geslachtsnaam")


def test_a_whole_group_asks_all_its_parts() -> None:
    gevraagd = Gevraagd.of(["geboorte"])
    assert gevraagd.onder("geboorte") == ALLES
    assert gevraagd.onder("geboorte").onder("datum").heeft("jaar")


def test_a_field_of_the_same_name_elsewhere_is_not_asked() -> None:
    gevraagd = Gevraagd.of(["naam.voornamen"])
    assert not gevraagd.heeft("partners")
    assert not gevraagd.onder("partners").heeft("naam")
    assert not gevraagd.een_van(["partners", "kinderen"])


def test_a_group_may_have_fewer_parts() -> None:
    gevraagd = Gevraagd.of(["adressering", "leeftijd"]).met_delen("adressering", ["adresregel1"])
    assert gevraagd == Gevraagd.of(["adressering.adresregel1", "leeftijd"])
    assert Gevraagd.of(["leeftijd"]).met_delen("adressering", ["adresregel1"]) == Gevraagd.of(["leeftijd"])


def test_two_questions_together_ask_what_either_asks() -> None:
    een, ander = Gevraagd.of(["naam.voornamen", "leeftijd"]), Gevraagd.of(["naam.geslachtsnaam", "geboorte"])
    beide = Gevraagd.of(["naam.voornamen", "naam.geslachtsnaam", "leeftijd", "geboorte"])
    assert een.samen_met(ander) == beide
    assert een.samen_met(ALLES) == ALLES
    assert een.samen_met(NIETS) == een


def test_the_whole_of_a_group_includes_a_part_of_it() -> None:
    assert Gevraagd.of(["naam", "naam.voornamen"]) == Gevraagd.of(["naam"])
