"""What is done about a record of an export that a rule refuses: no more than it takes, and all of it is told."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

import msgspec

from grondslag.kernel.declare import Json, Record
from grondslag.kernel.shape import Field
from grondslag.registers.catalogi.eigenschap import LENGTE
from grondslag.registers.catalogi.inlezen_klasse import Said, nearest
from grondslag.registers.catalogi.inlezen_verslag import Remark
from grondslag.registers.catalogi.inlezen_vertaling import NAMED, RELATED, Here, inside, sendable
from grondslag.registers.catalogi.selectielijst import lijst

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
_PROCEDURE = "brondatumArchiefprocedure"
_EMPTY = {"einddatumBekend": False, "procestermijn": None}
_SOURCE = "Selectielijstklasse bij de bron: "


class Hints(msgspec.Struct, frozen=True, kw_only=True):
    """What helps to put a record right: the record as the export has it, and the procestype of its zaaktype."""

    said: Mapping[str, Any]
    procestype: lijst.Procestype | None
    here: Here


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
    body, fields, rest = dict(body), sendable(record), list[Wrong]()
    elements: dict[tuple[str, int], Wrong] = {}
    for each in wrong:
        head, index = _place(each)
        if head in fields and fields[head].many and index is not None:
            elements[head, index] = each
        else:
            rest.append(each)
    remarks = _without_elements(body, elements)
    if remarks is None:
        return None
    for each in rest:
        done = _repair(fields, body, each, hints)
        if done is None:
            return None
        remark = Remark(each.rule, done)
        if done and remark not in remarks:
            remarks.append(remark)
    return body, remarks


def _without_elements(body: Json, elements: Mapping[tuple[str, int], Wrong]) -> list[Remark] | None:
    """Leave out elements of lists, told by their places in what was sent: so before anything else is left out."""
    remarks: list[Remark] = []
    # From the end, so that the places of those before stay what they were.
    for (head, index), each in sorted(elements.items(), key=lambda item: item[0], reverse=True):
        if index >= len(body.get(head) or ()):
            return None
        gone = body[head][index]
        body[head] = body[head][:index] + body[head][index + 1 :]
        remarks.append(Remark(each.rule, f"{head} was left out: {gone!r}"))
    return remarks


def _place(wrong: Wrong) -> tuple[str, int | None]:
    """The field at fault, and which of its elements."""
    head, _, rest = wrong.name.partition(".")
    index = rest.partition(".")[0]
    return head, int(index) if index.isdecimal() else None


def _repair(fields: Mapping[str, Field], body: Json, wrong: Wrong, hints: Hints) -> str | None:
    head, _, inner = wrong.name.partition(".")
    if head == "selectielijstklasse" or wrong.code == "procestype-mismatch":
        return _other_klasse(body, hints) if hints.here.bundled else _of_the_source(body, "selectielijstklasse", hints)
    if wrong.code == "relations-incorrect-catalogus":
        return _without_strangers(body)
    if wrong.code == "invalid-afleidingswijze-for-procestermijn":
        return _left_out(body, _PROCEDURE, wrong.reason)
    if wrong.name == "specificatie.lengte" and isinstance(body.get(head), dict):
        body[head] = body[head] | {"lengte": LENGTE.get(str(body[head].get("formaat", "")), "")}
        return f"lengte became {body[head]['lengte']}"
    if head == _PROCEDURE and isinstance(body.get(head), dict):
        if wrong.code == "must-be-empty":
            body[head] = body[head] | {inner: _EMPTY.get(inner, "")}
            return f"{wrong.name} was emptied"
        body[head] = None
        return f"{_PROCEDURE} was left out: it is not complete"
    field = fields.get(head)
    return None if field is None else _repair_field(field, body, hints)


def _repair_field(field: Field, body: Json, hints: Hints) -> str | None:
    """A reference to another list, a rank, or what can be missed."""
    name, given = field.wire, body.get(field.wire)
    if field.to is not None and field.to.target.startswith("selectielijst.") and not hints.here.bundled:
        found = _of_the_source(body, name, hints)
        if found is not None:
            return found
    if field.kind == "ranked" and field.required:
        strictest = max(field.ranked)
        body[name] = strictest.name
        return f"{name} {given!r} became {strictest.name}, the strictest"
    if field.required:
        return None
    return _left_out(body, name) if name in body else ""


def _left_out(body: Json, name: str, reason: str = "") -> str:
    return f"{name} was left out: {body.pop(name, None)!r}. {reason}".removesuffix(". ")


def _without_strangers(body: Json) -> str | None:
    """Types name types of their own catalogus: what is still a URL is of another."""
    told: list[str] = []
    for name in (*NAMED, RELATED):
        given = body.get(name)
        if isinstance(given, list):
            elements = cast("list[Any]", given)
            gone = [each for each in elements if "://" in str(inside(each, "zaaktype") or each)]
            body[name] = [each for each in elements if each not in gone]
            told += [f"{name} was left out: {gone!r}"] if gone else []
    return "; ".join(told) or None


def _of_the_source(body: Json, name: str, hints: Hints) -> str | None:
    """What the selectielijst that was named does not know, as the export names it: no guess is made for it."""
    given, source = body.get(name), hints.said.get(name)
    if not isinstance(source, str) or given == source:
        return None
    body[name] = source
    return f"{name} {given} is not known: it became {source}, as the export has it"


def _other_klasse(body: Json, hints: Hints) -> str | None:
    """A klasse that our list does not know, or that is of another procestype, becomes the nearest one.

    What is to be done with the zaak stays as the export says it; the original is remembered in the toelichting.
    """
    given = body.get("selectielijstklasse", "")
    if not isinstance(given, str):
        return None
    found, why = nearest(_said(body, hints), hints.procestype)
    # Without a list of our own the UUID alone counts, whatever the host: then that of the source stays.
    root = hints.here.selectielijst.rstrip("/") or given.rpartition("/")[0].rpartition("/")[0]
    url = f"{root}/{lijst.collection(found)}/{found.uuid}"
    if url == given:
        return None
    body |= {"selectielijstklasse": url, "toelichting": _remembering(body.get("toelichting"), given)}
    return f"selectielijstklasse {given} became {found.volledig_nummer} {found.naam}: {why}"


def _said(body: Json, hints: Hints) -> Said:
    return Said(
        omschrijving=str(body.get("omschrijving") or ""),
        generiek=str(hints.said.get("omschrijvingGeneriek") or ""),
        archiefnominatie=str(body.get("archiefnominatie") or ""),
        archiefactietermijn=str(body.get("archiefactietermijn") or ""),
        afleidingswijze=str(inside(body.get(_PROCEDURE), "afleidingswijze") or ""),
    )


def _remembering(toelichting: Any, given: str) -> str:
    """The toelichting, with the klasse that the source gave."""
    said = toelichting if isinstance(toelichting, str) else ""
    return said if not given or _SOURCE + given in said else f"{said}\n{_SOURCE}{given}".strip()


def as_mapped(body: Json, kept: Mapping[str, Any]) -> Json:
    """The body as it was sent when its klasse became another; the record that came of it remembers that."""
    given, said = body.get("selectielijstklasse"), kept.get("toelichting")
    if not isinstance(given, str) or not isinstance(said, str) or _SOURCE + given not in said:
        return body
    klasse = {"selectielijstklasse": kept.get("selectielijstklasse")}
    return body | klasse | {"toelichting": _remembering(body.get("toelichting"), given)}
