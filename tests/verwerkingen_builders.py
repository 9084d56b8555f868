"""Builders of verwerkingsactiviteiten for tests: wire bodies to send, and records to judge."""

from datetime import date
from typing import Any

from grondslag.registers.verwerkingen.versie import Gegevenscategorie, Verantwoordelijke, Versie, Wetsartikel
from grondslag.registers.verwerkingen.verwerkingsactiviteit import Verwerkingsactiviteit

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
