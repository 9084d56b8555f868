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

    def send(self, method: str, path: str, parameters: list[Json], body: Any) -> tuple[int, str, bytes]:
        """Carry out one operation; a key in the path is its example, or what an earlier answer told."""
        said = {each["name"]: each["example"] for each in parameters if each["in"] == "path" and "example" in each}
        filled = REFERS.sub(lambda found: f"/{found[1]}/{self.keys.get(found[1]) or said.get(found[2], '?')}", path)
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
            if shown.get(name) is not None:
                same(shown[name], json.loads(raw), exactly=bool(name))
            done += 1
    assert done >= len(operations(visitor.document))


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
