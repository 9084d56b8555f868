"""What is printed of a declaration, and what became of the rules of a standard."""

import pytest

from grondslag import targets
from grondslag.surfaces.explain import coverage, explain, unlisted
from tests.bibliotheek import a_world

STANDARD = {
    "standard": "Bibliotheek 1.0",
    "rules": {
        "bib-001": {"text": "Numbers are unique."},
        "bib-002": {"text": "Copies need a language."},
        "bib-003": {"text": "Withdrawn."},
        "bib-004": {"text": "Nobody thought of this."},
    },
}


def test_everything_derived_is_printed():
    text = explain(a_world(), "bibliotheek.boek")
    for piece in (
        "bibliotheek.boek: Een boek in de collectie.",
        "/bibliotheek/api/v1/boeken/{uuid}",
        "FIELDS\n  field  ",
        "verschenen_op  verschenenOp  date not null",
        "To catalogi.soort, Find.EXACT",
        "lezer__pasNummer     Through",
        "create table bibliotheek.boek (",
        "create table bibliotheek.telling_boek (",
        "guarded by: soort, leeftijd",
        "read: boeken.lezen",
    ):
        assert piece in text
    assert "audittrail" not in text
    assert "bibliotheek.exemplaar (" not in text


def test_rules_are_printed_with_their_facts_and_place():
    text = explain(a_world(), "bibliotheek.exemplaar")
    assert "bib-002 taal: A copy is of a book whose language is known." in text
    assert "create; tests/bibliotheek.py:a_copy_needs_a_language" in text
    assert "step 1  boek  bibliotheek.boek  One(path='boek')" in text
    assert "root: bibliotheek.boek" in text


def test_an_unknown_resource_is_told_what_there_is():
    with pytest.raises(KeyError, match=r"bibliotheek\.boek"):
        explain(a_world(), "bibliotheek.film")


def test_each_rule_of_a_standard_is_somewhere():
    found = {each.code: (each.state, each.by) for each in coverage(a_world(), [STANDARD])}
    assert found == {
        "bib-001": ("derived", ("unique", "unique (uitgever, nummer) on bibliotheek.boek")),
        "bib-002": ("implemented", ("tests/bibliotheek.py:a_copy_needs_a_language",)),
        "bib-003": ("not applicable", ("withdrawn",)),
        "bib-004": ("missing", ()),
    }


def test_a_code_that_no_standard_prints_is_told():
    assert unlisted(a_world(), [STANDARD]) == []
    assert unlisted(a_world(), [{"standard": "x", "rules": {}}]) == ["bib-002"]


def test_the_scopes_of_an_action_are_told_as_they_are_asked():
    text = explain(targets.world(), "documenten.enkelvoudiginformatieobject")
    assert "unlock: documenten.lock | documenten.geforceerd-unlock\n" in text
    assert "document_registreren: the scopes of its parts\n" in text
    [route] = [line for line in text.splitlines() if line.endswith("zaken.geforceerd-bijwerken")]
    assert " documenten.aanmaken & zaken.aanmaken | documenten.aanmaken & zaken.bijwerken | " in route
