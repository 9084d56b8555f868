"""Rules of documents: versions, the lock, gebruiksrechten and relations."""

from datetime import date
from typing import Any

import pytest

from grondslag.kernel.rules import Change, Nothing, Update
from grondslag.registers.documenten import (
    document_relatie,
    document_slot,
    enkelvoudiginformatieobject,
    gebruiksrechten,
    objectinformatieobject,
    verzending,
)
from grondslag.registers.documenten.enkelvoudiginformatieobject import UnlockEnkelvoudigInformatieObjectRequest
from grondslag.registers.documenten.gebruiksrechten import Gebruiksrechten
from grondslag.registers.documenten.objectinformatieobject import ObjectInformatieObject
from grondslag.registers.documenten.peers import (
    BesluitInformatieObjectView,
    BesluitView,
    InformatieObjectTypeView,
    ZaakInformatieObjectView,
    ZaakView,
)
from grondslag.registers.documenten.verzending import Verzending
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding
from tests.builders import DOCUMENT, NOW, ZAAK, a_change, a_document

RIGHTS = Gebruiksrechten(id="g", informatieobject=DOCUMENT, startdatum=NOW, omschrijving_voorwaarden="Geen")


def codes(verdicts: Any) -> list[str]:
    """The codes of violations."""
    return [each.code for each in verdicts]


def a_type(*, concept: bool = False) -> enkelvoudiginformatieobject.VanType:
    """The facts of a kind of document."""
    return enkelvoudiginformatieobject.VanType(
        informatieobjecttype=InformatieObjectTypeView(
            id="i", concept=concept, vertrouwelijkheidaanduiding=Vertrouwelijkheidaanduiding.intern
        )
    )


def test_each_change_is_a_version() -> None:
    derive = enkelvoudiginformatieobject.each_change_is_a_version
    assert derive(a_change(a_document()), Nothing()) == {"versie": 1, "begin_registratie": NOW}
    changed = derive(a_change(a_document(), a_document(versie=3)), Nothing())
    assert changed == {"versie": 4, "begin_registratie": NOW}


def test_type_and_confidentiality() -> None:
    follow = enkelvoudiginformatieobject.confidentiality_follows_the_type
    assert follow(a_change(a_document()), a_type()) == {
        "vertrouwelijkheidaanduiding": Vertrouwelijkheidaanduiding.intern
    }
    assert follow(a_change(a_document(), given=("vertrouwelijkheidaanduiding",)), a_type()) == {}
    published = enkelvoudiginformatieobject.the_informatieobjecttype_is_published
    assert codes(published(a_change(a_document()), a_type(concept=True))) == ["not-published"]
    assert not codes(published(a_change(a_document()), a_type()))


@pytest.mark.parametrize(
    ("status", "received", "right"),
    [
        ("in_bewerking", True, False),
        ("ter_vaststelling", True, False),
        ("definitief", True, True),
        ("in_bewerking", False, True),
    ],
)
def test_received_documents_are_finished(status: str, received: bool, right: bool) -> None:
    document = a_document(status=status, ontvangstdatum=date(2026, 11, 1) if received else None)
    told = codes(enkelvoudiginformatieobject.received_documents_are_finished(a_change(document), Nothing()))
    assert told == ([] if right else ["invalid_for_received"])


@pytest.mark.parametrize(
    ("locked", "action", "lock", "code"),
    [
        (False, "update", "k", "unlocked"),
        (True, "update", "", "required"),
        (True, "partial_update", "", "missing-lock-id"),
        (False, "partial_update", "", "unlocked"),
        (True, "update", "verkeerd", "incorrect-lock-id"),
        (True, "update", "k", None),
    ],
)
def test_a_document_changes_under_its_lock(locked: bool, action: str, lock: str, code: str | None) -> None:
    before = a_document(locked=locked, slot="k" if locked else "")
    change = a_change(before, before, action=action, raw={"lock": lock} if lock else {})
    assert codes(document_slot.a_document_changes_under_its_lock(change, Nothing())) == ([code] if code else [])


def acted(document: Any, name: str, *, key: str = "", scopes: tuple[str, ...] = ()) -> Change[Any]:
    """A change by an action."""
    return Change(
        action=name,
        before=document,
        after=document,
        now=NOW,
        today=NOW.date(),
        scopes=frozenset(scopes),
        fresh_id="nieuw",
        body=UnlockEnkelvoudigInformatieObjectRequest(lock=key),
    )


