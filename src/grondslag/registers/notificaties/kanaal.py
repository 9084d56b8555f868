"""Kanaal: where a source tells its events, and by which kenmerken one may choose among them."""

from collections.abc import Iterable
from typing import Annotated

import msgspec

from grondslag.kernel.declare import FIXED, Find, Limit, Max, Record, resource
from grondslag.kernel.names import to_wire
from grondslag.vocabulary.velden import Adres

READ = ("notificaties.consumeren", "notificaties.publiceren")


@resource(
    "kanaal",
    methods="LCR",
    root=True,
    paged=False,
    scopes={"read": READ, "create": "notificaties.publiceren"},
    unique={"unique": ("naam",)},
    order="naam",
    label=("naam",),
)
class Kanaal(Record):
    """Waar een bron haar gebeurtenissen meldt."""

    naam: Annotated[str, Max(50), Limit(min_length=1), FIXED, Find.EXACT, "De naam van het kanaal."]
    documentatie_link: Annotated[Adres, Max(200), Limit(blank=True), "Waar het kanaal is beschreven."] = ""
    filters: Annotated[
        list[Annotated[str, Max(100), Limit(min_length=1, blank=False)]],
        "De kenmerken waarmee een abonnement kan kiezen welke gebeurtenissen het wil horen.",
    ] = msgspec.field(default_factory=list[str])


def knows(kanaal: Kanaal, names: Iterable[str]) -> bool:
    """Whether these names go with the filters of the kanaal: all of them are among those, or the other way round.

    The incumbent takes both, and takes `verantwoordelijke_organisatie` for `verantwoordelijkeOrganisatie`.
    """
    own, asked = {to_wire(each) for each in kanaal.filters}, {to_wire(each) for each in names}
    return own <= asked or asked <= own
