"""KlantContact: that someone was in touch about a zaak (the standard advises contactmomenten instead)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated

from grondslag.kernel.declare import Max, Same, resource
from grondslag.kernel.rules import Change, Nothing, Violation, derive, rule
from grondslag.registers.zaken.zaakdeel import SCOPES, PartOfZaak, not_in_the_future


@resource(
    "klantcontacten",
    methods="LCR",
    part_of="zaak",
    scopes=SCOPES,
    channel="zaken",
    show_uuid=True,
    etag=False,
    filters={"zaak": Same(field="zaak")},
)
class KlantContact(PartOfZaak):
    """Een contact met een klant over een zaak."""

    identificatie: Annotated[str, Max(14), "De identificatie van het contact."] = ""
    datumtijd: Annotated[datetime, "Wanneer het contact was."]
    kanaal: Annotated[str, Max(20), "Hoe het contact verliep."] = ""
    onderwerp: Annotated[str, Max(200), "Waar het contact over ging."] = ""
    toelichting: Annotated[str, Max(1000), "Wat er verder over te zeggen is."] = ""


@derive("zrc", "klantcontact-identificatie", on=("create",))
def a_contact_has_an_identificatie(change: Change[KlantContact], facts: Nothing) -> Mapping[str, str]:
    """The identificatie of a contact is made by the register when it is not given."""
    return {} if change.record.identificatie else {"identificatie": change.fresh_id.rpartition("-")[2]}


@rule("zrc", "klantcontact-datumtijd", on=("create",))
def a_contact_has_taken_place(change: Change[KlantContact], facts: Nothing) -> Iterator[Violation]:
    """A contact does not lie in the future."""
    yield from not_in_the_future(change, change.record.datumtijd, "datumtijd")