def test_locking() -> None:
    change = acted(a_document(), "lock")
    assert not codes(document_slot.a_document_is_locked_once(change, Nothing()))
    assert list(document_slot.a_lock_has_a_new_key(change, Nothing())) == [
        Update(change.record, {"locked": True, "slot": "nieuw"})
    ]
    again = acted(a_document(locked=True, slot="k"), "lock")
    assert codes(document_slot.a_document_is_locked_once(again, Nothing())) == ["existing-lock"]


@pytest.mark.parametrize(
    ("slot", "key", "forced", "right"),
    [
        ("k", "k", False, True),
        ("k", "verkeerd", False, False),
        ("k", "", False, False),
        ("k", "verkeerd", True, True),
        ("k", "", True, True),
        ("", "", False, True),
        ("", "k", False, False),
        ("", "k", True, True),
    ],
)
def test_unlocking(slot: str, key: str, forced: bool, right: bool) -> None:
    scopes = ("documenten.geforceerd-unlock",) if forced else ()
    change = acted(a_document(locked=bool(slot), slot=slot), "unlock", key=key, scopes=scopes)
    told = codes(document_slot.a_lock_opens_with_its_key(change, Nothing()))
    assert told == ([] if right else ["incorrect-lock-id"])
    assert list(document_slot.an_opened_lock_is_gone(change, Nothing())) == [
        Update(change.record, {"locked": False, "slot": ""})
    ]


def test_a_document_in_use_stays() -> None:
    relation = ObjectInformatieObject(informatieobject=DOCUMENT, object="https://z.nl/1", object_type="zaak")
    used = document_slot.Gebruik(objectinformatieobjecten=[relation])
    free = document_slot.Gebruik(objectinformatieobjecten=[])
    judge = document_slot.a_document_in_use_stays
    assert codes(judge(a_change(None, a_document()), used)) == ["pending-relations"]
    assert codes(judge(a_change(None, a_document(locked=True)), free)) == ["destroy-locked"]
    assert not codes(judge(a_change(None, a_document()), free))


@pytest.mark.parametrize(
    ("said", "rights", "code"),
    [
        (True, [], "missing-gebruiksrechten"),
        (True, [RIGHTS], None),
        (False, [], None),
        (False, [RIGHTS], "existing-gebruiksrechten"),
    ],
)
def test_rights_are_there_when_it_says_so(said: bool, rights: list[Gebruiksrechten], code: str | None) -> None:
    change = a_change(a_document(indicatie_gebruiksrecht=said), a_document())
    facts = document_slot.Rechten(gebruiksrechten=rights)
    assert codes(document_slot.rights_are_there_when_it_says_so(change, facts)) == ([code] if code else [])


def test_rights_that_come_and_go_are_told() -> None:
    document = a_document()
    both = gebruiksrechten.VanDocument(
        informatieobject=document,
        alle=[
            RIGHTS,
            Gebruiksrechten(id="h", informatieobject=DOCUMENT, startdatum=NOW, omschrijving_voorwaarden="Geen"),
        ],
    )
    last = gebruiksrechten.VanDocument(informatieobject=document, alle=[RIGHTS])
    made = list(gebruiksrechten.a_document_with_rights_says_so(a_change(RIGHTS), last))
    assert made == [Update(document, {"indicatie_gebruiksrecht": True})]
    judge = gebruiksrechten.a_document_without_rights_no_longer_says_so
    assert list(judge(a_change(None, RIGHTS), last)) == [Update(document, {"indicatie_gebruiksrecht": None})]
    assert not list(judge(a_change(None, RIGHTS), both))


# --- relations ----------------------------------------------------------------------------------------------------


def a_relation(kind: str = "zaak", key: str = ZAAK) -> ObjectInformatieObject:
    """That the document belongs to something."""
    return ObjectInformatieObject(informatieobject=DOCUMENT, object=f"https://z.nl/zaken/{key}", object_type=kind)  # type: ignore[arg-type]


