"""When a zaak goes to the archive or is destroyed: derived when it closes (zrc-021), guarded afterwards (zrc-022).

What cannot be determined gives no date. In doubt there is none either: a day that is too early destroys what should
have been kept. So an object that is only referred to, a related zaak that is still open and a besluit that never
expires leave the brondatum open.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import msgspec

from grondslag.kernel.declare import View, view
from grondslag.kernel.rules import Change, Each, Facts, One, Update, Violation, Where, effect, rule
from grondslag.registers.zaken.peers import (
    BesluitView,
    BrondatumArchiefprocedure,
    InformatieObjectView,
    ResultaatTypeView,
    StatusTypeView,
)
from grondslag.registers.zaken.resultaat import Resultaat
from grondslag.registers.zaken.status import Status
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakbesluit import ZaakBesluit
from grondslag.registers.zaken.zaakeigenschap import ZaakEigenschap
from grondslag.registers.zaken.zaakinformatieobject import ZaakInformatieObject
from grondslag.registers.zaken.zaakobject import ZaakObject
from grondslag.vocabulary.duur import add, parse_duur
from grondslag.vocabulary.tijd import local_date, parse_datetime

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|(\d\d)(\d\d)(?:\d{6})?)")


def read_day(text: Any) -> date | None:
    """The day in a text: `2026-11-23` (zeros may be missing) or `20261123`, with or without a time. None for others."""
    if not isinstance(text, str):
        return None
    moment = parse_datetime(text.strip())
    if moment is not None:
        return local_date(moment)
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5]))
    except ValueError:
        return None


def after(day: date | None, duration: str | None) -> date | None:
    """The day plus a duration by the calendar; None when either is missing or unreadable."""
    span = parse_duur(duration) if duration else None
    return add(day, span) if day is not None and span is not None else None


def latest(days: Sequence[date | None]) -> date | None:
    """The latest of the days; None when there is none, or when one of them is unknown."""
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


@view("zaken.zaak")
class AndereZaak(View):
    """Of another zaak only when it closed."""

    einddatum: date | None = None


class Bronnen(msgspec.Struct, frozen=True, kw_only=True):
    """All from which a brondatum may follow. A day is None when it is unknown."""

    einddatum: date
    hoofdzaak: date | None = None
    eigenschappen: Mapping[str, str] = {}
    objecten: Sequence[ZaakObject] = ()
    gerelateerde_zaken: Sequence[date | None] = ()
    ingangsdata: Sequence[date | None] = ()
    vervaldata: Sequence[date | None] = ()


def _of_object(found: ZaakObject, attribute: str) -> date | None:
    known = found.object_identificatie or {}
    return read_day(known.get("overigeData", known).get(attribute))


def brondatum(procedure: BrondatumArchiefprocedure, bronnen: Bronnen) -> date | None:
    """The day on which the archiefactietermijn begins, by the afleidingswijze of the resultaattype."""
    found: date | None = None
    match procedure.afleidingswijze:
        case "afgehandeld":
            found = bronnen.einddatum
        case "hoofdzaak":
            found = bronnen.hoofdzaak
        case "eigenschap":
            found = read_day(bronnen.eigenschappen.get(procedure.datumkenmerk))
        case "zaakobject":
            ours = [each for each in bronnen.objecten if each.object_type == procedure.objecttype]
            found = latest([_of_object(each, procedure.datumkenmerk) for each in ours])
        case "termijn":
            found = after(bronnen.einddatum, procedure.procestermijn)
        case "gerelateerde_zaak":
            found = latest(bronnen.gerelateerde_zaken)
        case "ingangsdatum_besluit":
            found = latest(bronnen.ingangsdata)
        case "vervaldatum_besluit":
            found = latest(bronnen.vervaldata)
        case _:  # ander_datumkenmerk: known elsewhere, so the date is set by hand
            pass
    return found


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
    zaakbesluiten: Annotated[list[ZaakBesluit], Where("zaak", "zaak", when="statustype.is_eindstatus")]
    besluiten: Annotated[list[BesluitView], Each("zaakbesluiten.besluit")]


def _bronnen(facts: Archief, closed: date) -> Bronnen:
    """What did not answer counts as unknown, so that no date follows without it."""
    silent_zaken = [None] * (len(facts.zaak.relevante_andere_zaken) - len(facts.gerelateerde_zaken))
    silent_besluiten = [None] * (len(facts.zaakbesluiten) - len(facts.besluiten))
    return Bronnen(
        einddatum=closed,
        hoofdzaak=facts.hoofdzaak.einddatum if facts.hoofdzaak is not None else None,
        eigenschappen={each.naam: each.waarde for each in facts.zaakeigenschappen},
        objecten=facts.zaakobjecten,
        gerelateerde_zaken=[*(each.einddatum for each in facts.gerelateerde_zaken), *silent_zaken],
        ingangsdata=[*(each.ingangsdatum for each in facts.besluiten), *silent_besluiten],
        vervaldata=[*(each.vervaldatum for each in facts.besluiten), *silent_besluiten],
    )


def archiefactiedatum(zaak: Zaak, resultaattype: ResultaatTypeView, bronnen: Bronnen) -> date | None:
    """The day on which the zaak is destroyed or handed over; a startdatumBewaartermijn set by hand goes first."""
    procedure = resultaattype.brondatum_archiefprocedure
    begin = zaak.startdatum_bewaartermijn
    if begin is None and procedure is not None:
        begin = brondatum(procedure, bronnen)
    return after(begin, resultaattype.archiefactietermijn)


@effect("zrc-021", "afleiden", on=("create",))
def closing_derives_the_archive_dates(change: Change[Status], facts: Archief) -> Iterator[Update]:
    """When a zaak closes, its archiefnominatie and archiefactiedatum follow from the resultaattype."""
    if not facts.statustype.is_eindstatus or facts.resultaattype is None:
        return
    values: dict[str, Any] = {}
    if not facts.zaak.archiefnominatie and facts.resultaattype.archiefnominatie:
        values["archiefnominatie"] = facts.resultaattype.archiefnominatie
    closed = local_date(change.record.datum_status_gezet)
    derived = archiefactiedatum(facts.zaak, facts.resultaattype, _bronnen(facts, closed))
    if derived is not None:
        values["archiefactiedatum"] = derived
    if values:
        yield Update(facts.zaak, values)


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
