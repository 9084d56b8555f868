"""What the parts of a zaaktype share."""

from datetime import date

import pytest

from grondslag.registers.catalogi import deel, rights
from tests.catalogus_builders import CATALOGUS, a_change, a_roltype, a_statustype, a_zaaktype

CONCEPT, PUBLIC = a_zaaktype(), a_zaaktype(concept=False)


def _of(zaaktype: object, before: object = None) -> deel.VanZaaktype:
    return deel.VanZaaktype(zaaktype=zaaktype, zaaktype_vooraf=before)  # type: ignore[arg-type]


@pytest.mark.parametrize("part", [a_roltype(), a_statustype()])
@pytest.mark.parametrize("action", ["create", "update", "partial_update", "destroy"])
def test_a_published_zaaktype_keeps_its_parts(part: deel.GeslotenDeel, action: str) -> None:
    before = None if action == "create" else part
    after = None if action == "destroy" else part
    change = a_change(after, before, action=action)
    facts = _of(PUBLIC, PUBLIC if before else None)
    assert [each.code for each in deel.a_published_zaaktype_keeps_its_parts(change, facts)] == ["non-concept-zaaktype"]
    scope = rights.REMOVE if action == "destroy" else rights.CORRECT
    corrected = a_change(after, before, action=action, scopes=(scope,))
    assert not list(deel.a_published_zaaktype_keeps_its_parts(corrected, facts))
    assert not list(deel.a_published_zaaktype_keeps_its_parts(change, _of(CONCEPT, CONCEPT if before else None)))


def test_a_part_does_not_move_into_a_published_zaaktype() -> None:
    change = a_change(a_roltype(zaaktype="other"), a_roltype())
    assert list(deel.a_published_zaaktype_keeps_its_parts(change, _of(PUBLIC, CONCEPT)))
    assert list(deel.a_published_zaaktype_keeps_its_parts(change, _of(CONCEPT, PUBLIC)))


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ({}, []),
        ({"begin_geldigheid": date(2025, 1, 1), "einde_geldigheid": None, "catalogus": CATALOGUS}, []),
        ({"begin_geldigheid": date(2024, 1, 1)}, ["beginGeldigheid"]),
        ({"einde_geldigheid": date(2026, 1, 1)}, ["eindeGeldigheid"]),
        ({"catalogus": "elders"}, ["catalogus"]),
    ],
)
def test_the_validity_of_a_part_is_that_of_its_zaaktype(raw: dict[str, object], names: list[str]) -> None:
    told = deel.a_part_holds_as_long_as_its_zaaktype(a_change(a_roltype(), raw=raw), _of(CONCEPT))
    assert [each.name for each in told] == names
