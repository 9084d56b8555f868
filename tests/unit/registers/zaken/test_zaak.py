"""Rules on the zaak itself: its zaaktype, payments, hoofdzaak, removal, and what closing forbids."""

from datetime import date, timedelta
from typing import Any

import pytest

from grondslag.kernel.rules import Delete, Link, Mirror, Nothing, Refusal
from grondslag.registers.zaken import zaak_afgesloten, zaak_betaling, zaak_hoofdzaak, zaak_type, zaak_verwijderen
from grondslag.registers.zaken.zaakcontactmoment import ZaakContactMoment
from grondslag.registers.zaken.zaakverzoek import ZaakVerzoek
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding
from tests.builders import (
    DOCUMENT,
    NOW,
    OTHER_ZAAK,
    ZAAK,
    a_change,
    a_closed_zaak,
    a_klantcontact,
    a_resultaat,
    a_rol,
    a_seen_zaaktype,
    a_status,
    a_zaak,
    a_zaakeigenschap,
    a_zaakinformatieobject,
    a_zaaknotitie,
    a_zaakobject,
)

FORCE = ("zaken.geforceerd-bijwerken",)


# --- zaaktype -----------------------------------------------------------------------------------------------------


def test_a_zaak_is_registered_today() -> None:
    change = a_change(a_zaak(registratiedatum=date.min))
    assert zaak_type.a_zaak_is_registered_today(change, Nothing()) == {"registratiedatum": NOW.date()}
    assert zaak_type.a_zaak_is_registered_today(a_change(a_zaak()), Nothing()) == {}


def test_confidentiality_follows_the_zaaktype() -> None:
    facts = zaak_type.VanZaaktype(zaaktype=a_seen_zaaktype())
    found = zaak_type.confidentiality_follows_the_zaaktype(a_change(a_zaak()), facts)
    assert found == {"vertrouwelijkheidaanduiding": Vertrouwelijkheidaanduiding.intern}
    given = a_change(a_zaak(), given=("vertrouwelijkheidaanduiding",))
    assert zaak_type.confidentiality_follows_the_zaaktype(given, facts) == {}


def test_the_zaaktype_is_published() -> None:
    concept = zaak_type.VanZaaktype(zaaktype=a_seen_zaaktype(concept=True))
    told = list(zaak_type.the_zaaktype_is_published(a_change(a_zaak()), concept))
    assert [(each.name, each.code) for each in told] == [("zaaktype", "not-published")]
    assert not list(zaak_type.the_zaaktype_is_published(a_change(a_zaak(), a_zaak()), concept))
    published = zaak_type.VanZaaktype(zaaktype=a_seen_zaaktype())
    assert not list(zaak_type.the_zaaktype_is_published(a_change(a_zaak()), published))


@pytest.mark.parametrize(("products", "right"), [(["https://p.nl/1"], True), (["https://p.nl/2"], False), ([], True)])
def test_products_are_those_of_the_zaaktype(products: list[str], right: bool) -> None:
    facts = zaak_type.VanZaaktype(zaaktype=a_seen_zaaktype(producten_of_diensten=["https://p.nl/1"]))
    told = list(zaak_type.products_are_those_of_the_zaaktype(a_change(a_zaak(producten_of_diensten=products)), facts))
    wrong = [("productenOfDiensten", "invalid-products-services")]
    assert [(each.name, each.code) for each in told] == ([] if right else wrong)


def test_products_that_stand_are_not_judged_again() -> None:
    zaak = a_zaak(producten_of_diensten=["https://p.nl/oud"])
    facts = zaak_type.VanZaaktype(zaaktype=a_seen_zaaktype())
    assert not list(zaak_type.products_are_those_of_the_zaaktype(a_change(zaak, zaak), facts))


# --- payments -----------------------------------------------------------------------------------------------------


