"""In which role this installation answers questions about persons: as their source, or as a client of the BRP."""

import msgspec

from grondslag.integration.personen import bevragen, volgen
from grondslag.integration.personen.client import Elders
from grondslag.runtime.operations import Operation


def operations(elders: Elders) -> tuple[Operation, ...]:
    """What can be asked. Persons elsewhere cannot be followed here: nobody tells us that they changed."""
    if not elders.brp.root:
        return (*bevragen.OPERATIONS, *volgen.OPERATIONS)
    return tuple(msgspec.structs.replace(each, run=elders.bevraag) for each in bevragen.OPERATIONS)
