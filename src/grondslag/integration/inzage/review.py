"""The review: for who answers for the package, every place where something is covered and every text to be read.

It is a document of its own, and may be taken out before the package is sent (`sealing.without_review`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import msgspec

from grondslag.integration.inzage.letter import bereikbaar, soort_in_words, titel, wie
from grondslag.integration.inzage.typesetting import typeset
from grondslag.integration.inzage.wording import LONGEST_VALUE, PERSOON, called, joined, moment
from grondslag.kernel.declare import Json
from grondslag.kernel.shape import World
from grondslag.registers.inzage.afdekking import MASK
from grondslag.registers.inzage.persoonslijst import CATEGORIEEN
from grondslag.registers.inzage.woorden import dag

TEMPLATE = "beoordeling.typ"
SOORT, VERSIE = "grondslag.inzage.beoordeling", 1
MOST_LINES = 2_000
"""So many of a kind are written out; all of them are in `beoordeling.json`."""
READ, COVERED = "nakijken", "afgedekt"
INHOUD = "Inhoud van een document: daarin is niets afgedekt. Open het bestand en lees het."
ITSELF = "Het dossier zelf"


class Place(msgspec.Struct, frozen=True):
    """A record in the package: the dossier that it belongs to and what it is in there, in words."""

    dossier: str
    deel: str
    soort: str
    gegevens: Sequence[Mapping[str, Any]]
    """What it says; of a change what it said before and after."""


class Review:
    """The lines of a review with where they stand. `document`: the package as its program reads it."""

    def __init__(self, document: Json, lines: Sequence[Json], world: World) -> None:
        self.document, self.world = document, world
        contents = [
            {"bron": each["bron"], "veld": "inhoud", "wat": READ, "reden": f"{INHOUD} ({each['bestand']})"}
            for each in document.get("inhoud", ())
        ]
        self.lines = [*lines, *contents]
        self.places = dict(self._places())

    def as_data(self) -> Json:
        """All of it for a program."""
        same = ("gemeente", "gemaaktOp", "betrokkene")
        return {"soort": SOORT, "versie": VERSIE, **{name: self.document[name] for name in same}, "regels": self.lines}

    async def as_pdf(self) -> bytes:
        """The same for who reads it."""
        made = datetime.fromisoformat(self.document["gemaaktOp"])
        return await typeset(TEMPLATE, self.told(), made)

    def told(self) -> Json:
        """What the document says, ready to be set."""
        count = Counter(each["wat"] for each in self.lines)
        made = datetime.fromisoformat(self.document["gemaaktOp"])
        return {
            "gemeente": self.document["gemeente"]["naam"],
            "wie": wie(self.document, self.world),
            "gemaakt": moment(self.document["gemaaktOp"]),
            "dag": dag(made.date()),
            "bereikbaar": bool(bereikbaar(self.document["verantwoordelijken"])),
            "lezen": self._of(READ),
            "afgedekt": self._of(COVERED),
            "tel_lezen": count[READ],
            "tel_afgedekt": count[COVERED],
        }

    def _of(self, wat: str) -> list[Json]:
        """The lines of one kind, dossier by dossier."""
        by_dossier: dict[str, list[list[str]]] = {}
        for each in [line for line in self.lines if line["wat"] == wat][:MOST_LINES]:
            place = self.places.get(each["bron"], Place("Ander gegeven", "", "", ()))
            row = [place.deel, self._field(place, each["veld"]), each["reden"]]
            row += [joined(_texts(place.gegevens, each["veld"]), "\n")] if wat == READ else []
            by_dossier.setdefault(place.dossier, []).append(row)
        return [{"titel": name, "rijen": rows} for name, rows in by_dossier.items()]

    def _field(self, place: Place, veld: str) -> str:
        """What a field is called: its own words, for one deeper inside those of the last name in its path."""
        first, _, inner = veld.partition(".")
        if place.soort == PERSOON:
            return CATEGORIEEN.get(inner, veld)
        shape = self.world.shapes.get(place.soort)
        fields = shape.fields if shape is not None else ()
        name = called(fields, first)
        return f"{name}: {called(fields, veld)}" if inner else name

    def _places(self) -> Iterator[tuple[str, Place]]:
        for dossier in (each for part in self.document["onderdelen"] for each in part["dossiers"]):
            name = titel(dossier, self.world, self.document["namen"])
            older = [each["gegevens"] for each in dossier["eerdereVersies"]]
            yield dossier["bron"], Place(name, ITSELF, dossier["soort"], [dossier["gegevens"], *older])
            for each in dossier["onderdelen"]:
                deel = soort_in_words(each["soort"], self.world)
                said = each["gegevens"].get("omschrijving") or ""
                told = f"{deel}: {said}" if said else deel
                yield each["bron"], Place(name, told, each["soort"], [each["gegevens"]])
            for each in dossier["wijzigingen"]:
                sides = [each[side] for side in ("was", "werd") if side in each]
                yield each["bron"], Place(name, f"Wijziging van {moment(each['tijdstip'])}", each["soort"], sides)


def _texts(gegevens: Sequence[Mapping[str, Any]], veld: str) -> Iterator[str]:
    """What stands at a dotted path, in each of some records; of an object all that is left to read, by its name."""
    for each in gegevens:
        found: Any = each
        for name in veld.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        yield from _said(found)


def _said(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner, each in cast("Json", value).items():
            yield from _said(each, f"{name} {inner}".strip()[:LONGEST_VALUE])
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from _said(each, name)
    elif value not in (None, "", MASK):
        said = ("ja" if value else "nee") if isinstance(value, bool) else str(value)
        yield f"{name}: {said}" if name else said