def test_nothing_to_pay_clears_the_last_payment() -> None:
    before = a_zaak(betalingsindicatie="geheel", laatste_betaaldatum=NOW)
    after = a_zaak(betalingsindicatie="nvt", laatste_betaaldatum=NOW)
    change = a_change(after, before, given=("betalingsindicatie",))
    assert zaak_betaling.nothing_to_pay_clears_the_last_payment(change, Nothing()) == {"laatste_betaaldatum": None}
    both = a_change(after, before, given=("betalingsindicatie", "laatste_betaaldatum"))
    assert zaak_betaling.nothing_to_pay_clears_the_last_payment(both, Nothing()) == {}
    paid = a_change(before, before)
    assert zaak_betaling.nothing_to_pay_clears_the_last_payment(paid, Nothing()) == {}


@pytest.mark.parametrize(
    ("indicatie", "right"), [("nvt", False), ("nog_niet", True), ("gedeeltelijk", True), ("geheel", True), ("", True)]
)
def test_nothing_to_pay_was_never_paid(indicatie: str, right: bool) -> None:
    change = a_change(a_zaak(betalingsindicatie=indicatie, laatste_betaaldatum=NOW))
    told = [(each.name, each.code) for each in zaak_betaling.nothing_to_pay_was_never_paid(change, Nothing())]
    assert told == ([] if right else [("laatsteBetaaldatum", "betaling-nvt")])


@pytest.mark.parametrize(("ahead", "right"), [(timedelta(hours=1), False), (timedelta(seconds=10), True)])
def test_payments_lie_in_the_past(ahead: timedelta, right: bool) -> None:
    change = a_change(a_zaak(laatste_betaaldatum=NOW + ahead))
    told = [(each.name, each.code) for each in zaak_betaling.payments_lie_in_the_past(change, Nothing())]
    assert told == ([] if right else [("laatsteBetaaldatum", "date-in-future")])


# --- hoofdzaak ----------------------------------------------------------------------------------------------------


def told_of_hoofdzaak(after: Any, hoofdzaak: Any, before: Any = None) -> list[str]:
    """The codes for a zaak that gets this hoofdzaak."""
    facts = zaak_hoofdzaak.Hoofdzaken(hoofdzaak=hoofdzaak, vorige_hoofdzaak=None)
    return [each.code for each in zaak_hoofdzaak.a_hoofdzaak_is_no_deelzaak(a_change(after, before), facts)]


def test_a_zaak_is_no_deelzaak_of_itself() -> None:
    assert told_of_hoofdzaak(a_zaak(hoofdzaak=ZAAK), a_zaak(), a_zaak()) == ["self-forbidden"]


def test_a_deelzaak_has_no_deelzaken() -> None:
    part = a_zaak(id=OTHER_ZAAK, hoofdzaak="z")
    assert told_of_hoofdzaak(a_zaak(hoofdzaak=OTHER_ZAAK), part) == ["deelzaak-als-hoofdzaak"]
    whole = a_zaak(hoofdzaak=OTHER_ZAAK, deelzaken=["d"])
    assert told_of_hoofdzaak(whole, a_zaak(id=OTHER_ZAAK), a_zaak(deelzaken=["d"])) == ["deelzaak-als-hoofdzaak"]


def test_a_hoofdzaak_by_itself_is_fine() -> None:
    assert told_of_hoofdzaak(a_zaak(hoofdzaak=OTHER_ZAAK), a_zaak(id=OTHER_ZAAK)) == []
    assert told_of_hoofdzaak(a_zaak(), None) == []
    standing = a_zaak(hoofdzaak=OTHER_ZAAK)
    assert told_of_hoofdzaak(standing, a_zaak(id=OTHER_ZAAK, hoofdzaak="z"), standing) == []


# --- removal ------------------------------------------------------------------------------------------------------


