"""What is asked of the components beside their resources: the one place where all operations stand together."""

from collections.abc import Iterable

from grondslag import targets
from grondslag.integration.logboek.beslissingen import SEARCH as BESLISSINGEN
from grondslag.integration.logboek.operations import OPERATIONS as LOGBOEK
from grondslag.integration.rvva import OPERATIONS as RVVA
from grondslag.kernel.shape import World
from grondslag.runtime.operations import Operation
from grondslag.runtime.whose import betrokkenen


def operations(world: World, served: Iterable[str]) -> list[Operation]:
    """The operations of the served components."""
    own = {targets.OWN_CLIENT + name for name in targets.OWN_RIGHTS}
    asked = betrokkenen([world.components[each] for each in sorted(served)], world, own)
    return [*asked, *RVVA, *LOGBOEK, BESLISSINGEN]
