"""The schemas of an OpenAPI document: every field of a declaration as a property.

What is *shown* and what may be *sent* differ (read-only fields, names that come back as URLs), so each resource has
`X` and `XRequest`; a group has both only when they differ. `named` collects them under their names.
"""

from collections.abc import Iterable
from inspect import getdoc
from typing import Any

import msgspec

from grondslag.kernel.declare import Group, Json
from grondslag.kernel.shape import Field, Shape, World, fields_of

Named = dict[str, Json]
JSON = "application/json"
UUID: Json = {"type": "string", "format": "uuid"}
URI: Json = {"type": "string", "format": "uri"}
OPEN: Json = {"type": "object", "additionalProperties": True}
EXTRA: Json = {"x-experimental": True}
"""Beside what the standard does not have: clients that lean on it know that it may change."""
EMPTY: Json = {"type": "object", "maxProperties": 0, "description": "Er is hier niets."}
GIVEN_BY_PATH = "Volgt uit het pad; wat hier staat wordt niet gelezen."
_TYPES: dict[str, Json] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "ranked": {"type": "string"},
    "ref": URI,
    "group": {"type": "object"},
    "json": OPEN,
    "content": {"type": "string"},
}


def ref(name: str, kind: str = "schemas") -> Json:
    """A reference to a part of the same document."""
    return {"$ref": f"#/components/{kind}/{name}"}


def array(items: Json, limit: int | None = None) -> Json:
    """A list of such items."""
    return {"type": "array", "items": items} | ({} if limit is None else {"maxItems": limit})


def obj(properties: Json, required: Iterable[str] = ()) -> Json:
    """An object; no `required` when nothing is."""
    found = list(required)
    return {"type": "object", "properties": properties} | ({"required": found} if found else {})


def content(schema: Json, kind: str = JSON) -> Json:
    """A body of one media type."""
    return {kind: {"schema": schema}}


def choices_of(field: Field) -> list[Any]:
    """The words that a field can hold, as they stand on the wire."""
    return list(field.ranked.__members__) if field.ranked is not None else list(field.choices)


def bare(field: Field) -> Json:
    """Type, format and words of one value, without its limits."""
    found = dict(field.form.schema() if field.form.schema else _TYPES[field.kind])
    if field.form.format:
        found["format"] = field.form.format
    if words := choices_of(field):
        found["enum"] = words
    return found


def _limits(field: Field) -> Json:
    limit, text = field.limit, field.kind == "text" and not field.choices
    blank = text and (limit.blank if limit.blank is not None else not field.required)
    filled = (text and not blank) or (field.kind == "ref" and (field.required or field.nullable or field.many))
    outer = {"maxLength": limit.max_length, "minimum": limit.ge, "maximum": limit.le}
    inner = {"minLength": limit.min_length or (1 if filled else None), "pattern": limit.pattern or None}
    found, strict = ({name: each for name, each in said.items() if each is not None} for said in (outer, inner))
    return found | ({"anyOf": [strict, {"enum": [""]}]} if blank and strict else strict)


def _value(named: Named, field: Field, *, sent: bool, nullable: bool) -> Json:
    if field.one_of is not None:
        found: Json = {"anyOf": [group_schema(named, each, sent=sent) for each in _groups(field)]}
    elif field.kind == "group":
        found = group_schema(named, field.group, sent=sent, blank=field.blank is not None)
        if nullable:  # beside a reference `nullable` would say nothing, so the group is written out
            found = dict(named[found["$ref"].rpartition("/")[2]])
    else:
        found = bare(field) | _limits(field)
        if field.kind == "content":
            found["format"] = "uri" if not sent else "byte" if field.out else "binary"
        if sent and field.named is not None:
            found.pop("format", None)
        if sent and field.ranked is not None and not field.required:
            found["enum"] = [*found["enum"], ""]
        if nullable and "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found | ({"nullable": True} if nullable else {})


def property_of(named: Named, field: Field, *, sent: bool) -> Json:
    """The property of one field, its Dutch sentence included."""
    nullable = field.nullable and not field.many and (sent or field.blank is None)
    found = _value(named, field, sent=sent, nullable=nullable)
    if field.many:
        found = array(found, field.limit.items if sent else None) | ({"nullable": True} if field.nullable else {})
    if field.read_only and not field.is_in:
        found = _wrapped(found) | {"readOnly": True}
    found = _wrapped(found) | EXTRA if field.extra else found
    return _wrapped(found) | {"description": field.doc} if field.doc else found


def _wrapped(found: Json) -> Json:
    """Beside `$ref` nothing counts in OAS 3.0, so a reference with more to say is wrapped."""
    return {"allOf": [found]} if "$ref" in found else found


