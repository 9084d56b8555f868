"""What to do next: sentences after a command that worked, on standard error, so that scripts read on undisturbed."""

from collections.abc import Iterable
from typing import Any

PAGE = "docs/how-to/clients-and-rights.md"


async def of_client(program: Any, client_id: str) -> list[str]:
    """What a client still needs before it can do its work: rights, known ones, and an activity."""
    if "autorisaties" not in program.served:
        return []
    row = await program.pool.fetchrow(
        "select heeft_alle_autorisaties, autorisaties::text from autorisaties.applicatie "
        "where $1 = any(client_ids) order by id limit 1",
        client_id,
    )
    if row is None:
        told = (
            f"{client_id} has no rights yet, so every request of it is refused. Give it rights: `grondslag client add "
            f"{client_id} --replace --rights FILE` (or --all; it gets another secret), or name it in an applicatie "
            f"of the Autorisaties API. {PAGE} tells how."
        )
        return [told]
    return [*_unknown_scopes(program, row[1]), *await _activities(program, client_id)]


def _unknown_scopes(program: Any, autorisaties: str) -> Iterable[str]:
    """A right that nothing asks for is allowed, for clients of other systems, and is most often a slip of the pen."""
    import msgspec

    from grondslag.kernel.access import AUDIT, FORCED
    from grondslag.operations import operations

    world = program.world
    known = {AUDIT, *(each.scope for each in operations(program))}
    for name, scopes in world.scopes.items():
        known |= {*scopes, *(f"{name}.{word}" for word in FORCED)}
    given = {scope for each in msgspec.json.decode(autorisaties) for scope in each["scopes"]}
    if unknown := sorted(given - known):
        yield f"No component here asks for the right {', '.join(unknown)}: is it written right?"


async def _activities(program: Any, client_id: str) -> list[str]:
    from grondslag.runtime.registering import COMPONENT
    from grondslag.runtime.unknown_use import without_activity

    if COMPONENT not in program.served:
        return []
    lacking = await without_activity(program.pool, program.world, program.town.today())
    if not any(client_id in each.client_ids for each in lacking):
        return []
    told = (
        f"{client_id} may see data of persons, and acts for no verwerkingsactiviteit: such use is counted, or refused "
        f"(unknown_use). Tie it to one: `grondslag activity tie NAME --client {client_id}`; `grondslag activity list` "
        "has the names."
    )
    return [told]


def of_activities(empty: Iterable[str]) -> list[str]:
    """What activities still need before anyone can act for them. `empty`: those without a version."""
    return [
        f"{name} has no version yet, so nobody can act for it. Say what for: `grondslag activity add {name} --doel … "
        "--grondslag … --betrokkenen … --gegevens … --bewaartermijn P5Y --verantwoordelijke …` (and --wetsartikel, "
        "where a law is the ground)."
        for name in empty
    ]
