"""The register of processing activities as its draft standard reads it: three addresses, to read alone."""

import re
from typing import Any

import msgspec

from grondslag.registers.verwerkingen import rvva
from grondslag.runtime.operations import Asked, Operation
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.problems import NotFound

COMPONENT, SCOPE = "verwerkingen", "verwerkingen.lezen"
_ACTIVITY = """
    select id::text, naam, actief,
        (select coalesce(max(v.versie), 0) from verwerkingen.versie v where v.verwerkingsactiviteit = a.id)
    from verwerkingen.verwerkingsactiviteit a where id::text = $1 or identificatie = $1
"""
_VERSION = "select to_jsonb(v) from verwerkingen.versie v where verwerkingsactiviteit::text = $1 and versie = $2"
# The newest first: of an organisation the last that was said of it counts.
_VERSIONS = "select to_jsonb(v) from verwerkingen.versie v order by begin_geldigheid desc, id"
_NUMBER = re.compile("[1-9][0-9]{0,8}")
_encode = msgspec.json.Encoder().encode


async def read_activity(town: Town, call: Call, asked: Asked) -> Answer:
    """An activity, by its key or its identificatie. Raises NotFound."""
    key, _, active, latest = await _activity(town, asked.path["id"])
    return Answer(body=_encode(rvva.activity(key, active, latest, call.links.roots[COMPONENT])))


async def read_version(town: Town, call: Call, asked: Asked) -> Answer:
    """A version of an activity, by its number. Raises NotFound."""
    key, naam, *_ = await _activity(town, asked.path["id"])
    number = asked.path["number"]
    rows = await town.pool.fetch(_VERSION, key, int(number)) if _NUMBER.fullmatch(number) else []
    if not rows:
        raise NotFound
    found = msgspec.json.decode(rows[0][0])
    return Answer(body=_encode(rvva.version(key, naam, found, call.links.roots[COMPONENT])))


async def read_entity(town: Town, call: Call, asked: Asked) -> Answer:
    """An organisation that some version names. Raises NotFound."""
    root = call.links.roots[COMPONENT]
    for row in await town.pool.fetch(_VERSIONS):
        for key, entity in rvva.entities(msgspec.json.decode(row[0]), root):
            if key == asked.path["id"]:
                return Answer(body=_encode(entity))
    raise NotFound


async def _activity(town: Town, name: str) -> Any:
    rows = await town.pool.fetch(_ACTIVITY, name)
    if not rows:
        raise NotFound
    return rows[0]


OPERATIONS: tuple[Operation, ...] = tuple(
    Operation(component=COMPONENT, method="GET", path=path, scope=SCOPE, name=name, run=run)
    for path, name, run in (
        (rvva.ACTIVITY_PATH, "verwerkingen.activiteit", read_activity),
        (rvva.VERSION_PATH, "verwerkingen.versie", read_version),
        (rvva.ENTITY_PATH, "verwerkingen.organisatie", read_entity),
    )
)
