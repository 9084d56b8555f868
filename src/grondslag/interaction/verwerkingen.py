"""The register of processing activities for the administrator: the report of AVG art. 30, and unknown use."""

import csv
import io
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from grondslag.interaction.site import Asked, Told
from grondslag.runtime.art30 import Entry
from grondslag.runtime.unknown_use import WEEKS, Lacking, Week
from grondslag.vocabulary.duur import in_words

PATH, UNKNOWN = "/beheer/verwerkingen", "/beheer/onbekend-gebruik"
JSON, CSV = f"{PATH}.json", f"{PATH}.csv"
GROUNDS = {
    "toestemming": "Toestemming (AVG art. 6 lid 1 a)",
    "overeenkomst": "Overeenkomst (AVG art. 6 lid 1 b)",
    "wettelijke_verplichting": "Wettelijke verplichting (AVG art. 6 lid 1 c)",
    "vitale_belangen": "Vitale belangen (AVG art. 6 lid 1 d)",
    "algemeen_belang": "Taak van algemeen belang (AVG art. 6 lid 1 e)",
    "gerechtvaardigd_belang": "Gerechtvaardigd belang (AVG art. 6 lid 1 f)",
}
SPECIAL_GROUNDS = {
    "uitdrukkelijke_toestemming": "Uitdrukkelijke toestemming (AVG art. 9 lid 2 a)",
    "arbeidsrecht_en_sociale_zekerheid": "Arbeidsrecht en sociale zekerheid (AVG art. 9 lid 2 b)",
    "vitale_belangen": "Vitale belangen (AVG art. 9 lid 2 c)",
    "vereniging_of_stichting": "Vereniging of stichting (AVG art. 9 lid 2 d)",
    "openbaar_gemaakt": "Door de betrokkene openbaar gemaakt (AVG art. 9 lid 2 e)",
    "rechtsvordering": "Rechtsvordering (AVG art. 9 lid 2 f)",
    "zwaarwegend_algemeen_belang": "Zwaarwegend algemeen belang (AVG art. 9 lid 2 g)",
    "zorg": "Zorg (AVG art. 9 lid 2 h)",
    "volksgezondheid": "Volksgezondheid (AVG art. 9 lid 2 i)",
    "archivering_of_onderzoek": "Archivering of onderzoek (AVG art. 9 lid 2 j)",
    "strafrechtelijke_gegevens": "Strafrechtelijke gegevens (AVG art. 10)",
}
STATES = {
    "in_force": "Geldt nu",
    "coming": "Gaat nog in",
    "ended": "Geldt niet meer",
    "empty": "Nog geen versie",
    "off": "Staat uit",
}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
Page = Callable[..., Told]


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """Where the pages find what they show."""

    entries: Callable[[], Awaitable[list[Entry]]]
    lacking: Callable[[], Awaitable[list[Lacking]]]
    traffic: Callable[[], Awaitable[list[Week]]]
    today: Callable[[], date]
    refuses: bool
    """Whether a request without an activity is refused."""


class Verwerkingen:
    """The pages below /beheer/verwerkingen and /beheer/onbekend-gebruik, for who is logged in."""

    def __init__(self, register: Register) -> None:
        self.register = register

    async def answer(self, asked: Asked, page: Page) -> Told | None:
        """Answer one request; None when nothing is there."""
        if asked.method not in ("GET", "HEAD"):
            return None
        found = {PATH: self._report, UNKNOWN: self._unknown, JSON: self._json, CSV: self._csv}.get(asked.path)
        return None if found is None else await found(page)

    async def count(self) -> int:
        """How many applicaties lack an activity."""
        return len(await self.register.lacking())

    async def _report(self, page: Page) -> Told:
        return page(
            200,
            "verwerkingen.html",
            entries=[(each, lines_of(each)) for each in await self.register.entries()],
            states=STATES,
            place_of=place_of,
            today=self.register.today(),
            json=JSON,
            csv=CSV,
            unknown=UNKNOWN,
        )

    async def _unknown(self, page: Page) -> Told:
        return page(
            200,
            "onbekend-gebruik.html",
            lacking=await self.register.lacking(),
            weeks=await self.register.traffic(),
            count=WEEKS,
            refuses=self.register.refuses,
            report=PATH,
        )

    async def _json(self, page: Page) -> Told:
        made = {"opgesteld": self.register.today(), "verwerkingsactiviteiten": await self.register.entries()}
        return _file(page, msgspec.json.format(msgspec.json.encode(made), indent=2), "application/json", JSON)

    async def _csv(self, page: Page) -> Told:
        rows = [lines_of(each) for each in await self.register.entries()]
        return _file(page, as_csv(rows), "text/csv; charset=utf-8", CSV)


