"""What Inzage needs to see of its neighbours."""

from grondslag.kernel.declare import Ref, View, view


@view("zaken.zaak")
class ZaakView(View):
    """A zaak in which a request is dealt with."""

    zaaktype: Ref


@view("documenten.enkelvoudiginformatieobject")
class DocumentView(View):
    """A document that proves something."""

    titel: str
