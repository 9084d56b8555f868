"""ResultaatType: how a zaak can end, and what that means for keeping it."""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from grondslag.kernel.declare import OURS, Group, Max, Named, Out, Ref, Same, To, resource
from grondslag.kernel.names import to_wire
from grondslag.kernel.rules import Change, Facts, Nothing, One, Violation, Where, derive, rule
from grondslag.registers.catalogi import deel, rights, searching, versie
from grondslag.registers.catalogi.deel import GeslotenDeel
from grondslag.registers.catalogi.peers import ProcesType, Resultaattypeomschrijving, Selectielijstklasse
from grondslag.registers.catalogi.versie import BesluitTypeVersie, InformatieObjectTypeVersie
from grondslag.registers.catalogi.zaaktype import ZaakType
from grondslag.vocabulary.objecttype import ObjectType
from grondslag.vocabulary.velden import Duur

Afleidingswijze = Literal[
    "afgehandeld",
    "ander_datumkenmerk",
    "eigenschap",
    "gerelateerde_zaak",
    "hoofdzaak",
    "ingangsdatum_besluit",
    "termijn",
    "vervaldatum_besluit",
    "zaakobject",
]


class BrondatumArchiefprocedure(Group):
    """Hoe de dag wordt bepaald waarop de archiefactietermijn begint."""

    afleidingswijze: Annotated[Afleidingswijze, "Waar de dag uit volgt."]
    datumkenmerk: Annotated[str, Max(80), "De naam van het gegeven dat de dag bevat."] = ""
    einddatum_bekend: Annotated[bool, "Of de dag bij het afsluiten van de zaak al vaststaat."] = False
    objecttype: Annotated[Literal[ObjectType, ""], "De soort object dat het gegeven bevat."] = ""
    registratie: Annotated[str, Max(80), "De registratie waarin het gegeven staat."] = ""
    procestermijn: Annotated[Duur | None, "Hoe lang na het einde van de zaak de dag valt."] = None


@resource(
    "resultaattypen",
    methods="LCRHUPD",
    part_of="zaaktype",
    scopes=rights.OF_PARTS,
    filters={
        **searching.OF_PARTS,
        "zaaktype_identificatie": Same(field="zaaktype.identificatie"),
        "datum_geldigheid": searching.ZAAKTYPE_IN_FORCE,
    },
)
class ResultaatType(GeslotenDeel):
    """Een uitkomst die zaken van een zaaktype kunnen hebben."""

    omschrijving: Annotated[str, Max(30), "Naam van de uitkomst."]
    resultaattypeomschrijving: Annotated[
        Ref, To("selectielijst.resultaattypeomschrijving"), Max(1000), "De algemene omschrijving, uit de selectielijst."
    ]
    omschrijving_generiek: Annotated[str, OURS, "De tekst van die algemene omschrijving."] = ""
    selectielijstklasse: Annotated[Ref, To("selectielijst.resultaat"), Max(1000), "Het resultaat in de selectielijst."]
    toelichting: Annotated[str, "Toelichting op de uitkomst."] = ""
    archiefnominatie: Annotated[
        Literal["blijvend_bewaren", "vernietigen", ""], "Of zaken met deze uitkomst worden bewaard."
    ] = ""
    archiefactietermijn: Annotated[Duur | None, "Na hoeveel tijd dat gebeurt."] = None
    brondatum_archiefprocedure: Annotated[
        BrondatumArchiefprocedure | None, "Hoe wordt bepaald wanneer die tijd begint."
    ] = None
    procesobjectaard: Annotated[str | None, Max(200), "Waar het proces over gaat, voor de bewaartermijn."] = None
    catalogus: deel.GegevenCatalogus | None = None
    begin_geldigheid: deel.BeginGeldigheid = None
    einde_geldigheid: deel.EindeGeldigheid = None
    begin_object: deel.BeginObject = None
    einde_object: deel.EindeObject = None
    indicatie_specifiek: Annotated[bool | None, "Of het alleen voor een bepaald proces geldt."] = None
    procestermijn: Annotated[Duur | None, "De tijd waarin het resultaat nog van belang is voor het proces."] = None
    besluittypen: Annotated[
        list[Ref], To("catalogi.besluittype"), Named("omschrijving"), "De soorten besluit die ermee samengaan."
    ] = msgspec.field(default_factory=list[Ref])
    besluittype_omschrijving: Annotated[
        list[str], Out("besluittypen.omschrijving"), "De omschrijvingen van die soorten besluit."
    ] = msgspec.field(default_factory=list[str])
    informatieobjecttypen: Annotated[
        list[Ref],
        To("catalogi.informatieobjecttype"),
        Named("omschrijving"),
        "De soorten document die ermee samengaan.",
    ] = msgspec.field(default_factory=list[Ref])
    informatieobjecttype_omschrijving: Annotated[
        list[str], Out("informatieobjecttypen.omschrijving"), "De omschrijvingen van die soorten document."
    ] = msgspec.field(default_factory=list[str])


class Selectielijst(Facts):
    """What the selectielijst says of this result, and what its zaaktype says of the process."""

    zaaktype: Annotated[ZaakType | None, One("zaaktype")]
    omschrijving_selectielijst: Annotated[Resultaattypeomschrijving | None, One("resultaattypeomschrijving")]
    klasse: Annotated[Selectielijstklasse | None, One("selectielijstklasse")]
    procestype: Annotated[ProcesType | None, One("zaaktype.selectielijst_procestype")]
    procestype_klasse: Annotated[ProcesType | None, One("klasse.proces_type")]


