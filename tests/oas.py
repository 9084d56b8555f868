"""Answers judged by OpenAPI documents: our own always, the official structure where it lies beside the project."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from grondslag import targets
from grondslag.integration.beschrijven import describe

OFFICIAL = Path(__file__).parents[2] / "shared/standards/oas"
FILES = {
    "zaken": "zaken-1.7.0",
    "catalogi": "catalogi-1.3.3",
    "autorisaties": "autorisaties-1.1.0",
    "documenten": "documenten-1.7.0",
    "besluiten": "besluiten-1.1.0",
    "notificaties": "notificaties-1.0.1",
    "personen": "brp-personen-bevragen",
}
JUDGED = {each.path: each.name for each in targets.COMPONENTS}
"""The components by where they are served."""
HTTP = frozenset((206, 304, 405, 408, 413, 416, 421, 422, 503))
"""Statuses of HTTP itself, and of bounds of our own, that the official documents do not print."""

ENOUGH = 10
"""Records of a page that are judged: the rest is made by the same hand."""

_formats = FormatChecker(formats=())
_formats.checks("date", ValueError)(lambda text: not isinstance(text, str) or bool(date.fromisoformat(text)))
_formats.checks("date-time", ValueError)(
    lambda text: not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None
)
_formats.checks("uuid", ValueError)(lambda text: not isinstance(text, str) or bool(UUID(text)))
_formats.checks("uri", ValueError)(lambda text: not isinstance(text, str) or not text or "://" in text or ":" in text)


def _nullable(schema: Any) -> Any:
    """A schema of OpenAPI 3.0 as JSON Schema: `nullable` becomes a choice, what only clients send is not required.

    Where the word of a discriminator tells variants apart, the schemas alone need not: any of them will do.
    """
    if isinstance(schema, list):
        return [_nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    names = {"oneOf": "anyOf"} if isinstance(schema.get("oneOf"), list) and "anyOf" not in schema else {}
    found = {
        names.get(name, name): _nullable(value)
        for name, value in schema.items()
        if name not in ("nullable", "discriminator") or not isinstance(value, bool | dict)
    }
    hidden = {
        name for name, said in schema.get("properties", {}).items() if isinstance(said, dict) and said.get("writeOnly")
    }
    if "required" in found and isinstance(found["required"], list):
        found["required"] = [each for each in found["required"] if each not in hidden]
    return {"anyOf": [found, {"type": "null"}]} if schema.get("nullable") else found


def _composed(schemas: Mapping[str, Any]) -> set[str]:
    """The schemas that others are composed of: what they do not name, another part may."""
    found: set[str] = set()

    def walk(schema: Any) -> None:
        if isinstance(schema, list):
            for each in schema:
                walk(each)
        elif isinstance(schema, dict):
            found.update(each["$ref"].rpartition("/")[2] for each in schema.get("allOf", []) if "$ref" in each)
            for each in schema.values():
                walk(each)

    walk(schemas)
    return found


@cache
def _registry() -> Registry[Any]:
    """The official documents, which refer to each other."""
    found: Registry[Any] = Registry()
    for file in sorted(OFFICIAL.glob("*.json")):
        schemas = json.loads(file.read_text()).get("components", {}).get("schemas", {})
        whole = {"components": {"schemas": _nullable(schemas)}}
        found = found.with_resource(file.name, Resource.from_contents(whole, default_specification=DRAFT202012))
    return found


class Contract:
    """One document. `strict`: an answer holds nothing that the document does not name."""

    def __init__(self, document: Mapping[str, Any], *, strict: bool) -> None:
        self.document = document
        self.schemas: dict[str, Any] = _nullable(document["components"]["schemas"])
        if strict:
            composed = _composed(document["components"]["schemas"])
            for name, schema in self.schemas.items():
                if "properties" in schema and name not in composed and not {"allOf", "oneOf", "anyOf"} & set(schema):
                    schema.setdefault("additionalProperties", False)
        self.paths = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), item)
            for path, item in sorted(document["paths"].items(), key=lambda each: each[0].count("{"))
        ]
        self.validators: dict[int, Draft202012Validator] = {}

    def item(self, path: str) -> Mapping[str, Any] | None:
        """What the document says of a path."""
        return next((item for pattern, item in self.paths if pattern.fullmatch(path)), None)

    def complaints(self, method: str, path: str, status: int, kind: str, body: Any) -> list[str]:
        """All in which an answer differs from the document."""
        item = self.item(path)
        operation = None if item is None else item.get(method.lower())
        if operation is None:
            return [] if status in (404, 405, 403) else [f"{method} {path} is not in the document"]
        said = operation["responses"].get(str(status))
        if said is None:
            return [] if status in HTTP else [f"{method} {path} may not answer {status}"]
        said = self._followed(said)
        content = said.get("content", {})
        if method == "HEAD" or body is None:
            return (
                [f"{method} {path} {status} must have a body"] if content and method != "HEAD" and body is None else []
            )
        if not content:
            return [f"{method} {path} {status} may have no body"]
        kinds = {each.partition(";")[0]: said for each, said in content.items()}
        if kind not in kinds:
            return [f"{method} {path} {status} is {kind}, not {list(content)}"]
        schema = kinds[kind].get("schema")
        return [] if schema is None else self._judged(schema, body, f"{method} {path} {status}")

    def _followed(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in said:
            found: Any = self.document
            for name in said["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            said = found
        return said

    def _judged(self, schema: Any, body: Any, where: str) -> list[str]:
        validator = self.validators.get(id(schema))
        if validator is None:
            whole = {"components": {"schemas": self.schemas}, **_nullable(schema)}
            validator = self.validators[id(schema)] = Draft202012Validator(
                whole, registry=_registry(), format_checker=_formats
            )
        return [
            f"{where}: {'.'.join(map(str, each.path))}: {each.message[:300]}" for each in validator.iter_errors(body)
        ]


@cache
def own(component: str) -> Contract:
    """Our own document of a component."""
    return Contract(describe(targets.world(), component, "http://localhost"), strict=True)


@cache
def official(component: str) -> Contract | None:
    """The official structure of a component; None when there is none, or when it is not beside the project."""
    file = OFFICIAL / f"{FILES.get(component)}.json"
    return Contract(json.loads(file.read_text()), strict=False) if file.exists() else None


TOLERATED: tuple[tuple[str, str], ...] = (
    (r"POST /informatieobjecttypen may not answer 201", "the 200 that is printed is answered by nobody"),
    (r"DELETE /\w+typen/\S+ may not answer 204", "the 200 that is printed is answered by nobody"),
    (r"DELETE /\S+ may not answer 400", "a rule that forbids a removal is told as in every other write"),
    (r"GET /applicaties/consumer 200: : ", "a client id belongs to one applicatie, so it is one object"),
    (r"objectTypeOverige: '' does not match", "a text that was not given is empty"),
    (r"vervalreden(Weergave)?: '' ", "a besluit that holds has no vervalreden, and none to show"),
    (r"HEAD /besluit\S+ is not in the document", "Besluiten asks for HEAD in its text alone"),
    (r"HEAD /\S+/download is not in the document", "an extension: whatever can be fetched tells its headers"),
    (r"POST /zaaknummer_reserveren 201: : ", "one number is one object, as the example of the standard shows"),
    (r"POST /notificaties may not answer \d+", "only the 200 is printed, and answered by nobody"),
    (r"/abonnement.*'auth' is a required property", "a secret is never shown"),
    (r"(GET|POST) /\S+ may not answer 404", "a page past the end, or what would lie under a zaak that is not there"),
    (r"(GET|HEAD) /\S+ may not answer 400", "a parameter that is unknown or wrong is told everywhere"),
    (r"PUT /rollen/\S+ is not in the document", "an extension: a rol may be changed whole"),
    (r"betalingsindicatie: '(gefactureerd|gecrediteerd|betaald)' is not", "extra words, for who sends them"),
    (r"aardRelatie: 'overig' is not one of", "an extra word, for who sends it"),
    (r"component: '(personen|verwerkingen|logboek|inzage)' is not", "rights on our own components, for who gives them"),
    (r"HEAD /\S+ may not answer 40[34]", "of a HEAD the success alone is printed; it answers as the GET does"),
    (
        r"POST /personen \d+: (detail|instance|invalidParams)",
        "the suite expects what the patterns refuse",
    ),
    (r"_expand\.gezetdoor: ", "what has no value is an empty object, as the published collections want it"),
    (r"wijzigingen\.(oud|nieuw): None is not of type", "what was made has no before, what was removed no after"),
)
"""Where the official structure cannot be followed: a pattern of the complaint, and why (standards/deviations.toml)."""


BYTES = ("application/octet-stream", "application/zip")


def complaints(
    method: str, path: str, status: int, headers: Mapping[str, str], raw: bytes, *, chosen: bool = False
) -> list[str]:
    """In what an answer differs from the documents; nothing for a path that is no API's.

    `chosen`: the client asked for some fields alone, so that no record is whole.
    """
    parts = path.split("/", 4)
    component, below = JUDGED.get("/".join(parts[:4]), ""), "/" + "".join(parts[4:])
    if not component or below == "/" or below.startswith("/openapi."):
        return []
    if status == 304:
        return ["304 with a body"] if raw else []
    kind = headers.get("content-type", "").partition(";")[0]
    body = raw.decode("latin-1") if kind in BYTES else json.loads(raw) if raw else None
    if status == 200 and isinstance(body, dict) and "results" in body:
        body["results"] = [] if chosen else body["results"][:ENOUGH]
    found = own(component).complaints(method, below, status, kind, body)
    if "api-version" not in headers and status != 421:
        found.append(f"{method} {below} {status} has no API-version")
    theirs = official(component)
    if theirs is not None and theirs.item(below) is not None and status not in HTTP:
        told = theirs.complaints(method, below, status, kind, body)
        found += [f"official: {each}" for each in told if not any(re.search(pattern, each) for pattern, _ in TOLERATED)]
    return found
