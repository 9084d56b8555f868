"""What belongs to the records of a person beside themselves: of what type they are, for what and by which law they are
used (the register of verwerkingen), who changed them, and who looked at them (the log).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from grondslag.integration.inzage.finding import Found, Row
from grondslag.integration.inzage.plan import CATALOGUE
from grondslag.kernel.declare import Json
from grondslag.kernel.links import UUID
from grondslag.kernel.render import as_json
from grondslag.kernel.shape import Shape, World
from grondslag.registers.inzage.betrokkene import ANDER_NUMMER, Betrokkene
from grondslag.runtime.activities import Activity
from grondslag.runtime.clients import OWN
from grondslag.runtime.log_rows import records, showing
from grondslag.runtime.partitions import log_schemas
from grondslag.runtime.pseudonyms import Pseudonyms
from grondslag.runtime.town import Town

MOST_LINES = 20_000
"""So many lines of a component, of changes and of use each: the newest."""
MOST_ACTIVITIES = 10_000
OWN_NAME = "Grondslag (opdracht op de server)"
"""What a command is called for the person whose data it used: no client of the APIs has that name."""
RESULTAATTYPE, ZAAKTYPE = "catalogi.resultaattype", "catalogi.zaaktype"
ACTIVITEIT, VERSIE = "verwerkingen.verwerkingsactiviteit", "verwerkingen.versie"


class Activiteit(msgspec.Struct, kw_only=True):
    """A verwerkingsactiviteit with its versions, the latest last."""

    id: str
    identificatie: str
    naam: str
    actief: bool
    zaaktypen: frozenset[str]
    versies: list[Json]

    def version(self, number: int | None, today: date) -> Json | None:
        """A version by its number; without one the version in force, or the last that was."""
        if number is not None:
            return next((each for each in self.versies if each["versie"] == number), None)
        begun = [each for each in self.versies if each["begin_geldigheid"] <= today.isoformat()]
        return begun[-1] if begun else None

    def names_fields(self, today: date) -> bool:
        """Whether it says which fields of a person it uses."""
        version = self.version(None, today)
        return version is not None and bool(version.get("velden"))


class Context(msgspec.Struct, kw_only=True):
    """All of it. `types`: rows of the catalogue by resource and key; `cut`: components with more lines than are in."""

    types: dict[tuple[str, str], Json]
    resultaattypen: dict[str, list[Json]]
    activiteiten: list[Activiteit]
    wijzigingen: dict[str, list[Json]]
    """Lines of the audit trail by the key of their root."""
    gebruik: list[Json]
    """Lines of the log, newest first, each with its component."""
    applicaties: dict[str, str]
    cut: list[str]


async def read_context(town: Town, found: Found, who: Betrokkene, pseudonyms: Pseudonyms) -> Context:
    """What belongs to these records."""
    activiteiten = await _activiteiten(town)
    bound = {(ZAAKTYPE, key) for each in activiteiten for key in each.zaaktypen}
    types, resultaattypen = await _types(town, found.rows, bound)
    wijzigingen, gebruik, cut = await _lines(town, found, subjects_of(who, found.rows), pseudonyms)
    return Context(
        types=types,
        resultaattypen=resultaattypen,
        activiteiten=[_with_all_versions(each, types) for each in activiteiten],
        wijzigingen=wijzigingen,
        gebruik=gebruik,
        applicaties=await _applicaties(town),
        cut=cut,
    )


def subjects_of(who: Betrokkene, rows: Iterable[Row]) -> list[str]:
    """As what the log may know the person: as they are asked for, and by each rol that is theirs."""
    found = [who.subject]
    for row in rows:
        if row.shape.key != "zaken.rol":
            continue
        known = row.shown.get("betrokkeneIdentificatie") or {}
        other = known.get(ANDER_NUMMER)
        if not who.is_named(known.get("inpBsn"), other, who.place(row.shape.name, row.id, row.shown)):
            continue
        found.append(f"rol:{row.id}")
        found += [f"anp:{other}"] if other else []
        found += [f"uri:{row.shown['betrokkene']}"] if row.shown.get("betrokkene") else []
    return list(dict.fromkeys(found))


async def activity_named(town: Town, name: str) -> Activity | None:
    """The activity with this identificatie, in the version that is in force; None where there is none, or it is off."""
    today = town.today()
    found = next((each for each in await _activiteiten(town) if each.identificatie == name), None)
    version = found.version(None, today) if found is not None else None
    if found is None or version is None:
        return None
    begin, end = version["begin_geldigheid"], version["einde_geldigheid"]
    activity = Activity(
        id=found.id,
        identificatie=name,
        versie=version["versie"],
        naam=found.naam,
        begin=date.fromisoformat(begin),
        einde=date.fromisoformat(end) if end else None,
        zaaktypen=found.zaaktypen,
        velden=frozenset(version["velden"]),
        actief=found.actief,
    )
    return activity if activity.in_force(today) else None


# --- types and activities -----------------------------------------------------------------------------------------


async def _activiteiten(town: Town) -> list[Activiteit]:
    world = town.engine.world
    if not {ACTIVITEIT, VERSIE} <= world.shapes.keys() or "verwerkingen" not in town.engine.served:
        return []
    parts = [_whole(world.shapes[key]) for key in (ACTIVITEIT, VERSIE)]
    rows = await town.pool.fetch_once(" union all ".join(parts) + f" limit {MOST_ACTIVITIES:d}")
    made: dict[str, Activiteit] = {}
    versies: list[Json] = []
    for key, text in rows:
        row = msgspec.json.decode(text)
        if key == VERSIE:
            versies.append(row)
            continue
        made[row["id"]] = Activiteit(
            id=row["id"],
            identificatie=row["identificatie"],
            naam=row["naam"],
            actief=row["actief"],
            zaaktypen=frozenset(row["zaaktypen"]),
            versies=[],
        )
    for each in sorted(versies, key=lambda row: row["begin_geldigheid"]):
        if (of := made.get(each["verwerkingsactiviteit"])) is not None:
            of.versies.append(each)
    return sorted(made.values(), key=lambda each: each.identificatie)


def _whole(shape: Shape) -> str:
    return f"select '{shape.key}', ({as_json(shape, 't')})::text from {shape.table} t"


async def _types(
    town: Town, rows: Sequence[Row], more: Iterable[tuple[str, str]]
) -> tuple[dict[tuple[str, str], Json], dict[str, list[Json]]]:
    """The types that the records name, and the outcomes that their zaaktypen may have: one statement on Catalogi."""
    world = town.engine.world
    if CATALOGUE not in town.engine.served:
        return {}, {}
    wanted = {key for key in (*_references(world, rows), *more) if UUID.fullmatch(key[1])}
    by_target: dict[str, list[str]] = {}
    for target, key in sorted(wanted):
        by_target.setdefault(target, []).append(key)
    by_target.setdefault(RESULTAATTYPE, [])
    parts, values = [], list[list[str]]()
    for target, keys in by_target.items():
        values.append(keys)
        parts.append(f"{_whole(world.shapes[target])} where t.id = any(${len(values)}::uuid[])")
    values.append(by_target.get(ZAAKTYPE, []))
    parts.append(f"{_whole(world.shapes[RESULTAATTYPE])} where t.zaaktype = any(${len(values)}::uuid[])")
    types: dict[tuple[str, str], Json] = {}
    outcomes: dict[str, dict[str, Json]] = {}
    for key, text in await town.pool.fetch_once(" union all ".join(parts), *values):
        row = msgspec.json.decode(text)
        types[key, row["id"]] = row
        if key == RESULTAATTYPE:
            outcomes.setdefault(row["zaaktype"], {})[row["id"]] = row
    return types, {zaaktype: list(found.values()) for zaaktype, found in outcomes.items()}


def _references(world: World, rows: Sequence[Row]) -> Iterable[tuple[str, str]]:
    for row in rows:
        for field in row.shape.stored:
            target = field.to.target if field.to is not None else ""
            if target in world.shapes and target.startswith(CATALOGUE + ".") and not field.many and not field.named:
                yield target, getattr(row.record, field.name) or ""


def _with_all_versions(activiteit: Activiteit, types: Mapping[tuple[str, str], Json]) -> Activiteit:
    """An activity belongs to a zaaktype in all its versions: those that are met here are added."""

    def name(row: Json) -> tuple[str, str]:
        return row["catalogus"], row["identificatie"]

    of_zaaktypen = {key: row for (target, key), row in types.items() if target == ZAAKTYPE}
    names = {name(of_zaaktypen[key]) for key in activiteit.zaaktypen if key in of_zaaktypen}
    more = {key for key, row in of_zaaktypen.items() if name(row) in names}
    return msgspec.structs.replace(activiteit, zaaktypen=activiteit.zaaktypen | more)


async def _applicaties(town: Town) -> dict[str, str]:
    """The names of applicaties by client id."""
    if "autorisaties" not in town.engine.served:
        return {OWN: OWN_NAME}
    rows = await town.pool.fetch("select client_ids, label from autorisaties.applicatie order by id")
    return {OWN: OWN_NAME} | {client: label for clients, label in rows for client in clients}


# --- changes and use ----------------------------------------------------------------------------------------------


async def _lines(
    town: Town, found: Found, subjects: Sequence[str], pseudonyms: Pseudonyms
) -> tuple[dict[str, list[Json]], list[Json], list[str]]:
    """Who changed and who used the data: one statement per component."""
    named = [pseudonym for each in subjects for pseudonym in pseudonyms.all_of(each)]
    wijzigingen: dict[str, list[Json]] = {}
    gebruik: list[Json] = []
    cut: list[str] = []
    world, logs = town.engine.world, set(await log_schemas(town.pool))
    components = {name for name in town.engine.served if world.components[name].rooms}
    for component in sorted(components | logs):
        roots = sorted({row.root for row in found.rows if row.shape.component == component})
        changed = used = 0
        sql, values = _lines_sql(component, roots, named, trail=component in components, log=component in logs)
        for kind, text in await town.pool.fetch_once(sql, *values):
            row = msgspec.json.decode(text)
            if kind == "audittrail":
                changed += 1
                wijzigingen.setdefault(row["root"], []).append(row | {"component": component})
            else:
                used += 1
                gebruik.append(row | {"component": component})
        if max(changed, used) >= MOST_LINES:
            cut.append(component)
    for lines in wijzigingen.values():
        lines.sort(key=lambda row: row["id"])
    return wijzigingen, sorted(gebruik, key=lambda row: row["tijd"], reverse=True), cut


def _lines_sql(
    component: str, roots: list[str], named: list[bytes], *, trail: bool, log: bool
) -> tuple[str, list[Any]]:
    """The statement on one component, with its values."""
    values: list[Any] = []
    parts: list[str] = []
    for wanted, name, value, kind in (
        (trail, "audittrail", roots, "uuid[]"),
        (log, "verwerking", named, "bytea[]"),
    ):
        if wanted:
            values.append(value)
            place = f"${len(values)}::{kind}"
            rows, order = _trail(component, place) if name == "audittrail" else _uses(component, place)
            newest = f"order by t.{order} desc limit {MOST_LINES:d}"
            parts.append(f"(select '{name}', to_jsonb(t)::text from {rows} {newest})")
    return " union all ".join(parts), values


def _trail(component: str, roots: str) -> tuple[str, str]:
    """The audit lines of these roots, and what tells the newest."""
    return f"{component}.audittrail t where t.root = any({roots})", "id"


def _uses(component: str, persons: str) -> tuple[str, str]:
    """The records of what was done with data of these persons, and what tells the newest."""
    newest = f"order by tijd desc limit {MOST_LINES:d}"
    rows = records(component, showing(component, persons, newest))
    return f"({rows}) t where t.betrokkene = any({persons})", "tijd"
