"""Rules of the parts of a zaak."""

from datetime import timedelta
from typing import Any

import pytest

from grondslag.kernel.rules import Link, Mirror, Nothing, Warn
from grondslag.registers.zaken import (
    klantcontact,
    resultaat,
    rol,
    zaakbesluit,
    zaakcontactmoment,
    zaakeigenschap,
    zaakinformatieobject,
    zaaknotitie,
    zaakobject,
    zaakverzoek,
)
from grondslag.registers.zaken.peers import BesluitVanZaakView, ZaakObjectTypeView
from tests.builders import (
    BSN,
    NOW,
    OTHER_ZAAK,
    ZAAK,
    ZAAKTYPE,
    a_change,
    a_klantcontact,
    a_resultaat,
    a_rol,
    a_seen_document,
    a_seen_eigenschap,
    a_seen_resultaattype,
    a_seen_roltype,
    a_seen_zaaktype,
    a_status,
    a_zaak,
    a_zaakeigenschap,
    a_zaakinformatieobject,
    a_zaaknotitie,
    a_zaakobject,
)

MISMATCH = [("nonFieldErrors", "zaaktype-mismatch")]


def told(verdicts: Any) -> list[tuple[str, str]]:
    """Names and codes."""
    return [(each.name, each.code) for each in verdicts]


@pytest.mark.parametrize(("zaaktype", "right"), [(ZAAKTYPE, True), ("een ander", False)])
def test_types_of_parts_fit_the_zaak(zaaktype: str, right: bool) -> None:
    expected = [] if right else MISMATCH
    outcome = resultaat.MetResultaattype(zaak=a_zaak(), resultaattype=a_seen_resultaattype(zaaktype=zaaktype))
    assert told(resultaat.the_resultaattype_fits_the_zaak(a_change(a_resultaat()), outcome)) == expected
    taking_part = rol.RolInZaak(zaak=a_zaak(), roltype=a_seen_roltype(zaaktype=zaaktype))
    assert told(rol.the_roltype_fits_the_zaak(a_change(a_rol()), taking_part)) == expected
    value = zaakeigenschap.MetEigenschap(zaak=a_zaak(), eigenschap=a_seen_eigenschap(zaaktype=zaaktype))
    assert told(zaakeigenschap.the_eigenschap_fits_the_zaak(a_change(a_zaakeigenschap()), value)) == expected
    kind = ZaakObjectTypeView(id="o", zaaktype=zaaktype)
    about = zaakobject.MetZaakobjecttype(zaak=a_zaak(), zaakobjecttype=kind)
    assert told(zaakobject.the_zaakobjecttype_fits_the_zaak(a_change(a_zaakobject()), about)) == expected


# --- rol ----------------------------------------------------------------------------------------------------------


def test_a_rol_is_called_after_its_roltype() -> None:
    facts = rol.RolInZaak(zaak=a_zaak(), roltype=a_seen_roltype())
    assert rol.a_rol_is_called_after_its_roltype(a_change(a_rol()), facts) == {
        "omschrijving": "Melder",
        "omschrijving_generiek": "initiator",
        "registratiedatum": NOW,
    }


def test_a_rol_is_about_someone() -> None:
    assert told(rol.a_rol_is_about_someone(a_change(a_rol()), Nothing())) == [("nonFieldErrors", "invalid-betrokkene")]
    assert not told(rol.a_rol_is_about_someone(a_change(a_rol(betrokkene="https://elders.nl/1")), Nothing()))
    known = a_rol(betrokkene_identificatie={"inpBsn": BSN})
    assert not told(rol.a_rol_is_about_someone(a_change(known), Nothing()))


# --- zaakobject ---------------------------------------------------------------------------------------------------


def test_a_zaakobject_is_about_something() -> None:
    nothing = a_zaakobject(object_identificatie=None)
    assert told(zaakobject.a_zaakobject_is_about_something(a_change(nothing), Nothing())) == [
        ("nonFieldErrors", "invalid-zaakobject")
    ]
    assert not told(zaakobject.a_zaakobject_is_about_something(a_change(a_zaakobject()), Nothing()))
    referred = a_zaakobject(object_identificatie=None, object="https://elders.nl/1")
    assert not told(zaakobject.a_zaakobject_is_about_something(a_change(referred), Nothing()))


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("overige", "", "missing-object-type-overige"),
        ("overige", "boom", None),
        ("pand", "boom", "invalid-object-type-overige-usage"),
        ("pand", "", None),
    ],
)
def test_another_kind_of_object_has_a_name(kind: str, name: str, code: str | None) -> None:
    change = a_change(a_zaakobject(object_type=kind, object_type_overige=name))
    found = told(zaakobject.another_kind_of_object_has_a_name(change, Nothing()))
    assert found == ([("nonFieldErrors", code)] if code else [])


