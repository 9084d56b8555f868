"""What a status sets off: the last one closes the zaak, another one reopens it.

Closing and reopening follow the status that is added, whatever its moment; which one the zaak shows, its moment.
"""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.rules import Change, Each, Facts, One, Refusal, Update, Violation, Where, effect, rule
from grondslag.registers.zaken.peers import InformatieObjectView, StatusTypeView
from grondslag.registers.zaken.resultaat import Resultaat
from grondslag.registers.zaken.rol import Rol
from grondslag.registers.zaken.status import Status
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaak_afgesloten import FORCE
from grondslag.registers.zaken.zaakdeel import not_in_the_future, of_the_same_zaaktype
from grondslag.registers.zaken.zaakinformatieobject import ZaakInformatieObject
from grondslag.vocabulary.tijd import local_date

ADD = "zaken.statussen.toevoegen"
REOPEN = "zaken.heropenen"


class Stand(Facts):
    """The zaak, and the kind of status it gets."""

    zaak: Annotated[Zaak, One("zaak")]
    statustype: Annotated[StatusTypeView, One("statustype")]


class Geschiedenis(Stand):
    """The status that was set latest up to now, by the moment at which it was set."""

    laatste: Annotated[Status | None, Where("zaak", "zaak", latest_by="datum_status_gezet")]


class Zetter(Facts):
    """Who sets the status."""

    gezetdoor: Annotated[Rol | None, One("gezetdoor")]


class Sluiten(Stand):
    """What must be in order before the zaak closes."""

    resultaat: Annotated[Resultaat | None, Where("zaak", "zaak", when="statustype.is_eindstatus")]
    zaakinformatieobjecten: Annotated[
        list[ZaakInformatieObject], Where("zaak", "zaak", when="statustype.is_eindstatus")
    ]
    informatieobjecten: Annotated[list[InformatieObjectView], Each("zaakinformatieobjecten.informatieobject")]


@rule("zrc-016", "statustype")
def the_statustype_fits_the_zaak(change: Change[Status], facts: Stand) -> Iterator[Violation]:
    """The statustype belongs to the zaaktype of the zaak."""
    yield from of_the_same_zaaktype(facts.statustype.zaaktype, facts.zaak.zaaktype, "Het statustype")


@rule("zrc", "datum-status-gezet")
def a_status_was_set_already(change: Change[Status], facts: Stand) -> Iterator[Violation]:
    """A status is not set in the future."""
    yield from not_in_the_future(change, change.record.datum_status_gezet, "datumStatusGezet")


@rule("zrc", "gezetdoor")
def a_status_is_set_by_someone_of_the_zaak(change: Change[Status], facts: Zetter) -> Iterator[Violation]:
    """Who sets a status has a rol in the same zaak."""
    if facts.gezetdoor is not None and facts.gezetdoor.zaak != change.record.zaak:
        yield Violation("zaak-mismatch", "Deze rol hoort bij een andere zaak.", "gezetdoor")


@rule("zrc-006", "eerste-status")
def whoever_opens_a_zaak_sets_its_first_status(change: Change[Status], facts: Stand) -> Iterator[Refusal]:
    """With only zaken.aanmaken one sets the first status of a zaak, no more."""
    if facts.zaak.status is not None and not change.scopes & {ADD, REOPEN}:
        yield Refusal("Met alleen de scope zaken.aanmaken zet je uitsluitend de eerste status van een zaak.")


@rule("zrc-008", "recht")
def reopening_takes_a_right(change: Change[Status], facts: Stand) -> Iterator[Refusal]:
    """A closed zaak is reopened only with zaken.heropenen; closing it anew may be forced as well."""
    if facts.zaak.einddatum is None or REOPEN in change.scopes:
        return
    if not facts.statustype.is_eindstatus or FORCE not in change.scopes:
        yield Refusal("De zaak is afgesloten; heropenen mag alleen met de scope zaken.heropenen.")


@rule("zrc-007", "resultaat")
def closing_needs_a_resultaat(change: Change[Status], facts: Sluiten) -> Iterator[Violation]:
    """A zaak closes with its eindstatus, and only after it has a resultaat."""
    if facts.statustype.is_eindstatus and facts.resultaat is None:
        yield Violation("resultaat-does-not-exist", "Leg eerst een resultaat vast; daarna kan de zaak dicht.")


@rule("zrc-007", "gebruiksrecht")
def closing_needs_known_gebruiksrechten(change: Change[Status], facts: Sluiten) -> Iterator[Violation]:
    """A zaak closes only when it is known of each of its documents whether gebruiksrechten apply."""
    if not facts.statustype.is_eindstatus:
        return
    known = [each for each in facts.informatieobjecten if each.indicatie_gebruiksrecht is not None]
    if len(known) < len({each.informatieobject for each in facts.zaakinformatieobjecten}):
        yield Violation(
            "indicatiegebruiksrecht-unset", "Niet van elk document is bekend of er gebruiksrechten op rusten."
        )


@effect("zrc", "huidige-status", on=("create",))
def an_older_status_is_not_the_current_one(change: Change[Status], facts: Geschiedenis) -> Iterator[Update]:
    """The status of a zaak is the one set latest by datumStatusGezet; an older one that is added later leaves it."""
    if facts.laatste is not None and facts.laatste.datum_status_gezet > change.record.datum_status_gezet:
        yield Update(facts.zaak, {"status": facts.laatste.id})


@effect("zrc-007", "afsluiten", on=("create",))
def the_eindstatus_closes_the_zaak(change: Change[Status], facts: Stand) -> Iterator[Update]:
    """The eindstatus closes the zaak on the day on which it was set."""
    if facts.statustype.is_eindstatus:
        yield Update(facts.zaak, {"einddatum": local_date(change.record.datum_status_gezet)})


@effect("zrc-008", "heropenen", on=("create",))
def another_status_reopens_the_zaak(change: Change[Status], facts: Stand) -> Iterator[Update]:
    """Any other status reopens a closed zaak: what followed from closing it is cleared."""
    if facts.zaak.einddatum is not None and not facts.statustype.is_eindstatus:
        followed = ("einddatum", "archiefactiedatum", "archiefnominatie", "startdatum_bewaartermijn")
        yield Update(facts.zaak, dict.fromkeys(followed))
