"""What the catalogus needs to see of its neighbour, the selectielijst."""

from grondslag.kernel.declare import Ref, View, view


@view("selectielijst.procestype")
class ProcesType(View):
    """A kind of work process; the lists of 2017 and 2020 number them alike."""

    nummer: int


@view("selectielijst.resultaat")
class Selectielijstklasse(View):
    """A result of a procestype, and how long what led to it is kept."""

    proces_type: Ref
    waardering: str = ""
    procestermijn: str = ""
    bewaartermijn: str | None = None


@view("selectielijst.resultaattypeomschrijving")
class Resultaattypeomschrijving(View):
    """A generic name of a result."""

    omschrijving: str