def _groups(field: Field) -> list[type[Group]]:
    assert field.one_of is not None  # noqa: S101 - the caller looked
    return list(dict.fromkeys(field.one_of.groups.values()))


def group_schema(named: Named, group: type[Group], *, sent: bool, blank: bool = False) -> Json:
    """A reference to the schema of a group. What may be sent gets a name of its own only when it differs.

    `blank`: all its texts may be empty, for when there is none.
    """
    name = group.__name__
    shown, asked = (_object_of(named, group, sent=side, blank=blank) for side in (False, True))
    if sent and asked != shown:
        name, shown = name + "Request", asked
    if named.setdefault(name, shown) != shown:
        raise TypeError(f"two groups are called {name}")
    return ref(name)


def _object_of(named: Named, group: type[Group], *, sent: bool, blank: bool) -> Json:
    fields = [each for each in fields_of(group) if (each.sent if sent else each.shown)]
    if blank:
        limits = [msgspec.structs.replace(each.limit, blank=True) for each in fields]
        fields = [msgspec.structs.replace(each, limit=limit) for each, limit in zip(fields, limits, strict=True)]
    properties = {each.wire: property_of(named, each, sent=sent) for each in fields}
    found = obj(properties, [each.wire for each in fields if each.required or each.read_only])
    return found | _described(group)


def _described(cls: type) -> Json:
    return {"description": getdoc(cls)} if cls.__doc__ else {}


# --- a resource ---------------------------------------------------------------------------------------------------


def expandable(world: World, shape: Shape) -> dict[str, tuple[Shape | None, bool]]:
    """What `expand` can name: each reference, the resource that it leads to (None: it may be anything), and to many?"""
    found: dict[str, tuple[Shape | None, bool]] = {}
    for field in shape.fields:
        ends = [field.to or field.inverse, *(inner.to for inner in field.nested)]
        target = next((each.target for each in ends if each), "")
        if target or field.form.format == "uri":
            found[field.wire] = (world.shapes.get(target), field.many)
    return found


def add_resource(world: World, named: Named, shape: Shape) -> None:
    """All schemas of one resource: X, XRequest, PatchedX, XExpanded and the page of a list."""
    name = shape.record.__name__
    add_shown(named, shape)
    if any(letter in shape.said.methods for letter in "CU"):
        add_request(named, name + "Request", shape)
    if "P" in shape.said.methods:
        writable = [each for each in shape.fields if each.sent]
        named["Patched" + name] = obj({each.wire: _member(named, shape, each, sent=True) for each in writable})
    _add_expanded(world, named, shape)
    if shape.said.paged:
        named[f"Paginated{name}List"] = _page(shown_schema(world, shape))


def add_shown(named: Named, shape: Shape) -> None:
    """How a record is answered."""
    limits = {} if shape.said.under else {"minLength": 1, "maxLength": 1000}
    head: Json = {"url": URI | limits | {"readOnly": True, "description": "Het adres van dit object."}}
    if shape.said.show_uuid:
        head["uuid"] = UUID | {"readOnly": True, "description": "De sleutel van dit object."}
    fields = [each for each in shape.fields if each.shown]
    shown = head | {each.wire: _member(named, shape, each, sent=False) for each in fields if each.one_of is None}
    _add(named, shape.record.__name__, shape, obj(shown, shown), sent=False)


def add_request(named: Named, name: str, shape: Shape, more: Json | None = None) -> None:
    """What makes a record, under this name. `more`: what may be said beside its fields."""
    writable = [each for each in shape.fields if each.sent]
    asked = {each.wire: _member(named, shape, each, sent=True) for each in writable if each.one_of is None}
    required = [each.wire for each in writable if each.required and each.one_of is None and not _by_path(shape, each)]
    _add(named, name, shape, obj(asked | (more or {}), required), sent=True)


def shown_schema(world: World, shape: Shape) -> Json:
    """How a record is answered: with `_expand` when it refers to anything."""
    name = shape.record.__name__
    return ref(name + "Expanded" if expandable(world, shape) else name)


def _by_path(shape: Shape, field: Field) -> bool:
    return shape.said.under and field.name == shape.said.part_of


def _member(named: Named, shape: Shape, field: Field, *, sent: bool) -> Json:
    if _by_path(shape, field):
        return URI | {"description": GIVEN_BY_PATH if sent else field.doc}
    return property_of(named, field, sent=sent)


