"""The letter: what the package says, for the person who reads it. What it leaves out stands in `inzage.json`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from grondslag.integration.inzage.gebruik import MOST_USES, Gebruik
from grondslag.integration.inzage.typesetting import typeset
from grondslag.integration.inzage.wording import ZAAK, Words, called, moment
from grondslag.kernel.declare import Json
from grondslag.kernel.shape import World
from grondslag.registers.inzage.betrokkene import ADDRESS, ANDER_NUMMER
from grondslag.registers.inzage.woorden import dag
from grondslag.runtime.signing import fingerprint

TEMPLATE = "inzage.typ"
MOST_DETAILS = 300
"""So many dossiers of a component are written out; all of them are in `inzage.json`."""
MOST_BARS = 12
MOST_NAMED = 3
"""So many activities are named with a dossier; of more it is told where they stand."""
CORRECTIE, EIGENSCHAP = "inzage.correctieverzoek", "zaken.zaakeigenschap"
SOORTEN = {
    ZAAK: "Zaak",
    "besluiten.besluit": "Besluit",
    "documenten.enkelvoudiginformatieobject": "Document",
    CORRECTIE: "Verzoek om iets te verbeteren",
    "personen.persoon": "Uw persoonslijst",
    "personen.volgindicatie": "Dat wij uw gegevens volgen",
    "zaken.rol": "Wie erbij betrokken is",
    "zaken.status": "Hoe het verliep",
    "zaken.substatus": "Tussenstanden",
    "zaken.resultaat": "Wat eruit kwam",
    "zaken.zaakobject": "Waar het over gaat",
    EIGENSCHAP: "Gegevens van de zaak",
    "zaken.zaaknotitie": "Notities",
    "zaken.klantcontact": "Contacten",
    "zaken.zaakbesluit": "Besluiten van de zaak",
    "zaken.zaakcontactmoment": "Contactmomenten",
    "zaken.zaakinformatieobject": "Documenten van de zaak",
    "zaken.zaakverzoek": "Verzoeken",
    "documenten.verzending": "Hoe het is verstuurd of ontvangen",
    "documenten.gebruiksrechten": "Wat er met het document mag",
}
"""What kinds of records are called in the letter."""
COMPONENTEN = {"personen": "Basisregistratie Personen", "inzage": "Inzage en correctie"}
"""What a register is called, where that is not its title."""
FUNCTIONARIS = "Functionaris voor gegevensbescherming: die let erop dat wij goed met uw gegevens omgaan"
GEZOCHT_OP = {"burgerservicenummer": "Burgerservicenummer", ANDER_NUMMER: "Nummer (geen burgerservicenummer)"}
_ALSO_ABOVE = (
    "zaken.zaakinformatieobject",
    "zaken.zaakbesluit",
    "besluiten.besluitinformatieobject",
    "documenten.objectinformatieobject",
)
"""Parts that only tie dossiers together; both of them are written out."""


async def letter(document: Json, world: World, public_key: str) -> bytes:
    """The letter as a PDF."""
    told = Letter(document, world).told() | {"sleutel": fingerprint(public_key)}
    return await typeset(TEMPLATE, told, datetime.fromisoformat(document["gemaaktOp"]))


class Letter:
    """What the letter says, ready to be set."""

    def __init__(self, document: Json, world: World) -> None:
        self.document, self.world = document, world
        self.dossiers: list[Json] = [each for part in document["onderdelen"] for each in part["dossiers"]]
        self.namen = {each["identificatie"]: each["naam"] for each in document["activiteiten"]}
        self.gebruik = Gebruik(document)
        self.titels = {each["bron"]: titel(each, self.world, document["namen"]) for each in self.dossiers}
        self.words = Words(document["namen"], document["vormen"], document["gemeente"], self.titels)

    def told(self) -> Json:
        """All of it."""
        document = self.document
        made = datetime.fromisoformat(document["gemaaktOp"])
        really, others = self._really_used()
        return {
            "gemeente": document["gemeente"]["naam"],
            "wie": wie(document, self.world),
            "gemaakt": moment(document["gemaaktOp"]),
            "dag": dag(made.date()),
            "kort": self._in_short(),
            "tijdlijn": self._bars(made.date()),
            "onderdelen": [self._part(each) for each in document["onderdelen"]],
            "meer": sum(max(len(each["dossiers"]) - MOST_DETAILS, 0) for each in document["onderdelen"]),
            "activiteiten": [self._activiteit(each) for each in really],
            "andere": [self._in_one_line(each) for each in others],
            "gebruikers": self.gebruik.users(),
            "gebruik": self.gebruik.last(),
            "gebruik_meer": max(len(document["gebruik"]) - MOST_USES, 0),
            "contact": bereikbaar(document["verantwoordelijken"]),
            "elders": self._elders(),
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
        use, contents = len(self.document["gebruik"]), len(self.document.get("inhoud", ()))
        along = f"De inhoud van {contents} {'document' if contents == 1 else 'documenten'} zit in de map documenten."
        return [
            f"Wij hebben van u: {', '.join(said)}." if said else "Wij hebben in onze registers niets van u gevonden.",
            *([along] if contents else []),
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
        name = COMPONENTEN.get(part["component"]) or str(part["titel"])
        return {"titel": name, "dossiers": [self._dossier(each, name) for each in part["dossiers"][:MOST_DETAILS]]}

    def _dossier(self, dossier: Json, register: str) -> Json:
        shape = self.world.shapes[dossier["soort"]]
        verwerking = dossier["verwerking"]
        along = [self.titels[url] for url in dossier["hoortBij"] if url in self.titels]
        why = [
            *self._purpose(verwerking),
            ("Hoe lang wij het bewaren", verwerking["bewaren"]),
            ("Waar het staat", f"In ons register {register}"),
        ]
        why += [("Waar het bij hoort", "\n".join(along))] if along else []
        why += [("Welk programma het vastlegde", dossier["oorsprong"])] if dossier["oorsprong"] else []
        return {
            "titel": self.titels[dossier["bron"]],
            "feiten": self.words.facts(shape, self._spoken(dossier)),
            "waarom": why,
            "delen": self._kinds(dossier["onderdelen"]),
            "meer": _also_there(len(dossier["eerdereVersies"]), len(dossier["wijzigingen"])),
        }

    def _spoken(self, dossier: Json) -> Json:
        """What a dossier says; of a request to correct something, what that is called instead of its path."""
        gegevens: Json = dossier["gegevens"]
        wrong = gegevens.get("gegeven")
        if dossier["soort"] != CORRECTIE or not isinstance(wrong, dict) or "veld" not in wrong:
            return gegevens
        shape = self.world.shapes.get(wrong["resource"])
        kind = soort_in_words(wrong["resource"], self.world) if shape is not None else ""
        field = called(shape.fields if shape is not None else (), wrong["veld"])
        return gegevens | {"gegeven": wrong | {"resource": kind, "veld": field}}

    def _purpose(self, verwerking: Json) -> list[tuple[str, str]]:
        """For what and by which law; of several activities what they are called, for a chapter tells of each."""
        named = [self.namen[each] for each in verwerking["activiteiten"] if each in self.namen]
        if len(named) > MOST_NAMED:
            return [("Waarvoor, en waarom dat mag", f"Voor {len(named)} taken. Welke dat zijn, leest u hierna.")]
        if len(named) > 1:
            return [("Waarvoor, en waarom dat mag", "\n".join([*named, "Wat dat is, leest u hierna."]))]
        return [
            ("Waarvoor", verwerking["doel"] or "Dat is nog niet vastgelegd."),
            ("Waarom dat mag", "\n".join(verwerking["grondslagen"]) or "Dat is nog niet vastgelegd."),
        ]

    def _kinds(self, parts: Sequence[Json]) -> list[Json]:
        """The parts of a dossier, kind by kind."""
        by_kind: dict[str, list[Json]] = {}
        for each in parts:
            if each["soort"] not in _ALSO_ABOVE:
                by_kind.setdefault(each["soort"], []).append(each)
        return [
            {"titel": soort_in_words(soort, self.world), "rijen": self._rows(soort, found)}
            for soort, found in by_kind.items()
        ]

    def _rows(self, soort: str, found: Sequence[Json]) -> list[list[str]]:
        shape = self.world.shapes[soort]
        rows: list[list[str]] = []
        for each in found:
            facts = self.words.facts(shape, each["gegevens"], without=("identificatie", "uuid"))
            head = str(each["gegevens"].get("omschrijving") or next((said for _, said in facts), ""))
            rest = [f"{name}: {said}" for name, said in facts if said.casefold() != head.casefold()]
            rows.append([_spaced(head) if soort == EIGENSCHAP else head, "\n".join(rest)])
        return rows

    def _really_used(self) -> tuple[list[Json], list[Json]]:
        """The activities for which the data was used, the most first, or a dossier is kept; and those that may use
        the persoonslijst."""
        used = Counter(each["activiteit"] for each in self.document["gebruik"])
        kept = [each for each in self.dossiers if not each["soort"].startswith("personen.")]
        names = used.keys() | {self.namen.get(name) for each in kept for name in each["verwerking"]["activiteiten"]}
        found: tuple[list[Json], list[Json]] = ([], [])
        for each in sorted(self.document["activiteiten"], key=lambda each: -used[each["naam"]]):
            found[each["naam"] not in names].append(each)
        return found

    def _in_one_line(self, activiteit: Json) -> list[str]:
        """An activity by its last version: what it is called, for what it is, and by which law."""
        last: Json = next(reversed(activiteit["versies"]), {})
        return [activiteit["naam"], last.get("doel", ""), last.get("grondslag", "")]

    def _activiteit(self, activiteit: Json) -> Json:
        def since(version: Json) -> str:
            begin, end = (dag(date.fromisoformat(day)) if day else "" for day in (version["vanaf"], version["tot"]))
            return f"{begin}, tot {end}" if end else begin

        return {"naam": activiteit["naam"], "versies": [_why(each, since(each)) for each in activiteit["versies"]]}

    # --- what to do, and what is elsewhere ---------------------------------------------------------------------------

    def _elders(self) -> list[str]:
        """What lies on another server: of which register, and where one may ask for it."""
        found: list[str] = []
        for each in self.document["elders"]:
            shapes = self.world.components.get(each["component"])
            name = COMPONENTEN.get(each["component"]) or (shapes.title if shapes else each["component"])
            host = urlsplit(each["adres"]).hostname or ""
            found.append(f"{name or 'Een document of besluit'}, bij {host}" if host else name)
        return [f"{each} ({number} keer)" if number > 1 else each for each, number in Counter(found).items()]


def _spaced(name: str) -> str:
    """The name that a catalogue gives an eigenschap, as people write it: Einde vergunning."""
    said = name.replace("_", " ")
    return said[:1].upper() + said[1:]


def soort_in_words(soort: str, world: World) -> str:
    """What a kind of record is called."""
    return SOORTEN.get(soort) or world.shapes[soort].name.capitalize()


def titel(dossier: Mapping[str, Any], world: World, names: Mapping[str, str]) -> str:
    """What people call a dossier: what it is, what it is about, and its number. `names`: by the URL of their types."""
    gegevens, soort = dossier["gegevens"], soort_in_words(dossier["soort"], world)
    number = gegevens.get("identificatie") or ""
    said = gegevens.get("omschrijving") or gegevens.get("titel") or names.get(gegevens.get("besluittype") or "", "")
    return (f"{soort}: {said}" if said else soort) + (f" ({number})" if number else "")


def wie(document: Json, world: World) -> list[str]:
    """By what the person was looked for: what that is called, and its value; of a record, where that stands."""
    ((kind, value),) = document["betrokkene"].items()
    for dossier in (each for part in document["onderdelen"] for each in part["dossiers"]):
        for part in dossier["onderdelen"]:
            if value in (part["bron"], part["gegevens"].get(ADDRESS)):
                return [
                    "Zoals u genoemd bent",
                    f"{_naam(kind, part['gegevens'])}\n{titel(dossier, world, document['namen'])}",
                ]
    return [GEZOCHT_OP.get(kind, "Zoals u genoemd bent"), value if kind in GEZOCHT_OP else ""]


def _naam(kind: str, gegevens: Mapping[str, Any]) -> str:
    """The name by which a record knows somebody; empty where it has none."""
    if kind == "contactpersoon":
        return str((gegevens.get("contactpersoonRol") or {}).get("naam") or "")
    known = gegevens.get("betrokkeneIdentificatie") or gegevens.get("objectIdentificatie") or {}
    first = known.get("voornamen") or known.get("voorletters")
    names = (first, known.get("voorvoegselGeslachtsnaam"), known.get("geslachtsnaam"))
    return " ".join(each for each in names if each) or str(gegevens.get("afwijkendeNaamBetrokkene") or "")


def bereikbaar(verantwoordelijken: Sequence[Mapping[str, str]]) -> list[list[str]]:
    """Where the person may ask, by what the register of verwerkingen says: who answers for the data, and the FG."""
    found = [[each["naam"], each["contact"]] for each in verantwoordelijken if each["contact"]]
    found += [[FUNCTIONARIS, each["functionaris"]] for each in verantwoordelijken if each["functionaris"]]
    return [each for place, each in enumerate(found) if each not in found[:place]]


def _why(version: Json, since: str) -> list[tuple[str, str]]:
    """What the register says of an activity, as questions with their answers."""
    return [
        ("Waarvoor", version["doel"]),
        ("Waarom dat mag", version["grondslag"]),
        ("Welke gegevens", "\n".join(version["gegevens"]) or "Dat is nog niet vastgelegd."),
        ("Wie ze krijgt", "\n".join(version["ontvangers"]) or "Niemand buiten ons."),
        ("Hoe lang wij ze bewaren", version["bewaren"]),
        ("Wie verantwoordelijk is", version["verantwoordelijke"] or "Dat is nog niet vastgelegd."),
        ("Sinds", since),
    ]


def _also_there(versions: int, changes: int) -> str:
    """What of a dossier is told in the file beside the letter alone."""
    said = [f"{versions} oudere {'versie' if versions == 1 else 'versies'}"] if versions else []
    said += (
        [f"{changes} {'moment' if changes == 1 else 'momenten'} waarop dit is vastgelegd of gewijzigd"]
        if changes
        else []
    )
    stand = "staat" if (versions or changes) == 1 else "staan"
    return f"In inzage.json {stand} ook {' en '.join(said)}." if said else ""
