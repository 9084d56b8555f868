"""In which role this installation answers questions about persons: as their source, or as a client of the BRP."""

import msgspec

from grondslag.integration.personen import bevragen, volgen
from grondslag.integration.personen.client import Elders
from grondslag.integration.personen.elsewhere import Elsewhere
from grondslag.integration.personen.gevolgden import DAY_SECONDS, forget_ended
from grondslag.integration.personen.verlaten import LOOK_SECONDS, Verlaten
from grondslag.integration.personen.volgen_elders import VolgenElders
from grondslag.runtime.operations import Operation
from grondslag.runtime.worker import Round, at_most_each
from grondslag.settings import Settings


class Rol:
    """The role that the settings say, with the connections to the APIs elsewhere."""

    def __init__(self, settings: Settings) -> None:
        self.brp = Elsewhere(settings.brp_url, settings.brp_headers)
        self.update = Elsewhere(settings.brp_update_url, settings.brp_update_headers)
        self.elders = VolgenElders(self.update) if self.brp.root and self.update.root else None

    def operations(self) -> tuple[Operation, ...]:
        """What can be asked. Without an Update API nobody tells us who changed at a BRP elsewhere."""
        if not self.brp.root:
            return (*bevragen.OPERATIONS, *volgen.OPERATIONS)
        elders = Elders(self.brp)
        found = tuple(msgspec.structs.replace(each, run=elders.bevraag) for each in bevragen.OPERATIONS)
        return (*found, *(self.elders.operations() if self.elders is not None else ()))

    def rounds(self) -> tuple[Round, ...]:
        """What is done in the background."""
        verlaten = Verlaten(self.elders.eindig if self.elders is not None else volgen.eindig)
        return (at_most_each(DAY_SECONDS, forget_ended), at_most_each(LOOK_SECONDS, verlaten.round))

    async def close(self) -> None:
        """Close the connections."""
        await self.brp.close()
        await self.update.close()