def _file(page: Page, body: bytes, kind: str, path: str) -> Told:
    """A download: with the headers of a page, so that no browser takes it for anything else."""
    headers = page(200, "toegang.html").headers
    name = path.rpartition("/")[2]
    return Told(200, body, {**headers, "Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'})


def lines_of(entry: Entry) -> dict[str, str]:
    """An activity as a report tells it: what is asked by AVG art. 30 lid 1, in words."""
    return dict(_lines(entry, entry.versie or {}))


def _lines(entry: Entry, versie: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Activiteit", entry.identificatie
    yield "Naam", entry.naam
    yield "Stand", STATES[entry.stand]
    yield "Versie", str(versie.get("versie", ""))
    yield "Geldt vanaf", _day(versie.get("beginGeldigheid"))
    yield "Geldt tot", _day(versie.get("eindeGeldigheid"))
    yield "Doel", versie.get("doel", "")
    special = [SPECIAL_GROUNDS[each] for each in versie.get("bijzondereGrondslagen", ())]
    yield "Grondslag", "; ".join([GROUNDS.get(versie.get("grondslag", ""), ""), *special])
    yield "Wetsartikelen", "; ".join(map(_law, versie.get("wetsartikelen", ())))
    yield "Betrokkenen", "; ".join(versie.get("betrokkenen", ()))
    yield "Gegevens", "; ".join(map(_kind, versie.get("gegevenscategorieen", ())))
    yield "Ontvangers", "; ".join(versie.get("ontvangers", ()))
    yield (
        "Bewaartermijn",
        _joined(in_words(versie.get("bewaartermijn", "")), versie.get("bewaartermijnToelichting", "")),
    )
    yield "Verantwoordelijke", "; ".join(_responsible(versie))
    yield "Verwerkers", "; ".join(_joined(each["naam"], each["overeenkomst"]) for each in versie.get("verwerkers", ()))
    yield "Buiten de EER", "; ".join(_joined(each["land"], each["waarborg"]) for each in versie.get("doorgiften", ()))
    yield "Maatregelen", versie.get("maatregelen", "")
    yield "Velden van een persoon", "; ".join(versie.get("velden", ()))
    yield "Applicaties", "; ".join(_joined(each.label, ", ".join(each.client_ids)) for each in entry.applicaties)
    yield "Zaaktypen", "; ".join(_joined(each.omschrijving or each.identificatie, "") for each in entry.zaaktypen)


def _responsible(versie: Mapping[str, Any]) -> Iterator[str]:
    one = versie.get("verwerkingsverantwoordelijke")
    for each in ([one] if one else []) + list(versie.get("gezamenlijkVerantwoordelijken", ())):
        yield _joined(each["naam"], ", ".join(filter(None, (each["contact"], each["functionaris"]))))


def _joined(text: str, more: str) -> str:
    return f"{text} ({more})" if more else text


def place_of(verwijzing: str) -> str:
    """Where a browser finds an article of law: a jci reference leads to the national collection of laws."""
    return f"https://wetten.overheid.nl/{verwijzing}" if verwijzing.startswith("jci") else verwijzing


def _law(said: Mapping[str, str]) -> str:
    return _joined(said["tekst"], said["verwijzing"])


def _kind(said: Mapping[str, str]) -> str:
    return said["naam"] if said["soort"] == "gewoon" else f"{said['naam']} ({said['soort']})"


def _day(text: str | None) -> str:
    return date.fromisoformat(text).strftime("%d-%m-%Y") if text else ""


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Rows as spreadsheets of Dutch readers open them. A cell that a spreadsheet would run is made a text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow("'" + cell if cell.startswith(_DANGEROUS) else cell for cell in row.values())
    return b"\xef\xbb\xbf" + out.getvalue().encode()
