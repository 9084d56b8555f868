"""ZaakObject: what a zaak is about."""

from typing import Annotated

from grondslag.kernel.declare import FIXED, Find, Group, Json, Limit, Max, OneOf, Ref, Same, Subject, To, Url, resource
from grondslag.registers.zaken.objecten import OBJECTEN, ObjectType
from grondslag.registers.zaken.zaakdeel import CHANGE, READ, PartOfZaak


class ObjectTypeOverigeDefinitie(Group):
    """Waar de vorm van een object van een andere soort is beschreven."""

    url: Annotated[Url, Max(1000), "Het objecttype."]
    schema: Annotated[str, Max(100), "Het pad (jq) naar het schema daarin."]
    object_data: Annotated[str, Max(100), "Het pad (jq) naar de gegevens in het object."]


@resource(
    "zaakobjecten",
    methods="LCRHUPD",
    part_of="zaak",
    scopes={
        "read": READ,
        "create": ("zaken.aanmaken", *CHANGE),
        "update": CHANGE,
        "destroy": (*CHANGE, "zaken.verwijderen"),
    },
    channel="zaken",
    show_uuid=True,
    filters={"zaak": Same(field="zaak")},
)
class ZaakObject(PartOfZaak):
    """Een object waar een zaak over gaat."""

    object: Annotated[Url, Max(1000), FIXED, Find.EXACT, "Het object, als dat elders is vastgelegd."] = ""
    zaakobjecttype: Annotated[
        Ref, To("catalogi.zaakobjecttype"), Max(1000), "De soort object volgens het zaaktype."
    ] = ""
    object_type: Annotated[ObjectType, FIXED, Find.EXACT, "Wat voor object het is."]
    object_type_overige: Annotated[
        str, Limit(max_length=100, pattern=r"[a-z\_]+"), "De naam van een andere soort object."
    ] = ""
    object_type_overige_definitie: Annotated[
        ObjectTypeOverigeDefinitie | None, "Waar de vorm van die andere soort is beschreven."
    ] = None
    relatieomschrijving: Annotated[str, Max(80), "Wat de zaak met het object te maken heeft."] = ""
    object_identificatie: Annotated[
        Json | None, OneOf(by="object_type", groups=OBJECTEN), Subject("inp_bsn"), "Welk object het is."
    ] = None
