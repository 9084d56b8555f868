"""When a zaak goes to the archive or is destroyed: derived when it closes (zrc-021), guarded afterwards (zrc-022).

What was derived at closing is derived again when its source changes: another resultaat, or a value, an object or a
besluit that is corrected by force. What was set by hand stays, unless something new follows; a value by hand that
equals what was derived cannot be told from it, and goes with it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import msgspec

from grondslag.kernel.rules import WRITES, Change, Each, Facts, One, Update, Violation, Where, effect, rule
from grondslag.registers.zaken.peers import BesluitView, InformatieObjectView, ResultaatTypeView, StatusTypeView
from grondslag.registers.zaken.resultaat import Resultaat
from grondslag.registers.zaken.status import Status
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaak_brondatum import AndereZaak, Bronnen, ObjectElders, after, brondatum
from grondslag.registers.zaken.zaakbesluit import ZaakBesluit
from grondslag.registers.zaken.zaakdeel import PartOfZaak
from grondslag.registers.zaken.zaakeigenschap import ZaakEigenschap
from grondslag.registers.zaken.zaakinformatieobject import ZaakInformatieObject
from grondslag.registers.zaken.zaakobject import ZaakObject
from grondslag.vocabulary.tijd import local_date


class Archief(Facts):
    """What closes, with which resultaat, and all from which a brondatum may follow."""

    zaak: Annotated[Zaak, One("zaak")]
    statustype: Annotated[StatusTypeView, One("statustype")]
    resultaat: Annotated[Resultaat | None, Where("zaak", "zaak", when="statustype.is_eindstatus")]
    resultaattype: Annotated[ResultaatTypeView | None, One("resultaat.resultaattype")]
    hoofdzaak: Annotated[AndereZaak | None, One("zaak.hoofdzaak", when="statustype.is_eindstatus")]
    gerelateerde_zaken: Annotated[
        list[AndereZaak], Each("zaak.relevante_andere_zaken.url", when="statustype.is_eindstatus")
    ]
    zaakeigenschappen: Annotated[list[ZaakEigenschap], Where("zaak", "zaak", when="statustype.is_eindstatus")]
    zaakobjecten: Annotated[list[ZaakObject], Where("zaak", "zaak", when="statustype.is_eindstatus")]
    objecten: Annotated[list[ObjectElders], Each("zaakobjecten.object", when="resultaattype.telt_objecten")]
    zaakbesluiten: Annotated[list[ZaakBesluit], Where("zaak", "zaak", when="statustype.is_eindstatus")]
    besluiten: Annotated[list[BesluitView], Each("zaakbesluiten.besluit")]


class Gesloten(Facts):
    """Of a zaak, when it is closed, all from which a brondatum may follow."""

    zaak: Annotated[Zaak, One("zaak")]
    hoofdzaak: Annotated[AndereZaak | None, One("zaak.hoofdzaak", when="zaak.einddatum")]
    gerelateerde_zaken: Annotated[list[AndereZaak], Each("zaak.relevante_andere_zaken.url", when="zaak.einddatum")]
    zaakeigenschappen: Annotated[list[ZaakEigenschap], Where("zaak", "zaak", when="zaak.einddatum")]
    zaakobjecten: Annotated[list[ZaakObject], Where("zaak", "zaak", when="zaak.einddatum")]
    objecten: Annotated[list[ObjectElders], Each("zaakobjecten.object", when="resultaattype.telt_objecten")]
    zaakbesluiten: Annotated[list[ZaakBesluit], Where("zaak", "zaak", when="zaak.einddatum")]
    besluiten: Annotated[list[BesluitView], Each("zaakbesluiten.besluit")]


class AnderResultaat(Gesloten):
    """The kind of the resultaat that is added or taken away."""

    resultaattype: Annotated[ResultaatTypeView | None, One("resultaattype")]


class AndereBron(Gesloten):
    """The resultaat, while something else of the zaak changes."""

    resultaat: Annotated[Resultaat | None, Where("zaak", "zaak", when="zaak.einddatum")]
    resultaattype: Annotated[ResultaatTypeView | None, One("resultaat.resultaattype")]


class AnderObject(AndereBron):
    """The object that is added or changed, when it lies elsewhere."""

    object: Annotated[ObjectElders | None, One("after.object", when="resultaattype.telt_objecten")]


class AnderBesluit(AndereBron):
    """The besluit that is added."""

    besluit: Annotated[BesluitView | None, One("after.besluit", when="zaak.einddatum")]


def _bronnen(facts: Archief | Gesloten, closed: date) -> Bronnen:
    """What did not answer counts as unknown, so that no date follows without it."""
    besluiten = {each.besluit for each in facts.zaakbesluiten}
    silent_zaken = {each.url for each in facts.zaak.relevante_andere_zaken} - {
        each.id for each in facts.gerelateerde_zaken
    }
    known = [each for each in facts.besluiten if each.id in besluiten]
    silent_besluiten = [None] * len(besluiten - {each.id for each in known})
    return Bronnen(
        einddatum=closed,
        hoofdzaak=facts.hoofdzaak.einddatum if facts.hoofdzaak is not None else None,
        eigenschappen={each.naam: each.waarde for each in facts.zaakeigenschappen},
        objecten=facts.zaakobjecten,
        objecten_elders={each.id: each.gegevens for each in facts.objecten},
        gerelateerde_zaken=[*(each.einddatum for each in facts.gerelateerde_zaken), *(None for _ in silent_zaken)],
        ingangsdata=[*(each.ingangsdatum for each in known), *silent_besluiten],
        vervaldata=[*(each.vervaldatum for each in known), *silent_besluiten],
    )


def _begin(facts: Any, closed: date | None) -> date | None:
    """The brondatum of a zaak that closes or closed on this day; None for one that is open, or has no resultaat."""
    if facts.resultaattype is None or closed is None:
        return None
    return brondatum(facts.resultaattype.brondatum_archiefprocedure, _bronnen(facts, closed))


def follows(zaak: Zaak, kind: ResultaatTypeView, old: date | None, new: date | None) -> Iterator[Update]:
    """What follows for the archive when the brondatum was `old` and is `new`. What was set by hand goes first."""
    values: dict[str, Any] = {}
    if not zaak.archiefnominatie and kind.archiefnominatie:
        values["archiefnominatie"] = kind.archiefnominatie
    begin = zaak.startdatum_bewaartermijn
    if begin in (None, old):
        values["startdatum_bewaartermijn"] = begin = new
    derived = after(begin, kind.archiefactietermijn)
    if derived is not None or zaak.archiefactiedatum == after(old, kind.archiefactietermijn):
        values["archiefactiedatum"] = derived
    values = {name: value for name, value in values.items() if getattr(zaak, name) != value}
    if values:
        yield Update(zaak, values)


@effect("zrc-021", "afleiden", on=("create",))
def closing_derives_the_archive_dates(change: Change[Status], facts: Archief) -> Iterator[Update]:
    """When a zaak closes, its archiefnominatie and archiefactiedatum follow from the resultaattype."""
    if not facts.statustype.is_eindstatus or facts.resultaattype is None:
        return
    old, new = (_begin(facts, day) for day in (facts.zaak.einddatum, local_date(change.record.datum_status_gezet)))
    yield from follows(facts.zaak, facts.resultaattype, old, new)


@effect("zrc-021", "ander-resultaat", on=("create", "destroy"))
def another_resultaat_brings_its_own_dates(change: Change[Resultaat], facts: AnderResultaat) -> Iterator[Update]:
    """What followed from the resultaat of a closed zaak goes with it; what follows from another one comes with that."""
    zaak, kind = facts.zaak, facts.resultaattype
    if zaak.einddatum is None or kind is None:
        return
    begin = _begin(facts, zaak.einddatum)
    if change.after is not None:
        yield from follows(zaak, kind, None, begin)
        return
    if zaak.archiefnominatie == kind.archiefnominatie:
        yield Update(zaak, {"archiefnominatie": None})
    yield from follows(zaak, msgspec.structs.replace(kind, archiefnominatie=""), begin, None)


def _moved(facts: AndereBron, later: AndereBron) -> Iterator[Update]:
    """What follows for a closed zaak when its sources become others."""
    zaak, kind = facts.zaak, facts.resultaattype
    old, new = _begin(facts, zaak.einddatum), _begin(later, zaak.einddatum)
    if kind is not None and old != new:
        yield from follows(zaak, kind, old, new)


def _as_they_will_be(change: Change[Any], parts: list[Any]) -> list[PartOfZaak]:
    """The parts of the zaak after the change of one of them."""
    others = [each for each in parts if each.id != change.record.id]
    return others if change.after is None else [*others, change.after]


@effect("zrc-021", "andere-eigenschap", on=WRITES)
def a_corrected_value_moves_the_archive_dates(change: Change[ZaakEigenschap], facts: AndereBron) -> Iterator[Update]:
    """When a closed zaak gets another value from which its brondatum follows, so do its archive dates."""
    values = _as_they_will_be(change, facts.zaakeigenschappen)
    yield from _moved(facts, msgspec.structs.replace(facts, zaakeigenschappen=values))


@effect("zrc-021", "ander-object", on=WRITES)
def a_corrected_object_moves_the_archive_dates(change: Change[ZaakObject], facts: AnderObject) -> Iterator[Update]:
    """When a closed zaak gets another object from which its brondatum follows, so do its archive dates."""
    things, known = _as_they_will_be(change, facts.zaakobjecten), [*facts.objecten, *filter(None, [facts.object])]
    yield from _moved(facts, msgspec.structs.replace(facts, zaakobjecten=things, objecten=known))


@effect("zrc-021", "ander-besluit", on=WRITES)
def another_besluit_moves_the_archive_dates(change: Change[ZaakBesluit], facts: AnderBesluit) -> Iterator[Update]:
    """When a closed zaak gets another besluit from which its brondatum follows, so do its archive dates."""
    relations, known = _as_they_will_be(change, facts.zaakbesluiten), [*facts.besluiten, *filter(None, [facts.besluit])]
    yield from _moved(facts, msgspec.structs.replace(facts, zaakbesluiten=relations, besluiten=known))


class Archiveren(Facts):
    """The documents of a zaak that goes to the archive."""

    zaakinformatieobjecten: Annotated[list[ZaakInformatieObject], Where("zaak", "id", when="gaat_naar_archief")]
    informatieobjecten: Annotated[list[InformatieObjectView], Each("zaakinformatieobjecten.informatieobject")]


@rule("zrc-022", "archiefstatus")
def archiving_needs_documents_and_dates(change: Change[Zaak], facts: Archiveren) -> Iterator[Violation]:
    """A zaak goes to the archive with all its documents, an archiefnominatie and an archiefactiedatum."""
    zaak = change.record
    if not zaak.gaat_naar_archief or not change.changes("archiefstatus", "archiefnominatie", "archiefactiedatum"):
        return
    archived = [each for each in facts.informatieobjecten if each.status == "gearchiveerd"]
    if len(archived) < len({each.informatieobject for each in facts.zaakinformatieobjecten}):
        yield Violation("documents-not-archived", "Nog niet alle documenten zijn gearchiveerd.", "archiefstatus")
    if not zaak.archiefnominatie:
        yield Violation("archiefnominatie-not-set", "De archiefnominatie is nog niet bekend.", "archiefnominatie")
    if zaak.archiefactiedatum is None:
        yield Violation("archiefactiedatum-not-set", "De archiefactiedatum is nog niet bekend.", "archiefactiedatum")
