"""Document numbers that are set apart, as the incumbent does; the standard knows it for zaken alone."""

from typing import Annotated

from grondslag.kernel.declare import Group, Limit
from grondslag.kernel.rules import act
from grondslag.registers.documenten.enkelvoudiginformatieobject import EnkelvoudigInformatieObject
from grondslag.vocabulary.velden import Rsin


class ReservedDocumentRequest(Group):
    """Hoeveel documentnummers worden gereserveerd, en voor wie."""

    bronorganisatie: Annotated[Rsin, Limit(min_length=9), "Het RSIN van de organisatie die de documenten gaat maken."]
    aantal: Annotated[int, Limit(ge=1, le=1000), "Hoeveel nummers."] = 1
    amount: Annotated[int | None, Limit(ge=1, le=1000), "Hoeveel nummers; een oude naam van aantal."] = None

    @property
    def hoeveel(self) -> int:
        """How many numbers, by either name."""
        return self.amount or self.aantal


class ReservedDocument(Group):
    """Een gereserveerd documentnummer."""

    identificatie: Annotated[str, "Het nummer, dat niemand anders krijgt."]


act(
    "documentnummer_reserveren",
    scope="documenten.aanmaken",
    body=ReservedDocumentRequest,
    answer=ReservedDocument,
    status=201,
    single=False,
    numbers="bronorganisatie",
    many="hoeveel",
    extra=True,
)(EnkelvoudigInformatieObject)
