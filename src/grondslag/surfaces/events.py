"""What a component tells of its writes: its kanalen, by which kenmerken one may choose, and which acts on what."""

from collections.abc import Iterator

import msgspec

from grondslag.kernel.shape import Shape, World

WRITES = {"C": "create", "U": "update", "P": "partial_update", "D": "destroy"}
"""The acts that write, by the letter with which a resource says that it takes them."""


class Kanaal(msgspec.Struct, frozen=True, kw_only=True):
    """A kanaal: whose it is, its hoofdobject and kenmerken, and the acts on each resource."""

    naam: str
    component: str
    hoofdobject: str
    kenmerken: tuple[str, ...]
    acts: tuple[tuple[str, tuple[str, ...]], ...]


def kanalen(world: World, components: frozenset[str]) -> Iterator[Kanaal]:
    """The kanalen of these components."""
    found: dict[str, list[Shape]] = {}
    for shape in world.shapes.values():
        if shape.component in components and shape.said.channel:
            found.setdefault(shape.said.channel, []).append(shape)
    for naam, shapes in found.items():
        root = world.root_of(shapes[0])
        yield Kanaal(
            naam=naam,
            component=root.component,
            hoofdobject=root.name,
            kenmerken=tuple(root.said.kenmerken or shapes[0].said.kenmerken),
            acts=tuple((each.name, tuple(_acts_on(each))) for each in shapes),
        )


def _acts_on(shape: Shape) -> Iterator[str]:
    """The acts on a resource that are told."""
    return (name for letter, name in WRITES.items() if letter in shape.said.methods)


def told_of(world: World, component: str) -> str:
    """The kanalen of a component, in Dutch, as its documentation must tell them (ZGW Notificaties)."""
    return "".join(map(_paragraphs, kanalen(world, frozenset((component,)))))


def _paragraphs(kanaal: Kanaal) -> str:
    resources = "\n".join(f"- `{name}`: {', '.join(acts)}" for name, acts in kanaal.acts)
    kenmerken = "\n".join(f"- `{each}`" for each in kanaal.kenmerken) or "Geen."
    return (
        f"\n\n### Notificaties op het kanaal `{kanaal.naam}`\n\n**Hoofdobject**: `{kanaal.hoofdobject}`"
        f"\n\n**Kenmerken**\n\n{kenmerken}\n\n**Resources en acties**\n\n{resources}"
    )
