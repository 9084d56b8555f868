"""ZaakObject: what a zaak is about."""

from collections.abc import Iterator
from typing import Annotated

from grondslag.kernel.declare import FIXED, Find, Group, Json, Limit, Max, OneOf, Ref, Same, Subject, To, Url, resource
from grondslag.kernel.rules import Change, Facts, Nothing, One, Violation, rule
from grondslag.registers.zaken.objecten import OBJECTEN
from grondslag.registers.zaken.peers import ZaakObjectTypeView
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakdeel import CHANGE, READ, PartOfZaak, of_the_same_zaaktype
from grondslag.vocabulary.objecttype import ObjectType


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


class MetZaakobjecttype(Facts):
    """The zaak, and the kind of object by its zaaktype."""

    zaak: Annotated[Zaak, One("zaak")]
    zaakobjecttype: Annotated[ZaakObjectTypeView, One("zaakobjecttype")]


@rule("zrc", "zaakobjecttype")
def the_zaakobjecttype_fits_the_zaak(change: Change[ZaakObject], facts: MetZaakobjecttype) -> Iterator[Violation]:
    """The zaakobjecttype belongs to the zaaktype of the zaak."""
    yield from of_the_same_zaaktype(facts.zaakobjecttype.zaaktype, facts.zaak.zaaktype, "Het zaakobjecttype")


@rule("zrc", "object")
def a_zaakobject_is_about_something(change: Change[ZaakObject], facts: Nothing) -> Iterator[Violation]:
    """A zaakobject says what it is about: by URL, or by an objectIdentificatie."""
    if not change.record.object and not change.record.object_identificatie:
        yield Violation("invalid-zaakobject", "Vul het object of de objectIdentificatie in.")


@rule("zrc", "objecttype-overige")
def another_kind_of_object_has_a_name(change: Change[ZaakObject], facts: Nothing) -> Iterator[Violation]:
    """The objectType overige, and no other, is named in objectTypeOverige or its definitie."""
    found = change.record
    named = bool(found.object_type_overige) or found.object_type_overige_definitie is not None
    if found.object_type == "overige" and not named:
        yield Violation("missing-object-type-overige", "Geef deze andere soort object een naam.")
    if found.object_type != "overige" and named:
        yield Violation("invalid-object-type-overige-usage", "Een naam hoort alleen bij objectType overige.")
