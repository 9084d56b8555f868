"""The worked examples of the API pages: each is sent as it stands to a demo, and its answer is what the page shows."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from tests.oas import JUDGED, complaints, own
from tests.running import Running, serving
from tests.server import temporary_directory

Json = dict[str, Any]
COMPONENTS = ("personen", "inzage", "logboek", "verwerkingen")
"""The APIs of which every operation has an example."""
BODIES = ("zaken", "documenten", "besluiten")
"""The APIs of which what can be asked follows from the declarations."""
WITHOUT = {
    "/zaken/{zaak_uuid}/besluiten",
    "/objectinformatieobjecten",
    "/bestandsdelen/{uuid}",
    "/enkelvoudiginformatieobjecten/{uuid}/lock",
    "/enkelvoudiginformatieobjecten/{uuid}/unlock",
    "/zaak_registreren",
    "/zaak_opschorten/{uuid}",
    "/zaak_verlengen/{uuid}",
    "/zaak_bijwerken/{uuid}",
    "/zaak_afsluiten/{uuid}",
    "/document_registreren",
    "/besluit_verwerken",
}
"""What takes no body, or is made by another."""
ORDER = ("post", "put", "patch", "get", "head", "delete")
"""What is made first, is there for the rest; it is removed last."""
ALWAYS = {
    "zaken": {"/zaken/{uuid}", "/rollen/{uuid}", "/statussen/{uuid}", "/zaken/{zaak_uuid}/zaakeigenschappen/{uuid}"},
    "documenten": {"/enkelvoudiginformatieobjecten/{uuid}", "/enkelvoudiginformatieobjecten/{uuid}/download"},
    "besluiten": {"/besluiten/{uuid}", "/besluiten/{besluit_uuid}/audittrail"},
    "catalogi": {"/catalogussen/{uuid}", "/zaaktypen/{uuid}", "/statustypen/{uuid}"},
    "autorisaties": {"/applicaties/{uuid}"},
    "verwerkingen": {"/verwerkingsactiviteiten/{verwerkingsactiviteit_uuid}/versies/{uuid}"},
}
"""Of what the demo has some, among all that is tried."""
SENT = {
    "zaken": {
        "post /zaken",
        "post /zaken/_zoek",
        "post /zaken/{zaak_uuid}/zaakeigenschappen",
        "post /statussen",
        "post /resultaten",
        "post /rollen",
        "post /zaakinformatieobjecten",
        "post /zaaknummer_reserveren",
        "put /zaken/{uuid}",
        "patch /zaken/{uuid}",
    },
    "documenten": {
        "post /enkelvoudiginformatieobjecten",
        "post /enkelvoudiginformatieobjecten/_zoek",
        "put /enkelvoudiginformatieobjecten/{uuid}",
        "patch /enkelvoudiginformatieobjecten/{uuid}",
    },
    "besluiten": {"post /besluiten", "patch /besluiten/{uuid}", "post /besluitinformatieobjecten"},
}
"""Of what is sent, what everybody sends."""
REFERS = re.compile(r"/([^/]+)/\{(\w+)\}")


@pytest.fixture(scope="module")
def demo() -> Iterator[Running]:
    with temporary_directory() as directory, serving(directory / "var", "--demo") as running:
        yield running


class Visitor:
    """Who opens an API page of the demo and sends what stands there, with the token of the start page."""

    def __init__(self, demo: Running, component: str) -> None:
        self.token = demo.command("token", "demo").out.strip()
        self.root = demo.address + next(path for path, name in JUDGED.items() if name == component)
        self.document = json.loads(self.ask("GET", "/openapi.json", None)[2])
        self.keys: dict[str, str] = {}
        """The last part of a URL that an answer told, by collection."""
        self.under: dict[str, dict[str, str]] = {}
        """What the path said of what something was made under, by that path."""

    def send(self, method: str, path: str, parameters: list[Json], body: Any) -> tuple[int, str, bytes]:
        """Carry out one operation; a key in the path is its example, or what an earlier answer told."""
        said = {each["name"]: each["example"] for each in parameters if each["in"] == "path" and "example" in each}
        stands = bool(said) and method in ("post", "patch")
        if method == "post":
            self.under[path] = said
        told, above = ({}, {}) if stands else (self.keys, self.under.get(path.rpartition("/")[0], {}))
        filled = REFERS.sub(
            lambda found: f"/{found[1]}/{above.get(found[2]) or told.get(found[1]) or said.get(found[2], '?')}", path
        )
        filled = re.sub(r"\{(\w+)\}", lambda found: said[found[1]], filled)
        status, kind, raw = self.ask(method.upper(), filled, body)
        if kind == "application/json" and status < 300 and method in ("get", "post"):
            self._learn(path.rpartition("/")[2], json.loads(raw))
        return status, kind, raw

    def _learn(self, collection: str, answer: Any) -> None:
        found = answer["results"] if isinstance(answer, dict) and "results" in answer else answer
        first = found[0] if isinstance(found, list) and found else found
        if isinstance(first, dict) and ("url" in first or "uuid" in first):
            key = str(first.get("uuid") or first["url"].rpartition("/")[2])
            self.keys[collection] = self.keys.get(collection, key)

    def ask(self, method: str, path: str, body: Any) -> tuple[int, str, bytes]:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Accept-Crs": "EPSG:4326",
        }
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.root + path, method=method, headers=headers, data=data)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                kind = answer.headers.get("Content-Type", "").partition(";")[0]
                return answer.status, kind, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, "", refused.read()


def operations(document: Mapping[str, Any]) -> list[tuple[str, str, Json]]:
    """Method, path and operation, in the order in which they work."""
    found = [
        (method, path, operation | {"parameters": [*item.get("parameters", ()), *operation.get("parameters", ())]})
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]
    return sorted(
        found, key=lambda each: (ORDER.index(each[0]), -len(each[1]) if each[0] == "delete" else len(each[1]))
    )


def examples(part: Json) -> dict[str, Any]:
    """The examples of a body or an answer, by name; one has none."""
    (content,) = part["content"].values()
    if "example" in content:
        return {"": content["example"]}
    return {name: each["value"] for name, each in content.get("examples", {}).items()}


def answered(operation: Json) -> tuple[tuple[int, ...], Json]:
    """How it may succeed, and what it answers then."""
    statuses = tuple(int(each) for each in operation["responses"] if each.startswith("2"))
    return statuses, operation["responses"][str(statuses[0])]


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_operation_has_an_example_that_is_right(component: str) -> None:
    for method, path, operation in operations(own(component).document):
        asked = examples(operation["requestBody"]) if "requestBody" in operation else {}
        assert asked or "requestBody" not in operation, (method, path)
        statuses, answer = answered(operation)
        if not any(kind.endswith("json") for kind in answer.get("content", {})):
            continue
        shown = examples(answer)
        assert shown.keys() == (asked or {"": None}).keys(), (method, path)
        (kind,) = answer["content"]
        for each in shown.values():
            assert own(component).complaints(method.upper(), path, statuses[0], kind, each) == []


@pytest.mark.parametrize("component", JUDGED.values())
def test_a_refusal_is_shown_as_it_is_told(component: str) -> None:
    judge = own(component)
    for status, part in judge.document["components"]["responses"].items():
        (content,) = part["content"].values()
        assert "example" in content or status in ("401", "410"), status
        schema = {"components": {"schemas": judge.schemas}, **content["schema"]}
        assert list(Draft202012Validator(schema).iter_errors(content.get("example", {}))) == [] or status in (
            "401",
            "410",
        )


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_example_works_as_it_stands(demo: Running, component: str) -> None:
    visitor, done = Visitor(demo, component), 0
    for method, path, operation in operations(visitor.document):
        asked = examples(operation["requestBody"]) if "requestBody" in operation else {"": None}
        statuses, answer = answered(operation)
        shown = examples(answer) if "content" in answer else {}
        for name, body in asked.items():
            status, kind, raw = visitor.send(method, path, operation["parameters"], body)
            assert status in statuses, (method, path, name, raw[:500])
            if kind.endswith("json"):
                heads = {"content-type": kind, "api-version": ""}
                assert complaints(method.upper(), urlsplit(visitor.root).path + path, status, heads, raw) == []
            if path == "/authorization-decisions":
                assert json.loads(raw)["decisions"] != []
            if shown.get(name) is not None:
                same(shown[name], json.loads(raw), exactly=bool(name))
            done += 1
    assert done >= len(operations(visitor.document))


@pytest.mark.parametrize("component", BODIES)
def test_every_body_has_an_example(component: str) -> None:
    judge, lacks = own(component), set[str]()
    for _, path, operation in operations(judge.document):
        for said in operation.get("requestBody", {"content": {}})["content"].values():
            schema = {"components": {"schemas": judge.schemas}, **said["schema"]}
            if "example" not in said:
                lacks.add(path)
            else:
                assert list(Draft202012Validator(schema).iter_errors(said["example"])) == [], path
    assert lacks <= WITHOUT


@pytest.mark.parametrize("component", BODIES)
def test_every_body_can_be_sent_as_it_stands(demo: Running, component: str) -> None:
    """What is made is made under the records that the page names; what changes it, is sent to what was made."""
    visitor, done, complained = Visitor(demo, component), set[str](), list[Any]()
    for method, path, operation in operations(visitor.document):
        if "requestBody" not in operation or "example" not in next(iter(operation["requestBody"]["content"].values())):
            continue
        ((_, body),) = examples(operation["requestBody"]).items()
        held: Json = {}
        if "lock" in body:
            held = json.loads(visitor.send("post", f"{path}/lock", operation["parameters"], {})[2])
            body |= held
        status, kind, raw = visitor.send(method, path, operation["parameters"], body)
        statuses, _ = answered(operation)
        if status not in statuses:
            complained.append((method, path, body, raw[:600]))
            continue
        heads = {"content-type": kind, "api-version": ""}
        complained += complaints(method.upper(), urlsplit(visitor.root).path + path, status, heads, raw)
        if path.endswith("_zoek"):
            assert json.loads(raw)["count"] > 0, path
        if "lock" in body:
            assert visitor.send("post", f"{path}/unlock", operation["parameters"], held)[0] == 204
        done.add(f"{method} {path}")
    assert complained == []
    assert done >= SENT[component]


@pytest.mark.parametrize("component", ["zaken", "documenten", "besluiten", "catalogi", "autorisaties", "verwerkingen"])
def test_what_is_read_in_the_demo_can_be_read_as_it_stands(demo: Running, component: str) -> None:
    visitor, done = Visitor(demo, component), set[str]()
    for method, path, operation in operations(visitor.document):
        wanted = [each for each in operation["parameters"] if each["in"] == "path"]
        if method == "get" and wanted and all("example" in each for each in wanted):
            filled = path.format(**{each["name"]: each["example"] for each in wanted})
            status, _, raw = visitor.ask("GET", filled, None)
            assert status == 200, (path, raw[:300])
            done.add(path)
    assert done >= ALWAYS[component]


def same(shown: Any, found: Any, *, exactly: bool) -> None:
    """The demo answers with what the page shows: the same facts, or (of what it made itself) the same names."""
    if exactly:
        assert shown == found
    elif isinstance(shown, dict):
        assert shown.keys() <= found.keys(), shown.keys() - found.keys()
        for name in ("results", "personen"):
            if shown.get(name):
                same(shown[name][0], found[name][0], exactly=False)
