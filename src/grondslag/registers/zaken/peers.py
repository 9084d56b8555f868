"""What Zaken needs to see of its neighbours."""

from datetime import date

from grondslag.kernel.declare import Group, Ref, View, view
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding


class BrondatumArchiefprocedure(Group):
    """How the day is found on which the archiefactietermijn begins."""

    afleidingswijze: str
    datumkenmerk: str = ""
    objecttype: str = ""
    procestermijn: str | None = None


class EigenschapSpecificatie(Group):
    """What values of an eigenschap look like."""

    formaat: str
    lengte: str
    kardinaliteit: str
    waardenverzameling: list[str] = []


@view("catalogi.zaaktype")
class ZaakTypeView(View):
    """A kind of zaak."""

    concept: bool
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding
    producten_of_diensten: list[str]
    informatieobjecttypen: list[Ref]


@view("catalogi.statustype")
class StatusTypeView(View):
    """A step of a kind of zaak."""

    zaaktype: Ref
    is_eindstatus: bool


@view("catalogi.resultaattype")
class ResultaatTypeView(View):
    """A possible outcome of a kind of zaak, and what follows from it for the archive."""

    zaaktype: Ref
    archiefnominatie: str = ""
    archiefactietermijn: str | None = None
    brondatum_archiefprocedure: BrondatumArchiefprocedure | None = None

    @property
    def afleidingswijze(self) -> str:
        """How the day is found on which its archiefactietermijn begins; '' when that is not said."""
        procedure = self.brondatum_archiefprocedure
        return "" if procedure is None else procedure.afleidingswijze

    @property
    def telt_objecten(self) -> bool:
        """Whether the objects of the zaak say it."""
        return self.afleidingswijze == "zaakobject"


@view("catalogi.roltype")
class RolTypeView(View):
    """What someone can have to do with a kind of zaak."""

    zaaktype: Ref
    omschrijving: str
    omschrijving_generiek: str


@view("catalogi.eigenschap")
class EigenschapView(View):
    """A property of a kind of zaak."""

    zaaktype: Ref
    naam: str
    specificatie: EigenschapSpecificatie


@view("catalogi.zaakobjecttype")
class ZaakObjectTypeView(View):
    """A kind of object that a kind of zaak is about."""

    zaaktype: Ref


@view("documenten.enkelvoudiginformatieobject")
class InformatieObjectView(View):
    """A document, in its latest version."""

    informatieobjecttype: Ref
    status: str = ""
    indicatie_gebruiksrecht: bool | None = None


@view("besluiten.besluit")
class BesluitView(View):
    """A besluit, and when it holds."""

    ingangsdatum: date
    vervaldatum: date | None = None


@view("besluiten.besluit")
class BesluitVanZaakView(View):
    """A besluit, and the zaak in which it says it was taken."""

    zaak: Ref = ""


@view("selectielijst.communicatiekanaal")
class CommunicatiekanaalView(View):
    """By what way something reaches the organisation (zrc-010)."""

    naam: str
    omschrijving: str
