"""Rules of ZaakType: relations by name, publishing, and versions that follow each other."""

from datetime import date

import pytest

from grondslag.kernel.rules import Nothing, Update
from grondslag.registers.catalogi import rights, zaaktype
from grondslag.registers.catalogi.catalogus import Catalogus
from grondslag.registers.catalogi.versie import ZaakTypeVersie
from tests.catalogus_builders import CATALOGUS, a_change, a_decision, a_document, a_version, a_zaaktype

NOWHERE = zaaktype.Relaties(besluittypen_bij_naam=[], deelzaaktypen_bij_naam=[], gerelateerd_bij_naam=[])


def test_without_a_versiedatum_it_is_the_first_day() -> None:
    made = zaaktype.a_version_is_made_when_it_begins(a_change(a_zaaktype()), Nothing())
    assert made == {"versiedatum": date(2025, 1, 1)}
    given = a_zaaktype(versiedatum=date(2024, 5, 5))
    assert zaaktype.a_version_is_made_when_it_begins(a_change(given), Nothing()) == {"versiedatum": date(2024, 5, 5)}


def test_a_name_may_come_before_its_type() -> None:
    change = a_change(a_zaaktype(besluittypen=["Vergunning"], deelzaaktypen=["Later"]))
    assert not list(zaaktype.relations_stay_in_the_catalogus(change, NOWHERE))


@pytest.mark.parametrize(("catalogus", "codes"), [(CATALOGUS, []), ("elders", ["relations-incorrect-catalogus"])])
def test_relations_stay_in_the_catalogus(catalogus: str, codes: list[str]) -> None:
    change = a_change(a_zaaktype(besluittypen=["Vergunning"]), raw={"besluittypen": ["b"]})
    found = [a_decision(concept=True, catalogus=catalogus)]
    facts = zaaktype.Relaties(besluittypen_bij_naam=found, deelzaaktypen_bij_naam=[], gerelateerd_bij_naam=[])
    told = list(zaaktype.relations_stay_in_the_catalogus(change, facts))
    assert [(each.code, each.name) for each in told] == [(code, "nonFieldErrors") for code in codes]


@pytest.mark.parametrize(
    ("action", "decision", "document", "held"),
    [
        ("update", True, False, True),
        ("update", False, True, False),
        ("destroy", True, False, True),
        ("destroy", False, True, True),
        ("update", False, False, False),
    ],
)
def test_published_types_hold_a_zaaktype(action: str, decision: bool, document: bool, held: bool) -> None:
    before = a_zaaktype(besluittypen=["Vergunning"], informatieobjecttypen=["Brief"])
    facts = zaaktype.Vooraf(
        besluittypen_vooraf=[a_decision(concept=not decision)],
        informatieobjecttypen_vooraf=[a_document(concept=not document)],
    )
    change = a_change(None if action == "destroy" else before, before, action=action, given=("doel",))
    told = [each.code for each in zaaktype.published_types_hold_a_zaaktype(change, facts)]
    assert told == (["non-concept-relation"] if held else [])
    freed = a_change(change.after, before, action=action, given=("doel",), scopes=(rights.CORRECT, rights.REMOVE))
    assert not list(zaaktype.published_types_hold_a_zaaktype(freed, facts))
    ended = a_change(before, before, action="partial_update", given=("einde_geldigheid",))
    assert not list(zaaktype.published_types_hold_a_zaaktype(ended, facts))


def test_a_zaaktype_is_published_after_its_types() -> None:
    concept = a_zaaktype(besluittypen=["Vergunning"], informatieobjecttypen=["Brief", "Foto"])
    change = a_change(concept, concept, action="publish")
    facts = zaaktype.BijPublicatie(
        besluittypen_bij_naam=[a_decision(concept=True)],
        informatieobjecttypen_bij_naam=[a_document("Brief", concept=False), a_document("Foto", concept=True)],
    )
    told = list(zaaktype.a_zaaktype_is_published_after_its_types(change, facts))
    assert [(each.code, each.name) for each in told] == [
        ("concept-relation", "besluittypen"),
        ("concept-relation", "informatieobjecttypen"),
    ]
    assert "Foto" in told[1].reason
    assert "Brief" not in told[1].reason


def _others(*versies: ZaakTypeVersie) -> zaaktype.AndereVersies:
    catalogus = Catalogus(id=CATALOGUS, domein="DEMO", rsin="000000000", contactpersoon_beheer_naam="x")
    return zaaktype.AndereVersies(versies=list(versies), hele_catalogus=catalogus)


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (a_version("2024-01-01", "2024-12-31"), False),
        (a_version("2024-01-01", "2025-01-01"), True),
        (a_version("2024-01-01"), True),
        (a_version("2025-06-30", "2025-06-30"), True),
        (a_version("2025-07-01"), False),
        (a_version("2025-03-01", concept=True), False),
    ],
)
def test_published_versions_follow_each_other(other: ZaakTypeVersie, overlaps: bool) -> None:
    concept = a_zaaktype(einde_geldigheid=date(2025, 6, 30))
    published = a_change(concept, concept, action="publish")
    told = [(e.code, e.name) for e in zaaktype.published_versions_follow_each_other(published, _others(other))]
    assert told == ([("overlap", "beginGeldigheid")] if overlaps else [])
    edited = a_change(concept, concept, action="update")
    assert not list(zaaktype.published_versions_follow_each_other(edited, _others(other)))


def test_a_later_last_day_may_not_reach_the_next_version() -> None:
    public = a_zaaktype(concept=False)
    change = a_change(public, public, action="partial_update", given=("einde_geldigheid",))
    told = list(zaaktype.published_versions_follow_each_other(change, _others(a_version("2026-01-01"))))
    assert [each.name for each in told] == ["eindeGeldigheid"]


def test_publications_in_one_catalogus_take_turns() -> None:
    concept = a_zaaktype()
    facts = _others()
    told = list(zaaktype.publications_take_turns(a_change(concept, concept, action="publish"), facts))
    assert facts.hele_catalogus is not None
    assert told == [Update(facts.hele_catalogus, {})]
    assert not list(zaaktype.publications_take_turns(a_change(concept, concept), facts))
