"""The brondatum: the day on which the archiefactietermijn of a zaak begins, by every afleidingswijze (zrc-021).

What cannot be determined gives no date. In doubt there is none either: a day that is too early destroys what should
have been kept. So an object that does not answer, a related zaak that is still open and a besluit that never expires
leave the brondatum open.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

import msgspec

from grondslag.kernel.declare import Json, View, view
from grondslag.registers.zaken.peers import BrondatumArchiefprocedure
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
    objecten_elders: Mapping[str, Json] = {}
    """By URL, those that answered."""
    gerelateerde_zaken: Sequence[date | None] = ()
    ingangsdata: Sequence[date | None] = ()
    vervaldata: Sequence[date | None] = ()


@view("")
class ObjectElders(View):
    """An object in a register of any kind, as it is there."""

    gegevens: Json


def at_path(known: Json | None, path: str) -> Any:
    """What stands under this name, or at the end of this path (`record/data/sloop`, or with dots)."""
    if known is not None and path in known:
        return known[path]
    found: Any = known
    for name in re.split(r"[./]", path):
        found = cast("Json", found).get(name) if isinstance(found, dict) else None
    return found


def _of_object(found: ZaakObject, attribute: str, elders: Mapping[str, Json]) -> date | None:
    if found.object:
        return read_day(at_path(elders.get(found.object), attribute))
    known = found.object_identificatie or {}
    return read_day(at_path(known.get("overigeData", known), attribute))


def brondatum(procedure: BrondatumArchiefprocedure | None, bronnen: Bronnen) -> date | None:
    """The day on which the archiefactietermijn begins, by the afleidingswijze of the resultaattype."""
    if procedure is None:
        return None
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
            found = latest([_of_object(each, procedure.datumkenmerk, bronnen.objecten_elders) for each in ours])
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
