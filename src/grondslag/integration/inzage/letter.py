"""The letter: the same document for who reads, as a PDF that a screen reader can read too (PDF/A and PDF/UA).

The text is data to the typesetter: nothing in a record is taken for an instruction. No file and no font of the machine
is read, so the same document gives the same letter.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import msgspec
import typst

from grondslag.integration.inzage.wording import Words, moment
from grondslag.kernel.shape import World
from grondslag.registers.inzage.bewaren import dag
from grondslag.runtime.signing import fingerprint

STANDARDS: list[Any] = ["a-2a", "ua-1"]
MOST_DETAILS = 300
"""So many dossiers of a component are written out; all of them are in `inzage.json`."""
MOST_USES = 100
MOST_BARS = 12
MOST_REVIEWED = 400
ZAAK = "zaken.zaak"
TITELS = {
    "persoon": "Uw persoonslijst",
    "zaken.rol": "Wie erbij betrokken is",
    "zaken.status": "Hoe het verliep",
    "zaken.resultaat": "Wat eruit kwam",
    "zaken.zaakobject": "Waar het over gaat",
    "zaken.zaakeigenschap": "Gegevens van de zaak",
    "zaken.zaaknotitie": "Notities",
    "zaken.klantcontact": "Contacten",
    "zaken.zaakcontactmoment": "Contactmomenten",
    "zaken.zaakverzoek": "Verzoeken",
}
_ALSO_ABOVE = ("zaken.zaakinformatieobject", "zaken.zaakbesluit", "besluiten.besluitinformatieobject")
"""Parts that only tie dossiers together; both of them are written out."""
Json = dict[str, Any]


async def typeset(document: Json, world: World, public_key: str) -> bytes:
    """The letter as a PDF."""
    told = msgspec.json.encode(_Letter(document, world).told() | {"sleutel": fingerprint(public_key)}).decode()
    at = datetime.fromisoformat(document["gemaaktOp"])
    return await asyncio.to_thread(compile_letter, told, at)


def compile_letter(told: str, at: datetime, form: Any = "pdf") -> Any:
    """The typesetter's work. `form`: pdf, or png for who wants to look at it (a list of pages)."""
    template = files("grondslag.integration.inzage").joinpath("inzage.typ").read_bytes()
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(template, font_paths=fonts)
    standards = STANDARDS if form == "pdf" else []
    return compiler.compile(format=form, sys_inputs={"inzage": told}, pdf_standards=standards, timestamp=at, ppi=80.0)


