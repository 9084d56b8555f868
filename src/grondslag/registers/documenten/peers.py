"""What Documenten needs to see of its neighbours."""

from grondslag.kernel.declare import Ref, View, view
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding


@view("catalogi.informatieobjecttype")
class InformatieObjectTypeView(View):
    """A kind of document."""

    concept: bool
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding


@view("zaken.zaakinformatieobject")
class ZaakInformatieObjectView(View):
    """That a document belongs to a zaak."""

    zaak: Ref
    informatieobject: Ref


@view("besluiten.besluit")
class ObjectView(View):
    """Something else that a document belongs to; only that it is there."""
