"""The OpenAPI document of a component, derived from its declarations and rules.

Nothing in it is written by hand but what a component asks beside its resources, which it describes itself.
"""

from typing import Any

import yaml

from grondslag.kernel.declare import Json
from grondslag.kernel.shape import World
from grondslag.surfaces.events import told_of
from grondslag.surfaces.openapi_bodies import bodies
from grondslag.surfaces.openapi_examples import Example, of_audit_trails, of_problem, with_examples
from grondslag.surfaces.openapi_paths import API_VERSION, FOUTEN, paths_of, with_errors
from grondslag.surfaces.openapi_schemas import Named, add_resource, content, fixed_schemas, ref

PROBLEM = "application/problem+json"
_ABOUT = """Deze beschrijving en de server komen uit dezelfde bron: wat hier staat, is wat de server doet.

Elke fout is `application/problem+json`; bij 400 noemt `invalidParams` alles wat niet klopt in één keer. Een onbekende
queryparameter is een fout. Elke POST kent een `Idempotency-Key`. Bij bijwerken houdt een veld dat niet is meegegeven
zijn waarde. Onder elke bewerking staan de regels van de standaard die haar kunnen weigeren."""


def openapi(world: World, component: str, server: str) -> Json:
    """The OAS 3.0 document of one component. `server`: the address of its root; '' for the same host."""
    said = world.components[component]
    shapes = [each for each in world.shapes.values() if each.component == component and each.said.methods]
    named: Named = {}
    paths: Json = {}
    for shape in shapes:
        add_resource(world, named, shape)
    for shape in shapes:
        for path, method, operation in paths_of(world, named, shape):
            paths.setdefault(path, {})[method] = operation
    for path, operations in said.operations.get("paths", {}).items():
        for method, operation in operations.items():
            paths.setdefault(path, {})[method] = with_errors(operation)
    examples = bodies(world, component)
    examples |= {name: Example(**each) for name, each in said.operations.get("examples", {}).items()}
    tags = [{"name": each.said.collection, "description": (each.record.__doc__ or "").strip()} for each in shapes]
    document: Json = {
        "openapi": "3.0.3",
        "info": {
            "title": f"{said.title} API",
            "version": said.version,
            "description": _ABOUT + told_of(world, component),
            "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/nl/"},
        },
        "servers": [{"url": server or said.path}],
        "security": [{"JWT-Claims": []}],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": {"JWT-Claims": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "responses": {str(code): _problem(code, text) for code, text in sorted(FOUTEN.items())},
            "schemas": dict(sorted((named | fixed_schemas() | said.operations.get("schemas", {})).items())),
        },
    }
    return with_examples(document, of_audit_trails(document, said) | examples if examples else {})


def _problem(code: int, text: str) -> Json:
    schema = ref("ValidatieFout" if code == 400 else "Fout")
    said = content(schema, PROBLEM)
    if told := of_problem(code):
        said[PROBLEM]["example"] = told
    return {"description": text, "headers": {"API-version": API_VERSION}, "content": said}


class _Plain(yaml.CSafeDumper):
    """Writes every part out, where the same part stands in several places. The C writer: five times as fast."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def to_yaml(document: Json) -> str:
    """The document as YAML, in the order in which it was derived."""
    return yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
