"""Eigenschap: a further fact that zaken of a zaaktype can have, and the form of its value."""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from grondslag.kernel.declare import Group, Max, Ref, To, View, resource, view
from grondslag.kernel.rules import Change, Facts, Nothing, One, Violation, rule
from grondslag.registers.catalogi import deel, rights, searching
from grondslag.registers.catalogi.deel import GeslotenDeel

LENGTE = {"datum": "8", "datum_tijd": "14"}
"""How many characters the standard gives a value of these forms: YYYYMMDD and YYYYMMDDhhmmss."""


class EigenschapSpecificatie(Group):
    """De vorm van de waarde."""

    groep: Annotated[str, Max(32), "Eigenschappen met dezelfde groep horen bij elkaar."] = ""
    formaat: Annotated[Literal["tekst", "getal", "datum", "datum_tijd"], "Het soort tekens van de waarde."]
    lengte: Annotated[str, Max(14), "Het grootste aantal tekens van de waarde."]
    kardinaliteit: Annotated[str, Max(3), "Hoe vaak de eigenschap kan voorkomen, N voor onbeperkt."]
    waardenverzameling: Annotated[list[Annotated[str, Max(100)]], "De toegestane waarden, als ze vastliggen."] = (
        msgspec.field(default_factory=list[str])
    )


@resource(
    "eigenschappen",
    methods="LCRHUPD",
    part_of="zaaktype",
    scopes=rights.OF_PARTS,
    filters=searching.OF_PARTS,
)
class Eigenschap(GeslotenDeel):
    """Een gegeven dat zaken van een zaaktype verder kunnen hebben."""

    naam: Annotated[str, Max(20), "Naam van de eigenschap."]
    catalogus: deel.Catalogus = ""
    definitie: Annotated[str, Max(255), "Wat de eigenschap betekent."]
    specificatie: Annotated[EigenschapSpecificatie, "De vorm van de waarde."]
    toelichting: Annotated[str, Max(1000), "Waartoe de eigenschap dient."] = ""
    statustype: Annotated[
        Ref | None, To("catalogi.statustype"), "De stap die niet zonder deze eigenschap gezet kan worden."
    ] = None
    begin_geldigheid: deel.BeginGeldigheid = None
    einde_geldigheid: deel.EindeGeldigheid = None
    begin_object: deel.BeginObject = None
    einde_object: deel.EindeObject = None


@view("catalogi.statustype")
class Stap(View):
    """A step, as far as an eigenschap must know it."""

    zaaktype: Ref


class BijStap(Facts):
    """The step an eigenschap is needed for."""

    stap: Annotated[Stap | None, One("statustype")]


@rule("ztc-015", "lengte")
def a_date_has_a_fixed_length(change: Change[Eigenschap], facts: Nothing) -> Iterator[Violation]:
    """A value of the form datum has 8 characters, one of the form datum_tijd 14."""
    said = change.record.specificatie
    wanted = LENGTE.get(said.formaat)
    if wanted is not None and said.lengte != wanted:
        yield Violation("invalid", f"Bij formaat {said.formaat} is de lengte {wanted}.", "specificatie.lengte")


@rule("historiemodel", "statustype-eigenschap")
def an_eigenschap_is_needed_for_a_step_of_its_zaaktype(
    change: Change[Eigenschap], facts: BijStap
) -> Iterator[Violation]:
    """The step that asks for an eigenschap belongs to the same zaaktype."""
    if facts.stap is not None and facts.stap.zaaktype != change.record.zaaktype:
        yield Violation(
            "relations-incorrect-zaaktype", "Het statustype hoort niet bij hetzelfde zaaktype.", "statustype"
        )
