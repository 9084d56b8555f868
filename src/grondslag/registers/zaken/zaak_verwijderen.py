"""Removing a zaak: all that belongs to it goes too (zrc-023). Its parts fall with its row; the rest is said here."""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.rules import Change, Delete, Facts, Mirror, One, Where, effect
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakcontactmoment import ZaakContactMoment, mirrored_contactmoment
from grondslag.registers.zaken.zaakinformatieobject import ZaakInformatieObject, mirrored
from grondslag.registers.zaken.zaakverzoek import ZaakVerzoek, mirrored_verzoek


class Samenhang(Facts):
    """The zaken that are part of this one, the one that it is part of, and the documents of them all."""

    hoofdzaak: Annotated[Zaak | None, One("hoofdzaak")]
    deelzaken: Annotated[list[Zaak], Where("hoofdzaak", "id")]
    zaakinformatieobjecten: Annotated[list[ZaakInformatieObject], Where("zaak", "id")]
    documenten_van_deelzaken: Annotated[list[ZaakInformatieObject], Where("zaak", "deelzaken.id")]
    zaakverzoeken: Annotated[list[ZaakVerzoek], Where("zaak", "id")]
    verzoeken_van_deelzaken: Annotated[list[ZaakVerzoek], Where("zaak", "deelzaken.id")]
    zaakcontactmomenten: Annotated[list[ZaakContactMoment], Where("zaak", "id")]
    contactmomenten_van_deelzaken: Annotated[list[ZaakContactMoment], Where("zaak", "deelzaken.id")]


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


@effect("zrc-023", "verzoeken", on=("destroy",))
def verzoeken_forget_a_removed_zaak(change: Change[Zaak], facts: Samenhang) -> Iterator[Mirror]:
    """In the register of verzoeken the relations with a removed zaak go too."""
    for each in (*facts.zaakverzoeken, *facts.verzoeken_van_deelzaken):
        yield Mirror("verzoeken.objectverzoek", "destroy", mirrored_verzoek(each), "objectverzoeken")


@effect("zrc-023", "contactmomenten", on=("destroy",))
def contactmomenten_forget_a_removed_zaak(change: Change[Zaak], facts: Samenhang) -> Iterator[Mirror]:
    """In the register of contactmomenten the relations with a removed zaak go too."""
    for each in (*facts.zaakcontactmomenten, *facts.contactmomenten_van_deelzaken):
        said = mirrored_contactmoment(each)
        yield Mirror("contactmomenten.objectcontactmoment", "destroy", said, "objectcontactmomenten")