def _add(named: Named, name: str, shape: Shape, found: Json, *, sent: bool) -> None:
    """A plain object; or, when a group depends on the value of another field, one variant per value."""
    choosing = next((each for each in shape.fields if each.one_of is not None), None)
    if choosing is None or choosing.one_of is None:
        named[name] = found | _described(shape.record)
        return
    base = "Basis" + name
    named[base] = found
    by = shape.field(choosing.one_of.by)
    mapping: dict[str, str] = {}
    for word in filter(None, choices_of(by)):
        variant: Json = {by.wire: {"type": "string", "enum": [word]}}
        group = choosing.one_of.groups.get(word)
        if group is not None:
            nullable = {"nullable": True} if choosing.nullable else {}
            schema = group_schema(named, group, sent=sent)
            variant[choosing.wire] = named[schema["$ref"].rpartition("/")[2]] | nullable if nullable else schema
        named[f"{word}_{name}"] = {"allOf": [ref(base), obj(variant, [by.wire])]}
        mapping[word] = ref(f"{word}_{name}")["$ref"]
    discriminator = {"propertyName": by.wire, "mapping": mapping}
    variants = [{"$ref": each} for each in mapping.values()]
    named[name] = {"oneOf": variants, "discriminator": discriminator} | _described(shape.record)


def _add_expanded(world: World, named: Named, shape: Shape) -> None:
    links = expandable(world, shape)
    if not links:
        return
    embedded: Json = {}
    may_lack = {each.wire for each in shape.fields if not each.required}
    for wire, (target, many) in links.items():
        one = shown_schema(world, target) if target and target.component == shape.component else OPEN
        if wire in may_lack and "$ref" in one and not many:
            one = {"oneOf": [one, EMPTY]}
        embedded[wire] = array(one) if many else one
    expand = obj(embedded) | {"description": "De objecten waarom met `expand` is gevraagd."}
    named[shape.record.__name__ + "Expanded"] = {"allOf": [ref(shape.record.__name__), obj({"_expand": expand})]}


def _page(item: Json) -> Json:
    link = URI | {"nullable": True}
    properties: Json = {
        "count": {"type": "integer", "minimum": 0, "description": "Het aantal gevonden objecten."},
        "next": link | {"description": "De volgende bladzijde."},
        "previous": link | {"description": "De vorige bladzijde."},
        "results": array(item),
    }
    return obj(properties, ("count", "results"))


# --- what is the same in every component ----------------------------------------------------------------------------

_TEXT: Json = {"type": "string", "minLength": 1}
_FOUT: Json = {"code": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT, "instance": _TEXT}
_AUDIT = {
    "applicatieId": 100,
    "applicatieWeergave": 200,
    "gebruikersId": 255,
    "gebruikersWeergave": 255,
    "actieWeergave": 200,
}
_AUDIT_TOLD = {"actie": 50, "resource": 50, "resourceWeergave": 200}
"""What an audit line always tells."""
_BRONNEN = ["ac", "nrc", "zrc", "ztc", "drc", "brc", "cmc", "kc", "vrc"]


def fixed_schemas() -> Named:
    """The shapes of an error, in which nothing depends on a resource."""
    fout: Json = {"type": {"type": "string"}} | _FOUT
    params: Json = {"invalidParams": array(ref("FieldValidationError"))}
    return {
        "Fout": obj(fout, _FOUT) | {"description": "Waarom een verzoek niet is uitgevoerd."},
        "ValidatieFout": obj(fout | params, _FOUT | params),
        "FieldValidationError": obj({"name": _TEXT, "code": _TEXT, "reason": _TEXT}, ("name", "code", "reason")),
    }


def audit_trail(bron: str) -> Named:
    """The audit trail under a root of the component with this abbreviation."""
    url = URI | {"maxLength": 1000, "minLength": 1}
    properties: Json = {
        "uuid": UUID,
        "bron": {"type": "string", "enum": _BRONNEN if bron in _BRONNEN else [*_BRONNEN, bron]},
        **{name: {"type": "string", "maxLength": length} for name, length in _AUDIT.items()},
        "resultaat": {"type": "integer", "minimum": 100, "maximum": 599},
        **{name: {"type": "string", "maxLength": length, "minLength": 1} for name, length in _AUDIT_TOLD.items()},
        "hoofdObject": url,
        "resourceUrl": url,
        "toelichting": {"type": "string"},
        "aanmaakdatum": {"type": "string", "format": "date-time", "readOnly": True},
        "wijzigingen": ref("Wijzigingen"),
    }
    sides = {side: OPEN | {"nullable": True} for side in ("oud", "nieuw")}
    return {
        "AuditTrail": obj(properties, properties) | {"description": "Wie wat wanneer deed met dit object."},
        "Wijzigingen": obj(sides, sides) | {"description": "Het object voor en na de wijziging."},
    }
