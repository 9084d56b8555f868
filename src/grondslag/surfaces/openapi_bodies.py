"""Example bodies that follow from the declarations: what is required, each value such as its field takes.

What a declaration cannot tell (a sentence, the content of a document) the component says of a resource, beside or in
the place of what is required. References lead to records of an example; a demo has its own in their place.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import msgspec

from grondslag.kernel.declare import Json
from grondslag.kernel.shape import Field, Shape, World, fields_of
from grondslag.surfaces.openapi_examples import Example, Keys, filled, with_keys
from grondslag.surfaces.openapi_names import operation_id
from grondslag.surfaces.openapi_parameters import filters
from grondslag.surfaces.openapi_schemas import choices_of
from grondslag.vocabulary.nummers import VOORBEELD_RSIN
from grondslag.vocabulary.tijd import VOORBEELD_BEGIN, VOORBEELD_DAG, VOORBEELD_EINDE, VOORBEELD_MOMENT

_ROOT = "https://gemeente.example"
_KEY = "019a20ae-c628-71e7-8e09-000000000001"
_TEXTS = ("Een voorbeeld", VOORBEELD_RSIN, "P14D", "balie@gemeente.example")
_LOCK = "de sleutel die lock gaf"
_WINDOW = timedelta(days=31)
_PLAIN: Mapping[str, Any] = {"date": VOORBEELD_DAG, "datetime": VOORBEELD_MOMENT, "boolean": False, "json": {}}


class Samples(msgspec.Struct, frozen=True, kw_only=True):
    """Of what the examples in the documents of a demo speak: none of it where there is no demo.

    `keys`: by component. `fitting`: by resource the key of a record; together they fit, a statustype to its zaak.
    """

    keys: Mapping[str, Keys] = {}
    fitting: Mapping[str, str] = {}
    at: datetime = datetime.fromisoformat(VOORBEELD_MOMENT)


def bodies(world: World, component: str) -> dict[str, Example]:
    """What the operations of a component may be asked, by their names; none where the component says nothing of it."""
    said = world.components[component].operations.get("bodies")
    if said is None:
        return {}
    own = [each for each in world.shapes.values() if each.component == component]
    asked = dict(pair for each in own for pair in _asked(world, each, said.get(each.record.__name__, {})))
    return {name: Example(asked=body) for name, body in asked.items() if body}


def _asked(world: World, shape: Shape, more: Json | None) -> Iterator[tuple[str, Json]]:
    """Name and body of each operation. `more`: what is said beside what must be; None where no example would do."""
    if more is None:
        return
    methods, above = shape.said.methods, (shape.said.part_of,) if shape.said.under else ()
    whole = _required(world, shape, above) | more
    # A document changes under the key of its lock.
    held = {"lock": _LOCK} if any(each.wire == "lock" and each.is_in for each in shape.fields) else {}
    if "C" in methods:
        yield operation_id(shape, "create"), whole
    if "U" in methods:
        yield operation_id(shape, "update"), whole | held
    if "P" in methods:
        yield operation_id(shape, "partial_update"), _mended(shape, more) | held
    if shape.said.zoek:
        yield operation_id(shape, "_zoek"), _sought(world, shape, whole)
    for act in shape.acts:
        if act.body is not None:
            must = [each for each in fields_of(act.body) if each.sent and each.required]
            yield operation_id(shape, act.name, alone=not act.single), {each.wire: _value(world, each) for each in must}


def _required(world: World, shape: Shape, known: Collection[str]) -> Json:
    """Every field that must be sent, but those that are known."""
    fields = [each for each in shape.fields if each.sent and each.required and each.name not in known]
    return {each.wire: _value(world, each) for each in fields}


def _mended(shape: Shape, more: Json) -> Json:
    """The first sentence of what is said: that changes without further ado."""
    texts = [each.wire for each in shape.fields if each.kind == "text" and not each.choices and each.wire in more]
    return {each: more[each] for each in texts[:1]}


def _sought(world: World, shape: Shape, whole: Json) -> Json:
    """What finds the record that such a body makes, and those like it of later."""
    known = {name for name, _, _ in filters(world, shape)}
    later = {name: f"{name}__gte" if value == VOORBEELD_DAG else name for name, value in whole.items()}
    return {later[name]: value for name, value in whole.items() if later[name] in known}


def _value(world: World, field: Field) -> Any:
    if field.many and not field.choices:
        return [_value(world, field.item)]
    if field.kind == "group":
        return {each.wire: _value(world, each) for each in field.nested if each.sent and each.required}
    if words := [each for each in choices_of(field) if each != ""]:
        return words[0]
    if field.to is not None:
        return _address(world, field.to.target)
    if field.form.format == "uri":
        return f"{_ROOT}/api/v1/objecten/{_KEY}"
    if field.kind in ("integer", "number"):
        return field.limit.ge or 1
    return _PLAIN[field.kind] if field.kind in _PLAIN else _text(field)


def _text(field: Field) -> str:
    """The first text that the field takes."""
    most, check = field.limit.max_length or len(_TEXTS[0]), field.form.check
    return next((each for each in _TEXTS if len(each) <= most and (check is None or not list(check(each)))), "")


def _address(world: World, target: str, root: str = _ROOT, key: str = _KEY) -> str:
    shape = world.shapes.get(target)
    component, _, noun = target.partition(".")
    path = shape.path if shape is not None else f"/{component}/api/v1/{noun}"
    return f"{root}{path}/{key}"


def with_samples(document: Json, world: World, component: str, base: str, samples: Samples) -> Json:
    """The document that can be sent as it stands: its paths and bodies speak of the records and the day of a demo.

    Where something is made under a record, the path names the one that fits.
    """
    derived = "bodies" in world.components[component].operations
    methods = ("get", "head", "patch") if derived else ("get", "head")
    document = with_keys(document, samples.keys.get(component, {}), methods)
    day = samples.at.astimezone(UTC).date()
    live = {_address(world, target): _address(world, target, base, key) for target, key in samples.fitting.items()}
    live |= {
        VOORBEELD_DAG: day.isoformat(),
        VOORBEELD_MOMENT: samples.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        VOORBEELD_BEGIN: f"{day}T00:00:00Z",
        VOORBEELD_EINDE: f"{day + _WINDOW}T00:00:00Z",
    }
    above = {f"{target.partition('.')[2]}_uuid": key for target, key in samples.fitting.items()}
    paths = {
        path: {method: _sent(each, live, above) if method != "parameters" else each for method, each in item.items()}
        for path, item in document["paths"].items()
    }
    return document | {"paths": paths}


def _sent(operation: Json, live: Mapping[str, str], above: Mapping[str, str]) -> Json:
    if "requestBody" not in operation:
        return operation
    body = operation["requestBody"]
    shown = {
        kind: said | {name: _replaced(said[name], live) for name in ("example", "examples") if name in said}
        for kind, said in body["content"].items()
    }
    found = operation | {"requestBody": body | {"content": shown}}
    asked = operation.get("parameters", [])
    makes = any(each["name"] in above for each in asked) and all(each["name"] != "uuid" for each in asked)
    return found | {"parameters": filled(asked, above)} if makes else found


def _replaced(value: Any, live: Mapping[str, str]) -> Any:
    """The same with live texts in the place of those of examples."""
    if isinstance(value, dict):
        return {name: _replaced(each, live) for name, each in cast("Json", value).items()}
    if isinstance(value, list):
        return [_replaced(each, live) for each in cast("list[Any]", value)]
    return live.get(value, value) if isinstance(value, str) else value
