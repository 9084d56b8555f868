"""Rules of ZaakTypeInformatieObjectType: the tie between a zaaktype and a kind of document."""

from typing import Any

import pytest

from grondslag.kernel.rules import Change, Update
from grondslag.registers.catalogi import rights
from grondslag.registers.catalogi import zaaktypeinformatieobjecttype as room
from grondslag.registers.catalogi.deel import VanZaaktype
from grondslag.registers.catalogi.eigenschap import Stap
from tests.catalogus_builders import ZAAKTYPE, a_change, a_document, a_relation, a_zaaktype


@pytest.mark.parametrize("concept", [True, False])
@pytest.mark.parametrize("action", ["create", "update", "destroy"])
def test_a_published_zaaktype_keeps_its_documents(concept: bool, action: str) -> None:
    zaaktype, relation = a_zaaktype(concept=concept), a_relation()
    facts = VanZaaktype(
        zaaktype=None if action == "destroy" else zaaktype, zaaktype_vooraf=None if action == "create" else zaaktype
    )
    after, before = (None if action == "destroy" else relation), (None if action == "create" else relation)
    told = list(room.a_published_zaaktype_keeps_its_documents(a_change(after, before), facts))
    assert [(each.code, each.name) for each in told] == (
        [] if concept else [("non-concept-relation", "nonFieldErrors")]
    )
    corrected = a_change(after, before, scopes=(rights.CORRECT, rights.REMOVE))
    assert not list(room.a_published_zaaktype_keeps_its_documents(corrected, facts))


def test_the_document_exists_in_the_same_catalogus() -> None:
    by_name, by_url = a_change(a_relation()), a_change(a_relation(), raw={"informatieobjecttype": ["i"]})

    def codes(*found: room.InformatieObjectTypeVersie, change: Change[Any] = by_name) -> list[str]:
        facts = room.Typen(zaaktype=a_zaaktype(), bij_naam=list(found))
        return [each.code for each in room.the_document_is_of_the_same_catalogus(change, facts)]

    assert codes() == ["does_not_exist"]
    assert codes(a_document(concept=True)) == []
    assert codes(a_document(concept=True), change=by_url) == []
    assert codes(a_document(concept=True, catalogus="elders")) == ["does_not_exist"]
    assert codes(a_document(concept=True, catalogus="elders"), change=by_url) == ["relations-incorrect-catalogus"]
    assert codes(a_document(concept=True, catalogus="elders"), a_document(concept=False)) == []


@pytest.mark.parametrize(("zaaktype", "right"), [(ZAAKTYPE, True), ("other", False)])
def test_the_step_is_of_the_same_zaaktype(zaaktype: str, right: bool) -> None:
    facts = room.BijStap(stap=Stap(id="s1", zaaktype=zaaktype))
    told = list(room.the_step_is_of_the_same_zaaktype(a_change(a_relation(statustype="s1")), facts))
    assert [each.code for each in told] == ([] if right else ["relations-incorrect-zaaktype"])


def test_a_zaaktype_knows_its_documents() -> None:
    old, new = a_relation(1), a_relation(2, informatieobjecttype="Foto")
    zaaktype = a_zaaktype(informatieobjecttypen=["Brief"])
    facts = room.Lijsten(zaaktype=zaaktype, zaaktype_vooraf=None, relaties=[old], relaties_vooraf=[])
    assert list(room.a_zaaktype_knows_its_documents(a_change(new), facts)) == [
        Update(zaaktype, {"informatieobjecttypen": ["Brief", "Foto"]})
    ]
    again = a_change(a_relation(2))
    assert not list(room.a_zaaktype_knows_its_documents(again, facts))


def test_a_zaaktype_forgets_what_is_untied_but_once() -> None:
    one, two = a_relation(1), a_relation(2)
    zaaktype = a_zaaktype(informatieobjecttypen=["Brief"])
    both = room.Lijsten(zaaktype=zaaktype, zaaktype_vooraf=zaaktype, relaties=[one, two], relaties_vooraf=[one, two])
    assert not list(room.a_zaaktype_knows_its_documents(a_change(None, one), both))
    last = room.Lijsten(zaaktype=zaaktype, zaaktype_vooraf=zaaktype, relaties=[one], relaties_vooraf=[one])
    assert list(room.a_zaaktype_knows_its_documents(a_change(None, one), last)) == [
        Update(zaaktype, {"informatieobjecttypen": []})
    ]


def test_a_tie_that_moves_is_known_at_the_other_zaaktype() -> None:
    before, after = a_relation(), a_relation(zaaktype="other")
    here, there = a_zaaktype(informatieobjecttypen=["Brief"]), a_zaaktype(id="other")
    facts = room.Lijsten(zaaktype=there, zaaktype_vooraf=here, relaties=[], relaties_vooraf=[before])
    assert list(room.a_zaaktype_knows_its_documents(a_change(after, before), facts)) == [
        Update(here, {"informatieobjecttypen": []}),
        Update(there, {"informatieobjecttypen": ["Brief"]}),
    ]
