"""What the OpenAPI document says of the draft API of the register: `rvva` has its names."""

from typing import Any

from grondslag.kernel.declare import Json
from grondslag.registers.verwerkingen import rvva

_TEXT: Json = {"type": "string"}
_URL: Json = {"type": "string", "format": "uri"}
_DAY: Json = {"type": "string", "format": "date"}


def _object(**properties: Any) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _parameter(name: str, doc: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": _TEXT, "description": doc}


def _read(name: str, summary: str, schema: str, *parameters: Json) -> Json:
    shown = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    versions = {"API-version": {"schema": _TEXT, "description": "De versie van deze API."}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "description": "Concept: de namen van deze standaard staan nog niet vast.",
            "tags": ["rvva"],
            "security": [{"JWT-Claims": ["verwerkingen.lezen"]}],
            "parameters": list(parameters),
            "responses": {"200": {"description": "Gevonden.", "headers": versions, "content": shown}},
        }
    }


_ID = _parameter("id", "De sleutel of de identificatie van de activiteit.")
PATHS: Json = {
    rvva.ACTIVITY_PATH: _read("processing_activity_read", "Een verwerkingsactiviteit.", "ProcessingActivity", _ID),
    rvva.VERSION_PATH: _read(
        "processing_activity_version_read",
        "Een versie van een verwerkingsactiviteit.",
        "ProcessingActivityVersion",
        _ID,
        _parameter("number", "Het nummer van de versie."),
    ),
    rvva.ENTITY_PATH: _read(
        "entity_read", "Een organisatie in het register.", "Entity", _parameter("id", "De sleutel van de organisatie.")
    ),
}
SCHEMAS: Json = {
    "ProcessingActivity": _object(id=_URL, active={"type": "boolean"}, latestVersion=_URL | {"nullable": True}),
    "ProcessingActivityVersion": _object(
        id=_URL,
        name=_TEXT,
        purpose=_TEXT,
        legalBasis=_object(grounds=_list(_URL), law=_list(_object(name=_TEXT, reference=_TEXT))),
        dataSubjects=_list(_TEXT),
        personalData=_list(_TEXT),
        processingOptions=_object(
            controller=_URL,
            jointControllers=_list(_URL),
            processors=_list(_URL),
            retention=_TEXT,
            transfers=_list(_object(country=_TEXT, safeguard=_TEXT)),
        ),
        recipients=_list(_TEXT),
        measures=_TEXT,
        validFrom=_DAY,
        validUntil=_DAY | {"nullable": True},
    ),
    "Entity": _object(id=_URL, name=_TEXT, contact=_TEXT, dataProtectionOfficer=_TEXT),
}
