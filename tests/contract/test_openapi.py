"""Our OpenAPI documents: valid, complete, and holding everything that the official ones promise."""

import fnmatch
import importlib
import json
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from grondslag import registers
from grondslag.integration.beschrijven import describe
from grondslag.kernel.filters import filters_of
from grondslag.kernel.render import project
from grondslag.kernel.shape import Shape, World, derive_world
from grondslag.surfaces.openapi import to_yaml
from grondslag.surfaces.openapi_names import as_the_incumbent

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
DIFF = SHARED / "tools" / "oas-diff" / "oas_diff.py"
DEVIATIONS = ROOT / "standards" / "deviations.toml"
OFFICIAL = {
    "zaken": "zaken-1.7.0",
    "catalogi": "catalogi-1.3.3",
    "autorisaties": "autorisaties-1.1.0",
    "besluiten": "besluiten-1.1.0",
    "documenten": "documenten-1.7.0",
    "notificaties": "notificaties-1.0.1",
    "personen": "brp-personen-bevragen",
}
METHODS = {"L": "get", "C": "post", "R": "get", "H": "head", "U": "put", "P": "patch", "D": "delete"}
ALL = [each.name for each in pkgutil.iter_modules(registers.__path__) if each.ispkg]


@pytest.fixture(scope="session")
def world() -> World:
    """Every register that there is."""
    return derive_world(tuple(importlib.import_module(f"grondslag.registers.{name}").COMPONENT for name in ALL))


@pytest.fixture(scope="session")
def documents(world: World) -> dict[str, dict[str, Any]]:
    return {name: describe(world, name, "") for name in ALL}


@pytest.mark.parametrize("component", ALL)
def test_the_document_is_valid_openapi(documents: dict[str, dict[str, Any]], component: str) -> None:
    validate(documents[component])
    assert to_yaml(documents[component]).startswith("openapi: 3.0.3\n")


def _routes(world: World, shape: Shape) -> set[tuple[str, str]]:
    path = shape.path.removeprefix(world.components[shape.component].path)
    to = shape.field(shape.said.part_of).to if shape.said.under else None
    path = path.replace("{parent}", f"{{{to.target.partition('.')[2]}_uuid}}" if to else "")
    found = {(path + ("" if each in "LC" else "/{uuid}"), METHODS[each]) for each in shape.said.methods}
    for act in shape.acts:
        place = f"/{act.name}" + ("/{uuid}" if act.single else "") if act.parts else ""
        found.add((place or (f"{path}/{{uuid}}/{act.name}" if act.single else f"/{act.name}"), "post"))
    return found | ({(path + "/_zoek", "post")} if shape.said.zoek else set())


@pytest.mark.parametrize("component", ALL)
def test_every_route_has_an_operation(world: World, documents: dict[str, dict[str, Any]], component: str) -> None:
    said = {(path, method) for path, item in documents[component]["paths"].items() for method in item}
    for shape in world.shapes.values():
        if shape.component == component:
            assert _routes(world, shape) <= said, shape.key


@pytest.mark.parametrize("component", ALL)
def test_every_filter_has_a_parameter(world: World, documents: dict[str, dict[str, Any]], component: str) -> None:
    for shape in world.shapes.values():
        if shape.component != component or "L" not in shape.said.methods:
            continue
        path = next(path for path, method in _routes(world, shape) if method == "get" and not path.endswith("/{uuid}"))
        said = {each["name"] for each in documents[component]["paths"][path]["get"]["parameters"]}
        assert {name for name, each in filters_of(world, shape).items() if not each.body} <= said, shape.key


@pytest.mark.parametrize("component", ALL)
def test_an_answer_has_the_properties_that_the_document_says(
    world: World, documents: dict[str, dict[str, Any]], component: str
) -> None:
    schemas = documents[component]["components"]["schemas"]
    for shape in world.shapes.values():
        if shape.component != component or not shape.said.methods:
            continue
        name = shape.record.__name__
        base = schemas.get("Basis" + name, schemas[name])
        chosen = {each.wire for each in shape.fields if each.one_of is not None}
        shown = {shape.field(each).wire for each in project(world, shape).names[1:] if shape.field(each).shown}
        assert set(base["required"]) == set(base["properties"])
        assert set(base["properties"]) - {"url", "uuid"} == shown - chosen, shape.key


def _allowed(component: str, table: str = "deviation") -> list[dict[str, str]]:
    with DEVIATIONS.open("rb") as file:
        return [each for each in tomllib.load(file).get(table, []) if each["component"] == component]


def _operations(document: dict[str, Any]) -> dict[str, str]:
    """The name of each operation, by method and path."""
    return {
        f"{method.upper()} {path}": each["operationId"]
        for path, item in document["paths"].items()
        for method, each in item.items()
        if method != "parameters"
    }


@pytest.mark.parametrize("component", ALL)
def test_no_two_operations_have_one_name(documents: dict[str, dict[str, Any]], component: str) -> None:
    for document in (documents[component], as_the_incumbent(documents[component])):
        names = list(_operations(document).values())
        assert len(set(names)) == len(names)


OFFICIAL_STRUCTURE = pytest.mark.skipif(
    not DIFF.exists(), reason="needs ../shared: the official structure of the APIs lies beside the project"
)


@OFFICIAL_STRUCTURE
@pytest.mark.parametrize("component", OFFICIAL)
def test_operations_have_their_official_names(documents: dict[str, dict[str, Any]], component: str) -> None:
    """Generated clients, and some that find a path by its operation, lean on them."""
    file = SHARED / "standards" / "oas" / f"{OFFICIAL[component]}.json"
    official, ours = _operations(json.loads(file.read_text("utf8"))), _operations(documents[component])
    others = {where: (name, ours[where]) for where, name in official.items() if ours.get(where, name) != name}
    allowed = [each["where"] for each in _allowed(component, "operation")]
    assert [each for each in others if not any(fnmatch.fnmatchcase(each, where) for where in allowed)] == []
    assert all(fnmatch.filter(others, where) for where in allowed)


@OFFICIAL_STRUCTURE
@pytest.mark.parametrize("component", OFFICIAL)
def test_everything_official_is_there(documents: dict[str, dict[str, Any]], component: str, tmp_path: Path) -> None:
    """Every difference stands in standards/deviations.toml with its reason, and nothing stands there for nothing."""
    ours, found = tmp_path / "ours.json", tmp_path / "found.json"
    ours.write_text(json.dumps(documents[component]), "utf8")
    official = SHARED / "standards" / "oas" / f"{OFFICIAL[component]}.json"
    flags = ["--headers", "--errors", "--strict", "--json", str(found)]
    run = subprocess.run(
        [sys.executable, str(DIFF), str(official), str(ours), *flags], capture_output=True, text=True, check=False
    )
    assert "oas-diff: " in run.stdout, run.stderr
    allowed = _allowed(component)
    unused = list(allowed)
    unexplained: list[str] = []
    for each in json.loads(found.read_text("utf8"))["differences"]:
        mates = [
            one
            for one in allowed
            if one["kind"] == each["kind"]
            and fnmatch.fnmatchcase(each["where"], one["where"])
            and one.get("detail", each["detail"]) == each["detail"]
        ]
        unused = [one for one in unused if one not in mates]
        if not mates:
            unexplained.append(f"{each['kind']}: {each['where']}: {each['detail']}")
    assert not unexplained, "\n".join(unexplained)
    assert not unused, f"no longer needed in deviations.toml: {unused}"