class _Letter:
    """What the letter says, ready to be set."""

    def __init__(self, document: Json, world: World) -> None:
        self.document, self.world = document, world
        self.words = Words(document["namen"])
        self.dossiers: list[Json] = [each for part in document["onderdelen"] for each in part["dossiers"]]

    def told(self) -> Json:
        """All of it."""
        document = self.document
        made = datetime.fromisoformat(document["gemaaktOp"])
        return {
            "gemeente": document["gemeente"]["naam"],
            "bsn": document["betrokkene"]["burgerservicenummer"],
            "gemaakt": moment(document["gemaaktOp"]),
            "dag": dag(made.date()),
            "kort": self._in_short(),
            "tijdlijn": self._bars(made.date()),
            "onderdelen": [self._part(each) for each in document["onderdelen"]],
            "meer": sum(max(len(each["dossiers"]) - MOST_DETAILS, 0) for each in document["onderdelen"]),
            "activiteiten": [self._activiteit(each) for each in document["activiteiten"]],
            "gebruikers": self._users(),
            "gebruik": [self._use(each) for each in document["gebruik"][:MOST_USES]],
            "gebruik_meer": max(len(document["gebruik"]) - MOST_USES, 0),
            "beoordeling": self._reviewed(),
            "elders": [f"{each['component']} {each['adres']}".strip() for each in document["elders"]],
            "niet": document["nietOpgenomen"],
        }

    def _in_short(self) -> list[str]:
        count = Counter(each["soort"] for each in self.dossiers)
        words = {
            ZAAK: ("zaak", "zaken"),
            "besluiten.besluit": ("besluit", "besluiten"),
            "documenten.enkelvoudiginformatieobject": ("document", "documenten"),
        }
        said = [f"{count[key]} {one if count[key] == 1 else many}" for key, (one, many) in words.items() if count[key]]
        others = sum(number for key, number in count.items() if key not in words)
        said += [f"{others} andere {'registratie' if others == 1 else 'registraties'}"] if others else []
        use = len(self.document["gebruik"])
        return [
            f"Wij hebben van u: {', '.join(said)}." if said else "Wij hebben in onze registers niets van u gevonden.",
            f"Uw gegevens zijn {use} keer gebruikt." if use else "Er is geen gebruik van uw gegevens vastgelegd.",
        ]

    # --- what we have -----------------------------------------------------------------------------------------

    def _bars(self, today: date) -> list[Json]:
        """The zaken as bars in time, the newest first."""
        zaken = [each["gegevens"] for each in self.dossiers if each["soort"] == ZAAK and each["gegevens"]["startdatum"]]
        newest = sorted(zaken, key=lambda each: each["startdatum"], reverse=True)[:MOST_BARS]
        return [
            {
                "naam": each["identificatie"],
                "begin": each["startdatum"],
                "einde": each["einddatum"] or today.isoformat(),
                "loopt": not each["einddatum"],
                "gezegd": f"{each['identificatie']}: van {dag(date.fromisoformat(each['startdatum']))}"
                + (f" tot {dag(date.fromisoformat(each['einddatum']))}" if each["einddatum"] else ", loopt nog"),
            }
            for each in newest
        ]

    def _part(self, part: Json) -> Json:
        return {"titel": part["titel"], "dossiers": [self._dossier(each) for each in part["dossiers"][:MOST_DETAILS]]}

    def _dossier(self, dossier: Json) -> Json:
        shape = self.world.shapes[dossier["soort"]]
        gegevens, verwerking = dossier["gegevens"], dossier["verwerking"]
        why = [
            ("Waarvoor", verwerking["doel"] or "Dat is nog niet vastgelegd."),
            ("Waarom dat mag", "; ".join(verwerking["grondslagen"]) or "Dat is nog niet vastgelegd."),
            ("Hoe lang", verwerking["bewaren"]),
            ("Waar het staat", dossier["bron"]),
        ]
        why += [("Wie het vastlegde", dossier["oorsprong"])] if dossier["oorsprong"] else []
        return {
            "titel": _title(gegevens, shape.name),
            "feiten": self.words.facts(shape, gegevens),
            "waarom": why,
            "delen": self._kinds(dossier["onderdelen"]),
            "wijzigingen": len(dossier["wijzigingen"]),
            "versies": len(dossier["eerdereVersies"]),
        }

    def _kinds(self, parts: Sequence[Json]) -> list[Json]:
        """The parts of a dossier, kind by kind."""
        by_kind: dict[str, list[Json]] = {}
        for each in parts:
            if each["soort"] not in _ALSO_ABOVE:
                by_kind.setdefault(each["soort"], []).append(each)
        return [
            {"titel": TITELS.get(soort, self.world.shapes[soort].name.capitalize()), "rijen": self._rows(soort, found)}
            for soort, found in by_kind.items()
        ]

    def _rows(self, soort: str, found: Sequence[Json]) -> list[list[str]]:
        shape = self.world.shapes[soort]
        rows: list[list[str]] = []
        for each in found:
            facts = self.words.facts(shape, each["gegevens"])
            head = str(each["gegevens"].get("omschrijving") or next((said for _, said in facts), ""))
            rest = [f"{name}: {said}" for name, said in facts if said.casefold() != head.casefold()]
            rows.append([head, "\n".join(rest)])
        return rows

    def _activiteit(self, activiteit: Json) -> Json:
        def since(version: Json) -> str:
            begin, end = (dag(date.fromisoformat(day)) if day else "" for day in (version["vanaf"], version["tot"]))
            return f"{begin}, tot {end}" if end else begin

        versions = [version | {"sinds": since(version)} for version in activiteit["versies"]]
        return {"naam": activiteit["naam"], "versies": versions}

    # --- who used it, and what is covered -------------------------------------------------------------------------

    def _users(self) -> list[list[str]]:
        """Which program used the data, for what and how often."""
        count: Counter[tuple[str, str, str]] = Counter()
        last: dict[tuple[str, str, str], str] = {}
        for each in self.document["gebruik"]:
            key = (each["applicatie"], each["doel"] or each["activiteit"], each["grondslag"])
            count[key] += 1
            last.setdefault(key, each["tijdstip"])
        return [
            [key[0], key[1] or "Dat is niet vastgelegd.", key[2], str(number), moment(last[key])]
            for key, number in count.most_common()
        ]

    def _use(self, line: Mapping[str, Any]) -> list[str]:
        return [
            moment(line["tijdstip"]),
            line["applicatie"] + (f" ({line['organisatie']})" if line["organisatie"] else ""),
            line["activiteit"] or "niet vastgelegd",
            ", ".join(dict.fromkeys(each.partition("/")[0].rpartition(".")[2] for each in line["objecten"])),
        ]

    def _reviewed(self) -> Json:
        lines = self.document["beoordeling"]
        count = Counter(each["wat"] for each in lines)
        told = [[each["wat"], each["veld"], each["reden"], each["bron"]] for each in lines[:MOST_REVIEWED]]
        more = max(len(lines) - MOST_REVIEWED, 0)
        return {"afgedekt": count["afgedekt"], "nakijken": count["nakijken"], "rijen": told, "meer": more}


def _title(gegevens: Mapping[str, Any], name: str) -> str:
    """What people call a dossier."""
    number = gegevens.get("identificatie") or ""
    said = gegevens.get("omschrijving") or gegevens.get("titel") or TITELS.get(name) or name.capitalize()
    return f"{said} ({number})" if number else str(said)
