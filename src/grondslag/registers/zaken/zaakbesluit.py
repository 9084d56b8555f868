"""ZaakBesluit: a besluit taken in a zaak. The besluit leads; this is its mirror (brc-006).

The register of besluiten makes and removes it. Anyone else does so only where the besluit says the same already. A
besluit in a register that we do not know is taken at its word.
"""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.declare import FIXED, HIDDEN, Max, Ref, To, resource
from grondslag.kernel.rules import Change, Facts, Overlap, Violation, Where, rule
from grondslag.registers.zaken.peers import BesluitVanZaakView
from grondslag.registers.zaken.zaakdeel import READ, PartOfZaak


@resource(
    "besluiten",
    methods="LCRD",
    part_of="zaak",
    under=True,
    scopes={"read": READ, "create": "zaken.bijwerken", "destroy": "zaken.bijwerken"},
    channel="zaken",
    show_uuid=True,
    paged=False,
    etag=False,
)
class ZaakBesluit(PartOfZaak):
    """Een besluit dat in een zaak is genomen."""

    zaak: Annotated[Ref, To("zaken.zaak"), HIDDEN, "De zaak waarin het besluit is genomen."]
    besluit: Annotated[Ref, To("besluiten.besluit"), Max(1000), FIXED, "Het besluit."]

    @property
    def is_na_te_gaan(self) -> bool:
        """Whether the besluit stands in a register that we know, which can be asked what it says of the zaak."""
        return "/" not in self.besluit


class Origineel(Facts):
    """The besluiten that say that they were taken in this zaak."""

    besluiten_van_zaak: Annotated[list[BesluitVanZaakView], Where("zaak", "zaak", when="is_na_te_gaan")]


class ZelfdeBesluit(Facts):
    """The same besluit, when the zaak has it already."""

    eerder: Annotated[ZaakBesluit | None, Overlap(("zaak", "besluit"))]


def _is_said(relation: ZaakBesluit, facts: Origineel) -> bool:
    return any(each.id == relation.besluit for each in facts.besluiten_van_zaak)


@rule("zrc", "besluit-eenmaal", on=("create",))
def a_besluit_is_added_once(change: Change[ZaakBesluit], facts: ZelfdeBesluit) -> Iterator[Violation]:
    """A zaak has a besluit once."""
    if facts.eerder is not None:
        yield Violation("unique", "Dit besluit hoort al bij de zaak.")


@rule("zrc", "besluit-eerst", on=("create",))
def the_relation_exists_at_the_besluit_first(change: Change[ZaakBesluit], facts: Origineel) -> Iterator[Violation]:
    """The relation of a zaak with a besluit stands with the besluit first."""
    if change.record.is_na_te_gaan and not _is_said(change.record, facts):
        yield Violation("inconsistent-relation", "Het besluit hoort niet bij deze zaak.")


@rule("zrc", "besluit-laatst", on=("destroy",))
def the_relation_goes_at_the_besluit_first(change: Change[ZaakBesluit], facts: Origineel) -> Iterator[Violation]:
    """The relation of a zaak with a besluit is gone at the besluit first."""
    if _is_said(change.record, facts):
        yield Violation("inconsistent-relation", "Het besluit hoort nog bij deze zaak; verwijder het besluit eerst.")