# --- zaakeigenschap -----------------------------------------------------------------------------------------------


def test_a_value_is_called_after_its_eigenschap() -> None:
    facts = zaakeigenschap.MetEigenschap(zaak=a_zaak(), eigenschap=a_seen_eigenschap())
    found = zaakeigenschap.a_value_is_called_after_its_eigenschap(a_change(a_zaakeigenschap()), facts)
    assert found == {"naam": "kleur"}


@pytest.mark.parametrize(
    ("formaat", "lengte", "waarden", "waarde", "fits"),
    [
        ("tekst", "4", [], "rood", True),
        ("tekst", "3", [], "rood", False),
        ("tekst", "10", ["rood", "blauw"], "rood", True),
        ("tekst", "10", ["rood", "blauw"], "groen", False),
        ("getal", "4", [], "1234", True),
        ("getal", "4", [], "12345", False),
        ("getal", "4", [], "-12", True),
        ("getal", "4", [], "1.5", False),
        ("getal", "3,2", [], "1,25", True),
        ("getal", "3,2", [], "1.255", False),
        ("getal", "3,2", [], "1,", False),
        ("getal", "4", [], "veel", False),
        ("datum", "8", [], "20261123", True),
        ("datum", "8", [], "2026-11-23", False),
        ("datum", "8", [], "20261323", False),
        ("datum", "8", [], "\u0662\u0660\u0662\u0666\u0661\u0661\u0662\u0663", False),
        ("datum_tijd", "14", [], "20261123235959", True),
        ("datum_tijd", "14", [], "20261123", False),
        ("iets_anders", "1", [], "alles", True),
    ],
)
def test_odd_values_are_told(formaat: str, lengte: str, waarden: list[str], waarde: str, fits: bool) -> None:
    eigenschap = a_seen_eigenschap(formaat, lengte, waarden=waarden)
    facts = zaakeigenschap.MetEigenschap(zaak=a_zaak(), eigenschap=eigenschap)
    found = list(zaakeigenschap.odd_values_are_told(a_change(a_zaakeigenschap(waarde=waarde)), facts))
    assert (not found) is fits
    assert all(isinstance(each, Warn) for each in found)


# --- documents ----------------------------------------------------------------------------------------------------


def test_a_document_is_added_now() -> None:
    change = a_change(a_zaakinformatieobject())
    assert zaakinformatieobject.a_document_is_added_now(change, Nothing()) == {"registratiedatum": NOW}


@pytest.mark.parametrize(("known", "right"), [(["i"], True), (["j"], False), ([], False)])
def test_the_zaaktype_knows_the_kind_of_document(known: list[str], right: bool) -> None:
    facts = zaakinformatieobject.DocumentBijZaak(
        zaak=a_zaak(),
        zaaktype=a_seen_zaaktype(informatieobjecttypen=known),
        informatieobject=a_seen_document(),
    )
    found = told(
        zaakinformatieobject.the_zaaktype_knows_the_kind_of_document(a_change(a_zaakinformatieobject()), facts)
    )
    missing = [("nonFieldErrors", "missing-zaaktype-informatieobjecttype-relation")]
    assert found == ([] if right else missing)


@pytest.mark.parametrize(("zaak", "right"), [(ZAAK, True), (OTHER_ZAAK, False)])
def test_the_status_of_a_document_is_one_of_the_zaak(zaak: str, right: bool) -> None:
    facts = zaakinformatieobject.StatusVanZaak(status=a_status(zaak=zaak))
    change = a_change(a_zaakinformatieobject(status="s"))
    found = told(zaakinformatieobject.the_status_is_one_of_the_zaak(change, facts))
    assert found == ([] if right else [("status", "zaak-status-mismatch")])
    none = zaakinformatieobject.StatusVanZaak(status=None)
    assert not told(zaakinformatieobject.the_status_is_one_of_the_zaak(change, none))


