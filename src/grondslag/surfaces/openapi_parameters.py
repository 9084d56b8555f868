"""The parameters of an OpenAPI document: filters of a list, headers of a request, and the body of `_zoek`."""

from collections.abc import Iterator

from grondslag.kernel.declare import AtMost, Choice, Find, InForce, Json, Through, Within
from grondslag.kernel.names import to_wire
from grondslag.kernel.shape import Field, Shape, World
from grondslag.surfaces.openapi_schemas import EXTRA, JSON, UUID, array, bare, choices_of, obj

DAY: Json = {"type": "string", "format": "date"}
TEXT: Json = {"type": "string"}
CRS: Json = {"type": "string", "enum": ["EPSG:4326"]}
MAX_SIZE = 500
"""The largest page that a list answers with."""
_RANGE = {"__lt": "vóór", "__lte": "tot en met", "__gt": "na", "__gte": "vanaf"}


def query(name: str, schema: Json, description: str = "", *, required: bool = False) -> Json:
    """One query parameter; a list is written with commas. With a schema beyond the standard it is so itself."""
    beyond = {mark: said for mark, said in schema.items() if mark in EXTRA}
    schema = {mark: said for mark, said in schema.items() if mark not in EXTRA}
    found: Json = {"name": name, "in": "query", "required": required, "schema": schema} | beyond
    if description:
        found["description"] = description
    return found | ({"style": "form", "explode": False} if schema.get("type") == "array" else {})


def header(name: str, description: str, schema: Json | None = None, *, required: bool = False) -> Json:
    """One header of a request."""
    found: Json = {"name": name, "in": "header", "required": required, "schema": schema or TEXT}
    return found | {"description": description}


