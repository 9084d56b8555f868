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


@view("zaken.zaak")
class ZaakView(View):
    """A zaak; only that it is there."""


@view("besluiten.besluitinformatieobject")
class BesluitInformatieObjectView(View):
    """That a besluit stands in a document."""

    besluit: Ref
    informatieobject: Ref


@view("besluiten.besluit")
class BesluitView(View):
    """A besluit; only that it is there."""


@view("verzoeken.verzoek")
class VerzoekView(View):
    """A verzoek; only that it is there."""
