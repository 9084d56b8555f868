"""Rules of besluiten: their type, their zaak, their documents, and what follows elsewhere."""

from datetime import date
from typing import Any

import pytest

from grondslag.kernel.rules import Link, Mirror, Nothing, Refusal, rules_for
from grondslag.registers.besluiten import besluit, besluit_verwijderen, besluit_zaak, besluitinformatieobject
from grondslag.registers.besluiten.besluit import Besluit
from grondslag.registers.besluiten.peers import BesluitTypeView, InformatieObjectView, ZaakTypeView, ZaakView
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding
from tests.builders import BESLUIT, DOCUMENT, ZAAK, a_besluit, a_besluitinformatieobject, a_change

FORCE = "zaken.geforceerd-bijwerken"
OTHER = "een-andere-zaak"
ALONE, IN_ZAAK = a_besluit(), a_besluit(zaak=ZAAK)
MIRRORED = {"zaak": Link("zaken.zaak", ZAAK), "besluit": Link("besluiten.besluit", BESLUIT)}
RELATION = a_besluitinformatieobject(id="r")
MIRROR_OF_RELATION = {
    "informatieobject": Link("documenten.enkelvoudiginformatieobject", DOCUMENT),
    "object": Link("besluiten.besluit", BESLUIT),
    "objectType": "besluit",
}


def codes(verdicts: Any) -> list[str]:
    """The codes of violations."""
    return ["refused" if isinstance(each, Refusal) else each.code for each in verdicts]


def a_seen_zaak(**said: Any) -> ZaakView:
    """The zaak, still open."""
    usual: dict[str, Any] = {"id": ZAAK, "zaaktype": "z"}
    usual["vertrouwelijkheidaanduiding"] = Vertrouwelijkheidaanduiding.openbaar
    return ZaakView(**(usual | said))


@pytest.mark.parametrize(("concept", "code"), [(True, ["not-published"]), (False, [])])
def test_the_besluittype_is_published(concept: bool, code: list[str]) -> None:
    facts = besluit.VanBesluittype(besluittype=BesluitTypeView(id="b", concept=concept, informatieobjecttypen=[]))
    assert codes(besluit.the_besluittype_is_published(a_change(ALONE), facts)) == code


@pytest.mark.parametrize(("day", "code"), [(23, []), (24, ["future_not_allowed"])])
def test_a_besluit_was_taken_already(day: int, code: list[str]) -> None:
    made = a_besluit(datum=date(2026, 11, day))
    assert codes(besluit.a_besluit_was_taken_already(a_change(made), Nothing())) == code
    assert not codes(besluit.a_besluit_was_taken_already(a_change(made, made), Nothing()))


# --- its zaak -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [("", ZAAK, True), (ZAAK, ZAAK, True), (ZAAK, OTHER, False), (ZAAK, "", False), ("", "", True)],
)
def test_a_besluit_keeps_its_zaak(before: str, after: str, kept: bool) -> None:
    change = a_change(a_besluit(zaak=after), a_besluit(zaak=before))
    told = list(besluit_zaak.a_besluit_keeps_its_zaak(change, Nothing()))
    assert [(each.name, each.code) for each in told] == ([] if kept else [("zaak", "wijzigen-niet-toegelaten")])


@pytest.mark.parametrize(
    ("known", "after", "before", "code"),
    [
        (["b"], IN_ZAAK, None, []),
        (["c"], IN_ZAAK, None, ["zaaktype-mismatch"]),
        ([], IN_ZAAK, ALONE, ["zaaktype-mismatch"]),
        ([], IN_ZAAK, IN_ZAAK, []),
    ],
)
def test_the_zaaktype_knows_the_kind_of_besluit(
    known: list[str], after: Besluit, before: Besluit | None, code: list[str]
) -> None:
    facts = besluit_zaak.InSoortZaak(zaak=a_seen_zaak(), zaaktype=ZaakTypeView(id="z", besluittypen=known))
    assert codes(besluit_zaak.the_zaaktype_knows_the_kind_of_besluit(a_change(after, before), facts)) == code


