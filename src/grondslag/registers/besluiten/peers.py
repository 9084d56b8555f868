"""What Besluiten needs to see of its neighbours."""

from datetime import date

from grondslag.kernel.declare import Ref, View, view
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding


@view("catalogi.besluittype")
class BesluitTypeView(View):
    """A kind of besluit, and the kinds of document that may carry it."""

    concept: bool
    informatieobjecttypen: list[Ref]


@view("catalogi.zaaktype")
class ZaakTypeView(View):
    """A kind of zaak, and the kinds of besluit that are taken in it."""

    besluittypen: list[Ref]


@view("zaken.zaak")
class ZaakView(View):
    """A zaak: of what kind, how confidential, and how far it is."""

    zaaktype: Ref
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding
    einddatum: date | None = None
    archiefstatus: str = "nog_te_archiveren"


@view("documenten.enkelvoudiginformatieobject")
class InformatieObjectView(View):
    """A document, in its latest version."""

    informatieobjecttype: Ref
