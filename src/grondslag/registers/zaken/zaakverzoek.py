"""ZaakVerzoek: a verzoek that led to a zaak or was made within it."""

from collections.abc import Iterator
from typing import Annotated, Any

from grondslag.kernel.declare import FIXED, Find, Max, Same, Url, resource
from grondslag.kernel.rules import Change, Link, Mirror, Nothing, effect
from grondslag.registers.zaken.zaakdeel import READ, PartOfZaak


@resource(
    "zaakverzoeken",
    methods="LCRD",
    part_of="zaak",
    scopes={"read": READ, "create": "zaken.bijwerken", "destroy": "zaken.bijwerken"},
    channel="zaken",
    show_uuid=True,
    paged=False,
    etag=False,
    filters={"zaak": Same(field="zaak")},
)
class ZaakVerzoek(PartOfZaak):
    """Een verzoek dat bij een zaak hoort."""

    verzoek: Annotated[Url, Max(1000), FIXED, Find.EXACT, "Het verzoek."]


def mirrored_verzoek(relation: ZaakVerzoek) -> dict[str, Any]:
    """The objectverzoek that mirrors the relation."""
    return {"verzoek": relation.verzoek, "object": Link("zaken.zaak", relation.zaak), "objectType": "zaak"}


@effect("zrc-024", "spiegelen", on=("create",))
def the_verzoek_knows_its_zaak(change: Change[ZaakVerzoek], facts: Nothing) -> Iterator[Mirror]:
    """In the register of verzoeken, where there is one, the same relation is recorded."""
    yield Mirror("verzoeken.objectverzoek", "create", mirrored_verzoek(change.record), "objectverzoeken")


@effect("zrc-024", "ontspiegelen", on=("destroy",))
def the_verzoek_forgets_its_zaak(change: Change[ZaakVerzoek], facts: Nothing) -> Iterator[Mirror]:
    """In the register of verzoeken, where there is one, the same relation is removed."""
    yield Mirror("verzoeken.objectverzoek", "destroy", mirrored_verzoek(change.record), "objectverzoeken")
