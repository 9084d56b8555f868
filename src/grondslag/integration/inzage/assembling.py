"""Assembling: the records of a person as one document, each with why it is kept, how long, and where it stands.

What is about others is covered here, before anything is written.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from grondslag import __version__
from grondslag.integration.inzage.context import ZAAKTYPE, Activiteit, Context
from grondslag.integration.inzage.finding import Found, Row
from grondslag.integration.inzage.plan import Plan
from grondslag.kernel.declare import Json
from grondslag.kernel.links import Links
from grondslag.kernel.shape import Shape
from grondslag.registers.inzage import bewaren
from grondslag.registers.inzage.afdekking import Afdekking
from grondslag.registers.inzage.betrokkene import ADDRESS, BY_NUMBER, BY_RECORD, Betrokkene
from grondslag.runtime.town import Town
from grondslag.vocabulary.duur import Duur, in_words, nominal_seconds, parse_duur

SOORT, VERSIE = "grondslag.inzage", 2
ZAAK, EIGENSCHAP, PERSONEN = "zaken.zaak", "catalogi.eigenschap", "personen"
NIET_OPGENOMEN = (
    "Kopieën die na een dag vanzelf weg zijn, en berichten die nog onderweg zijn.",
    "De lijst van woorden waarmee wij een document terugvinden. Die woorden komen uit het document zelf.",
    "Reservekopieën. Daarin staat wat wij van u hadden op de dag dat de kopie werd gemaakt.",
)
"""What holds a copy of what is in the package, and goes by itself."""


class Gemeente(msgspec.Struct, frozen=True):
    """Whose package it is."""

    code: str
    naam: str


class Assembly:
    """One package in the making."""

    def __init__(self, town: Town, links: Links, who: Betrokkene, found: Found, context: Context) -> None:
        self.links, self.who, self.found, self.context = links, who, found, context
        self.world = town.engine.world
        self.plan = Plan(self.world, town.engine.served)
        self.neighbours = town.neighbours
        self.today = town.now()[1]
        self.cover = Afdekking(who, self._chosen())
        self._urls = {(row.shape.key, row.id): self._url(row) for row in found.rows}
        self._zaken = self._belongs_to()

    def document(self, gemeente: Gemeente, moment: datetime) -> Json:
        """The whole of it, as it is written to `inzage.json`, with what a human must look at (`beoordeling`)."""
        # First all that fields say of others, so that their names are known where people wrote what they liked.
        covered = {id(row): self.cover.record(row.shape, row.shown, self._urls[row.shape.key, row.id], row.id)
                   for row in self.found.rows}  # fmt: skip
        lines = {root: [self._change(each) for each in found] for root, found in self.context.wijzigingen.items()}
        gebruik = [self._use(each) for each in self.context.gebruik]
        onderdelen = [self._component(name, covered, lines) for name in self._components()]
        return {
            "soort": SOORT,
            "versie": VERSIE,
            "programma": f"Grondslag {__version__}",
            "gemeente": {"code": gemeente.code, "naam": gemeente.naam},
            "gemaaktOp": moment.isoformat(timespec="seconds"),
            "betrokkene": self._betrokkene(),
            "onderdelen": onderdelen,
            "activiteiten": [self._activiteit(each) for each in self._concerned()],
            "verantwoordelijken": self._verantwoordelijken(),
            "gebruik": gebruik,
            "namen": self._namen(),
            "vormen": self._vormen(),
            "beoordeling": [msgspec.to_builtins(each) for each in dict.fromkeys(self.cover.noten)],
            "elders": self._elders(),
            "afgekapt": self.context.cut,
            "nietOpgenomen": list(NIET_OPGENOMEN),
        }

    def _betrokkene(self) -> dict[str, str]:
        """By what the person was looked for."""
        kind, value = self.who.kind, self.who.value
        if kind in BY_RECORD:
            return {kind: self.links.url(BY_RECORD[kind], value)}
        return {BY_NUMBER.get(kind, ADDRESS): value}

    # --- records --------------------------------------------------------------------------------------------------

    def _components(self) -> list[str]:
        found = {row.shape.component for row in self.found.rows}
        return [name for name in self.world.components if name in found]

    def _component(self, name: str, covered: Mapping[int, Json], lines: Mapping[str, list[Json]]) -> Json:
        rows = [each for each in self.found.rows if each.shape.component == name]
        by_root: dict[str, list[Row]] = {}
        for row in rows:
            by_root.setdefault(row.root, []).append(row)
        dossiers = [self._dossier(by_root[root], covered, lines.get(root, [])) for root in by_root]
        return {"component": name, "titel": self.world.components[name].title, "dossiers": dossiers}

    def _dossier(self, rows: list[Row], covered: Mapping[int, Json], lines: list[Json]) -> Json:
        """A root with everything that belongs to it."""
        first, *rest = rows

        def record(row: Row) -> Json:
            url = self._urls[row.shape.key, row.id]
            return {"soort": row.shape.key, "bron": url, "gegevens": self.cover.text(row.shape, covered[id(row)], url)}

        return record(first) | {
            "genoemd": first.root in self.found.named.get(self.plan.root(first.shape).key, set()),
            "hoortBij": sorted(self._zaken.get((first.shape.key, first.id), set())),
            "verwerking": self._verwerking(first),
            "oorsprong": lines[0]["applicatie"] if lines and lines[0]["actie"] == "create" else "",
            "eerdereVersies": [record(row) for row in rest if row.older],
            "onderdelen": [record(row) for row in rest if not row.older],
            "wijzigingen": [self._covered_change(each) for each in lines],
        }

    def _url(self, row: Row) -> str:
        """The address of a record at its source; of one without an address of its own, its resource and key."""
        shape = row.shape
        if shape.key not in self.links.prefixes or "R" not in shape.said.methods:
            return f"{shape.key}/{row.id}"
        parent = getattr(row.record, shape.said.part_of) if shape.said.under else ""
        return self.links.url(shape.key, row.id, parent)

    def _belongs_to(self) -> dict[tuple[str, str], set[str]]:
        """The zaken and other dossiers that each dossier came along with."""
        found: dict[tuple[str, str], set[str]] = {}
        roots = {row.root: row for row in self.found.rows if row.is_root}
        for row in self.found.rows:
            for reference in self.plan.outbound:
                if row.shape is reference.shape and (key := self._key(reference.target, row, reference.field.name)):
                    of = roots[row.root]
                    found.setdefault((reference.target, key), set()).add(self._urls[of.shape.key, of.id])
            for reference in self.plan.inbound:
                if row.shape is reference.shape and (key := self._key(reference.target, row, reference.field.name)):
                    url = self.links.url(reference.target, key)
                    found.setdefault((row.shape.key, row.id), set()).add(url)
        return found

    def _key(self, target: str, row: Row, name: str) -> str:
        return self.links.key(target, getattr(row.record, name) or "") or ""

    # --- why, and how long ----------------------------------------------------------------------------------------

    def _verwerking(self, row: Row) -> Json:
        """For what and by which law a dossier is kept, and how long."""
        bound = self._bound(row)
        versions = [version for each in bound if (version := each.version(None, self.today)) is not None]
        return {
            "doel": self._doel(row) or "; ".join(each["doel"] for each in versions),
            "grondslagen": [_grondslag(each) for each in versions],
            "activiteiten": [each.identificatie for each in bound],
            "bewaren": self._bewaren(row, versions),
        }

    def _zaak_of(self, row: Row) -> Row | None:
        """The zaak that a dossier is, or came along with."""
        if row.shape.key == ZAAK:
            return row
        urls = self._zaken.get((row.shape.key, row.id), set())
        return next(
            (each for each in self.found.rows if each.shape.key == ZAAK and self._urls[ZAAK, each.id] in urls), None
        )

    def _bound(self, row: Row) -> list[Activiteit]:
        """The activities that a dossier is kept for: those of its zaaktype; of other data, those named like its
        component, and for persons those that say which fields of a person they use."""
        zaak = self._zaak_of(row)
        if zaak is not None:
            return [each for each in self.context.activiteiten if zaak.record.zaaktype in each.zaaktypen]
        component = row.shape.component
        return [
            each
            for each in self.context.activiteiten
            if component in each.identificatie or (component == PERSONEN and each.names_fields(self.today))
        ]

    def _doel(self, row: Row) -> str:
        zaak = self._zaak_of(row)
        zaaktype = self.context.types.get((ZAAKTYPE, zaak.record.zaaktype)) if zaak is not None else None
        return str(zaaktype["doel"]) if zaaktype is not None else ""

    def _bewaren(self, row: Row, versions: list[Json]) -> str:
        if row.shape.key == ZAAK:
            return bewaren.van_zaak(row.shown, self.context.resultaattypen.get(row.record.zaaktype, ()))
        if self._zaak_of(row) is not None:
            return bewaren.ALS_DE_ZAAK
        if versions:
            longest = max(versions, key=lambda each: nominal_seconds(parse_duur(each["bewaartermijn"]) or Duur()))
            return f"Hoogstens {in_words(longest['bewaartermijn'])}."
        return bewaren.NIET_VASTGELEGD

    def _concerned(self) -> list[Activiteit]:
        """The activities for which anything in the package is kept, or was used."""
        bound = {each.id for row in self.found.rows if row.is_root for each in self._bound(row)}
        used = {line["activiteit"] for line in self.context.gebruik}
        return [each for each in self.context.activiteiten if each.id in bound | used]

    def _activiteit(self, each: Activiteit) -> Json:
        return {
            "identificatie": each.identificatie,
            "naam": each.naam,
            "versies": [
                {
                    "versie": row["versie"],
                    "vanaf": row["begin_geldigheid"],
                    "tot": row["einde_geldigheid"],
                    "doel": row["doel"],
                    "grondslag": _grondslag(row),
                    "ontvangers": row["ontvangers"],
                    "gegevens": [kind["naam"] for kind in row["gegevenscategorieen"]],
                    "bewaren": f"Hoogstens {in_words(row['bewaartermijn'])}.",
                    "verantwoordelijke": row["verwerkingsverantwoordelijke"].get("naam", ""),
                    "contact": row["verwerkingsverantwoordelijke"].get("contact", ""),
                    "functionaris": row["verwerkingsverantwoordelijke"].get("functionaris", ""),
                }
                for row in each.versies
            ],
        }

    def _verantwoordelijken(self) -> list[Json]:
        """Who answers for the data and how they are reached: for what is in the package, else for anything we do."""
        for activiteiten in (self._concerned(), self.context.activiteiten):
            versions = [version for each in activiteiten if (version := each.version(None, self.today)) is not None]
            named = [version["verwerkingsverantwoordelijke"] for version in versions]
            found = [
                {name: each.get(name, "") for name in ("naam", "contact", "functionaris")}
                for each in named
                if each.get("contact") or each.get("functionaris")
            ]
            if found:
                return [each for place, each in enumerate(found) if each not in found[:place]]
        return []

    # --- who changed and used it ----------------------------------------------------------------------------------

    def _change(self, line: Json) -> Json:
        """A line of the audit trail, without who did it."""
        shape = self.world.shapes.get(f"{line['component']}.{line['resource']}")
        made: Json = {
            "tijdstip": line["aanmaakdatum"],
            "soort": f"{line['component']}.{line['resource']}",
            "actie": line["actie"],
            "applicatie": line["applicatie"],
            "gebruiker": "medewerker" if line["gebruiker_id"] else "",
            "toelichting": line["toelichting"],
            "pad": line["resource_pad"],
            "bron": self.links.roots.get(line["component"], "") + "#wijziging-" + line["id"],
        }
        key = line["resource_pad"].rpartition("/")[2]
        for name, side in (("was", line["oud"]), ("werd", line["nieuw"])):
            if shape is not None and side is not None:
                made[name] = self.cover.record(shape, side, made["bron"], key)
        return made | {"_shape": shape}

    def _covered_change(self, made: Json) -> Json:
        shape: Shape | None = made["_shape"]
        found = {name: value for name, value in made.items() if not name.startswith("_")}
        found["toelichting"] = self.cover.words(found["toelichting"])
        for name in ("was", "werd"):
            if shape is not None and name in found:
                found[name] = self.cover.text(shape, found[name], made["bron"])
        return found

    def _use(self, line: Json) -> Json:
        """A line of the log: when, which program, for what, and by which law."""
        activiteit = next((each for each in self.context.activiteiten if each.id == line["activiteit"]), None)
        version = activiteit.version(line["versie"], self.today) if activiteit is not None else None
        return {
            "tijdstip": line["tijd"],
            "component": line["component"],
            "handeling": line["naam"],
            "applicatie": self.context.applicaties.get(line["client"], line["client"]),
            "organisatie": line.get("verwerker") or "",
            "activiteit": activiteit.naam if activiteit is not None else "",
            "doel": version["doel"] if version is not None else "",
            "grondslag": _grondslag(version) if version is not None else "",
            "objecten": line["objecten"] or [],
            "trace": (line["trace_id"] or "").removeprefix("\\x"),
        }

    # --- the rest -------------------------------------------------------------------------------------------------

    def _namen(self) -> Json:
        """What the types in the catalogue are called, by their URL."""
        found: Json = {}
        for (target, key), row in self.context.types.items():
            name = row.get("omschrijving") or row.get("naam") or row.get("identificatie") or ""
            found[self.links.url(target, key)] = name
        return found

    def _vormen(self) -> Json:
        """What form the values of an eigenschap have (datum, getal), by its URL."""
        found = {key: row["specificatie"] for (target, key), row in self.context.types.items() if target == EIGENSCHAP}
        return {self.links.url(EIGENSCHAP, key): said["formaat"] for key, said in found.items() if said}

    def _chosen(self) -> frozenset[str]:
        """The eigenschappen of which nobody writes the value freely: a day, a number, or one of a list."""
        return frozenset(
            self.links.url(EIGENSCHAP, key)
            for (target, key), row in self.context.types.items()
            if target == EIGENSCHAP and (said := row["specificatie"])
            and (said["formaat"] != "tekst" or said.get("waardenverzameling"))
        )  # fmt: skip

    def _elders(self) -> list[Json]:
        found = [{"component": name, "adres": root} for name, root in sorted(self.neighbours.items())]
        return [*found, *({"component": "", "adres": url} for url in self.found.elsewhere)]


def _grondslag(version: Mapping[str, Any]) -> str:
    """The legal ground with its articles of law, in words."""
    said, article = GRONDSLAGEN.get(version["grondslag"], (str(version["grondslag"]), "AVG art. 6"))
    return f"{said} ({'; '.join([article, *(each['tekst'] for each in version['wetsartikelen'])])})"


GRONDSLAGEN = {
    "toestemming": ("U gaf toestemming", "AVG art. 6 lid 1 a"),
    "overeenkomst": ("Het is nodig voor een overeenkomst met u", "AVG art. 6 lid 1 b"),
    "wettelijke_verplichting": ("De wet verplicht ons daartoe", "AVG art. 6 lid 1 c"),
    "vitale_belangen": ("Het is nodig voor iemands leven of gezondheid", "AVG art. 6 lid 1 d"),
    "algemeen_belang": ("Het hoort bij onze taak als overheid", "AVG art. 6 lid 1 e"),
    "gerechtvaardigd_belang": ("Wij hebben er een gerechtvaardigd belang bij", "AVG art. 6 lid 1 f"),
}
"""The grounds of the AVG as a person reads them, each with its article."""