def originals(*zaken: str, besluiten: tuple[str, ...] = (), there: bool = True) -> objectinformatieobject.Aanvang:
    """The relations that stand at zaken and besluiten, and whether what the document belongs to is there."""
    return objectinformatieobject.Aanvang(
        zaakinformatieobjecten=[
            ZaakInformatieObjectView(id=each, zaak=each, informatieobject=DOCUMENT) for each in zaken
        ],
        besluitinformatieobjecten=[
            BesluitInformatieObjectView(id=each, besluit=each, informatieobject=DOCUMENT) for each in besluiten
        ],
        zaak=ZaakView(id=ZAAK) if there and not besluiten else None,
        besluit=BesluitView(id="b") if there and besluiten else None,
        verzoek=None,
    )


def test_the_relation_leads_at_the_zaak() -> None:
    first = objectinformatieobject.the_relation_exists_at_the_object_first
    assert not codes(first(a_change(a_relation()), originals(ZAAK)))
    assert not codes(first(a_change(a_relation()), originals(f"https://z.nl/zaken/{ZAAK}")))
    assert codes(first(a_change(a_relation()), originals("een andere"))) == ["inconsistent-relation"]
    assert not codes(first(a_change(a_relation()), originals("een andere", there=False))), "that is told already"
    assert not codes(first(a_change(a_relation("verzoek")), originals(there=False)))
    gone = objectinformatieobject.the_relation_goes_at_the_object_first
    assert codes(gone(a_change(None, a_relation()), originals(ZAAK))) == ["remote-relation-exists"]
    assert not codes(gone(a_change(None, a_relation()), originals()))


def test_the_relation_leads_at_the_besluit() -> None:
    first = objectinformatieobject.the_relation_exists_at_the_object_first
    relation = a_relation("besluit", "b")
    assert not codes(first(a_change(relation), originals(besluiten=("b",))))
    assert not codes(first(a_change(relation), originals(besluiten=("https://z.nl/zaken/b",))))
    [told] = first(a_change(relation), originals(besluiten=("c",)))
    assert (told.code, told.name) == ("inconsistent-relation", "nonFieldErrors")
    assert "dit besluit" in told.reason
    gone = objectinformatieobject.the_relation_goes_at_the_object_first
    assert codes(gone(a_change(None, relation), originals(besluiten=("b",)))) == ["remote-relation-exists"]
    assert not codes(gone(a_change(None, relation), originals(besluiten=("c",))))


def test_a_relation_is_recorded_once() -> None:
    judge = document_relatie.a_document_belongs_to_an_object_once
    found = [document_relatie.ZelfdeRelatie(eerder=each) for each in (None, a_relation())]
    assert not codes(judge(a_change(a_relation()), found[0]))
    assert codes(judge(a_change(a_relation()), found[1])) == ["unique"]


# --- verzendingen -------------------------------------------------------------------------------------------------

ADDRESS = verzending.BinnenlandsCorrespondentieadresVerzending(
    huisnummer=1, naam_openbare_ruimte="Dorpsstraat", woonplaatsnaam="Ons Dorp"
)
ABROAD = verzending.BuitenlandsCorrespondentieadresVerzending(
    adres_buitenland1="Rue 1", land_postadres="https://landen.example/BE"
)
POSTBUS = verzending.BuitenlandsCorrespondentiepostadresVerzending(
    post_bus_of_antwoordnummer=1, postadres_postcode="1000AA", postadres_type="postbusnummer", woonplaatsnaam="Hier"
)


@pytest.mark.parametrize(
    ("ways", "right"),
    [
        ({}, False),
        ({"binnenlands_correspondentieadres": ADDRESS}, True),
        ({"buitenlands_correspondentieadres": ABROAD}, True),
        ({"correspondentie_postadres": POSTBUS}, True),
        ({"faxnummer": "020"}, True),
        ({"emailadres": "a@b.nl"}, True),
        ({"mijn_overheid": True}, True),
        ({"telefoonnummer": "020"}, True),
        ({"telefoonnummer": None, "emailadres": ""}, False),
        ({"mijn_overheid": True, "emailadres": "a@b.nl"}, False),
        ({"binnenlands_correspondentieadres": ADDRESS, "correspondentie_postadres": POSTBUS}, False),
    ],
)
def test_a_document_goes_one_way(ways: dict[str, Any], right: bool) -> None:
    sent = Verzending(
        betrokkene="https://b.nl/1",
        informatieobject=DOCUMENT,
        aard_relatie="geadresseerde",
        contact_persoon="https://b.nl/2",
        **ways,
    )
    told = codes(verzending.a_document_goes_one_way(a_change(sent), Nothing()))
    assert told == ([] if right else ["invalid-address"])
