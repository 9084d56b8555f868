"""The OpenAPI document of each component: from its declarations, or from the tables of an API that has none."""

from collections.abc import Callable

import msgspec

from grondslag.integration.personen.beschrijving import document
from grondslag.kernel.declare import Json
from grondslag.kernel.shape import World
from grondslag.surfaces.openapi import openapi, to_yaml
from grondslag.surfaces.openapi_bodies import Samples, with_samples
from grondslag.surfaces.openapi_names import as_the_incumbent

_OWN: dict[str, Callable[[str], Json]] = {"personen": document}
"""By component, where its API is operations alone."""


def describe(world: World, component: str, server: str) -> Json:
    """The document of a component. `server`: the address of its root; '' for the same host."""
    made = _OWN.get(component)
    return made(server) if made is not None else openapi(world, component, server)


def written(world: World, component: str, form: str, base: str, samples: Samples | None) -> bytes:
    """The document of a component as its place below the root (`form`) has it: JSON or YAML, seen from an address.

    `samples`: what the examples may speak of.
    """
    made = describe(world, component, base + world.components[component].path)
    if samples is not None:
        made = with_samples(made, world, component, base, samples)
    made = as_the_incumbent(made) if form.startswith("schema/") else made
    return to_yaml(made).encode() if form.endswith("yaml") else msgspec.json.encode(made)
