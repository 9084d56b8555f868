"""The lock of a document: who holds its key changes it, nobody else (drc-009)."""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.rules import Change, Facts, Nothing, Update, Violation, Where, effect, rule
from grondslag.registers.documenten.enkelvoudiginformatieobject import (
    UPDATES,
    EnkelvoudigInformatieObject,
    UnlockEnkelvoudigInformatieObjectRequest,
)
from grondslag.registers.documenten.gebruiksrechten import Gebruiksrechten
from grondslag.registers.documenten.objectinformatieobject import ObjectInformatieObject

FORCE = "documenten.geforceerd-unlock"
WRONG_KEY = Violation("incorrect-lock-id", "Dit is niet de sleutel van de vergrendeling.")


@rule("drc-009", "wijzigen", on=UPDATES)
def a_document_changes_under_its_lock(
    change: Change[EnkelvoudigInformatieObject], facts: Nothing
) -> Iterator[Violation]:
    """A document is changed only with the key of its lock."""
    before, key = change.before, change.raw.get("lock", "")
    if before is None:
        return
    if not key and change.action == "update":
        yield Violation("required", "Dit veld is vereist.", "lock")
    elif not before.locked:
        yield Violation("unlocked", "Het document is niet vergrendeld; dat moet eerst.")
    elif not key:
        yield Violation("missing-lock-id", "De sleutel van de vergrendeling ontbreekt.")
    elif key != before.slot:
        yield WRONG_KEY


@rule("drc-009", "vergrendelen", on=("lock",))
def a_document_is_locked_once(change: Change[EnkelvoudigInformatieObject], facts: Nothing) -> Iterator[Violation]:
    """What is locked is not locked again."""
    if change.record.locked:
        yield Violation("existing-lock", "Het document is al vergrendeld.")


@effect("drc-009", "sleutel", on=("lock",))
def a_lock_has_a_new_key(change: Change[EnkelvoudigInformatieObject], facts: Nothing) -> Iterator[Update]:
    """Each lock has a key of its own, that cannot be guessed."""
    yield Update(change.record, {"locked": True, "slot": change.fresh_id})


@rule("drc-009", "ontgrendelen", on=("unlock",))
def a_lock_opens_with_its_key(change: Change[EnkelvoudigInformatieObject], facts: Nothing) -> Iterator[Violation]:
    """A lock opens with its key; who may use force needs none. What is not locked has no key, and opens without."""
    body = change.body
    key = body.lock if isinstance(body, UnlockEnkelvoudigInformatieObjectRequest) else ""
    if key != change.record.slot and FORCE not in change.scopes:
        yield WRONG_KEY


@effect("drc-009", "vrijgeven", on=("unlock",))
def an_opened_lock_is_gone(change: Change[EnkelvoudigInformatieObject], facts: Nothing) -> Iterator[Update]:
    """The key of a lock that was opened is of no more use."""
    yield Update(change.record, {"locked": False, "slot": ""})


def is_forced(change: Change[EnkelvoudigInformatieObject]) -> bool:
    """Whether a lock is opened without its key."""
    body = change.body
    return not (isinstance(body, UnlockEnkelvoudigInformatieObjectRequest) and body.lock)


class Gebruik(Facts):
    """Where a document is used, and by what rights."""

    objectinformatieobjecten: Annotated[list[ObjectInformatieObject], Where("informatieobject", "id")]


class Rechten(Facts):
    """The rights on a document."""

    gebruiksrechten: Annotated[list[Gebruiksrechten], Where("informatieobject", "id")]


@rule("drc-008", "verwijderen", on=("destroy",))
def a_document_in_use_stays(change: Change[EnkelvoudigInformatieObject], facts: Gebruik) -> Iterator[Violation]:
    """A document that belongs to a zaak or besluit, or is locked, is not removed."""
    if facts.objectinformatieobjecten:
        yield Violation("pending-relations", "Het document hoort nog bij een ander object.")
    if change.record.locked:
        yield Violation("destroy-locked", "Een vergrendeld document wordt niet verwijderd.")


@rule("drc-006", "gebruiksrechten")
def rights_are_there_when_it_says_so(
    change: Change[EnkelvoudigInformatieObject], facts: Rechten
) -> Iterator[Violation]:
    """The indicatieGebruiksrecht says that there are gebruiksrechten only when there are, and never hides them."""
    said, there = change.record.indicatie_gebruiksrecht, bool(facts.gebruiksrechten)
    if not change.changes("indicatie_gebruiksrecht"):
        return
    if said and not there:
        yield Violation("missing-gebruiksrechten", "Leg eerst de gebruiksrechten vast.", "indicatieGebruiksrecht")
    if not said and there:
        yield Violation(
            "existing-gebruiksrechten", "Er rusten gebruiksrechten op het document.", "indicatieGebruiksrecht"
        )
