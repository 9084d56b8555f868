"""For which verwerkingsactiviteit a command uses data of persons."""

from typing import Any

from grondslag.commands.printing import tell
from grondslag.settings import StartError

USUAL = "inzage"
"""The activity of who names none."""


async def purpose_of(program: Any, name: str | None) -> Any:
    """The activity that is named, else `USUAL`; None, and told so, where that is not in force and need not be.

    Raises StartError for another name that is not in force, and where use without an activity is refused.
    """
    from grondslag.integration.inzage.context import activity_named

    found = await activity_named(program.town, name or USUAL)
    if found is not None:
        return found
    missing = f"There is no verwerkingsactiviteit {name or USUAL} in force"
    if name or program.settings.unknown_use == "refuse":
        raise StartError(f"{missing}: `grondslag activity list` shows which there are.")
    tell(f"{missing}: the log keeps this use without a purpose.")
    return None
