"""The register of processing activities as a report: each activity with what holds, for whom and for which work."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import msgspec

from grondslag.kernel.names import to_wire

State = Literal["in_force", "coming", "ended", "empty", "off"]
_ACTIVITIES = """
    select id::text, identificatie, naam, actief, applicaties, zaaktypen
    from verwerkingen.verwerkingsactiviteit order by identificatie
"""
_VERSIONS = """
    select verwerkingsactiviteit::text as activiteit, to_jsonb(v) - 'id' - 'verwerkingsactiviteit' as versie
    from verwerkingen.versie v order by verwerkingsactiviteit, begin_geldigheid
"""
_APPLICATIES = "select id::text, label, client_ids from autorisaties.applicatie order by label, id"
_ZAAKTYPEN = """
    select id::text, identificatie, omschrijving from catalogi.zaaktype where id::text = any($1::text[])
    order by identificatie, begin_geldigheid
"""


class Tied(msgspec.Struct, frozen=True, kw_only=True):
    """An applicatie that may act for an activity; without client ids when it is registered elsewhere."""

    label: str
    client_ids: tuple[str, ...] = ()


class Zaaktype(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of zaak that an activity belongs to; the identificatie is a URL when it lies elsewhere."""

    identificatie: str
    omschrijving: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An activity. `versie` has wire names: the one in force, else the next, else the last, else None."""

    id: str
    identificatie: str
    naam: str
    stand: State
    versie: Mapping[str, Any] | None
    versies: int
    applicaties: tuple[Tied, ...]
    zaaktypen: tuple[Zaaktype, ...]

    @property
    def clients(self) -> tuple[str, ...]:
        """The client ids that may act for it."""
        return tuple(client for each in self.applicaties for client in each.client_ids)


async def register(pool: Any, today: date) -> list[Entry]:
    """Every activity of the register, by identificatie."""
    rows = await pool.fetch(_ACTIVITIES)
    versions: dict[str, list[dict[str, Any]]] = {}
    for activity, found in await pool.fetch(_VERSIONS):
        versions.setdefault(activity, []).append(msgspec.json.decode(found))
    applicaties = {row[0]: Tied(label=row[1], client_ids=tuple(row[2])) for row in await pool.fetch(_APPLICATIES)}
    keys = sorted({key for row in rows for key in row[5]})
    zaaktypen = {
        row[0]: Zaaktype(identificatie=row[1], omschrijving=row[2]) for row in await pool.fetch(_ZAAKTYPEN, keys)
    }
    return [
        _entry(
            row,
            versions.get(row[0], []),
            today,
            tuple(applicaties.get(key) or Tied(label=key) for key in row[4]),
            tuple(zaaktypen.get(key) or Zaaktype(identificatie=key) for key in row[5]),
        )
        for row in rows
    ]


def _entry(
    row: Sequence[Any],
    versions: Sequence[Mapping[str, Any]],
    today: date,
    applicaties: tuple[Tied, ...],
    zaaktypen: tuple[Zaaktype, ...],
) -> Entry:
    stand, versie = _shown(versions, today)
    return Entry(
        id=row[0],
        identificatie=row[1],
        naam=row[2],
        stand=stand if row[3] else "off",
        versie=None if versie is None else {to_wire(name): value for name, value in versie.items()},
        versies=len(versions),
        applicaties=applicaties,
        zaaktypen=zaaktypen,
    )


def _shown(versions: Sequence[Mapping[str, Any]], today: date) -> tuple[State, Mapping[str, Any] | None]:
    """The version to show, and what it is: of days in ISO form the order is that of the texts."""
    day = today.isoformat()
    begun = [each for each in versions if each["begin_geldigheid"] <= day]
    if begun and (begun[-1]["einde_geldigheid"] is None or day < begun[-1]["einde_geldigheid"]):
        return "in_force", begun[-1]
    if len(begun) < len(versions):
        return "coming", versions[len(begun)]
    return ("ended", begun[-1]) if begun else ("empty", None)
