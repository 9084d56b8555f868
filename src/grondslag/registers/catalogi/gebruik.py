"""A type in use is not removed, not even by a correction: zaken and besluiten that were made with it stay valid."""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.declare import View
from grondslag.kernel.rules import Change, Facts, Violation, Where, rule
from grondslag.registers.catalogi import peers
from grondslag.registers.catalogi.besluittype import BesluitType
from grondslag.registers.catalogi.eigenschap import Eigenschap
from grondslag.registers.catalogi.resultaattype import ResultaatType
from grondslag.registers.catalogi.roltype import RolType
from grondslag.registers.catalogi.statustype import StatusType
from grondslag.registers.catalogi.zaakobjecttype import ZaakObjectType
from grondslag.registers.catalogi.zaaktype import ZaakType


def _in_use(by: View | None, what: str = "zaken") -> Iterator[Violation]:
    if by is not None:
        yield Violation("pending-relations", f"Er zijn {what} die dit gebruiken; het kan niet worden verwijderd.")


class Zaken(Facts):
    """A zaak of the zaaktype."""

    zaak_ermee: Annotated[peers.Zaak | None, Where("zaaktype", "before.id")]


@rule("ztc-009", "zaaktype-in-gebruik", on=("destroy",))
def a_zaaktype_with_zaken_stays(change: Change[ZaakType], facts: Zaken) -> Iterator[Violation]:
    """A zaaktype of which there are zaken is not removed."""
    yield from _in_use(facts.zaak_ermee)


class Statussen(Facts):
    """A status of this kind."""

    status_ermee: Annotated[peers.Status | None, Where("statustype", "before.id")]


@rule("ztc-010", "statustype-in-gebruik", on=("destroy",))
def a_statustype_with_statussen_stays(change: Change[StatusType], facts: Statussen) -> Iterator[Violation]:
    """A statustype that a zaak has reached is not removed."""
    yield from _in_use(facts.status_ermee)


class Resultaten(Facts):
    """A resultaat of this kind."""

    resultaat_ermee: Annotated[peers.Resultaat | None, Where("resultaattype", "before.id")]


@rule("ztc-010", "resultaattype-in-gebruik", on=("destroy",))
def a_resultaattype_with_resultaten_stays(change: Change[ResultaatType], facts: Resultaten) -> Iterator[Violation]:
    """A resultaattype with which a zaak has ended is not removed."""
    yield from _in_use(facts.resultaat_ermee)


class Rollen(Facts):
    """A rol of this kind."""

    rol_ermee: Annotated[peers.Rol | None, Where("roltype", "before.id")]


@rule("ztc-010", "roltype-in-gebruik", on=("destroy",))
def a_roltype_with_rollen_stays(change: Change[RolType], facts: Rollen) -> Iterator[Violation]:
    """A roltype that someone has in a zaak is not removed."""
    yield from _in_use(facts.rol_ermee)


class Eigenschappen(Facts):
    """A value of this eigenschap."""

    waarde_ermee: Annotated[peers.ZaakEigenschap | None, Where("eigenschap", "before.id")]


@rule("ztc-010", "eigenschap-in-gebruik", on=("destroy",))
def an_eigenschap_with_a_value_stays(change: Change[Eigenschap], facts: Eigenschappen) -> Iterator[Violation]:
    """An eigenschap of which a zaak has a value is not removed."""
    yield from _in_use(facts.waarde_ermee)


class Zaakobjecten(Facts):
    """A zaakobject of this kind."""

    object_ermee: Annotated[peers.ZaakObject | None, Where("zaakobjecttype", "before.id")]


@rule("ztc-010", "zaakobjecttype-in-gebruik", on=("destroy",))
def a_zaakobjecttype_with_objects_stays(change: Change[ZaakObjectType], facts: Zaakobjecten) -> Iterator[Violation]:
    """A zaakobjecttype of which a zaak has an object is not removed."""
    yield from _in_use(facts.object_ermee)


class Besluiten(Facts):
    """A besluit of the besluittype."""

    besluit_ermee: Annotated[peers.Besluit | None, Where("besluittype", "before.id")]


@rule("ztc-009", "besluittype-in-gebruik", on=("destroy",))
def a_besluittype_with_besluiten_stays(change: Change[BesluitType], facts: Besluiten) -> Iterator[Violation]:
    """A besluittype of which there are besluiten is not removed."""
    yield from _in_use(facts.besluit_ermee, "besluiten")
