"""Removing a zaak: all that belongs to it goes too (zrc-023). Its parts fall with its row; the rest is said here."""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.rules import Change, Delete, Facts, Mirror, One, Where, effect
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakinformatieobject import ZaakInformatieObject, mirrored


class Samenhang(Facts):
    """The zaken that are part of this one, the one that it is part of, and the documents of them all."""

    hoofdzaak: Annotated[Zaak | None, One("hoofdzaak")]
    deelzaken: Annotated[list[Zaak], Where("hoofdzaak", "id")]
    zaakinformatieobjecten: Annotated[list[ZaakInformatieObject], Where("zaak", "id")]
    documenten_van_deelzaken: Annotated[list[ZaakInformatieObject], Where("zaak", "deelzaken.id")]


@effect("zrc-023", "deelzaken", on=("destroy",))
def deelzaken_go_with_their_hoofdzaak(change: Change[Zaak], facts: Samenhang) -> Iterator[Delete]:
    """The deelzaken of a zaak are removed with it."""
    for deelzaak in facts.deelzaken:
        yield Delete(deelzaak)


@effect("zrc-023", "documenten", on=("destroy",))
def documents_forget_a_removed_zaak(change: Change[Zaak], facts: Samenhang) -> Iterator[Mirror]:
    """In Documenten the relations with a removed zaak go too."""
    for each in (*facts.zaakinformatieobjecten, *facts.documenten_van_deelzaken):
        yield Mirror("documenten.objectinformatieobject", "destroy", mirrored(each))