def test_deelzaken_and_relations_of_documents_go_along() -> None:
    deelzaak = a_zaak(id=OTHER_ZAAK, hoofdzaak=ZAAK)
    facts = zaak_verwijderen.Samenhang(
        hoofdzaak=None,
        deelzaken=[deelzaak],
        zaakinformatieobjecten=[a_zaakinformatieobject()],
        documenten_van_deelzaken=[a_zaakinformatieobject(zaak=OTHER_ZAAK)],
        zaakverzoeken=[ZaakVerzoek(zaak=ZAAK, verzoek="https://elders.example/v")],
        verzoeken_van_deelzaken=[],
        zaakcontactmomenten=[],
        contactmomenten_van_deelzaken=[ZaakContactMoment(zaak=OTHER_ZAAK, contactmoment="https://elders.example/c")],
    )
    change = a_change(None, a_zaak(deelzaken=[OTHER_ZAAK]))
    assert list(zaak_verwijderen.deelzaken_go_with_their_hoofdzaak(change, facts)) == [Delete(deelzaak)]
    mirrors = list(zaak_verwijderen.documents_forget_a_removed_zaak(change, facts))
    assert mirrors == [
        Mirror(
            "documenten.objectinformatieobject",
            "destroy",
            {
                "informatieobject": Link("documenten.enkelvoudiginformatieobject", DOCUMENT),
                "object": Link("zaken.zaak", zaak),
                "objectType": "zaak",
            },
        )
        for zaak in (ZAAK, OTHER_ZAAK)
    ]
    [verzoek] = zaak_verwijderen.verzoeken_forget_a_removed_zaak(change, facts)
    assert (verzoek.act, verzoek.body["object"]) == ("destroy", Link("zaken.zaak", ZAAK))
    [moment] = zaak_verwijderen.contactmomenten_forget_a_removed_zaak(change, facts)
    assert (moment.collection, moment.body["object"]) == ("objectcontactmomenten", Link("zaken.zaak", OTHER_ZAAK))


# --- a closed zaak ------------------------------------------------------------------------------------------------


def test_a_closed_zaak_changes_only_by_force() -> None:
    before = a_closed_zaak()
    judge = zaak_afgesloten.a_closed_zaak_changes_only_by_force
    assert isinstance(next(judge(a_change(before, before, scopes=("zaken.bijwerken",)), Nothing())), Refusal)
    assert not list(judge(a_change(before, before, scopes=FORCE), Nothing()))
    assert not list(judge(a_change(a_zaak(), a_zaak()), Nothing()))


@pytest.mark.parametrize(
    "part",
    [a_klantcontact(), a_resultaat(), a_rol(), a_zaakobject(), a_zaakeigenschap(), a_zaakinformatieobject()],
    ids=lambda part: type(part).__name__,
)
@pytest.mark.parametrize("action", ["create", "update", "destroy"])
def test_parts_of_a_closed_zaak_change_only_by_force(part: Any, action: str) -> None:
    judge = zaak_afgesloten.parts_of_a_closed_zaak_change_only_by_force
    before, after = (None if action == "create" else part), (None if action == "destroy" else part)
    closed, opened = (zaak_afgesloten.BijZaak(zaak=each) for each in (a_closed_zaak(), a_zaak()))
    assert len(list(judge(a_change(after, before, action=action), closed))) == 1
    assert not list(judge(a_change(after, before, action=action, scopes=FORCE), closed))
    assert not list(judge(a_change(after, before, action=action), opened))


def test_a_status_of_a_closed_zaak_is_judged_by_its_own_rule() -> None:
    closed = zaak_afgesloten.BijZaak(zaak=a_closed_zaak())
    assert not list(zaak_afgesloten.parts_of_a_closed_zaak_change_only_by_force(a_change(a_status()), closed))


def test_notes_on_a_closed_zaak_change_only_by_force() -> None:
    judge = zaak_afgesloten.notes_on_a_closed_zaak_change_only_by_force
    closed = zaak_afgesloten.NotitieBijZaak(zaak=a_closed_zaak())
    assert len(list(judge(a_change(a_zaaknotitie()), closed))) == 1
    assert not list(judge(a_change(a_zaaknotitie(), scopes=FORCE), closed))
    assert not list(judge(a_change(a_zaaknotitie()), zaak_afgesloten.NotitieBijZaak(zaak=a_zaak())))