@pytest.mark.parametrize(
    ("zaak", "scopes", "code"),
    [
        (a_seen_zaak(), (), []),
        (a_seen_zaak(einddatum=date(2026, 11, 10)), (), ["refused"]),
        (a_seen_zaak(einddatum=date(2026, 11, 10)), (FORCE,), []),
        (None, (), []),
    ],
)
def test_a_closed_zaak_guards_its_besluiten(zaak: ZaakView | None, scopes: tuple[str, ...], code: list[str]) -> None:
    judge, facts = besluit_zaak.besluiten_of_a_closed_zaak_change_only_by_force, besluit_zaak.InZaak(zaak=zaak)
    for after, before in ((IN_ZAAK, None), (IN_ZAAK, IN_ZAAK), (None, IN_ZAAK)):
        assert codes(judge(a_change(after, before, scopes=scopes), facts)) == code


@pytest.mark.parametrize(
    ("after", "before", "moves"),
    [(IN_ZAAK, None, True), (IN_ZAAK, ALONE, True), (None, IN_ZAAK, True), (IN_ZAAK, IN_ZAAK, False)],
)
def test_an_archived_zaak_keeps_its_besluiten(after: Besluit | None, before: Besluit | None, moves: bool) -> None:
    judge, change = besluit_zaak.an_archived_zaak_keeps_its_besluiten, a_change(after, before)
    archived = besluit_zaak.InZaak(zaak=a_seen_zaak(archiefstatus="gearchiveerd"))
    assert codes(judge(change, archived)) == (["zaak-archiefstatus-invalid"] if moves else [])
    assert not codes(judge(change, besluit_zaak.InZaak(zaak=a_seen_zaak())))


def test_its_mirror_is_made_once_and_removed_with_it() -> None:
    made = besluit_zaak.a_zaak_knows_its_besluit
    create = [Mirror("zaken.zaakbesluit", "create", MIRRORED)]
    assert list(made(a_change(IN_ZAAK), Nothing())) == create
    assert list(made(a_change(IN_ZAAK, ALONE), Nothing())) == create
    assert not list(made(a_change(IN_ZAAK, IN_ZAAK), Nothing()))
    assert not list(made(a_change(ALONE), Nothing()))
    gone = besluit_zaak.a_zaak_forgets_its_besluit
    assert list(gone(a_change(None, IN_ZAAK), Nothing())) == [Mirror("zaken.zaakbesluit", "destroy", MIRRORED)]
    assert not list(gone(a_change(None, ALONE), Nothing()))


# --- its documents ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("known", "code"), [(["i"], []), ([], ["missing-besluittype-informatieobjecttype-relation"])])
def test_the_besluittype_knows_the_kind_of_document(known: list[str], code: list[str]) -> None:
    facts = besluitinformatieobject.DocumentBijBesluit(
        besluit=ALONE,
        besluittype=BesluitTypeView(id="b", concept=False, informatieobjecttypen=known),
        informatieobject=InformatieObjectView(id=DOCUMENT, informatieobjecttype="i"),
    )
    judge = besluitinformatieobject.the_besluittype_knows_the_kind_of_document
    assert codes(judge(a_change(RELATION), facts)) == code


def test_a_document_is_added_once() -> None:
    judge = besluitinformatieobject.a_document_is_added_once
    assert codes(judge(a_change(RELATION), besluitinformatieobject.ZelfdeDocument(eerder=RELATION))) == ["unique"]
    assert not codes(judge(a_change(RELATION), besluitinformatieobject.ZelfdeDocument(eerder=None)))


def test_documents_know_their_besluit_while_it_is_there() -> None:
    made = besluitinformatieobject.a_document_knows_its_besluit(a_change(RELATION), Nothing())
    assert list(made) == [Mirror("documenten.objectinformatieobject", "create", MIRROR_OF_RELATION)]
    destroy = Mirror("documenten.objectinformatieobject", "destroy", MIRROR_OF_RELATION)
    assert list(besluitinformatieobject.a_document_forgets_its_besluit(a_change(None, RELATION), Nothing())) == [
        destroy
    ]
    facts = besluit_verwijderen.Documenten(besluitinformatieobjecten=[RELATION])
    assert list(besluit_verwijderen.documents_forget_a_removed_besluit(a_change(None, ALONE), facts)) == [destroy]


def test_each_rule_speaks_when_it_should() -> None:
    """The actions on which the rules of a besluit speak, by code and part."""
    spoken = {(each.code, each.part): set(each.on) for each in rules_for(Besluit, "destroy")}
    assert set(spoken) == {
        ("brc", "gesloten-zaak"),
        ("brc", "gearchiveerde-zaak"),
        ("brc-006", "ontspiegelen"),
        ("brc-009", "documenten"),
    }
