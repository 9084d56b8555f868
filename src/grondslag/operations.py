"""What is asked of the components beside their resources: the one place where all operations stand together."""

from typing import TYPE_CHECKING

from grondslag import targets
from grondslag.integration.inzage import operations as inzage
from grondslag.integration.logboek.beslissingen import SEARCH as BESLISSINGEN
from grondslag.integration.logboek.operations import OPERATIONS as LOGBOEK
from grondslag.integration.rvva import OPERATIONS as RVVA
from grondslag.runtime.bounds import verwijzingen
from grondslag.runtime.operations import Operation
from grondslag.runtime.whose import betrokkenen

if TYPE_CHECKING:
    from grondslag.program import Program


def operations(program: "Program") -> list[Operation]:
    """The operations of the components that a program serves."""
    own = {targets.OWN_CLIENT + name for name in targets.OWN_RIGHTS}
    components = [program.world.components[each] for each in sorted(program.served)]
    of_inzage = inzage.operations(program.box, program.code, program.name, program.settings.correctie_zaaktype)
    return [
        *betrokkenen(components, program.world, own),
        *verwijzingen(components, program.world, own),
        *RVVA,
        *program.personen.operations(),
        *LOGBOEK,
        BESLISSINGEN,
        *of_inzage,
    ]
