"""Bronhouder: who may put a fact right. Of a copy, that is who keeps the original (BRP, BAG, Handelsregister).

Pure: it follows from where the fact stands, and what it is called there.
"""

from typing import Annotated, Literal

from grondslag.kernel.declare import Group

_BRP = frozenset(
    (
        "inpBsn",
        "anpIdentificatie",
        "inpA_nummer",
        "geslachtsnaam",
        "voorvoegselGeslachtsnaam",
        "voorletters",
        "voornamen",
        "geslachtsaanduiding",
        "geboortedatum",
        "verblijfsadres",
        "subVerblijfBuitenland",
    )
)
_HANDELSREGISTER = frozenset(
    (
        "innNnpId",
        "annIdentificatie",
        "statutaireNaam",
        "innRechtsvorm",
        "bezoekadres",
        "vestigingsNummer",
        "handelsnaam",
        "kvkNummer",
    )
)
_BAG = ("wpl", "gor", "aoa", "oao", "num", "ogo", "openbareRuimte", "huisnummer", "huisletter", "postcode")


class Bronhouder(Group):
    """Wie het gegeven kan verbeteren."""

    registratie: Annotated[Literal["BRP", "BAG", "HR", "gemeente"], "De registratie waar het gegeven uit komt."]
    naam: Annotated[str, "Hoe die heet."]
    terugmelding: Annotated[bool, "Of de gemeente het verzoek daar meldt, en het niet zelf verbetert."]
    component: Annotated[str, "Het register van de gemeente waar het staat."] = ""


BRP = Bronhouder(registratie="BRP", naam="Basisregistratie Personen (RvIG)", terugmelding=True)
BAG = Bronhouder(registratie="BAG", naam="Basisregistratie Adressen en Gebouwen (Kadaster)", terugmelding=True)
HR = Bronhouder(registratie="HR", naam="Handelsregister (Kamer van Koophandel)", terugmelding=True)


def bronhouder_van(resource: str, veld: str) -> Bronhouder:
    """Who keeps the original of a fact: of a person the BRP, of an organisation the Handelsregister, of an address the
    BAG; of all else the component itself."""
    component, steps = resource.partition(".")[0], veld.split(".")
    if component == "personen" or _BRP & set(steps):
        return BRP
    if _HANDELSREGISTER & set(steps):
        return HR
    if component == "bag" or steps[-1].startswith(_BAG):
        return BAG
    return Bronhouder(registratie="gemeente", naam="De gemeente zelf", terugmelding=False, component=component)
