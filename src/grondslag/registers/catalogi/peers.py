"""What the catalogus needs to see of its neighbours: the selectielijst, and what uses its types."""

from grondslag.kernel.declare import Ref, View, view


@view("selectielijst.procestype")
class ProcesType(View):
    """A kind of work process; the lists of 2017 and 2020 number them alike. A result has a number too, no object."""

    nummer: int
    procesobject: str


@view("selectielijst.resultaat")
class Selectielijstklasse(View):
    """A result of a procestype, and how long what led to it is kept."""

    proces_type: Ref
    waardering: str = ""
    procestermijn: str = ""
    bewaartermijn: str | None = None


@view("selectielijst.resultaattypeomschrijving")
class Resultaattypeomschrijving(View):
    """A generic name of a result. Most things have an omschrijving, few a definitie."""

    omschrijving: str
    definitie: str


@view("zaken.zaak")
class Zaak(View):
    """A zaak, of which only the type matters here."""

    zaaktype: Ref


@view("zaken.status")
class Status(View):
    """A status, of which only the type matters here."""

    statustype: Ref


@view("zaken.resultaat")
class Resultaat(View):
    """A resultaat, of which only the type matters here."""

    resultaattype: Ref


@view("zaken.rol")
class Rol(View):
    """A rol, of which only the type matters here."""

    roltype: Ref


@view("zaken.zaakeigenschap")
class ZaakEigenschap(View):
    """The value of an eigenschap, of which only the type matters here."""

    eigenschap: Ref


@view("zaken.zaakobject")
class ZaakObject(View):
    """A zaakobject, of which only the type matters here."""

    zaakobjecttype: Ref


@view("besluiten.besluit")
class Besluit(View):
    """A besluit, of which only the type matters here."""

    besluittype: Ref
