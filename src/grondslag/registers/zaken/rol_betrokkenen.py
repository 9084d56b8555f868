"""Whose data a zaak is: of every natural person in its rollen, and of their contact persons; never of medewerkers.

The zaak keeps it, for itself and for all that lies under it, so that a read knows it without another question.
"""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.rules import WRITES, Change, Facts, One, Update, Where, effect
from grondslag.registers.zaken.betrokkenen import persons_told
from grondslag.registers.zaken.rol import Rol
from grondslag.registers.zaken.zaak import Zaak


def persons_in(rol: Rol) -> Iterator[str]:
    """The natural persons whom a rol tells of."""
    said = {
        "betrokkeneType": rol.betrokkene_type,
        "betrokkeneIdentificatie": rol.betrokkene_identificatie,
        "betrokkene": rol.betrokkene,
        "contactpersoonRol": rol.contactpersoon_rol,
    }
    yield from persons_told(said, rol.id)


class AlleRollen(Facts):
    """The zaak, and the rollen that are there."""

    zaak: Annotated[Zaak, One("zaak")]
    rollen: Annotated[list[Rol], Where("zaak", "zaak")]


@effect("zrc", "betrokkenen", on=WRITES)
def the_zaak_knows_whose_data_it_holds(change: Change[Rol], facts: AlleRollen) -> Iterator[Update]:
    """A zaak keeps the persons in its rollen (AVG art. 4.1): by that every use of its data can be accounted for."""
    rollen = [each for each in facts.rollen if each.id != change.record.id]
    if change.after is not None:
        rollen.append(change.after)
    found = sorted({person for each in rollen for person in persons_in(each)})
    if found != facts.zaak.betrokkenen:
        yield Update(facts.zaak, {"betrokkenen": found})
