"""What a GeoJSON geometry looks like, as a schema for documentation. The check itself is in `geometrie`."""

from typing import Any

from grondslag.vocabulary.geometrie import COLLECTION, DEPTHS

Schema = dict[str, Any]
_POSITION: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}


def _nested(depth: int) -> Schema:
    return {"type": "array", "items": _nested(depth - 1)} if depth else _POSITION


def _geometry(kind: str, member: str, schema: Schema) -> Schema:
    named = {"type": {"type": "string", "enum": [kind]}, member: schema}
    return {"type": "object", "properties": named, "required": ["type", member]}


def schema() -> Schema:
    """One variant per type; the parts of a collection are geometries in turn."""
    plain = [_geometry(kind, "coordinates", _nested(depth)) for kind, depth in DEPTHS.items()]
    kinds = {"type": {"type": "string", "enum": [*DEPTHS, COLLECTION]}}
    whole: Schema = {"type": "object", "properties": kinds, "required": ["type"]}
    collection = _geometry(COLLECTION, "geometries", {"type": "array", "items": whole})
    return whole | {"oneOf": [*plain, collection]}