def test_documents_are_mirrored() -> None:
    relation = a_zaakinformatieobject()
    body = zaakinformatieobject.mirrored(relation)
    assert body["object"] == Link("zaken.zaak", ZAAK)
    made = list(zaakinformatieobject.a_document_knows_its_zaak(a_change(relation), Nothing()))
    gone = list(zaakinformatieobject.a_document_forgets_its_zaak(a_change(None, relation), Nothing()))
    target = "documenten.objectinformatieobject"
    assert made == [Mirror(target, "create", body)]
    assert gone == [Mirror(target, "destroy", body)]


def test_verzoeken_and_contactmomenten_are_mirrored() -> None:
    verzoek = zaakverzoek.ZaakVerzoek(zaak=ZAAK, verzoek="https://elders.nl/v")
    [made] = zaakverzoek.the_verzoek_knows_its_zaak(a_change(verzoek), Nothing())
    [gone] = zaakverzoek.the_verzoek_forgets_its_zaak(a_change(None, verzoek), Nothing())
    assert (made.act, gone.act, made.body) == ("create", "destroy", gone.body)
    assert made.body["verzoek"] == "https://elders.nl/v"
    moment = zaakcontactmoment.ZaakContactMoment(zaak=ZAAK, contactmoment="https://elders.nl/c")
    [made] = zaakcontactmoment.the_contactmoment_knows_its_zaak(a_change(moment), Nothing())
    [gone] = zaakcontactmoment.the_contactmoment_forgets_its_zaak(a_change(None, moment), Nothing())
    assert (made.act, gone.act, made.body) == ("create", "destroy", gone.body)


def a_zaakbesluit(besluit: str = "b") -> zaakbesluit.ZaakBesluit:
    """That the besluit was taken in the zaak."""
    return zaakbesluit.ZaakBesluit(id="r", zaak=ZAAK, besluit=besluit)


@pytest.mark.parametrize(
    ("besluit", "said", "made", "gone"),
    [
        ("b", ["b"], [], ["inconsistent-relation"]),
        ("b", ["c"], ["inconsistent-relation"], []),
        ("b", [], ["inconsistent-relation"], []),
        ("https://elders.nl/b", [], [], []),
    ],
)
def test_the_besluit_leads(besluit: str, said: list[str], made: list[str], gone: list[str]) -> None:
    relation = a_zaakbesluit(besluit)
    assert relation.is_na_te_gaan == (besluit == "b")
    facts = zaakbesluit.Origineel(besluiten_van_zaak=[BesluitVanZaakView(id=each, zaak=ZAAK) for each in said])
    first = zaakbesluit.the_relation_exists_at_the_besluit_first(a_change(relation), facts)
    assert [each.code for each in first] == made
    last = zaakbesluit.the_relation_goes_at_the_besluit_first(a_change(None, relation), facts)
    assert [each.code for each in last] == gone


def test_a_zaak_has_a_besluit_once() -> None:
    judge, relation = zaakbesluit.a_besluit_is_added_once, a_zaakbesluit()
    assert told(judge(a_change(relation), zaakbesluit.ZelfdeBesluit(eerder=relation))) == [("nonFieldErrors", "unique")]
    assert not told(judge(a_change(relation), zaakbesluit.ZelfdeBesluit(eerder=None)))


# --- contacts and notes -------------------------------------------------------------------------------------------


def test_a_contact_has_taken_place() -> None:
    ahead = a_klantcontact(datumtijd=NOW + timedelta(days=1))
    assert told(klantcontact.a_contact_has_taken_place(a_change(ahead), Nothing())) == [("datumtijd", "date-in-future")]
    assert not told(klantcontact.a_contact_has_taken_place(a_change(a_klantcontact()), Nothing()))


def test_a_note_knows_when_it_changed() -> None:
    made = zaaknotitie.a_note_knows_when_it_changed(a_change(a_zaaknotitie()), Nothing())
    assert made == {"aanmaakdatum": NOW, "wijzigingsdatum": NOW}
    changed = zaaknotitie.a_note_knows_when_it_changed(a_change(a_zaaknotitie(), a_zaaknotitie()), Nothing())
    assert changed == {"wijzigingsdatum": NOW}


def test_a_final_note_stays_as_it_is() -> None:
    final = a_zaaknotitie(status="definitief")
    assert told(zaaknotitie.a_final_note_stays_as_it_is(a_change(final, final), Nothing())) == [("status", "invalid")]
    assert not told(zaaknotitie.a_final_note_stays_as_it_is(a_change(final, a_zaaknotitie()), Nothing()))
