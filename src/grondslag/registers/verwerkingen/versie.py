"""Versie: what holds for a verwerkingsactiviteit from one day to another (AVG art. 30 lid 1).

When versions begin and end, and that they are not rewritten, stands in `versie_geldigheid`.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

import msgspec

from grondslag.kernel.declare import FIXED, OURS, Form, Group, Limit, Max, Record, Ref, To, resource
from grondslag.kernel.rules import Change, Nothing, Violation, rule
from grondslag.registers.verwerkingen.verwerkingsactiviteit import SCOPES
from grondslag.vocabulary.urls import check_url
from grondslag.vocabulary.velden import Duur, checked

MOST = 200
"""So many of anything one version lists at most."""
Grondslag = Literal[
    "toestemming",
    "overeenkomst",
    "wettelijke_verplichting",
    "vitale_belangen",
    "algemeen_belang",
    "gerechtvaardigd_belang",
]
"""AVG art. 6 lid 1, a to f."""
BY_LAW = ("wettelijke_verplichting", "algemeen_belang")
"""Grounds that exist only by a law (AVG art. 6 lid 3)."""
BijzondereGrondslag = Literal[
    "uitdrukkelijke_toestemming",
    "arbeidsrecht_en_sociale_zekerheid",
    "vitale_belangen",
    "vereniging_of_stichting",
    "openbaar_gemaakt",
    "rechtsvordering",
    "zwaarwegend_algemeen_belang",
    "zorg",
    "volksgezondheid",
    "archivering_of_onderzoek",
    "strafrechtelijke_gegevens",
]
"""AVG art. 9 lid 2, a to j, and art. 10."""
CRIMINAL = "strafrechtelijke_gegevens"
_JCI = re.compile(r"jci1(?:\.\d+)?:[cvl]:BWB[RV]\d{7}(?:[&:][^\s]*)?")
Naam = Annotated[str, Max(200), Limit(min_length=1, blank=False)]


def _check_verwijzing(text: str) -> str | None:
    if _JCI.fullmatch(text) or check_url(text, fragment=True) is None:
        return None
    return "Geef een verwijzing als jci1.3:c:BWBR0005537&artikel=6:4, of een URL zoals die van wetten.overheid.nl."


class Wetsartikel(Group):
    """Een artikel van een wet of regeling waar de verwerking op steunt."""

    tekst: Annotated[str, Max(200), Limit(min_length=1), "Hoe het artikel heet: Awb art. 6:4."]
    verwijzing: Annotated[
        str, Max(500), Form(check=checked(_check_verwijzing)), "Waar het staat: een jci-verwijzing of een URL."
    ] = ""


class Gegevenscategorie(Group):
    """Een soort gegevens."""

    naam: Annotated[str, Max(200), Limit(min_length=1), "De naam van de soort gegevens."]
    soort: Annotated[
        Literal["gewoon", "bijzonder", "strafrechtelijk"],
        "Of het bijzondere (AVG art. 9) of strafrechtelijke gegevens (art. 10) zijn.",
    ] = "gewoon"


class Verantwoordelijke(Group):
    """Wie bepaalt waarvoor en hoe de gegevens worden gebruikt."""

    naam: Annotated[str, Max(200), Limit(min_length=1), "De naam van de organisatie."]
    contact: Annotated[str, Max(500), "Hoe de organisatie te bereiken is."] = ""
    functionaris: Annotated[str, Max(500), "Hoe de functionaris voor gegevensbescherming te bereiken is."] = ""


class Verwerker(Group):
    """Wie de gegevens in opdracht verwerkt."""

    naam: Annotated[str, Max(200), Limit(min_length=1), "De naam van de verwerker."]
    overeenkomst: Annotated[str, Max(500), "Waar de verwerkersovereenkomst te vinden is."] = ""


class Doorgifte(Group):
    """Een land buiten de EER waar gegevens heen gaan."""

    land: Annotated[str, Max(100), Limit(min_length=1), "Het land, of de internationale organisatie."]
    waarborg: Annotated[str, Max(500), Limit(min_length=1), "Waarom dat mag (AVG art. 45 tot en met 49)."]


@resource(
    "versies",
    methods="LCRHUPD",
    part_of="verwerkingsactiviteit",
    under=True,
    scopes=SCOPES,
    paged=False,
    show_uuid=True,
    unique={"unique": ("verwerkingsactiviteit", "versie")},
    order="versie",
)
class Versie(Record):
    """Wat voor een verwerkingsactiviteit geldt, van een dag tot een andere."""

    verwerkingsactiviteit: Annotated[Ref, To("verwerkingen.verwerkingsactiviteit"), FIXED, "De activiteit."]
    versie: Annotated[int, OURS, "Het nummer van de versie."] = 0
    begin_geldigheid: Annotated[date, "De eerste dag waarop deze versie geldt."]
    einde_geldigheid: Annotated[date | None, "De eerste dag waarop zij niet meer geldt."] = None
    doel: Annotated[str, Max(2000), Limit(min_length=1), "Waarvoor de gegevens worden gebruikt."]
    grondslag: Annotated[Grondslag, "Waarom dat mag (AVG art. 6 lid 1)."]
    bijzondere_grondslagen: Annotated[
        list[BijzondereGrondslag], Limit(items=MOST), "Waarom dat mag met bijzondere of strafrechtelijke gegevens."
    ] = msgspec.field(default_factory=list[BijzondereGrondslag])
    wetsartikelen: Annotated[list[Wetsartikel], Limit(items=MOST), "De wet waar de grondslag op steunt."] = (
        msgspec.field(default_factory=list[Wetsartikel])
    )
    betrokkenen: Annotated[list[Naam], Limit(items=MOST), "De groepen mensen van wie er gegevens zijn."]
    gegevenscategorieen: Annotated[list[Gegevenscategorie], Limit(items=MOST), "De soorten gegevens."]
    ontvangers: Annotated[list[Naam], Limit(items=MOST), "Wie de gegevens krijgen."] = msgspec.field(
        default_factory=list[str]
    )
    bewaartermijn: Annotated[Duur, "Hoe lang de gegevens ten hoogste blijven."]
    bewaartermijn_toelichting: Annotated[str, Max(1000), "Waar die termijn vandaan komt."] = ""
    bewaartermijn_logboek: Annotated[
        Duur | None, "Hoe lang vastligt dat er gegevens zijn gebruikt; zonder deze geldt de bewaartermijn."
    ] = None
    verwerkingsverantwoordelijke: Annotated[Verantwoordelijke, "Wie bepaalt waarvoor en hoe het gebeurt."]
    gezamenlijk_verantwoordelijken: Annotated[list[Verantwoordelijke], Limit(items=MOST), "Wie dat mede bepalen."] = (
        msgspec.field(default_factory=list[Verantwoordelijke])
    )
    verwerkers: Annotated[list[Verwerker], Limit(items=MOST), "Wie het in opdracht doen."] = msgspec.field(
        default_factory=list[Verwerker]
    )
    maatregelen: Annotated[str, Max(2000), "Hoe de gegevens zijn beveiligd."] = ""
    doorgiften: Annotated[list[Doorgifte], Limit(items=MOST), "De landen buiten de EER waar gegevens heen gaan."] = (
        msgspec.field(default_factory=list[Doorgifte])
    )
    velden: Annotated[
        list[Annotated[str, Max(200), Limit(min_length=1, blank=False, pattern=r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*")]],
        Limit(items=1000),
        "De velden die over een persoon gevraagd mogen worden: naam, geboorte.datum.",
    ] = msgspec.field(default_factory=list[str])


@rule("avg-6", "wetsartikel")
def a_ground_by_law_names_the_law(change: Change[Versie], facts: Nothing) -> Iterator[Violation]:
    """Who acts by a legal obligation, or for a task of public interest, names the article of the law (art. 6 lid 3)."""
    if change.record.grondslag in BY_LAW and not change.record.wetsartikelen:
        reason = "Noem bij deze grondslag het wetsartikel (AVG art. 6 lid 3)."
        yield Violation("required", reason, "wetsartikelen")


@rule("avg-9", "bijzonder")
def special_data_have_a_ground_of_their_own(change: Change[Versie], facts: Nothing) -> Iterator[Violation]:
    """Special categories of data are used only on one of the grounds of art. 9 lid 2."""
    kinds = {each.soort for each in change.record.gegevenscategorieen}
    if "bijzonder" in kinds and not set(change.record.bijzondere_grondslagen) - {CRIMINAL}:
        reason = "Bij bijzondere gegevens hoort een grondslag van AVG art. 9 lid 2."
        yield Violation("required", reason, "bijzondereGrondslagen")


@rule("avg-10", "strafrechtelijk")
def criminal_data_have_a_ground_of_their_own(change: Change[Versie], facts: Nothing) -> Iterator[Violation]:
    """Data on crimes are used only under art. 10, and then by a law that is named."""
    kinds = {each.soort for each in change.record.gegevenscategorieen}
    if "strafrechtelijk" not in kinds:
        return
    if CRIMINAL not in change.record.bijzondere_grondslagen:
        reason = "Bij strafrechtelijke gegevens hoort de grondslag van AVG art. 10: strafrechtelijke_gegevens."
        yield Violation("required", reason, "bijzondereGrondslagen")
    if not change.record.wetsartikelen:
        yield Violation("required", "Noem de wet die dit toestaat (AVG art. 10).", "wetsartikelen")


@rule("avg-30", "volledig")
def the_register_says_of_whom_and_what(change: Change[Versie], facts: Nothing) -> Iterator[Violation]:
    """The register names the kinds of people and the kinds of data (art. 30 lid 1 c)."""
    if not change.record.betrokkenen:
        yield Violation("empty", "Noem de groepen mensen van wie er gegevens zijn.", "betrokkenen")
    if not change.record.gegevenscategorieen:
        yield Violation("empty", "Noem de soorten gegevens.", "gegevenscategorieen")
