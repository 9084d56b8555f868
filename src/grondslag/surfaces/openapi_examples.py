"""Worked examples in an OpenAPI document: what is asked and answered, by the name of an operation.

Each works as it stands against the demo, but for keys in a path, which an earlier answer tells. A test sends them all.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from grondslag.kernel.declare import Component, Json
from grondslag.surfaces.problems import Invalid, Problem

_ABOUT = """

Waar een voorbeeld staat, werkt het in de demo zoals het er staat. Een sleutel in het adres (`uuid`) neemt u over uit
een eerder antwoord: het is het laatste deel van `url`."""
_HERE = "https://gemeente.example/api/v1/objecten/019a20ae-c628-71e7-8e09-000000000001"
_LINE: Json = {
    "uuid": "019a20ae-c628-71e7-8e09-000000000009",
    "applicatieId": "demo",
    "applicatieWeergave": "Demo",
    "gebruikersId": "balie-1",
    "gebruikersWeergave": "Jo van de balie",
    "actie": "create",
    "actieWeergave": "Object aangemaakt",
    "resultaat": 201,
    "hoofdObject": _HERE,
    "resourceUrl": _HERE,
    "resourceWeergave": "Een object",
    "toelichting": "",
    "aanmaakdatum": "2026-11-26T12:00:00Z",
    "wijzigingen": {"oud": None, "nieuw": {"url": _HERE}},
}
Examples = Mapping[str, "Example"]
Keys = Mapping[str, tuple[str, str]]
"""By collection the key of one of its records, and of the one that it lies under; empty where it lies under none."""


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One operation. Of several, each has a name, under which stand what is asked and what is answered."""

    path: Mapping[str, str] = {}
    asked: Any = None
    answered: Any = None
    several: Mapping[str, tuple[Any, Any]] = {}


def with_examples(document: Json, examples: Examples) -> Json:
    """The document with its examples. Raises KeyError for an operation that it does not have."""
    found = {name: (path, method) for path, method, name in _operations(document)}
    paths = dict(document["paths"])
    for name, example in examples.items():
        path, method = found[name]
        paths[path] = paths[path] | {method: _shown(paths[path][method], example)}
        if example.path and "parameters" in paths[path]:
            paths[path] |= {"parameters": filled(paths[path]["parameters"], example.path)}
    told = document["info"] | {"description": document["info"]["description"] + (_ABOUT if examples else "")}
    return document | {"info": told, "paths": paths}


def with_keys(document: Json, keys: Keys, methods: Collection[str] = ("get", "head")) -> Json:
    """The document in which what is read can be asked as it stands: in the path are keys of records that there are."""
    paths = {
        path: {method: _keyed(path, each, keys) if method in methods else each for method, each in item.items()}
        for path, item in document["paths"].items()
    }
    return document | {"paths": paths}


def _keyed(path: str, operation: Json, keys: Keys) -> Json:
    parts, values = path.split("/"), dict[str, str]()
    for place, part in enumerate(parts):
        if not part.startswith("{"):
            continue
        key = keys.get(parts[place - 1], ("", ""))[0]
        # Where something lies under it, one under which there is such a thing.
        above = keys.get(parts[place + 1], ("", ""))[1] if place + 1 < len(parts) else ""
        if above or key:
            values[part[1:-1]] = above or key
    return operation | {"parameters": filled(operation["parameters"], values)} if values else operation


def of_audit_trails(document: Json, component: Component) -> dict[str, Example]:
    """The examples of audit trails, which are alike everywhere."""
    names = {name for _, _, name in _operations(document)}
    thing = next((each.__name__ for each in component.rooms), "")
    line: Json = _LINE | {"bron": component.abbreviation, "resource": thing.lower()}
    found = {"audittrail_list": Example(answered=[line]), "audittrail_retrieve": Example(answered=line)}
    return {name: each for name, each in found.items() if name in names}


def of_problem(status: int) -> Json:
    """A refusal with this status as the server tells it; empty for one that it never gives."""
    kinds = [each for each in (Problem, *Problem.__subclasses__()) if each.__module__ == Problem.__module__]
    kind = next((each for each in kinds if each.status == status), None)
    if kind is None:
        return {}
    told: Json = {
        "type": f"https://gemeente.example/ref/fouten/{kind.__name__}/",
        "code": kind.code,
        "title": kind.title,
        "status": status,
        "detail": kind.title,
        "instance": "urn:uuid:019a20ae-c628-71e7-8e09-000000000010",
    }
    wrong = {"name": "naam", "code": "required", "reason": "Dit veld is vereist."}
    return told | ({"invalidParams": [wrong]} if kind is Invalid else {})


def _operations(document: Json) -> Iterator[tuple[str, str, str]]:
    for path, item in document["paths"].items():
        yield from ((path, method, each["operationId"]) for method, each in item.items() if method != "parameters")


def _shown(operation: Json, example: Example) -> Json:
    found = dict(operation)
    if example.path and "parameters" in operation:
        found["parameters"] = filled(operation["parameters"], example.path)
    if example.asked is not None or example.several:
        asked = {name: pair[0] for name, pair in example.several.items()}
        found["requestBody"] = _with(operation["requestBody"], example.asked, asked)
    if example.answered is not None or example.several:
        answered = {name: pair[1] for name, pair in example.several.items()}
        status = next(each for each in operation["responses"] if each.startswith("2"))
        shown = _with(operation["responses"][status], example.answered, answered)
        found["responses"] = operation["responses"] | {status: shown}
    return found


def filled(parameters: list[Json], values: Mapping[str, str]) -> list[Json]:
    """Parameters of an operation, those of its path with these values as examples."""
    return [
        each | {"example": values[each["name"]]} if each["in"] == "path" and each["name"] in values else each
        for each in parameters
    ]


def _with(part: Json, one: Any, several: Mapping[str, Any]) -> Json:
    """A body or an answer with its example, or with several by name, beside its schema."""
    more: Json = (
        {"examples": {name: {"value": value} for name, value in several.items()}} if several else {"example": one}
    )
    return part | {"content": {kind: said | more for kind, said in part["content"].items()}}
