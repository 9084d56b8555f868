"""Rules of BesluitType and InformatieObjectType: what leans on a published type stays."""

import pytest

from grondslag.registers.catalogi import besluittype, informatieobjecttype, rights
from tests.catalogus_builders import (
    CATALOGUS,
    a_besluittype,
    a_change,
    a_decision,
    a_document,
    an_informatieobjecttype,
)


@pytest.mark.parametrize("action", ["update", "partial_update", "destroy"])
def test_published_documents_hold_a_besluittype(action: str) -> None:
    before = a_besluittype(informatieobjecttypen=["Brief"])
    change = a_change(None if action == "destroy" else before, before, action=action, given=("omschrijving",))
    held = besluittype.Vooraf(informatieobjecttypen_vooraf=[a_document(concept=False)])
    told = [each.code for each in besluittype.published_documents_hold_a_besluittype(change, held)]
    assert told == ["non-concept-relation"]
    free = besluittype.Vooraf(informatieobjecttypen_vooraf=[a_document(concept=True)])
    assert not list(besluittype.published_documents_hold_a_besluittype(change, free))
    elsewhere = besluittype.Vooraf(informatieobjecttypen_vooraf=[a_document(concept=False, catalogus="elders")])
    assert not list(besluittype.published_documents_hold_a_besluittype(change, elsewhere))


def test_its_last_day_and_a_correction_are_free() -> None:
    before = a_besluittype(informatieobjecttypen=["Brief"])
    held = besluittype.Vooraf(informatieobjecttypen_vooraf=[a_document(concept=False)])
    ended = a_change(before, before, action="partial_update", given=("einde_geldigheid",))
    assert not list(besluittype.published_documents_hold_a_besluittype(ended, held))
    corrected = a_change(before, before, given=("omschrijving",), scopes=(rights.CORRECT,))
    assert not list(besluittype.published_documents_hold_a_besluittype(corrected, held))


@pytest.mark.parametrize(("catalogus", "right"), [(CATALOGUS, True), ("elders", False)])
def test_a_besluittype_names_documents_of_its_catalogus(catalogus: str, right: bool) -> None:
    change = a_change(a_besluittype(informatieobjecttypen=["Brief"]), raw={"informatieobjecttypen": ["i"]})
    facts = besluittype.Relaties(informatieobjecttypen_bij_naam=[a_document(concept=True, catalogus=catalogus)])
    told = list(besluittype.relations_stay_in_the_catalogus(change, facts))
    assert [each.code for each in told] == ([] if right else ["relations-incorrect-catalogus"])


@pytest.mark.parametrize(
    ("versions", "decisions", "held"),
    [
        ([True], [False], True),
        ([True], [True], False),
        ([True, False], [False], False),
        ([True], [], False),
    ],
)
def test_a_published_besluittype_holds_its_documents(versions: list[bool], decisions: list[bool], held: bool) -> None:
    before = an_informatieobjecttype()
    facts = informatieobjecttype.Vooraf(
        versies_vooraf=[a_document(concept=each) for each in versions],
        besluittypen_vooraf=[a_decision(concept=each) for each in decisions],
    )
    change = a_change(None, before)
    told = list(informatieobjecttype.a_published_besluittype_holds_its_documents(change, facts))
    assert [each.code for each in told] == (["non-concept-relation"] if held else [])
