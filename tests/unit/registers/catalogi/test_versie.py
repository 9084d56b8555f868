"""The rules that all types share: what is published stays, and a version begins before it ends."""

from datetime import date

import msgspec
import pytest

from grondslag.kernel.rules import Nothing, Update
from grondslag.registers.catalogi import rights, versie
from tests.catalogus_builders import a_besluittype, a_change, a_zaaktype, an_informatieobjecttype

NONE = Nothing()
TYPES = (a_zaaktype(), a_besluittype(), an_informatieobjecttype())


@pytest.mark.parametrize("concept", TYPES)
def test_a_concept_is_changed_and_removed_freely(concept: versie.Versie) -> None:
    other = msgspec.structs.replace(concept, begin_geldigheid=date(2025, 2, 1))
    assert not list(versie.a_published_type_stays_as_it_is(a_change(other, concept), NONE))
    assert not list(versie.a_published_type_stays_as_it_is(a_change(None, concept), NONE))


@pytest.mark.parametrize("concept", TYPES)
@pytest.mark.parametrize("action", ["update", "partial_update", "destroy"])
def test_a_published_type_stays_as_it_is(concept: versie.Versie, action: str) -> None:
    public = msgspec.structs.replace(concept, concept=False)
    change = a_change(None if action == "destroy" else public, public, action=action, given=("begin_geldigheid",))
    assert [each.code for each in versie.a_published_type_stays_as_it_is(change, NONE)] == ["non-concept-object"]


@pytest.mark.parametrize(("given", "allowed"), [(("einde_geldigheid",), True), (("einde_geldigheid", "doel"), False)])
def test_only_the_last_day_may_be_patched(given: tuple[str, ...], allowed: bool) -> None:
    public = a_zaaktype(concept=False)
    patch = a_change(public, public, action="partial_update", given=given)
    assert bool(list(versie.a_published_type_stays_as_it_is(patch, NONE))) is not allowed
    put = a_change(public, public, action="update", given=given)
    assert list(versie.a_published_type_stays_as_it_is(put, NONE))


@pytest.mark.parametrize(
    ("action", "scope", "allowed"),
    [
        ("update", rights.CORRECT, True),
        ("update", rights.REMOVE, False),
        ("destroy", rights.REMOVE, True),
        ("destroy", rights.CORRECT, False),
    ],
)
def test_a_correction_needs_its_own_right(action: str, scope: str, allowed: bool) -> None:
    public = a_zaaktype(concept=False)
    change = a_change(None if action == "destroy" else public, public, action=action, given=("doel",), scopes=(scope,))
    assert bool(list(versie.a_published_type_stays_as_it_is(change, NONE))) is not allowed


def test_a_version_begins_before_it_ends() -> None:
    wrong = a_change(a_zaaktype(einde_geldigheid=date(2024, 12, 31)))
    assert [each.name for each in versie.a_version_begins_before_it_ends(wrong, NONE)] == ["eindeGeldigheid"]
    one_day = a_change(a_zaaktype(einde_geldigheid=date(2025, 1, 1)))
    assert not list(versie.a_version_begins_before_it_ends(one_day, NONE))


def test_publishing_ends_the_concept_once() -> None:
    concept = a_besluittype()
    change = a_change(concept, concept, action="publish")
    assert list(versie.publishing_ends_the_concept(change, NONE)) == [Update(concept, {"concept": False})]
    public = a_besluittype(concept=False)
    assert not list(versie.publishing_ends_the_concept(a_change(public, public, action="publish"), NONE))
