"""Builders of verwerkingsactiviteiten for tests: wire bodies to send, and records to judge."""

from datetime import UTC, date, datetime
from typing import Any

from grondslag.interaction.verwerkingen import Register
from grondslag.registers.verwerkingen.versie import Gegevenscategorie, Verantwoordelijke, Versie, Wetsartikel
from grondslag.registers.verwerkingen.verwerkingsactiviteit import Verwerkingsactiviteit
from grondslag.runtime.art30 import Entry, Tied, Zaaktype
from grondslag.runtime.unknown_use import Lacking, Week

VERWERKINGEN = "/verwerkingen/api/v1"
ACTIVITEITEN = f"{VERWERKINGEN}/verwerkingsactiviteiten"
ACTIVITEIT = "66666666-0000-4000-8000-000000000001"
Body = dict[str, Any]


def activiteit_body(identificatie: str, **said: Any) -> Body:
    """An activity that nobody acts for yet."""
    return {"identificatie": identificatie, "naam": "Meldingen behandelen"} | said


def versie_body(begin: str = "2020-01-01", **said: Any) -> Body:
    """What holds for it from this day on."""
    usual: Body = {
        "beginGeldigheid": begin,
        "doel": "Een melding oplossen, en de melder laten weten hoe.",
        "grondslag": "algemeen_belang",
        "wetsartikelen": [{"tekst": "Gemeentewet art. 160", "verwijzing": "jci1.3:c:BWBR0005416&artikel=160"}],
        "betrokkenen": ["Melders"],
        "gegevenscategorieen": [{"naam": "Naam en adres"}],
        "bewaartermijn": "P5Y",
        "verwerkingsverantwoordelijke": {"naam": "College van Voorbeeldstad"},
    }
    return usual | said


def an_activiteit(**said: Any) -> Verwerkingsactiviteit:
    """An activity that nobody acts for yet."""
    usual: Body = {"id": ACTIVITEIT, "identificatie": "meldingen", "naam": "Meldingen"}
    return Verwerkingsactiviteit(**(usual | said))


def a_versie(versie: int = 1, begin: str = "2020-01-01", end: str | None = None, **said: Any) -> Versie:
    """A version that holds from one day to another."""
    usual: Body = {
        "id": f"v{versie}",
        "verwerkingsactiviteit": ACTIVITEIT,
        "versie": versie,
        "begin_geldigheid": date.fromisoformat(begin),
        "einde_geldigheid": date.fromisoformat(end) if end else None,
        "doel": "Een melding oplossen",
        "grondslag": "algemeen_belang",
        "wetsartikelen": [Wetsartikel(tekst="Gemeentewet art. 160")],
        "betrokkenen": ["Melders"],
        "gegevenscategorieen": [Gegevenscategorie(naam="Naam en adres")],
        "bewaartermijn": "P5Y",
        "verwerkingsverantwoordelijke": Verantwoordelijke(naam="College"),
    }
    return Versie(**(usual | said))


def an_entry(**said: Any) -> Entry:
    """An activity as the report has it, with something of all that it may say."""
    versie = versie_body(
        versie=2,
        eindeGeldigheid="2030-01-01",
        bijzondereGrondslagen=["zorg"],
        wetsartikelen=[
            {"tekst": "Awb art. 6:4", "verwijzing": "jci1.3:c:BWBR0005537&artikel=6:4"},
            {"tekst": "Verordening", "verwijzing": ""},
        ],
        gegevenscategorieen=[{"naam": "Naam", "soort": "gewoon"}, {"naam": "Gezondheid", "soort": "bijzonder"}],
        ontvangers=["Team <Wmo>"],
        bewaartermijn="P5Y6M",
        bewaartermijnToelichting="Selectielijst",
        verwerkingsverantwoordelijke={"naam": "College", "contact": "", "functionaris": "fg@voorbeeldstad.example"},
        gezamenlijkVerantwoordelijken=[],
        verwerkers=[{"naam": "Hosting", "overeenkomst": "2026-1"}],
        doorgiften=[{"land": "Canada", "waarborg": "Adequaatheidsbesluit"}],
        maatregelen="=1+1",
        velden=["naam", "geboorte.datum"],
    )
    usual: Body = {
        "id": ACTIVITEIT,
        "identificatie": "meldingen",
        "naam": "Meldingen behandelen",
        "stand": "in_force",
        "versie": versie,
        "versies": 2,
        "applicaties": (Tied(label="Zaaksysteem", client_ids=("zaaksysteem",)),),
        "zaaktypen": (Zaaktype(identificatie="melding", omschrijving="Melding"),),
    }
    return Entry(**(usual | said))


def a_register(
    entries: list[Entry] | None = None,
    lacking: list[Lacking] | None = None,
    weeks: list[Week] | None = None,
    *,
    refuses: bool = False,
) -> Register:
    """What the pages of the register show; without anything, one of each."""
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)

    async def found() -> list[Entry]:
        bare = an_entry(identificatie="leeg", naam="Leeg", stand="empty", versie=None, applicaties=(), zaaktypen=())
        return [an_entry(), bare] if entries is None else entries

    async def without() -> list[Lacking]:
        one = Lacking(label="Oud", client_ids=("oud",), everything=True, rights=0, components=("Zaken",))
        two = Lacking(label="Half", client_ids=("half", "heel"), everything=False, rights=1234,
                      components=("Zaken", "Documenten"), ended=("voorbij",))  # fmt: skip
        return [one, two] if lacking is None else lacking

    async def used() -> list[Week]:
        week = Week(client="oud", component="zaken", week=at.date(), requests=12_480, records=99, persons=7, last=at)
        return [week] if weeks is None else weeks

    return Register(entries=found, lacking=without, traffic=used, today=at.date, refuses=refuses)