@derive("ztc-002", "afgeleid")
def the_selectielijst_fills_in(change: Change[ResultaatType], facts: Selectielijst) -> dict[str, str | None]:
    """The generic name comes from the selectielijst; what to do with the zaak, and when, if not said otherwise."""
    record, klasse = change.record, facts.klasse
    found: dict[str, str | None] = {}
    if facts.omschrijving_selectielijst is not None:
        found["omschrijving_generiek"] = facts.omschrijving_selectielijst.omschrijving
    if klasse is not None and not record.archiefnominatie:
        found["archiefnominatie"] = klasse.waardering
    if klasse is not None and record.archiefactietermijn is None:
        found["archiefactietermijn"] = klasse.bewaartermijn
    return found


@rule("ztc-002", "procestype")
def the_klasse_is_of_the_procestype(change: Change[ResultaatType], facts: Selectielijst) -> Iterator[Violation]:
    """The selectielijstklasse belongs to the procestype of the zaaktype."""
    own, klasse = facts.procestype, facts.procestype_klasse
    if own is not None and klasse is not None and own.nummer != klasse.nummer:
        reason = "De selectielijstklasse hoort niet bij het procestype van het zaaktype."
        yield Violation("procestype-mismatch", reason)


WIJZE_BIJ_TERMIJN = {"nihil": "afgehandeld", "ingeschatte_bestaansduur_procesobject": "termijn"}


@rule("ztc-003", "afleidingswijze")
def the_procestermijn_decides_the_wijze(change: Change[ResultaatType], facts: Selectielijst) -> Iterator[Violation]:
    """A process that ends with the zaak starts the clock there; one of an estimated length starts it after that."""
    how = change.record.brondatum_archiefprocedure
    if how is None or facts.klasse is None:
        return
    wanted = WIJZE_BIJ_TERMIJN.get(facts.klasse.procestermijn)
    if wanted is not None and how.afleidingswijze != wanted:
        reason = f"Bij procestermijn {facts.klasse.procestermijn} is de afleidingswijze {wanted}."
        yield Violation("invalid-afleidingswijze-for-procestermijn", reason)


def _filled_only_for(change: Change[ResultaatType], field: str, *wijzen: str) -> Iterator[Violation]:
    """The field is filled in for these afleidingswijzen, and empty for all others."""
    how = change.record.brondatum_archiefprocedure
    if how is None:
        return
    name = f"brondatumArchiefprocedure.{to_wire(field)}"
    wanted = how.afleidingswijze in wijzen
    if wanted and not getattr(how, field):
        yield Violation("required", f"Dit is nodig bij afleidingswijze {how.afleidingswijze}.", name)
    if not wanted and getattr(how, field):
        yield Violation("must-be-empty", f"Dit blijft leeg bij afleidingswijze {how.afleidingswijze}.", name)


@rule("ztc-004", "datumkenmerk")
def a_datumkenmerk_names_the_date(change: Change[ResultaatType], facts: Nothing) -> Iterator[Violation]:
    """The name of the fact that holds the date is given when the date is taken from a fact."""
    yield from _filled_only_for(change, "datumkenmerk", "eigenschap", "zaakobject", "ander_datumkenmerk")


@rule("ztc-005", "einddatumBekend")
def the_end_of_the_zaak_is_always_known(change: Change[ResultaatType], facts: Nothing) -> Iterator[Violation]:
    """When the date follows from the end of the zaak, whether it is known is no question."""
    how = change.record.brondatum_archiefprocedure
    if how is not None and how.einddatum_bekend and how.afleidingswijze in ("afgehandeld", "termijn"):
        reason = f"Dit blijft leeg bij afleidingswijze {how.afleidingswijze}."
        yield Violation("must-be-empty", reason, "brondatumArchiefprocedure.einddatumBekend")


@rule("ztc-006", "objecttype")
def an_objecttype_holds_the_date(change: Change[ResultaatType], facts: Nothing) -> Iterator[Violation]:
    """The kind of object is given when the date is taken from an object."""
    yield from _filled_only_for(change, "objecttype", "zaakobject", "ander_datumkenmerk")


@rule("ztc-007", "registratie")
def a_registratie_holds_the_date(change: Change[ResultaatType], facts: Nothing) -> Iterator[Violation]:
    """The register is given when the date is taken from elsewhere."""
    yield from _filled_only_for(change, "registratie", "ander_datumkenmerk")


@rule("ztc-008", "procestermijn")
def a_procestermijn_comes_with_termijn(change: Change[ResultaatType], facts: Nothing) -> Iterator[Violation]:
    """How long the process goes on after the zaak is given when the date follows from that, and only then."""
    yield from _filled_only_for(change, "procestermijn", "termijn")


class Relaties(Facts):
    """The versions behind the names that the resultaattype will have."""

    zaaktype: Annotated[ZaakType | None, One("zaaktype")]
    besluittypen_bij_naam: Annotated[list[BesluitTypeVersie], Where("omschrijving", "besluittypen")]
    informatieobjecttypen_bij_naam: Annotated[
        list[InformatieObjectTypeVersie], Where("omschrijving", "informatieobjecttypen")
    ]


@rule("historiemodel", "resultaattype-relaties")
def relations_stay_in_the_catalogus(change: Change[ResultaatType], facts: Relaties) -> Iterator[Violation]:
    """A resultaattype names types of the catalogus of its zaaktype."""
    if facts.zaaktype is None:
        return
    own = facts.zaaktype.catalogus
    yield from versie.elsewhere(change, "besluittypen", facts.besluittypen_bij_naam, own)
    yield from versie.elsewhere(change, "informatieobjecttypen", facts.informatieobjecttypen_bij_naam, own)
