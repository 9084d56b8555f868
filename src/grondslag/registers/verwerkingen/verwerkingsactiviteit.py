"""Verwerkingsactiviteit: something the organisation does with personal data, and which programs do it for which work.

What it is for and by which law stands in its versions; what it is called stays, because records of use name it.
"""

from typing import Annotated

import msgspec

from grondslag.kernel.declare import FIXED, Find, Inverse, Limit, Max, Record, Ref, To, resource

READ, WRITE = "verwerkingen.lezen", "verwerkingen.bijwerken"
SCOPES = {"read": READ, "create": WRITE, "update": WRITE, "destroy": WRITE}
IDENTIFICATIE = "[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?"
"""What can stand in a header and in a URL."""


@resource(
    "verwerkingsactiviteiten",
    methods="LCRHUPD",
    root=True,
    scopes=SCOPES,
    audit=True,
    unique={"unique": ("identificatie",)},
    order="identificatie",
    label=("identificatie",),
)
class Verwerkingsactiviteit(Record):
    """Iets wat de organisatie met persoonsgegevens doet, met een doel en een grondslag."""

    identificatie: Annotated[
        str,
        Max(50),
        Limit(min_length=1, pattern=IDENTIFICATIE),
        FIXED,
        Find.EXACT,
        "De korte naam waarmee een verzoek de activiteit noemt: kleine letters, cijfers, punten en streepjes.",
    ]
    naam: Annotated[str, Max(200), Limit(min_length=1), Find.PART, "De naam van de activiteit, voor mensen."]
    actief: Annotated[bool, Find.EXACT, "Of er voor deze activiteit gegevens gebruikt mogen worden."] = True
    applicaties: Annotated[
        list[Ref],
        To("autorisaties.applicatie"),
        Find.HAS,
        "De applicaties die voor deze activiteit mogen werken.",
    ] = msgspec.field(default_factory=list[Ref])
    zaaktypen: Annotated[
        list[Ref],
        To("catalogi.zaaktype"),
        Find.HAS,
        "De zaaktypen waar de activiteit bij hoort, in al hun versies; zonder zaaktypen hoort zij bij alle.",
    ] = msgspec.field(default_factory=list[Ref])
    versies: Annotated[
        list[Ref],
        Inverse("verwerkingen.versie", "verwerkingsactiviteit"),
        "De versies: doel, grondslag en al het andere, elk voor een tijd.",
    ] = msgspec.field(default_factory=list[Ref])
