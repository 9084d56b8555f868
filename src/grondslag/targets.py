"""The table of components: what can run, what each needs of its neighbours, and the groups they go by.

Only here do rooms and runtime meet. A component that runs apart calls its neighbours as an application of its own,
with no more rights than its row gives.
"""

from collections.abc import Collection, Sequence

from grondslag.kernel.access import Grant
from grondslag.kernel.declare import Component
from grondslag.kernel.shape import World, derive_world
from grondslag.registers import (
    autorisaties,
    besluiten,
    catalogi,
    documenten,
    inzage,
    logboek,
    notificaties,
    personen,
    verwerkingen,
    zaken,
)
from grondslag.settings import StartError

COMPONENTS: tuple[Component, ...] = (
    catalogi.COMPONENT,
    zaken.COMPONENT,
    autorisaties.COMPONENT,
    documenten.COMPONENT,
    besluiten.COMPONENT,
    notificaties.COMPONENT,
    verwerkingen.COMPONENT,
    personen.COMPONENT,
    logboek.COMPONENT,
    inzage.COMPONENT,
)
REGISTERS = (
    "catalogi",
    "zaken",
    "documenten",
    "besluiten",
    "autorisaties",
    "notificaties",
    "verwerkingen",
    "personen",
)
GROUPS: dict[str, tuple[str, ...]] = {"all": (*REGISTERS, "logboek", "inzage"), "registers": REGISTERS}
NEEDS: dict[str, tuple[str, ...]] = {
    "catalogi": (),
    "zaken": ("catalogi",),
    "autorisaties": (),
    "documenten": ("catalogi",),
    "besluiten": ("catalogi",),
    "notificaties": (),
    "verwerkingen": ("autorisaties", "catalogi"),
    "personen": (),
    "logboek": (),
    "inzage": (),
}
"""What a component asks of its neighbours. Rights come from Autorisaties where that is said to run, else from the own
database, so a component can run on its own."""
OWN_RIGHTS: dict[str, tuple[str, ...]] = {
    "catalogi": (
        "autorisaties.lezen",
        "verwerkingen.lezen",
        "zaken.lezen",
        "besluiten.lezen",
        "notificaties.publiceren",
    ),
    "zaken": (
        "autorisaties.lezen",
        "verwerkingen.lezen",
        "catalogi.lezen",
        "documenten.lezen",
        "documenten.aanmaken",
        "documenten.verwijderen",
        "besluiten.lezen",
        "notificaties.publiceren",
    ),
    "autorisaties": ("verwerkingen.lezen", "notificaties.publiceren"),
    "documenten": (
        "autorisaties.lezen",
        "verwerkingen.lezen",
        "catalogi.lezen",
        "zaken.lezen",
        "besluiten.lezen",
        "notificaties.publiceren",
    ),
    "besluiten": (
        "autorisaties.lezen",
        "verwerkingen.lezen",
        "catalogi.lezen",
        "zaken.lezen",
        "zaken.bijwerken",
        "zaken.geforceerd-bijwerken",
        "documenten.lezen",
        "documenten.aanmaken",
        "documenten.verwijderen",
        "notificaties.publiceren",
    ),
    "notificaties": ("autorisaties.lezen", "verwerkingen.lezen"),
    "verwerkingen": ("autorisaties.lezen", "catalogi.lezen", "notificaties.publiceren"),
    "personen": ("autorisaties.lezen", "verwerkingen.lezen"),
    "logboek": ("autorisaties.lezen", "verwerkingen.lezen"),
    "inzage": ("autorisaties.lezen", "verwerkingen.lezen", "zaken.lezen", "documenten.lezen"),
}
OWN_CLIENT = "grondslag-"


def world() -> World:
    """All components with everything that is derived from them."""
    return derive_world(COMPONENTS)


def chosen(names: Sequence[str], neighbours: Sequence[str]) -> frozenset[str]:
    """The components behind target names. Raises StartError for an unknown one, or when a need is not met."""
    known = {each.name for each in COMPONENTS}
    found = {component for name in names for component in GROUPS.get(name, (name,))}
    if unknown := sorted(found - known):
        raise StartError(
            f"There is no component {', '.join(unknown)}; choose from {', '.join(sorted({*GROUPS, *GROUPS['all']}))}."
        )
    for name in sorted(found):
        missing = [each for each in NEEDS[name] if each not in found and each not in neighbours]
        if missing:
            raise StartError(
                f"{name} needs {', '.join(missing)}: serve them too, or say where they run (setting neighbours)."
            )
    return frozenset(found)


def own_client(served: Collection[str], component: str) -> str:
    """As which client a process asks a neighbour: as the one of its components that may do most there."""

    def rights(name: str) -> int:
        return sum(scope.startswith(component + ".") for scope in OWN_RIGHTS[name])

    return OWN_CLIENT + max(sorted(served), key=rights)


def own_grants(client: str) -> tuple[Grant, ...] | None:
    """The rights of a component that calls its neighbours; None for any other client."""
    name = client.removeprefix(OWN_CLIENT)
    if name == client or name not in OWN_RIGHTS:
        return None
    return tuple(
        Grant(component=scope.partition(".")[0], scopes=frozenset((scope,)), everywhere=True)
        for scope in OWN_RIGHTS[name]
    )
