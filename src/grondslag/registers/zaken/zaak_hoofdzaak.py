"""A zaak as a part of another: one level deep, never of itself. Its bewaartermijn may wait for the whole."""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.rules import Change, Each, Facts, One, Update, Violation, Where, effect, rule
from grondslag.registers.zaken.peers import ResultaatTypeView, StatusTypeView
from grondslag.registers.zaken.resultaat import Resultaat
from grondslag.registers.zaken.status import Status
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaak_archief import follows
from grondslag.vocabulary.tijd import local_date


class Hoofdzaken(Facts):
    """The hoofdzaak as it will be and as it was: both keep the array of their deelzaken."""

    hoofdzaak: Annotated[Zaak | None, One("hoofdzaak")]
    vorige_hoofdzaak: Annotated[Zaak | None, One("before.hoofdzaak")]


@rule("zrc-013", "hoofdzaak")
def a_hoofdzaak_is_no_deelzaak(change: Change[Zaak], facts: Hoofdzaken) -> Iterator[Violation]:
    """A zaak is not a deelzaak of itself, and a deelzaak has no deelzaken."""
    zaak = change.record
    if zaak.hoofdzaak is None or not change.changes("hoofdzaak"):
        return
    if zaak.hoofdzaak == zaak.id:
        yield Violation("self-forbidden", "Een zaak is geen deelzaak van zichzelf.", "hoofdzaak")
    elif facts.hoofdzaak is not None and facts.hoofdzaak.hoofdzaak is not None:
        yield Violation("deelzaak-als-hoofdzaak", "De hoofdzaak is zelf al een deelzaak.", "hoofdzaak")
    elif zaak.deelzaken:
        yield Violation("deelzaak-als-hoofdzaak", "Een zaak met deelzaken wordt geen deelzaak.", "hoofdzaak")


class DeelzakenMetResultaat(Facts):
    """The deelzaken of a zaak that gets a status, and what they came to."""

    zaak: Annotated[Zaak, One("zaak")]
    statustype: Annotated[StatusTypeView, One("statustype")]
    deelzaken: Annotated[list[Zaak], Where("hoofdzaak", "zaak", when="zaak.deelzaken")]
    resultaten: Annotated[list[Resultaat], Where("zaak", "deelzaken.id")]
    resultaattypen: Annotated[list[ResultaatTypeView], Each("resultaten.resultaattype")]


@effect("zrc-021", "deelzaken", on=("create",))
def closed_deelzaken_follow_their_hoofdzaak(change: Change[Status], facts: DeelzakenMetResultaat) -> Iterator[Update]:
    """Deelzaken that closed before their hoofdzaak get their dates when it closes, and lose them when it reopens."""
    old = facts.zaak.einddatum
    new = local_date(change.record.datum_status_gezet) if facts.statustype.is_eindstatus else None
    types = {each.id: each for each in facts.resultaattypen}
    kinds = {each.zaak: types.get(each.resultaattype) for each in facts.resultaten}
    for deelzaak in facts.deelzaken:
        kind = kinds.get(deelzaak.id)
        waits = deelzaak.einddatum is not None and not deelzaak.gaat_naar_archief and old != new
        if waits and kind is not None and kind.afleidingswijze == "hoofdzaak":
            yield from follows(deelzaak, kind, old, new)