def in_path(name: str) -> Json:
    """A key in the path."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": UUID,
        "description": "De sleutel van het object: het laatste deel van zijn url.",
    }


def follow(world: World, shape: Shape, path: str) -> Field:
    """The field at the end of a path over references and groups."""
    head, _, rest = path.partition(".")
    field = shape.field(head)
    while rest and field.nested:
        head, _, rest = rest.partition(".")
        field = next(each for each in field.nested if each.name == head)
    if not rest or field.to is None:
        return field
    return follow(world, world.shapes[field.to.target], rest)


def _plain(field: Field) -> Json:
    found = bare(field)
    words = [each for each in choices_of(field) if each != ""]
    return found | {"enum": words} if words else found


def _found_by(field: Field) -> Iterator[tuple[str, Json, str]]:
    value, doc = _plain(field), field.doc or field.wire
    if Find.HAS in field.find and field.kind == "text":
        yield field.wire, array(value), f"Bevat al deze waarden: {doc}"
    elif Find.EXACT in field.find or Find.HAS in field.find:
        yield field.wire, value, doc
    if Find.OVERLAP in field.find:
        yield field.wire + "__overlap", array(value), f"Bevat een van deze waarden: {doc}"
    if Find.IN in field.find:
        yield field.wire + "__in", array(value), f"Een van deze waarden: {doc}"
    if Find.RANGE in field.find:
        yield from ((field.wire + end, value, f"{word[:1].upper()}{word[1:]}: {doc}") for end, word in _RANGE.items())
    if Find.NOT_IN in field.find:
        yield field.wire + "__not_in", array(value), f"Geen van deze waarden: {doc}"
    if Find.ISNULL in field.find:
        yield field.wire + "__isnull", {"type": "boolean"}, f"Is leeg: {doc}"
    if Find.ICONTAINS in field.find:
        yield field.wire + "__icontains", TEXT, f"Bevat deze tekst: {doc}"
    if Find.PART in field.find:
        yield field.wire, TEXT, f"Bevat deze tekst: {doc}"


def _through(world: World, said: Through) -> Json:
    if not said.path:
        return _plain(world.shapes[said.target].field(said.field))
    more = {"format": said.format, "maxLength": said.max_length, "enum": list(said.enum)}
    return TEXT | {name: value for name, value in more.items() if value}


def filters(world: World, shape: Shape) -> Iterator[tuple[str, Json, str]]:
    """Every filter of a list: name, schema and what it does."""
    beyond = {*shape.said.extra, *(name for each in shape.fields if each.extra for name, _, _ in _found_by(each))}
    for name, schema, doc in _filters(world, shape):
        yield name, schema | (EXTRA if name in beyond else {}), doc


def _filters(world: World, shape: Shape) -> Iterator[tuple[str, Json, str]]:
    for field in shape.fields:
        yield from _found_by(field)
    for name, said in shape.said.filters.items():
        if isinstance(said, Within):
            continue
        if isinstance(said, Through):
            yield name, _through(world, said), "Zoekt op wat bij het object hoort."
        elif isinstance(said, InForce):
            yield name, DAY, "Alleen wat op deze dag geldt."
        elif isinstance(said, Choice):
            yield name, TEXT | {"enum": list(said.words), "default": said.default}, "Welke objecten worden getoond."
        elif isinstance(said, AtMost):
            yield name, _plain(follow(world, shape, said.field)), "Ten hoogste deze waarde."
        else:
            field = follow(world, shape, said.field)
            yield name, _plain(field), field.doc or name


def ordering(shape: Shape) -> list[str]:
    """The words of `ordering`: each field up and down."""
    return [sign + to_wire(name) for name in shape.said.sort for sign in ("", "-")]


def _beyond(shape: Shape, name: str) -> Json:
    return EXTRA if name in shape.said.extra else {}


def listing(world: World, shape: Shape) -> list[Json]:
    """The query parameters of a list, without `expand`."""
    found = [query(*each) for each in filters(world, shape)]
    if words := ordering(shape):
        order = array(TEXT | {"enum": words}) | _beyond(shape, "ordering")
        found.append(query("ordering", order, "De volgorde; een minteken keert haar om."))
    if shape.said.paged:
        found += [PAGE, PAGE_SIZE | ({} if shape.said.page_size else EXTRA)]
    return found


PAGE = query("page", {"type": "integer", "minimum": 1}, "De bladzijde, geteld vanaf 1.")
PAGE_SIZE = query(
    "pageSize", {"type": "integer", "minimum": 1, "maximum": MAX_SIZE}, "Het aantal objecten per bladzijde."
)
EXPAND_DOC = (
    "De verwijzingen, met komma's gescheiden, waarvan het object wordt meegegeven; een punt gaat een laag dieper."
)


def zoek(world: World, shape: Shape) -> Json:
    """The body of `_zoek`: the same filters, and what only a body can say."""
    properties: Json = {"fields": array({}) | {"description": 'De velden die worden getoond; "*" is alles.'}}
    for name, said in shape.said.filters.items():
        if isinstance(said, Within):
            head, _, tail = name.partition(".")
            properties[head] = obj({tail: bare(shape.field(said.field))} if tail else {})
    properties["uuid__in"] = array(UUID)
    for name, schema, doc in filters(world, shape):
        properties[name] = schema | {"description": doc}
    properties["expand"] = TEXT | {"description": EXPAND_DOC}
    if words := ordering(shape):
        doc = "De volgorde; een minteken keert haar om."
        properties["ordering"] = TEXT | {"enum": words, "description": doc} | _beyond(shape, "ordering")
    return obj(properties)


def body_kind(shape: Shape) -> str:
    """The media type of a body: a form where its content is not shown under an address of its own, else JSON."""
    return "multipart/form-data" if shape.content is not None and shape.content.out is None else JSON


def headers(shape: Shape, *, writes: bool, posts: bool, conditional: bool = False, crs: bool = True) -> list[Json]:
    """The header parameters of an operation."""
    found: list[Json] = []
    if writes:
        found.append(header("Content-Type", "De soort inhoud van het verzoek.", TEXT | {"enum": [body_kind(shape)]}))
        found.append(header("X-NLX-Logrecord-ID", "De sleutel van het verzoek in het logboek van de verwerking."))
        found.append(header("X-Audit-Toelichting", "Waarom dit gebeurt; komt in het audittrail."))
    if posts:
        found.append(header("Idempotency-Key", "Maakt herhalen veilig: hetzelfde verzoek geeft hetzelfde antwoord."))
    if conditional:
        found.append(header("If-None-Match", "Geef niets als de ETag nog een van deze is."))
    if shape.said.crs and crs:
        found.append(header("Accept-Crs", "Het coördinatenstelsel van het antwoord.", CRS, required=True))
        found.append(header("Content-Crs", "Het coördinatenstelsel van het verzoek.", CRS))
    return found
