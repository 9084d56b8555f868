"""When a version of a verwerkingsactiviteit holds: never two at once, and what has begun is not rewritten.

A record of use names the activity and a moment. What held at that moment must be what anyone reads there later, so
a change of purpose or ground is a new version, which ends the one before it.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

import msgspec

from grondslag.kernel.rules import Change, Facts, Nothing, Update, Violation, Where, derive, effect, rule
from grondslag.registers.verwerkingen.versie import Versie
from grondslag.registers.verwerkingen.verwerkingsactiviteit import Verwerkingsactiviteit

UPDATES = ("update", "partial_update")
_BEGIN, _END = "beginGeldigheid", "eindeGeldigheid"


class Andere(Facts):
    """All versions of the activity, the changed one among them as it was."""

    versies: Annotated[list[Versie], Where("verwerkingsactiviteit", "verwerkingsactiviteit")]


def others(change: Change[Versie], facts: Andere) -> list[Versie]:
    """The versions beside the changed one."""
    return [each for each in facts.versies if each.id != change.record.id]


def overlap(one: Versie, other: Versie) -> bool:
    """Whether there is a day on which both hold."""
    return _before(one.begin_geldigheid, other.einde_geldigheid) and _before(
        other.begin_geldigheid, one.einde_geldigheid
    )


def _before(day: date, end: date | None) -> bool:
    return end is None or day < end


@derive("avg-30", "versienummer", on=("create",))
def versions_are_numbered(change: Change[Versie], facts: Andere) -> dict[str, int]:
    """The versions of an activity are numbered from 1."""
    return {"versie": 1 + max((each.versie for each in others(change, facts)), default=0)}


@rule("avg-30", "geldigheid")
def a_version_begins_before_it_ends(change: Change[Versie], facts: Nothing) -> Iterator[Violation]:
    """A version holds for a day at least."""
    end = change.record.einde_geldigheid
    if end is not None and end <= change.record.begin_geldigheid:
        yield Violation("date-mismatch", "De eerste dag waarop een versie niet meer geldt, ligt na haar begin.", _END)


@rule("avg-30", "opvolging", on=("create",))
def a_version_comes_after_the_last(change: Change[Versie], facts: Andere) -> Iterator[Violation]:
    """A new version begins after those that are there; it ends none of them in the past."""
    begin, earlier = change.record.begin_geldigheid, others(change, facts)
    latest = max((each.begin_geldigheid for each in earlier), default=None)
    if latest is not None and begin <= latest:
        reason = f"Er is al een versie die op {latest:%d-%m-%Y} begint; een nieuwe begint later."
        yield Violation("date-mismatch", reason, _BEGIN)
    elif begin < change.today and any(overlap(each, change.record) for each in earlier):
        reason = "De versie ervoor gold tot nu toe: een nieuwe begint op zijn vroegst vandaag."
        yield Violation("date-mismatch", reason, _BEGIN)


@effect("avg-30", "beeindiging", on=("create",))
def a_new_version_ends_the_last(change: Change[Versie], facts: Andere) -> Iterator[Update]:
    """The version before it ends on the day on which a new one begins."""
    for each in others(change, facts):
        if overlap(each, change.record):
            yield Update(each, {"einde_geldigheid": change.record.begin_geldigheid})


@rule("avg-30", "overlap", on=UPDATES)
def versions_do_not_overlap(change: Change[Versie], facts: Andere) -> Iterator[Violation]:
    """On a day at most one version of an activity holds."""
    for each in others(change, facts):
        if overlap(each, change.record):
            yield Violation("overlap", f"In deze tijd geldt versie {each.versie} al.", _BEGIN)


@rule("avg-30", "vast", on=UPDATES)
def what_has_begun_is_not_rewritten(change: Change[Versie], facts: Nothing) -> Iterator[Violation]:
    """Of a version that has begun only its end may change, and not into the past; one to come stays to come."""
    before, after = change.before, change.after
    if before is None or after is None:
        return
    if before.begin_geldigheid > change.today:
        if after.begin_geldigheid < change.today:
            yield Violation("date-mismatch", "Een versie die nog moet beginnen, begint niet in het verleden.", _BEGIN)
        return
    if _but_for_its_end(before) != _but_for_its_end(after):
        reason = "Deze versie is begonnen en ligt vast, op het einde na. Maak een nieuwe versie."
        yield Violation("wijzigen-niet-toegelaten", reason)
    if change.changes("einde_geldigheid") and not _may_end(before, after, change.today):
        reason = "Het einde van een versie verschuift alleen vanaf vandaag."
        yield Violation("wijzigen-niet-toegelaten", reason, _END)


def _but_for_its_end(versie: Versie) -> Versie:
    return msgspec.structs.replace(versie, einde_geldigheid=None, rev=0)


def _may_end(before: Versie, after: Versie, today: date) -> bool:
    ends = (before.einde_geldigheid, after.einde_geldigheid)
    return all(end is None or end >= today for end in ends)


def begun(versies: Iterable[Versie], today: date) -> bool:
    """Whether one of these has begun: then something may have been done by it."""
    return any(each.begin_geldigheid <= today for each in versies)


@rule("avg-30", "versie-blijft", on=("destroy",))
def a_version_that_has_begun_stays(change: Change[Versie], facts: Nothing) -> Iterator[Violation]:
    """A version that has begun is not removed: records of use lean on it."""
    if begun([change.record], change.today):
        yield Violation("pending-relations", "Deze versie is begonnen en blijft bewaard. Geef haar een einde.")


class Versies(Facts):
    """The versions of the activity."""

    versies: Annotated[list[Versie], Where("verwerkingsactiviteit", "id")]


@rule("avg-30", "activiteit-blijft", on=("destroy",))
def an_activity_that_has_begun_stays(change: Change[Verwerkingsactiviteit], facts: Versies) -> Iterator[Violation]:
    """An activity with a version that has begun is not removed."""
    if begun(facts.versies, change.today):
        reason = "Er is een versie begonnen: de activiteit blijft bewaard. Zet actief op false."
        yield Violation("pending-relations", reason)
