"""From a record of a catalogue export to the body that creates it here, and what to do when a rule refuses it."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from grondslag.kernel.declare import Record
from grondslag.kernel.names import to_wire
from grondslag.kernel.shape import Field, fields_of
from grondslag.registers.catalogi.eigenschap import LENGTE
from grondslag.registers.catalogi.inlezen_verslag import Remark
from grondslag.registers.catalogi.resultaattype import WIJZE_BIJ_TERMIJN
from grondslag.registers.catalogi.selectielijst import lijst
from grondslag.vocabulary.urls import split_reference

Json = dict[str, Any]
NAMED = ("besluittypen", "informatieobjecttypen", "deelzaaktypen", "informatieobjecttype")
"""Relations by name: what the export refers to by URL, we send by name."""
RULES = {
    "selectielijstProcestype": "ztc-001",
    "resultaattypeomschrijving": "ztc-002",
    "selectielijstklasse": "ztc-002",
    "procestype-mismatch": "ztc-002",
    "invalid-afleidingswijze-for-procestermijn": "ztc-003",
    "brondatumArchiefprocedure.datumkenmerk": "ztc-004",
    "brondatumArchiefprocedure.einddatumBekend": "ztc-005",
    "brondatumArchiefprocedure.objecttype": "ztc-006",
    "brondatumArchiefprocedure.registratie": "ztc-007",
    "brondatumArchiefprocedure.procestermijn": "ztc-008",
    "non-concept-object": "ztc-009",
    "non-concept-zaaktype": "ztc-010",
    "non-concept-relation": "ztc-010",
    "concept-relation": "ztc-012",
    "specificatie.lengte": "ztc-015",
    "overlap": "ztc-016",
}
"""By the code or the name that an answer gives, the rule of the standard behind it."""
_EMPTY = {"einddatumBekend": False, "procestermijn": None}


class Seen(msgspec.Struct):
    """What the export has shown so far: per URL of the source the URL here, the name, and the procestype."""

    urls: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    names: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    procestypen: dict[str, lijst.Procestype] = msgspec.field(default_factory=dict[str, lijst.Procestype])


def in_wire(value: Any) -> Any:
    """The same with every name as the wire writes it."""
    if isinstance(value, Mapping):
        return {to_wire(name): in_wire(inner) for name, inner in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return [in_wire(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    return value


def uuid_of(url: str) -> str:
    """The UUID at the end of a URL, '' without one."""
    found = split_reference(url)
    return found[1] if found else ""


def sendable(record: type[Record]) -> dict[str, Field]:
    """The fields that a client gives, by their name on the wire."""
    given = (each for each in fields_of(record) if not (each.ours or each.out or each.inverse))
    return {each.wire: each for each in given}


def body_of(record: type[Record], row: Mapping[str, Any], seen: Seen, selectielijst: str) -> Json:
    """The body that creates this row here. Null where we have no null, and what we derive ourselves, is left out."""
    fields, said = sendable(record), in_wire(row)
    body = {
        name: value
        for name, value in said.items()
        if name in fields and not (value is None and not fields[name].nullable)
    }
    for name, field in fields.items():
        if name not in body or field.to is None:
            continue
        body[name] = _here(name, body[name], field.to.target, seen, selectielijst)
    for each in body.get("gerelateerdeZaaktypen", ()):
        each["zaaktype"] = seen.names.get(each["zaaktype"], each["zaaktype"])
    return body


def left_out(record: type[Record], row: Mapping[str, Any]) -> list[str]:
    """The fields of the row that no field here answers to."""
    known = {each.wire for each in fields_of(record)} | {"url"}
    return [name for name in in_wire(row) if name not in known]


def _here(name: str, value: Any, target: str, seen: Seen, selectielijst: str) -> Any:
    if isinstance(value, list):
        return [_here(name, each, target, seen, selectielijst) for each in value]  # pyright: ignore[reportUnknownVariableType]
    if name in NAMED:
        return seen.names.get(value, value)
    if target.startswith("selectielijst."):
        return _listed(value, target, selectielijst)
    return seen.urls.get(value, value)


_LOOKED_UP = {
    "selectielijst.procestype": lijst.procestype,
    "selectielijst.resultaat": lijst.resultaat,
    "selectielijst.resultaattypeomschrijving": lijst.resultaattypeomschrijving,
}


def _listed(url: str, target: str, selectielijst: str) -> str:
    """A URL of any selectielijst as that of ours, when we know its UUID."""
    entry = _LOOKED_UP[target](uuid_of(url))
    return url if entry is None or not selectielijst else _url(entry, selectielijst)


def _url(entry: lijst.Entry, selectielijst: str) -> str:
    return f"{selectielijst.rstrip('/')}/{lijst.collection(entry)}/{entry.uuid}"


class Hints(msgspec.Struct, frozen=True):
    """What helps to put a record right: the procestype of its zaaktype, its generic name, and where our list is."""

    procestype: lijst.Procestype | None
    generic: str
    selectielijst: str


class Wrong(msgspec.Struct, frozen=True):
    """One of the invalidParams of an answer."""

    name: str = ""
    code: str = ""
    reason: str = ""

    @property
    def rule(self) -> str:
        """The rule behind it; its own code when no rule of the standard says it."""
        return RULES.get(self.code) or RULES.get(self.name) or self.code


def wrongs(answer: Any) -> list[Wrong]:
    """The invalidParams of an answer; none when it has another shape."""
    try:
        return msgspec.convert(answer["invalidParams"], list[Wrong])
    except (KeyError, TypeError, msgspec.ValidationError):
        return []


def repaired(
    record: type[Record], body: Json, wrong: Iterable[Wrong], hints: Hints
) -> tuple[Json, list[Remark]] | None:
    """The body with what was refused put right, and what was done to it. None when nothing can be done."""
    body, remarks = dict(body), list[Remark]()
    for each in wrong:
        done = _repair(record, body, each, hints)
        if done is None:
            return None
        remark = Remark(each.rule, done)
        if done and remark not in remarks:
            remarks.append(remark)
    return body, remarks


def _repair(record: type[Record], body: Json, wrong: Wrong, hints: Hints) -> str | None:
    head, _, inner = wrong.name.partition(".")
    if head == "selectielijstklasse" or wrong.rule in ("ztc-002", "ztc-003"):
        return _other_klasse(body, hints)
    if wrong.name == "specificatie.lengte" and isinstance(body.get(head), dict):
        body[head] = body[head] | {"lengte": LENGTE.get(body[head].get("formaat", ""), "")}
        return f"lengte became {body[head]['lengte']}"
    if head == "brondatumArchiefprocedure" and isinstance(body.get(head), dict):
        if wrong.code == "must-be-empty":
            body[head] = body[head] | {inner: _EMPTY.get(inner, "")}
            return f"{wrong.name} was emptied"
        body[head] = None
        return "brondatumArchiefprocedure was left out: it is not complete"
    if head == "gerelateerdeZaaktypen" and wrong.code == "bad-url":
        gone = [each for each in body[head] if "://" in str(each.get("zaaktype", ""))]
        body[head] = [each for each in body[head] if each not in gone]
        return f"{head} was left out: {gone!r}"
    field = sendable(record).get(head)
    if field is None or field.required:
        return None
    return f"{head} was left out: {body.pop(head)!r}" if head in body else ""


def _other_klasse(body: Json, hints: Hints) -> str | None:
    """A klasse that our list does not know, or that cannot be right, becomes the nearest one of the same procestype.

    What is to be done with the zaak stays as the export says it; the original is remembered in the toelichting.
    """
    given = str(body.get("selectielijstklasse", ""))
    found = _nearest(body, hints)
    # Without a list of our own the UUID alone counts, whatever the host: then that of the source stays.
    url = "" if found is None else _url(found, hints.selectielijst or given.rpartition("/")[0].rpartition("/")[0])
    if found is None or url == given:
        return None
    body["selectielijstklasse"] = url
    source = f"Selectielijstklasse bij de bron: {given}"
    if given and source not in body.get("toelichting", ""):
        body["toelichting"] = f"{body.get('toelichting', '')}\n{source}".strip()
    return f"selectielijstklasse {given} became {found.volledig_nummer} {found.naam}"


def _nearest(body: Json, hints: Hints) -> lijst.Resultaat | None:
    if hints.procestype is None:
        return None
    procedure: Json = body.get("brondatumArchiefprocedure") or {}
    how = str(procedure.get("afleidingswijze", ""))
    texts = {str(body.get("omschrijving", "")).casefold(), hints.generic.casefold()}

    def likeness(klasse: lijst.Resultaat) -> int:
        return (
            8 * (klasse.waardering == body.get("archiefnominatie"))
            + 4 * (klasse.naam.casefold() in texts)
            + 2 * (klasse.generiek_nummer is None)
            + (klasse.bewaartermijn == body.get("archiefactietermijn"))
        )

    known = lijst.resultaten(hints.procestype)
    fitting = [each for each in known if not how or WIJZE_BIJ_TERMIJN.get(each.procestermijn, how) == how]
    return max(fitting, key=likeness, default=None)
