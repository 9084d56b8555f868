"""A besluit and the documents in which it stands in one call, all of it or nothing: beyond the standard."""

from grondslag.kernel.rules import Part, act
from grondslag.registers.besluiten.besluit import Besluit

act(
    "besluit_verwerken",
    scope="besluiten.aanmaken",
    status=201,
    single=False,
    extra=True,
    parts=(
        Part(name="besluit", target="besluiten.besluit"),
        Part(
            name="besluitinformatieobjecten",
            target="besluiten.besluitinformatieobject",
            points="besluit",
            many=True,
        ),
    ),
)(Besluit)
